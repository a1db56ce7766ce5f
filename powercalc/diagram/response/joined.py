"""The formulas of a cycle of ties: what it joins is live if it is connected to something live.

Storage in a cycle does not feed itself, so a cycle is told level by level, see `wires.Cycle`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from powercalc.components import Component, Storage, Tie, Ups
from powercalc.diagram.cycles import WayIn, connected, votes
from powercalc.diagram.response.thresholds import Threshold, order
from powercalc.site.graph import Cycle

if TYPE_CHECKING:
    from powercalc.diagram.response.formulas import Losses


class Joined:
    """Builds the formulas of cycles of ties."""

    def __init__(self, losses: Losses) -> None:
        self._losses = losses
        self._plan = losses.plan
        self._formulas = losses.formulas
        self._arrived: dict[tuple[str, Threshold], int] = {}
        """What storage in a cycle is fed with: lost, as far as power comes from elsewhere."""
        wires = self._plan.wires
        self._cycled = {name for cycle in self._plan.cycles for name in wires.cycle(cycle).ranks}

    def settle(self, cycle: Cycle) -> None:
        """Tell a cycle, level by level; storage in it looks at longer ages of the level of its rank."""
        asked = self._plan.cycles[cycle.nodes]
        inside = set(cycle.nodes)
        self._losses.begin_round(inside)
        for age in sorted(self._losses.now(set().union(*asked)), key=order, reverse=True):
            for level, ages in enumerate(asked):
                if age in ages:
                    self._connect(cycle, level, age)
        self._losses.begin_round(())

    def _connect(self, cycle: Cycle, level: int, age: Threshold) -> None:
        """Tell a level of a cycle: what is connected to something live, and what storage is fed with."""
        nodes, inside = [self._plan.wires.components[name] for name in cycle.nodes], set(cycle.nodes)
        asked = {name for name in cycle.nodes if not inside.issuperset(self._plan.wires.consumers[name])}
        self._losses.take({(name, age): self._formulas.always for name in cycle.nodes})
        for _ in range(1 + votes(self._plan.wires.components, cycle.nodes)):
            ways = {node.id: list(self._ways_in(node, age, cycle, level)) for node in nodes}
            found = connected(self._formulas, ways, asked)
            self._losses.take({(name, age): lost for name, lost in found.items()})
        for node in nodes:
            if cycle.ranks.get(node.id) == level:
                self._arrived[node.id, age] = self._losses.fed(node, age)

    def _ways_in(self, node: Component, age: Threshold, cycle: Cycle, level: int) -> Iterator[WayIn]:
        """Yield how power comes to a node of a cycle, of whose storage the lower ranks give of their own."""
        own, supports = self._plan.own[node.id], self._losses.any_of(*self._losses.supports(node, age))
        hazards = self._losses.struck(node, age)
        if isinstance(node, Storage) and cycle.ranks[node.id] < level:
            down = self._losses.any_of(self._losses.stored.without(node, age, supports), hazards)
            yield WayIn(down=down, outside=[self._formulas.never], hops=[])
        else:
            also = (self._losses.down(block, age) for block in own.also)
            down = self._losses.any_of(
                self._losses.too_few(node, age), *also, supports, *self._moving(node, age, cycle)
            )
            yield self._way_in(node, age, down, cycle)
        if isinstance(node, Ups) and node.bypass:
            past = self._losses.any_of(hazards, self._losses.stuck(node))
            yield self._way_in(node, age, past, cycle, node.bypass_fed_by)

    def _moving(self, node: Component, age: Threshold, cycle: Cycle) -> Iterable[int]:
        """The formulas "dead since it had to move" of a switch whose inputs are outside the cycle."""
        outside = not set(node.fed_by) & set(cycle.nodes)
        return self._losses.moves.dead(node, age) if outside else ()

    def _way_in(
        self, node: Component, age: Threshold, down: int, cycle: Cycle, around: Sequence[str] = ()
    ) -> WayIn:
        """The inputs of a node as one way in; a vote over inputs is of the round before."""
        if isinstance(node, Tie):
            arrivals = [(end, self._formulas.never) for end in node.between]
        elif around or (node.fed_by and node.inputs_needed == 1):
            arrivals = [(name, self._losses.moves.open(name, node.id, age)) for name in around or node.fed_by]
        else:
            arrivals = []
        known = [] if arrivals else [self._losses.inputs(node, age)]
        if not around:
            arrivals += [(other, lost) for other, lost in self._losses.ties_of(node, age)]
        inside = frozenset(cycle.nodes)
        outside = [
            self._losses.any_of(self._losses.lost(name, age), lost)
            for name, lost in arrivals
            if name not in inside
        ]
        hops = [(name, lost) for name, lost in arrivals if name in inside]
        return WayIn(down=down, outside=[*known, *outside], hops=hops)

    def unfed(self, node: Storage, age: Threshold) -> int:
        """The formula "nothing reaches a storage to feed it"; in a cycle, nothing that it gives itself."""
        if node.id not in self._cycled:
            return self._losses.inputs(node, age)
        found = self._arrived.get((node.id, age))
        if found is None and node.id in self._losses.looped:
            return self._formulas.never
        return self._arrived[node.id, age] if found is None else found
