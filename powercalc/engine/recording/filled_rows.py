"""Figures of many variables of which few vary: an array that was filled row by row, put together when asked.

An array of the figures of all variables in all columns, for many sets of figures, would be the same for all
of them in most of its rows. What was put where is known, so that only rows that vary have an axis for sets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.recording.recorded import Recorded

Values = NDArray[Any]
Places = NDArray[np.intp]


class Put(NamedTuple):
    """Entries that were assigned to an array."""

    places: Places
    """Where in the array, as flat indices."""
    sources: Places
    """Which entries of what was assigned, as flat indices."""
    new: Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The history of an array that began with known values: what was assigned to it, and taken from it."""

    shape: tuple[int, ...]
    before: Filled | None = None
    index: Any = None
    """Of an assignment to the array before it; without `new`, of the entries that were taken from that."""
    new: Recorded | None = None
    """What was assigned there."""

    def then(self, index: Any, new: Recorded) -> Filled:
        """Return the history with one more assignment, of the values as they are now."""
        put = Recorded(new.value, new.tape, new.step, new.others)
        return Filled(shape=self.shape, before=self, index=index, new=put)

    def part(self, index: Any, shape: tuple[int, ...]) -> Filled:
        """Return the history of some entries, which have this shape."""
        return Filled(shape=shape, before=self, index=index)

    def puts(self) -> list[Put]:
        """All assignments, the first first, at places of this array."""
        return [*self._backwards()][::-1]

    def _backwards(self) -> Iterator[Put]:
        here, grid = self, _grid(self.shape)
        place = grid.ravel()
        while here.before is not None:
            if here.new is None:
                grid, known = _grid(here.before.shape), place
                place = np.full(grid.size, -1)
                place[grid[here.index].ravel()] = known
            else:
                where = grid[here.index]
                sources = np.broadcast_to(_grid(here.new.shape), where.shape)
                there = place[where.ravel()]
                kept = there >= 0
                yield Put(there[kept], sources.ravel()[kept], here.new)
            here = here.before


def _grid(shape: tuple[int, ...]) -> Places:
    return np.arange(int(np.prod(shape))).reshape(shape)


class Figures(NamedTuple):
    """Figures of variables in columns, for many sets of figures."""

    known: Values
    """(variables, columns); of variables that vary, they mean nothing."""
    number: list[int]
    """Per variable its number among those that vary, −1 for others."""
    varying: Values
    """(variables that vary, columns, sets)"""

    def of(self, variable: int, columns: NDArray[np.intp] | slice) -> Values:
        """The figures of a variable in some columns, (columns, sets or one)."""
        number = self.number[variable]
        if number < 0:
            return np.asarray(self.known[variable, columns, None])
        return np.asarray(self.varying[number, columns])


class Rows:
    """Makes the figures of a recorded array (variables, columns) from what varies in it."""

    def __init__(self, array: Recorded) -> None:
        self._known = array.value
        self.inputs: list[Recorded] = []
        """What varies."""
        self._puts: list[tuple[Places, Places, int | Values]] | None = None
        number = np.full(len(self._known), -1)
        if array.filled is not None:
            number = self._filled(array.filled.puts())
        elif array.varies:
            self.inputs, number = [array], np.arange(len(number))
        self._number: list[int] = number.tolist()

    @property
    def size(self) -> int:
        """How many entries vary, for one set of figures."""
        return sum(number >= 0 for number in self._number) * len(self._known[0])

    def _filled(self, puts: Sequence[Put]) -> Places:
        columns = self._known.shape[1]
        varies = np.zeros(len(self._known), dtype=bool)
        for put in puts:
            if put.new.varies:
                varies[put.places // columns] = True
        number = np.where(varies, np.cumsum(varies) - 1, -1)
        self._begin, self._puts = self._known[varies][..., None], []
        for put in puts:
            row, column = np.divmod(put.places, columns)
            kept = varies[row]
            if kept.any():
                places = number[row[kept]] * columns + column[kept]
                self._puts.append((places, put.sources[kept], self._source(put.new)))
        return number

    def _source(self, new: Recorded) -> int | Values:
        """The number of an input, or what is known."""
        if not new.varies:
            return np.ravel(new.value)
        for number, each in enumerate(self.inputs):
            if each.step == new.step:
                return number
        self.inputs.append(new)
        return len(self.inputs) - 1

    def figures(self, values: Sequence[Values], sets: int) -> Figures:
        """The figures for the values of the inputs."""
        if self._puts is None:
            found = values[0] if values else np.empty((0, self._known.shape[1], sets))
            return Figures(self._known, self._number, found)
        found = np.empty((*self._begin.shape[:-1], sets))
        found[...] = self._begin
        flat = found.reshape(-1, sets)
        for places, sources, new in self._puts:
            known = new[sources][:, None] if isinstance(new, np.ndarray) else None
            flat[places] = values[new].reshape(-1, sets)[sources] if isinstance(new, int) else known
        return Figures(self._known, self._number, found)
