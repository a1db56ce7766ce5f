"""Variables that change places in a table until fewer nodes say the same: compiled by numba.

Neighbours are swapped in place, so that every edge keeps its meaning; one variable after the other is moved
through all places and left at its best: R. Rudell, "Dynamic variable ordering for ordered binary decision
diagrams", ICCAD 1993.
"""

from typing import Any

import numpy as np

from powercalc.engine.compiled import compiled, hash_of
from powercalc.engine.complemented import (
    EDGES,
    FREE,
    HIGH,
    LINK,
    LIVE,
    LOW,
    NEXT,
    VARIABLE,
    WORK,
    Counts,
    Rows,
    numbered,
)


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def sifted(  # noqa: PLR0913, PLR0917 - compiled functions take arrays, not objects
    order: Rows,
    place: Rows,
    nodes: Rows,
    hashed: Rows,
    lists: Counts,
    state: Counts,
    growth: float,
    most: int,
) -> None:  # pragma: no cover - compiled
    """Move each variable to its best place, those with most nodes first, until `most` nodes were moved.

    A way is given up where the nodes grow to `growth` times the fewest found.
    """
    levels = len(order)
    state[WORK] = 0
    for variable in np.argsort(-lists[1, :levels]):
        if state[WORK] > most or lists[1, variable] == 0:
            break
        fewest, best = state[LIVE], np.int64(place[variable])
        nearer = 1 if 2 * best > levels else -1
        for step in (nearer, -nearer):
            while _moved(variable, step, order, place, nodes, hashed, lists, state):
                if state[LIVE] < fewest:
                    fewest, best = state[LIVE], np.int64(place[variable])
                elif state[LIVE] > growth * fewest + 100:
                    break
        step = 1 if place[variable] < best else -1
        while place[variable] != best:
            if not _moved(variable, step, order, place, nodes, hashed, lists, state):
                break


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _moved(  # noqa: PLR0913, PLR0917 - compiled functions take arrays, not objects
    variable: Any,
    step: Any,
    order: Rows,
    place: Rows,
    nodes: Rows,
    hashed: Rows,
    lists: Counts,
    state: Counts,
) -> Any:  # pragma: no cover - compiled
    """Swap a variable with its neighbour; false at the end, or where there is too little room."""
    at = place[variable] if step > 0 else place[variable] - 1
    if at < 0 or at + 1 == len(order):
        return False
    upper, lower = order[at], order[at + 1]
    if len(nodes) - state[LIVE] < 2 * lists[1, upper] + 8:
        return False
    _swap(upper, lower, nodes, hashed, lists, state)
    order[at], order[at + 1] = lower, upper
    place[upper], place[lower] = at + 1, at
    return True


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _swap(
    upper: Any, lower: Any, nodes: Rows, hashed: Rows, lists: Counts, state: Counts
) -> None:  # pragma: no cover - compiled
    """Ask `lower` before `upper`: (u, (l, a, b), (l, c, d)) becomes (l, (u, a, c), (u, b, d))."""
    state[WORK] += lists[1, upper] + lists[1, lower] + 1
    pending = _taken_out(upper, lower, nodes, hashed, lists)
    before = np.int64(lists[0, lower])
    lists[0, lower] = 0
    while pending != 0:
        row = nodes[pending]
        following, low, high = np.int64(row[LINK]), np.int64(row[LOW]), np.int64(row[HIGH])
        a, b, c, d = low, low, high, high
        if nodes[low >> 1, VARIABLE] == lower:
            a, b = nodes[low >> 1, LOW] ^ (low & 1), nodes[low >> 1, HIGH] ^ (low & 1)
        if nodes[high >> 1, VARIABLE] == lower:
            c, d = nodes[high >> 1, LOW] ^ (high & 1), nodes[high >> 1, HIGH] ^ (high & 1)
        new_low = _used(upper, np.int64(a), np.int64(c), nodes, hashed, lists, state)
        new_high = _used(upper, np.int64(b), np.int64(d), nodes, hashed, lists, state)
        nodes[low >> 1, EDGES] -= 1
        nodes[high >> 1, EDGES] -= 1
        row[VARIABLE], row[LOW], row[HIGH] = lower, new_low, new_high
        _put_in(pending, nodes, hashed, lists)
        pending = following
    _freed(before, lower, nodes, hashed, lists, state)


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _taken_out(upper: Any, lower: Any, nodes: Rows, hashed: Rows, lists: Counts) -> Any:  # pragma: no cover
    """Take the nodes of `upper` that lead to `lower` out of hash and list, as a list of their own."""
    pending, number = np.int64(0), np.int64(lists[0, upper])
    lists[0, upper] = 0
    while number != 0:
        row = nodes[number]
        following = np.int64(row[LINK])
        if nodes[row[LOW] >> 1, VARIABLE] == lower or nodes[row[HIGH] >> 1, VARIABLE] == lower:
            _unhashed(number, nodes, hashed)
            lists[1, upper] -= 1
            row[LINK] = pending
            pending = number
        else:
            row[LINK], lists[0, upper] = lists[0, upper], number
        number = following
    return pending


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _used(  # noqa: PLR0913, PLR0917 - compiled functions take arrays, not objects
    variable: Any, low: Any, high: Any, nodes: Rows, hashed: Rows, lists: Counts, state: Counts
) -> Any:  # pragma: no cover - compiled
    """The edge to a node, to which one more edge now leads."""
    before = state[LIVE]
    edge = numbered(variable, low, high, nodes, hashed, lists, state)
    if state[LIVE] > before:
        nodes[nodes[edge >> 1, LOW] >> 1, EDGES] += 1
        nodes[nodes[edge >> 1, HIGH] >> 1, EDGES] += 1
    nodes[edge >> 1, EDGES] += 1
    return edge


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _freed(
    number: Any, variable: Any, nodes: Rows, hashed: Rows, lists: Counts, state: Counts
) -> None:  # pragma: no cover - compiled
    """Free the nodes of a list that no edge leads to any more, and keep the others."""
    while number != 0:
        row = nodes[number]
        following = np.int64(row[LINK])
        if row[EDGES] == 0:
            _unhashed(number, nodes, hashed)
            nodes[row[LOW] >> 1, EDGES] -= 1
            nodes[row[HIGH] >> 1, EDGES] -= 1
            row[VARIABLE] = -1
            row[LINK], state[FREE] = state[FREE], number
            state[LIVE] -= 1
            lists[1, variable] -= 1
        else:
            row[LINK], lists[0, variable] = lists[0, variable], number
        number = following


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _put_in(number: Any, nodes: Rows, hashed: Rows, lists: Counts) -> None:  # pragma: no cover - compiled
    """Enter a node that is known to be new."""
    row = nodes[number]
    variable = row[VARIABLE]
    slot = hash_of(variable, row[LOW], row[HIGH]) & np.uint64(len(hashed) - 1)
    row[NEXT], hashed[slot] = hashed[slot], number
    row[LINK], lists[0, variable] = lists[0, variable], number
    lists[1, variable] += 1


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _unhashed(number: Any, nodes: Rows, hashed: Rows) -> None:  # pragma: no cover - compiled
    """Take a node out of the hash."""
    row = nodes[number]
    slot = hash_of(row[VARIABLE], row[LOW], row[HIGH]) & np.uint64(len(hashed) - 1)
    each = np.int64(hashed[slot])
    if each == number:
        hashed[slot] = row[NEXT]
        return
    while nodes[each, NEXT] != number:
        each = np.int64(nodes[each, NEXT])
    nodes[each, NEXT] = row[NEXT]
