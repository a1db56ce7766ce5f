"""Minimal solutions compiled by numba: for diagrams that plain Python is slow at.

The same algorithm as `powercalc.engine.solutions`; equal families are one node here too.  What has been
worked out is remembered in a cache that forgets, which costs time but changes nothing.  Importing this module
imports numba, so it is imported only for large diagrams.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.compiled import GROW, compiled, enter_all, hash_of, slot_of

Indices = NDArray[np.int32]
EMPTY, UNIT = 0, 1
SMALLEST = 1 << 16


class FamiliesFullError(Exception):
    """The families need more nodes than they were allowed."""


def minimal_families(
    level: Indices, low: Indices, high: Indices, levels: int, limit: int
) -> tuple[Indices, Indices]:
    """The families (nodes, 3: level, low, high) and which one holds the minimal solutions of each node.

    The nodes are a diagram's, children first, the two constants in front.
    """
    nodes = np.zeros((min(SMALLEST, limit), 3), dtype=np.int32)
    nodes[:2] = [[levels, EMPTY, EMPTY], [levels, UNIT, UNIT]]
    slots = np.zeros(2 * SMALLEST, dtype=np.int32)
    memo = np.zeros((4 * SMALLEST, 3), dtype=np.int32)
    minimal = np.arange(len(level), dtype=np.int32)
    count = np.array([2, 2], dtype=np.int64)  # families, nodes of the diagram done
    work = np.zeros((4 * levels + 8, 3), dtype=np.int32)
    results = np.zeros(2 * levels + 8, dtype=np.int32)
    while _minimal(level, low, high, minimal, nodes, slots, memo, count, work, results) == GROW:
        room = min(2 * len(nodes), limit)
        if room == len(nodes):
            raise FamiliesFullError
        nodes = np.concatenate([nodes, np.zeros((room - len(nodes), 3), dtype=np.int32)])
        slots = np.zeros(2 * len(slots), dtype=np.int32)
        memo = np.zeros((2 * len(memo), 3), dtype=np.int32)
        enter_all(nodes, slots, count)
    return nodes[: count[0]], minimal


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _minimal(  # noqa: PLR0913, PLR0917 - compiled functions take arrays, not objects
    level: Indices,
    low: Indices,
    high: Indices,
    minimal: Indices,
    nodes: Indices,
    slots: Indices,
    memo: Indices,
    count: NDArray[np.int64],
    work: Indices,
    results: Indices,
) -> Any:  # pragma: no cover - compiled
    """Minimal(v, low, high) = (v, minimal(low), minimal(high) without what contains a set of minimal(low)).

    Goes on where it was when there was no room; GROW when there is none again.
    """
    while count[1] < len(level):
        each = count[1]
        lower = minimal[low[each]]
        rest = _without(minimal[high[each]], lower, nodes, slots, memo, count, work, results)
        if rest == GROW:
            return rest
        number = _family(level[each], lower, rest, nodes, slots, count)
        if number == GROW:
            return number
        minimal[each] = number
        count[1] += 1
    return np.int64(0)


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _family(
    level: Any, low: Any, high: Any, nodes: Indices, slots: Indices, count: NDArray[np.int64]
) -> Any:  # pragma: no cover - compiled
    """The number of a node, a new one where there is none yet; no set is added to no set."""
    if high == EMPTY:
        return np.int64(low)
    place = slot_of(level, low, high, nodes, slots)
    if slots[place] == 0:
        number = count[0]
        if number == len(nodes):
            return np.int64(GROW)
        nodes[number, 0], nodes[number, 1], nodes[number, 2] = level, low, high
        slots[place] = number
        count[0] += 1
    return np.int64(slots[place])


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _without(  # noqa: PLR0913, PLR0917 - compiled functions take arrays, not objects
    f: Any,
    g: Any,
    nodes: Indices,
    slots: Indices,
    memo: Indices,
    count: NDArray[np.int64],
    work: Indices,
    results: Indices,
) -> Any:  # pragma: no cover - compiled
    """As `Families.without`: work[i] is a pair and its stage; see there what the stages are."""
    mask = np.uint64(len(memo) - 1)
    work[0, 0], work[0, 1], work[0, 2] = f, g, 0
    waiting, done = 1, 0
    while waiting:
        waiting -= 1
        f, g, stage = np.int64(work[waiting, 0]), np.int64(work[waiting, 1]), work[waiting, 2]
        if stage == 0:
            known = _known(f, g, memo[hash_of(f, g, 0) & mask])
            if known >= 0:
                results[done] = known
                done += 1
                continue
            above, beside = nodes[f, 0], nodes[g, 0]
            if above > beside:
                _later(work, waiting, f, g, 3)
                _later(work, waiting + 1, f, nodes[g, 1], 0)
                waiting += 2
                continue
            _later(work, waiting, f, g, 2 if above < beside else 1)
            _later(work, waiting + 1, nodes[f, 2], g if above < beside else nodes[g, 2], 0)
            _later(work, waiting + 2, nodes[f, 1], g if above < beside else nodes[g, 1], 0)
            waiting += 3
            continue
        if stage == 1:
            done -= 1
            _later(work, waiting, f, g, 2)
            _later(work, waiting + 1, results[done], nodes[g, 1], 0)
            waiting += 2
            continue
        if stage == 2:
            done -= 1
            number = _family(nodes[f, 0], results[done - 1], results[done], nodes, slots, count)
            if number == GROW:
                return number
            results[done - 1] = number
        entry = memo[hash_of(f, g, 0) & mask]
        entry[0], entry[1], entry[2] = f, g, results[done - 1]
    return np.int64(results[0])


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _known(f: int, g: int, entry: Indices) -> Any:  # pragma: no cover - compiled
    """The answer where it needs no further look, else -1."""
    if EMPTY in (f, g):
        return np.int64(f)
    if g in (UNIT, f):
        return np.int64(EMPTY)
    return np.int64(entry[2]) if entry[0] == f and entry[1] == g else np.int64(-1)


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _later(work: Indices, place: int, f: int, g: int, stage: int) -> None:  # pragma: no cover - compiled
    """Put a task on the list of work."""
    work[place, 0], work[place, 1], work[place, 2] = f, g, stage
