"""How often a function becomes true, when it is not coherent: both what fails and what is repaired may do it.

    w = Σ_b w_b P(the function changes with b, the others at steady state)

since an alternating block goes down as often as it comes up, w_b, and either may turn the function. For a
coherent function this is Σ_b w_b · Birnbaum_b. IEC 61078:2016, 10.3, for coherent ones.
"""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import Any
from weakref import WeakKeyDictionary

from numpy.typing import NDArray

from powercalc.engine.diagram import Diagram
from powercalc.engine.recording.arrays import np
from powercalc.errors import EngineLimit

Floats = NDArray[np.float64]

ROOM = 16_000_000
"""So many figures, values times columns, are held at a time."""

MOST_PAIRS = 4_000_000
"""So many pairs of functions are compared, ten seconds or so."""

APART = -1
"""Stands for a variable where one function implies the other."""


def probability_and_frequency(diagram: Diagram, q: Floats, w: Floats) -> tuple[Floats, Floats]:
    """P(root), and how often each root becomes true, [1/h], coherent or not.

    q and w are (variables,), or both (variables, columns).
    """
    if diagram.coherent:
        return diagram.probability_and_frequency(q, w)
    return diagram.probability(q), frequency(diagram, q, w)


def frequency(diagram: Diagram, q: Floats, w: Floats) -> Floats:
    """How often each root becomes true, [1/h], (roots,) or (roots, columns); q and w as above."""
    pairs = _pairs(diagram)
    if q.ndim == 1:
        return pairs.frequencies(q.tolist(), w.tolist(), ())
    at_once = max(ROOM // len(pairs), 1)
    parts = [slice(at, at + at_once) for at in range(0, q.shape[1], at_once)]
    found = [pairs.frequencies(list(q[:, part]), list(w[:, part]), q[:, part].shape[1:]) for part in parts]
    return np.concatenate(found, axis=1) if found else np.zeros((len(diagram.roots), 0))


def most_values(diagram: Diagram) -> int:
    """How many values each column costs that is asked how often. Raises `EngineLimit`."""
    return len(diagram) if diagram.coherent else len(_pairs(diagram))


def _pairs(diagram: Diagram) -> _Pairs:
    """The pairs of a diagram, found once and kept as long as it lives. Raises `EngineLimit`."""
    if diagram not in _PAIRS:
        _PAIRS[diagram] = _Pairs(diagram)
    return _PAIRS[diagram]


class _Pairs:
    """The pairs of nodes whose difference is asked for, each after those that it follows from.

    Where one of two functions implies the other, they differ by the difference of their probabilities: so
    with nearly all nodes. Values have numbers: 0 is nought, then come P(node), then P(not node), then
    P(pair differs).
    """

    def __init__(self, diagram: Diagram) -> None:
        self._variable = diagram.variable.tolist()
        self._low, self._high = diagram.low.tolist(), diagram.high.tolist()
        self._roots = diagram.roots.tolist()
        self._level = levels(diagram)
        self._number: dict[tuple[int, int], int] = {}
        self._implied: dict[tuple[int, int], bool] = {}
        self.steps: list[tuple[int, int, int]] = []
        """Per pair, the first variable that either asks, and the values when it is false and when true; or
        `APART`, and the values of the function that implies the other, and of that."""
        self._of_node = [0, 0]
        for node in range(2, len(self._variable)):
            self._of_node.append(self._differing(self._low[node], self._high[node]))
        self._implied.clear()  # of use while the pairs are found, and large

    def __len__(self) -> int:
        """How many values there are."""
        return 3 * len(self._variable) + len(self.steps)

    def frequencies(self, q: list[Any], w: list[Any], columns: tuple[int, ...]) -> Floats:
        """w(node) = (1 - q_b) w(low) + q_b w(high) + w_b P(low and high differ)."""
        up = [1 - each for each in q]
        true: list[Any] = [0.0, 1.0]
        false: list[Any] = [1.0, 0.0]
        nodes = list(zip(self._variable, self._low, self._high, strict=True))[2:]
        for b, low, high in nodes:
            true.append(up[b] * true[low] + q[b] * true[high])
            false.append(up[b] * false[low] + q[b] * false[high])
        values = [0.0, *true, *false]
        for b, one, other in self.steps:
            less, more = values[one], values[other]
            values.append(more - less if b == APART else up[b] * less + q[b] * more)
        often: list[Any] = [0.0, 0.0]
        for (b, low, high), pair in zip(nodes, self._of_node[2:], strict=True):
            often.append(up[b] * often[low] + q[b] * often[high] + w[b] * values[pair])
        return np.array([np.broadcast_to(often[root], columns) for root in self._roots])

    def _differing(self, f: int, g: int) -> int:
        """The number of P(f and g differ), with a stack of our own."""
        pending = [_pair(f, g)]
        while pending:
            pair = pending[-1]
            step = None if self._known(pair) is not None else self._apart(*pair)
            if step is None and self._known(pair) is None:
                b, below, above = self._cofactors(*pair)
                one, other = self._known(_pair(*below)), self._known(_pair(*above))
                if one is None or other is None:
                    unknown = (each for each in (below, above) if self._known(_pair(*each)) is None)
                    pending += [_pair(*each) for each in unknown]
                    continue
                step = b, one, other
            if step is not None:
                self._number[pair] = 1 + 2 * len(self._variable) + len(self.steps)
                self.steps.append(step)
            pending.pop()
        return self._known(_pair(f, g)) or 0

    def _known(self, pair: tuple[int, int]) -> int | None:
        f, g = pair
        if f == g:
            return 0
        if f == 0:
            return 1 + g
        if f == 1:
            return 1 + len(self._variable) + g
        return self._number.get(pair)

    def _apart(self, f: int, g: int) -> tuple[int, int, int] | None:
        """The step that tells two functions apart by their probabilities, where one implies the other."""
        if self._implies(f, g):
            return APART, 1 + f, 1 + g
        return (APART, 1 + g, 1 + f) if self._implies(g, f) else None

    def _implies(self, f: int, g: int) -> bool:
        """Whether g is true wherever f is, with a stack of our own. Raises `EngineLimit`."""
        pending = [(f, g)]
        while pending:
            pair = pending[-1]
            if self._told(*pair) is None:
                _, *cofactors = self._cofactors(*pair)
                told = [self._told(*each) for each in cofactors]
                if False not in told and None in told:
                    pending.append(cofactors[told.index(None)])
                    continue
                self._implied[pair] = False not in told
                if len(self._implied) > MOST_PAIRS:
                    raise EngineLimit(self._too_many())
            pending.pop()
        return bool(self._told(f, g))

    def _too_many(self) -> str:
        """What was too large, and what can be done."""
        return (
            f"{len(self._variable)} nodes of a decision diagram that failures and repairs both turn have "
            f"more than {MOST_PAIRS} pairs to compare: leave out ratings of what hardly ever trips"
        )

    def _told(self, f: int, g: int) -> bool | None:
        """Whether f implies g, where that is known."""
        if f in {0, g} or g == 1:
            return True
        return False if f == 1 or g == 0 else self._implied.get((f, g))

    def _cofactors(self, f: int, g: int) -> tuple[int, tuple[int, int], tuple[int, int]]:
        """The first variable that either asks, and both functions when it is false and when it is true."""
        first = min(self._level[f], self._level[g])
        b = self._variable[f if self._level[f] == first else g]
        f0, f1 = (self._low[f], self._high[f]) if self._level[f] == first else (f, f)
        g0, g1 = (self._low[g], self._high[g]) if self._level[g] == first else (g, g)
        return b, (f0, g0), (f1, g1)


def _pair(f: int, g: int) -> tuple[int, int]:
    return (f, g) if f < g else (g, f)


_PAIRS: WeakKeyDictionary[Diagram, _Pairs] = WeakKeyDictionary()
"""Those of the diagrams that were asked before: one is asked in many columns, some at a time."""


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
