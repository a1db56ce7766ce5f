"""Planned work: closed forms of what a window means, in the outage response and in plain blocks."""

import math
from typing import Any

import numpy as np
import pytest

import powercalc as pc
from powercalc.cascade.windows_at_rest import plain_windows
from powercalc.components import Component
from powercalc.evaluation import Evaluation
from powercalc.events.planned_work import ComponentWork, PlannedWindow, services
from powercalc.response import respond
from powercalc.response.response_windows import respond_in_windows
from tests.markov_chain import stationary

YEAR = 8760.0
WORK = {"maintenance_rate": "2 / year", "maintenance_time": "8 h"}
NEVER = {"failure_rate": "0 / year", "mttr": "1 h"}
SOURCE = pc.Block("grid", unavailability=0)


def parallel(count: int, **work: str) -> pc.Site:
    """So many paths, each out for 100 h once a year."""
    paths = [
        pc.Block(f"path-{place}", fed_by="grid", failure_rate="1 / year", mttr="100 h", **work)
        for place in range(count)
    ]
    return pc.Site(
        "paths", (SOURCE, *paths, pc.Server("rack", fed_by=[path.id for path in paths], hold_up=0))
    )


def windows(site: pc.Site) -> list[PlannedWindow]:
    return list(respond_in_windows(site, services(site), respond(site)).windows)


def begun_within(mttr: float, hours: float) -> float:
    """The mean over a window of 1 − e^(−t/mttr)."""
    return 1 - mttr / hours * -math.expm1(-hours / mttr)


def test_beside_a_long_repair_the_steady_state_would_be_25_times_too_much() -> None:
    site = parallel(2, **WORK)
    x = 100 / YEAR
    steady = x / (1 + x)
    for found in (plain_windows(site, services(site)), windows(site)):
        inside = found[0].loads["rack"]
        assert inside.unavailability == pytest.approx(steady * begun_within(100, 8), rel=1e-4)
        assert steady / inside.unavailability > 25
        assert inside.counted == pytest.approx(8 / (YEAR + 100), rel=1e-4)


def test_of_two_paths_left_one_may_be_in_repair_when_work_begins() -> None:
    """P(both down, not both since before) = U² (1 − e^(−2t/mttr))."""
    site = parallel(3, **WORK)
    x = 100 / YEAR
    steady = x / (1 + x)
    for found in (plain_windows(site, services(site)), windows(site)):
        inside = found[0].loads["rack"]
        assert inside.unavailability == pytest.approx(steady**2 * begun_within(50, 8), rel=1e-3)
        assert inside.counted == pytest.approx(2 * steady * 8 / (YEAR + 100), rel=1e-3)


def test_a_bank_has_one_unit_less_in_service() -> None:
    """Two of three are needed: with one in service, two of two."""
    bank = pc.Ups("ups", fed_by="grid", count=3, needed=2, failure_rate="0.2 / year", mttr="8 h",
                  autonomy=0, battery_failure=0, **WORK)  # fmt: skip
    site = pc.Site("bank", (SOURCE, bank, pc.Server("rack", fed_by="ups", hold_up=0)))
    (found,) = windows(site)
    assert found.service.per_hour == pytest.approx(6 / YEAR)
    assert found.loads["rack"].counted == pytest.approx(2 * 0.2 * 8 / YEAR, rel=0.002)
    (plain,) = plain_windows(site, services(site))
    assert plain.loads["rack"].counted == pytest.approx(found.loads["rack"].counted, rel=1e-4)


def test_work_on_the_only_path_is_planned_downtime() -> None:
    site = pc.Site(
        "one", (SOURCE, pc.Pdu("pdu", fed_by="grid", failure_rate="0.1 / year", mttr="10 h", **WORK),
                pc.Server("rack", fed_by="pdu", hold_up=0)),
    )  # fmt: skip
    for result in (pc.evaluate(site), pc.evaluate(site, plain=True)):
        rack = result.load("rack")
        assert rack.planned_downtime_h_per_year == pytest.approx(16)
        assert rack.planned_interruptions_per_year == pytest.approx(2)
        assert result.maintenance[0].dropped == ("rack",)
        x = 0.1 * 10 / YEAR
        up = (1 - 16 / YEAR) / (1 + x)
        assert rack.unavailability == pytest.approx(x * up, rel=1e-6)
        assert rack.interruptions_per_year == pytest.approx(0.1 * up, rel=1e-6)


def test_work_waits_for_the_end_of_an_outage_and_does_not_shorten_it() -> None:
    """A grid outage of 10 h is one, whatever is in service beside it."""
    grid = pc.GridFeed("grid", failure_rate="3 / year", mttr="10 h")
    often: dict[str, Any] = {"maintenance_rate": "20 / year", "maintenance_time": "8 h"}
    paths = [pc.Pdu(name, fed_by="grid", **NEVER, **often) for name in ("pdu-a", "pdu-b")]
    site = pc.Site("grid", (grid, *paths, pc.Server("rack", fed_by=["pdu-a", "pdu-b"], hold_up=0)))
    x = 3 * 10 / YEAR
    for result in (pc.evaluate(site), pc.evaluate(site, plain=True)):
        assert result.load("rack").unavailability == pytest.approx(x / (1 + x), rel=1e-4)
        assert result.load("rack").interruptions_per_year == pytest.approx(3 / (1 + x), rel=1e-4)
        assert result.load("rack").planned_interruptions_per_year == 0


def standby(**work: str) -> list[Component]:
    return [
        pc.GridFeed("grid", failure_rate="3 / year", mttr="2 h"),
        pc.Generator("gen", failure_rate="1 / 1000 h", mttr="20 h", fail_to_start="5 %", start_time="12 s"),
        pc.Transformer("tx", fed_by="grid", **NEVER, **work),
        pc.Ats("ats", fed_by=["tx", "gen"], **NEVER, fail_to_transfer=0, transfer_time="1 s"),
        pc.Ups("ups", fed_by="ats", **NEVER, autonomy="10 min", battery_failure="2 %"),
        pc.Server("rack", fed_by="ups", hold_up=0),
    ]


def test_a_generator_that_the_work_needs_runs_before_it_begins() -> None:
    """No failed start of 5 %: the battery at the gap of the transfer, and a failure while running."""
    (found,) = windows(pc.Site("standby", tuple(standby(**WORK))))
    inside = found.loads["rack"]
    assert found.dropped == ()
    running = 0.98 * 0.001 * (8 - 1 / 6) * math.exp(-1 / 6 / 20)
    assert inside.counted == pytest.approx(0.02 + 0.02 * 0.001 * 8 + running, rel=0.01)


def test_a_window_calls_its_generator() -> None:
    usual, found = (pc.evaluate(pc.Site("s", tuple(standby(**work)))) for work in ({}, WORK))
    assert found.standby[0].calls_per_year == pytest.approx(usual.standby[0].calls_per_year + 2, rel=1e-3)
    more = found.standby[0].running_h_per_year - usual.standby[0].running_h_per_year
    assert more == pytest.approx(16, rel=0.01)


def test_a_generator_in_service_is_not_there_when_called() -> None:
    parts = [part.changed(**WORK) if part.id == "gen" else part for part in standby()]
    (found,) = windows(pc.Site("standby", tuple(parts)))
    outages, x = 3 / YEAR, 3 * 2 / YEAR
    sure = 0.02 * outages * 8  # at once, since the battery does not hold
    later = 0.98 * outages * (8 - 1 / 6) * math.exp(-1 / 6 / 2)  # when it is empty
    assert found.loads["rack"].counted == pytest.approx((sure + later) / (1 + x), rel=0.003)


def test_a_switch_that_only_a_battery_bridges_is_a_risk_and_none_without_a_gap() -> None:
    quick = [part.changed(transfer_time="0 s") if part.id == "ats" else part for part in standby(**WORK)]
    (found,) = windows(pc.Site("standby", tuple(quick)))
    assert found.loads["rack"].counted < 0.009


def test_a_bypass_is_closed_before_a_ups_is_taken_out() -> None:
    ups = pc.Ups("ups", fed_by="grid", bypass=True, fail_to_bypass="10 %", failure_rate="0.1 / year",
                 mttr="8 h", autonomy="10 min", battery_failure=0, **WORK)  # fmt: skip
    grid = pc.GridFeed("grid", failure_rate="3 / year", mttr="1 min")
    (found,) = windows(pc.Site("bypass", (grid, ups, pc.Server("rack", fed_by="ups", hold_up=0))))
    assert found.dropped == ()
    assert found.loads["rack"].counted == pytest.approx(3 / YEAR * 8, rel=0.01)


def test_a_mistake_is_a_failure_more() -> None:
    site = pc.Site(
        "mistake", (SOURCE, pc.Pdu("pdu", fed_by="grid", failure_rate="0.1 / year", mttr="10 h",
                                   maintenance_error="5 %", **WORK),
                    pc.Server("rack", fed_by="pdu", hold_up=0)),
    )  # fmt: skip
    for result in (pc.evaluate(site), pc.evaluate(site, plain=True)):
        assert result.load("rack").interruptions_per_year == pytest.approx(0.1 + 2 * 0.05, rel=0.003)


def test_a_set_broken_by_a_mistake_does_not_start() -> None:
    parts = [
        part.changed(**WORK, maintenance_error="50 %", fail_to_start=0, mttr="200 h")
        if part.id == "gen" else part for part in standby()
    ]  # fmt: skip
    broken = 1 / YEAR * 200
    calls = 3 * math.exp(-1 / 6 / 2)
    found = respond(pc.Site("standby", tuple(parts))).loads["rack"]
    run_dry = 3 * 0.001 * 2
    expected = 0.02 * 3 + 0.98 * calls * broken / (1 + broken) + run_dry
    assert (found.failure_frequency or 0) * YEAR == pytest.approx(expected, rel=0.05)


def test_what_windows_add_is_the_difference_to_no_work() -> None:
    for plain in (False, True):
        usual = pc.evaluate(parallel(2), plain=plain)
        result = pc.evaluate(parallel(2, **WORK), plain=plain)
        added = sum(window.extra_downtime_h_per_year for window in result.maintenance)
        difference = result.any_load.downtime_h_per_year - usual.any_load.downtime_h_per_year
        assert added == pytest.approx(difference, rel=1e-6)


def test_without_planned_work_nothing_is_told_of_it() -> None:
    result = pc.evaluate(parallel(2))
    assert result.maintenance == ()
    assert result.load("rack").planned_downtime_h_per_year is None
    assert "maintenance" in {item.what for item in result.not_considered}
    assert "maintenance" not in {item.what for item in pc.evaluate(parallel(2, **WORK)).not_considered}


def test_the_share_of_a_window_does_not_matter_to_what_happens_in_it() -> None:
    site = parallel(2)
    usual = respond(site)
    one, other = (
        respond_in_windows(site, [ComponentWork(component="path-0", per_hour=often, hours=8)], usual).windows[
            0
        ]
        for often in (1e-6, 1e-3)
    )
    assert one.loads["rack"].counted == pytest.approx(other.loads["rack"].counted, rel=1e-9)
    assert one.loads["rack"].unavailability == pytest.approx(other.loads["rack"].unavailability, rel=1e-9)


def test_against_a_markov_chain_of_two_paths() -> None:
    """Path a is taken out while both are up; its window has 40 exponential stages, nearly a fixed length."""
    result, begun = chain(rate=1 / YEAR, mttr=100.0, often=2 / YEAR, hours=8.0, stages=40)
    work = {"maintenance_rate": f"{begun * YEAR!r} / year", "maintenance_time": "8 h"}
    parts = [part.changed(**work) if part.id == "path-0" else part for part in parallel(2).components]
    found: Evaluation = pc.evaluate(pc.Site("paths", tuple(parts)))
    assert found.load("rack").unavailability == pytest.approx(result, rel=0.005)


def chain(rate: float, mttr: float, often: float, hours: float, stages: int) -> tuple[float, float]:
    """Return how much of the time both paths are out, and how often work begins, [1/h]."""
    one = ["up", "down", *range(stages)]
    states = [(a, b) for a in one for b in ("up", "down")]
    place = {state: number for number, state in enumerate(states)}
    rates = np.zeros((len(states), len(states)))

    def goes(state: Any, other: Any, how_often: float) -> None:
        rates[place[state], place[other]] += how_often

    for a, b in states:
        goes((a, b), (a, "down" if b == "up" else "up"), rate if b == "up" else 1 / mttr)
        if a == "up":
            goes((a, b), ("down", b), rate)
        elif a == "down":
            goes((a, b), ("up", b), 1 / mttr)
        else:
            goes((a, b), (a + 1 if a + 1 < stages else "up", b), stages / hours)
    goes(("up", "up"), (0, "up"), often)
    chance = stationary(rates)
    lost = sum(chance[place[a, b]] for a, b in states if a != "up" and b == "down")
    return float(lost), float(often * chance[place["up", "up"]])
