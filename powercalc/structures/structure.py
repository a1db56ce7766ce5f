"""Plain block diagrams without a site: series, parallel, m of n, networks, repeated blocks.

A structure is a block or a vote over structures. The same block may stand in several places; it is one event.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from powercalc.components import Component
from powercalc.errors import CallError

Structure = "Component | Vote | Network"


@dataclass(frozen=True, slots=True)
class Vote:
    """Works while at least `needed` of its parts do. Series and parallel are votes too."""

    needed: int
    parts: tuple[Component | Vote | Network, ...]

    def __post_init__(self) -> None:
        if not 1 <= self.needed <= len(self.parts):
            raise CallError(f"{self.needed} of {len(self.parts)} parts cannot be needed")


@dataclass(frozen=True, slots=True)
class Network:
    """Works while `target` is connected to `source` by working edges through working nodes."""

    source: str
    target: str
    edges: tuple[tuple[str, str, Component | None], ...]
    nodes: tuple[tuple[str, Component], ...] = ()
    directed: bool = False

    def __post_init__(self) -> None:
        ends = {end for one, other, _ in self.edges for end in (one, other)}
        for end in (self.source, self.target):
            if end not in ends:
                raise CallError(f'the network has no node "{end}"')


def series(*parts: Component | Vote | Network) -> Vote:
    """Return the structure that works while all parts do."""
    return Vote(len(parts), parts)


def parallel(*parts: Component | Vote | Network) -> Vote:
    """Return the structure that works while one of the parts does."""
    return Vote(1, parts)


def at_least(needed: int, parts: Iterable[Component | Vote | Network]) -> Vote:
    """Return the structure that works while `needed` of the parts do."""
    return Vote(needed, tuple(parts))


def network(
    source: str,
    target: str,
    edges: Sequence[tuple[str, str] | tuple[str, str, Component]],
    *,
    nodes: dict[str, Component] | None = None,
    directed: bool = False,
) -> Network:
    """Return the structure that works while `target` is connected to `source`.

    An edge is (node, node) or (node, node, block): without a block it never fails; `nodes` gives the blocks
    of nodes that may fail. Undirected unless stated.
    """
    triples = tuple((edge[0], edge[1], edge[2] if len(edge) == 3 else None) for edge in edges)
    return Network(source, target, triples, tuple((nodes or {}).items()), directed)
