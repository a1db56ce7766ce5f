"""Arrays with a number in the place of each entry: entries with the same number are equal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]
_FEW = 4096
"""So many numbers more than there are entries are no reason to number them anew."""
_A_FEW = 200
"""Entries, for which a dictionary is faster than sorting."""


class Entries(NamedTuple):
    """The entries of an array: the number of each is that at its place in `numbers`."""

    numbers: Places
    """Distinct ones, (different,)"""
    places: Places
    """Which of them each entry has; shape as of the array."""

    @property
    def flat(self) -> Places:
        """The numbers of all entries, in the shape of the array."""
        return np.asarray(self.numbers[self.places])


def entries(numbers: Places) -> Entries:
    """Of an array of numbers, those that differ and where each is."""
    if numbers.size <= _A_FEW:
        first: dict[int, int] = {}
        each = [first.setdefault(number, len(first)) for number in numbers.ravel().tolist()]
        return Entries(
            np.array([*first], dtype=np.intp), np.array(each, dtype=np.intp).reshape(numbers.shape)
        )
    found, places = np.unique(numbers, return_inverse=True)
    return Entries(found, places.reshape(numbers.shape))


def used(numbers: Places, places: Places) -> Entries:
    """Entries without the numbers that none of them has."""
    there = np.zeros(len(numbers), dtype=bool)
    there[places.ravel()] = True
    if there.all():
        return Entries(numbers, places)
    return Entries(numbers[there], (np.cumsum(there) - 1)[places])


class Together:
    """Which entries stand in the same place of several arrays; kept, as the same arrays come again."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[list[Places], Places, Places]] = {}
        """By the identities of the arrays of places, which are kept: no other can have one of these later."""

    def tuples(self, parts: Sequence[Entries], shape: tuple[int, ...]) -> tuple[list[Places], Places]:
        """Each different tuple once, the numbers of each part, and which of them each place has."""
        ways = {id(part.places): part.places for part in parts if len(part.numbers) > 1}
        if not ways:
            size = np.zeros(shape, dtype=np.intp)
            return [part.numbers[:1] for part in parts], size
        if len(ways) == 1:
            ((_, which),) = ways.items()
            if which.shape == shape:
                count = max(len(part.numbers) for part in parts)
                return [np.broadcast_to(part.numbers, count) for part in parts], which
        key = (*ways, shape)
        if key not in self._known:
            sizes = {id(part.places): len(part.numbers) for part in parts}
            self._known[key] = (
                [*ways.values()],
                *_firsts(ways.values(), [sizes[each] for each in ways], shape),
            )
        _, first, which = self._known[key]
        found = {each: np.broadcast_to(places, shape).reshape(-1)[first] for each, places in ways.items()}
        return [
            part.numbers[found[id(part.places)]]
            if len(part.numbers) > 1
            else np.broadcast_to(part.numbers, len(first))
            for part in parts
        ], which


def _firsts(ways: Iterable[Places], sizes: Sequence[int], shape: tuple[int, ...]) -> tuple[Places, Places]:
    """Where each different tuple of places stands first, and which of them each place has."""
    key, size = np.zeros((), dtype=np.intp), 1
    for places, number in zip(ways, sizes, strict=True):
        key, size = key * number + places if size > 1 else places, size * number
        if size > 4 * key.size + _FEW:
            first, flat = _distinct(np.broadcast_to(key, shape).ravel(), size)
            key, size = flat.reshape(shape), len(first)
    first, which = _distinct(np.broadcast_to(key, shape).ravel(), size)
    return first, which.reshape(shape)


def rows(places: Places, size: int) -> tuple[Places, Places]:
    """Where each different row of an array of places below `size` stands first, and which each row is."""
    key, most = np.zeros(len(places), dtype=np.intp), 1
    for column in places.T:
        key, most = key * size + column, most * size
        if most > 4 * len(key) + _FEW:
            first, key = _distinct(key, most)
            most = len(first)
    return _distinct(key, most)


def _distinct(key: Places, size: int) -> tuple[Places, Places]:
    """Where each different key below `size` stands first, and which of these each key is."""
    if size > 64 * len(key) + _FEW:
        _, first, which = np.unique(key, return_index=True, return_inverse=True)
        return first, which.ravel()
    first = np.full(size, -1, dtype=np.intp)
    first[key[::-1]] = np.arange(len(key) - 1, -1, -1)
    there = first >= 0
    return first[there], (np.cumsum(there) - 1)[key]


def as_floats(value: Any) -> NDArray[np.float64]:
    """A known value as floats, which hold truth values and whole numbers exactly."""
    return np.asarray(value).astype(np.float64)
