"""Columns of a diagram for many sets of figures at a time, by what is certain in them in all of these sets.

As `engine.conditioned`, for columns with one more axis: of a node whose variable is certain only one branch
counts, so that columns of one sort cost what is left of the diagram.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.recording.filled_rows import Figures

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

    def probability(self, q: Figures) -> Floats:
        """P of each root, (roots, columns, sets)."""
        found = np.empty((len(self._roots), *q.varying.shape[1:]))
        for left, columns in self._sorts(q, None):
            values: list[Value] = [0.0, 1.0]
            for b, low, high in left.nodes:
                values.append(_mixed(q.of(b, columns), values[low], values[high], low, high))
            for row, root in enumerate(left.roots):
                found[row, columns] = values[root]
        return found

    def both(self, q: Figures, w: Figures) -> tuple[Floats, Floats]:
        """P and the frequency of each root."""
        sets = max(q.varying.shape[-1], w.varying.shape[-1])
        found, rates = np.empty((2, len(self._roots), q.known.shape[1], sets))
        for left, columns in self._sorts(q, w):
            values: list[Value] = [0.0, 1.0]
            often: list[Value] = [0.0, 0.0]
            for b, low, high in left.nodes:
                p = q.of(b, columns)
                lower, higher = values[low], values[high]
                values.append(_mixed(p, lower, higher, low, high))
                rate = w.of(b, columns) * (higher - lower)
                if high > 1:
                    rate = rate + p * often[high]
                if low > 1:
                    rate = rate + (1.0 - p) * often[low]
                often.append(rate)
            for row, root in enumerate(left.roots):
                found[row, columns], rates[row, columns] = values[root], often[root]
        return found, rates

    def _sorts(self, q: Figures, w: Figures | None) -> list[_Sort]:
        """What is left in each sort, and its columns; mostly as for the sets before."""
        if self._last is None or not _are_certain(self._last[0], q, w):
            states = _states(q, w)
            columns: dict[bytes, list[int]] = {}
            for place, state in enumerate(np.ascontiguousarray(states[self._asked].T)):
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


def _states(q: Figures, w: Figures | None) -> NDArray[np.int8]:
    """0 or 1 where a variable is certain in all sets, and does not change, else 2; (variables, columns)."""
    first = q.known.copy()
    rows = np.flatnonzero(np.array(q.number) >= 0)
    first[rows] = q.varying[..., 0]
    certain = (first == 0) | (first == 1)
    certain[rows] &= (q.varying == q.varying[..., :1]).all(axis=-1)
    if w is not None:
        changes = w.known != 0
        changes[np.flatnonzero(np.array(w.number) >= 0)] = w.varying.any(axis=-1)
        certain &= ~changes
    return np.where(certain, first, 2).astype(np.int8)


def _are_certain(states: NDArray[np.int8], q: Figures, w: Figures | None) -> bool:
    """Whether at least these states are certain here, too; what does not vary is as it was."""
    told = states[np.array(q.number) >= 0]
    certain = told < 2
    if not (q.varying[certain] == told[certain][:, None]).all():
        return False
    return w is None or not w.varying[states[np.array(w.number) >= 0] < 2].any()


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
