"""In-line storage: it bridges a loss of its input for its autonomy."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Unpack

from pydantic import Field

from powercalc import units
from powercalc.components.base import Component
from powercalc.components.quantities import Flag, Hours, Ids, Probability

if TYPE_CHECKING:
    from powercalc.components import keys


class Storage(Component):
    """In-line storage. While fed it is live; when the feed is lost each working unit holds for `autonomy`
    with probability 1 − `battery_failure`, a new trial at each loss; the bank holds while `needed` units do.
    """

    catalogued: ClassVar[tuple[str, ...]] = ("failure_rate", "mttr", "autonomy", "battery_failure")
    needs_rating: ClassVar[bool] = True
    has_battery: ClassVar[bool] = True
    """Whether what it stores is in cells, which age and are tested."""

    autonomy: Hours | None = Field(None, description="[h] how long it holds without its feed")
    battery_failure: Probability | None = Field(
        None, description="per unit and call: the battery does not hold"
    )
    shared_battery: Flag = Field(default=False, description="true when all units have one battery: one trial")


class Ups(Storage):
    """An uninterruptible supply with a battery and, where stated, a static bypass.

    A UPS that is down is dead; with `bypass` it then passes its bypass input through, without storage.
    """

    kind: ClassVar[str] = "ups"

    bypass: Flag = Field(default=False, description="true when it has a static bypass")
    bypass_fed_by: Ids = Field((), description="ids of the bypass input; its own input when absent")
    fail_to_bypass: Probability | None = Field(None, description="per need: the bypass does not take over")

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.UpsKeys]) -> None: ...  # noqa: A002

    def _contradictions(self) -> Iterator[units.ValueProblem]:
        yield from super()._contradictions()
        if not self.bypass and (self.bypass_fed_by or self.fail_to_bypass is not None):
            yield units.ValueProblem(
                "describes a bypass that it does not have",
                expected="bypass = true",
                keys=(*self._stated("bypass_fed_by", "fail_to_bypass"), "bypass"),
            )


class Battery(Storage):
    """A battery on a bus."""

    kind: ClassVar[str] = "battery"

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.BatteryKeys]) -> None: ...  # noqa: A002


class Flywheel(Storage):
    """A flywheel: seconds of autonomy, and no chemistry."""

    kind: ClassVar[str] = "flywheel"
    has_battery: ClassVar[bool] = False

    if TYPE_CHECKING:

        def __init__(self, id: str, **given: Unpack[keys.FlywheelKeys]) -> None: ...  # noqa: A002
