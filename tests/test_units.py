"""The grammar of values: what it reads, what it refuses, and that it computes nothing."""

import math
from collections.abc import Callable

import pint
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from powercalc import units
from powercalc.units import Rating, ValueProblem

READERS: list[Callable[[object], object]] = [
    units.hours, units.rate, units.kilowatts, units.volts, units.kilometres, units.celsius, units.rating,
    units.probability, units.factor,
]  # fmt: skip
TIMES = {
    "us": 1 / 3.6e9, "µs": 1 / 3.6e9, "μs": 1 / 3.6e9, "ms": 1 / 3.6e6, "s": 1 / 3600, "sec": 1 / 3600,
    "min": 1 / 60, "minutes": 1 / 60, "h": 1, "hour": 1, "hours": 1, "d": 24, "day": 24, "week": 168,
    "month": 730, "year": 8760, "years": 8760, "a": 8760, "y": 8760,
}  # fmt: skip

REGISTRY: "pint.UnitRegistry[float]" = pint.UnitRegistry()
"""Somebody else's units: in them a year is 8766 h."""

numbers = st.floats(1e-200, 1e12) | st.sampled_from([0.0, 1e-12, 1.0])
gaps = st.sampled_from(["", " ", "  ", "\t"])


@pytest.mark.parametrize(("unit", "in_hours"), TIMES.items())
def test_every_unit_of_time_is_a_number_of_hours(unit: str, in_hours: float) -> None:
    assert units.hours(f"3 {unit}") == pytest.approx(3 * in_hours, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 / year", 2 / 8760),
        ("1 / 1100 h", 1 / 1100),
        ("0 / h", 0),
        ("0.5/d", 0.5 / 24),
        ("1/2 week", 1 / 336),
    ],
)
def test_a_rate_is_a_number_per_time(text: str, value: float) -> None:
    assert units.rate(text) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("300 kW", Rating(value=300, unit="kW")),
        ("0.3 MW", Rating(value=300, unit="kW")),
        ("330 kVA", Rating(value=330, unit="kVA")),
        ("24 A", Rating(value=24, unit="A")),
    ],
)
def test_a_rating_keeps_its_dimension(text: str, rating: Rating) -> None:
    read = units.rating(text)
    assert read.unit == rating.unit
    assert read.value == pytest.approx(rating.value, rel=1e-15)


@pytest.mark.parametrize(("given_", "value"), [("0.94 %", 0.0094), (0.5, 0.5), (0, 0), (1, 1), ("100 %", 1)])
def test_a_probability_is_percent_or_a_bare_number(given_: object, value: float) -> None:
    assert units.probability(given_) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("text", ["24 degC", "24 °C"])
def test_a_temperature_is_in_degrees_celsius(text: str) -> None:
    assert units.celsius(text) == 24


def test_nothing_is_nothing_in_every_unit() -> None:
    assert [units.hours(0), units.rate(0), units.kilowatts(0)] == [0, 0, 0]


@given(numbers, gaps, st.sampled_from(sorted(TIMES)), gaps)
def test_gaps_around_number_and_unit_mean_nothing(number: float, gap: str, unit: str, around: str) -> None:
    assert units.hours(f"{around}{number!r}{gap}{unit}{around}") == units.hours(f"{number!r} {unit}")


@given(numbers, st.floats(1e-6, 1e9), st.sampled_from(sorted(TIMES)))
def test_a_rate_is_the_number_over_the_time(number: float, time: float, unit: str) -> None:
    read = units.rate(f"{number!r} / {time!r} {unit}")
    assert math.isclose(read * units.hours(f"{time!r} {unit}"), number, rel_tol=1e-12)


@given(numbers, st.sampled_from(sorted(TIMES)))
def test_text_and_quantity_agree(number: float, unit: str) -> None:
    quantity = REGISTRY.Quantity(number, {"a": "year", "y": "year", "d": "day", "h": "hour"}.get(unit, unit))
    assert math.isclose(
        units.hours(quantity), units.hours(f"{number!r} {unit}"), rel_tol=1e-12, abs_tol=1e-300
    )


@pytest.mark.parametrize(
    ("read", "given_", "flaw"),
    [
        (units.hours, "5 kW", "has the wrong dimension"),
        (units.hours, "1 / 1100 h", "has the wrong dimension"),
        (units.rate, "5 h", "has the wrong dimension"),
        (units.probability, "5 h", "has the wrong dimension"),
        (units.kilowatts, "5 kVA", "has the wrong dimension"),
        (units.hours, 5, "is a bare number where a unit is due"),
        (units.hours, 10**400, "is a bare number where a unit is due"),
        (units.hours, "5", "has no unit"),
        (units.hours, "0,5 h", "has a decimal comma; write a point"),
        (units.hours, "", "is empty"),
        (units.hours, "  ", "is empty"),
        (units.hours, "-5 h", "is negative"),
        (units.hours, "nan h", "is not a finite number"),
        (units.hours, math.nan, "is not a finite number"),
        (units.hours, "1e9999 h", "is not a finite number"),
        (units.rate, "1 / 0 h", "divides by zero"),
        (units.hours, "9**9**9 h", "is not in the grammar of values"),
        (units.hours, "(5) h", "is not in the grammar of values"),
        (units.hours, "٣ h", "is not in the grammar of values"),
        (units.hours, True, "is true or false, not a value"),
        (units.hours, [], "is a list, not a value with a unit"),
        (units.probability, 1.5, "is outside 0 to 1"),
        (units.probability, "101 %", "is outside 0 to 1"),
        (units.probability, 10**400, "is not a finite number"),
        (units.factor, 0.5, "is below 1"),
        (units.factor, "3", "is not a bare number"),
    ],
)
def test_what_is_wrong_is_said(read: Callable[[object], float], given_: object, flaw: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        read(given_)
    assert caught.value.text == flaw
    assert "such as" in caught.value.expected


@pytest.mark.parametrize(
    ("read", "text", "suggestion"),
    [
        (units.hours, "5 hors", "hours"),
        (units.hours, "5 MIN", "min"),
        (units.rate, "2 per year", '"2 / year"'),
        (units.kilowatts, "8 KW", "kW"),
        (units.kilowatts, "8 Kw", "kW"),
        (units.rating, "500 KVA", "kVA"),
        (units.rating, "16 amps", "A"),
        (units.rating, "16 Amp", "A"),
        (units.rating, "125 hp", None),
        (units.kilowatts, "125 hp", None),
        (units.hours, "8 KW", None),
        (units.hours, "10 M", None),
        (units.hours, "10 H", "h"),
        (units.volts, "10 KV", "kV"),
        (units.volts, "400 volts", "V"),
        (units.celsius, "24 C", "degC"),
        (units.kilometres, "30 kms", "km"),
        (units.rate, "100 FIT", '"100 / 1e9 h"'),
        (units.rate, "100 fits", '"100 / 1e9 h"'),
        (units.rate, "3 FPMH", '"3 / 1e6 h"'),
        (units.rate, "4 / 10^6 h", '"4 / 1e6 h"'),
        (units.rate, "4 per 10^6 h", '"4 / 1e6 h"'),
        (units.rate, "4 / 10⁶ h", '"4 / 1e6 h"'),
        (units.rate, "4 x 10^-6 / h", '"4e-6 / h"'),
        (units.rate, "4e-6 1/h", '"4e-6 / h"'),
        (units.rate, "4e-6 h^-1", '"4e-6 / h"'),
        (units.rate, "4e-6 h⁻¹", '"4e-6 / h"'),
    ],
)
def test_what_was_probably_meant_is_suggested(
    read: Callable[[object], float], text: str, suggestion: str | None
) -> None:
    with pytest.raises(ValueProblem) as caught:
        read(text)
    assert caught.value.suggestion == suggestion
    if suggestion and suggestion.startswith('"'):  # what is suggested is read
        assert read(suggestion.strip('"')) > 0


@pytest.mark.parametrize(
    ("read", "given_", "flaw"),
    [
        (units.hours, "1e-400 h", "is smaller than"),
        (units.hours, "1e-320 us", "is smaller than"),
        (units.rate, "1e-400 / h", "is smaller than"),
        (units.rate, "1e-300 / 1e300 h", "is smaller than"),
        (units.rate, "1 / 1e-400 h", "is smaller than"),
        (units.rate, "1 / 1e400 h", "is not a finite number"),
        (units.rate, "1e400 / h", "is not a finite number"),
        (units.probability, "1e-400 %", "is smaller than"),
        (units.probability, units.number("1e-400"), "is smaller than"),
        (units.probability, units.number("1e400"), "is not a finite number"),
        (units.factor, units.number("1e400"), "is not a finite number"),
    ],
)
def test_what_a_float_cannot_hold_is_not_taken_for_zero(
    read: Callable[[object], float], given_: object, flaw: str
) -> None:
    with pytest.raises(ValueProblem, match=flaw):
        read(given_)


@pytest.mark.parametrize("text", ["0", "0.0", "0e9", "0.000e-400", "1e-300", "inf", "nan", "-2.5", "1_0.5"])
def test_a_number_that_a_float_holds_is_that_float(text: str) -> None:
    assert not isinstance(units.number(text), units.Beyond)
    assert repr(units.number(text)) == repr(float(text))


@given(
    st.text(max_size=40)
    | st.text("0123456789.eE+-*/()% hkWVAmin_", max_size=20)
    | st.integers()
    | st.floats()
    | st.none()
)
@example("9" * 10_000 + " h")
@example("1e99999 h")
@example("1" + " " * 100_000 + "h")
def test_any_value_is_a_sound_number_or_a_problem(given_: object) -> None:
    for read in READERS:
        number = number_or_problem(read, given_)
        assert isinstance(number, ValueProblem) or 0 <= number < math.inf


def number_or_problem(read: Callable[[object], object], given_: object) -> float | ValueProblem:
    try:
        value = read(given_)
    except ValueProblem as problem:
        return problem
    number = value.value if isinstance(value, Rating) else value
    assert isinstance(number, float)
    return number
