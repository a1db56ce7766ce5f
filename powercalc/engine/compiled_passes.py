"""Passes over the nodes of a very large diagram: compiled by numba."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.compiled import compiled

Indices = NDArray[np.int32]
Floats = NDArray[np.float64]


def heights(low: Indices, high: Indices) -> Indices:
    """How far each node is from the constants, the longest way."""
    found = np.zeros(len(low), dtype=np.int32)
    _fill(low, high, found)
    return found


def probability(variable: Indices, low: Indices, high: Indices, q: Floats) -> Floats:
    """P(node) = (1 - q_b) P(low) + q_b P(high); q (variables,) gives (nodes,)."""
    found = np.zeros(len(low))
    found[1] = 1.0
    _weigh(variable, low, high, np.ascontiguousarray(q), found)
    return found


def reachable(low: Indices, high: Indices, roots: Indices) -> Indices:
    """The nodes below the roots, themselves and the two constants included, ascending."""
    marked = np.zeros(len(low), dtype=np.bool_)
    marked[:2] = marked[roots] = True
    _mark(np.ascontiguousarray(low), np.ascontiguousarray(high), marked)
    return np.flatnonzero(marked).astype(np.int32)


# Children come before parents, so one pass suffices.


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _fill(low: Indices, high: Indices, found: Indices) -> Any:  # pragma: no cover - compiled
    for node in range(2, len(low)):
        found[node] = 1 + max(found[low[node]], found[high[node]])


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _weigh(
    variable: Indices, low: Indices, high: Indices, q: Floats, found: Floats
) -> Any:  # pragma: no cover
    for node in range(2, len(low)):
        true = q[variable[node]]
        found[node] = (1.0 - true) * found[low[node]] + true * found[high[node]]


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _mark(low: Indices, high: Indices, marked: NDArray[np.bool_]) -> Any:  # pragma: no cover - compiled
    for node in range(len(low) - 1, 1, -1):
        if marked[node]:
            marked[low[node]] = marked[high[node]] = True
