"""Plain nodes in series with nothing between and nobody beside them: one block, however long the row is."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from powercalc.components import Component
from powercalc.dynamics.ages import series
from powercalc.events.blocks import Blocks
from powercalc.response.plan.roles import is_plain
from powercalc.site.graph import Graph
from powercalc.site.rows import rows


def merge_rows(wires: Graph, blocks: Blocks, apart: Container[str]) -> None:
    """Move the blocks of each row of plain nodes into its last, but of those that stay apart."""
    merging = _Merging(wires, blocks, apart)
    for row in rows(wires, merging.joined):
        merging.join([node.id for node in row])


class _Merging:
    """What may be merged, and how."""

    def __init__(self, wires: Graph, blocks: Blocks, apart: Container[str]) -> None:
        self._wires, self._blocks, self._apart = wires, blocks, apart
        self._in_cycles = {name for group in wires.groups if len(group) > 1 for name in group}

    def joined(self, one: Component, other: Component) -> bool:
        """Tell whether two nodes, one fed by the other, are one block."""
        return self._can_merge(one) and self._can_merge(other)

    def _can_merge(self, node: Component) -> bool:
        alone = not self._wires.ties.get(node.id) and node.id not in self._apart
        alone = alone and node.id not in self._blocks.windows and node.id not in self._in_cycles
        return is_plain(node) and alone and len(self._blocks.own[node.id].units) <= 1

    def join(self, row: Sequence[str]) -> None:
        """Move the blocks of a row of nodes into the last."""
        own, found = self._blocks.own, self._blocks.found
        units = [own[name].units for name in row]
        numbers = [number for each in units if each for number in each[0]]
        if len(numbers) > 1:
            members = [found[number] for number in numbers]
            name = " + ".join(member.name for member in members)
            known = all(member.known for member in members)
            numbers = list(self._blocks.add(name, series([m.ageing for m in members]), known=known))
        for name in row:
            own[name] = replace(own[name], units=())
        own[row[-1]] = replace(own[row[-1]], units=(tuple(numbers),))
