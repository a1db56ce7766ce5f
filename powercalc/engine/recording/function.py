"""A function of figures for many sets of them: recorded once, run for all sets for which that holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.recording.arrays import figure, recording
from powercalc.engine.recording.recorded import Recorded
from powercalc.engine.recording.tape import NotRecordedError, TapeReplay

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Function = Callable[[Sequence[float]], Sequence[float | None]]
Wanted = tuple[int, ...] | None
"""The numbers of some results; None for all of them."""

WORTH = 24
"""A recording takes as long as so many evaluations."""
MARGINS = (3.0, 10.0, 30.0, 30.0)
"""How closely recordings of one function look, one after the other, see `arrays.recording`.

What they do not cover is evaluated one by one.
"""
ENTRIES = 6_000_000
"""So many figures of an array are held at a time."""
SETS = 256
"""So many sets of figures are looked at together, at most."""


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
        self._replays: dict[Wanted, TapeReplay] = {}

    def __call__(self, figures: Floats, wanted: Wanted = None) -> tuple[Floats, Flags]:
        """The results that are wanted (results, sets), and for which sets they hold.

        `figures` are (figures, sets).
        """
        places = range(len(self._steps)) if wanted is None else wanted
        found = np.repeat(np.array([self._known[n] for n in places])[:, None], figures.shape[1], axis=1)
        values, holds = self.replay(wanted)(figures)
        if values:
            found[[row for row, n in enumerate(places) if self._steps[n] is not None]] = values
        holds &= np.isfinite(found[[not self._hidden[n] for n in places]]).all(axis=0)
        return found, holds

    def replay(self, wanted: Wanted = None) -> TapeReplay:
        """The steps behind the results that are wanted."""
        if wanted not in self._replays:
            steps = self._steps if wanted is None else [self._steps[n] for n in wanted]
            self._replays[wanted] = TapeReplay(self._tape, [step for step in steps if step is not None])
        return self._replays[wanted]

    def at_once(self, wanted: Wanted = None) -> int:
        """How many sets of figures are looked at together."""
        return max(1, min(SETS, ENTRIES // self.replay(wanted).largest))


class AtMany:
    """A function for many sets of figures: by recordings, those that there are first, or one by one."""

    def __init__(self, function: Function, results: int, *, recorded: bool = True) -> None:
        """`results`: how many the function gives; `recorded`: whether to record it at all."""
        self._function, self._results = function, results
        self._recorded: list[RecordedFunction] = []
        self._gave_up = not recorded

    def __call__(self, figures: Floats, wanted: Wanted = None) -> Floats:
        """The results for sets of figures (figures, sets): (results, sets), nan for none.

        Only those that are `wanted` are worked out, where they are.
        """
        places = range(self._results) if wanted is None else wanted
        found, left = np.empty((len(places), figures.shape[1])), np.arange(figures.shape[1])
        for recorded in self._recorded if len(left) > 1 else ():  # one by itself needs no other's decisions
            left = _covered(recorded, figures, left, found, wanted)
        while len(left) >= WORTH and self.record(_middle(figures[:, left])):
            left = _covered(self._recorded[-1], figures, left, found, wanted)
        for each in left.tolist():
            one = self._function(figures[:, each].tolist())
            found[:, each] = [np.nan if one[n] is None else one[n] for n in places]
        return found

    def by_first(self, figures: Floats) -> Floats:
        """The results by the first recording; nan for all of a set for which that does not hold."""
        found = np.full((self._results, figures.shape[1]), np.nan)
        _covered(self._recorded[0], figures, np.arange(figures.shape[1]), found, None)
        return found

    def record(self, point: Sequence[float]) -> bool:
        """Record the function once more; tell whether that is possible, and there are not too many."""
        if self._gave_up or len(self._recorded) == len(MARGINS):
            return False
        try:
            self._recorded.append(RecordedFunction(self._function, point, MARGINS[len(self._recorded)]))
        except NotRecordedError:
            self._gave_up = True
        return not self._gave_up

    def work(self, wanted: Wanted = None) -> float | None:
        """How many entries are worked out for one set of figures; None where nothing is recorded."""
        return max((each.replay(wanted).work for each in self._recorded), default=None)

    @property
    def is_recorded(self) -> bool:
        """Whether there is a recording."""
        return bool(self._recorded)


def at_all(function: Function, figures: Floats, results: int) -> Floats:
    """The results of a function for sets of figures (figures, sets): (results, sets), nan for none."""
    return AtMany(function, results)(figures)


def _middle(figures: Floats) -> list[float]:
    """Figures in the midst of those of all sets: what is recorded there covers the most."""
    return [float(each) for each in np.median(figures, axis=1)]


def _covered(
    recorded: RecordedFunction, figures: Floats, left: NDArray[np.intp], found: Floats, wanted: Wanted
) -> NDArray[np.intp]:
    """Fill in the results for the sets for which a recording holds; return the others."""
    others, step = [left[:0]], recorded.at_once(wanted)
    for at in range(0, len(left), step):
        some = left[at : at + step]
        results, holds = recorded(figures[:, some], wanted)
        found[:, some[holds]] = results[:, holds]
        others.append(some[~holds])
    return np.concatenate(others)
