"""A repair time as stages that follow each other, each exponential: what a Markov chain can carry.

A repair begins at a stage k with the probability p_k and passes the stages k, k−1, … 0.  A fixed time begins
at the last of them; with m stages its coefficient of variation is about 1/√m.  For a lognormal time the p_k
and the rates are those that come closest to its survival function G.  One stage is the exponential time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from numpy.typing import NDArray

from powercalc.dynamics.durations import Lognormal
from powercalc.dynamics.many_chains import exponent
from powercalc.engine.recording.arrays import np, scalar

Floats = NDArray[np.float64]

SPREAD = 1.1
"""The rate of one stage over that before."""
WEIGHT = 30.0
"""How much the whole and the mean count in the fit, beside the points of G."""


@dataclass(frozen=True, slots=True)
class Stages:
    """Stages of a time of mean 1: the rates of the stages 0, 1, …, and the chance to begin at each."""

    rates: tuple[float, ...]
    begins: tuple[float, ...]

    def survival(self, t: Sequence[float] | Floats) -> Floats:
        """G(t)."""
        at = np.asarray(t, dtype=np.float64)
        return np.asarray(_survivals(np.array(self.rates), at) @ np.array(self.begins))


ONE = Stages((1.0,), (1.0,))
"""Exponential."""


def fixed(count: int) -> Stages:
    """Return a time that is always the same, as nearly as `count` stages can be."""
    if count == 1:
        return ONE
    rates = SPREAD ** np.arange(count, dtype=np.float64)
    rates *= (1 / rates).sum()
    return Stages(tuple(rates.tolist()), (*(0.0,) * (count - 1), 1.0))


@cache
def lognormal(error_factor: float, count: int) -> Stages:
    """Return a lognormal time of mean 1, as nearly as `count` stages can be."""
    if count == 1:
        return ONE
    tries = [
        _fitted(error_factor, rate, growth, count)
        for rate, growth in product((1, 1.5, 2, 3, 4, 6, 8, 12), (1.15, 1.2, 1.3, 1.45, 1.6, 1.8, 2.2))
    ]
    return min(tries, key=lambda found: found[0])[1]


def _fitted(error_factor: float, rate: float, growth: float, count: int) -> tuple[float, Stages]:
    """The chances to begin at stages of these rates, and how far off G is then, at the worst."""
    from scipy.optimize import nnls

    rates = rate * growth ** -np.arange(count, dtype=np.float64)
    at = np.concatenate([np.linspace(0.02, 1.5, 40), np.geomspace(1.6, 12.0, 20)])
    aim = Lognormal(1.0, error_factor).survival(at)
    means = np.cumsum(1 / rates)
    rows = np.vstack([_survivals(rates, at), WEIGHT * np.ones(count), WEIGHT * means])
    begins, _ = nnls(rows, np.concatenate([aim, [WEIGHT, WEIGHT]]))
    begins /= begins.sum()
    scale = scalar(begins @ means)
    found = Stages(tuple((rates * scale).tolist()), tuple(begins.tolist()))
    return scalar(np.abs(found.survival(at) - aim).max()), found


def _survivals(rates: Floats, t: Floats) -> Floats:
    """G(t) of a time that begins at each stage, (times, stages)."""
    lost = np.zeros_like(rates)
    lost[0] = rates[0]
    return exponent(np.diag(rates[1:], -1), lost).survival(t)
