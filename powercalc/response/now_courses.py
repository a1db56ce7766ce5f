"""How a set of components fares from a state on, however often it is lost: for services, which recover.

u(t) is the chance that any one of the set is lost at t, and C(t) the sum of the rates at which it is lost
anew, each of what is not lost then: e^(−(C(t) − C(s))) is the chance that no loss begins between s and t.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST = 1e-300
"""What is divided by, where it may be nought."""
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
    off: Floats
    """How far that may be off before an edge, (edges,)."""
    rate: float
    """How often it was lost before, when all was up, [1/h]."""
    down: float
    """How likely it was lost then."""
    was_up: float = 1.0
    """Where levels of batteries or tanks are stated, which then hold: the chance that it was up before, as a
    share of the chance that it is with them."""

    def up(self, times: Floats) -> Floats:
        """The chance that it is not lost just before and just after some times, (times, 2)."""
        return np.asarray(1 - self._on(self.lost, times))

    def begun_to(self, times: Floats, window: float) -> Floats:
        """C before and after some times, (times, 2), as `begun_by`; before now as the long run has it."""
        earlier = self.rate * np.minimum(times, 0.0)
        return self.begun_by(np.maximum(times, 0.0), window) + earlier[:, None]

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

    def ever_by(self, times: Floats) -> Floats:
        """The chance that it has been lost before some times, (times,)."""
        return self._on(self.ever, times)[:, 0]

    def off_share(self, times: Floats) -> Floats:
        """How far the chance that it has been lost by some times may be off, as a share of it, (times,)."""
        off = np.interp(times, self.edges, self.off)
        lost = np.interp(times, self.edges, self.ever[:, 0])
        return np.asarray(np.minimum(np.divide(off, lost, out=np.zeros_like(off), where=lost > 0), 1.0))

    def _on(self, values: Floats, times: Floats) -> Floats:
        """Values before and after some times: at an edge those of it, else in between."""
        place = np.clip(np.searchsorted(self.edges, times, side="right") - 1, 0, len(self.edges) - 1)
        after = np.minimum(place + 1, len(self.edges) - 1)
        width = np.where(after > place, self.edges[after] - self.edges[place], 1.0)
        share = (times - self.edges[place]) / width
        between = (1 - share) * values[place, 1] + share * values[after, 0]
        known = self.edges[place] == times
        return np.where(known[:, None], values[place], between[:, None])


@dataclass(frozen=True)
class PlaceReadiness:
    """How likely a set of places is ready: one that was lost is not until it has recovered."""

    lasting: tuple[tuple[SetCourse, float], ...]
    """The course of those that take longest to recover, with that time [h]; of these and those that take the
    next longest, with theirs; and so on up to the whole set."""

    @property
    def whole(self) -> SetCourse:
        """The course of the whole set."""
        return self.lasting[-1][0]

    @property
    def longest(self) -> float:
        """The longest time, [h]."""
        return self.lasting[0][1]

    def never_since(self, times: Floats) -> Floats:
        """The chance of no loss that is not recovered from, before and after some times, (times, 2)."""
        first, window = self.lasting[0]
        at = np.maximum(times - window, 0.0)
        chance = first.up(at)[:, [1, 1]] if window else first.up(at)
        chance = np.where((times < window)[:, None], self.whole.was_up, 1.0) * chance
        for place, (course, window) in enumerate(self.lasting):
            if place:
                at = np.maximum(times - window, 0.0)
                side = [1, 1] if window else [0, 1]
                before = np.maximum(self.lasting[place - 1][0].up(at)[:, side], LEAST)
                chance = chance * np.minimum(course.up(at)[:, side] / before, 1.0)
            chance = chance * np.exp(-self._begun(course, times, window, self._next(place)))
        return chance

    def _begun(self, course: SetCourse, times: Floats, since: float, until: float) -> Floats:
        """What begins between two times before some times, (times, 2)."""
        if since == until:
            return np.zeros((len(times), 2))
        end = course.begun_to(times - until, self.longest)
        begin = course.begun_to(times - since, self.longest)[:, 1:]
        return np.maximum((end[:, [1, 1]] if until else end) - begin, 0.0)

    def _next(self, place: int) -> float:
        return self.lasting[place + 1][1] if place + 1 < len(self.lasting) else 0.0

    def begun(self, times: Floats) -> Floats:
        """C of the whole set before and after some times, (times, 2)."""
        return self.whole.begun_by(times, self.longest)

    def never_by(self, times: Floats) -> Floats:
        """The chance of no loss by some times, nor one before now that is not recovered from, (times,)."""
        was_up = self.whole.was_up if self.longest else 1.0
        return np.asarray(was_up * (1 - self.whole.ever_by(times)) * np.exp(-self._before))

    def never_before(self) -> float:
        """The chance of no such loss before what is known to be down was lost."""
        return float((1 - self.whole.down) * np.exp(-self._before))

    @property
    def _before(self) -> float:
        """How many losses, in the long run, have not been recovered from."""
        listed = enumerate(self.lasting)
        return sum(course.rate * (window - self._next(place)) for place, (course, window) in listed)


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
