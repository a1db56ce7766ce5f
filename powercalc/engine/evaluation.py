"""Probability, frequency and importance: passes over the nodes of a diagram.

Each pass is written twice.  Node by node, where the value of a node is a float or a whole
row of columns: best for few nodes, or many columns.  Level by level, where nodes equally
far from the constants are one array: best for many nodes and few columns.
Sums are of terms of one sign wherever the function allows it, so that small figures keep
their digits.
"""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from powercalc.engine.diagram import Diagram

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]
Values = list[Any]
"""One entry per node or variable: all floats, or all rows of columns."""

SOME = 20_000
"""With more nodes, compiled code is worth calling."""
LARGE = 1_000_000
"""With more nodes, it is worth importing as well."""
ROOM = 16_000_000
"""So many figures, values still needed times columns, are held at a time."""


def probability(diagram: "Diagram", q: Floats) -> Floats:
    """P(node) = (1 - q_b) P(low) + q_b P(high); (roots,) or (roots, columns)."""
    if q.ndim == 1 and worth_compiling(len(diagram)):
        from powercalc.engine.compiled_passes import probability as compiled_probability

        return compiled_probability(diagram.variable, diagram.low, diagram.high, q)[diagram.roots]
    if _in_levels(diagram, q):
        return _probability_by_level(diagram, q)[diagram.roots]
    return _by_columns(diagram, lambda part: _roots(diagram, _probability_by_node(diagram, part), part), q)


def probability_and_frequency(diagram: "Diagram", q: Floats, w: Floats) -> tuple[Floats, Floats]:
    """Both in one pass: w(node) = (1 - q_b) w(low) + q_b w(high) + w_b [P(high) - P(low)]."""
    w = np.broadcast_to(w if w.ndim == q.ndim else w[:, None], q.shape)
    if _in_levels(diagram, q):
        value, often = _both_by_level(diagram, q, w)
        return value[diagram.roots], often[diagram.roots]

    def both(part: Floats, rate: Floats) -> Floats:
        return np.stack([_roots(diagram, found, part) for found in _both_by_node(diagram, part, rate)])

    value, often = _by_columns(diagram, both, q, w)
    return value, often


def birnbaum(diagram: "Diagram", q: Floats, root: int) -> Floats:
    """Sum over the nodes that ask b: P(reaching the node) [P(high) - P(low)]; shape as q."""
    if _in_levels(diagram, q):
        return _birnbaum_by_level(diagram, q, root)
    return _by_columns(diagram, partial(_birnbaum_by_node, diagram, root), q)


def heights(low: Indices, high: Indices) -> Indices:
    """How far each node is from the constants, the longest way."""
    if worth_compiling(len(low)):
        from powercalc.engine.compiled_passes import heights as compiled_heights

        return compiled_heights(low, high)
    height = [0, 0]
    for below, above in zip(low[2:].tolist(), high[2:].tolist(), strict=True):
        height.append(1 + max(height[below], height[above]))
    return np.array(height, dtype=np.int32)


def worth_compiling(nodes: int) -> bool:
    """Whether compiled code takes less time, loading it included; once it was needed, loading is done."""
    if "powercalc.engine.compiled" in sys.modules:
        return nodes > SOME
    return nodes > LARGE and find_spec("numba") is not None


# -- which way -------------------------------------------------------------------------


def _in_levels(diagram: "Diagram", q: Floats) -> bool:
    """Whether the levels are wide enough, and the columns few enough, for whole levels at once."""
    columns = q.shape[1] if q.ndim == 2 else 1
    if columns > 64 or len(diagram) < 500:
        return False
    width = len(diagram) / (1 + int(diagram.heights.max()))
    return width > (100 if q.ndim == 1 else 10)


def _by_columns(diagram: "Diagram", run: Callable[..., Floats], *figures: Floats) -> Floats:
    """The result for all columns, worked out for as many at a time as there is room for."""
    if figures[0].ndim == 1:
        return run(*figures)
    held = 2 + max(np.cumsum([1 - len(nodes) for nodes in diagram.spent]), default=0)
    step = min(1024, max(16, ROOM // int(held)))
    columns = range(0, max(1, figures[0].shape[1]), step)
    parts = [run(*(each[:, start : start + step] for each in figures)) for start in columns]
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1)


# -- node by node ----------------------------------------------------------------------


def _entries(figures: Floats) -> Values:
    """A row per variable; plain floats where there is one column, or all columns say the same."""
    if figures.ndim == 1:
        return [*figures.tolist()]
    rows = np.ascontiguousarray(figures)
    if not figures.shape[1]:
        return list(rows)
    same = rows[:, 0] == rows[:, -1]  # most rows that differ do so here
    same[same] = (rows[same] == rows[same, :1]).all(axis=1)
    return [float(row[0]) if alike else row for row, alike in zip(rows, same.tolist(), strict=True)]


def _constants() -> Values:
    """The values of node 0 and node 1."""
    return [0.0, 1.0]


def _nodes(diagram: "Diagram") -> Iterator[tuple[int, int, int, tuple[int, ...]]]:
    """Variable, low and high of each node but the constants, and whose value it is the last to need."""
    arrays = (diagram.variable, diagram.low, diagram.high)
    return zip(*(array[2:].tolist() for array in arrays), diagram.spent, strict=True)


def last_needs(low: Indices, high: Indices, roots: Indices) -> list[tuple[int, ...]]:
    """For each node but the constants: the nodes whose values nothing after it needs.

    Forgetting them at once keeps rows of columns in the processor's cache.
    """
    last = np.zeros(len(low), dtype=np.int32)
    users = np.arange(len(low), dtype=np.int32)[2:]
    np.maximum.at(last, low[2:], users)
    np.maximum.at(last, high[2:], users)
    last[roots] = last[:2] = 0
    spent: list[tuple[int, ...]] = [()] * len(users)
    for node in np.flatnonzero(last).tolist():
        spent[last[node] - 2] += (node,)
    return spent


def _roots(diagram: "Diagram", value: Values, q: Floats) -> Floats:
    """The values at the roots, (roots,) or (roots, columns)."""
    return _rows([value[root] for root in diagram.roots.tolist()], q)


def _rows(values: Values, q: Floats) -> Floats:
    """One row each, of floats or of as many columns as q has."""
    found = np.empty((len(values), *q.shape[1:]))
    for row, value in enumerate(values):
        found[row] = value
    return found


def _probability_by_node(diagram: "Diagram", q: Floats) -> Values:
    """P of each node; where one branch is a constant, half the work is saved."""
    value, true = _constants(), _entries(q)
    false = _complements(diagram, true)
    rows = q.ndim == 2
    for b, low, high, spent in _nodes(diagram):
        p, f = true[b], false[b]
        if low == 0:
            value.append(p if high == 1 else p * value[high])
        else:
            rest = (1.0 - p if f is None else f) * value[low]
            value.append(rest + (p if high == 1 else p * value[high]))
        if rows:
            for node in spent:
                value[node] = None
    return value


def _complements(diagram: "Diagram", true: Values) -> Values:
    """1 - q of each variable; None for those asked once: best made where it is needed, in the cache."""
    asked = np.bincount(diagram.variable[2:], minlength=len(true)).tolist()
    return [1.0 - p if number > 1 else None for p, number in zip(true, asked, strict=True)]


def _both_by_node(diagram: "Diagram", q: Floats, w: Floats) -> tuple[Values, Values]:
    """P and frequency of each node."""
    value, true, false, rate = _constants(), _entries(q), _entries(1.0 - q), _entries(w)
    often = [value[0], value[0]]
    rows = q.ndim == 2
    for b, low, high, spent in _nodes(diagram):
        p, f, r = true[b], false[b], rate[b]
        if low == 0:
            value.append(p * value[high])
            often.append(p * often[high] + r * value[high])
        elif high == 1:
            value.append(p + f * value[low])
            often.append(f * often[low] + r * (1.0 - value[low]))
        else:
            value.append(f * value[low] + p * value[high])
            often.append(f * often[low] + p * often[high] + r * (value[high] - value[low]))
        if rows:
            for node in spent:
                value[node] = often[node] = None
    return value, often


def _birnbaum_by_node(diagram: "Diagram", root: int, q: Floats) -> Floats:
    """Backwards from one root, over the nodes below it alone."""
    value, true, false = _constants(), _entries(q), _entries(1.0 - q)
    below = diagram.below(root).tolist()
    variable, low, high = (a.tolist() for a in (diagram.variable, diagram.low, diagram.high))
    known = dict(enumerate(value))
    for node in below[2:]:
        b = variable[node]
        known[node] = false[b] * known[low[node]] + true[b] * known[high[node]]
    reached = dict.fromkeys(below, value[0])
    reached[below[-1]] = value[1]
    result: Values = [value[0]] * len(q)
    for node in below[:1:-1]:
        b, way = variable[node], reached[node]
        reached[low[node]] = reached[low[node]] + false[b] * way
        reached[high[node]] = reached[high[node]] + true[b] * way
        result[b] = result[b] + way * (known[high[node]] - known[low[node]])
    return _rows(result, q)


# -- level by level --------------------------------------------------------------------


def _levels(diagram: "Diagram") -> list[NDArray[np.intp]]:
    """The nodes grouped by height, lowest first, the constants apart."""
    ranked = np.argsort(diagram.heights, kind="stable")[2:]
    ends = np.flatnonzero(np.diff(diagram.heights[ranked])) + 1
    return np.split(ranked, ends)


def _probability_by_level(diagram: "Diagram", q: Floats) -> Floats:
    """P of each node, (nodes,) or (nodes, columns)."""
    value = np.zeros((len(diagram), *q.shape[1:]))
    value[1] = 1.0
    false = 1.0 - q
    for rows in _levels(diagram):
        b = diagram.variable[rows]
        value[rows] = false[b] * value[diagram.low[rows]] + q[b] * value[diagram.high[rows]]
    return value


def _both_by_level(diagram: "Diagram", q: Floats, w: Floats) -> tuple[Floats, Floats]:
    """P and frequency of each node."""
    value = np.zeros((len(diagram), *q.shape[1:]))
    often = np.zeros_like(value)
    value[1] = 1.0
    false = 1.0 - q
    for rows in _levels(diagram):
        b, low, high = diagram.variable[rows], diagram.low[rows], diagram.high[rows]
        value[rows] = false[b] * value[low] + q[b] * value[high]
        often[rows] = false[b] * often[low] + q[b] * often[high] + w[b] * (value[high] - value[low])
    return value, often


def _birnbaum_by_level(diagram: "Diagram", q: Floats, root: int) -> Floats:
    """Backwards from one root, over all levels."""
    value = _probability_by_level(diagram, q)
    false = 1.0 - q
    reached = np.zeros_like(value)
    reached[diagram.roots[root]] = 1.0
    result = np.zeros_like(q)
    for rows in reversed(_levels(diagram)):
        b, low, high = diagram.variable[rows], diagram.low[rows], diagram.high[rows]
        np.add.at(reached, low, false[b] * reached[rows])
        np.add.at(reached, high, q[b] * reached[rows])
        np.add.at(result, b, reached[rows] * (value[high] - value[low]))
    return result
