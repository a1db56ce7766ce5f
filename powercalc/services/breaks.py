"""How likely services have a break from a state on, while their places are lost, come back and recover.

A place is ready while it has not been lost within its recovery time. With Z_B(t) the chance that no place of
a set B has been, and z_B the share of that which a short time leaves, what the service needs is there with
the chance R(Z), and a break begins in that time with R(Z) − R(Z z): by what is lost anew, and not by what has
recovered meanwhile. Until the recovery is over that is what has never been lost, and exact; from then on sets
are told each by itself at every moment. A place may have been lost before now, and recover still, as often as
the long run has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf

import numpy as np
from numpy.typing import NDArray

from powercalc.events.watched import AnyOf, Watched
from powercalc.response.now_courses import SetCourse
from powercalc.services.unbroken import Unbroken

Floats = NDArray[np.float64]

LEAST = 1e-300
CERTAIN = 1 - 1e-16
MOMENTS = 1024
"""A step is so many moments that are alike: what is lost in one is not mended before it is over."""


def breaks(
    unbroken: Unbroken,
    name: str,
    courses: Mapping[AnyOf, SetCourse],
    recovery: Mapping[Watched, float],
    hours: Sequence[float],
    since: float = inf,
) -> list[float]:
    """Return the chance of a break of a service by each of some hours.

    `since` [h]: what is known to be down has been so for so long. Within the time of a move a service that it
    makes move is still moving; later it has moved, or has not, by what the long run had down before.
    """
    sets = unbroken.sets(name)
    windows = {some: max(recovery[place] for place in some) for some in sets}
    times = _times([courses[some] for some in sets], set(windows.values()), hours)
    never = {some: courses[some].never_since(times, windows[some]) for some in sets}
    begun = {some: courses[some].begun_by(times, windows[some]) for some in sets}
    now = {some: courses[some].never_since(np.zeros(1), windows[some])[:, 1] for some in sets}
    ever = {some: courses[some].never_by(np.array(hours), windows[some]) for some in sets}
    ready = _ready(unbroken, name, {some: courses[some] for some in sets}, now, windows, since)
    at = np.searchsorted(times, hours)
    if unbroken.is_strict(name):
        moved = max(ready - float(unbroken.first(name, now)[0]), 0.0)
        served = unbroken.first(name, ever) + (moved * _Elsewhere(unbroken, name, never, begun).goes_on())[at]
    else:
        surely = 0.0 if unbroken.moves(name) else unbroken.ready(name, ever)
        served = np.maximum(surely, ready * _Anywhere(unbroken, name, never, begun).goes_on()[at])
    return [1 - float(each) for each in served]


class _Anywhere:
    """How a service fares that is up, whichever of its places it runs on."""

    def __init__(
        self, unbroken: Unbroken, name: str, never: Mapping[AnyOf, Floats], begun: Mapping[AnyOf, Floats]
    ) -> None:
        self._unbroken, self._name, self._never, self._begun = unbroken, name, never, begun

    def goes_on(self) -> Floats:
        """The chance of no break before each of the times."""
        begun = self._begun
        few = {some: np.exp((each[:-1, 1] - each[1:, 0]) / MOMENTS) for some, each in begun.items()}
        both = [self._falls(slice(None, -1), 1, few), self._falls(slice(1, None), 0, few)]
        smooth = MOMENTS * np.cumsum(np.mean(both, axis=0))
        jumps = {some: np.exp(each[:, 0] - each[:, 1]) for some, each in begun.items()}
        sudden = np.cumsum(self._falls(slice(None), 0, jumps, suddenly=True))[:-1]
        return np.asarray(np.exp(-np.concatenate([[0.0], smooth + sudden])))

    def _falls(
        self, which: slice, side: int, left: Mapping[AnyOf, Floats], *, suddenly: bool = False
    ) -> Floats:
        """By how much the logarithm of that chance falls while so much of each set is left."""
        now = {some: each[which, side] for some, each in self._never.items()}
        share = self._share(now, left, suddenly=suddenly)
        return np.asarray(-np.log1p(-np.minimum(share, CERTAIN)))

    def _share(
        self,
        now: Mapping[AnyOf, Floats],
        left: Mapping[AnyOf, Floats],
        *,
        suddenly: bool,  # noqa: ARG002 - a loss of what is ready is a break, however it comes
    ) -> Floats:
        """The share of what is up that has a break."""
        ready = self._unbroken.ready(self._name, now)
        then = self._unbroken.left(self._name, now, left)
        return np.asarray(np.maximum(ready - then, 0.0) / np.maximum(ready, LEAST))


class _Elsewhere(_Anywhere):
    """How a service fares that runs elsewhere than where it prefers, until it goes back there.

    At a moment at which something happens, as a battery is spent, what is there for the same cause as before
    counts with all that is ready: what has come there since has had a break.
    """

    def _share(self, now: Mapping[AnyOf, Floats], left: Mapping[AnyOf, Floats], *, suddenly: bool) -> Floats:
        """The share that has a break: there, and after it is back."""
        told, name = self._unbroken, self._name
        there = told.elsewhere(name, now, {some: np.ones_like(each) for some, each in now.items()})
        lost = np.maximum(there - told.elsewhere(name, now, left), 0.0)
        lost /= np.maximum(told.ready(name, now) if suddenly else there, LEAST)
        at_first = {some: each[:1, 1] for some, each in self._never.items()}
        begin = told.elsewhere(name, at_first, {some: np.ones(1) for some in at_first})[0]
        still = np.minimum(there / max(begin, LEAST), 1.0)
        back = 1 - told.first(name, left)
        return np.asarray(lost + (1 - still) * back if suddenly else still * lost + (1 - still) * back)


def _ready(
    unbroken: Unbroken,
    name: str,
    courses: Mapping[AnyOf, SetCourse],
    now: Mapping[AnyOf, Floats],
    windows: Mapping[AnyOf, float],
    since: float,
) -> float:
    """The chance that the service is up now: no move has failed, and none is going on."""
    rates = {some: course.rate for some, course in courses.items()}
    if since >= unbroken.longest_move(name):
        return float(unbroken.began(name, now, rates)[0])
    before = {some: np.array([course.never_before(windows[some])]) for some, course in courses.items()}
    left = {some: np.minimum(now[some] / before[some], 1.0) for some in now}
    up, began = unbroken.ready(name, before), unbroken.began(name, before, rates)
    return float(unbroken.left(name, before, left)[0] * began[0] / up[0])


def _times(courses: Sequence[SetCourse], windows: set[float], hours: Sequence[float]) -> Floats:
    """The ends of the steps: all that happens, and when it is over."""
    edges = np.unique(np.concatenate([np.array([0.0, *hours]), *(course.edges for course in courses)]))
    later = [edges + window for window in windows]
    found = np.unique(np.concatenate([edges, *later]))
    return found[found <= max(hours)]
