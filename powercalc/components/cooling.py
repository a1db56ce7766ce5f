"""Cooling: it carries no power to the loads, and its loss costs service after the thermal autonomy."""

from typing import TYPE_CHECKING, ClassVar, Unpack

from pydantic import Field

from powercalc.components.base import Component
from powercalc.components.quantities import Kilowatts

if TYPE_CHECKING:
    from powercalc.components import keys


class Cooling(Component):
    """A unit of the cooling plant, fed like any other component, named by `cooled_by` elsewhere."""

    carries: ClassVar[bool] = False

    power: Kilowatts | None = Field(None, description="[kW] that each of its needed units draws")


class Chiller(Cooling):
    """A chiller."""

    kind: ClassVar[str] = "chiller"

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.ChillerKeys]) -> None: ...  # noqa: A002


class Crah(Cooling):
    """A computer-room air handler or air conditioner."""

    kind: ClassVar[str] = "crah"

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.CrahKeys]) -> None: ...  # noqa: A002


class Pump(Cooling):
    """A pump of the cooling plant."""

    kind: ClassVar[str] = "pump"

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.PumpKeys]) -> None: ...  # noqa: A002
