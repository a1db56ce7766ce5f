"""Probability, frequency and importance: passes over the nodes of a diagram.

Each pass is written twice.  Node by node, where an entry is a float or a whole row of
columns: best for few nodes, or many columns.  Level by level, where nodes equally far
from the constants are one array: best for many nodes and few columns.
Every sum is of terms of one sign, so that small figures keep their digits.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from powercalc.engine.diagram import Diagram

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]


def probability(diagram: "Diagram", q: Floats) -> Floats:
    """P(node) = (1 - q_b) P(low) + q_b P(high); (roots,) or (roots, columns)."""
    value = np.zeros((len(diagram), *q.shape[1:]))
    value[1] = 1.0
    up = 1.0 - q
    for rows in _levels(diagram):
        b = diagram.variable[rows]
        value[rows] = up[b] * value[diagram.low[rows]] + q[b] * value[diagram.high[rows]]
    return value[diagram.roots]


def probability_and_frequency(diagram: "Diagram", q: Floats, w: Floats) -> tuple[Floats, Floats]:
    """Both in one pass: w(node) = (1 - q) w(low) + q w(high) + w_b [P(high) - P(low)]."""
    value = np.zeros((len(diagram), *q.shape[1:]))
    often = np.zeros_like(value)
    value[1] = 1.0
    up = 1.0 - q
    for rows in _levels(diagram):
        b, low, high = diagram.variable[rows], diagram.low[rows], diagram.high[rows]
        value[rows] = up[b] * value[low] + q[b] * value[high]
        often[rows] = up[b] * often[low] + q[b] * often[high] + w[b] * (value[high] - value[low])
    return value[diagram.roots], often[diagram.roots]


def birnbaum(diagram: "Diagram", q: Floats, root: int) -> Floats:
    """Sum over the nodes that ask b: P(reaching the node) [P(high) - P(low)]; shape as q."""
    value = np.zeros((len(diagram), *q.shape[1:]))
    value[1] = 1.0
    up = 1.0 - q
    for rows in _levels(diagram):
        b = diagram.variable[rows]
        value[rows] = up[b] * value[diagram.low[rows]] + q[b] * value[diagram.high[rows]]
    reached = np.zeros_like(value)
    reached[diagram.roots[root]] = 1.0
    result = np.zeros_like(q)
    for rows in reversed(_levels(diagram)):
        b, low, high = diagram.variable[rows], diagram.low[rows], diagram.high[rows]
        np.add.at(reached, low, up[b] * reached[rows])
        np.add.at(reached, high, q[b] * reached[rows])
        np.add.at(result, b, reached[rows] * (value[high] - value[low]))
    return result


def heights(low: Indices, high: Indices) -> Indices:
    """How far each node is from the constants, the longest way."""
    height = [0] * len(low)
    pairs = zip(low.tolist(), high.tolist(), strict=True)
    for node, (below, above) in enumerate(pairs):
        if node > 1:
            height[node] = 1 + max(height[below], height[above])
    return np.array(height, dtype=np.int32)


def _levels(diagram: "Diagram") -> list[NDArray[np.intp]]:
    """The nodes grouped by height, lowest first, the constants apart."""
    ranked = np.argsort(diagram.heights, kind="stable")[2:]
    ends = np.flatnonzero(np.diff(diagram.heights[ranked])) + 1
    return [rows for rows in np.split(ranked, ends) if len(rows)]
