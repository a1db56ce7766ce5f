"""Columns that hold next to nothing of any result: their generators are not looked at one after the other.

Where generators stand one behind the other, columns multiply with each, and weigh less with each: those in
which the first three have failed hold some 10⁻⁶ of the outages. In a column that weighs next to nothing, the
generator that is called is left to chance, and those that are called when it fails count as lost. What the
column then adds to a result, wu P to U and wf F + wp P to w, is its part of the error that is stated. Where
the others do not count as lost, there may be more failures than F: P times theirs, at most.

Sets that hardly matter to a load are called as often as others: together, such columns hold next to nothing
of the time in which anything is called, either; and columns that tell of calls alone, of the calls.
"""

from __future__ import annotations

from typing import NamedTuple

from numpy.typing import NDArray

from powercalc.engine.recording.arrays import assure, covering, np, scalar
from powercalc.response.columns.age_columns import AgeColumns

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SHARE = 1e-7
"""All such columns together hold less than this share of the downtime and interruptions of every load."""

LONGER = 1e-5
"""The same of the interruptions that are longer than some duration."""

USE = 1e-4
"""The same of the time in which any of the generators is called."""

TINY = 1e-300
"""Below all unavailabilities and frequencies."""


class Left(NamedTuple):
    """The states of the callers that are not looked at: how likely they are, how often entered, [1/h]."""

    chance: float
    often: float


class Trifles:
    """How much the columns hold that are not looked at further; all figures are per root."""

    def __init__(self, u: Floats, w: Floats, failures: Floats) -> None:
        """What U (roots,) and w (durations, roots) come to at least.

        `failures` (durations,): how often generators fail for so long at most, [1/h].
        """
        self._failures = failures
        self.chance, self.often = np.zeros_like(u), np.zeros_like(w)
        """How far U (roots,) and w [1/h] (durations, roots) may be off for such columns."""
        self._called = self._begins = 0.0
        """For which share of time generators that others wait for are called, so far; how often, [1/h]."""
        self.compare(u, w)

    def expect(self, called: float, begins: float) -> None:
        """Generators that others wait for are called for so much more of the time, and so often, [1/h]."""
        self._called, self._begins = self._called + called, self._begins + begins

    def compare(self, u: Floats, w: Floats) -> None:
        """From now on, the sums come to this at least."""
        counts = np.where(np.arange(len(w)) == 0, 1.0, LONGER / SHARE)
        self._u, self._w = np.maximum(u, TINY)[:, None], np.maximum(w * counts[:, None], TINY)

    def among(self, columns: AgeColumns, found: Floats, often: Floats, spare: float) -> tuple[Flags, float]:
        """Which columns hold no more than `spare` together, by P and F (roots, columns), and how much it is.

        Counted as what is left to an estimate. Columns for calls alone hold no share of what loads ask for.
        """
        found = np.where(columns.for_calls, 0.0, found)
        chance = np.abs(columns.wu) * found
        fails = np.abs(often) + found * self._failures[columns.duration]
        rates = np.abs(columns.wf) * fails + np.abs(columns.wp) * found
        shares = (chance / self._u).max(axis=0) + (rates / self._w[columns.duration].T).max(axis=0)
        if self._called:
            shares += np.abs(columns.wu) * (SHARE / USE / self._called)
        if self._begins:
            shares += columns.for_calls * columns.wp * (SHARE / USE / self._begins)
        known = covering(shares)
        listed = np.argsort(known, kind="stable")
        sums = np.cumsum(known[listed])
        count = int(np.searchsorted(sums, spare, side="right"))
        least = np.zeros(len(columns), dtype=bool)
        least[listed[:count]] = True
        assure(shares[least].sum() <= sums[count - 1] if count else True)
        self.chance += chance[:, least].sum(axis=1)
        by_duration = [rates[:, least & (columns.duration == d)].sum(axis=1) for d in range(len(self._w))]
        self.often += np.array(by_duration)
        return least, scalar(sums[count - 1]) if count else 0.0
