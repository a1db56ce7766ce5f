"""How often generators are called because others do not supply: against closed forms and the simulation."""

from __future__ import annotations

import math
from typing import Any

import pytest

import powercalc as pc
from powercalc.components import Component
from powercalc.results.evaluation_result import Standby
from powercalc.simulate import simulate

OFTEN = 6 / (1 + 60 / 8760)
"""Outages of the grid a year."""
GRID = pc.GridFeed("grid", failure_rate="6 / year", mttr="10 h")
SOUND: dict[str, Any] = {"failure_rate": 0, "mttr": "1 h"}


def generator(name: str, **figures: Any) -> pc.Generator:
    given = {"failure_rate": "1 / 200 h", "mttr": "20 h", "fail_to_start": 0.01, "start_time": "10 s"}
    return pc.Generator(name, **given | figures)


def switch(name: str, *fed_by: str, transfer_time: str = "0 s") -> pc.Ats:
    return pc.Ats(name, fed_by=fed_by, fail_to_transfer=0, transfer_time=transfer_time, **SOUND)


def one_switch(number: int, transfer_time: str, **figures: Any) -> list[Component]:
    sets = [generator(f"g{n}", **figures) for n in range(number)]
    return [*sets, switch("s", "grid", *(each.id for each in sets), transfer_time=transfer_time)]


def one_each(number: int, transfer_time: str, **figures: Any) -> list[Component]:
    sets = [generator(f"g{n}", **figures) for n in range(number)]
    above = ["grid", *(f"s{n}" for n in range(number - 1)), "s"]
    return [
        *sets,
        *(switch(below, up, each.id, transfer_time=transfer_time)
          for up, below, each in zip(above, above[1:], sets, strict=False)),
    ]  # fmt: skip


def used(parts: list[Component], hold_up: str = "20 ms") -> tuple[Standby, ...]:
    return pc.evaluate(pc.Site("row", (GRID, *parts, pc.Server("rack", fed_by="s", hold_up=hold_up)))).standby


@pytest.mark.parametrize("row", [one_switch, one_each])
@pytest.mark.parametrize("transfer_time", ["0 s", "100 ms", "10 s"])
@pytest.mark.parametrize("number", [2, 3, 4, 6])
def test_a_set_that_fails_calls_all_behind_it_until_the_next_has_started(
    row: Any, transfer_time: str, number: int
) -> None:
    """All are called with the grid, until the first has started; and again whenever one before them fails."""
    fails, sets = 0.0, used(row(number, transfer_time))
    for each in sets:
        assert each.calls_per_year == pytest.approx(OFTEN + fails, rel=2e-4)
        assert each.calls_error_per_year < 1e-3 * each.calls_per_year
        fails += each.set_hours_per_year / 200


@pytest.mark.parametrize("number", [3, 4])
def test_the_gap_of_a_switch_that_moves_to_the_next_set_calls_the_one_behind(number: int) -> None:
    """Sets that supply at once: what one of them calls depends on the switches alone."""
    at_once = {"start_time": 0, "fail_to_start": 0}
    first, *others = used(one_each(number, "5 s", **at_once))
    assert first.calls_per_year == pytest.approx(OFTEN, rel=1e-6)
    fails = first.set_hours_per_year / 200
    for each in others:
        assert each.calls_per_year == pytest.approx(OFTEN + fails, rel=1e-3)
        fails += each.set_hours_per_year / 200
    second, third, *_ = used(one_switch(number, "5 s", **at_once))[1:]
    fails = first.set_hours_per_year / 200
    assert fails < second.calls_per_year < 1.02 * fails  # and where an outage finds the first in repair
    assert third.calls_per_year < 0.1 * second.calls_per_year


@pytest.mark.parametrize("autonomy", [0.5 / 60, 5 / 60, 1 / 3, 0.5])
@pytest.mark.parametrize("start", ["0 s", "10 s"])
def test_a_battery_between_two_sets_is_spent_before_the_second_is_called(autonomy: float, start: str) -> None:
    """It refuses, or fails while it runs; and neither grid nor set is back before the battery is spent."""
    parts = [
        generator("g0", start_time=start),
        generator("g1", start_time=start),
        switch("above", "grid", "g0"),
        pc.Ups("ups", fed_by="above", autonomy=f"{autonomy!r} h", battery_failure=0, **SOUND),
        switch("s", "ups", "g1"),
    ]
    first, second = used(parts)
    lasts = math.exp(-autonomy * (1 / 10 + 1 / 20))
    fails = 0.01 * OFTEN + first.set_hours_per_year / 200
    assert second.calls_per_year == pytest.approx(fails * lasts, rel=0.01)
    assert second.calls_error_per_year < 0.01 * second.calls_per_year


@pytest.mark.parametrize("hold_up", ["0 s", "20 ms"])
@pytest.mark.parametrize("row", [one_switch, one_each])
def test_the_end_of_the_fuel_calls_the_next_set(row: Any, hold_up: str) -> None:
    """Called by every outage that lasts longer than the fuel, e^(−8 h / 10 h), whatever the load holds."""
    perfect = {"failure_rate": 0, "fail_to_start": 0, "start_time": 0}
    first, second, *others = row(2, "0 s", **perfect)
    dry = generator("g0", **perfect, fuel_autonomy="8 h", fuel_resupply="24 h")
    assert first.id == dry.id
    _, behind = used([dry, second, *others], hold_up)
    assert behind.calls_per_year == pytest.approx(OFTEN * math.exp(-0.8), rel=1e-4)


def test_sets_of_different_starts_above_a_battery_are_called_as_often_as_they_are_seen_to_be() -> None:
    """The second takes longer to start than the battery holds: the third is called meanwhile."""
    weak = {"failure_rate": "1 / 50 h", "fail_to_start": 0.05}
    parts = (
        GRID,
        generator("g0", **weak),
        generator("g1", start_time="60 s", **weak),
        generator("g2", **weak),
        switch("above", "grid", "g0", "g1"),
        pc.Ups("ups", fed_by="above", autonomy="30 s", battery_failure=0, **SOUND),
        switch("s", "ups", "g2"),
        pc.Server("rack", fed_by="s", hold_up="20 ms"),
    )
    site, years = pc.Site("mixed", parts), 4000
    seen = {each.id: each for each in simulate(site, years=years, seed=1, processes=1).standby}
    for each in pc.evaluate(site).standby:
        calls = seen[each.id].calls_per_year
        assert abs(each.calls_per_year - calls) <= each.calls_error_per_year + 3 * (2 * calls / years) ** 0.5
        assert each.calls_error_per_year < 2e-3 * each.calls_per_year


SHARES = pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
CAUSES = pytest.mark.parametrize("figure", ["fail_to_start", "failure_rate"])


def refusing(figure: str) -> dict[str, Any]:
    """What a set does wrong: one thing, with others or by itself."""
    if figure == "failure_rate":
        return {"fail_to_start": 0, "failure_rate": "1 / 200 h", "start_time": "0 s"}
    return {"fail_to_start": 0.1, "failure_rate": 0, "start_time": "0 s"}


def row_with_a_cause(figure: str, share: float, *members: str) -> pc.Evaluation:
    """Two sets in a row and one beside them, of which some have something in common."""
    cause = pc.CommonCause(name="both", members=members, beta=share, of=figure)
    parts = (
        GRID,
        *one_switch(2, "0 s", **refusing(figure)),
        generator("x", **refusing(figure)),
        switch("beside", "grid", "x"),
        pc.Server("rack", fed_by="s"),
        pc.Server("other", fed_by="beside"),
    )
    return pc.evaluate(pc.Site("row", parts, common_causes=(cause,)))


@SHARES
@CAUSES
def test_calls_behind_a_common_cause_are_those_behind_any_other(figure: str, share: float) -> None:
    """The second set is called whenever the first does not supply, for as long, whatever has struck it."""
    first, second, _ = row_with_a_cause(figure, share, "g0", "g1").standby
    both = 0.1 * share * 0.1 * (1 - share)
    refuses = 0.1 - both
    if figure == "fail_to_start":
        lasts = 1 / (1 / 10 + 1 / 20)  # until the feed or the first set is back
        longer = 2 * lasts - 1 / (1 / 10 + 2 / 20)  # or it is in repair for both
        hours = OFTEN * ((refuses - both) * lasts + both * longer)
        assert second.calls_per_year == pytest.approx(OFTEN * refuses, rel=0.01)
        assert second.running_h_per_year == pytest.approx(hours, rel=0.01)
    else:
        runs = 1 / (1 / 200 + 1 / 10 - 1 / 200 * (1 / 20) / (1 / 20 + 1 / 10))  # hours of a call
        assert second.calls_per_year == pytest.approx(first.calls_per_year * runs / 200, rel=0.01)
    assert second.calls_error_per_year < 0.005 * second.calls_per_year
    assert second.running_error_h_per_year < 0.005 * second.running_h_per_year


@SHARES
@CAUSES
def test_a_cause_that_strikes_a_set_and_one_elsewhere_spares_the_set_behind(
    figure: str, share: float
) -> None:
    """The load is lost when the second set does not supply either: as if both were struck one by one."""
    found = row_with_a_cause(figure, share, "g0", "x").load("rack")
    alone = row_with_a_cause(figure, 0.0, "g0", "x").load("rack")
    assert found.interruptions_per_year == pytest.approx(alone.interruptions_per_year, rel=0.03)
    assert found.downtime_h_per_year == pytest.approx(alone.downtime_h_per_year, rel=0.03)


def test_a_cause_that_strikes_the_first_two_of_three_sets() -> None:
    """Simulated: calls, hours and the load, within three standard errors and what is stated."""
    weak = {"failure_rate": "1 / 150 h", "fail_to_start": 0.15}
    cause = pc.CommonCause(name="both", members=("g0", "g1"), beta=0.5, of="fail_to_start")
    rows = (GRID, *one_switch(3, "2 s", **weak), pc.Server("rack", fed_by="s", hold_up=0))
    site, years = pc.Site("three", rows, common_causes=(cause,)), 4000
    found, seen = pc.evaluate(site), simulate(site, years=years, seed=1, processes=1)
    for each, did in zip(found.standby, seen.standby, strict=True):
        few = 3 * (2 / (did.calls_per_year * years)) ** 0.5
        assert each.calls_per_year == pytest.approx(did.calls_per_year, rel=few)
        assert each.running_h_per_year == pytest.approx(did.called_h_per_year, rel=3 * few)
    (rack,) = seen.loads
    apart = found.load("rack").downtime_h_per_year - rack.downtime_h_per_year
    assert abs(apart) <= 3 * rack.downtime_standard_error + 0.01 * rack.downtime_h_per_year


def test_hours_are_those_after_the_other_set_has_failed_in_crossed_orders() -> None:
    """Each set is the other's reserve: an outage of b calls one, whose state tells for how long both are.

    While the feed of b is out, at s = 1/20 h, the first set fails at λ and is repaired at μ: it is in repair
    for λ / (s (s + λ + μ)) of each outage, and so long is the second one called.
    """
    sure = {"failure_rate": 0, "fail_to_transfer": 0, "transfer_time": 0}
    site = pc.Site(
        "crossed",
        (
            pc.GridFeed("grid-a", failure_rate="0.001 / year", mttr="1 h"),
            pc.GridFeed("grid-b", failure_rate="4 / year", mttr="20 h"),
            pc.Generator("g1", failure_rate=0, mttr="4 h", fail_to_start=0, start_time="2 min"),
            pc.Generator("g2", failure_rate="1 / 200 h", mttr="45 h", fail_to_start=0, start_time="30 s"),
            pc.Ats("a", fed_by=["grid-a", "g1", "g2"], **sure),
            pc.Ats("first-b", fed_by=["grid-b", "g2"], **sure),
            pc.Ats("b", fed_by=["first-b", "g1"], **sure),
            pc.Server("on-a", fed_by="a", hold_up=0),
            pc.Server("on-b", fed_by="b", hold_up=0),
        ),
    )
    s, fails, repaired = 1 / 20, 1 / 200, 1 / 45
    often = 4 / (1 + 80 / 8760)
    expected = often * fails / (s * (s + fails + repaired)) + 0.001
    first = {each.id: each for each in pc.evaluate(site).standby}["g1"]
    assert first.running_h_per_year == pytest.approx(expected, rel=0.03)
