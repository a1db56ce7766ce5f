"""From formulas to the nodes of a table: one formula after the other, parts first."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import inf
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.formula import AtLeast, Constant, Formulas, Node, Not, Variable, Weighted, parts_of

FALSE, TRUE = 0, 1


class Choices(Protocol):
    """What any table of decision nodes can do, whether in Python or compiled."""

    def __len__(self) -> int:
        """How many nodes the table holds."""

    def top(self, node: int) -> int:
        """The level a node decides on; below all others for the constants."""

    def literal(self, level: int) -> int:
        """The function that is true when the variable at this level is."""

    def choose(self, f: int, g: int, h: int) -> int:
        """Choose g where f is true, h where it is not."""


class DecisionTable(Choices, Protocol):
    """A table in which the order stays as it is."""

    @property
    def nodes(self) -> NDArray[np.int32]:
        """Level, low and high of each node, (nodes, 3)."""


class TidyTable(Choices, Protocol):
    """A table that can forget nodes, and wants to know which are needed."""

    @property
    def crowded(self) -> bool:
        """Whether it is time to tidy."""

    def tidy(self, needed: Iterable[int]) -> None:
        """Forget the nodes that these do not need."""


def construct(
    formulas: Formulas,
    roots: Sequence[int],
    order: Sequence[int],
    table: Choices,
    number: dict[int, int] | None = None,
) -> list[int]:
    """The numbers of the roots in the table.

    `number` takes that of each formula: where the table is too small, it tells how far one came, and from
    there it goes on when there is more room.
    """
    level = {variable: place for place, variable in enumerate(order)}
    number = {} if number is None else number
    for handle in formulas.reachable(roots):
        if handle not in number:
            number[handle] = _made(table, formulas.node(handle), number, level)
    return [number[root] for root in roots]


def construct_tidily(
    formulas: Formulas, roots: Sequence[int], order: Sequence[int], table: TidyTable
) -> list[int]:
    """The same where room is short: depth first, and what no later formula uses is forgotten."""
    level = {variable: place for place, variable in enumerate(order)}
    number: dict[int, int] = {}
    uses = Counter(part for handle in formulas.reachable(roots) for part in parts_of(formulas.node(handle)))
    uses.update(roots)

    def tidy(also: Iterable[int] = ()) -> None:
        if table.crowded:
            table.tidy([*number.values(), *also])

    for handle in _depth_first(formulas, roots):
        node = formulas.node(handle)
        number[handle] = _made(table, node, number, level, tidy)
        for part in parts_of(node):
            uses[part] -= 1
            if not uses[part]:
                number.pop(part, None)
        tidy()
    table.tidy(number[root] for root in roots)
    return [number[root] for root in roots]


def _depth_first(formulas: Formulas, roots: Sequence[int]) -> list[int]:
    """The formulas, parts before what they are part of, the largest part of each first."""
    size: dict[int, float] = {}
    for handle in formulas.reachable(roots):
        size[handle] = 1.0 + sum(size[part] for part in parts_of(formulas.node(handle)))
    found: dict[int, None] = {}
    pending = [(root, False) for root in roots]
    while pending:
        handle, parts_done = pending.pop()
        if parts_done:
            found[handle] = None
        elif handle not in found:
            parts = sorted(parts_of(formulas.node(handle)), key=size.__getitem__)
            pending += (handle, True), *((part, False) for part in parts)
    return list(found)


def _made(
    table: Choices,
    node: Node,
    number: Mapping[int, int],
    level: Mapping[int, int],
    tidy: Callable[[Iterable[int]], None] | None = None,
) -> int:
    """The number of one formula, whose parts have theirs."""
    match node:
        case Constant(value):
            return int(value)
        case Variable(index):
            return table.literal(level[index])
        case Not(part):
            return table.choose(number[part], FALSE, TRUE)
        case AtLeast(k, parts):
            return _at_least(table, k, [number[part] for part in parts], tidy)
        case Weighted(threshold, weights, parts):
            return _weighted(table, threshold, weights, [number[part] for part in parts])


def _at_least(table: Choices, k: int, parts: list[int], tidy: Callable[[Iterable[int]], None] | None) -> int:
    """Count instead of listing combinations: k(n - k + 1) choices, k of n parts.

    reached[j] is "at least j of the parts seen so far".  The parts lowest in the order
    come first, so that each choice puts little on top of much.  A count that the parts
    to come cannot lift to k is not kept.
    """
    parts = sorted(parts, key=table.top, reverse=True)
    reached = [TRUE] + [FALSE] * k
    for place, part in enumerate(parts):
        still_to_come = len(parts) - place - 1
        for j in range(min(k, place + 1), max(1, k - still_to_come) - 1, -1):
            reached[j] = table.choose(part, reached[j - 1], reached[j])
        if tidy is not None:
            tidy([*reached, *parts])
    return reached[k]


def _weighted(table: Choices, threshold: float, weights: Sequence[float], parts: list[int]) -> int:
    """Sum instead of listing combinations."""
    need, exact = _whole_numbers([threshold, *weights])
    ranked = sorted(zip(map(table.top, parts), exact, parts, strict=True))
    return _WeightSums(table, [(weight, part) for _, weight, part in ranked]).suffice(need)


class _WeightSums:
    """Whether the parts from one place on make up a weight that is missing.

    Missing weights that no sum of later parts lies between are one function.  Such a span is found once, so
    there are no more of them than nodes of the diagram, however many sums there are: M. Behle, "On threshold
    BDDs and the optimal variable ordering problem", Journal of Combinatorial Optimization 16 (2008).
    """

    def __init__(self, table: Choices, parts: Sequence[tuple[int, int]]) -> None:
        self._table, self._parts = table, parts
        self._rest = list(accumulate((weight for weight, _ in reversed(parts)), initial=0))[::-1]
        self._starts: list[list[float]] = [[] for _ in parts]
        self._spans: list[list[_Span]] = [[] for _ in parts]

    def suffice(self, need: int) -> int:
        """Whether all parts together make up the weight."""
        pending = [(0, need)]
        while (known := self._known(0, need)) is None:
            place, missing = pending.pop()
            weight, part = self._parts[place]
            taken, left = self._known(place + 1, missing - weight), self._known(place + 1, missing)
            if taken is None:
                pending += (place, missing), (place + 1, missing - weight)
            elif left is None:
                pending += (place, missing), (place + 1, missing)
            else:
                number = self._table.choose(part, taken.number, left.number)
                low, high = max(taken.low + weight, left.low), min(taken.high + weight, left.high)
                self._enter(place, _Span(low, high, number))
        return known.number

    def _known(self, place: int, missing: int) -> _Span | None:
        """The span of a missing weight: surely made up, surely not, or as found."""
        if missing <= 0:
            return _Span(-inf, 0, TRUE)
        if missing > self._rest[place]:
            return _Span(self._rest[place] + 1, inf, FALSE)
        before = bisect_right(self._starts[place], missing) - 1
        if before >= 0 and missing <= self._spans[place][before].high:
            return self._spans[place][before]
        return None

    def _enter(self, place: int, span: _Span) -> None:
        at = bisect_right(self._starts[place], span.low)
        self._starts[place].insert(at, span.low)
        self._spans[place].insert(at, span)


@dataclass(frozen=True, slots=True)
class _Span:
    """Missing weights, from the lowest to the highest, that are made up by the same function."""

    low: float
    high: float
    number: int


def _whole_numbers(decimals: Sequence[float]) -> tuple[int, list[int]]:
    """The decimals as printed, all times the same factor, the first apart."""
    fractions = [Fraction(repr(float(decimal))) for decimal in decimals]
    scale = 1
    for fraction in fractions:
        scale *= Fraction(fraction * scale).denominator
    first, *others = (int(fraction * scale) for fraction in fractions)
    return first, others
