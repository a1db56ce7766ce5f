"""Many columns of one diagram, of whose variables only some differ between the columns.

Those are asked last. Above them every figure is the same in all columns, so that each root is there a fixed
sum over the functions that begin below, at the nodes k where the first of the differing variables is asked:

    P(root) = Σ_k M[root, k] P(k)
    w(root) = Σ_k M[root, k] w(k) + N[root, k] P(k)

M and N are worked out once, with every P(k) in turn 1 and the others 0; columns then cost what lies below,
which stays as it is when there are more loads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.conditioned import Conditioned
from powercalc.engine.diagram import Diagram
from powercalc.engine.figures_in_columns import Apart, FiguresInColumns, RowsOfFigures

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]
Places = NDArray[np.intp]


ROOM = 2_000_000
"""At most so many figures are held at a time."""

MOST = 12
"""With more sorts of columns than this, M and N are not worked out: whole columns cost less."""


class Parted:
    """A diagram for many columns; its variables `varying` are asked last, if it is to be of use.

    Columns are given the figures of what is asked last, and after those a row that says of which sort the
    column is, by the figures of all else; or, where these are of many sorts, all figures.
    """

    def __init__(self, diagram: Diagram, varying: Iterable[int]) -> None:
        self.diagram = diagram
        last = np.fromiter(varying, dtype=np.int32)
        varies = np.zeros(diagram.variables + 1, dtype=bool)  # one more, for the constants of none
        varies[last] = True
        self._alike = np.flatnonzero(~varies[:-1])
        below = varies[diagram.variable]
        below[:2] = True
        closed = _closed(diagram, below)
        self._above, lower = parts(diagram, below) if closed else (diagram, diagram)
        apart = Apart(lower)
        self._asked, self._below = apart.asked, Conditioned(apart.diagram)
        self._closed = closed and len(self._asked) + 1 < diagram.variables
        self.variables = len(self._asked) + 1 if self._closed else diagram.variables
        """How many figures there are in each column."""
        self.nodes = len(lower) if closed else int(diagram.resting(varies).sum())
        """How many nodes each column costs: on those alone do figures that differ have an effect."""
        self._numbers: dict[bytes, int] = {}
        self._sorts: list[tuple[Floats, Floats]] = []
        """The sorts of columns that there were, by q and w of what is alike, both (alike, 1)."""
        self._known: dict[int, tuple[Floats, Floats]] = {}
        """Per sort: M and N."""

    def extended(self, figures: FiguresInColumns, often: object = None) -> tuple[Floats, Floats]:  # noqa: ARG002
        """The figures that all else here takes, for those of the variables."""
        if not self._closed:
            return figures.whole()
        rows = RowsOfFigures(figures)
        firsts, each = rows.sorts(self._alike)
        if len(firsts) > MOST:
            return figures.whole()
        chances, rates = figures.taken(self._alike, firsts)
        numbers = [self._numbered(chances[:, [at]], rates[:, [at]]) for at in range(len(firsts))]
        sort = np.array(numbers, dtype=np.float64)[each]
        q, w = figures.taken(self._asked)
        return np.vstack([q, sort]), np.vstack([w, sort])

    def probability(self, q: Floats, weights: Floats) -> Floats:
        """Sums of weight times P over the columns, (roots, sums), for weights (columns, sums)."""
        if self._are_whole(q):
            return np.asarray(self.diagram.probability(q) @ weights)
        sums = np.zeros((len(self.diagram.roots), weights.shape[1]))
        for here, (m, _) in self._by_sort(q):
            sums += m @ self._below.probability(q[:-1, here], weights[here])
        return sums

    def probability_and_frequency(
        self, q: Floats, w: Floats, weights: Floats, by_frequency: Floats
    ) -> tuple[Floats, Floats]:
        """The same, and the sum of weight times w(root), (roots,), for weights `by_frequency` (columns,)."""
        if self._are_whole(q):
            found, often = self.diagram.probability_and_frequency(q, w)
            return found @ weights, often @ by_frequency
        each = by_frequency.reshape(len(weights), -1)
        sums = np.zeros((len(self.diagram.roots), weights.shape[1]))
        frequency = np.zeros((len(sums), each.shape[1]))
        for here, (m, n) in self._by_sort(q):
            found, of_those, often = self._below.probability_and_frequency(
                q[:-1, here], w[:-1, here], weights[here], each[here]
            )
            sums += m @ found
            frequency += m @ often + n @ of_those
        return sums, frequency.reshape(len(frequency), *by_frequency.shape[1:])

    def each(self, q: Floats, w: Floats, roots: Sequence[int]) -> tuple[Floats, Floats]:
        """P and w of some roots in each column, both (roots, columns); the diagram is coherent."""
        if self._are_whole(q):
            found, often = self.diagram.probability_and_frequency(q, w)
            return found[roots], often[roots]
        chance, rate = np.empty((2, len(roots), q.shape[1]))
        found, often = self._below.diagram.probability_and_frequency(q[:-1], w[:-1])
        for here, (m, n) in self._by_sort(q):
            chance[:, here] = m[roots] @ found[:, here]
            rate[:, here] = m[roots] @ often[:, here] + n[roots] @ found[:, here]
        return chance, rate

    def prepare(self, q: Floats, w: Floats, runs: Iterable[slice]) -> None:  # noqa: ARG002
        """Work out M and N of the sorts in runs of columns, many in one pass."""
        if not self._are_whole(q):
            self._work_out(dict.fromkeys(int(each) for run in runs for each in set(q[-1, run].tolist())))

    def _are_whole(self, q: Floats) -> bool:
        """Whether these are all figures of the columns."""
        return len(q) == self.diagram.variables

    def _by_sort(self, q: Floats) -> Iterator[tuple[slice | Places, tuple[Floats, Floats]]]:
        """Yield the columns of each sort, with M and N."""
        numbers = [int(each) for each in dict.fromkeys(q[-1].tolist())]
        self._work_out(numbers)
        if len(numbers) == 1:
            yield slice(None), self._known[numbers[0]]
            return
        for number in numbers:
            yield np.flatnonzero(q[-1] == number), self._known[number]

    def _numbered(self, q: Floats, w: Floats) -> int:
        """The number of a sort of columns by what is alike in them."""
        number = self._numbers.setdefault(q.tobytes() + w.tobytes(), len(self._sorts))
        if number == len(self._sorts):
            self._sorts.append((q, w))
        return number

    def _work_out(self, numbers: Iterable[int]) -> None:
        fresh = [number for number in numbers if number not in self._known]
        for start in range(0, len(fresh), self._at_once):
            some = fresh[start : start + self._at_once]
            figures = [
                np.concatenate([self._sorts[each][which] for each in some], axis=1) for which in (0, 1)
            ]
            self._known.update(zip(some, self._summed(*figures), strict=True))

    def _summed(self, q: Floats, w: Floats) -> list[tuple[Floats, Floats]]:
        """M and N for each of some sets of figures of what is alike, (alike, sets)."""
        functions, sets = self._functions, q.shape[1]
        chances, rates = np.zeros((2, self._above.variables, sets * functions))
        chances[self._alike] = np.repeat(q, functions, axis=1)
        rates[self._alike] = np.repeat(w, functions, axis=1)
        chances[self.diagram.variables :] = np.tile(np.eye(functions), sets)
        found = self._above.probability_and_frequency(chances, rates)
        return list(zip(*(np.split(each, sets, axis=1) for each in found), strict=True))

    @property
    def _functions(self) -> int:
        """How many functions begin below."""
        return self._above.variables - self.diagram.variables

    @property
    def _at_once(self) -> int:
        """How many sets of figures there is room for."""
        return max(1, ROOM // max(1, self._above.variables * self._functions))


def _closed(diagram: Diagram, below: NDArray[np.bool_]) -> bool:
    """Whether nothing above is reached from below."""
    return bool((below[diagram.low] & below[diagram.high])[below].all())


def parts(diagram: Diagram, below: NDArray[np.bool_]) -> tuple[Diagram, Diagram]:
    """The part above, in which each function below is a variable, and the part below, with those as roots."""
    over = np.flatnonzero(~below)
    reached = np.concatenate([diagram.low[over], diagram.high[over], diagram.roots])
    begun = np.zeros(len(below), dtype=bool)  # np.unique would import masked arrays, for no use of them
    begun[reached[below[reached] & (reached > 0)]] = True
    begins = np.flatnonzero(begun).astype(np.int32)
    lower = _renumbered(diagram, np.flatnonzero(below), begins)
    number = np.zeros(len(diagram), dtype=np.int32)
    number[begins] = 2 + np.arange(len(begins))
    number[over] = 2 + len(begins) + np.arange(len(over))
    stand_ins = diagram.variables + np.arange(len(begins))
    nought, one = np.zeros(len(begins), dtype=np.int32), np.ones(len(begins), dtype=np.int32)
    upper = replace(
        diagram,
        variable=_joined(diagram.variable[:2], stand_ins, diagram.variable[over]),
        low=_joined(diagram.low[:2], nought, number[diagram.low[over]]),
        high=_joined(diagram.high[:2], one, number[diagram.high[over]]),
        roots=number[diagram.roots],
        variables=diagram.variables + len(begins),
    )
    return upper, lower


def _renumbered(diagram: Diagram, kept: NDArray[np.intp], roots: Indices) -> Diagram:
    """The part of a diagram that consists of these nodes, with other roots."""
    number = np.zeros(len(diagram), dtype=np.int32)
    number[kept] = np.arange(len(kept))
    return replace(
        diagram,
        variable=diagram.variable[kept],
        low=number[diagram.low[kept]],
        high=number[diagram.high[kept]],
        roots=number[roots],
    )


def _joined(*parts: NDArray[np.generic]) -> Indices:
    return np.concatenate(parts).astype(np.int32)
