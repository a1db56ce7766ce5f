"""Many columns of one diagram, of whose variables only some differ between the columns.

Those are asked last. Above them every figure is the same in all columns, so that each root is there a fixed
sum over the functions that begin below, at the nodes k where the first of the differing variables is asked:

    P(root) = Σ_k M[root, k] P(k)
    w(root) = Σ_k M[root, k] w(k) + N[root, k] P(k)

M and N are worked out once, with every P(k) in turn 1 and the others 0; columns then cost what lies below,
which stays as it is when there are more loads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.conditioned import Conditioned
from powercalc.engine.diagram import Diagram

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]


ROOM = 2_000_000
"""So many figures are held at a time."""


class Parted:
    """A diagram for many columns; its variables `varying` are asked last, if it is to be of use."""

    def __init__(self, diagram: Diagram, varying: Iterable[int]) -> None:
        self.diagram, self.variables = diagram, diagram.variables
        last = np.fromiter(varying, dtype=np.int32)
        varies = np.zeros(diagram.variables + 1, dtype=bool)  # one more, for the constants of none
        varies[last] = True
        self._alike = np.flatnonzero(~varies[:-1])
        below = varies[diagram.variable]
        below[:2] = True
        self._closed = _closed(diagram, below)
        self._above, lower = parts(diagram, below) if self._closed else (diagram, diagram)
        self._below = Conditioned(lower)
        self.nodes = len(lower) if self._closed else int(resting(diagram, varies).sum())
        """How many nodes each column costs: on those alone do figures that differ have an effect."""
        self._known: dict[bytes, tuple[bytes | None, tuple[Floats, Floats]]] = {}
        """Per q of what is alike: the w that goes with it, and M and N."""

    def extended(self, q: Floats, w: Floats, often: object = None) -> tuple[Floats, Floats]:  # noqa: ARG002
        """The figures that all else here takes."""
        return q, w

    def probability(self, q: Floats, weights: Floats) -> Floats:
        """Sums of weight times P over the columns, (roots, sums), for weights (columns, sums)."""
        sums = self._sums(q, None)
        if sums is None:
            return np.asarray(self.diagram.probability(q) @ weights)
        return np.asarray(sums[0] @ self._below.probability(q, weights))

    def probability_and_frequency(
        self, q: Floats, w: Floats, weights: Floats, by_frequency: Floats
    ) -> tuple[Floats, Floats]:
        """The same, and the sum of weight times w(root), (roots,), for weights `by_frequency` (columns,)."""
        sums = self._sums(q, w)
        if sums is None:
            found, often = self.diagram.probability_and_frequency(q, w)
            return found @ weights, often @ by_frequency
        each = by_frequency.reshape(len(weights), -1)
        found, of_those, often = self._below.probability_and_frequency(q, w, weights, each)
        frequency = sums[0] @ often + sums[1] @ of_those
        return sums[0] @ found, frequency.reshape(len(frequency), *by_frequency.shape[1:])

    def each(self, q: Floats, w: Floats, roots: Sequence[int]) -> tuple[Floats, Floats]:
        """P and w of some roots in each column, both (roots, columns); the diagram is coherent."""
        sums = self._sums(q, w)
        if sums is None:
            found, often = self.diagram.probability_and_frequency(q, w)
            return found[roots], often[roots]
        found, often = self._below.diagram.probability_and_frequency(q, w)
        return sums[0][roots] @ found, sums[0][roots] @ often + sums[1][roots] @ found

    def _sums(self, q: Floats, w: Floats | None) -> tuple[Floats, Floats] | None:
        """M and N, (roots, k); None where what should be alike differs between these columns."""
        if not self._closed or not self._are_alike(q) or (w is not None and not self._are_alike(w)):
            return None
        chances = q[self._alike, 0].tobytes()
        rates = None if w is None else w[self._alike, 0].tobytes()
        known = self._known.get(chances)
        if known is None or rates not in {None, known[0]}:
            of_first = self._summed(q[:, :1], np.zeros((len(q), 1)) if w is None else w[:, :1])
            known = rates, of_first[0]
            self._known[chances] = known
        return known[1]

    def prepare(self, q: Floats, w: Floats, runs: Iterable[slice]) -> None:
        """Work out M and N for runs of columns, one pass for all; those that are not alike have none."""
        if not self._closed:
            return
        firsts = [run.start for run in runs if self._are_alike(q[:, run])]
        fresh = {q[self._alike, at].tobytes(): at for at in reversed(firsts)}
        places = [at for key, at in fresh.items() if key not in self._known]
        for start in range(0, len(places), self._at_once):
            some = places[start : start + self._at_once]
            for at, found in zip(some, self._summed(q[:, some], w[:, some]), strict=True):
                self._known[q[self._alike, at].tobytes()] = w[self._alike, at].tobytes(), found

    def _are_alike(self, figures: Floats) -> bool:
        alike = figures[self._alike]
        return bool((alike == alike[:, :1]).all())

    def _summed(self, q: Floats, w: Floats) -> list[tuple[Floats, Floats]]:
        """M and N for each of some sets of figures, (variables, sets)."""
        functions, sets = self._functions, q.shape[1]
        units = np.tile(np.eye(functions), sets)
        chances = np.concatenate([np.repeat(q, functions, axis=1), units])
        rates = np.concatenate([np.repeat(w, functions, axis=1), np.zeros_like(units)])
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


def resting(diagram: Diagram, varies: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which nodes ask one of these variables, or lead to one that does."""
    found = varies[diagram.variable].tolist()
    found[:2] = [False, False]
    for node, (low, high) in enumerate(
        zip(diagram.low[2:].tolist(), diagram.high[2:].tolist(), strict=True), 2
    ):
        found[node] = found[node] or found[low] or found[high]
    return np.array(found, dtype=bool)


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
