"""Faults that nobody knows of: the textbook's mean, what a shared test day does, calls as tests."""

import math

import numpy as np
import pytest

from powercalc.dynamics.chain import Sets
from powercalc.dynamics.standby import StandbyGroup
from powercalc.dynamics.tested import ANY, Moment, Resting, since_call, since_test

RATE, INTERVAL = 1e-3, 730.0
ALWAYS_FOUND = np.array([[1.0, 0.0], [1.0, 0.0]])


def fault(rate: float = 0.0, interval: float = INTERVAL) -> Resting:
    """Well, or with a fault; mended in no time by a test, and by calls that come at a rate."""
    return Resting(
        between=np.array([[-RATE, RATE], [0.0, 0.0]]), rate=rate, call=ALWAYS_FOUND, test=ALWAYS_FOUND,
        interval=interval, mttr=0.0,
    )  # fmt: skip


def sets(count: int, needed: int = 1) -> Sets:
    return Sets(
        count=count, needed=needed, failure_rate=0.0, mttr=0.0, start_mttr=0.0, fail_to_start=0.0,
        start_time=0.0, dormant_rate=RATE, test_interval=INTERVAL,
    )  # fmt: skip


def test_the_mean_over_the_time_since_a_test_is_that_of_the_textbook() -> None:
    x = RATE * INTERVAL
    assert fault().at(ANY)[1] == pytest.approx(1 + math.expm1(-x) / x, rel=1e-9)


def test_at_a_known_time_since_the_test_it_is_exponential() -> None:
    assert fault().at(Moment(tested={INTERVAL: 100.0}))[1] == pytest.approx(-math.expm1(-0.1), rel=1e-9)


def test_calls_find_faults_as_tests_do() -> None:
    assert fault(0.004, 0.0).at(ANY)[1] == pytest.approx(RATE / (RATE + 0.004), rel=1e-9)
    assert fault(0.004, 0.0).at(Moment(20.0, 0.004))[1] == pytest.approx(-math.expm1(-0.02), rel=1e-9)


def test_a_pair_tested_on_one_day_has_the_mean_of_the_square() -> None:
    bus = StandbyGroup(sets(2), [])
    x = RATE * INTERVAL
    square = 1 - 2 * -math.expm1(-x) / x + -math.expm1(-2 * x) / (2 * x)
    both = bus.at_call[0] @ bus.started
    assert both[bus.chain.well == 0].sum() == pytest.approx(square, rel=1e-5)


@pytest.mark.parametrize("mttr", [0.0, 10.0, 500.0])
def test_nodes_of_the_time_since_a_test_have_its_mean(mttr: float) -> None:
    times, weights = since_test(INTERVAL, mttr)
    assert weights.sum() == pytest.approx(1)
    assert weights @ times == pytest.approx(INTERVAL / 2)


def test_nodes_of_the_time_since_a_call_add_up() -> None:
    times, weights = since_call(0.002, 10.0)
    assert weights.sum() == pytest.approx(1)
    assert weights @ np.exp(-0.002 * times) == pytest.approx(0.5, rel=1e-9)
