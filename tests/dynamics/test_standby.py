import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from powercalc.dynamics.behind import Behind
from powercalc.dynamics.chain import Sets
from powercalc.dynamics.durations import Exponential
from powercalc.dynamics.markov import Exponent
from powercalc.dynamics.standby import Demand, StandbyGroup, idle_time
from powercalc.dynamics.tested import moments

Floats = NDArray[np.float64]


def sets(
    count: int = 1, needed: int = 1, *, q: float = 0.1, out: float = 0.0, start_mttr: float = 10.0
) -> Sets:
    return Sets(
        count=count, needed=needed, failure_rate=0.02, mttr=10.0, start_mttr=start_mttr, fail_to_start=q,
        out_of_service=out, start_time=0.01,
    )  # fmt: skip


def calls(rate: float = 0.001, mean: float = 5.0) -> Demand:
    at, weights = Exponential(mean).nodes(30)
    return Demand(rate=rate, lengths=at, weights=weights)


def lost(bus: StandbyGroup, tau: float, age: float) -> float:
    return float(bus.lost_for(np.array([tau]), np.array([age]), bus.at_call)[0])


def test_one_set_follows_its_closed_form() -> None:
    bus = StandbyGroup(sets(), [calls()])
    at_start, limit = lost(bus, 0.0, 0.01), 0.2 / 1.2
    for age in (0.01, 1.0, 7.0, 100.0):
        expected = limit + (at_start - limit) * np.exp(-(0.02 + 0.1) * (age - 0.01))
        assert lost(bus, 0.0, age) == pytest.approx(expected, rel=1e-9)


def test_nothing_supplies_before_the_start_time() -> None:
    bus = StandbyGroup(sets(q=0.0), [calls()])
    assert lost(bus, 0.0, 0.005) == 1.0
    assert lost(bus, 0.0, 0.01) < 0.01


def test_a_failed_start_lasts_until_the_repair() -> None:
    bus = StandbyGroup(sets(), [calls()])
    assert lost(bus, 5.0, 5.0) == pytest.approx(lost(bus, 0.01, 0.01) * np.exp(-0.1 * 4.99), rel=1e-9)


def test_a_set_that_is_called_at_once_again_is_still_in_repair() -> None:
    seldom, often = StandbyGroup(sets(), [calls(1e-6)]), StandbyGroup(sets(), [calls(0.1)])
    assert lost(seldom, 0.0, 0.01) == pytest.approx(0.1, rel=1e-3)
    assert lost(often, 0.0, 0.01) > 0.15


@given(
    st.integers(1, 3),
    st.integers(1, 3),
    st.floats(0, 1),
    st.sampled_from([0.0, 0.2]),
    st.sampled_from([10.0, 2.0]),
)
def test_probabilities_stay_probabilities(
    count: int, needed: int, q: float, out: float, start_mttr: float
) -> None:
    bus = StandbyGroup(sets(count, min(count, needed), q=q, out=out, start_mttr=start_mttr), [calls()])
    assert bus.at_call.sum(axis=1) == pytest.approx(1.0)
    for tau, age in ((0.0, 0.01), (0.0, 3.0), (1.0, 3.0), (3.0, 3.0)):
        assert 0.0 <= lost(bus, tau, age) <= 1.0
    assert lost(bus, 1.0, 3.0) <= lost(bus, 0.0, 3.0) + 1e-12


def test_a_set_out_of_service_stays_away_for_the_call_and_no_longer() -> None:
    bus = StandbyGroup(sets(q=0.0, out=0.3), [calls(1e-9)])
    assert lost(bus, 0.0, 0.01) == pytest.approx(0.3)
    assert lost(bus, 50.0, 50.0) == pytest.approx(0.3)
    assert bus.at_call[0][0] == pytest.approx(1.0, abs=1e-6)


def test_the_rate_of_failures_is_what_leaves_supply() -> None:
    bus, age, step = StandbyGroup(sets(2, 1), [calls()]), 4.0, 1e-5
    ages = np.array([age - step, age + step])
    before = np.repeat(bus.at_call, 2, axis=0)
    growth = np.diff(bus.lost_for(np.zeros(2), ages, before))[0] / (2 * step)
    entered = float(bus.frequency(np.zeros(1), np.array([age]), bus.at_call)[0])
    repaired = 0.1 * 2 * lost(bus, 0.0, age)
    assert growth == pytest.approx(entered - repaired, rel=1e-5)


@given(st.floats(0.01, 5.0))
def test_idle_time_has_the_moments_of_an_exponential(shared: float) -> None:
    rate, mttr = shared / 20.0, 20.0
    idle = idle_time(rate, mttr)
    for k in (0, 1, 2, 3):
        mean = sum(w * np.exp(-k * t / mttr) for t, w in zip(idle.times, idle.weights, strict=True))
        assert mean == pytest.approx(shared / (shared + k), rel=1e-9)


def test_idle_time_averages_to_the_state_without_it() -> None:
    idle = idle_time(0.01, 10.0)
    split, whole = (
        StandbyGroup(sets(), [calls(0.01)], moments(idle.times, idle.weights, 0.01, {})[0]),
        StandbyGroup(sets(), [calls(0.01)]),
    )
    assert np.array(idle.weights) @ split.at_call == pytest.approx(whole.at_call[0], rel=1e-9)


def test_a_second_bus_remembers_that_it_has_failed_in_the_same_outage() -> None:
    first, second = StandbyGroup(sets(), [calls()]), StandbyGroup(sets(), [calls(1e-9)])
    before = Behind(first, second).at_failure(np.array([1e-9, 20.0]))
    assert before[0] == pytest.approx(second.at_call[0], abs=5e-3)
    assert before[1, 0] < before[0, 0] - 0.005


def test_a_second_bus_remembers_what_the_last_outage_did_to_both() -> None:
    first, second = StandbyGroup(sets(), [calls(0.01)]), StandbyGroup(sets(), [calls(0.001)])
    before = Behind(first, second).at_no_start(np.array([0.01]))
    assert before[0, 0] < second.at_call[0, 0]


def test_the_exponent_of_a_chain_agrees_with_its_series() -> None:
    rates = np.array([[-0.3, 0.3, 0.0], [0.1, -0.3, 0.2], [0.0, 0.5, -0.5]])
    term, total = np.eye(3), np.eye(3)
    for k in range(1, 40):
        term = term @ rates * 2.0 / k
        total += term
    assert Exponent(rates).matrix(2.0) == pytest.approx(total, abs=1e-12)
