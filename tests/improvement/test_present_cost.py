"""Net present cost against sums that are written out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powercalc.improvement.present_cost import PresentCost


@given(st.integers(1, 60), st.floats(0, 0.5), st.floats(0, 1e6), st.floats(-1e5, 1e5))
def test_the_present_cost_is_the_sum_of_what_is_paid_year_by_year(
    years: int, rate: float, cost: float, per_year: float
) -> None:
    money = PresentCost(life_h=years * 8760.0, discount_rate=rate)
    expected = cost + sum(per_year * (1 + rate) ** -year for year in range(1, years + 1))
    assert money.of(cost, per_year) == pytest.approx(expected, rel=1e-9, abs=1e-6)


def test_a_textbook_annuity() -> None:
    """An annuity of 1 for 10 years at 8 %: 6.7101, as tables of annuities have it."""
    assert PresentCost(life_h=87600.0, discount_rate=0.08).annuity == pytest.approx(6.7101, abs=5e-5)


def test_a_small_rate_goes_over_into_none() -> None:
    small = PresentCost(life_h=87600.0, discount_rate=1e-12)
    assert small.annuity == pytest.approx(10.0, rel=1e-9)
    assert PresentCost(life_h=87600.0).annuity == 10.0


def test_downtime_costs_its_hours_of_every_year() -> None:
    money = PresentCost(life_h=5 * 8760.0, discount_rate=0.0, cost_of_downtime=1000.0)
    assert money.of_downtime(0.25) == pytest.approx(5 * 250.0)
    assert PresentCost(life_h=None).of_downtime(1.0) is None


def test_a_cost_that_is_paid_once_asks_for_no_life() -> None:
    assert PresentCost(life_h=None).of(12.0, 0.0) == 12.0
