"""Distributions by their meaning: percentiles where they were stated, means by integration."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from powercalc.measures.distributions import (
    Beta,
    Distribution,
    Gamma,
    LognormalEstimate,
    NormalEstimate,
    Triangular,
    Uniform,
    after_failures,
    error_factor,
    percentiles,
)

EVENLY = (np.arange(2_000_000) + 0.5) / 2_000_000
ALL: list[Distribution] = [
    error_factor(2.0, 3.0),
    error_factor(0.3, 4.0, most=1.0),
    error_factor(2.0, 1.0),
    percentiles(0.01, 0.5, most=1.0),
    Gamma(shape=0.5, exposure=1e6),
    Gamma(shape=3.5, exposure=1051200.0),
    Beta(alpha=4.5, beta=3370.0),
    Beta(alpha=0.466, beta=176.0),
    NormalEstimate(centre=0.0151, deviation=0.00704, most=1.0),
    NormalEstimate(centre=0.9, deviation=0.3, most=1.0),
    NormalEstimate(centre=2.0, deviation=0.0),
    Uniform(low=4.0, high=12.0),
    Triangular(low=4.0, mode=6.0, high=12.0),
    Triangular(low=4.0, mode=4.0, high=12.0),
    Triangular(low=4.0, mode=12.0, high=12.0),
    Triangular(low=4.0, mode=4.0, high=4.0),
]


@pytest.mark.parametrize("distribution", ALL, ids=repr)
def test_the_mean_is_the_integral_of_the_quantiles(distribution: Distribution) -> None:
    assert distribution.quantile(EVENLY).mean() == pytest.approx(distribution.mean, rel=1e-4)


@pytest.mark.parametrize("distribution", ALL, ids=repr)
def test_quantiles_ascend_and_keep_their_shape(distribution: Distribution) -> None:
    p = np.linspace(1e-9, 1 - 1e-9, 1000).reshape(10, 100)
    found = distribution.quantile(p)
    assert found.shape == (10, 100)
    assert np.all(np.diff(found.ravel()) >= 0)


def test_the_error_factor_is_the_95th_percentile_over_the_median() -> None:
    p50, p95 = error_factor(0.1, 3.0).quantile(np.array([0.5, 0.95]))
    assert p50 == pytest.approx(0.1)
    assert p95 == pytest.approx(0.3)


def test_low_and_high_are_the_5th_and_95th_percentiles() -> None:
    assert percentiles(2.0, 50.0).quantile(np.array([0.05, 0.95])) == pytest.approx([2.0, 50.0])


def test_the_mean_of_a_lognormal_is_the_median_times_exp_half_sigma_squared() -> None:
    assert LognormalEstimate(median=2.0, sigma=0.5).mean == pytest.approx(2 * math.exp(0.125), rel=1e-15)


def test_a_probability_never_exceeds_one() -> None:
    found = error_factor(0.3, 10.0, most=1.0).quantile(np.array([0.5, 0.999999999]))
    assert 0 < found[0] < found[1] <= 1


def test_experience_is_jeffreys_posterior() -> None:
    """Chi-square with 2 n + 1 degrees of freedom, over twice the exposure."""
    p = np.array([0.05, 0.5, 0.95])
    found = after_failures(3, 120.0).quantile(p)
    assert found == pytest.approx(stats.chi2.ppf(p, 7) / 240)


def test_no_failure_is_experience_too() -> None:
    assert after_failures(0, 100.0).mean == 0.005


def test_beta_quantiles_are_scipys() -> None:
    p = np.linspace(0.01, 0.99, 20)
    assert Beta(alpha=4.5, beta=33.0).quantile(p) == pytest.approx(stats.beta.ppf(p, 4.5, 33.0))


def test_normal_quantiles_are_scipys_within_their_bounds() -> None:
    p = np.linspace(0.0, 1.0, 21)
    expected = stats.truncnorm.ppf(p, -1.5, 0.5, loc=0.75, scale=0.5)
    assert NormalEstimate(centre=0.75, deviation=0.5, most=1.0).quantile(p) == pytest.approx(expected)


def test_triangular_quantiles_are_scipys() -> None:
    p = np.linspace(0.01, 0.99, 20)
    expected = stats.triang.ppf(p, 0.25, loc=4, scale=8)
    assert Triangular(low=4.0, mode=6.0, high=12.0).quantile(p) == pytest.approx(expected)


@given(st.floats(1e-12, 1 - 1e-12))
def test_few_quantiles_are_as_many(p: float) -> None:
    """Those of the standard library are those of scipy."""
    for estimate in (error_factor(2.0, 3.0), error_factor(0.3, 5.0, most=1.0)):
        few, many = estimate.quantile(np.array([p])), estimate.quantile(np.full(5000, p))
        assert few[0] == pytest.approx(many[0], rel=1e-13)
