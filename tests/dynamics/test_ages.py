import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm

from powercalc.dynamics.ages import Ageing, Alternating, Bank, Lasting, series
from powercalc.dynamics.durations import Duration, Exponential, Fixed, Lognormal
from powercalc.dynamics.ladder import rungs
from powercalc.dynamics.nodes import age_nodes

MEAN = 4.0
DURATIONS: list[Duration] = [Exponential(MEAN), Fixed(MEAN), Lognormal(MEAN, 3.0)]
BLOCKS: list[Ageing] = [
    *(Alternating(0.01, down) for down in DURATIONS),
    series([Alternating(0.01, Exponential(4.0)), Alternating(0.002, Exponential(50.0))]),
    series([Alternating(0.01, Exponential(4.0))] * 3 + [Alternating(0.002, Exponential(50.0))]),
    Bank(Alternating(0.05, Exponential(4.0)), 3, 2),
]


@pytest.mark.parametrize("down", DURATIONS)
def test_a_duration_integrates_its_survival_function(down: Duration) -> None:
    t = np.linspace(0, 400, 4_000_001)
    survival = down.survival(t)
    area = np.sum((survival[1:] + survival[:-1]) / 2) * (t[1] - t[0])
    assert area == pytest.approx(MEAN, rel=1e-4)
    assert down.beyond(0.0) == pytest.approx(MEAN)
    assert down.beyond(3.0) == pytest.approx(area - np.sum(survival[:30_000]) * (t[1] - t[0]), rel=1e-3)


@pytest.mark.parametrize("down", DURATIONS)
def test_the_points_of_a_duration_have_its_mean(down: Duration) -> None:
    at, weight = down.nodes(40)
    assert weight.sum() == pytest.approx(1.0)
    assert at @ weight == pytest.approx(MEAN, rel=2e-2)


@pytest.mark.parametrize("block", BLOCKS)
def test_an_age_is_reached_as_often_as_the_probability_of_older_ages_falls(block: Ageing) -> None:
    t, h = np.array([0.5, 2.0, 3.0]), 1e-5
    falls = (block.unavailability(t - h) - block.unavailability(t + h)) / (2 * h)
    assert block.frequency(t) == pytest.approx(falls, rel=1e-6)


@pytest.mark.parametrize("block", BLOCKS)
def test_nodes_hold_the_whole_down_time(block: Ageing) -> None:
    ages, weights = age_nodes(block, [0.1, 1.0], 8, 1e-12)
    assert weights.sum() == pytest.approx(float(block.unavailability(0.0)), rel=1e-12)
    old = weights[ages >= 1.0].sum()
    assert old == pytest.approx(float(block.unavailability(1.0)), rel=1e-12)


@given(st.floats(0.01, 10))
def test_nodes_average_what_decays(rate: float) -> None:
    block = Alternating(0.001, Exponential(2.0))
    ages, weights = age_nodes(block, [], 8, 1e-12)
    mean = weights @ np.exp(-rate * ages)
    assert mean == pytest.approx(float(block.unavailability(0.0)) / (1 + 2.0 * rate), rel=5e-3)


def test_what_has_no_time_scale_has_been_down_for_long() -> None:
    assert Lasting(0.25).unavailability([0.0, 1e6]).tolist() == [0.25, 0.25]


@given(
    st.lists(st.floats(0.05, 0.95), min_size=1, max_size=4), st.lists(st.floats(0, 1), min_size=5, max_size=5)
)
def test_rungs_weigh_every_age_as_often_as_it_is_reached(steps: list[float], losses: list[float]) -> None:
    # the loss given the age between two thresholds is arbitrary; the variables are independent
    u = np.cumprod(np.asarray(steps, dtype=np.float64)).astype(np.float64)[:, None]
    w = np.array([0.01 * (len(steps) - k) for k in range(len(steps))])[:, None]
    q, v = (each[:, 0] for each in rungs(u, w))
    loss = np.array(losses[: len(steps) + 1])
    reached = np.array([np.prod(q[:k]) for k in range(len(steps) + 1)])
    exactly = reached * np.append(1 - q, 1.0)
    total = 0.0
    for k in range(len(steps)):
        given_k = exactly[k + 1 :] @ loss[k + 1 :] / q[k]
        given_not_k = reached[k] * loss[k]
        total += v[k] * (given_k - given_not_k)
    assert total == pytest.approx(float(w[:, 0] @ np.diff(loss)), abs=1e-12)


def test_a_bank_stays_down_while_one_unit_relieves_another() -> None:
    """2 of 3 units lost: the states of two and of three failed units, left only when a second one is back."""
    rate, mttr, tau = 0.05, 4.0, 6.0
    u = rate * mttr / (1 + rate * mttr)
    within = np.array([[-(rate + 2 / mttr), rate], [3 / mttr, -3 / mttr]])
    stay = expm(within * tau)
    bank = Bank(Alternating(rate, Exponential(mttr)), 3, 2)
    states = np.array([3 * u**2 * (1 - u), u**3])
    assert float(bank.unavailability(tau)) == pytest.approx(states @ stay.sum(axis=1), rel=1e-12)
    entered = 2 * rate * 3 * u * (1 - u) ** 2
    assert float(bank.frequency(tau)) == pytest.approx(entered * stay.sum(axis=1)[0], rel=1e-12)
    each_by_itself = Bank(Alternating(rate, Fixed(mttr)), 3, 2)
    assert float(each_by_itself.unavailability(0.0)) == pytest.approx(float(bank.unavailability(0.0)))


@pytest.mark.parametrize(("count", "lost_at"), [(60, 1), (200, 5), (1000, 30)])
def test_a_large_bank_is_counted_exactly(count: int, lost_at: int) -> None:
    """Against sums of fractions."""
    u = Fraction(1, 100)
    bank = Bank(Lasting(0.01), count, lost_at)
    right = 1 - sum(math.comb(count, j) * u**j * (1 - u) ** (count - j) for j in range(lost_at))
    assert float(bank.unavailability(0.0)) == pytest.approx(float(right), rel=1e-10)


def test_a_bank_of_a_hundred_thousand_units_is_a_number() -> None:
    unit, n = Alternating(1e-7, Exponential(10.0)), 100_000
    series, half = Bank(unit, n, 1), Bank(unit, n, n // 2)
    u = 1e-6 / (1 + 1e-6)
    assert float(series.unavailability(0.0)) == pytest.approx(-math.expm1(n * math.log1p(-u)), rel=1e-9)
    assert float(series.frequency(0.0)) == pytest.approx(
        n * 1e-7 / (1 + 1e-6) * math.exp((n - 1) * math.log1p(-u)), rel=1e-9
    )
    assert float(half.unavailability(0.0)) == 0.0
    assert float(half.frequency(0.0)) == 0.0
