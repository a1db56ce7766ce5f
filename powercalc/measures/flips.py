"""How often a function becomes true, when it is not coherent: both what fails and what is repaired may do it.

    w = Σ_b w_b P(the function changes with b, the others at steady state)

since an alternating block goes down as often as it comes up, w_b, and either may turn the function. For a
coherent function this is Σ_b w_b · Birnbaum_b. IEC 61078:2016, 10.3, for coherent ones.
"""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.diagram import Diagram

Floats = NDArray[np.float64]


def probability_and_frequency(diagram: Diagram, q: Floats, w: Floats) -> tuple[Floats, Floats]:
    """P(root), and how often each root becomes true, [1/h], coherent or not.

    q and w are (variables,), or both (variables, columns).
    """
    if diagram.coherent:
        return diagram.probability_and_frequency(q, w)
    return diagram.probability(q), frequency(diagram, q, w)


def frequency(diagram: Diagram, q: Floats, w: Floats) -> Floats:
    """How often each root becomes true, [1/h], (roots,) or (roots, columns); q and w as above."""
    return _Flips(diagram, q).frequencies(w)


class _Flips:
    """Probabilities of two nodes differing, each pair once."""

    def __init__(self, diagram: Diagram, q: Floats) -> None:
        self._variable = diagram.variable.tolist()
        self._low, self._high = diagram.low.tolist(), diagram.high.tolist()
        self._roots = diagram.roots.tolist()
        self._q: list[Any] = q.tolist() if q.ndim == 1 else list(q)
        self._level = levels(diagram)
        self._columns = q.shape[1:]
        self._true: list[Any] = [0.0, 1.0]
        self._false: list[Any] = [1.0, 0.0]
        for node in range(2, len(self._variable)):
            chance, low, high = self._q[self._variable[node]], self._low[node], self._high[node]
            self._true.append((1 - chance) * self._true[low] + chance * self._true[high])
            self._false.append((1 - chance) * self._false[low] + chance * self._false[high])
        self._differ: dict[tuple[int, int], Any] = {}

    def frequencies(self, w: Floats) -> Floats:
        """w(node) = (1 - q_b) w(low) + q_b w(high) + w_b P(low and high differ)."""
        rates: list[Any] = w.tolist() if w.ndim == 1 else list(w)
        counts = w != 0 if w.ndim == 1 else (w != 0).any(axis=1)
        often: list[Any] = [0.0, 0.0]
        for node in range(2, len(self._variable)):
            b, low, high = self._variable[node], self._low[node], self._high[node]
            flips = rates[b] * self._differing(low, high) if counts[b] else 0.0
            often.append((1 - self._q[b]) * often[low] + self._q[b] * often[high] + flips)
        return np.array([np.broadcast_to(often[root], self._columns) for root in self._roots])

    def _differing(self, f: int, g: int) -> Any:
        """P(f and g differ), with a stack of our own."""
        pending = [_pair(f, g)]
        while pending:
            pair = pending[-1]
            if self._known(pair) is not None:
                pending.pop()
                continue
            b, below, above = self._cofactors(pair)
            waiting = [each for each in (below, above) if self._known(each) is None]
            if waiting:
                pending += waiting
                continue
            low, high = self._known(below), self._known(above)
            self._differ[pair] = (1 - self._q[b]) * low + self._q[b] * high
        return self._known(_pair(f, g))

    def _known(self, pair: tuple[int, int]) -> Any:
        f, g = pair
        if f == g:
            return 0.0
        if f == 0:
            return self._true[g]
        if f == 1:
            return self._false[g]
        return self._differ.get(pair)

    def _cofactors(self, pair: tuple[int, int]) -> tuple[int, tuple[int, int], tuple[int, int]]:
        """The first variable that either asks, and the pairs when it is false and when it is true."""
        f, g = pair
        first = min(self._level[f], self._level[g])
        b = self._variable[f if self._level[f] == first else g]
        f0, f1 = (self._low[f], self._high[f]) if self._level[f] == first else (f, f)
        g0, g1 = (self._low[g], self._high[g]) if self._level[g] == first else (g, g)
        return b, _pair(f0, g0), _pair(f1, g1)


def _pair(f: int, g: int) -> tuple[int, int]:
    return (f, g) if f < g else (g, f)


def levels(diagram: Diagram) -> list[int]:
    """At which place in an order of asking each node stands; the constants stand last."""
    before: dict[int, set[int]] = {}
    variable = diagram.variable.tolist()
    for node, branches in enumerate(zip(diagram.low.tolist(), diagram.high.tolist(), strict=True)):
        if node > 1:
            before.setdefault(variable[node], set())
            for branch in branches:
                if branch > 1:
                    before.setdefault(variable[branch], set()).add(variable[node])
    place = {b: number for number, b in enumerate(TopologicalSorter(before).static_order())}
    return [len(place), len(place), *(place[b] for b in variable[2:])]
