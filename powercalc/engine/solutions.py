"""Minimal solutions of a coherent function as a zero-suppressed diagram.

A zero-suppressed diagram stores a family of sets: node (variable, low, high) holds the
sets of `low`, and those of `high` with the variable added; 0 is no set at all, 1 is the
empty set alone.  A minimal cut set is a smallest set of true variables that makes the
function true.  A. Rauzy, "New algorithms for fault trees analysis", Reliability
Engineering and System Safety 40 (1993):

    minimal(v, low, high) = (v, minimal(low), minimal(high) without supersets of minimal(low))
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.diagram import Diagram
from powercalc.errors import EngineLimit

Indices = NDArray[np.int32]
EMPTY, UNIT = 0, 1
LARGE = 20_000
"""With more nodes, compiled code is worth importing."""


@dataclass(slots=True)
class Families:
    """Families of sets over levels, each stored once, no more than `limit` nodes."""

    levels: int
    limit: int
    level: list[int] = field(init=False)
    low: list[int] = field(default_factory=lambda: [EMPTY, UNIT])
    high: list[int] = field(default_factory=lambda: [EMPTY, UNIT])
    _numbers: dict[tuple[int, int, int], int] = field(default_factory=dict)
    _without: dict[tuple[int, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The two constants come below all levels."""
        self.level = [self.levels, self.levels]

    def number(self, level: int, low: int, high: int) -> int:
        """The number of a node, a new one where there is none yet; no set is added to no set."""
        if high == EMPTY:
            return low
        number = self._numbers.setdefault((level, low, high), len(self.level))
        if number == len(self.level):
            if number >= self.limit:
                raise _too_many(self.limit)
            self.level.append(level)
            self.low.append(low)
            self.high.append(high)
        return number

    def without(self, family: int, smaller: int) -> int:
        """The sets of `family` that contain no set of `smaller`.

        One shape: at a constant? remembered? else split, recurse, reduce, remember; a task
        is a pair, or a pair whose parts wait on the list of results.
        """
        work: list[tuple[int, int, int]] = [(family, smaller, 0)]
        results: list[int] = []
        while work:
            f, g, stage = work.pop()
            if stage == 0:
                self._look(f, g, work, results)
            elif stage == 1:  # sets with the variable: they must contain nothing of g's others either
                work += (f, g, 2), (results.pop(), self.low[g], 0)
            elif stage == 2:
                high, low = results.pop(), results.pop()
                self._keep(f, g, self.number(self.level[f], low, high), results)
            else:
                self._keep(f, g, results.pop(), results)
        return results[0]

    def _look(self, f: int, g: int, work: list[tuple[int, int, int]], results: list[int]) -> None:
        """Answer what needs no further look, or split it into tasks."""
        known = self._known(f, g)
        if known >= 0:
            results.append(known)
        elif self.level[f] > self.level[g]:
            work += (f, g, 3), (f, self.low[g], 0)
        elif self.level[f] < self.level[g]:
            work += (f, g, 2), (self.high[f], g, 0), (self.low[f], g, 0)
        else:
            work += (f, g, 1), (self.high[f], self.high[g], 0), (self.low[f], self.low[g], 0)

    def _known(self, f: int, g: int) -> int:
        """The answer where it needs no further look, else -1."""
        if EMPTY in (f, g):
            return f
        if g in (UNIT, f):
            return EMPTY
        return self._without.get((f, g), -1)

    def _keep(self, f: int, g: int, number: int, results: list[int]) -> None:
        self._without[f, g] = number
        results.append(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solutions:
    """The minimal solutions of one function: `families` from node `root`, its variables by level."""

    variable: tuple[int, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]


def minimal_solutions(diagram: Diagram, root: int, limit: int) -> Solutions:
    """The minimal sets of true variables that make a coherent root true.

    The last node of the result is its root; nodes are children first.
    """
    below = diagram.below(root)
    order, level = levels_of(diagram, below)
    if len(below) > max(2, LARGE) and find_spec("numba") is not None:
        return _compiled(diagram, below, order, limit)
    families = Families(len(order), limit)
    minimal = {EMPTY: EMPTY, UNIT: UNIT}
    for node in below[2:].tolist():
        low, high = minimal[int(diagram.low[node])], minimal[int(diagram.high[node])]
        place = level[int(diagram.variable[node])]
        minimal[node] = families.number(place, low, families.without(high, low))
    last = minimal[int(below[-1])] if len(below) > 2 else int(diagram.roots[root])
    return _frozen(families.level, families.low, families.high, order, last)


def _compiled(diagram: Diagram, below: Indices, order: Sequence[int], limit: int) -> Solutions:
    """The same by compiled code."""
    from powercalc.engine.compiled_solutions import FamiliesFullError, minimal_families

    place = np.full(diagram.variables, len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    renumbered = np.zeros(len(diagram), dtype=np.int32)
    renumbered[below] = np.arange(len(below), dtype=np.int32)
    low, high = renumbered[diagram.low[below]], renumbered[diagram.high[below]]
    try:
        nodes, minimal = minimal_families(place[diagram.variable[below]], low, high, len(order), limit)
    except FamiliesFullError:
        raise _too_many(limit) from None
    level, lower, higher = (column.tolist() for column in nodes.T)
    return _frozen(level, lower, higher, order, int(minimal[-1]))


def _too_many(limit: int) -> EngineLimit:
    """What was too large, and what can be done."""
    return EngineLimit(
        f"the minimal cut sets need more than {limit} nodes to be told apart; "
        "allow more nodes, or ask for a part of the model"
    )


def levels_of(diagram: Diagram, below: Indices) -> tuple[list[int], dict[int, int]]:
    """The variables in an order that the diagram keeps, and the place of each.

    Each node asks before its branches; the order is any that agrees with all nodes.
    """
    variable, inner = diagram.variable, below[2:]
    after: dict[int, set[int]] = {each: set() for each in dict.fromkeys(variable[inner].tolist())}
    for branches in (diagram.low, diagram.high):
        asking = inner[branches[inner] > 1]
        pairs = zip(variable[asking].tolist(), variable[branches[asking]].tolist(), strict=True)
        for above, beneath in set(pairs):
            after[above].add(beneath)
    order = _sorted_topologically(after)
    return order, {each: place for place, each in enumerate(order)}


def _sorted_topologically(after: dict[int, set[int]]) -> list[int]:
    """Each before all that come after it."""
    waits = dict.fromkeys(after, 0)
    for following in after.values():
        for each in following:
            waits[each] += 1
    ready = [each for each, count in waits.items() if count == 0]
    order = []
    while ready:
        order.append(ready.pop())
        for each in sorted(after[order[-1]]):
            waits[each] -= 1
            if waits[each] == 0:
                ready.append(each)
    return order


def _frozen(
    level: Sequence[int], low: Sequence[int], high: Sequence[int], order: Sequence[int], root: int
) -> Solutions:
    """The nodes below the root, renumbered without gaps, the root last."""
    marked = {EMPTY, UNIT}
    pending = [root]
    while pending:
        node = pending.pop()
        if node not in marked:
            marked.add(node)
            pending += low[node], high[node]
    kept = sorted(marked) if root > 1 else ([EMPTY] if root == EMPTY else [EMPTY, UNIT])
    place = {node: number for number, node in enumerate(kept)}
    return Solutions(
        variable=tuple(order[level[node]] if node > 1 else -1 for node in kept),
        low=tuple(place[low[node]] if node > 1 else node for node in kept),
        high=tuple(place[high[node]] if node > 1 else node for node in kept),
    )
