"""The table of decision nodes compiled by numba: for diagrams that plain Python is slow at.

The same algorithm as `powercalc.engine.table`, the same nodes in the same order, hence the
same diagram.  Numbers of nodes are kept in an open hash; what has been chosen is remembered
in a cache that forgets, which costs time but changes nothing.  Importing this module imports
numba, so it is imported only when a diagram has become large.
"""

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from powercalc.engine.table import STEPS_PER_NODE as PLAIN_STEPS_PER_NODE
from powercalc.engine.table import TableFullError

Indices = NDArray[np.int32]
FALSE, TRUE = 0, 1
SMALLEST = 1 << 16
GROW = -1
STEPS_PER_NODE = 2 * PLAIN_STEPS_PER_NODE
"""More than in plain Python, since the cache forgets and steps are repeated."""

compiled = numba.njit(cache=True, nogil=True)


class CompiledTable:
    """Nodes over `levels` variables, no more than `limit` of them; see `Table`."""

    def __init__(self, levels: int, limit: int) -> None:
        """A table that holds the two constants."""
        self._limit = limit
        self._count = np.array([2, 0], dtype=np.int64)  # nodes, steps
        self._nodes = np.zeros((min(SMALLEST, limit), 3), dtype=np.int32)
        self._nodes[:2] = [[levels, FALSE, FALSE], [levels, TRUE, TRUE]]
        self._slots = np.zeros(2 * SMALLEST, dtype=np.int32)
        self._memo = np.zeros((SMALLEST, 4), dtype=np.int32)
        self._work = np.zeros((2 * levels + 8, 4), dtype=np.int32)
        self._results = np.zeros(levels + 8, dtype=np.int32)

    def __len__(self) -> int:
        """How many nodes the table holds."""
        return int(self._count[0])

    @property
    def nodes(self) -> Indices:
        """Level, low and high of each node, (nodes, 3)."""
        return self._nodes[: len(self)]

    def top(self, node: int) -> int:
        """The level a node decides on; below all others for the constants."""
        return int(self._nodes[node, 0])

    def literal(self, level: int) -> int:
        """The function that is true when the variable at this level is."""
        number = _number(level, FALSE, TRUE, self._nodes, self._slots, self._count)
        return int(number) if number != GROW else self._grown().literal(level)

    def choose(self, f: int, g: int, h: int) -> int:
        """Choose g where f is true, h where it is not."""
        while self._count[1] <= STEPS_PER_NODE * self._limit:
            number = _choose(
                f,
                g,
                h,
                self._nodes,
                self._slots,
                self._memo,
                self._count,
                self._work,
                self._results,
                STEPS_PER_NODE * self._limit,
            )
            if number != GROW:
                return int(number)
            if int(self._count[1]) <= STEPS_PER_NODE * self._limit:
                self._grown()
        raise TableFullError

    def _grown(self) -> "CompiledTable":
        """Twice the room, within the limit."""
        room = len(self._nodes)
        if room >= self._limit:
            raise TableFullError
        room = min(2 * room, self._limit)
        self._nodes = np.concatenate([self._nodes, np.zeros((room - len(self._nodes), 3), dtype=np.int32)])
        if 2 * room > len(self._slots):
            self._slots = np.zeros(2 * len(self._slots), dtype=np.int32)
            self._memo = np.zeros((2 * len(self._memo), 4), dtype=np.int32)
            _fill(self._nodes, self._slots, self._count)
        return self


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _hash(a: int, b: int, c: int) -> Any:  # pragma: no cover - compiled
    """A number that is spread evenly over 64 bits."""
    mixed = np.uint64(a) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= np.uint64(b) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed ^= np.uint64(c) * np.uint64(0x165667B19E3779F9)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return mixed ^ (mixed >> np.uint64(32))


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _slot(level: int, low: int, high: int, nodes: Indices, slots: Indices) -> Any:  # pragma: no cover
    """Where the node is in the hash, or the free place where it belongs."""
    mask = np.uint64(len(slots) - 1)
    place = _hash(level, low, high) & mask
    while slots[place] != 0:
        node = nodes[slots[place]]
        if node[0] == level and node[1] == low and node[2] == high:
            break
        place = (place + np.uint64(1)) & mask
    return place


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _fill(nodes: Indices, slots: Indices, count: NDArray[np.int64]) -> None:  # pragma: no cover
    """Enter all nodes into an empty hash."""
    for number in range(2, count[0]):
        level, low, high = nodes[number]
        slots[_slot(level, low, high, nodes, slots)] = number


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _number(
    level: Any, low: int, high: int, nodes: Indices, slots: Indices, count: NDArray[np.int64]
) -> Any:  # pragma: no cover - compiled
    """The number of a node, a new one where there is none yet; GROW when there is no room."""
    if low == high:
        return np.int64(low)
    place = _slot(level, low, high, nodes, slots)
    if slots[place] == 0:
        number = count[0]
        if number == len(nodes):
            return np.int64(GROW)
        nodes[number, 0], nodes[number, 1], nodes[number, 2] = level, low, high
        slots[place] = number
        count[0] += 1
    return np.int64(slots[place])


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _simplest(f: int, g: int, h: int) -> Any:  # pragma: no cover - compiled
    """The choice where it needs no further look at the functions, else -1."""
    if f == TRUE or g == h:
        return np.int64(g)
    if f == FALSE:
        return np.int64(h)
    if g == TRUE and h == FALSE:
        return np.int64(f)
    return np.int64(-1)


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _ordered(f: int, g: int, h: int) -> Any:  # pragma: no cover - compiled
    """The same choice written one way."""
    if g in (TRUE, f):
        return (min(f, h), TRUE, max(f, h)) if h != f else (f, TRUE, h)
    if h in (FALSE, f):
        return (min(f, g), max(f, g), FALSE)
    return (f, g, h)


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _choose(  # noqa: PLR0913, PLR0917 - compiled functions take arrays, not objects
    f: Any,
    g: Any,
    h: Any,
    nodes: Indices,
    slots: Indices,
    memo: Indices,
    count: NDArray[np.int64],
    work: Indices,
    results: Indices,
    most: int,
) -> Any:  # pragma: no cover - compiled
    """As `Table.choose`: work[i] is a triple and where it splits, -1 before it is looked at.

    GROW when there is no room for a node, or when the steps allowed by `most` are done.
    """
    mask = np.uint64(len(memo) - 1)
    work[0, 0], work[0, 1], work[0, 2], work[0, 3] = f, g, h, -1
    waiting, done = 1, 0
    while waiting:
        waiting -= 1
        f, g, h = np.int64(work[waiting, 0]), np.int64(work[waiting, 1]), np.int64(work[waiting, 2])
        split = np.int64(work[waiting, 3])
        if split >= 0:
            number = _number(split, results[done - 2], results[done - 1], nodes, slots, count)
            if number == GROW:
                return number
            done -= 1
            results[done - 1] = number
            entry = memo[_hash(f, g, h) & mask]
            entry[0], entry[1], entry[2], entry[3] = f, g, h, number
            count[1] += 1
            if count[1] > most:
                return np.int64(GROW)
            continue
        known = _simplest(f, g, h)
        if known < 0:
            f, g, h = _ordered(f, g, h)
            entry = memo[_hash(f, g, h) & mask]
            if entry[0] == f and entry[1] == g and entry[2] == h:
                known = np.int64(entry[3])
        if known >= 0:
            results[done] = known
            done += 1
            continue
        split = np.int64(min(nodes[f, 0], nodes[g, 0], nodes[h, 0]))
        for side, place in ((0, waiting + 2), (1, waiting + 1)):
            work[place, 0] = nodes[f, 1 + side] if nodes[f, 0] == split else f
            work[place, 1] = nodes[g, 1 + side] if nodes[g, 0] == split else g
            work[place, 2] = nodes[h, 1 + side] if nodes[h, 0] == split else h
            work[place, 3] = -1
        work[waiting, 0], work[waiting, 1], work[waiting, 2], work[waiting, 3] = f, g, h, split
        waiting += 3
    return np.int64(results[0])
