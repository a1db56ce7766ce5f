"""Entries of recorded arrays that are the same whatever the figures are."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.recording.recorded import Recorded, value_of, varies

Places = NDArray[np.intp]


def sorts_of(rows: Any) -> tuple[Places, Places]:
    """Where each sort of row stands first, (sorts,), and of which sort each row is, (rows,).

    Alike are rows that are the same for a handful of figures; that they are so for others is a condition.
    """
    each = [np.asarray(value_of(rows))]
    if varies(rows):
        each.append(rows.others)
    listed = np.column_stack([array.reshape(len(array), -1) for array in each])
    numbers: dict[bytes, int] = {}
    place = np.array([numbers.setdefault(row.tobytes(), len(numbers)) for row in listed], dtype=np.intp)
    first = np.unique(place, return_index=True)[1]
    alike = rows[first][place] == rows
    if isinstance(alike, Recorded):
        alike.settled()
    return first, place
