"""Which blocks take the power from a node by themselves, batteries spent and switches moved."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from powercalc.components import Component, Ups
from powercalc.engine.recording.arrays import np
from powercalc.events.blocks import Own
from powercalc.response.plan.open_paths import itself
from powercalc.site.graph import Graph
from powercalc.wiring.reading import Reading, Way
from powercalc.wiring.state_truths import FALSE, StateTruths, Truths


class BlocksDown(Reading[Truths]):
    """Who is lost in each of several cases, in each of which some blocks are down: all that lasts."""

    def __init__(self, graph: Graph, own: Mapping[str, Own], cases: Sequence[Collection[int]]) -> None:
        super().__init__(graph, StateTruths())
        self._own = own
        self._down: dict[int, Truths] = {}
        for place, blocks in enumerate(cases):
            for block in blocks:
                self._down.setdefault(block, np.zeros(len(cases), dtype=bool))[place] = True

    def own(self, node: Component) -> Truths:
        """Too few of its units work, or a common cause has struck; what waits for a call supplies."""
        own = self._own[node.id]
        units = [self._any(unit) for unit in own.units]
        few = self.truths.at_least(own.lost_at, units) if units else FALSE
        return self.truths.any_of([few, self._any(own.common)])

    def struck(self, node: Component) -> Truths:
        """A hazard has struck where it stands."""
        return self._any(self._own[node.id].hazards)

    def own_way(self, node: Component) -> Way[Truths]:
        """Through its own units; of a UPS with a bypass it is kept whether that way is lost."""
        way = super().own_way(node)
        if isinstance(node, Ups) and node.bypass:
            self.lost[itself(node.id)] = self._lost_on(way)
        return way

    def _any(self, blocks: Collection[int]) -> Truths:
        return self.truths.any_of([self._down[block] for block in blocks if block in self._down])


def take_alone(
    wires: Graph, own: Mapping[str, Own], blocks: Sequence[int], nodes: Collection[str]
) -> tuple[int, ...]:
    """Return those of the blocks that take the power from one of the nodes while nothing else is down."""
    reading = BlocksDown(wires, own, [[block] for block in blocks])
    above = wires.above(tuple(nodes))
    reading.tell(group for group in wires.groups if not above.keys().isdisjoint(group))
    lost = np.logical_or.reduce([np.broadcast_to(reading.lost[name], len(blocks)) for name in nodes])
    return tuple(block for block, taken in zip(blocks, lost, strict=True) if taken)
