"""Sets that fail at another rate in the first hour after their start: two chains, one after the other.

    π(t) = π0 e^(Q₁ min(t, h)) e^(Q₂ max(t − h, 0)),        h = 1 h after the start

The hour counts from the start that a call makes, for all sets of a bus alike: a set that is repaired within
it and runs again does so at the rate of the hour, one that is repaired later at that of the long run.
"""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import NDArray

from powercalc.dynamics.many_chains import exponent
from powercalc.dynamics.markov import Exponent
from powercalc.engine.recording.arrays import np, scalar

Floats = NDArray[np.float64]

FIRST_HOUR = 1.0
"""h, [h]."""


class Run:
    """e^(Q t) for times since the start, from the rates in the first hour (None: as later) and later."""

    def __init__(self, first: Floats | None, later: Floats) -> None:
        self.later = exponent(later)
        self._first = None if first is None else exponent(first)

    def matrix(self, t: float) -> Floats:
        """The transition over a time, (states, states)."""
        return np.asarray(self.matrices(np.array([t]))[0])

    def matrices(self, t: Floats) -> Floats:
        """The transitions over times, (times, states, states)."""
        if self._first is None:
            return self.later.matrices(t)
        within, after = _parted(t)
        return np.asarray(self._first.matrices(within) @ self.later.matrices(after))

    def rows(self, start: Floats, t: Floats) -> Floats:
        """The states at times, from one row (states,) or one for each time; (times, states)."""
        if self._first is None:
            return self.later.rows(start, t)
        within, after = _parted(t)
        return self.later.rows(self._first.rows(start, within), after)


@dataclass(frozen=True, slots=True)
class _Way:
    """The chain within the failed states, and the rates into them, (other states, failed states)."""

    stay: Exponent
    enter: Floats

    @classmethod
    def of(cls, rates: Floats, failed: NDArray[np.bool_]) -> _Way:
        back = rates[np.ix_(failed, ~failed)].sum(axis=1)
        return cls(exponent(rates[np.ix_(failed, failed)], back), rates[np.ix_(~failed, failed)])


class Failing:
    """How a bus fails, and stays failed: in the first hour (None: as later) and later."""

    def __init__(self, first: Floats | None, later: Floats, failed: NDArray[np.bool_]) -> None:
        self._later = _Way.of(later, failed)
        self._first = None if first is None else _Way.of(first, failed)

    def survival(self, since: Floats, tau: Floats) -> Floats:
        """P(still failed τ after the time `since` [h] from the start), by failed state; (times, states)."""
        if self._first is None:
            return self._later.stay.survival(tau)
        within = np.minimum(np.maximum(FIRST_HOUR - since, 0.0), tau)
        return self._first.stay.gained(self._later.stay.survival(tau - within), within)

    def entered(self, others: Floats, since: Floats) -> Floats:
        """How often each failed state is entered at a time from the start, [1/h], from the other states."""
        if self._first is None:
            return np.asarray(others @ self._later.enter)
        early = (since < FIRST_HOUR)[:, None]
        return np.where(early, others @ self._first.enter, others @ self._later.enter)

    def most_often(self, tau: float) -> float:
        """How often at most a failure reaches an age, whatever the state and the time, [1/h]."""
        at = np.array([tau])
        return max(
            scalar((way.enter @ way.stay.survival(at)[0]).max(initial=0.0))
            for way in (self._later, self._first)
            if way is not None
        )


def _parted(t: Floats) -> tuple[Floats, Floats]:
    """How much of times lies within the first hour, and how much after it."""
    within = np.minimum(t, FIRST_HOUR)
    return within, t - within
