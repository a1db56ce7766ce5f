"""Generators that need what they are to feed: whether it still has power when they could supply.

The fuel pump of a generator hangs on the bus that the generator feeds. When the feed of the bus is lost, the
pump runs on if a battery carries it until the generator has started and the switches have moved; else it is
dead, the generator does not start, and that remains so for the rest of the call. So a generator in a loop of
support is lost also while

    AtStart_s  of a support s within the loop:  s has no power without the generator, batteries holding or not

told at the first moments of the call: a battery that holds for longer than the start is lost only by its
trial, one that holds for less is lost with its feed. What else fails later is in Lost_s as ever. A second
start, after the repair of a set that failed, is taken to find its pump as the first did.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from powercalc.components import Component, Generator, Storage, Ups
from powercalc.response.plan.roles import may_not_hold
from powercalc.wiring.reading import Reading, Way

if TYPE_CHECKING:
    from powercalc.response.lost.formulas import Losses


class AtStart(Reading[int]):
    """The formulas "without power at the first moments of a call": what only feeds itself has none."""

    def __init__(self, losses: Losses, gap: float, supports: Sequence[str]) -> None:
        super().__init__(losses.wires, losses.formulas)
        self.at_first = self.truths.always
        self._losses, self._gap = losses, gap
        above = self.graph.above(supports)
        self.tell(group for group in self.graph.groups if group[0] in above)

    def missed(self, generator: Component, supports: Collection[str]) -> int:
        """The formula "something that the generator needs is dead before it could supply"."""
        needed = [self.lost[name] for name in generator.depends_on if name in supports]
        hot = [self._uncooled(generator)] if set(generator.cooled_by) & set(supports) else []
        return self.truths.any_of([*needed, *hot])

    def own(self, node: Component) -> int:
        """It is down by itself; a generator that waits for a call does not supply yet."""
        waits = isinstance(node, Generator) and self._losses.waits(node.id)
        return self.truths.always if waits else self._losses.own_down(node)

    def struck(self, node: Component) -> int:
        """A hazard has struck where it stands."""
        return self._losses.struck(node)

    def stuck(self, ups: Ups) -> int:
        """The trial "its bypass does not take over"."""
        return self._losses.stuck(ups)

    def supports(self, node: Component) -> list[int]:
        """What is lost with what it depends on, and with its cooling where it cannot do without."""
        return [self.needs.unsupported(node), self._uncooled(node)]

    def own_way(self, node: Component) -> Way[int]:
        """Through its own units; storage that holds for longer than the gap is lost by its trial only."""
        way = super().own_way(node)
        if not isinstance(node, Storage) or (node.autonomy or 0.0) <= self._gap:
            return way
        unfed = self.unfed(node)
        lacks = self._losses.units.too_few(node, 0.0, unfed) if may_not_hold(node) else self.truths.never
        return Way(down=self.truths.any_of([way.down, lacks]), known=[self.truths.never])

    def _uncooled(self, node: Component) -> int:
        bridged = (node.thermal_autonomy or 0.0) > self._gap
        return self.truths.never if bridged else self.needs.uncooled(node)
