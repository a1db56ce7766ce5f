"""Cooling: it carries no power to the loads, and its loss costs service after the thermal autonomy."""

from typing import ClassVar

from pydantic import Field

from powercalc.components.base import Component
from powercalc.components.quantities import Kilowatts


class Cooling(Component):
    """A unit of the cooling plant, fed like any other component, named by `cooled_by` elsewhere."""

    carries: ClassVar[bool] = False

    power: Kilowatts | None = Field(None, description="[kW] that each of its needed units draws")


class Chiller(Cooling):
    """A chiller."""

    kind: ClassVar[str] = "chiller"


class Crah(Cooling):
    """A computer-room air handler or air conditioner."""

    kind: ClassVar[str] = "crah"


class Pump(Cooling):
    """A pump of the cooling plant."""

    kind: ClassVar[str] = "pump"
