"""Which entries of the steps of a tape are equal for every set of figures, so that each is worked out once.

The columns of an outage are a product of a few ages, chances and states: of a hundred entries in the arrays
of an evaluation, only a few differ. Which do is found before anything is worked out. Each entry of a value
has a number. An entry that is only moved keeps its number; a function of entries with the same numbers gives
entries with the same number. Known values have numbers too, so that a choice by a known value takes no work.
What is left are *rows*: one value for each set of figures.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any, cast

import numpy as np

from powercalc.engine.recording.choices import OPEN, chosen
from powercalc.engine.recording.numbers import Entries, Places, Together, as_floats, entries, rows, used
from powercalc.engine.recording.passes import passed_over
from powercalc.engine.recording.recorded import AsKind
from powercalc.engine.recording.tape import Flags, Seen, Step, Tape, Values, steps_behind
from powercalc.engine.recording.ways import (
    AlongAxes,
    EntryByEntry,
    Moved,
    PassedOver,
    RowByRow,
    SumOfProducts,
)

_IN_PAIRS = (np.maximum, np.minimum, np.logical_and, np.logical_or, np.add)
"""Of a few entries along an axis these are worked out two by two, in the same order."""
_A_FEW = 6


@dataclass(frozen=True, kw_only=True, eq=False)
class Given:
    """What a piece of work takes: rows, in an array of any shape, or the value of a step that is no array."""

    numbers: Places
    kind: np.dtype[Any]
    step: int | None = None
    whole: bool = False
    """Whether all of it is wanted: equal rows and known values repeated, with an axis for the sets."""


@dataclass(frozen=True, kw_only=True, eq=False)
class RowWork:
    """A piece of work: rows that are worked out together."""

    run: Callable[..., Any]
    given: tuple[Given, ...]
    numbers: Places
    """The numbers of these rows."""
    kind: np.dtype[Any]
    apart: bool = False
    """Whether each row follows from the given rows in its place alone: those not needed can be left out."""
    step: int | None = None
    """The step whose value this is, where that is no array."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Required:
    """Rows that must have these values, to be compared once so many pieces of work are done."""

    numbers: Places
    values: np.ndarray[Any, Any]
    kind: np.dtype[Any]
    after: int
    assumed: bool
    """Whether other sets of figures had them, and nothing was decided by them in the recording."""


class Numbering:
    """The numbers of all entries behind some results, and the work to be done."""

    def __init__(self, tape: Tape, results: Sequence[int], seen: Seen) -> None:
        """What was the same in all sets of figures that have been `seen` is taken for known."""
        self._tape, self._seen = tape, seen
        self.known: list[float] = []
        """The known values: first that of number −1, then that of −2, and so on."""
        self._array_of_known = np.empty(0)
        self._numbers_of_known: dict[int, int] = {}
        """By the bits of the value."""
        for value in (0.0, 1.0, -np.inf, np.inf):
            self._known(np.array([value]))
        self.figures = self.rows = tape.figures
        """How many rows there are: those of the figures are the first."""
        self.work: list[RowWork] = []
        self.required: list[Required] = []
        self._arrays: dict[int, tuple[Values, Entries]] = {}
        """Known arrays by identity. Each is kept, so that no other array can have its identity later."""
        self._together = Together()
        self._found: dict[int, Entries] = {}
        self._done: dict[Hashable, dict[tuple[int, ...], int]] = {}
        """By function, the row that it gives for each tuple of numbers."""
        for number in range(tape.figures):
            self._put(number, Entries(np.array([number]), np.zeros((), dtype=np.intp)))
        for number in steps_behind(tape, results, _sources):
            self._step(number, tape.steps[number])
        self.results = [int(self._found[number].flat.item()) for number in results]

    def _put(self, number: int, found: Entries) -> None:
        """Keep the numbers of a value; entries that must be as recorded, or as seen, are then known."""
        condition, seen = self._tape.conditions.get(number), self._seen.get(number)
        if condition is not None:
            value = np.asarray(condition.value)
            found = self._required(found, value, np.ones(value.shape, dtype=bool), assumed=False)
        elif seen is not None and (found.numbers >= 0).any():
            found = self._required(found, *seen, assumed=True)
        self._found[number] = found

    def _required(self, found: Entries, value: Values, here: Flags, *, assumed: bool) -> Entries:
        """Entries that must have these values where `here` says so: there they are known from now on.

        Raises `ValueError` where entries that are known already were decided otherwise: what follows from the
        sets seen so far then contradicts the recording, which holds for none like them.
        """
        known = self._known(as_floats(value))
        (row, must, asked), which = self._together.tuples(
            [found, known, used(np.arange(2), here.astype(np.intp))], value.shape
        )
        vary = (row >= 0) & (asked == 1)
        if not assumed and (row != must)[row < 0].any():
            raise ValueError("what has been seen is decided otherwise in the recording")
        if vary.any():
            values = self._values(must[vary]).astype(value.dtype)
            self.required.append(
                Required(
                    numbers=row[vary],
                    values=values,
                    kind=value.dtype,
                    after=len(self.work),
                    assumed=assumed,
                )
            )
        taken = entries(np.where(vary, must, row))
        return used(taken.numbers, taken.places[which])

    def _step(self, number: int, step: Step) -> None:
        if 0 in step.shape:
            self._found[number] = entries(np.empty(step.shape, dtype=np.intp))
            return
        match step.way:
            case Moved(to=to):
                given = [self._as_kind(*each, step.kind) for each in self._given(step)]
                self._put(number, _moved(given, to))
            case EntryByEntry(function=function, keys=keys):
                parts = self._given(step)
                self._put(number, self.by_entry(function, keys, parts, step.shape, step.kind))
            case AlongAxes(run=run, axes=axes):
                ((along, kind),) = self._given(step)
                self._put(number, self._along(run, axes, along, kind, step))
            case SumOfProducts(letters=letters):
                self._sums(number, step, letters)
            case RowByRow():
                self._put(number, self._by_row(step.way, step))
            case PassedOver(diagram=diagram, both=both):
                figures = [each for each, _ in self._given(step)]
                self._put(number, passed_over(self, diagram, figures, step.shape, both=both))
            case None:
                self._whole(number, step)

    def _given(self, step: Step) -> list[tuple[Entries, np.dtype[Any]]]:
        """The values from which the entries of a step follow, each with the kind of its entries."""
        return [
            (self._found[each], self._tape.steps[each].kind)
            if isinstance(each, int)
            else (self._known_array(each), each.dtype)
            for each in step.given
        ]

    # -- the ways ------------------------------------------------------------------------------

    def _as_kind(self, given: Entries, kind: np.dtype[Any], wanted: np.dtype[Any]) -> Entries:
        if kind == wanted:
            return given
        return self.by_entry(AsKind(wanted), {}, [(given, kind)], given.places.shape, wanted)

    def by_entry(
        self,
        function: Callable[..., Any],
        keys: Mapping[str, Any],
        parts: Sequence[tuple[Entries, np.dtype[Any]]],
        shape: tuple[int, ...],
        kind: np.dtype[Any],
    ) -> Entries:
        """The numbers of a function of the entries in the same place, in an array of this shape."""
        each, which = self._together.tuples([part for part, _ in parts], shape)
        return self._by_tuple(function, keys, each, [told for _, told in parts], which, kind)

    def _by_tuple(
        self,
        function: Callable[..., Any],
        keys: Mapping[str, Any],
        each: Sequence[Places],
        kinds: Sequence[np.dtype[Any]],
        which: Places,
        kind: np.dtype[Any],
    ) -> Entries:
        """The numbers of a function of tuples; of those that are known, its value."""
        numbers = chosen(function, each)
        among = kinds[1:] if function is np.where else kinds  # the condition is none of what it chooses
        if any(k != kind for k in among):  # a row of another kind is not one of this
            numbers = np.where(numbers >= 0, OPEN, numbers)
        open_ = numbers == OPEN
        known = open_ & np.all([part < 0 for part in each], axis=0)
        if known.any():
            with np.errstate(all="ignore"):
                values = function(
                    *(self._values(part[known]).astype(k) for part, k in zip(each, kinds, strict=True)),
                    **keys,
                )
            numbers[known] = self._known(as_floats(values)).flat
            open_ &= ~known
        if open_.any():
            identity = (function.__name__, repr(keys), kind)
            numbers[open_] = self._once(identity, function, keys, [part[open_] for part in each], kinds, kind)
        found = entries(numbers)
        return used(found.numbers, found.places[which])

    def _once(
        self,
        identity: Hashable,
        function: Callable[..., Any],
        keys: Mapping[str, Any],
        each: Sequence[Places],
        kinds: Sequence[np.dtype[Any]],
        kind: np.dtype[Any],
    ) -> Places:
        """The numbers of a function of tuples; one that it was applied to before has its number."""
        done = self._done.setdefault(identity, {})
        names = list(zip(*(part.tolist() for part in each), strict=True))
        numbers = np.array([done.get(name, OPEN) for name in names])
        fresh = np.flatnonzero(numbers == OPEN)
        if len(fresh):
            given = tuple(Given(numbers=part[fresh], kind=k) for part, k in zip(each, kinds, strict=True))
            run = (lambda *values: function(*values, **keys)) if keys else function
            numbers[fresh] = new = self._new(run, given, len(fresh), kind, apart=True)
            done.update(zip((names[place] for place in fresh.tolist()), new.tolist(), strict=True))
        return numbers

    def _along(
        self,
        run: Callable[..., Any],
        axes: tuple[int, ...],
        given: Entries,
        kind: np.dtype[Any],
        step: Step,
    ) -> Entries:
        """A function along axes: of each different row of entries once."""
        last = np.moveaxis(given.places, axes, range(-len(axes), 0))
        kept = last.shape[: last.ndim - len(axes)]
        lines = last.reshape(int(np.prod(kept)), -1)
        each = int(np.prod(step.shape)) // len(lines)
        ufunc = _reduced_by(run)
        if ufunc in _IN_PAIRS and lines.shape[1] <= _A_FEW and kind == step.kind and each == 1:
            found = self._two_by_two(ufunc, [used(given.numbers, column) for column in lines.T], kind)
            return Entries(found.numbers, found.places.reshape(step.shape))
        first, which = rows(lines, len(given.numbers))
        different = Given(numbers=given.numbers[lines[first]], kind=kind)
        count = len(first) * each
        numbers = self._new(
            lambda values: run(values, axis=1), (different,), count, step.kind, apart=each == 1
        )
        shaped = numbers.reshape(len(first), each)[which].reshape(*kept, each)
        if each > 1:
            return entries(np.moveaxis(shaped, -1, axes[0]))
        return entries(shaped.reshape(step.shape))

    def _two_by_two(self, ufunc: np.ufunc, parts: Sequence[Entries], kind: np.dtype[Any]) -> Entries:
        """A function of two entries, one part after the other."""
        found, *others = parts
        for other in others:
            found = self.by_entry(ufunc, {}, [(found, kind), (other, kind)], found.places.shape, kind)
        return found

    def _sums(self, number: int, step: Step, letters: str) -> None:
        """Sums of products, each different one once, where all factors have all letters summed over."""
        inputs, result = letters.split("->")
        names, parts = inputs.split(","), self._given(step)
        summed = [each for each in names[0] if each not in result]
        if any({each for each in name if each not in result} != set(summed) for name in names):
            self._whole(number, step)
            return
        factors = [
            _factor(found, name, summed, result) for name, (found, _) in zip(names, parts, strict=True)
        ]
        each, which = self._together.tuples([kinds for kinds, _ in factors], step.shape)
        given = tuple(
            Given(numbers=lines[kind], kind=told)
            for kind, (_, lines), (_, told) in zip(each, factors, parts, strict=True)
        )
        numbers = self._new(_summed, given, len(each[0]), step.kind, apart=True)
        self._put(number, Entries(numbers, which))

    def _by_row(self, way: RowByRow, step: Step) -> Entries:
        """A function of rows: of each different one once."""
        parts = [
            (each, self._found.get(each) if isinstance(each, int) else self._known(as_floats(each)))
            for each in step.given
        ]
        kinds = [self._tape.steps[e].kind if isinstance(e, int) else e.dtype for e in step.given]
        leading = [found for (_, found), leads in zip(parts, way.leading, strict=True) if leads and found]
        lines = [found.places.reshape(len(found.places), -1) for found in leading]
        first, which = rows(np.concatenate(lines, axis=1), max(len(found.numbers) for found in leading))
        given = tuple(
            Given(numbers=_NONE, kind=kind, step=cast("int", each))
            if found is None
            else Given(numbers=found.flat[first] if leads else found.flat, kind=kind, whole=True)
            for (each, found), kind, leads in zip(parts, kinds, way.leading, strict=True)
        )
        width = int(np.prod(step.shape[1:]))
        numbers = self._new(way.function, given, len(first) * width, step.kind)
        return entries(numbers.reshape(len(first), *step.shape[1:])[which])

    def _whole(self, number: int, step: Step) -> None:
        """A step of which it is known what it needs, but not how its entries follow from that."""
        before = [(each, self._found.get(each), self._tape.steps[each].kind) for each in step.inputs]
        given = tuple(
            Given(numbers=_NONE, kind=kind, step=each)
            if found is None
            else Given(numbers=found.flat, kind=kind, whole=True)
            for each, found, kind in before
        )
        if step.kind == np.dtype(object):  # chains, say
            self.work.append(RowWork(run=step.run, given=given, numbers=_NONE, kind=step.kind, step=number))
            return
        count = int(np.prod(step.shape))
        self._put(number, entries(self._new(step.run, given, count, step.kind).reshape(step.shape)))

    # -- numbers -------------------------------------------------------------------------------

    def _new(
        self,
        run: Callable[..., Any],
        given: tuple[Given, ...],
        count: int,
        kind: np.dtype[Any],
        *,
        apart: bool = False,
    ) -> Places:
        """Add a piece of work; return the numbers of its rows."""
        numbers = np.arange(self.rows, self.rows + count)
        self.rows += count
        self.work.append(RowWork(run=run, given=given, numbers=numbers, kind=kind, apart=apart))
        return numbers

    def _known(self, values: np.ndarray[Any, Any]) -> Entries:
        """The numbers of known values."""
        if values.size == 1:
            number = self._number_of(values.ravel().view(np.int64).item())
            return Entries(np.array([number]), np.zeros(values.shape, dtype=np.intp))
        found, places = np.unique(values.ravel().view(np.int64), return_inverse=True)
        numbers = np.array([self._number_of(each) for each in found.tolist()], dtype=np.intp)
        return Entries(numbers, places.reshape(values.shape))

    def _known_array(self, given: Values) -> Entries:
        """The same of an array that may come again."""
        if id(given) not in self._arrays:
            self._arrays[id(given)] = given, self._known(as_floats(given))
        return self._arrays[id(given)][1]

    def _number_of(self, bits: int) -> int:
        number = self._numbers_of_known.get(bits)
        if number is None:
            self.known.append(float(np.array(bits).view(np.float64)))
            number = self._numbers_of_known[bits] = -len(self.known)
        return number

    def _values(self, numbers: Places) -> np.ndarray[Any, Any]:
        """The values of known numbers."""
        if len(self._array_of_known) < len(self.known):
            self._array_of_known = np.array(self.known)
        return np.asarray(self._array_of_known[-1 - numbers])


def _reduced_by(run: Callable[..., Any]) -> np.ufunc | None:
    """The function of two entries that is taken along an axis; None with an initial value and the like."""
    if not isinstance(run, partial) or run.keywords:
        return None
    return cast("np.ufunc | None", getattr(run.func, "__self__", None))


def _factor(found: Entries, name: str, summed: Sequence[str], result: str) -> tuple[Entries, Places]:
    """Which line of entries each place of the result takes from a factor, and the numbers of each line."""
    kept = [each for each in result if each in name]
    places = found.places.transpose([name.index(each) for each in (*kept, *summed)])
    lines = places.reshape(int(np.prod(places.shape[: len(kept)])), -1)
    first, which = rows(lines, len(found.numbers))
    spread = tuple(found.places.shape[name.index(each)] if each in name else 1 for each in result)
    return Entries(np.arange(len(first)), which.reshape(spread)), found.numbers[lines[first]]


def _summed(*factors: Values) -> Values:
    """Sums of products along the second axis."""
    return np.asarray(reduce(np.multiply, factors).sum(axis=1))


def _moved(given: Sequence[Entries], to: Callable[..., Any]) -> Entries:
    if len(given) == 1:
        return used(given[0].numbers, np.asarray(to(given[0].places)))
    return entries(np.asarray(to(*(each.flat for each in given))))


def _sources(step: Step) -> Iterable[int]:
    """The steps that it is a way from, or all that it needs."""
    return step.inputs if step.way is None else (each for each in step.given if isinstance(each, int))


_NONE: Places = np.empty(0, dtype=np.intp)
