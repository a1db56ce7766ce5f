"""Switching: what chooses between inputs, and what closes or opens a path."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Unpack

from pydantic import BeforeValidator, Field, StrictStr, WithJsonSchema

from powercalc import units
from powercalc.components.base import Component
from powercalc.components.quantities import Flag, Hours, Probability

if TYPE_CHECKING:
    from powercalc.components import keys


class Switch(Component):
    """A transfer switch. It stands on one input; when that is dead it moves to the first live one in its
    list.

    Its output is dead until `transfer_time` after that input is live. With probability `fail_to_transfer`
    the move fails, and the switch waits for an input at or before its own, or to be moved by hand.
    """

    catalogued: ClassVar[tuple[str, ...]] = (
        "failure_rate", "mttr", "transfer_time", "fail_to_transfer", "manual_transfer_time",
    )  # fmt: skip

    fail_to_transfer: Probability | None = Field(None, description="per need: the move fails; 0 for never")
    transfer_time: Hours | None = Field(None, description="[h] of dead output while it moves")
    manual_transfer_time: Hours | None = Field(
        None, description="[h] mean until moved by hand; mttr when absent"
    )
    return_gap: Hours | None = Field(None, description="[h] of dead output on return; none when absent")

    def _contradictions(self) -> Iterator[units.ValueProblem]:
        yield from super()._contradictions()
        if self.inputs_needed > 1:
            yield units.ValueProblem(
                f"needs {self.inputs_needed} inputs, and a switch stands on one",
                expected="inputs_needed = 1 for a switch",
                keys=("inputs_needed",),
            )

    def _matters(self, figure: str) -> bool:
        if figure == "fail_to_transfer":
            return self._has_a_choice
        if figure == "manual_transfer_time":
            return self._fails_to_move and self.unavailability is not None
        return super()._matters(figure)

    def _is_repaired(self) -> bool:
        """A failed move is put right by hand, in the time to restoration where no other is stated."""
        return super()._is_repaired() or (self._fails_to_move and self.manual_transfer_time is None)

    @property
    def _has_a_choice(self) -> bool:
        return len(self.fed_by) > 1

    @property
    def _fails_to_move(self) -> bool:
        """Whether a move may fail: as stated, or as the catalog says where nothing is stated."""
        return bool(self.fail_to_transfer) or (self.fail_to_transfer is None and self._has_a_choice)


class Ats(Switch):
    """An automatic transfer switch: mechanical, with a gap that a UPS must bridge."""

    kind: ClassVar[str] = "ats"

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.AtsKeys]) -> None: ...  # noqa: A002


class Sts(Switch):
    """A static transfer switch: moves within milliseconds."""

    kind: ClassVar[str] = "sts"

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.StsKeys]) -> None: ...  # noqa: A002


class Path(Component):
    """A path that is closed or open in normal operation; an open one closes on demand."""

    catalogued: ClassVar[tuple[str, ...]] = ("failure_rate", "mttr", "transfer_time")

    normally: Literal["closed", "open"] = Field("closed", description='"closed" or "open"')
    manual: Flag = Field(default=False, description="true when it is closed by hand")
    fail_to_transfer: Probability | None = Field(None, description="per need: an open one does not close")
    transfer_time: Hours | None = Field(
        None, description="[h] from when what it feeds went dead until it conducts"
    )

    def _matters(self, figure: str) -> bool:
        if figure == "transfer_time":
            return self.normally == "open"
        return super()._matters(figure)


class Breaker(Path):
    """A circuit breaker in a path, or a maintenance bypass when normally open."""

    kind: ClassVar[str] = "breaker"

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.BreakerKeys]) -> None: ...  # noqa: A002


def _two_ends(given: Any) -> Any:
    ends = tuple(given) if isinstance(given, list | tuple) else ()
    if len(ends) != 2 or ends[0] == ends[1]:
        raise units.ValueProblem("does not name two ends", expected='two different ids, ["bus-a", "bus-b"]')
    return ends


_ENDS_SCHEMA = {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 2, "maxItems": 2}


class Tie(Path):
    """A tie between two buses: conducts both ways."""

    kind: ClassVar[str] = "tie"

    between: Annotated[
        tuple[StrictStr, StrictStr], BeforeValidator(_two_ends), WithJsonSchema(_ENDS_SCHEMA)
    ] = Field(description="ids of its two ends")

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.TieKeys]) -> None: ...  # noqa: A002

    def _contradictions(self) -> Iterator[units.ValueProblem]:
        yield from super()._contradictions()
        if self.fed_by:
            yield units.ValueProblem(
                "a tie conducts both ways and has no fed_by", expected="between alone", keys=("fed_by",)
            )
