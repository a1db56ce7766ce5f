"""Loads: where power is wanted."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Unpack

from pydantic import Field

from powercalc import units
from powercalc.components.base import Component
from powercalc.components.quantities import Count, Hours, Kilowatts, Shares

if TYPE_CHECKING:
    from powercalc.components import keys


class Server(Component):
    """Anything with cords: a server, a rack, a row. All its units share the cords and go dark together.

    All cords are in use at once; it is live while `inputs_needed` of them are; a repeated id is that many
    cords. Its own failures are not power failures and do not count.
    """

    kind: ClassVar[str] = "server"
    is_load: ClassVar[bool] = True
    is_maintained: ClassVar[bool] = False
    catalogued: ClassVar[tuple[str, ...]] = ("hold_up",)

    power: Kilowatts | None = Field(None, description="[kW] per unit")
    hold_up: Hours | None = Field(None, description="[h] of dead input that its power supplies bridge")
    recovery_time: Hours | None = Field(None, description="[h] from power back to service back")
    undocumented_cords: Count | None = Field(
        None, description="further cords of which nobody documented where they lead; they feed nothing here"
    )
    share: Shares | None = Field(None, description="how its power divides over its cords, in their order")

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.ServerKeys]) -> None: ...  # noqa: A002

    def _contradictions(self) -> Iterator[units.ValueProblem]:
        yield from super()._contradictions()
        if self.share is None:
            return
        if len(self.share) != len(self.fed_by):
            yield units.ValueProblem(
                f"divides its power {len(self.share)} ways over {len(self.fed_by)} cords",
                expected="one share for each cord",
                keys=("share", "fed_by"),
            )
        elif not math.isclose(math.fsum(self.share), 1.0, abs_tol=1e-6):
            yield units.ValueProblem(
                f"has shares that add up to {100 * math.fsum(self.share):g} %",
                expected="shares that add up to 100 %",
                keys=("share",),
            )
