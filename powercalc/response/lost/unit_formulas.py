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
from typing import TYPE_CHECKING

from powercalc.components import Component, Storage
from powercalc.events.common_causes import unit_names
from powercalc.response.plan.thresholds import Threshold

if TYPE_CHECKING:
    from powercalc.response.lost.formulas import Losses


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
