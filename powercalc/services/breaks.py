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
from functools import cached_property
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from powercalc.events.watched import AnyOf, Watched
from powercalc.response.now_courses import PlaceReadiness, SetCourse
from powercalc.services.unbroken import Unbroken

Floats = NDArray[np.float64]

LEAST = 1e-300
CERTAIN = 1 - 1e-16
MOMENTS = 1024
"""A step is so many moments that are alike: what is lost in one is not mended before it is over."""


class Break(NamedTuple):
    """How likely a service has a break by some hours."""

    chance: float
    off: float
    """How far that may be off."""


def breaks(  # noqa: PLR0913 - a service, its places, and when
    unbroken: Unbroken,
    name: str,
    courses: Mapping[AnyOf, SetCourse],
    recovery: Mapping[Watched, float],
    hours: Sequence[float],
    *,
    since: float = inf,
    further: Floats | float = 0.0,
) -> list[Break]:
    """Return the chance of a break of a service by each of some hours.

    `further`: how many failures may come above its places by then. `since` [h]: what is known to be down has
    been so for so long. Within the time of a move a service that it makes move is still moving; later it has
    moved, or has not, by what the long run had down before.
    """
    service = _ServiceFromNow(unbroken, name, courses, recovery, hours)
    ready = _ready(unbroken, name, service.places, service.now, since)
    twice = np.minimum(further, 1.0) + _off(service.courses, list(service.places), hours)
    told = service.with_moves if unbroken.is_strict(name) else service.anywhere
    served, off = told(ready, twice)
    return [Break(1 - float(chance), max(float(each), 0.0)) for chance, each in zip(served, off, strict=True)]


def slower(some: AnyOf, recovery: Mapping[Watched, float]) -> list[AnyOf]:
    """Return what of a set takes longest to recover, what takes as long or the next longest, up to all."""
    times = sorted({recovery[place] for place in some}, reverse=True)
    return [frozenset(place for place in some if recovery[place] >= time) for time in times]


def _readiness(
    some: AnyOf, courses: Mapping[AnyOf, SetCourse], recovery: Mapping[Watched, float]
) -> PlaceReadiness:
    parts = slower(some, recovery)
    return PlaceReadiness(tuple((courses[part], min(recovery[place] for place in part)) for part in parts))


def _off(courses: Sequence[SetCourse], sets: Sequence[AnyOf], hours: Sequence[float]) -> Floats:
    """How far the chances of single places may be off by each of some hours, as a share of them."""
    fewest = min(map(len, sets))
    shares = [each.off_share(np.array(hours)) for each, some in zip(courses, sets, strict=True)
              if len(some) == fewest]  # fmt: skip
    return np.asarray(np.sum(shares, axis=0))


class _ServiceFromNow:
    """How the places of a service fare from now on, and whether it is served by each of some hours."""

    def __init__(
        self,
        unbroken: Unbroken,
        name: str,
        courses: Mapping[AnyOf, SetCourse],
        recovery: Mapping[Watched, float],
        hours: Sequence[float],
    ) -> None:
        sets = unbroken.sets(name)
        self._unbroken, self._name = unbroken, name
        self.courses = [courses[some] for some in sets]
        self.places = {some: _readiness(some, courses, recovery) for some in sets}
        times = _times(self.courses, {recovery[each] for some in sets for each in some}, hours)
        self._never = {some: each.never_since(times) for some, each in self.places.items()}
        self._begun = {some: each.begun(times) for some, each in self.places.items()}
        self.now = {some: each.never_since(np.zeros(1))[:, 1] for some, each in self.places.items()}
        self._ever = {some: each.never_by(np.array(hours)) for some, each in self.places.items()}
        self._at = np.searchsorted(times, hours)

    def with_moves(self, ready: float, twice: Floats) -> tuple[Floats, Floats]:
        """The chance of no break, and how far it may be off, where a move to another place is a break.

        `ready`: the chance that it is up now; `twice`: the share of losses that may have been counted twice.
        """
        first = self._unbroken.first(self._name, self._ever)
        moved = max(ready - float(self._unbroken.first(self._name, self.now)[0]), 0.0)
        there = _Elsewhere(self._unbroken, self._name, self._never, self._begun)
        stays = moved * there.goes_on()[self._at]
        above = np.minimum(moved * there.number()[self._at], moved) - (moved - stays)
        off = np.maximum(above, 0.0) + np.minimum(twice, 1.0) * (ready - first - stays)
        return first + stays, off

    def anywhere(self, ready: float, twice: Floats) -> tuple[Floats, Floats]:
        """The same where it is served as long as enough of its places are ready."""
        course = _Anywhere(self._unbroken, self._name, self._never, self._begun)
        surely = 0.0 if self._unbroken.moves(self._name) else self._unbroken.ready(self._name, self._ever)
        served = np.maximum(surely, ready * course.goes_on()[self._at])
        gone = np.maximum(ready - served, 0.0)
        above = np.minimum(ready * course.number()[self._at], ready) - gone
        return served, np.maximum(np.maximum(above, 0.0), np.minimum(twice, 1.0) * gone)


class _Anywhere:
    """How a service fares that is up, whichever of its places it runs on."""

    def __init__(
        self, unbroken: Unbroken, name: str, never: Mapping[AnyOf, Floats], begun: Mapping[AnyOf, Floats]
    ) -> None:
        self._unbroken, self._name, self._never, self._begun = unbroken, name, never, begun

    def goes_on(self) -> Floats:
        """The chance of no break before each of the times."""
        smooth, sudden = self._each_fall
        return np.asarray(np.exp(-np.concatenate([[0.0], np.cumsum(smooth + sudden)])))

    def number(self) -> Floats:
        """How many breaks have begun before each of the times, as a share of what was up at first."""
        smooth, sudden = self._each_fall
        first = {some: each[:1, 1] for some, each in self._never.items()}
        up = np.stack([self._unbroken.ready(self._name, {s: each[:, side] for s, each in self._never.items()})
                       for side in (0, 1)])  # fmt: skip
        up = np.minimum(up / np.maximum(self._unbroken.ready(self._name, first), LEAST), 1.0)
        each = smooth * np.maximum(up[1, :-1], up[0, 1:]) - np.expm1(-sudden) * up[0, :-1]
        return np.concatenate([[0.0], np.cumsum(each)])

    @cached_property
    def _each_fall(self) -> tuple[Floats, Floats]:
        """By how much its logarithm falls from each of the times to the next, and at each but the last."""
        begun = self._begun
        few = {some: np.exp((each[:-1, 1] - each[1:, 0]) / MOMENTS) for some, each in begun.items()}
        both = [self._falls(slice(None, -1), 1, few), self._falls(slice(1, None), 0, few)]
        jumps = {some: np.exp(each[:, 0] - each[:, 1]) for some, each in begun.items()}
        sudden = self._falls(slice(None), 0, jumps, suddenly=True)[:-1]
        return MOMENTS * np.mean(both, axis=0), sudden

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
    places: Mapping[AnyOf, PlaceReadiness],
    now: Mapping[AnyOf, Floats],
    since: float,
) -> float:
    """The chance that the service is up now: no move has failed, and none is going on."""
    rates = {some: each.whole.rate for some, each in places.items()}
    if since >= unbroken.longest_move(name):
        return float(unbroken.began(name, now, rates)[0])
    before = {some: np.array([each.never_before()]) for some, each in places.items()}
    left = {some: np.minimum(now[some] / before[some], 1.0) for some in now}
    up, began = unbroken.ready(name, before), unbroken.began(name, before, rates)
    return float(unbroken.left(name, before, left)[0] * began[0] / up[0])


def _times(courses: Sequence[SetCourse], windows: set[float], hours: Sequence[float]) -> Floats:
    """The ends of the steps: all that happens, and when it is over."""
    edges = np.unique(np.concatenate([np.array([0.0, *hours]), *(course.edges for course in courses)]))
    later = [edges + window for window in windows]
    found = np.unique(np.concatenate([edges, *later]))
    return found[found <= max(hours)]
