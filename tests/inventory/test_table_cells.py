"""What a cell says, as people write it."""

import pytest

from powercalc.inventory.table.cells import (
    Amount,
    Decimal,
    amount,
    breaker_rating,
    decimal_of,
    is_unknown,
    phases_of,
    says_nothing,
)


@pytest.mark.parametrize(
    ("cell", "decimal", "value", "unit"),
    [
        ("1,98", None, 1.98, ""),
        ("1.98", None, 1.98, ""),
        ("7,2 kW", None, 7.2, "kW"),
        ("1 234,5 W", None, 1234.5, "W"),
        ("1.234,5", None, 1234.5, ""),
        ("1,234.5", None, 1234.5, ""),
        ("1'234.5", None, 1234.5, ""),
        ("1,234", "comma", 1.234, ""),
        ("1,234", "point", 1234, ""),
        ("1.234", "comma", 1234, ""),
        ("1.234", "point", 1.234, ""),
        ("0,125", None, 0.125, ""),
        ("450W", None, 450, "W"),
        ("1,234,567", "point", 1234567, ""),
    ],
)
def test_a_number(cell: str, decimal: Decimal | None, value: float, unit: str) -> None:
    found = amount(cell, decimal)
    assert isinstance(found, Amount)
    assert found.value == pytest.approx(value)
    assert found.unit == unit


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("abc", "is no number"),
        ("=SUM(A1:A3)", "is a formula without a saved value"),
        ("=cmd|' /C calc'!A0", "is a formula without a saved value"),
        ("-3", "is below 0"),
        ("1,234", "may be a decimal or a thousand; --decimal comma or --decimal point says which"),
        ("1.2.3,4,5", "is no number"),
    ],
)
def test_no_number(cell: str, why: str) -> None:
    assert amount(cell, None) == why


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["1,98", "18,06"], "comma"),
        (["1.98", "5"], "point"),
        (["1,234", "2"], None),
        (["1,5", "2.5"], None),
        ([], None),
    ],
)
def test_what_parts_off_the_decimals(cells: list[str], told: str | None) -> None:
    assert decimal_of(cells) == told


@pytest.mark.parametrize(
    ("cell", "amps", "phases"),
    [
        ("32 A tri", 32, 3),
        ("32A", 32, None),
        ("32", 32, None),
        ("3x32 A", 32, 3),
        ("3 × 63A", 63, 3),
        ("16 A mono", 16, 1),
        ("16A triphasé", 16, 3),
        ("C16A", 16, None),
        ("32/3", 32, 3),
        ("32 A (3P+N)", 32, 3),
        ("20 A 1P", 20, 1),
        ("16 A Tétra", 16, 3),
        ("2,5 A", 2.5, None),
    ],
)
def test_a_breaker(cell: str, amps: float, phases: int | None) -> None:
    found = breaker_rating(cell)
    assert found is not None
    assert (found.amps, found.phases) == (amps, phases)


@pytest.mark.parametrize("cell", ["Q1", "tri", "0 A", "32 kW", "", "A32B"])
def test_no_breaker(cell: str) -> None:
    assert breaker_rating(cell) is None


@pytest.mark.parametrize(
    ("cell", "phases"), [("3", 3), ("4", 3), ("1", 1), ("tri", 3), ("Single", 1), ("x", None)]
)
def test_phases(cell: str, phases: int | None) -> None:
    assert phases_of(cell) == phases


def test_nothing_and_not_known_are_two_things() -> None:
    nothing, unknown = ("-", "n/a", "Aucun", "néant"), ("", "?", "TBD", "à définir")
    for each in (*nothing, *unknown, "PP-A1"):
        assert says_nothing(each) == (each in nothing)
        assert is_unknown(each) == (each in unknown)
