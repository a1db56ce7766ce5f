"""Columns of a diagram for many sets of figures at a time, by what is certain in them in all of these sets.

As `engine.conditioned`, for columns with one more axis: of a node whose variable is certain only one branch
counts, so that columns of one sort cost what is left of the diagram.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from powercalc.engine.diagram import Diagram

Floats = NDArray[np.float64]
Value = Floats | float


class _Left(NamedTuple):
    """What is left of a diagram: nodes by variable, low and high, after 0 and 1; and its roots."""

    nodes: list[tuple[int, int, int]]
    roots: list[int]


_Sort = tuple[_Left, NDArray[np.intp] | slice]
"""What is left in a sort of column, and which columns are of it."""


class Sorts:
    """The passes over a diagram, and what is left of it in each sort of column that has been seen."""

    def __init__(self, diagram: Diagram) -> None:
        self._nodes = list(
            zip(*(a[2:].tolist() for a in (diagram.variable, diagram.low, diagram.high)), strict=True)
        )
        self._roots = diagram.roots.tolist()
        self._asked = np.flatnonzero(np.bincount(diagram.variable[2:], minlength=diagram.variables))
        self._known: dict[bytes, _Left] = {}
        self._last: tuple[NDArray[np.int8], list[_Sort]] | None = None

    def probability(self, q: Floats) -> Floats:
        """P of each root, (roots, columns, sets), for q (variables, columns, sets)."""
        found = np.empty((len(self._roots), *q.shape[1:]))
        alike = _alike(q)
        for left, columns in self._sorts(q, None):
            values: list[Value] = [0.0, 1.0]
            for b, low, high in left.nodes:
                p = q[b, columns, :1] if alike[b] else q[b, columns]
                values.append(_mixed(p, values[low], values[high], low, high))
            for row, root in enumerate(left.roots):
                found[row, columns] = values[root]
        return found

    def both(self, q: Floats, w: Floats) -> tuple[Floats, Floats]:
        """P and the frequency of each root."""
        found, rates = np.empty((2, len(self._roots), *q.shape[1:]))
        alike, as_often = _alike(q), _alike(w)
        for left, columns in self._sorts(q, w):
            values: list[Value] = [0.0, 1.0]
            often: list[Value] = [0.0, 0.0]
            for b, low, high in left.nodes:
                p = q[b, columns, :1] if alike[b] else q[b, columns]
                r = w[b, columns, :1] if as_often[b] else w[b, columns]
                f = 1.0 - p
                lower, higher = values[low], values[high]
                values.append(_mixed(p, lower, higher, low, high))
                rate = r * (higher - lower)
                if high > 1:
                    rate = rate + p * often[high]
                if low > 1:
                    rate = rate + f * often[low]
                often.append(rate)
            for row, root in enumerate(left.roots):
                found[row, columns], rates[row, columns] = values[root], often[root]
        return found, rates

    def _sorts(self, q: Floats, w: Floats | None) -> list[_Sort]:
        """What is left in each sort, and its columns; mostly as for the sets before."""
        asked = q[self._asked]
        often = None if w is None else w[self._asked]
        if self._last is None or not _are_certain(self._last[0], asked, often):
            states = _states(asked, often)
            columns: dict[bytes, list[int]] = {}
            for place, state in enumerate(np.ascontiguousarray(states.T)):
                columns.setdefault(state.tobytes(), []).append(place)
            self._last = states, [(self._left(key), _places(places)) for key, places in columns.items()]
        return self._last[1]

    def _left(self, key: bytes) -> _Left:
        """What is left where the variables that are asked have these states."""
        if key not in self._known:
            state = dict(zip(self._asked.tolist(), np.frombuffer(key, dtype=np.int8).tolist(), strict=True))
            self._known[key] = self._reduced(state)
        return self._known[key]

    def _reduced(self, state: dict[int, int]) -> _Left:
        passed, kept = [0, 1], {0: (0, 0, 0), 1: (0, 0, 0)}
        for node, (b, low, high) in enumerate(self._nodes, 2):
            lower, higher, known = passed[low], passed[high], state[b]
            itself = lower if known == 0 or lower == higher else higher if known == 1 else node
            passed.append(itself)
            if itself == node:
                kept[node] = b, lower, higher
        roots = [passed[root] for root in self._roots]
        reached, pending = {0, 1}, list(roots)
        while pending:
            node = pending.pop()
            if node not in reached:
                reached.add(node)
                pending += kept[node][1:]
        number = {node: place for place, node in enumerate(sorted(reached))}
        nodes = [(kept[n][0], number[kept[n][1]], number[kept[n][2]]) for n in sorted(reached)[2:]]
        return _Left(nodes, [number[root] for root in roots])


def _states(asked: Floats, often: Floats | None) -> NDArray[np.int8]:
    """0 or 1 where a variable is certain in all sets, and does not change, else 2; (asked, columns)."""
    first = asked[..., :1]
    certain = ((first == 0) | (first == 1))[..., 0]
    certain &= (asked == first).all(axis=-1)
    if often is not None:
        certain &= ~often.any(axis=-1)
    return np.where(certain, first[..., 0], 2).astype(np.int8)


def _are_certain(states: NDArray[np.int8], asked: Floats, often: Floats | None) -> bool:
    """Whether at least these states are certain here, too."""
    if states.shape != asked.shape[:2]:
        return False
    certain = states < 2
    if not (asked[certain] == states[certain][:, None]).all():
        return False
    return often is None or not often[certain].any()


def _alike(figures: Floats) -> list[bool]:
    """Of which variables the figures are the same in all sets."""
    return [bool((each == each[:, :1]).all()) for each in figures]


def _mixed(p: Floats, lower: Value, higher: Value, low: int, high: int) -> Floats:
    """(1 − p) · low + p · high."""
    if low == 0:
        return p if high == 1 else p * higher
    rest = (1.0 - p) * lower
    return np.asarray(rest + (p if high == 1 else p * higher))


def _places(places: list[int]) -> NDArray[np.intp] | slice:
    """As a slice where they follow each other."""
    if places[-1] - places[0] == len(places) - 1:
        return slice(places[0], places[-1] + 1)
    return np.array(places, dtype=np.intp)
