"""A function of figures for many sets of them: recorded once, run for all sets for which that holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.recording.arrays import figure, recording
from powercalc.engine.recording.recorded import Recorded
from powercalc.engine.recording.tape import NotRecordedError, Replay

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Function = Callable[[Sequence[float]], Sequence[float | None]]

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
        self._steps = [each.step if isinstance(each, Recorded) else None for each in results]
        self._known = [
            np.nan if each is None else float(each.value if isinstance(each, Recorded) else each)
            for each in results
        ]
        self._hidden = np.array([each is None for each in found])
        self._replay = Replay(tape, [step for step in self._steps if step is not None])
        self.work = float(tape.entries)
        """How many entries of arrays are worked out for one set of figures."""
        self.at_once = max(1, min(SETS, ENTRIES // self._replay.largest))

    def __call__(self, figures: Floats) -> tuple[Floats, Flags]:
        """The results (results, sets), and for which sets they hold; `figures` are (figures, sets)."""
        found = np.repeat(np.array(self._known)[:, None], figures.shape[1], axis=1)
        values, holds = self._replay(figures)
        if values:
            found[[n for n, step in enumerate(self._steps) if step is not None]] = values
        holds &= np.isfinite(found[~self._hidden]).all(axis=0)
        return found, holds


class AtMany:
    """A function for many sets of figures: by recordings, those that there are first, or one by one."""

    def __init__(self, function: Function, results: int, *, recorded: bool = True) -> None:
        """`results`: how many the function gives; `recorded`: whether to record it at all."""
        self._function, self._results = function, results
        self._recorded: list[RecordedFunction] = []
        self._gave_up = not recorded

    def __call__(self, figures: Floats) -> Floats:
        """The results for sets of figures (figures, sets): (results, sets), nan for none."""
        found, left = np.empty((self._results, figures.shape[1])), np.arange(figures.shape[1])
        for recorded in self._recorded if len(left) > 1 else ():  # one by itself needs no other's decisions
            left = _covered(recorded, figures, left, found)
        while len(left) >= WORTH and self.record(_middle(figures[:, left])):
            left = _covered(self._recorded[-1], figures, left, found)
        for each in left.tolist():
            one = self._function(figures[:, each].tolist())
            found[:, each] = [np.nan if result is None else result for result in one]
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

    @property
    def work(self) -> float | None:
        """How many entries are worked out for one set of figures; None where nothing is recorded."""
        return max((each.work for each in self._recorded), default=None)


def at_all(function: Function, figures: Floats, results: int) -> Floats:
    """The results of a function for sets of figures (figures, sets): (results, sets), nan for none."""
    return AtMany(function, results)(figures)


def _middle(figures: Floats) -> list[float]:
    """Figures in the midst of those of all sets: what is recorded there covers the most."""
    return [float(each) for each in np.median(figures, axis=1)]


def _covered(
    recorded: RecordedFunction, figures: Floats, left: NDArray[np.intp], found: Floats
) -> NDArray[np.intp]:
    """Fill in the results for the sets for which a recording holds; return the others."""
    others = [left[:0]]
    for at in range(0, len(left), recorded.at_once):
        some = left[at : at + recorded.at_once]
        results, holds = recorded(figures[:, some])
        found[:, some[holds]] = results[:, holds]
        others.append(some[~holds])
    return np.concatenate(others)
