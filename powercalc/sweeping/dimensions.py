"""What a sweep varies, one key each: a list, steps from one value to another, a range, a distribution."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, Protocol

import numpy as np

from powercalc.measures.distributions import Carrier, Distribution
from powercalc.sweeping.swept_quantities import Quantity

Cell = str | int | float | None
Sort = Literal["whole", "number", "text"]
"""What the cells of a column are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SweptValue:
    """One value of a key: as `site.changed` takes it, and as the table tells it."""

    value: Any
    cell: Cell


class SweptKey(Protocol):
    """The values of one key."""

    @property
    def id(self) -> str:
        """The id of the component or the service."""

    @property
    def key(self) -> str:
        """Its key."""

    @property
    def suffix(self) -> str:
        """The unit at the end of its column's name."""

    @property
    def sort(self) -> Sort:
        """What its cells are."""

    @property
    def count(self) -> int | None:
        """How many values there are; None for a range."""

    def at(self, place: int) -> SweptValue:
        """Return a value by its place, from 0."""

    def sampled(self, share: float) -> SweptValue:
        """Return the value that so much of all is below."""

    @property
    def looks(self) -> tuple[Any, ...]:
        """Values that are looked at before anything is computed."""


class _Counted:
    """Values that can be counted."""

    count: int

    def at(self, place: int) -> SweptValue:
        raise NotImplementedError

    def sampled(self, share: float) -> SweptValue:
        """Return the value that so much of all is below: each of them has an equal part."""
        return self.at(min(int(share * self.count), self.count - 1))


@dataclass(frozen=True, kw_only=True)
class Listed(_Counted):
    """Values as they stand in a list."""

    id: str
    key: str
    values: tuple[Any, ...]

    @property
    def count(self) -> int:  # type: ignore[override]
        """How many there are."""
        return len(self.values)

    @property
    def looks(self) -> tuple[Any, ...]:
        """All of them."""
        return self.values

    @cached_property
    def _quantities(self) -> tuple[Quantity, ...]:
        """The values as quantities of one dimension; empty where they are none."""
        found = [Quantity.of(value) for value in self.values]
        known = [each for each in found if each is not None]
        first = next((each for each in known if each.value), known[0] if known else None)
        if first is None or len(known) < len(found) or not all(each.fits(first) for each in known):
            return ()
        return tuple(known)

    @cached_property
    def _first(self) -> Quantity | None:
        """The quantity whose unit the column has."""
        return next((each for each in self._quantities if each.value), next(iter(self._quantities), None))

    @property
    def suffix(self) -> str:
        """The unit of the first one that is not nothing; none where they are no quantities."""
        return "" if self._first is None else self._first.suffix

    @property
    def sort(self) -> Sort:
        """Whole numbers where all of them are; texts where they are no quantities."""
        if self._first is None:
            return "text"
        return "whole" if all(isinstance(self.at(n).cell, int) for n in range(self.count)) else "number"

    def at(self, place: int) -> SweptValue:
        """Return a value by its place."""
        given = self.values[place]
        if self._first is None:
            cell = told(given)
            return SweptValue(value=given, cell=cell if cell is None else str(cell))
        number = self._quantities[place].like(self._first)
        whole = self._first.whole and number.denominator == 1
        return SweptValue(value=given, cell=int(number) if whole else float(number))


@dataclass(frozen=True, kw_only=True)
class Steps(_Counted):
    """From one value in equal steps as far as another."""

    id: str
    key: str
    start: Quantity
    step: Fraction
    count: int

    @property
    def suffix(self) -> str:
        """The unit of the first value."""
        return self.start.suffix

    @property
    def sort(self) -> Sort:
        """Whole numbers where the first and the step are."""
        return "whole" if self.start.whole and self.step.denominator == 1 else "number"

    @property
    def looks(self) -> tuple[Any, ...]:
        """Both ends."""
        return tuple(self.at(place).value for place in dict.fromkeys((0, self.count - 1)))

    def at(self, place: int) -> SweptValue:
        """Return a value by its place."""
        number = self.start.value + place * self.step
        whole = self.start.whole and number.denominator == 1
        return SweptValue(value=self.start.written(number), cell=int(number) if whole else float(number))


@dataclass(frozen=True, kw_only=True)
class Range:
    """Anywhere between two values, each as likely."""

    id: str
    key: str
    low: Quantity
    high: Fraction
    """In the unit of `low`."""
    count: None = None
    sort: Sort = "number"

    @property
    def suffix(self) -> str:
        """The unit of the lower end."""
        return self.low.suffix

    @property
    def looks(self) -> tuple[Any, ...]:
        """Both ends."""
        return self.low.written(self.low.value), self.low.written(self.high)

    def at(self, place: int) -> SweptValue:
        """A range has no places."""
        raise IndexError(place)

    def sampled(self, share: float) -> SweptValue:
        """Return the value that so much of all is below."""
        low = float(self.low.value)
        number = low + share * (float(self.high) - low)
        exact = Fraction(repr(number))
        return SweptValue(value=number if not self.low.unit else self.low.written(exact), cell=number)


@dataclass(frozen=True, kw_only=True)
class DistributedFigure:
    """A figure that is not known exactly: values as its distribution has them."""

    id: str
    key: str
    distribution: Distribution
    table: Any
    """As it was written."""
    suffix: str
    count: None = None
    sort: Sort = "number"

    @property
    def looks(self) -> tuple[Any, ...]:
        """The table itself."""
        return (self.table,)

    def at(self, place: int) -> SweptValue:
        """A distribution has no places."""
        raise IndexError(place)

    def sampled(self, share: float) -> SweptValue:
        """Return the value that so much of all is below, in h, 1/h or 0..1."""
        number = quantile(self.distribution, share)
        return SweptValue(value=Carrier(number), cell=number)


def quantile(distribution: Distribution, share: float) -> float:
    """Return the value that so much of a distribution is below."""
    return float(distribution.quantile(np.array([share]))[0])


def told(given: Any) -> Cell:
    """Return a value that is no quantity as a cell."""
    match given:
        case bool():
            return "true" if given else "false"
        case str() | int() | float() | None:
            return given
        case date() | datetime() | time():
            return given.isoformat()
        case Sequence() if all(isinstance(each, str) for each in given):
            return ", ".join(given)
        case _:
            return json.dumps(given, default=str, ensure_ascii=False)
