"""What takes several places at the same moment, told apart from what takes each by itself.

A place is not ready while it has been lost at any time in the last R, its recovery time. For a set B of
places let V(B) be the share of time in which any of them is not ready. What takes places comes at random,
each cause with the set S of places that it takes: those of B are ready when no cause is there that meets B,

    h(B) = −ln (1 − V(B)) = Σ τ(S) over all S that meet B,

and so is g(B) = Σ ν(S), with g how often any of B goes, per hour in which all are ready. Both are turned
around by inclusion and exclusion: with k(A) = h(all) − h(all without A) = Σ τ(S) over S within A,

    τ(S) = Σ (−1)^|S − A| k(A) over A within S.

V(B) is had from the diagram of the site as that of a single load is: its formula is "any of B is lost", and
its recoveries overlap as `dynamics.recovery` tells. Of two places without anything in common τ of both
together is nought; of two behind one feed it is what takes both.

Where the recoveries differ, the window of the last R is that of the set of those which look so far back: from
the shortest R to the next, h grows by that of the places that are left. A free time ends as often as one
begins, so g is the slope of h at the far ends of the windows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from powercalc.dynamics.ages import FOREVER
from powercalc.dynamics.durations import legendre
from powercalc.errors import EngineLimit
from powercalc.events.watched import AnyOf, Watched
from powercalc.response import Interruptions

Floats = NDArray[np.float64]
Item = TypeVar("Item")

MOST_PLACES = 8
"""Of so many places that share what stands above them, all sets are asked."""
LEAST = 1e-15
"""A chance that is as good as none, and has a logarithm."""
STEP = 1e-2
"""Of a recovery time, to tell a slope by."""
ROUNDING = 1e-13
"""What inclusion and exclusion leaves behind, as a share of the whole."""
PARTS = 3
"""Lengths that are looked at between two durations."""
TAIL = ((0.4157745567834791, 0.7110930099291730), (2.2942803602790417, 0.2785177335692409),
        (6.2899450829374792, 0.0103892565015861))  # fmt: skip
"""Nodes and weights of ∫ e^(−x) f(x) dx."""


@dataclass(frozen=True, slots=True, order=True)
class ServicePlace:
    """What a service needs: ready when it has been live throughout the recovery time."""

    watched: Watched
    recovery: float
    """R, [h]; 0 for what is not recovered from."""


@dataclass(frozen=True, kw_only=True)
class LossesOfPlaces:
    """When any one of a set of places is lost, and has been within a window."""

    found: Interruptions

    @property
    def known(self) -> bool:
        """Whether it is known how often that happens."""
        return self.found.failure_frequency is not None

    @cached_property
    def up(self) -> float:
        """The chance that none of them is lost; of what is always lost, next to none."""
        return max(1.0 - self.found.unavailability, LEAST)

    def hazard(self, window: float) -> float:
        """−ln of the chance that none of them was lost in the last hours."""
        if window not in self._hazards:
            lost, error = self._without_service(window)
            self._hazards[window] = -math.log1p(-min(lost, 1 - LEAST)), error
        return self._hazards[window][0]

    def error(self, window: float) -> float:
        """How far the hazard may be off."""
        hazard = self.hazard(window)
        return (self._hazards[window][1] + self.found.error) * math.exp(hazard)

    def slope(self, window: float) -> float:
        """How fast the hazard grows with the window, [1/h]."""
        if window <= 0:
            return (self.found.failure_frequency or 0.0) / self.up
        step = STEP * window
        return max((self.hazard(window + step) - self.hazard(window - step)) / (2 * step), 0.0)

    def often(self, duration: float) -> float:
        """How often a loss lasts longer, per hour in which none is lost, [1/h]."""
        found = self.found.longer_than.get(duration) if duration else self.found.failure_frequency
        return (found or 0.0) / self.up

    @cached_property
    def _hazards(self) -> dict[float, tuple[float, float]]:
        return {}

    def _without_service(self, window: float) -> tuple[float, float]:
        found = self.found
        if not window:
            return found.unavailability, 0.0
        return found.course.without_service(found.unavailability, found.failure_frequency or 0.0, window)


@dataclass(frozen=True, kw_only=True)
class JointOutage:
    """What takes some places at the same moment."""

    places: frozenset[ServicePlace]
    hazard: float
    """τ: −ln of the chance that none is there, or recovered from."""
    often: float
    """ν: how often one begins, per hour without one, [1/h]."""
    hours: Floats
    """For how long the places are lost, [h]: (lengths,)"""
    shares: Floats
    """and of what share of these outages, (lengths,)."""
    error: float = 0.0
    """How far τ may be off, as a share of it."""

    @property
    def shortest(self) -> float:
        """The recovery time of the place that is ready first, [h]."""
        return min(place.recovery for place in self.places)

    @property
    def chance(self) -> float:
        """The chance that one is there, or recovered from."""
        return -math.expm1(-self.hazard)

    def lasting(self, duration: float) -> tuple[float, float]:
        """The chance that one has been there for so long, recovery included, and how often it gets there."""
        if not self.often:  # it is what another one leaves behind, or there for good
            length = float(self.hours.max()) + self.shortest
            left = max(1 - duration / length, 0.0) if length else 1.0
            return self.chance * left, 0.0
        begins, lengths = self.often * math.exp(-self.hazard), self.hours + self.shortest
        passed = float(self.shares @ np.minimum(lengths, duration))
        longer = float(self.shares @ (lengths > duration)) if duration else 1.0
        return max(self.chance - begins * passed, 0.0), begins * longer


def watched_sets(places: Sequence[ServicePlace]) -> list[AnyOf]:
    """Return all sets of which the losses must be known, of places that share what stands above them.

    Raises `EngineLimit` where these are too many.
    """
    watched = sorted({place.watched for place in places})
    if len(watched) > MOST_PLACES:
        some = ", ".join(dict.fromkeys(each.id for each in watched[:MOST_PLACES]))
        raise EngineLimit(
            f"services run on {len(watched)} loads that share what stands above them and are fed differently "
            f"({some} ...); {MOST_PLACES} can be told apart: let a service run on fewer of them"
        )
    return [frozenset(_chosen(watched, mask)) for mask in range(1, 1 << len(watched))]


def joint_outages(
    places: Sequence[ServicePlace], known: Mapping[AnyOf, LossesOfPlaces], durations: Sequence[float]
) -> list[JointOutage]:
    """Return all that takes places which share what stands above them, apart by the places it takes.

    `known` has the losses of every set of them, with how often these last longer than the durations [h].
    """
    table = _PlaceSets(places, known)
    hazards, often = _by_set(table.hazards()), _by_set(table.slopes())
    lengths = np.array([0.0, *durations])
    longer = np.stack([_by_set(table.longer(each)) for each in lengths])
    lost = _by_set(table.lost())
    found = []
    for mask in range(1, len(hazards)):
        if hazards[mask] > 0 or often[mask] > 0:
            hours, shares = _lengths(lengths, longer[:, mask], lost[mask])
            found.append(
                JointOutage(
                    places=frozenset(_chosen(places, mask)), error=table.error(mask),
                    hazard=float(hazards[mask]), often=float(often[mask]), hours=hours, shares=shares,
                )
            )  # fmt: skip
    return found


class _PlaceSets:
    """Figures of every set of places; a set is a number, with a bit for each place."""

    def __init__(self, places: Sequence[ServicePlace], known: Mapping[AnyOf, LossesOfPlaces]) -> None:
        self._sets = [list(_chosen(places, mask)) for mask in range(1 << len(places))]
        self._known = known

    def hazards(self) -> Floats:
        """H of every set."""
        return np.array([self._hazard(some) for some in self._sets])

    def slopes(self) -> Floats:
        """G of every set, [1/h]."""
        return np.array([self._slope(some) for some in self._sets])

    def lost(self) -> Floats:
        """H of every set without any recovery."""
        return np.array([self._of(some).hazard(0.0) if some else 0.0 for some in self._sets])

    def longer(self, duration: float) -> Floats:
        """How often a loss of every set lasts longer, [1/h]."""
        return np.array([self._of(some).often(duration) if some else 0.0 for some in self._sets])

    def error(self, mask: int) -> float:
        """The largest share that the hazard of any place of a set may be off by."""
        shares = [0.0]
        for place in self._sets[mask]:
            losses = self._of([place])
            hazard = losses.hazard(place.recovery)
            shares.append(losses.error(place.recovery) / hazard if hazard else 0.0)
        return max(shares)

    def _of(self, places: Sequence[ServicePlace]) -> LossesOfPlaces:
        return self._known[frozenset(place.watched for place in places)]

    def _hazard(self, places: Sequence[ServicePlace]) -> float:
        total, before = 0.0, 0.0
        for recovery, left in _by_recovery(places):
            losses = self._of(left)
            total += losses.hazard(recovery) - (losses.hazard(before) if total else 0.0)
            before = recovery
        return total

    def _slope(self, places: Sequence[ServicePlace]) -> float:
        total = 0.0
        for recovery, left in _by_recovery(places):
            further = [place for place in left if place.recovery > recovery]
            total += self._of(left).slope(recovery)
            total -= self._of(further).slope(recovery) if further else 0.0
        return total


def _by_recovery(places: Sequence[ServicePlace]) -> list[tuple[float, list[ServicePlace]]]:
    """Each recovery time, the shortest first, with the places that look at least so far back."""
    times = sorted({place.recovery for place in places})
    return [(time, [place for place in places if place.recovery >= time]) for time in times]


def _chosen(items: Sequence[Item], mask: int) -> list[Item]:
    return [item for number, item in enumerate(items) if mask >> number & 1]


def _by_set(met: Floats) -> Floats:
    """From the sum over all sets that meet each set to the share of each set itself."""
    found = met[-1] - met[::-1]
    for bit in range(len(met).bit_length() - 1):
        step = 1 << bit
        for mask in range(len(found)):
            if mask & step:
                found[mask] -= found[mask ^ step]
    return np.where(found > ROUNDING * met[-1], found, 0.0)


def _lengths(durations: Floats, longer: Floats, lost: float) -> tuple[Floats, Floats]:
    """Some lengths of an outage, and their shares, from how often it lasts longer and how likely it is."""
    if not longer[0]:  # what is lost and is never seen to be is lost for good
        return np.full(1, FOREVER if lost > 0 else 0.0), np.ones(1)
    left = np.minimum.accumulate(np.minimum(longer / longer[0], 1.0))
    hours, shares = _inside(durations, left)
    beyond = _beyond(durations, left, lost / longer[0] - float(hours @ shares))
    at, weight = np.array(TAIL).T
    return np.concatenate([hours, durations[-1] + at * beyond]), np.concatenate([shares, left[-1] * weight])


def _beyond(durations: Floats, left: Floats, rest: float) -> float:
    """How much longer than the longest duration what lasts longer is, on average, [h].

    By what the mean of all leaves to it, where that is about right; else by the rate of the piece before.
    """
    if not left[-1]:
        return 0.0
    by_mean = rest / left[-1] - durations[-1]
    falls = math.log(left[-2] / left[-1])
    by_rate = (durations[-1] - durations[-2]) / falls if falls > 0 else by_mean
    return float(by_mean if by_rate / 3 < by_mean < by_rate * 3 else max(by_rate, 0.0))


def _inside(durations: Floats, left: Floats) -> tuple[Floats, Floats]:
    """Lengths of what ends between two durations, as if it ended at one rate there, and their shares."""
    at, weight = legendre(PARTS)
    low, high = left[:-1, None], left[1:, None]
    some = (high > 0) & (low - high > 1e-6 * low)
    ratio = np.log(np.where(some, high / np.where(low > 0, low, 1.0), 1 / math.e))
    passed = np.log1p(at * np.expm1(ratio)) / ratio  # of the piece, where so much of it has ended
    passed = np.where(some, passed, at)
    hours = durations[:-1, None] + np.diff(durations)[:, None] * passed
    return hours.ravel(), ((low - high) * weight).ravel()
