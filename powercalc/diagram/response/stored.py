"""The formulas of storage: what it carries, for how long, and what passes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from powercalc.components import Storage, Ups
from powercalc.diagram.response.thresholds import Threshold
from powercalc.diagram.response.wires import may_not_hold

if TYPE_CHECKING:
    from powercalc.diagram.response.formulas import Losses


class Stored:
    """Builds the formulas of storage, over those of its input and of its units."""

    def __init__(self, losses: Losses) -> None:
        self._losses = losses
        self._plan = losses.plan

    def lost(self, node: Storage, age: Threshold, common: int) -> int:
        """Lost: too few units work and hold, or the input has been lost for longer than they hold.

        With a static bypass a UPS that does not supply passes on its bypass input, without storage; a hazard
        strikes both.
        """
        losses = self._losses
        hazards, without = losses.struck(node, age), self.without(node, age, common)
        if not (isinstance(node, Ups) and node.bypass):
            return losses.any_of(without, hazards)
        around = [
            losses.any_of(losses.lost(name, age), losses.moves.open(name, node.id, age))
            for name in node.bypass_fed_by
        ]
        past = losses.formulas.all_of(around) if around else losses.inputs(node, age)
        past = losses.any_of(past, losses.stuck(node))
        return losses.any_of(hazards, losses.formulas.all_of([without, past]))

    def without(self, node: Storage, age: Threshold, common: int) -> int:
        """The formula "it does not supply itself": too few units work and hold, or it is spent."""
        losses = self._losses
        common = losses.any_of(common, *(losses.down(block, age) for block in self._plan.own[node.id].common))
        spent = losses.joined.unfed(node, losses.later(node.fed_by, age, node.autonomy or 0.0))
        return losses.any_of(losses.units.too_few(node, age, self._needed(node, age)), common, spent)

    def each(self, node: Storage, age: Threshold) -> list[int]:
        """The formulas "this unit does not work, or does not hold while there is no feed", unit by unit."""
        return self._losses.units.each(node, age, self._needed(node, age))

    def lacks_battery(self, node: Storage, fed: int) -> int:
        """The formula "too few units work and hold", where `fed` is "its input is lost"."""
        return self._losses.units.too_few(node, 0.0, fed)

    def _needed(self, node: Storage, age: Threshold) -> int:
        """The formula "what it holds has been needed for so long"."""
        return self._losses.joined.unfed(node, age) if may_not_hold(node) else self._losses.formulas.never
