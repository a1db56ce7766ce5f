"""How long something has been down: the age of a down state, and how often one reaches an age.

A block that is up for an exponential time of rate λ, then down for a time of survival function G(t), mean m,
has w = λ / (1 + λ m) down states per hour, and in the long run

    U(τ) = w ∫_τ^∞ G(t) dt     is the probability of having been down for τ or longer,
    w(τ) = w G(τ)              is how often a down state reaches the age τ, [1/h].

U(0) and w(0) are the unavailability and the failure frequency of IEC 61078:2016.  Blocks in series, and banks
of identical units, are blocks again: down for τ when one, or enough, of their parts have been.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Protocol

from numpy.typing import ArrayLike, NDArray

from powercalc.dynamics.durations import Duration, Exponential
from powercalc.dynamics.many_chains import exponent
from powercalc.dynamics.markov import Exponent
from powercalc.engine.recording.arrays import is_recording, np, scalar

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

FOREVER = 1e12
"""An age beyond every time scale, [h]: of what has been down for long."""


class Ageing(Protocol):
    """Something that is up or down, seen by the age of its down state."""

    def unavailability(self, age: ArrayLike) -> Floats:
        """U(τ), the probability of having been down for τ [h] or longer; shape as τ."""

    def frequency(self, age: ArrayLike) -> Floats:
        """w(τ), how often a down state reaches the age τ, [1/h]; shape as τ."""

    def kinks(self) -> tuple[float, ...]:
        """The ages at which w(τ) jumps, [h]."""

    def scales(self) -> tuple[float, ...]:
        """The mean lengths of its sorts of down state, [h]."""

    def lengths(self, count: int) -> tuple[Floats, Floats]:
        """Lengths of a down state [h] with weights that add up to 1, for means over it."""


@dataclass(frozen=True, slots=True)
class Alternating:
    """Fails at `rate` [1/h] while up, and is then down for `down`."""

    rate: float
    down: Duration

    @property
    def _often(self) -> float:
        return self.rate / (1 + self.rate * self.down.mean)

    def unavailability(self, age: ArrayLike) -> Floats:
        """U(τ) = w ∫_τ^∞ G."""
        return np.minimum(self._often * self.down.beyond(age), 1.0)  # rounding may leave it above

    def frequency(self, age: ArrayLike) -> Floats:
        """w(τ) = w G(τ)."""
        return self._often * self.down.survival(age)

    def kinks(self) -> tuple[float, ...]:
        """Where G jumps."""
        return self.down.jumps

    def scales(self) -> tuple[float, ...]:
        """The mean."""
        return (self.down.mean,)

    def lengths(self, count: int) -> tuple[Floats, Floats]:
        """Of its one sort of down state."""
        return self.down.nodes(count)


@dataclass(frozen=True, slots=True)
class Lasting:
    """Down with a plain probability, and then for long; nobody knows how often."""

    chance: float

    def unavailability(self, age: ArrayLike) -> Floats:
        """The probability, whatever the age."""
        return np.full(np.shape(age), self.chance)

    def frequency(self, age: ArrayLike) -> Floats:
        """Nought: unknown, and told apart from known ones by who asks."""
        return np.zeros(np.shape(age))

    def kinks(self) -> tuple[float, ...]:
        """None."""
        return ()

    def scales(self) -> tuple[float, ...]:
        """None."""
        return ()

    def lengths(self, count: int) -> tuple[Floats, Floats]:  # noqa: ARG002 - one will do
        """For ever."""
        return np.array([FOREVER]), np.ones(1)


@dataclass(frozen=True, slots=True)
class Series:
    """Down while one of its parts is; down for τ when one of them has been."""

    parts: tuple[Ageing, ...]
    times: tuple[int, ...]
    """How often there is each."""

    def unavailability(self, age: ArrayLike) -> Floats:
        """U = 1 − Π (1 − U_b)."""
        with np.errstate(divide="ignore"):
            logs = [n * np.log1p(-part.unavailability(age)) for part, n in self._counted]
        return np.asarray(-np.expm1(np.sum(np.array(logs), axis=0)))

    def frequency(self, age: ArrayLike) -> Floats:
        """W = Σ w_b Π (1 − U_c), c the others."""
        up = [1 - part.unavailability(age) for part in self.parts]
        others = _others([each**n for each, n in zip(up, self.times, strict=True)])
        alike = [n * each ** (n - 1) for each, n in zip(up, self.times, strict=True)]
        terms = [part.frequency(age) * alike[i] * others[i] for i, part in enumerate(self.parts)]
        return np.asarray(np.sum(np.array(terms), axis=0))

    @property
    def _counted(self) -> Iterable[tuple[Ageing, int]]:
        return zip(self.parts, self.times, strict=True)

    def kinks(self) -> tuple[float, ...]:
        """Those of the parts."""
        return tuple(sorted({kink for part in self.parts for kink in part.kinks()}))

    def scales(self) -> tuple[float, ...]:
        """Those of the parts."""
        return tuple(scale for part in self.parts for scale in part.scales())

    def lengths(self, count: int) -> tuple[Floats, Floats]:
        """A mixture: each part as often as it fails."""
        often = np.array([n * scalar(part.frequency(0.0)) for part, n in self._counted])
        if not often.sum():
            return np.array([FOREVER]), np.ones(1)
        found = [part.lengths(count) for part in self.parts]
        shares = zip(often / often.sum(), found, strict=True)
        return np.concatenate([at for at, _ in found]), np.concatenate([q * w for q, (_, w) in shares])


def _others(values: Sequence[Floats]) -> list[Floats]:
    """For each value the product of all others."""
    before = list(accumulate(values[:-1], np.multiply, initial=np.ones_like(values[0])))
    after = list(accumulate(reversed(values[1:]), np.multiply, initial=np.ones_like(values[0])))
    return [np.asarray(one * other) for one, other in zip(before, reversed(after), strict=True)]


MOST = 50
"""The most units of a bank of which all failed states are looked at."""
STATES = 200
"""The most failed states, of a larger one."""
SELDOM = 1e-18
"""States beyond which less than this share of the failed ones lies are told as one."""


@cache
def _stay(rate: float, mttr: float, count: int, lost_at: int, top: int) -> Exponent:
    """The chain of a bank within its failed states, `lost_at` to `top` failed units, or more."""
    down = np.arange(lost_at, top + 1)
    more, fewer = (count - down) * rate, down / mttr
    lost = np.where(down == lost_at, fewer, 0.0)
    return exponent(np.diag(more[:-1], 1) + np.diag(fewer[1:], -1), lost)


@dataclass(frozen=True, slots=True)
class Bank:
    """`count` identical units; down while `lost_at` of them or more are.

    At the age 0 the figures are those of independent units.  Later on one unit may have relieved another:
    with exponential repairs the bank is a chain on its number of failed units, U(τ) = π_F e^(Q_FF τ) 1 over
    its failed states F; with others it counts as down for τ where enough units have been, each by itself.
    """

    unit: Ageing
    count: int
    lost_at: int

    def unavailability(self, age: ArrayLike) -> Floats:
        """Σ_j≥k C(n, j) U^j (1 − U)^(n−j), and at later ages what has lasted."""
        u, n = self.unit.unavailability(age), self.count
        failed = np.arange(self.lost_at, self._top + 1)
        whole = self.unit.unavailability(0.0)
        if n > MOST:
            states = exactly(failed, n, whole)
            states[-1] = at_least(self._top, n, whole)
            return self._lasting(at_least(self.lost_at, n, u), age, states)
        states = np.array([exactly(j, n, whole) for j in failed.tolist()], dtype=np.float64)
        terms = [exactly(j, n, u) for j in failed.tolist()]
        return self._lasting(np.asarray(np.sum(np.array(terms), axis=0)), age, states)

    @property
    def _top(self) -> int:
        """The most failed units that are told apart."""
        if self.count <= MOST:
            return self.count
        tops = np.arange(self.lost_at, min(self.lost_at + STATES, self.count) + 1)
        beyond = at_least(tops, self.count, self.unit.unavailability(0.0))
        seldom = np.append(beyond[:-1] <= SELDOM * beyond[0], True)
        return int(tops[np.argmax(seldom)])

    def frequency(self, age: ArrayLike) -> Floats:
        """N C(n−1, k−1) U^(k−1) (1 − U)^(n−k) w: one fails while k − 1 of the others are down."""
        u, n, k = self.unit.unavailability(age), self.count, self.lost_at
        begins = np.asarray(n * exactly(k - 1, n - 1, u) * self.unit.frequency(age))
        return self._lasting(begins, age, None)

    def _lasting(self, alone: Floats, age: ArrayLike, states: Floats | None) -> Floats:
        """The figure at later ages, from the failed states; None: from the first of them, being entered."""
        later = np.asarray(age, dtype=np.float64)
        unit = self.unit
        if not isinstance(unit, Alternating) or not isinstance(unit.down, Exponential):
            return alone
        if not unit.down.mean or not (later > 0).any():
            return alone
        made = _stay.__wrapped__ if is_recording() else _stay  # what is recorded is told on its tape
        stay = made(unit.rate, unit.down.mean, self.count, self.lost_at, self._top)
        lasts = stay.survival(np.maximum(later, 0.0).ravel())
        found = lasts @ states if states is not None else scalar(self.frequency(0.0)) * lasts[:, 0]
        return np.where(later > 0, found.reshape(later.shape), alone)

    def kinks(self) -> tuple[float, ...]:
        """Those of a unit."""
        return self.unit.kinks()

    def scales(self) -> tuple[float, ...]:
        """Those of a unit: the longest stands for the rest."""
        return self.unit.scales()

    def lengths(self, count: int) -> tuple[Floats, Floats]:
        """Exponential, of the mean U / w."""
        often = scalar(self.frequency(0.0))
        if not often:
            return np.array([FOREVER]), np.ones(1)
        return Exponential(scalar(self.unavailability(0.0)) / often).nodes(count)


def at_least(k: int | Counts, n: int, u: Floats) -> Floats:
    """P(k of n are down, or more); of many as the regularized incomplete beta function I_u(k, n − k + 1)."""
    if isinstance(k, int) and n <= MOST:
        return np.asarray(sum((exactly(j, n, u) for j in range(k, n + 1)), np.zeros_like(u)))
    from scipy.special import betainc

    return np.asarray(betainc(k, n - k + 1, u), dtype=np.float64)


def exactly(k: int | Counts, n: int, u: Floats) -> Floats:
    """P(exactly k of n are down), of large numbers by their logarithms."""
    if isinstance(k, int) and n <= MOST:
        return np.asarray(math.comb(n, k) * u**k * (1 - u) ** (n - k))
    from scipy.special import gammaln, xlog1py, xlogy

    ways = gammaln(n + 1) - gammaln(np.add(k, 1)) - gammaln(np.subtract(n, k) + 1)
    return np.asarray(np.exp(ways + xlogy(k, u) + xlog1py(np.subtract(n, k), -u)), dtype=np.float64)


def rate_while_up(block: Ageing) -> float:
    """λ = w / (1 − U), [1/h]; 0 of what is never up."""
    up = 1 - scalar(block.unavailability(0.0))
    return scalar(block.frequency(0.0)) / up if up > 0 else 0.0


def series(parts: Sequence[Ageing]) -> Ageing:
    """One block for several in series; those that are alike are one part, so that a long row is short."""
    counted: dict[Ageing, int] = {}
    for part in parts:
        members = zip(part.parts, part.times, strict=True) if isinstance(part, Series) else [(part, 1)]
        for member, times in members:
            counted[member] = counted.get(member, 0) + times
    if list(counted.values()) == [1]:
        return parts[0]
    return Series(tuple(counted), tuple(counted.values()))
