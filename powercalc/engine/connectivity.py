"""Who is connected to something live, in a network with cycles: few formulas, however many paths there are.

    Lost_n = C_n  and, for every hop from a node j to n,  (W_nj or Lost_j)

C_n says that nothing arrives from outside, W_nj that the hop is broken. Cycles mean connectivity: of all
solutions the one in which most is lost. Nodes are eliminated one after the other, the least connected first,
as by Gauss; a cycle adds nothing to a hop, so that no closure is needed:

    C_n := C_n and (W_nk or C_k)        W_nj := W_nj and (W_nk or W_kj)

A ring takes formulas in proportion to its length, a full mesh the cube of its nodes: D. J. Lehmann,
"Algebraic structures for transitive closure", Theoretical Computer Science 4 (1977).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from heapq import heapify, heappop, heappush

from powercalc.engine.formula import Formulas


def unconnected(
    formulas: Formulas,
    outside: Mapping[str, int],
    hops: Mapping[str, Mapping[str, int]],
    asked: Collection[str] = (),
) -> dict[str, int]:
    """Return Lost_n of each node, from C_n and from W_nj of its hops by j.

    Those that are asked about are eliminated last: what is told before others needs all others.
    """
    system = _System(formulas, outside, hops)
    order = list(system.eliminated(asked))
    lost: dict[str, int] = {}
    for node in reversed(order):
        lost[node] = system.told(node, lost)
    return {node: lost[node] for node in outside}


class _System:
    """The equations that are left: `into[n][j]` is W_nj, `onward[j]` names the nodes that j leads to."""

    def __init__(
        self, formulas: Formulas, outside: Mapping[str, int], hops: Mapping[str, Mapping[str, int]]
    ) -> None:
        self._formulas = formulas
        self._outside = dict(outside)
        self._into = {node: dict(hops.get(node, {})) for node in outside}
        self._onward: dict[str, dict[str, None]] = {node: {} for node in outside}
        for node, hop in self._into.items():
            hop.pop(node, None)
            for other in hop:
                self._onward[other][node] = None

    def eliminated(self, last: Collection[str]) -> Iterator[str]:
        """Eliminate node after node, and yield them in this order."""
        rank = {node: (node in last, place) for place, node in enumerate(self._outside)}
        pending = [(rank[node][0], self._degree(node), rank[node][1], node) for node in rank]
        heapify(pending)
        left = set(rank)
        while pending:
            _, degree, _, node = heappop(pending)
            if node not in left or degree != self._degree(node):
                continue
            left.remove(node)
            touched = dict.fromkeys((*self._into[node], *self._onward[node]))
            self._eliminate(node)
            yield node
            for other in touched:
                heappush(pending, (rank[other][0], self._degree(other), rank[other][1], other))

    def _degree(self, node: str) -> int:
        return len(self._into[node]) * len(self._onward[node])

    def _eliminate(self, node: str) -> None:
        """Lead every way through the node past it; its own equation stays, for those that remain."""
        formulas, into = self._formulas, self._into[node]
        for other in into:
            del self._onward[other][node]
        for after in self._onward[node]:
            hop = self._into[after]
            broken = hop.pop(node)
            past = self._either(broken, self._outside[node])
            self._outside[after] = self._both(self._outside[after], past)
            for before, lost in into.items():
                if before != after:
                    way = self._either(broken, lost)
                    hop[before] = self._both(hop.get(before, formulas.always), way)
                    self._onward[before][after] = None

    # What was made first is written first: the nodes reached last are then asked first, and every step adds
    # little on top of what is there.

    def _either(self, one: int, other: int) -> int:
        return self._formulas.any_of(sorted((one, other)))

    def _both(self, one: int, other: int) -> int:
        return self._formulas.all_of(sorted((one, other)))

    def told(self, node: str, lost: Mapping[str, int]) -> int:
        """The formula of a node, from those that were eliminated after it."""
        ways = (self._formulas.any_of([hop, lost[other]]) for other, hop in self._into[node].items())
        return self._formulas.all_of([self._outside[node], *ways])
