"""Faults that show only when a test or a call comes: what is at rest, between two tests.

A thing at rest follows the rates B [1/h] of its states (faults, repairs, and the calls, which come as they
come), and every θ hours a test moves it by the matrix M.  t hours after a test its state is

    π(t) = π(0) e^(B t),        π(0) = π(0) e^(B θ) M,

and a call finds any t alike.  Without repair and calls the mean over t of 1 − e^(−λt) is the textbook's
1 − (1 − e^(−λθ)) / (λθ).  What is tested on the same day shares t, so that the mean of a product is not the
product of the means: (λθ)²/3 for a pair, not (λθ)²/4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod

from numpy.typing import NDArray

from powercalc.dynamics.durations import legendre
from powercalc.dynamics.many_chains import exponent, stationary
from powercalc.engine.recording.arrays import np, scalar

Floats = NDArray[np.float64]

POINTS = 12
"""Nodes per piece of the time since a test where it is shared with nothing."""
SHARED = 2
"""And where it is."""
REPAIRS = 3.0
"""The first piece takes so many mean repair times: what the test has found is still being repaired."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a call finds: how long ago the last shared call and the last tests were, [h]."""

    idle: float | None = None
    """Since the last call that several things share; none: its mean effect."""
    rate: float = 0.0
    """How often such calls come, [1/h]."""
    tested: Mapping[float, float] = field(default_factory=dict)
    """By the interval between tests: since the last one, where several things share it."""


ANY = Moment()
"""Nothing is known."""


def since_test(interval: float, mttr: float, points: int = SHARED) -> tuple[Floats, Floats]:
    """Nodes of the time since the last test, [h], and weights that add up to 1."""
    edge = min(REPAIRS * mttr, interval / 2)
    at, weight = legendre(points)
    if not edge:
        return at * interval, weight
    times = np.concatenate([at * edge, edge + at * (interval - edge)])
    return times, np.concatenate([weight * edge, weight * (interval - edge)]) / interval


def since_call(rate: float, mttr: float) -> tuple[Floats, Floats]:
    """Nodes of the time since the last call of those that come `rate` [1/h], and weights that add up to 1."""
    soon = -np.expm1(-rate * REPAIRS * mttr)
    shares, weights = [], []
    for low, high in ((0.0, soon), (soon, 1.0)):
        at, weight = legendre(1 if high - low < 0.05 else 3)
        shares.append(low + (high - low) * at)
        weights.append((high - low) * weight)
    return -np.log1p(-np.concatenate(shares)) / rate, np.concatenate(weights)


def moments(
    idle: Sequence[float], weights: Sequence[float], rate: float, shared: Mapping[float, float]
) -> tuple[list[Moment], list[float]]:
    """All moments, and their weights; `shared`: by interval, the mean repair time of what shares it."""
    idles = list(zip(idle or (None,), weights, strict=True))
    nodes = [since_test(interval, mttr) for interval, mttr in shared.items()]
    listed = [list(zip(at.tolist(), weight.tolist(), strict=True)) for at, weight in nodes]
    found, shares = [], []
    for (x, share), *tests in product(idles, *listed):
        found.append(Moment(x, rate, dict(zip(shared, (t for t, _ in tests), strict=True))))
        shares.append(scalar(share) * prod(weight for _, weight in tests))
    return found, shares


class Resting:
    """The state of something at rest, `interval` [h] between its tests, 0 without; shared calls apart."""

    def __init__(
        self, *, between: Floats, rate: float, call: Floats, test: Floats, interval: float, mttr: float
    ) -> None:
        always = between + rate * call
        self._always, self._wait = exponent(always), exponent(between)
        self._rate, self._call, self._test = rate, call, test
        self._interval, self._mttr = interval, mttr
        self._start = stationary(self._always.matrix(interval) @ test if interval else always)

    def at(self, moment: Moment) -> Floats:
        """The state that a call finds, (states,)."""
        times, weights = self._times(moment)
        parts = [weight * self._at(t, moment) for t, weight in zip(times, weights, strict=True)]
        return np.asarray(np.sum(np.array(parts), axis=0))

    def _times(self, moment: Moment) -> tuple[list[float], list[float]]:
        """The time since the last test: given, or nodes and weights."""
        if not self._interval:
            return [0.0], [1.0]
        if self._interval in moment.tested:
            return [moment.tested[self._interval]], [1.0]
        times, weights = since_test(self._interval, self._mttr, POINTS)
        return times.tolist(), weights.tolist()

    def _at(self, since: float, moment: Moment) -> Floats:
        """Where the last shared call is known: the state before it, the call, and what has come since."""
        if moment.idle is None:
            return self._between_tests(since)
        phase = (since - moment.idle) % self._interval if self._interval else 0.0
        before = self._between_tests(phase)
        share = min(self._rate / moment.rate, 1.0)
        return self._later(share * before @ self._call + (1 - share) * before, phase, moment.idle)

    def _between_tests(self, since: float) -> Floats:
        return np.asarray(self._always.rows(self._start, np.array([since]))[0])

    def _later(self, start: Floats, phase: float, hours: float) -> Floats:
        """The state `hours` after it was `start`, `phase` after a test, without shared calls."""
        until = self._interval - phase if self._interval else np.inf
        while hours >= until:
            start = self._wait.rows(start, np.array([until]))[0] @ self._test
            hours, until = hours - until, self._interval
        return np.asarray(self._wait.rows(start, np.array([hours]))[0])
