"""Entries of recorded arrays that are the same whatever the figures are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.recording.recorded import value_of, varies

Places = NDArray[np.intp]


def sorts_of(parts: Sequence[Any]) -> tuple[Places, Places]:
    """Where each sort of row of some arrays stands first, (sorts,), and of which sort each row is, (rows,).

    Alike are rows that are the same for a handful of figures; that they are so for others is a condition.
    """
    told = [np.asarray(value_of(part)) for part in parts]
    told += [part.others.value for part in parts if varies(part)]
    listed = np.column_stack([array.reshape(len(array), -1).astype(np.float64) for array in told])
    numbers: dict[bytes, int] = {}
    place = np.array([numbers.setdefault(row.tobytes(), len(numbers)) for row in listed], dtype=np.intp)
    first = np.unique(place, return_index=True)[1]
    again = np.flatnonzero(first[place] != np.arange(len(place)))
    for part in parts if len(again) else ():
        if varies(part):
            (part[first[place[again]]] == part[again]).settled()
    return first, place
