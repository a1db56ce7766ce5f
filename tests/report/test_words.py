from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powercalc.report import words


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (1e-9, "1.0e-9"), (0.36, "0.36"), (9.96, "10"), (1899.4, "1,900"), (2.4e6, "2.4 million")],
)
def test_a_figure_has_two_significant_digits(value: float, said: str) -> None:
    assert words.figure(value) == said


@pytest.mark.parametrize(
    ("unavailability", "said"),
    [
        (0, "100 %"),
        (6.9e-7, "99.999931 %"),
        (9.96e-7, "99.99990 %"),
        (0.05, "95.0 %"),
        (1, "0 %"),
        (1e-18, "over 99.9999999999999 %"),
    ],
)
def test_an_availability_has_as_many_nines_as_it_needs(unavailability: float, said: str) -> None:
    assert words.availability(unavailability) == said


@given(st.floats(1e-300, 1))
def test_an_availability_never_rounds_to_a_promise(unavailability: float) -> None:
    assert words.availability(unavailability) != "100 %"


@given(st.floats(0, 0.9999999999), st.floats(0, 0.9999999999))
def test_a_worse_availability_never_reads_as_a_better_one(one: float, other: float) -> None:
    good, bad = sorted((one, other))
    if good >= 1e-15 and bad <= 0.9:
        assert float(words.availability(good)[:-2]) >= float(words.availability(bad)[:-2])


@given(st.floats(0, 1e9))
def test_every_frequency_can_be_said(per_year: float) -> None:
    assert words.how_often(per_year)
    assert words.chance(per_year).endswith("%")


@given(st.floats(0, 1e12))
def test_every_time_can_be_said(hours: float) -> None:
    assert words.duration(hours).split()[-1] in {"s", "min", "h", "days", "years"}


def test_a_chance_is_certain_only_when_it_is() -> None:
    assert words.percent(0.99999) == "more than 99 %"
    assert words.percent(1) == "100 %"


def test_a_promise_is_said_as_it_was_stated() -> None:
    assert words.stated("24.0000 h per year") == "24 h per year"
    assert words.stated("99.9900 %") == "99.99 %"
    assert words.stated("1,440.00 min") == "1,440 min"


def test_what_is_beyond_a_hundred_thousand_years_is_told_as_that() -> None:
    assert words.how_often(9.9e-6) == "less than once in 100,000 years"
    assert words.how_often(1.01e-5) == "about once in 99,000 years"
    assert words.how_often(5e-324) == "less than once in 100,000 years"
    assert words.how_often(0) == "never"
    assert words.chance(1e-9) == "less than 0.0050 %"
