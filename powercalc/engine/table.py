"""The table of decision nodes of one diagram under construction, in plain Python.

A node is (level, low, high): what remains when the variable at that level is false, and
when it is true.  Node 0 is false and node 1 true.  Equal nodes are stored once and a
node whose branches are equal is its branch, so equal functions are equal numbers.
"""

import numpy as np
from numpy.typing import NDArray

FALSE, TRUE = 0, 1

Indices = NDArray[np.int32]

Pair = tuple[int, int]
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
        self.allow(limit)
        self._numbers: dict[Triple, int] = {}
        self._pairs: tuple[dict[Pair, int], dict[Pair, int]] = {}, {}
        """Two functions joined: by "both" (FALSE is strong), by "either" (TRUE)."""
        self._chosen: dict[Triple, int] = {}

    def allow(self, limit: int, steps: int | None = None) -> None:
        """Have room for so many nodes, and patience for so many steps; 4 for each node when absent."""
        self._limit = limit
        self._most_steps = STEPS_PER_NODE * limit if steps is None else steps

    def __len__(self) -> int:
        """How many nodes the table holds."""
        return len(self.level)

    @property
    def steps(self) -> int:
        """How much work was done."""
        return sum(map(len, self._pairs)) + len(self._chosen)

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
        """Choose g where f is true, h where it is not: every Boolean operation is one of these."""
        known = self._simpler(f, g, h)
        return self._chosen_of_three(f, g, h) if known is None else known

    def _joined(self, f: int, g: int, strong: int) -> int:
        """Either of two functions (TRUE is the strong one) or both (FALSE is): most of all choices.

        One shape: at a constant? remembered? else cofactors, recurse, reduce, remember;
        the recursion is a list of work: either a pair to join, or a pair whose two
        branches wait on the list of results.
        """
        level, low, high, joined = self.level, self.low, self.high, self._pairs[strong]
        most = self._most_steps - len(self._chosen) - len(self._pairs[1 - strong])
        work = [(f, g, -1)]
        results: list[int] = []
        while work:
            f, g, split = work.pop()
            if split >= 0:
                above, below = results.pop(), results[-1]
                if above != below:
                    results[-1] = self._number(split, below, above)
                joined[f, g] = results[-1]
                continue
            if f > g:
                f, g = g, f
            known = (f if f == strong else g) if f <= TRUE else g if f == g else joined.get((f, g))
            if known is not None:
                results.append(known)
                continue
            if len(joined) > most:
                raise TableFullError
            split, other = level[f], level[g]
            if split < other:
                work += (f, g, split), (high[f], g, -1), (low[f], g, -1)
            elif split > other:
                work += (f, g, other), (f, high[g], -1), (f, low[g], -1)
            else:
                work += (f, g, split), (high[f], high[g], -1), (low[f], low[g], -1)
        return results[0]

    def _chosen_of_three(self, f: int, g: int, h: int) -> int:
        """The same for three functions none of which makes it a join."""
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
            known = self._simpler(f, g, h)
            if known is None:
                known = chosen.get(triple)
            if known is not None:
                results.append(known)
                continue
            if self.steps > self._most_steps:
                raise TableFullError
            split = min(level[f], level[g], level[h])
            f0, f1 = (low[f], high[f]) if level[f] == split else (f, f)
            g0, g1 = (low[g], high[g]) if level[g] == split else (g, g)
            h0, h1 = (low[h], high[h]) if level[h] == split else (h, h)
            work += (triple, split), ((f1, g1, h1), -1), ((f0, g0, h0), -1)
        return results[0]

    def _simpler(self, f: int, g: int, h: int) -> int | None:
        """The choice where it needs no look at all three functions."""
        if f == TRUE or g == h:
            return g
        if f == FALSE:
            return h
        if g in {TRUE, f}:
            return self._joined(f, h, TRUE)
        if h in {FALSE, f}:
            return self._joined(f, g, FALSE)
        return None

    def _number(self, level: int, low: int, high: int) -> int:
        """The number of a node, a new one where there is none yet."""
        if low == high:
            return low
        number = self._numbers.setdefault((level, low, high), len(self.level))
        if number == len(self.level):
            if number >= self._limit:
                del self._numbers[level, low, high]  # there may be room later
                raise TableFullError
            self.level.append(level)
            self.low.append(low)
            self.high.append(high)
        return number
