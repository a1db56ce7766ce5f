"""The formulas "too few units of a component": how many are down, or not ready when they are needed.

Equal units that share nothing but what strikes all of them are told together, in closed form however many
there are: one block "too few work" (`Blocks`), beside it one variable per threshold "too few of those that
work are ready" (`dynamics.readiness`). Where units can be told apart, by planned work, a common cause that
strikes some of them, or what each of them carries, each is told for itself.

"Too few are ready" is told beside too few work for the shortest age. That some have begun to be down only
between two ages is of the order of (failures per hour) × (window), as losses that relay each other are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from powercalc.components import Component, Storage
from powercalc.diagram.response.resting import Rest, carries
from powercalc.diagram.response.thresholds import ByHand, Passed, Threshold, nesting, reached_before
from powercalc.dynamics.readiness import Readiness
from powercalc.events.common_cause import InCommon, unit_names
from powercalc.site.graph import Graph

if TYPE_CHECKING:
    from collections.abc import Mapping

    from powercalc.diagram.response.formulas import Losses


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


class Units:
    """Builds the formulas of units, over those of blocks and trials."""

    def __init__(self, losses: Losses) -> None:
        self._losses = losses
        self._plan = losses.plan

    def too_few(self, node: Component, age: Threshold, needed: int) -> int:
        """The formula "too few units work, or too few are ready while `needed`, a formula, is so"."""
        own, formulas = self._plan.own[node.id], self._losses.formulas
        if node.id not in self._plan.equal:
            return formulas.at_least(own.lost_at, self.each(node, age, needed))
        down = (self._losses.down(block, age) for unit in own.units for block in unit)
        return formulas.any_of([*down, formulas.all_of([needed, self._unready(node, age)])])

    def each(self, node: Component, age: Threshold, needed: int) -> list[int]:
        """The formulas "this unit is down, or not ready while it is needed", unit by unit."""
        own, formulas = self._plan.own[node.id], self._losses.formulas
        down = [formulas.any_of([self._losses.down(block, age) for block in unit]) for unit in own.units]
        if needed == formulas.never:
            return down
        names = unit_names(node)
        unready = (formulas.all_of([needed, formulas.any_of(self._reasons(node, name))]) for name in names)
        return [formulas.any_of([one, other]) for one, other in zip(down, unready, strict=True)]

    def _unready(self, node: Component, age: Threshold) -> int:
        """The formula "too few of the units that work are ready": what strikes all, or each by itself."""
        losses, unit = self._losses, unit_names(node)[0]
        found = list(self._reasons(node, unit, alone=False))
        if node.id in self._plan.unready:
            variables = losses.variables.unready[node.id, self._plan.unready[node.id].fault is not None]
            reached = self._plan.unready[node.id].reached(age)
            found.append(losses.formulas.all_of([losses.handle(each) for each in variables[:reached]]))
        return losses.formulas.any_of(found)

    def _reasons(self, node: Component, unit: str, *, alone: bool = True) -> Iterator[int]:
        """Yield why a unit that works is not ready: trials of batteries, faults that nobody knew of."""
        losses, shared = self._losses, self._plan.shared
        if isinstance(node, Storage):
            if alone or node.shared_battery:
                name = f"{node.id if node.shared_battery else unit} battery"
                yield losses.trial(name, shared.rest("battery_failure", unit, node.battery_failure))
            for event in shared.events("battery_failure", unit):
                yield losses.trial(event.name, event.value)
        yield losses.faulty(node.id, unit, alone=alone)
