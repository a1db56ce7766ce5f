"""The ladder of `benchmarks/limits.py` at sizes of seconds: figures and counts, never times."""

from __future__ import annotations

import pytest

import powercalc as pc
from benchmarks.limits import KINDS
from powercalc.diagram.response.plan import Plan
from powercalc.evaluation.too_large import advice
from powercalc.flow.network import network


def site(name: str, size: int) -> pc.Site:
    return pc.read_text(KINDS[name].text(size))


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_is_evaluated_at_its_small_size(name: str) -> None:
    found = pc.evaluate(site(name, KINDS[name].small))
    assert all(0 < load.unavailability < 1 for load in found.loads)


@pytest.mark.parametrize("name", ["mesh", "grid", "ring"])
def test_ties_without_times_are_as_a_plain_diagram(name: str) -> None:
    """Nothing is called, moves or is bridged: both answers are exact, and made in different ways."""
    one, other = (pc.evaluate(site(name, KINDS[name].small), plain=plain) for plain in (False, True))
    for as_it_behaves, plain in zip(one.loads, other.loads, strict=True):
        assert as_it_behaves.unavailability == pytest.approx(plain.unavailability, rel=1e-9)
        assert as_it_behaves.failure_frequency == pytest.approx(plain.failure_frequency, rel=1e-9)


def test_a_row_of_cables_multiplies_what_is_up() -> None:
    """1 - U = (1 - U_1) (1 - u)^(n - 1) for n equal cables in series, whatever is above them."""
    one, many = (pc.evaluate(site("row", n)) for n in (1, 1500))
    (cable,) = (each for each in site("row", 1).complete if each.id == "c1")
    x = (cable.rate or 0.0) * (cable.mttr or 0.0)
    up = (1 - one.load("r").unavailability) * (1 + x) ** -1499
    assert 1 - many.load("r").unavailability == pytest.approx(up, rel=1e-9)


def test_a_row_of_cables_is_one_block() -> None:
    plan = Plan(site("row", 1500))
    assert sum(bool(ages) for ages in plan.thresholds) == 3  # the grid, the switch, all cables


def test_parallel_units_with_equal_ratings_are_counted() -> None:
    """Two of eight out leave 600 kW for 600 kW, three trip the rest: 6-out-of-8, closed form."""
    hall = site("rated units", 8)
    unit = hall.complete[1]
    q = (unit.rate or 0.0) * (unit.mttr or 0.0) / (1 + (unit.rate or 0.0) * (unit.mttr or 0.0))
    lost = sum(_ways(8, k) * q**k * (1 - q) ** (8 - k) for k in range(3, 9))
    others = [each for each in hall.complete if each.id in ("g", "b")]
    down = [(each.rate or 0.0) * (each.mttr or 0.0) for each in others]
    feeds = 1.0
    for x in down:
        feeds /= 1 + x
    expected = 1 - feeds * (1 - lost)
    assert network(hall).can_overload
    assert pc.evaluate(hall, plain=True).load("r").unavailability == pytest.approx(expected, rel=1e-9)


def _ways(n: int, k: int) -> int:
    found = 1
    for i in range(k):
        found = found * (n - i) // (i + 1)
    return found


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mesh", "5 components are joined by 10 ties in one mesh: leave out ties"),
        ("sets on one switch", "gen0 and 3 others are alike"),
        ("row", "state what shares nothing in a file of its own"),
    ],
)
def test_a_limit_says_what_to_leave_out_or_to_merge(name: str, said: str) -> None:
    size = 2 if name == "row" else KINDS[name].small
    assert advice(site(name, size)).startswith(said)
