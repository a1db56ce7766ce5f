"""The rules of the wires for one age: "lost for τ or longer", as formulas.

    Lost_n(τ) = D_n(τ)  or  InputLost_n(τ + autonomy if its storage holds, else τ)

Storage gives of its own until it is spent, and what it gives does not feed it: in a cycle of ties it only
passes on what reaches it, as long as it is told with what it is fed (see `site.graph.Cycle`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from powercalc.components import Component, Storage, Ups
from powercalc.response.lost.first_moments import AtStart
from powercalc.response.plan.roles import may_not_hold
from powercalc.response.plan.thresholds import Threshold
from powercalc.wiring.reading import Rules, Way

if TYPE_CHECKING:
    from powercalc.response.lost.formulas import Losses


class AtAge(Rules[int]):
    """The formulas of one age, over those that have been told for it and for longer ones."""

    def __init__(
        self,
        losses: Losses,
        age: Threshold,
        cycle: Collection[str] = (),
        passing: Collection[str] = (),
    ) -> None:
        """`cycle` is one that is being told, of which some storage is `passing` on only."""
        lost, supporting = _For(losses.lost, age), _For(losses.support_lost, age)
        super().__init__(losses.wires, losses.formulas, lost, supporting)
        self._losses, self._age, self._cycle, self._passing = losses, age, frozenset(cycle), passing

    # -- what takes a component down -------------------------------------------------------

    def own(self, node: Component) -> int:
        """Too few of its units have worked, or a common cause has struck; of what is called, supplied."""
        losses, plan = self._losses, self._losses.plan
        common = [losses.down(block, self._age) for block in plan.own[node.id].common]
        buses = [losses.bus(name, self._age) for name in plan.buses_of(node.id)]
        if buses:
            return self.truths.any_of([*buses, *common, self._from_black(node)])
        return self.truths.any_of([losses.too_few(node, self._age), *common])

    def _from_black(self, node: Component) -> int:
        """What a generator needs, and feeds itself, is dead before it could supply."""
        start = self._losses.plan.black_starts.get(node.id)
        if start is None:
            return self.truths.never
        return AtStart(self._losses, start.gap, start.supports).missed(node, start.supports)

    def struck(self, node: Component) -> int:
        """A hazard has struck where it stands, so long ago."""
        return self._losses.struck(node, self._age)

    def stuck(self, ups: Ups) -> int:
        """The trial "its bypass does not take over"."""
        return self._losses.stuck(ups)

    def supports(self, node: Component) -> list[int]:
        """What is lost with what it depends on, with its cooling, and with what has opened it."""
        opened = self._losses.opened(node.id)
        return [self.needs.unsupported(node), self.uncooled(node), *opened]

    def uncooled(self, node: Component) -> int:
        """Too little cooling since so long that the node has missed it for this age."""
        if not node.cooled_by:
            return self.truths.never
        later = self._losses.later(node.cooled_by, self._age, node.thermal_autonomy or 0.0)
        return self._losses.at(later).needs.uncooled(node)

    # -- what takes time ---------------------------------------------------------------------

    def not_closed(self, path: str, node: Component) -> int:
        """A path that is normally open has not closed for this need."""
        return self._losses.moves.open(path, node.id, self._age)

    def moving(self, node: Component) -> Sequence[int]:
        """Dead since it had to move, or since it went back; of what moves within a cycle that is left out."""
        if node.id in self._cycle and not self._cycle.isdisjoint(node.fed_by):
            return ()
        plan, found = self._losses.plan, list[int]()
        if node.id in plan.switches:
            found += self._losses.moves.dead(node, self._age)
        if node.id in plan.returning and node.id not in self._cycle:
            found.append(self._losses.returned(node, self._age))
        return found

    def ways_in(self, node: Component) -> Iterator[Way[int]]:
        """Yield every way in to a node; a load does without its cords for its hold-up time."""
        if not node.is_load:
            yield from super().ways_in(node)
            return
        later = self._losses.later(node.fed_by, self._age, getattr(node, "hold_up", None) or 0.0)
        yield Way(down=self.struck(node), known=[self._losses.at(later).unfed(node)])

    def own_way(self, node: Component) -> Way[int]:
        """Through its own units; storage that gives of its own is lost when it does not supply by itself."""
        if not isinstance(node, Storage) or node.id in self._passing:
            return super().own_way(node)
        down = self.truths.any_of([self.without(node), self.struck(node)])
        return Way(down=down, known=[self.truths.never])

    def without(self, node: Storage) -> int:
        """Storage does not supply by itself: too few units work and hold, or it is spent."""
        losses = self._losses
        common = [losses.down(block, self._age) for block in losses.plan.own[node.id].common]
        spent = losses.spent(node, self._age)
        few = losses.units.too_few(node, self._age, self._needed(node))
        return self.truths.any_of([few, *common, *self.supports(node), losses.unfed(node, spent)])

    def units_without(self, node: Storage) -> list[int]:
        """Per unit, it does not work, or does not hold while there is no feed."""
        return self._losses.units.each(node, self._age, self._needed(node))

    def _needed(self, node: Storage) -> int:
        """What it holds has been needed for so long."""
        return self._losses.unfed(node, self._age) if may_not_hold(node) else self.truths.never


class _For(Mapping[str, int]):
    """What has been lost for one age, by node."""

    def __init__(self, lost: Callable[[str, Threshold], int], age: Threshold) -> None:
        self._lost, self._age = lost, age

    def __getitem__(self, name: str) -> int:
        return self._lost(name, self._age)

    def __iter__(self) -> Iterator[str]:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError
