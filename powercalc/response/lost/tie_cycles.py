"""The formulas of a cycle of ties: what it joins is live if it is connected to something live.

Storage in a cycle does not feed itself, so a cycle is told level by level, see `site.graph.Cycle`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from powercalc.components import Storage
from powercalc.response.lost.at_age import AtAge
from powercalc.response.plan.thresholds import Threshold, order
from powercalc.site.graph import Cycle
from powercalc.wiring.at_rest import connected, votes

if TYPE_CHECKING:
    from powercalc.response.lost.formulas import Losses


class Joined:
    """Builds the formulas of cycles of ties."""

    def __init__(self, losses: Losses) -> None:
        self._losses = losses
        self._plan = losses.plan
        self._formulas = losses.formulas
        self._arrived: dict[tuple[str, Threshold], int] = {}
        """What storage in a cycle is fed with: lost, as far as power comes from elsewhere."""
        wires = self._plan.wires
        self.cycled = {name for cycle in self._plan.cycles for name in wires.cycle(cycle).ranks}

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
        passing = {name for name, rank in cycle.ranks.items() if rank >= level}
        at = AtAge(self._losses, age, cycle.nodes, passing)
        self._losses.take({(name, age): self._formulas.always for name in cycle.nodes})
        for _ in range(1 + votes(self._plan.wires, cycle.nodes)):
            ways = {node.id: list(at.ways_in(node)) for node in nodes}
            found = connected(self._formulas, ways, at.around, asked)
            self._losses.take({(name, age): lost for name, lost in found.items()})
        for node in nodes:
            if cycle.ranks.get(node.id) == level:
                self._arrived[node.id, age] = at.unfed(node)

    def tells(self, storage: str, age: Threshold) -> bool:
        """Whether it is told what reaches a storage of a cycle after so long."""
        cycles = ((self._plan.wires.cycle(nodes).ranks, asked) for nodes, asked in self._plan.cycles.items())
        return any(age in asked[ranks[storage]] for ranks, asked in cycles if storage in ranks)

    def unfed(self, node: Storage, age: Threshold) -> int:
        """The formula "nothing reaches a storage of a cycle to feed it": nothing that it gives itself."""
        found = self._arrived.get((node.id, age))
        if found is None and node.id in self._losses.looped:
            return self._formulas.never
        return self._arrived[node.id, age] if found is None else found
