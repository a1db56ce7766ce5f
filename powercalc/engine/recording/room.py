"""Where rows stand while they are needed: one that nobody needs any more makes room for others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from powercalc.engine.recording.numbers import Places
from powercalc.engine.recording.tape import Values

if TYPE_CHECKING:
    from powercalc.engine.recording.numbering import Given, Numbering, RowWork

KINDS = {"f": np.dtype(np.float64), "b": np.dtype(bool), "i": np.dtype(np.int64)}


class Held(NamedTuple):
    """All rows, by the kind of their values, and what is no array, by its step."""

    sets: int
    rows: dict[str, Values]
    objects: dict[int, Any]


Take = Callable[[Held], Any]


class Room:
    """The places of rows in the array of their kind, and how those that are needed are taken from there."""

    def __init__(self, numbering: Numbering, work: Sequence[tuple[int, RowWork]]) -> None:
        self._values = np.array(numbering.known)
        self._stretches = {kind: _Stretches() for kind in KINDS}
        self._known = {kind: self._known_beside_rows(kind, work) for kind in KINDS}
        self.place = np.full(numbering.rows, -1, dtype=np.intp)
        """By number."""
        figures = numbering.figures
        self.figures = slice(*self._stretches["f"].taken(figures))
        """Where the figures stand."""
        self.place[:figures] = np.arange(self.figures.start, self.figures.stop)
        self._settle(work, _last(numbering, work))

    def size(self, kind: str) -> int:
        """How many places there are."""
        return self._stretches[kind].end

    def known(self, kind: str) -> tuple[slice, Values]:
        """Where known values stand, and which."""
        numbers, begin = self._known[kind]
        return slice(begin, begin + len(numbers)), self._values[-1 - numbers].astype(KINDS[kind])

    def taken(self, given: Given) -> Take:
        """How what is given is taken."""
        if given.step is not None:
            step = given.step
            return lambda held: held.objects[step]
        numbers, kind = given.numbers, given.kind.kind
        if (numbers < 0).all():
            values = self._values[-1 - numbers].astype(given.kind)[..., None]
            same = values.ndim == 2 and len(values) and (numbers == numbers[0]).all()
            known = values[:1] if same else values
            if given.whole:
                return lambda held: np.broadcast_to(values, (*numbers.shape, held.sets))
            return lambda held: known  # noqa: ARG005
        return _taken(self._places(numbers, kind), kind, whole=given.whole)

    def _places(self, numbers: Places, kind: str) -> Places:
        told, begin = self._known[kind]
        found = self.place[np.maximum(numbers, 0)]
        if len(told):
            known = begin + np.searchsorted(told, np.minimum(numbers, -1))
            found = np.where(numbers < 0, known, found)
        return found

    def _known_beside_rows(self, kind: str, work: Iterable[tuple[int, RowWork]]) -> tuple[Places, int]:
        """Numbers of what is known and is taken together with rows, and where the first stands."""
        numbers = [
            given.numbers[given.numbers < 0]
            for _, each in work
            for given in each.given
            if given.kind.kind == kind and given.numbers.size and (given.numbers >= 0).any()
        ]
        found = np.unique(np.concatenate(numbers)) if numbers else np.empty(0, dtype=np.intp)
        return found, self._stretches[kind].taken(len(found))[0]

    def _settle(self, work: Sequence[tuple[int, RowWork]], last: Places) -> None:
        """Find a place for all rows, in the order in which they are worked out."""
        ends: dict[int, list[tuple[str, int, int]]] = {}
        for number, each in work:
            if len(each.numbers):
                stretches = self._stretches[each.kind.kind]
                begin, end = stretches.taken(len(each.numbers))
                self.place[each.numbers] = np.arange(begin, end)
                until = max(number, int(last[each.numbers].max()))
                ends.setdefault(until, []).append((each.kind.kind, begin, end))
            for kind, begin, end in ends.pop(number, ()):
                self._stretches[kind].given_back(begin, end)


class _Stretches:
    """The places that are free."""

    def __init__(self) -> None:
        self.end = 0
        self._free: list[tuple[int, int]] = []

    def taken(self, count: int) -> tuple[int, int]:
        """Take so many places that follow each other: the first that fit."""
        for at, (begin, end) in enumerate(self._free):
            if end - begin >= count:
                self._free[at : at + 1] = [(begin + count, end)] if end - begin > count else []
                return begin, begin + count
        begin = self.end
        if self._free and self._free[-1][1] == begin:
            begin = self._free.pop()[0]
        self.end = begin + count
        return begin, self.end

    def given_back(self, begin: int, end: int) -> None:
        """Make places free for other rows."""
        self._free.append((begin, end))
        self._free.sort()
        joined: list[tuple[int, int]] = []
        for one, other in self._free:
            if joined and joined[-1][1] == one:
                joined[-1] = joined[-1][0], other
            else:
                joined.append((one, other))
        self._free = joined


def _last(numbering: Numbering, work: Sequence[tuple[int, RowWork]]) -> Places:
    """By row, the number of the last piece of work that needs it."""
    last = np.full(numbering.rows, -1, dtype=np.intp)
    for number, each in work:
        for given in each.given:
            last[given.numbers[given.numbers >= 0]] = number
    for asked in numbering.required:
        last[asked.numbers] = np.maximum(last[asked.numbers], asked.after)
    last[[number for number in numbering.results if number >= 0]] = len(numbering.work)
    return last


def _taken(places: Places, kind: str, *, whole: bool) -> Take:
    """How rows are taken: as a view where they follow each other, once where all are the same."""
    flat = places.ravel()
    if len(flat) and places.ndim == 1 and not whole and (flat == flat[0]).all():
        flat = flat[:1]
    if len(flat) and flat[-1] - flat[0] == len(flat) - 1 and (np.diff(flat) == 1).all():
        where = slice(int(flat[0]), int(flat[0]) + len(flat))
        if places.ndim == 1:
            return lambda held: held.rows[kind][where]
        return lambda held: held.rows[kind][where].reshape(*places.shape, -1)
    if places.ndim == 1:
        return lambda held: held.rows[kind].take(flat, 0, mode="clip")
    return lambda held: held.rows[kind].take(flat, 0, mode="clip").reshape(*places.shape, -1)
