"""How a set of components fares from a state on, however often it is lost: for services, which recover.

u(t) is the chance that any one of the set is lost at t, and C(t) the sum of the rates at which it is lost
anew, each of what is not lost then: e^(−(C(t) − C(s))) is the chance that no loss begins between s and t.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CERTAIN = 1 - 1e-12
"""A share that is as good as all."""


@dataclass(frozen=True, kw_only=True)
class SetCourse:
    """The course of one set."""

    edges: Floats
    """[h], ascending from 0, (edges,)."""
    lost: Floats
    """U before and after what happens at each edge, (edges, 2)."""
    begun: Floats
    """C before and after, (edges, 2)."""
    ever: Floats
    """The chance that it has been lost by then, (edges, 2)."""
    rate: float
    """How often it was lost before, when all was up, [1/h]."""
    down: float
    """How likely it was lost then."""

    def never_since(self, times: Floats, window: float) -> Floats:
        """The chance of no loss within a window before some times, before and after each, (times, 2)."""
        if not window:
            return np.asarray(1 - self._on(self.lost, times))
        first = times - window
        up = 1 - self._on(self.lost, np.maximum(first, 0.0))[:, 1]
        since = self.begun_by(np.maximum(first, 0.0), window)[:, 1] + self.rate * np.minimum(first, 0.0)
        now = self.begun_by(times, window)
        return np.asarray(up[:, None] * np.exp(-np.maximum(now - since[:, None], 0.0)))

    def begun_by(self, times: Floats, window: float) -> Floats:
        """C before and after some times, (times, 2): of what has not been lost within the window before.

        Until the window is over that is what has never been lost, and known; then what is not lost.
        """
        never = 1 - np.minimum(self.ever, CERTAIN)
        first = -np.log(never / never[0, 1])
        first[0, 0] = 0.0
        later = self._on(self.begun, times) - self._on(self.begun, np.array([window]))[0, 1]
        reached = self._on(first, np.array([window]))[0, 1]
        return np.where((times > window)[:, None], reached + np.maximum(later, 0.0), self._on(first, times))

    def never_by(self, times: Floats, window: float) -> Floats:
        """The chance of no loss by some times, nor within a window before now, (times,)."""
        return np.asarray((1 - self._on(self.ever, times)[:, 0]) * np.exp(-self.rate * window))

    def never_before(self, window: float) -> float:
        """The chance of no loss within a window before what is known to be down was lost."""
        return float((1 - self.down) * np.exp(-self.rate * window))

    def _on(self, values: Floats, times: Floats) -> Floats:
        """Values before and after some times: at an edge those of it, else in between."""
        place = np.clip(np.searchsorted(self.edges, times, side="right") - 1, 0, len(self.edges) - 1)
        after = np.minimum(place + 1, len(self.edges) - 1)
        width = np.where(after > place, self.edges[after] - self.edges[place], 1.0)
        share = (times - self.edges[place]) / width
        between = (1 - share) * values[place, 1] + share * values[after, 0]
        known = self.edges[place] == times
        return np.where(known[:, None], values[place], between[:, None])


def begun(rate: Floats, begins: Floats) -> Floats:
    """C before and after each edge, (edges, 2, roots).

    From what begins in each piece of what is not lost (pieces, roots), and its share at each edge but the
    first (edges, roots).
    """
    jumps = -np.log1p(-np.minimum(begins, CERTAIN))
    jumps[0] = 0.0
    grown = np.concatenate([np.zeros((1, rate.shape[1])), np.cumsum(rate, axis=0)])
    after = grown + np.cumsum(jumps, axis=0)
    return np.stack([after - jumps, after], axis=1)
