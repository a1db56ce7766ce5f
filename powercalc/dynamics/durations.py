"""How long a restoration takes: survival function, its integral, and points to average over."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from numpy.typing import ArrayLike, NDArray

from powercalc.engine.recording.arrays import elementary, np

Floats = NDArray[np.float64]

Z95 = 1.6448536269514722
"""The 95th percentile of the standard normal distribution."""


class Duration(Protocol):
    """A random time above zero."""

    @property
    def mean(self) -> float:
        """m, [h]."""

    @property
    def jumps(self) -> tuple[float, ...]:
        """Where its survival function jumps, [h]."""

    def survival(self, t: ArrayLike) -> Floats:
        """G(t), the probability of lasting longer than t [h]; 1 at 0."""

    def density(self, t: ArrayLike) -> Floats:
        """−dG/dt, [1/h]; without the jumps."""

    def beyond(self, t: ArrayLike) -> Floats:
        """∫_t^∞ G, [h]; the mean at 0."""

    def nodes(self, count: int) -> tuple[Floats, Floats]:
        """Times [h] and weights that add up to 1, for means over it."""


@dataclass(frozen=True, slots=True)
class Exponential:
    """G(t) = e^(−t/m)."""

    mean: float

    @property
    def jumps(self) -> tuple[float, ...]:
        """None."""
        return ()

    def survival(self, t: ArrayLike) -> Floats:
        """e^(−t/m); a mean of nought ends at once."""
        if not self.mean:
            return np.where(np.asarray(t) > 0, 0.0, 1.0)
        return np.exp(-np.asarray(t, dtype=np.float64) / self.mean)

    def density(self, t: ArrayLike) -> Floats:
        """e^(−t/m) / m; of a mean of nought all is over at once."""
        return self.survival(t) / self.mean if self.mean else np.zeros(np.shape(t))

    def beyond(self, t: ArrayLike) -> Floats:
        """M e^(−t/m)."""
        return self.mean * self.survival(t)

    def nodes(self, count: int) -> tuple[Floats, Floats]:
        """At Gauss–Legendre points v of the root of the survival function, G = v².

        Long times hold much of the mean: in v its error is below 1e-4 from eight points on, in G some 1 %.
        """
        at, weight = legendre(count)
        return -2 * self.mean * np.log(at), 2 * at * weight


@dataclass(frozen=True, slots=True)
class Fixed:
    """Always the same time: G(t) = 1 until m, then 0."""

    mean: float

    @property
    def jumps(self) -> tuple[float, ...]:
        """Its end."""
        return (self.mean,)

    def survival(self, t: ArrayLike) -> Floats:
        """1 until m; 1 at 0 even for a mean of nought."""
        t = np.asarray(t, dtype=np.float64)
        return np.where((t < self.mean) | (t <= 0), 1.0, 0.0)

    def density(self, t: ArrayLike) -> Floats:
        """Nought: it only jumps."""
        return np.zeros(np.shape(t))

    def beyond(self, t: ArrayLike) -> Floats:
        """M − t, not below 0."""
        return np.maximum(self.mean - np.asarray(t, dtype=np.float64), 0.0)

    def nodes(self, count: int) -> tuple[Floats, Floats]:  # noqa: ARG002 - one says all
        """The time itself."""
        return np.array([self.mean]), np.ones(1)


@dataclass(frozen=True, slots=True)
class Lognormal:
    """The logarithm is normal, of standard deviation σ = ln(EF) / 1.645, EF 95th percentile over median."""

    mean: float
    error_factor: float

    @property
    def jumps(self) -> tuple[float, ...]:
        """None."""
        return ()

    @property
    def _shape(self) -> float:
        return max(math.log(self.error_factor) / Z95, 1e-9)

    def _normal(self, t: ArrayLike) -> Floats:
        """(ln m − σ²/2 − ln t) / σ."""
        with np.errstate(divide="ignore"):
            log = np.log(np.asarray(t, dtype=np.float64))
        return np.asarray((elementary(math.log, self.mean) - self._shape**2 / 2 - log) / self._shape)

    def survival(self, t: ArrayLike) -> Floats:
        """Φ((μ − ln t) / σ)."""
        from scipy.special import ndtr

        return np.asarray(ndtr(self._normal(t)), dtype=np.float64)

    def density(self, t: ArrayLike) -> Floats:
        """φ((μ − ln t) / σ) / (σ t)."""
        t = np.asarray(t, dtype=np.float64)
        bell = np.exp(-(self._normal(t) ** 2) / 2) / math.sqrt(2 * math.pi)
        return np.asarray(np.divide(bell, self._shape * t, out=np.zeros_like(t), where=t > 0))

    def beyond(self, t: ArrayLike) -> Floats:
        """M Φ((μ − ln t) / σ + σ) − t G(t)."""
        from scipy.special import ndtr

        t = np.asarray(t, dtype=np.float64)
        above = self.mean * ndtr(self._normal(t) + self._shape) - t * self.survival(t)
        return np.asarray(np.maximum(above, 0.0), dtype=np.float64)

    def nodes(self, count: int) -> tuple[Floats, Floats]:
        """At Gauss–Legendre points of the survival function."""
        from scipy.special import ndtri

        at, weight = legendre(count)
        return self.mean * np.exp(-(self._shape**2) / 2 - self._shape * ndtri(at)), weight


def duration(shape: str, mean: float, error_factor: float) -> Duration:
    """The duration of a shape by its name: exponential, fixed or lognormal."""
    match shape:
        case "fixed":
            return Fixed(mean)
        case "lognormal" if mean > 0:
            return Lognormal(mean, error_factor)
        case _:
            return Exponential(mean)


@cache
def legendre(count: int) -> tuple[Floats, Floats]:
    """Gauss–Legendre points and weights on 0..1, the weights adding up to 1."""
    at, weight = np.polynomial.legendre.leggauss(count)
    return (at + 1) / 2, weight / 2
