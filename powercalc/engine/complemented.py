"""Kernels of the table whose edges can say "not": compiled by numba, see `powercalc.engine.reordering`.

An edge is twice the number of a node, plus one when it means the opposite: a function and its opposite are
one node, and "not" costs nothing.  Edge 0 is false and edge 1 true, both of node 0.  The low branch of a node
never says "not", so equal functions are equal edges: K. Brace, R. Rudell, R. Bryant, "Efficient
implementation of a BDD package", Design Automation Conference 1990.

A node is a row: its variable (-1 when the row is free), its branches, the next row with the same hash, the
next row with the same variable (or the next free row), and how many edges lead to it, which is counted only
while variables change places.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.compiled import GROW, compiled, hash_of

Rows = NDArray[np.int32]
Counts = NDArray[np.int64]
VARIABLE, LOW, HIGH, NEXT, LINK, EDGES = 0, 1, 2, 3, 4, 5
USED, FREE, LIVE, STEPS, WORK = 0, 1, 2, 3, 4
"""What the state counts: rows ever used, the first free one, nodes, choices made, nodes moved by swaps."""
FALSE, TRUE = 0, 1


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def numbered(  # noqa: PLR0913, PLR0917 - compiled functions take arrays, not objects
    variable: Any, low: Any, high: Any, nodes: Rows, hashed: Rows, lists: Counts, state: Counts
) -> Any:  # pragma: no cover - compiled
    """The edge to a node, a new one where there is none yet; GROW when there is no room."""
    if low == high:
        return np.int64(low)
    opposite = low & 1
    low ^= opposite
    high ^= opposite
    slot = hash_of(variable, low, high) & np.uint64(len(hashed) - 1)
    number = np.int64(hashed[slot])
    while number != 0:
        row = nodes[number]
        if row[LOW] == low and row[HIGH] == high and row[VARIABLE] == variable:
            return 2 * number + opposite
        number = np.int64(row[NEXT])
    number = state[FREE]
    if number != 0:
        state[FREE] = nodes[number, LINK]
    elif state[USED] < len(nodes):
        number = state[USED]
        state[USED] += 1
    else:
        return np.int64(GROW)
    row = nodes[number]
    row[VARIABLE], row[LOW], row[HIGH], row[EDGES] = variable, low, high, 0
    row[NEXT], hashed[slot] = hashed[slot], number
    row[LINK], lists[0, variable] = lists[0, variable], number
    lists[1, variable] += 1
    state[LIVE] += 1
    return 2 * number + opposite


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _one_way(f: Any, g: Any, h: Any) -> Any:  # noqa: C901 - a case per line  # pragma: no cover
    """The same choice written one way, whether its opposite is meant, and its answer where that is known.

    Every "or" and "implies" is an "and" of opposites, and "and" does not mind which comes first.
    """
    if f & 1:
        f, g, h = f ^ 1, h, g
    if g >> 1 == f >> 1:
        g = np.int64(TRUE if g == f else FALSE)
    if h >> 1 == f >> 1:
        h = np.int64(FALSE if h == f else TRUE)
    if f == FALSE or g == h:
        return f, g, h, 0, h
    if g <= TRUE and h <= TRUE:
        return f, g, h, 0, f ^ h
    opposite = 0
    if g == TRUE:
        f, g, h, opposite = f ^ 1, h ^ 1, np.int64(FALSE), 1
    elif g == FALSE:
        f, g, h = f ^ 1, h, np.int64(FALSE)
    elif h == TRUE:
        g, h, opposite = g ^ 1, np.int64(FALSE), 1
    elif h & 1:
        g, h, opposite = g ^ 1, h ^ 1, 1
    if h == FALSE and f > g:
        f, g = g, f
    return f, g, h, opposite, np.int64(-1)


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def chosen(  # noqa: C901, PLR0913, PLR0917 - compiled functions take arrays, not objects
    f: Any,
    g: Any,
    h: Any,
    nodes: Rows,
    hashed: Rows,
    lists: Counts,
    place: Rows,
    memo: Rows,
    state: Counts,
    work: Rows,
    results: Rows,
    most: int,
) -> Any:  # pragma: no cover - compiled
    """As `Table.choose`: work[i] is a triple, the variable it splits on (-1: not looked at), and its sign.

    GROW when there is no room for a node, or when the steps allowed by `most` are done.
    """
    mask = np.uint64(len(memo) - 1)
    work[0, 0], work[0, 1], work[0, 2], work[0, 3] = f, g, h, -1
    waiting, done = 1, 0
    while waiting:
        waiting -= 1
        f, g, h = np.int64(work[waiting, 0]), np.int64(work[waiting, 1]), np.int64(work[waiting, 2])
        variable = np.int64(work[waiting, 3])
        if variable >= 0:
            done -= 1
            edge = numbered(variable, results[done - 1], results[done], nodes, hashed, lists, state)
            if edge == GROW:
                return edge
            entry = memo[hash_of(f, g, h) & mask]
            entry[0], entry[1], entry[2], entry[3] = f, g, h, edge
            results[done - 1] = edge ^ work[waiting, 4]
            state[STEPS] += 1
            if state[STEPS] > most:
                return np.int64(GROW)
            continue
        f, g, h, opposite, known = _one_way(f, g, h)
        if known < 0:
            entry = memo[hash_of(f, g, h) & mask]
            if entry[0] == f and entry[1] == g and entry[2] == h:
                known = np.int64(entry[3]) ^ opposite
        if known >= 0:
            results[done] = known
            done += 1
            continue
        split = place[nodes[f >> 1, VARIABLE]]
        variable = np.int64(nodes[f >> 1, VARIABLE])
        for edge in (g, h):
            if place[nodes[edge >> 1, VARIABLE]] < split:
                variable = np.int64(nodes[edge >> 1, VARIABLE])
                split = place[variable]
        for side in (LOW, HIGH):
            task = work[waiting + 3 - side]
            task[0] = nodes[f >> 1, side] ^ (f & 1) if nodes[f >> 1, VARIABLE] == variable else f
            task[1] = nodes[g >> 1, side] ^ (g & 1) if nodes[g >> 1, VARIABLE] == variable else g
            task[2] = nodes[h >> 1, side] ^ (h & 1) if nodes[h >> 1, VARIABLE] == variable else h
            task[3] = -1
        task = work[waiting]
        task[0], task[1], task[2], task[3], task[4] = f, g, h, variable, opposite
        waiting += 3
    return np.int64(results[0])


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def entered(nodes: Rows, hashed: Rows, lists: Counts, state: Counts) -> None:  # pragma: no cover - compiled
    """Enter all nodes into empty hashes and lists; rows without a variable become free."""
    hashed[:], lists[:] = 0, 0
    state[FREE], state[LIVE] = 0, 1
    mask = np.uint64(len(hashed) - 1)
    for number in range(state[USED] - 1, 0, -1):
        row = nodes[number]
        variable = row[VARIABLE]
        if variable < 0:
            row[LINK], state[FREE] = state[FREE], number
            continue
        slot = hash_of(variable, row[LOW], row[HIGH]) & mask
        row[NEXT], hashed[slot] = hashed[slot], number
        row[LINK], lists[0, variable] = lists[0, variable], number
        lists[1, variable] += 1
        state[LIVE] += 1


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def forgotten(needed: Counts, nodes: Rows, state: Counts) -> None:  # pragma: no cover - compiled
    """Count the edges below what is needed; what no edge leads to loses its variable."""
    nodes[:, EDGES] = 0
    pending = np.empty(state[USED] + len(needed), dtype=np.int32)
    waiting = 0
    for edge in needed:
        if nodes[edge >> 1, EDGES] == 0:
            pending[waiting] = edge >> 1
            waiting += 1
        nodes[edge >> 1, EDGES] += 1
    while waiting:
        waiting -= 1
        number = pending[waiting]
        if number == 0:
            continue
        for side in (LOW, HIGH):
            branch = nodes[number, side] >> 1
            if nodes[branch, EDGES] == 0:
                pending[waiting] = branch
                waiting += 1
            nodes[branch, EDGES] += 1
    for number in range(1, state[USED]):
        if nodes[number, EDGES] == 0:
            nodes[number, VARIABLE] = -1


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def expanded(roots: Counts, nodes: Rows, state: Counts) -> Any:  # pragma: no cover - compiled
    """Nodes whose edges never say "not": (variable, low, high) of each, children first, and the roots."""
    number = np.full(2 * state[USED], -1, dtype=np.int32)
    number[0], number[1] = 0, 1
    found = np.empty((2 * state[LIVE] + 2, 3), dtype=np.int32)
    found[0], found[1] = 0, 0
    count = 2
    pending = np.empty(2 * nodes[0, VARIABLE] + 8, dtype=np.int64)
    for root in roots:
        pending[0] = root
        waiting = 1
        while waiting:
            edge = pending[waiting - 1]
            if number[edge] >= 0:
                waiting -= 1
                continue
            row = nodes[edge >> 1]
            low, high = np.int64(row[LOW]) ^ (edge & 1), np.int64(row[HIGH]) ^ (edge & 1)
            if number[low] >= 0 and number[high] >= 0:
                found[count, 0], found[count, 1], found[count, 2] = row[VARIABLE], number[low], number[high]
                number[edge] = count
                count += 1
                waiting -= 1
                continue
            for branch in (low, high):
                if number[branch] < 0:
                    pending[waiting] = branch
                    waiting += 1
    return found[:count], number[roots]
