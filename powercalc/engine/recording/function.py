"""A function of figures for many sets of them: recorded once, run for all sets for which that holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.recording.arrays import figure, recording
from powercalc.engine.recording.recorded import Recorded
from powercalc.engine.recording.shared_replay import SharedReplay
from powercalc.engine.recording.tape import NotRecordedError, Seen, Tape, TapeReplay

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Function = Callable[[Sequence[float]], Sequence[float | None]]
Wanted = tuple[int, ...] | None
"""The numbers of some results; None for all of them."""

WORTH = 24
"""A recording takes as long as so many evaluations."""
MARGINS = (3.0, 10.0, 30.0, 30.0)
"""The margins of the recordings of one function, one after the other, see `arrays.recording`.

Sets of figures for which none of these recordings holds are evaluated one by one.
"""
ENTRIES = 6_000_000
"""At most so many figures of one array are held at a time."""
SETS = 256
"""At most so many sets of figures are run together."""
MANY = 2000
"""Finding out what is the same in all sets takes as long as running so many of them."""


class RecordedFunction:
    """What a function does at one point, for other points at which it does the same."""

    def __init__(self, function: Function, point: Sequence[float], margin: float = 3.0) -> None:
        """Record it. Raises `NotRecordedError` where it does what cannot be recorded."""
        with recording(margin) as tape:
            try:
                found = function([figure(tape, value) for value in point])
            except NotRecordedError:
                raise
            except Exception as error:  # what is wrong with the figures shows where they are plain
                raise NotRecordedError(str(error)) from error
        results: list[Any] = list(found)
        self._tape = tape
        self._steps = [each.step if isinstance(each, Recorded) else None for each in results]
        self._known = [
            np.nan if each is None else float(each.value if isinstance(each, Recorded) else each)
            for each in results
        ]
        self._hidden = np.array([each is None for each in found])
        self._runs: dict[Wanted, _Runs] = {}

    def __call__(self, figures: Floats, wanted: Wanted = None, *, more: int = 0) -> tuple[Floats, Flags]:
        """The results that are wanted (results, sets), and for which sets they hold.

        `figures` are (figures, sets); so many `more` sets are to come.
        """
        places = range(len(self._steps)) if wanted is None else wanted
        found = np.repeat(np.array([self._known[n] for n in places])[:, None], figures.shape[1], axis=1)
        values, holds = self.runs(wanted)(figures, more)
        found[[row for row, n in enumerate(places) if self._steps[n] is not None]] = values
        holds &= np.isfinite(found[[not self._hidden[n] for n in places]]).all(axis=0)
        return found, holds

    def runs(self, wanted: Wanted = None) -> _Runs:
        """The steps behind the results that are wanted."""
        if wanted not in self._runs:
            steps = self._steps if wanted is None else [self._steps[n] for n in wanted]
            self._runs[wanted] = _Runs(self._tape, [step for step in steps if step is not None])
        return self._runs[wanted]

    def at_once(self, wanted: Wanted = None) -> int:
        """How many sets of figures are looked at together."""
        return max(1, min(SETS, ENTRIES // self.runs(wanted).each.largest))


class _Runs:
    """The steps behind some results: for all entries, or, once there are many sets, for those that differ."""

    def __init__(self, tape: Tape, results: Sequence[int]) -> None:
        self._tape, self._results = tape, results
        self.each = TapeReplay(tape, results)
        self._shared: SharedReplay | None = None
        self._seen: Seen = {}
        self._gave_up = False
        self._done = self._unknown = 0
        """How many sets have been run so far, and how many of these were decided otherwise than seen."""

    def __call__(self, figures: Floats, more: int) -> tuple[Floats, Flags]:
        """The results (results, sets), and for which sets they hold; so many `more` sets are to come."""
        sets = figures.shape[1]
        found, holds = np.full((len(self._results), sets), np.nan), np.zeros(sets, dtype=bool)
        left = np.arange(sets)
        if self._seen and self._done + sets + more >= MANY:
            found[:], holds, left = self._shared_results(figures, found, holds)
        if len(left):
            values, holds[left] = self.each(figures[:, left], self._seen)
            found[:, left] = values or np.nan
        self._count(sets, 0 if self._shared is None or self._gave_up else len(left))
        return found, holds

    def _shared_results(
        self, figures: Floats, found: Floats, holds: Flags
    ) -> tuple[Floats, Flags, NDArray[np.intp]]:
        """The same, and the sets that must be run for all entries: all, where nothing can be shared."""
        if self._gave_up:
            return found, holds, np.arange(figures.shape[1])
        try:
            if self._shared is None:
                self._shared = SharedReplay(self._tape, self._results, self._seen)
            values, holds, unknown = self._shared(figures)
        except (ValueError, TypeError, IndexError):  # run for all entries instead: slow, and right
            self._gave_up = True
            return self._shared_results(figures, found, holds)
        return np.array(values) if values else found, holds, np.flatnonzero(unknown)

    def _count(self, sets: int, unknown: int) -> None:
        """Count sets; once too many were decided otherwise, begin anew with all that has been seen."""
        self._done, self._unknown = self._done + sets, self._unknown + unknown
        if self._unknown > MANY // 4:
            self._shared, self._unknown = None, 0


class AtMany:
    """A function for many sets of figures: by recordings, those that there are first, or one by one."""

    def __init__(self, function: Function, results: int, *, recorded: bool = True) -> None:
        """`results`: how many the function gives; `recorded`: whether to record it at all."""
        self._function, self._results = function, results
        self._recorded: list[RecordedFunction] = []
        self.expected = 0
        """How many sets of figures are to come, as far as that is known."""
        self._gave_up = not recorded

    def __call__(self, figures: Floats, wanted: Wanted = None) -> Floats:
        """The results for sets of figures (figures, sets): (results, sets), nan for none.

        Only those that are `wanted` are worked out, where they are.
        """
        places = range(self._results) if wanted is None else wanted
        found, left = np.empty((len(places), figures.shape[1])), np.arange(figures.shape[1])
        for recorded in self._recorded if len(left) > 1 else ():  # one by itself needs no other's decisions
            left = self._covered(recorded, figures, left, found, wanted)
        while len(left) >= WORTH and self.record(*_median_and_margin(figures[:, left])):
            left = self._covered(self._recorded[-1], figures, left, found, wanted)
        for each in left.tolist():
            one = self._function(figures[:, each].tolist())
            found[:, each] = [np.nan if one[n] is None else one[n] for n in places]
        return found

    def by_first(self, figures: Floats) -> Floats:
        """The results by the first recording; nan for all of a set for which that does not hold."""
        found = np.full((self._results, figures.shape[1]), np.nan)
        self._covered(self._recorded[0], figures, np.arange(figures.shape[1]), found, None)
        return found

    def record(self, point: Sequence[float], margin: float = 0.0) -> bool:
        """Record the function once more; tell whether that was possible, and there were not too many.

        The margin of the recording is the usual one, or the least of `MARGINS` that is not below `margin`.
        """
        if self._gave_up or len(self._recorded) == len(MARGINS):
            return False
        try:
            usual = max(margin, MARGINS[len(self._recorded)])
            least = next((each for each in MARGINS if each >= usual), MARGINS[-1])
            self._recorded.append(RecordedFunction(self._function, point, least))
        except NotRecordedError:
            self._gave_up = True
        return not self._gave_up

    def _covered(
        self,
        recorded: RecordedFunction,
        figures: Floats,
        left: NDArray[np.intp],
        found: Floats,
        wanted: Wanted,
    ) -> NDArray[np.intp]:
        """Fill in the results for the sets for which a recording holds; return the others."""
        others, step = [left[:0]], recorded.at_once(wanted)
        for at in range(0, len(left), step):
            some = left[at : at + step]
            more = max(len(left) - at, self.expected) - len(some)
            results, holds = recorded(figures[:, some], wanted, more=more)
            found[:, some[holds]] = results[:, holds]
            others.append(some[~holds])
        self.expected = max(0, self.expected - figures.shape[1])
        return np.concatenate(others)

    def work(self, wanted: Wanted = None) -> float | None:
        """How many entries are worked out for one set of figures; None where nothing is recorded."""
        return max((each.runs(wanted).each.work for each in self._recorded), default=None)

    @property
    def is_recorded(self) -> bool:
        """Whether there is a recording."""
        return bool(self._recorded)


def at_all(function: Function, figures: Floats, results: int) -> Floats:
    """The results of a function for sets of figures (figures, sets): (results, sets), nan for none."""
    return AtMany(function, results)(figures)


def _median_and_margin(figures: Floats) -> tuple[list[float], float]:
    """The median of each figure over all sets, and the margin of a recording there that covers most sets.

    Chances of things that happen together are multiplied, and so is how far they lie above their medians. The
    margin is half as much again, to be on the safe side.
    """
    middle = np.median(figures, axis=1)
    ratio = np.divide(figures.T, middle, out=np.ones(figures.T.shape), where=middle > 0)
    return middle.tolist(), 1.5 * float(np.quantile(np.maximum(ratio, 1.0).prod(axis=1), 0.99))
