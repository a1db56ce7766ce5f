"""The passes over a diagram for columns whose equal entries are known.

A node whose variable is certain takes no work: its value is that of one of its branches. All others are
worked out once for all columns in which their figures, and the values below them, are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from powercalc.engine.recording.choices import NOUGHT, ONE, first_rate, mixed, rate
from powercalc.engine.recording.numbers import Entries, entries, used

if TYPE_CHECKING:
    from powercalc.engine.diagram import Diagram
    from powercalc.engine.recording.numbering import Numbering

FLOAT = np.dtype(np.float64)


def passed_over(
    numbering: Numbering, diagram: Diagram, figures: Sequence[Entries], shape: tuple[int, ...], *, both: bool
) -> Entries:
    """P of each root, and its frequency; `shape` is that of the result."""
    q, *changes = (_of_variables(each) for each in figures)
    columns = q[0].places.shape if q else (1,)
    values = [_everywhere(NOUGHT, columns), _everywhere(ONE, columns)]
    often = [_everywhere(NOUGHT, columns)] * 2
    for b, low, high in _nodes(diagram):
        values.append(_mixed(numbering, q[b], values[low], values[high]))
        if both:
            w = changes[0][b]
            often.append(_rate(numbering, [w, values[low], values[high], q[b], often[low], often[high]]))
    roots = diagram.roots.tolist()
    found = [values[root].flat for root in roots] + [often[root].flat for root in roots if both]
    return entries(np.array(found).reshape(shape))


def _of_variables(figures: Entries) -> list[Entries]:
    """The entries of each variable, (columns,)."""
    return [used(figures.numbers, each.ravel()) for each in figures.places]


def _everywhere(number: int, columns: tuple[int, ...]) -> Entries:
    return Entries(np.array([number]), np.zeros(columns, dtype=np.intp))


def _nodes(diagram: Diagram) -> list[tuple[int, int, int]]:
    """Of each node after the constants: its variable, and the nodes where that is false and true."""
    return list(zip(*(a[2:].tolist() for a in (diagram.variable, diagram.low, diagram.high)), strict=True))


def _mixed(numbering: Numbering, p: Entries, low: Entries, high: Entries) -> Entries:
    if low is high or _is(p, NOUGHT):
        return low
    if _is(p, ONE):
        return high
    if _is(low, NOUGHT):
        return p if _is(high, ONE) else _by_entry(numbering, np.multiply, [p, high])
    return _by_entry(numbering, mixed, [p, low, high])


def _rate(numbering: Numbering, parts: Sequence[Entries]) -> Entries:
    w, lower, higher, p, low, high = parts
    if lower is higher or _is(w, NOUGHT):
        return _mixed(numbering, p, low, high)
    if _is(low, NOUGHT) and _is(high, NOUGHT):
        return _by_entry(numbering, first_rate, parts[:3])
    return _by_entry(numbering, rate, parts)


def _is(found: Entries, number: int) -> bool:
    return len(found.numbers) == 1 and int(found.numbers[0]) == number


def _by_entry(numbering: Numbering, function: object, parts: Sequence[Entries]) -> Entries:
    return numbering.by_entry(function, {}, [(part, FLOAT) for part in parts], parts[0].places.shape, FLOAT)  # type: ignore[arg-type]
