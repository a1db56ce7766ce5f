"""Equal units of which each may turn out, when it is needed, not to be ready."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from powercalc.components import Component, Storage
from powercalc.dynamics.readiness import Readiness
from powercalc.events.common_causes import InCommon, unit_names
from powercalc.response.plan.dormant_faults import Rest, carries
from powercalc.response.plan.thresholds import ByHand, Passed, Threshold, nesting, reached_before
from powercalc.site.graph import Graph

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Unready:
    """Equal units of which each may fail when it is needed."""

    units: Readiness
    chance: float
    """Of each battery, that it does not hold."""
    fault: str | None
    """Of which kind of rest a unit may hide a fault; none where it hides none."""
    rungs: list[float | Passed]

    def reached(self, age: Threshold) -> int:
        """How many of the thresholds nest in this; of those of a move by hand, the ones before it."""
        if not isinstance(age, ByHand):
            return self.rungs.index(age) + 1
        hand = "", age.mean, age.tried, age.after, age.place is None
        return max(1, reached_before(hand, self.rungs))


def unready_units(
    wires: Graph,
    equal: Mapping[str, Readiness],
    shared: InCommon,
    resting: Mapping[str, Rest],
    asked: Mapping[str, set[Threshold]],
) -> Iterator[tuple[str, Unready]]:
    """Yield the components whose equal units are told together, where each may not be ready."""
    for id, units in equal.items():  # noqa: A001
        node = wires.components[id]
        chance = _own_trial(node, shared) if not getattr(node, "shared_battery", False) else 0.0
        fault = id if id in resting and (isinstance(node, Storage) or carries(node)) else None
        if chance or fault is not None:
            rungs = nesting(asked[id]) or [0.0]
            yield id, Unready(units=units, chance=chance, fault=fault, rungs=rungs)


def _own_trial(node: Component, shared: InCommon) -> float:
    """The chance that the battery of a unit does not hold, less what it has in common."""
    if not isinstance(node, Storage):
        return 0.0
    return shared.rest("battery_failure", unit_names(node)[0], node.battery_failure)
