"""Minimal cut sets and path sets: counted, listed in part, never all enumerated unasked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import heappop, heappush
from math import inf, prod

import numpy as np
from numpy.typing import ArrayLike

from powercalc.engine.diagram import DEFAULT, Budget, Diagram
from powercalc.engine.solutions import Solutions, levels_of, minimal_solutions
from powercalc.errors import EngineLimit

Counts = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CutSet:
    """One minimal set, its variables ascending, and the product of their probabilities."""

    variables: tuple[int, ...]
    contribution: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CutSetList:
    """Some of the minimal sets, and what is left out: how many, and their contribution.

    Contributions are of the rare-event form; their sum is not below the probability.
    """

    sets: tuple[CutSet, ...]
    left_out: int
    contribution_left_out: float


@dataclass(frozen=True, kw_only=True)
class CutSets:
    """All minimal sets of a root, held as a diagram: there may be more than could be listed."""

    solutions: Solutions

    @cached_property
    def number_by_order(self) -> Counts:
        """How many sets have 0, 1, 2... variables, up to the largest; () when there is none."""
        return counts_by_order(self.solutions, None)

    @property
    def number(self) -> int:
        """How many sets there are."""
        return sum(self.number_by_order)

    def contribution(self, q: ArrayLike) -> float:
        """The sum over all sets of the product of their q, the rare-event approximation."""
        chance, total = _floats(q), [0.0, 1.0]
        for b, low, high in _nodes(self.solutions):
            total.append(total[low] + chance[b] * total[high])
        return total[self._root]

    def up_to(self, order: int, q: ArrayLike) -> CutSetList:
        """All sets of at most `order` variables, the smallest and most contributing first."""
        chance = _floats(q)
        found = [
            CutSet(variables=each, contribution=prod(chance[b] for b in each)) for each in self._up_to(order)
        ]
        found.sort(key=lambda each: (len(each.variables), -each.contribution, each.variables))
        return self._list(found, q)

    def most_important(self, count: int, q: ArrayLike) -> CutSetList:
        """The `count` sets that contribute most, found best first: the others are never met."""
        chance = _floats(q)
        best = [0.0, 1.0]
        for b, low, high in _nodes(self.solutions):
            best.append(max(best[low], chance[b] * best[high]))
        found: list[CutSet] = []
        fringe: list[tuple[float, tuple[int, ...], int, float]] = []

        def offer(node: int, so_far: tuple[int, ...], product: float) -> None:
            if node:
                heappush(fringe, (-product * best[node], so_far, node, product))

        offer(self._root, (), 1.0)
        variable, lower, higher = self.solutions.variable, self.solutions.low, self.solutions.high
        while fringe and len(found) < count:
            _, so_far, node, product = heappop(fringe)
            if node == 1:
                found.append(CutSet(variables=tuple(sorted(so_far)), contribution=product))
                continue
            offer(lower[node], so_far, product)
            offer(higher[node], (*so_far, variable[node]), product * chance[variable[node]])
        return self._list(found, q)

    @property
    def _root(self) -> int:
        return len(self.solutions.variable) - 1

    def _list(self, found: Sequence[CutSet], q: ArrayLike) -> CutSetList:
        rest = self.contribution(q) - sum(each.contribution for each in found)
        left_out = self.number - len(found)
        return CutSetList(
            sets=tuple(found), left_out=left_out, contribution_left_out=max(0.0, rest) if left_out else 0.0
        )

    def _up_to(self, order: int) -> Iterator[tuple[int, ...]]:
        """The sets, never going where all are too large."""
        least: list[float] = [inf, 0]
        for _, low, high in _nodes(self.solutions):
            least.append(min(least[low], 1 + least[high]))
        pending: list[tuple[int, tuple[int, ...]]] = [(self._root, ())]
        while pending:
            node, so_far = pending.pop()
            if len(so_far) + least[node] > order:
                continue
            if node == 1:
                yield tuple(sorted(so_far))
                continue
            pending.append((self.solutions.low[node], so_far))
            pending.append((self.solutions.high[node], (*so_far, self.solutions.variable[node])))


def counts_by_order(solutions: Solutions, of_each: Sequence[Counts] | None) -> Counts:
    """How many sets have 0, 1, 2... variables; a variable may stand for sets, so many of each order."""
    counts: list[list[int]] = [[], [1]]
    for b, low, high in _nodes(solutions):
        with_b = [0, *counts[high]] if of_each is None else _multiplied(of_each[b], counts[high])
        counts.append(_added(counts[low], with_b))
    return tuple(counts[len(solutions.variable) - 1])


def minimal_cut_sets(diagram: Diagram, root: int, *, budget: Budget = DEFAULT) -> CutSets:
    """The minimal sets of true variables that make a root true.

    Raises EngineLimit when the root is not coherent (a variable that becomes true can make
    it false): then no set of true variables alone tells why it is true.
    """
    if not diagram.coherent and not is_coherent(diagram, root):
        raise EngineLimit(
            "minimal cut sets are of coherent functions; here a failure can restore the top, "
            "so what makes it true includes what must be false; remove the negations, "
            "or ask for the probability alone, which is exact"
        )
    return CutSets(solutions=minimal_solutions(diagram, root, budget.nodes))


def minimal_path_sets(diagram: Diagram, root: int, *, budget: Budget = DEFAULT) -> CutSets:
    """The minimal sets of variables that, all false, make a root false: the cut sets of its dual.

    Contributions then take the probabilities that variables are false.
    """
    return minimal_cut_sets(dual(diagram), root, budget=budget)


def dual(diagram: Diagram) -> Diagram:
    """Not f(not x): what is true when f is false, in terms of what is false; branches change places."""
    swap = np.arange(len(diagram), dtype=np.int32)
    swap[:2] = [1, 0]
    return replace(diagram, low=swap[diagram.high], high=swap[diagram.low], roots=swap[diagram.roots])


def is_coherent(diagram: Diagram, root: int) -> bool:
    """Whether no variable that becomes true ever makes the root false: low implies high everywhere."""
    low, high, variable = diagram.low.tolist(), diagram.high.tolist(), diagram.variable.tolist()
    height = _first_asked(diagram, root)
    pending = [(low[node], high[node]) for node in diagram.below(root)[2:].tolist()]
    seen = set(pending)
    while pending:
        f, g = pending.pop()
        if f in (0, g) or g == 1:
            continue
        if f == 1 or g == 0:
            return False
        first = min(height[variable[f]], height[variable[g]])
        f0, f1 = (low[f], high[f]) if height[variable[f]] == first else (f, f)
        g0, g1 = (low[g], high[g]) if height[variable[g]] == first else (g, g)
        fresh = {(f0, g0), (f1, g1)} - seen
        seen |= fresh
        pending += fresh
    return True


def _first_asked(diagram: Diagram, root: int) -> dict[int, int]:
    """The place of each variable in the order of the diagram."""
    return levels_of(diagram, diagram.below(root))[1]


def _nodes(solutions: Solutions) -> Iterator[tuple[int, int, int]]:
    return zip(solutions.variable[2:], solutions.low[2:], solutions.high[2:], strict=True)


def _multiplied(one: Sequence[int], other: Sequence[int]) -> list[int]:
    """The counts of all sets of one family, each with each set of another that shares no variable with it."""
    found = [0] * max(0, len(one) + len(other) - 1)
    for order, count in enumerate(one):
        for more, times in enumerate(other) if count else ():
            found[order + more] += count * times
    return found


def _added(one: list[int], other: list[int]) -> list[int]:
    """The counts of two families together."""
    if len(one) < len(other):
        one, other = other, one
    return [a + b for a, b in zip(one, other, strict=False)] + one[len(other) :]


def _floats(q: ArrayLike) -> list[float]:
    """One probability per variable."""
    found: list[float] = np.asarray(q, dtype=np.float64).tolist()
    return found
