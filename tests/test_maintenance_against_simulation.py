"""Planned work against the simulation, which shares no code with it: windows, waiting, what is put off.

Each site has far more work than any real one, so that windows show in the figures.
"""

from typing import Any

import pytest

import powercalc as pc
from powercalc.components import Component
from powercalc.simulate import simulate

WORK: dict[str, Any] = {"maintenance_rate": "6 / year", "maintenance_time": "8 h"}
NEVER: dict[str, Any] = {"failure_rate": "0 / year"}
GRID = pc.GridFeed("grid", failure_rate="3 / year", mttr="1.5 h")
RUNS: dict[str, Any] = {"failure_rate": "1 / 200 h", "mttr": "10 h", "fail_to_start": "5 %"}


def generator(name: str = "gen", **figures: Any) -> Component:
    return pc.Generator(name, **{"start_time": "15 s", **RUNS, **figures})


def parallel_paths() -> pc.Site:
    paths = [
        pc.Block(name, fed_by="source", failure_rate="1 / year", mttr="100 h", **WORK) for name in ("a", "b")
    ]
    source = pc.Block("source", unavailability=0)
    return pc.Site("paths", (source, *paths, pc.Server("rack", fed_by=["a", "b"], hold_up=0)))


def two_path_hall() -> pc.Site:
    """Case 1 of the published table, everything but the grid in service now and then."""
    parts: list[Component] = [GRID, generator(count=2, needed=1, **WORK)]
    for side in "ab":
        parts += [
            pc.Transformer(f"tx-{side}", fed_by="grid", failure_rate="0.2 / year", mttr="50 h", **WORK),
            pc.Ats(f"ats-{side}", fed_by=[f"tx-{side}", "gen"], failure_rate="0.05 / year", mttr="6 h",
                   fail_to_transfer=0, transfer_time=0, **WORK),
            pc.Ups(f"ups-{side}", fed_by=f"ats-{side}", failure_rate="0.1 / year", mttr="8 h",
                   autonomy="15 min", battery_failure="10 %", **WORK),
        ]  # fmt: skip
    return pc.Site("hall", (*parts, pc.Server("rack", fed_by=["ups-a", "ups-b"], hold_up=0)))


def banks_on_one_path() -> pc.Site:
    """2 of 3 sets, 2 of 3 UPSs with a bypass that may not take over, a transfer with a gap."""
    return pc.Site("banks", (
        GRID,
        pc.Transformer("tx", fed_by="grid", failure_rate="0.2 / year", mttr="50 h", **WORK),
        generator(count=3, needed=2, **WORK),
        pc.Ats("ats", fed_by=["tx", "gen"], failure_rate="0.01 / year", mttr="6 h",
               fail_to_transfer="1 %", transfer_time="10 s"),
        pc.Ups("ups", fed_by="ats", bypass=True, fail_to_bypass="2 %", count=3, needed=2,
               failure_rate="0.3 / year", mttr="8 h", autonomy="15 min", battery_failure="3 %", **WORK),
        pc.Server("rack", fed_by="ups", hold_up=0),
    ))  # fmt: skip


def a_single_path() -> pc.Site:
    """Work on it takes the power; one load is behind one part more."""
    return pc.Site("single", (
        pc.GridFeed("grid", failure_rate="3 / year", mttr="1.5 h", **WORK),
        pc.Ups("ups", fed_by="grid", failure_rate="0.3 / year", mttr="8 h", autonomy="15 min",
               battery_failure="10 %", **WORK),
        pc.Pdu("pdu", fed_by="ups", failure_rate="0.2 / year", mttr="12 h", maintenance_error="5 %", **WORK),
        pc.Server("rack", fed_by="pdu", hold_up=0), pc.Server("other", fed_by="ups", hold_up=0),
    ))  # fmt: skip


def a_standby_behind_a_standby() -> pc.Site:
    return pc.Site("behind", (
        pc.GridFeed("grid", failure_rate="6 / year", mttr="2 h"),
        generator("gen-1", **WORK), generator("gen-2", start_time="30 s", **WORK),
        pc.Transformer("tx", fed_by="grid", failure_rate="0.2 / year", mttr="50 h", **WORK),
        pc.Ats("ats", fed_by=["tx", "gen-1", "gen-2"], failure_rate="0.01 / year", mttr="6 h",
               fail_to_transfer="2 %", transfer_time="1 s"),
        pc.Ups("ups", fed_by="ats", failure_rate="0.01 / year", mttr="8 h", autonomy="10 min",
               battery_failure="5 %"),
        pc.Server("rack", fed_by="ups", hold_up=0),
    ))  # fmt: skip


def two_feeds_and_a_tie() -> pc.Site:
    """A tie that closes when a bus is dead, a static switch behind the UPSs."""
    parts: list[Component] = []
    for side in "ab":
        parts += [
            pc.GridFeed(f"grid-{side}", failure_rate="3 / year", mttr="1.5 h"),
            pc.Transformer(f"tx-{side}", fed_by=f"grid-{side}", failure_rate="0.2 / year", mttr="50 h",
                           **WORK),
            pc.Bus(f"bus-{side}", fed_by=f"tx-{side}", failure_rate="0.001 / year", mttr="24 h"),
            pc.Ups(f"ups-{side}", fed_by=f"bus-{side}", failure_rate="0.1 / year", mttr="8 h",
                   autonomy="15 min", battery_failure="10 %", **WORK),
        ]  # fmt: skip
    return pc.Site("tie", (
        *parts,
        pc.Tie("tie", between=["bus-a", "bus-b"], normally="open", transfer_time="10 s",
               fail_to_transfer="1 %", **NEVER),
        pc.Sts("sts", fed_by=["ups-a", "ups-b"], failure_rate="0.01 / year", mttr="6 h",
               fail_to_transfer="2 %", transfer_time="10 ms"),
        pc.Server("one-cord", fed_by="sts", hold_up="20 ms"),
        pc.Server("two-cords", fed_by=["ups-a", "ups-b"], hold_up="20 ms"),
    ))  # fmt: skip


def a_gap_that_nothing_bridges() -> pc.Site:
    """The transfer to the generator and the hold-up of the load: 10 s without power for each work."""
    return pc.Site("gap", (
        GRID, generator(),
        pc.Transformer("tx", fed_by="grid", failure_rate="0.2 / year", mttr="50 h", **WORK),
        pc.Ats("ats", fed_by=["tx", "gen"], failure_rate="0.01 / year", mttr="6 h", fail_to_transfer="1 %",
               transfer_time="10 s"),
        pc.Server("rack", fed_by="ats", hold_up="20 ms"),
    ))  # fmt: skip


SITES = [
    parallel_paths, a_gap_that_nothing_bridges, two_path_hall, banks_on_one_path, a_single_path,
    a_standby_behind_a_standby, two_feeds_and_a_tie,
]  # fmt: skip


@pytest.mark.parametrize("make", SITES, ids=lambda make: make.__name__)
def test_planned_work_agrees_with_the_simulation(make: Any) -> None:
    site = make()
    seen, result = simulate(site, years=60_000, seed=3), pc.evaluate(site)
    for observed in seen.loads:
        load = result.load(observed.id)
        assert load.downtime_h_per_year == pytest.approx(
            observed.downtime_h_per_year,
            abs=3 * observed.downtime_standard_error + 0.01 * observed.downtime_h_per_year,
        )
        number = observed.interruptions_per_year or 0.0
        assert load.interruptions_per_year == pytest.approx(
            number, abs=3 * (observed.interruptions_standard_error or 0.0) + 0.01 * number
        )
        assert load.planned_downtime_h_per_year == pytest.approx(
            observed.planned_downtime_h_per_year, abs=3 * observed.planned_downtime_standard_error + 1e-3
        )


def test_planned_work_takes_the_power_as_often_as_it_is_done() -> None:
    observed = simulate(a_single_path(), years=5_000, seed=5)
    assert observed.load("rack").planned_interruptions_per_year == pytest.approx(18, rel=0.02)
    assert observed.load("other").planned_interruptions_per_year == pytest.approx(12, rel=0.02)


def test_a_gap_at_the_beginning_of_the_work_is_planned() -> None:
    site = a_gap_that_nothing_bridges().changed({"gen": {"failure_rate": "0 / year"}})
    observed, load = simulate(site, years=5_000, seed=5).load("rack"), pc.evaluate(site).load("rack")
    assert load.planned_interruptions_per_year == pytest.approx(6)
    assert observed.planned_interruptions_per_year == pytest.approx(6, rel=0.02)
    assert load.planned_downtime_h_per_year == pytest.approx(6 * (10 - 0.02) / 3600, rel=1e-3)
    assert observed.planned_downtime_h_per_year == pytest.approx(load.planned_downtime_h_per_year, rel=0.02)


def test_the_simulation_puts_work_off_while_the_other_path_is_down() -> None:
    """The other path is down for ever, so that the work on this one waits for ever."""
    path = pc.Block("a", fed_by="source", failure_rate="0.1 / year", mttr="10 h", **WORK)
    other = pc.Block("b", fed_by="source", unavailability=1)
    source = pc.Block("source", unavailability=0)
    rack = pc.Server("rack", fed_by=["a", "b"], hold_up=0)
    observed = simulate(pc.Site("one", (source, path, other, rack)), years=20_000, seed=7).load("rack")
    assert observed.interruptions_per_year == pytest.approx(0.1, rel=0.1)
    assert observed.planned_interruptions_per_year == 0
