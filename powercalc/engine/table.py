"""The table of decision nodes of one diagram under construction, in plain Python.

A node is (level, low, high): what remains when the variable at that level is false, and
when it is true.  Node 0 is false and node 1 true.  Equal nodes are stored once and a
node whose branches are equal is its branch, so equal functions are equal numbers.
"""

import numpy as np
from numpy.typing import NDArray

FALSE, TRUE = 0, 1

Indices = NDArray[np.int32]

Triple = tuple[int, int, int]


STEPS_PER_NODE = 4
"""Work that makes far fewer nodes than it takes steps counts against the nodes allowed."""


class TableFullError(Exception):
    """The diagram needs more nodes, or more work, than it was allowed."""


class Table:
    """Nodes over `levels` variables, no more than `limit` of them."""

    def __init__(self, levels: int, limit: int) -> None:
        """A table that holds the two constants."""
        self.level = [levels, levels]
        self.low = [FALSE, TRUE]
        self.high = [FALSE, TRUE]
        self._limit = limit
        self._most_steps = STEPS_PER_NODE * limit
        self._numbers: dict[Triple, int] = {}
        self._chosen: dict[Triple, int] = {}

    def __len__(self) -> int:
        """How many nodes the table holds."""
        return len(self.level)

    @property
    def nodes(self) -> Indices:
        """Level, low and high of each node, (nodes, 3)."""
        return np.array([self.level, self.low, self.high], dtype=np.int32).T

    def top(self, node: int) -> int:
        """The level a node decides on; below all others for the constants."""
        return self.level[node]

    def literal(self, level: int) -> int:
        """The function that is true when the variable at this level is."""
        return self._number(level, FALSE, TRUE)

    def choose(self, f: int, g: int, h: int) -> int:
        """Choose g where f is true, h where it is not: every Boolean operation is one of these.

        One shape: at a constant? remembered? else cofactors, recurse, reduce, remember;
        the recursion is a list of work: either a triple to choose on, or a triple whose
        two branches wait on the list of results.
        """
        level, low, high, chosen = self.level, self.low, self.high, self._chosen
        work: list[tuple[Triple, int]] = [((f, g, h), -1)]
        results: list[int] = []
        while work:
            triple, split = work.pop()
            if split >= 0:
                above, below = results.pop(), results.pop()
                number = chosen[triple] = self._number(split, below, above)
                results.append(number)
                continue
            f, g, h = triple
            known = _simplest(f, g, h)
            if known < 0:
                triple = f, g, h = _ordered(f, g, h)
                known = chosen.get(triple, -1)
            if known >= 0:
                results.append(known)
                continue
            if len(chosen) > self._most_steps:
                raise TableFullError
            split = min(level[f], level[g], level[h])
            f0, f1 = (low[f], high[f]) if level[f] == split else (f, f)
            g0, g1 = (low[g], high[g]) if level[g] == split else (g, g)
            h0, h1 = (low[h], high[h]) if level[h] == split else (h, h)
            work += (triple, split), ((f1, g1, h1), -1), ((f0, g0, h0), -1)
        return results[0]

    def _number(self, level: int, low: int, high: int) -> int:
        """The number of a node, a new one where there is none yet."""
        if low == high:
            return low
        number = self._numbers.setdefault((level, low, high), len(self.level))
        if number == len(self.level):
            if number >= self._limit:
                raise TableFullError
            self.level.append(level)
            self.low.append(low)
            self.high.append(high)
        return number


def _simplest(f: int, g: int, h: int) -> int:
    """The choice where it needs no further look at the functions, else -1."""
    if f == TRUE or g == h:
        return g
    if f == FALSE:
        return h
    if g == TRUE and h == FALSE:
        return f
    return -1


def _ordered(f: int, g: int, h: int) -> Triple:
    """The same choice written one way: "or" and "and" do not mind which comes first."""
    if g in (TRUE, f):
        return (min(f, h), TRUE, max(f, h)) if h != f else (f, TRUE, h)
    if h in (FALSE, f):
        return (min(f, g), max(f, g), FALSE)
    return f, g, h
