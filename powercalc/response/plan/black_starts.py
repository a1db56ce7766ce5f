"""Which generators need what they are to feed."""

from __future__ import annotations

from dataclasses import dataclass

from powercalc.components import Generator, Switch
from powercalc.site.graph import Graph
from powercalc.site.walks import supporters


@dataclass(frozen=True, slots=True)
class BlackStart:
    """A generator in a loop of support."""

    supports: tuple[str, ...]
    """What it depends on and is cooled by, within the loop."""
    gap: float
    """How long the loop is without the generator at its call, [h]: its start and the slowest transfer."""


def black_starts(wires: Graph) -> dict[str, BlackStart]:
    """Return the generators that wait for a call and need something that they feed."""
    found = {}
    for group in wires.groups:
        nodes = [wires.components[name] for name in group]
        moves = max((n.transfer_time or 0.0 for n in nodes if isinstance(n, Switch)), default=0.0)
        for node in nodes:
            supports = tuple(name for name in supporters(node) if name in group)
            if isinstance(node, Generator) and node.id in wires.standby and supports:
                found[node.id] = BlackStart(supports, (node.start_time or 0.0) + moves)
    return found
