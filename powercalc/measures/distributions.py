"""What is known of a figure that is not known exactly: six distributions, each with its mean and quantiles.

Plain floats in, arrays out. numpy and scipy are imported when a quantile is asked for, not before: the mean
is all that an evaluation needs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_STANDARD = NormalDist()
Z95 = _STANDARD.inv_cdf(0.95)
"""How many standard deviations the 95th percentile of a normal lies above its median, 1.645."""


class Carrier(float):
    """A figure that carries more than its value, and is handed on as it is."""

    __slots__ = ()


class Distribution(Protocol):
    """The distribution of a figure in internal units: rates in 1/h, times in h, probabilities in 0..1."""

    @property
    def mean(self) -> float:
        """E[X], the value that a single evaluation uses."""

    def quantile(self, p: Floats) -> Floats:
        """Return x with P(X ≤ x) = p for each p, shape as p."""


_FEW = 2048
"""To import `scipy.special` takes as long as the standard library does for a million."""


def _deviations(p: Floats) -> Floats:
    """Return Φ⁻¹(p), shape as p."""
    import numpy as np

    if np.size(p) > _FEW:
        from scipy.special import ndtri

        return np.asarray(ndtri(p))
    inside = np.clip(p, np.finfo(float).tiny, 1 - np.finfo(float).epsneg)
    found = [_STANDARD.inv_cdf(each) for each in inside.ravel().tolist()]
    return np.array(found).reshape(np.shape(p))


@dataclass(frozen=True, slots=True, kw_only=True)
class LognormalEstimate:
    """ln X is normal with mean ln(median) and standard deviation σ, given X ≤ most (1 for a probability)."""

    median: float
    """Of the distribution before what lies above `most` is cut off."""
    sigma: float
    """σ = ln(error factor) / 1.645, the error factor being the 95th percentile over the median."""
    most: float = math.inf

    @property
    def mean(self) -> float:
        """E[X] = m e^(σ²/2) Φ(c − σ) / Φ(c), c = ln(most / m) / σ; m e^(σ²/2) where nothing is cut off."""
        whole = self.median * math.exp(self.sigma**2 / 2)
        if math.isinf(self._cut):
            return whole
        return whole * _STANDARD.cdf(self._cut - self.sigma) / _STANDARD.cdf(self._cut)

    def quantile(self, p: Floats) -> Floats:
        """X = m exp(σ Φ⁻¹(p Φ(c))), shape as p."""
        import numpy as np

        if self.sigma == 0:
            return np.full(np.shape(p), self.median)
        kept = 1.0 if math.isinf(self._cut) else _STANDARD.cdf(self._cut)
        found: Floats = np.minimum(self.median * np.exp(self.sigma * _deviations(p * kept)), self.most)
        return found

    @property
    def _cut(self) -> float:
        """How many standard deviations above the median it is cut off."""
        if self.sigma == 0 or math.isinf(self.most):
            return math.inf
        return math.log(self.most / self.median) / self.sigma


def error_factor(median: float, factor: float, *, most: float = math.inf) -> LognormalEstimate:
    """Return the lognormal with this median and its 95th percentile `factor` times as high."""
    return LognormalEstimate(median=median, sigma=math.log(max(factor, 1.0)) / Z95, most=most)


def percentiles(low: float, high: float, *, most: float = math.inf) -> LognormalEstimate:
    """Return the lognormal with `low` and `high` as its 5th and 95th percentiles."""
    median = math.sqrt(low) * math.sqrt(high)
    return error_factor(median, high / median, most=most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gamma:
    """A rate of which a failures in a time T tell: gamma of shape a and rate T.

    2 T X is then chi-square with 2 a degrees of freedom.
    """

    shape: float
    exposure: float
    """T, [h]."""

    @property
    def mean(self) -> float:
        """E[X] = a / T, [1/h]."""
        return self.shape / self.exposure

    def quantile(self, p: Floats) -> Floats:
        """X with P(a, x T) = p, P being the regularised incomplete gamma function; shape as p."""
        from scipy.special import gammaincinv

        found: Floats = gammaincinv(self.shape, p) / self.exposure
        return found


def after_failures(failures: float, exposure: float) -> Gamma:
    """Return Jeffreys' posterior of a rate after n failures in a time T, of shape n + 1/2; n may be 0."""
    return Gamma(shape=failures + 0.5, exposure=exposure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beta:
    """A probability of which α failures and β successes tell."""

    alpha: float
    beta: float

    @property
    def mean(self) -> float:
        """E[X] = α / (α + β)."""
        return self.alpha / (self.alpha + self.beta)

    def quantile(self, p: Floats) -> Floats:
        """X with I(x; α, β) = p, I being the regularised incomplete beta function; shape as p."""
        from scipy.special import betaincinv

        found: Floats = betaincinv(self.alpha, self.beta, p)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalEstimate:
    """Normal with mean m and standard deviation s, given 0 ≤ X ≤ most (1 for a probability)."""

    centre: float
    """m, of the distribution before it is cut off."""
    deviation: float
    """s, likewise."""
    most: float = math.inf

    @property
    def mean(self) -> float:
        """E[X] = m + s (φ(a) − φ(b)) / (Φ(b) − Φ(a)), a = −m / s, b = (most − m) / s."""
        if self.deviation == 0:
            return self.centre
        low, high = self._cuts
        kept = _STANDARD.cdf(high) - _STANDARD.cdf(low)
        return self.centre + self.deviation * (_STANDARD.pdf(low) - _STANDARD.pdf(high)) / kept

    def quantile(self, p: Floats) -> Floats:
        """X = m + s Φ⁻¹(Φ(a) + p (Φ(b) − Φ(a))), shape as p."""
        import numpy as np

        if self.deviation == 0:
            return np.full(np.shape(p), self.centre)
        below, above = (_STANDARD.cdf(cut) for cut in self._cuts)
        found: Floats = self.centre + self.deviation * _deviations(below + p * (above - below))
        return np.clip(found, 0.0, self.most)

    @property
    def _cuts(self) -> tuple[float, float]:
        """How many standard deviations from its centre it is cut off."""
        return -self.centre / self.deviation, (self.most - self.centre) / self.deviation


@dataclass(frozen=True, slots=True, kw_only=True)
class Uniform:
    """Anywhere between two bounds, equally likely."""

    low: float
    high: float

    @property
    def mean(self) -> float:
        """E[X] = (low + high) / 2."""
        return self.low / 2 + self.high / 2

    def quantile(self, p: Floats) -> Floats:
        """X = low + p (high − low), shape as p."""
        return self.low + p * (self.high - self.low)


@dataclass(frozen=True, slots=True, kw_only=True)
class Triangular:
    """Between two bounds, most likely at the mode, and linearly less so to either side."""

    low: float
    mode: float
    high: float

    @property
    def mean(self) -> float:
        """E[X] = (low + mode + high) / 3."""
        return self.low / 3 + self.mode / 3 + self.high / 3

    def quantile(self, p: Floats) -> Floats:
        """X = low + √(p w (mode − low)), above the mode high − √((1 − p) w (high − mode)); w = high − low."""
        import numpy as np

        width, rise = self.high - self.low, self.mode - self.low
        below = self.low + np.sqrt(p * (width * rise))
        above = self.high - np.sqrt((1 - p) * (width * (self.high - self.mode)))
        return np.where(p * width < rise, below, above)
