"""One diagram in many columns in each of which most variables are certain: 0 or 1, and do not change.

Of a node whose variable is certain only one branch counts. So columns of one sort, in which the same
variables are certain in the same way, have a smaller diagram in common: what is left of the large one. For
every sort it is told which nodes are left, for all sorts of a level of the diagram at once; then the values
of what is left are worked out, for all columns of a level at once:

    passed[node, sort]    the node that is left in place of a node, itself if its variable is uncertain
    left[node, sort]      whether it is reached from a root
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.diagram import Diagram

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Flags = NDArray[np.bool_]

WORTH = 3
"""With so many columns of a sort, on average, it is worth telling what is left of the diagram in it."""
SMALL = 64
"""Not of a diagram of so few nodes."""
SLOWER = 4
"""A value that is looked up takes as long as so many in a row of columns: not if that is more than all."""
ROOM = 4_000_000
"""For so many pairs of node and sort at a time."""


class Conditioned:
    """Weighted sums over the columns of a diagram in which many variables are certain."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self._asked = np.flatnonzero(np.bincount(diagram.variable[2:], minlength=diagram.variables))
        self._levels = _levels(diagram)
        self.work = 0
        """Nodes times columns, so far."""

    def probability(self, q: Floats, weights: Floats) -> Floats:
        """Sums of weight times P over the columns, (roots, sums), for weights (columns, sums)."""
        sorts = self._sorts(_certain(q[self._asked]), q)
        if sorts is None:
            self.work += len(self.diagram) * q.shape[1]
            return np.asarray(self.diagram.probability(q) @ weights)
        distinct, which = _distinct(weights)
        return self._summed(sorts, q, None, distinct, None)[0][:, which]

    def probability_and_frequency(
        self, q: Floats, w: Floats, weights: Floats, by_frequency: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """Sums of `weights` times P, of `by_frequency` times P, and of `by_frequency` times the frequency."""
        sorts = self._sorts(_certain(q[self._asked]) & (w[self._asked] == 0), q)
        if sorts is None:
            self.work += len(self.diagram) * q.shape[1]
            found, often = self.diagram.probability_and_frequency(q, w)
            return found @ weights, found @ by_frequency, often @ by_frequency
        distinct, which = _distinct(np.concatenate([weights, by_frequency], axis=1))
        of_those, each = _distinct(by_frequency)
        sums, frequency = self._summed(sorts, q, w, distinct, of_those)
        sums, frequency = sums[:, which], frequency[:, each]
        return sums[:, : weights.shape[1]], sums[:, weights.shape[1] :], frequency

    def _sorts(self, certain: Flags, q: Floats) -> _Sorts | None:
        """The sorts of the columns; none where there are too few columns of each, or too few nodes."""
        if len(self.diagram) < SMALL or q.shape[1] < WORTH:
            return None
        states = np.where(certain, q[self._asked].astype(np.int8), np.int8(2))
        found = _Sorts.of(states)
        return found if len(found.sizes) * WORTH <= q.shape[1] else None

    def _summed(
        self, sorts: _Sorts, q: Floats, w: Floats | None, weights: Floats, by_frequency: Floats | None
    ) -> tuple[Floats, Floats]:
        """The sums over all columns, for as many sorts at a time as there is room for."""
        sums = np.zeros((len(self.diagram.roots), weights.shape[1]))
        often = np.zeros((len(sums), 0 if by_frequency is None else by_frequency.shape[1]))
        step = max(1, ROOM // len(self.diagram))
        for at in range(0, len(sorts.sizes), step):
            some, columns = sorts.part(at, at + step)
            left = _LeftInSorts(self.diagram, self._levels, self._asked, some)
            chances, rates = np.take(q, columns, axis=1), None if w is None else np.take(w, columns, axis=1)
            if SLOWER * left.total > len(self.diagram) * len(columns):
                seldom = None if by_frequency is None else by_frequency[columns]
                self._add_all(chances, rates, weights[columns], sums, seldom, often)
                continue
            values = left.values(chances, rates)
            self.work += SLOWER * left.total
            sums += left.sums(values[0], weights[columns])
            if by_frequency is not None:
                often += left.sums(values[1], by_frequency[columns])
        return sums, often

    def _add_all(
        self, q: Floats, w: Floats | None, weights: Floats, sums: Floats, rates: Floats | None, often: Floats
    ) -> None:
        """Add the sums over some columns, by all nodes."""
        self.work += len(self.diagram) * q.shape[1]
        if w is None or rates is None:
            sums += self.diagram.probability(q) @ weights
            return
        found, frequency = self.diagram.probability_and_frequency(q, w)
        sums += found @ weights
        often += frequency @ rates


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sorts:
    """Columns by what is certain in them."""

    states: NDArray[np.int8]
    """0 or 1 where a variable that is asked is certain, else 2; (asked, sorts)."""
    order: Integers
    """The columns, those of one sort after those of the other."""
    sizes: Integers
    """How many columns are of each sort."""

    @classmethod
    def of(cls, states: NDArray[np.int8]) -> _Sorts:
        """The sorts, by the states in each column, (asked, columns)."""
        keys = np.ascontiguousarray(states.T)
        numbers: dict[bytes, int] = {}
        sort = np.array([numbers.setdefault(key.tobytes(), len(numbers)) for key in keys])
        order = np.argsort(sort, kind="stable")
        sizes = np.bincount(sort)
        firsts = order[_begins(sizes)]
        return cls(states=states[:, firsts], order=order, sizes=sizes)

    def part(self, low: int, high: int) -> tuple[_Sorts, Integers]:
        """Some of the sorts, and their columns."""
        ends = np.cumsum(self.sizes)
        sizes = self.sizes[low:high]
        columns = self.order[ends[low] - self.sizes[low] : ends[min(high, len(ends)) - 1]]
        return _Sorts(states=self.states[:, low:high], order=np.arange(len(columns)), sizes=sizes), columns


class _LeftInSorts:
    """What is left of a diagram, in some sorts of columns that stand one after the other."""

    def __init__(self, diagram: Diagram, levels: list[Integers], asked: Integers, sorts: _Sorts) -> None:
        self._diagram, self._sizes = diagram, sorts.sizes
        self._begins = _begins(sorts.sizes)
        count = len(sorts.sizes)
        self._passed = np.empty((len(diagram), count), dtype=np.int32)
        self._passed[:2] = [[0], [1]]
        state = np.full((diagram.variables, count), 2, dtype=np.int8)
        state[asked] = sorts.states
        for nodes in levels:
            self._pass(nodes, state[diagram.variable[nodes]])
        self._told = self._reached(levels)
        """Per level: the nodes that are left, each with its sort."""
        self.total = sum(int(self._sizes[sorts].sum()) for _, sorts in self._told)
        """How many values there are to be worked out."""

    def _pass(self, nodes: Integers, state: NDArray[np.int8]) -> None:
        """Tell what is left in place of the nodes of a level."""
        low, high = self._passed[self._diagram.low[nodes]], self._passed[self._diagram.high[nodes]]
        itself = np.where(low == high, low, nodes[:, None].astype(np.int32))
        self._passed[nodes] = np.where(state == 0, low, np.where(state == 1, high, itself))

    def _reached(self, levels: list[Integers]) -> list[tuple[Integers, Integers]]:
        """The nodes that are left and reached from a root, with their sorts, level by level."""
        left = np.zeros(self._passed.shape, dtype=bool)
        every = np.arange(left.shape[1])
        left[self._passed[self._diagram.roots], every] = True
        found = []
        for nodes in reversed(levels):
            rows, sorts = np.nonzero(left[nodes])
            reached = nodes[rows]
            for branch in (self._diagram.low, self._diagram.high):
                left[self._passed[branch[reached], sorts], sorts] = True
            found.append((reached, sorts))
        return found[::-1]

    def values(self, q: Floats, w: Floats | None) -> tuple[Floats, Floats]:
        """P and frequency of all that is left, in its columns, one after the other."""
        count = q.shape[1]
        totals = [int(self._sizes[sorts].sum()) for _, sorts in self._told]
        value = np.zeros(2 * count + sum(totals))
        value[count : 2 * count] = 1.0  # the constants have their columns first
        often = value[:0] if w is None else np.zeros_like(value)
        self._at = np.zeros(self._passed.shape, dtype=np.int64)
        self._at[0], self._at[1] = self._begins, count + self._begins
        end = 2 * count
        for (nodes, sorts), total in zip(self._told, totals, strict=True):
            if total:
                self._fill(nodes, sorts, slice(end, end + total), q, w, value, often)
                end += total
        return value, often

    def _fill(  # noqa: PLR0913, PLR0917 - figures and values, each of P and of the frequency
        self,
        nodes: Integers,
        sorts: Integers,
        where: slice,
        q: Floats,
        w: Floats | None,
        value: Floats,
        often: Floats,
    ) -> None:
        """The values of one level, from those below it."""
        sizes = self._sizes[sorts]
        self._at[nodes, sorts] = where.start + _begins(sizes)
        within = _within(sizes)
        low, high = (
            np.repeat(self._at[self._passed[branch[nodes], sorts], sorts], sizes) + within
            for branch in (self._diagram.low, self._diagram.high)
        )
        asked = np.repeat(self._diagram.variable[nodes] * q.shape[1] + self._begins[sorts], sizes) + within
        true, lower, higher = q.ravel()[asked], value[low], value[high]
        false = 1.0 - true
        value[where] = false * lower + true * higher
        if w is not None:
            often[where] = false * often[low] + true * often[high] + w.ravel()[asked] * (higher - lower)

    def sums(self, value: Floats, weights: Floats) -> Floats:
        """The sums of weights (columns, sums) times the values of the roots, (roots, sums)."""
        roots = self._passed[self._diagram.roots]
        here = np.zeros(self._passed.shape, dtype=bool)
        here[roots, np.arange(roots.shape[1])] = True
        nodes, sorts = np.nonzero(here)
        sizes = self._sizes[sorts]
        within = _within(sizes)
        values = value[np.repeat(self._at[nodes, sorts], sizes) + within]
        columns = np.repeat(self._begins[sorts], sizes) + within
        each, begins = np.zeros((len(nodes), weights.shape[1])), _begins(sizes)
        for out, row in zip(each.T, weights.T, strict=True):
            if row.any():
                np.add.reduceat(values * row[columns], begins, out=out)
        number = np.zeros(self._passed.shape, dtype=np.int64)
        number[nodes, sorts] = np.arange(len(nodes))
        return np.asarray(each[number[roots, np.arange(roots.shape[1])]].sum(axis=1))


def _begins(sizes: Integers) -> Integers:
    """Where each of some stretches of these sizes begins, one after the other."""
    return np.asarray(np.cumsum(sizes) - sizes, dtype=np.intp)


def _within(sizes: Integers) -> Integers:
    """The place of each entry in its stretch, for stretches of these sizes."""
    return np.asarray(np.arange(int(sizes.sum())) - np.repeat(_begins(sizes), sizes), dtype=np.intp)


def _levels(diagram: Diagram) -> list[Integers]:
    """The nodes by their distance from the constants, those that are next to them first."""
    if len(diagram) == 2:
        return []
    ranked = np.argsort(diagram.heights, kind="stable")[2:]
    return np.split(ranked, np.flatnonzero(np.diff(diagram.heights[ranked])) + 1)


def _distinct(weights: Floats) -> tuple[Floats, Integers]:
    """The weights (columns, sums) that differ, and which of them each is: many count like their own sizes."""
    numbers: dict[bytes, int] = {}
    which = np.array([numbers.setdefault(row.tobytes(), len(numbers)) for row in weights.T], dtype=np.intp)
    firsts = [which.tolist().index(number) for number in range(len(numbers))]
    return weights[:, firsts], which


def _certain(q: Floats) -> Flags:
    return np.asarray((q == 0) | (q == 1))
