"""Columns that say the same: what follows from them is worked out once for each sort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.recording.likeness import sorts_of
from powercalc.engine.recording.recorded import Recorded

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

_LARGE = 1e30
"""What is farther than this from nought is told from other figures by comparison alone."""


def sorts_by(parts: Sequence[Any]) -> tuple[Places, Places]:
    """The same of columns that several arrays tell of, each (columns,) or (columns, rows)."""
    if any(isinstance(part, Recorded) for part in parts):
        return sorts_of(parts)
    return sorts(np.concatenate([part.reshape(len(part), -1).T for part in parts]))


def sorts(figures: Floats) -> tuple[Places, Places]:
    """Where each sort of column stands first, (sorts,), and of which sort each column is, (columns,).

    Of figures (rows, columns) without nan. Columns are sorted by one sum of their figures, as good as
    never the same for two that differ; where it is, they are sorted by all of them.
    """
    shares = np.sqrt(np.arange(2, 2 + len(figures)))
    _, firsts, each = np.unique(
        shares @ np.clip(figures, -_LARGE, _LARGE), return_index=True, return_inverse=True
    )
    if not np.array_equal(figures[:, firsts[each]], figures):
        _, firsts, each = np.unique(figures, axis=1, return_index=True, return_inverse=True)
    return firsts, each.ravel()


def sorts_in_runs(*parts: Floats) -> tuple[Places, Places]:
    """The same of several such arrays, where columns that stand side by side often say the same.

    One of each run is sorted.
    """
    begins = np.ones(parts[0].shape[1], dtype=bool)
    begins[1:] = False
    for part in parts:
        begins[1:] |= (part[:, 1:] != part[:, :-1]).any(axis=0)
    places = np.flatnonzero(begins)
    firsts, each = sorts(np.concatenate([part[:, places] for part in parts]))
    return places[firsts], each[np.cumsum(begins) - 1]
