"""What the wires mean, one rule at a time: timelines in which only the named things go wrong."""

import math
from typing import Any

import pytest

from powercalc.components import Breaker, Bus, Chiller, Crah, GridFeed, Sts, Tie, Ups
from powercalc.errors import CallError, SiteError
from powercalc.simulate import Trace, trace
from powercalc.simulate.refuse import not_considered
from powercalc.site import Site
from tests.simulate.sites import NEVER, ats, block, generator, grid, rack, site, ups

SECOND = 1 / 3600


def dark(result: Trace) -> float:
    """Return for how many seconds the load was dark."""
    return result.loads[0].dark_h / SECOND


def when(result: Trace, event: str, component: str) -> list[float]:
    """Return at which seconds something happened to a component."""
    return [
        round(line.time_h / SECOND, 6)
        for line in result.lines
        if line.event == event and line.component == component
    ]


def standby(*parts: Any, start: str = "15 s", transfer: str | int = 0, **switch: Any) -> Site:
    return site(
        grid(),
        generator(start_time=start),
        ats("ats", "grid", "gen", transfer_time=transfer, **switch),
        *parts,
    )


def test_a_load_on_the_grid_is_dark_while_the_grid_is() -> None:
    assert dark(trace(site(grid(), rack("grid")), ["grid"], 2.0)) == pytest.approx(7200)


def test_hold_up_bridges_what_is_shorter() -> None:
    assert dark(trace(standby(rack("ats", hold_up="15 s")), ["grid"])) == 0
    assert dark(trace(standby(rack("ats", hold_up="14 s")), ["grid"])) == pytest.approx(1)


def test_start_and_transfer_add_up_against_a_battery() -> None:
    parts = ups("ups", "ats", autonomy="20 s"), rack("ups")
    assert dark(trace(standby(*parts, transfer="5 s"), ["grid"])) == 0
    assert dark(trace(standby(*parts, transfer="10 s"), ["grid"])) == pytest.approx(5)


def test_a_switch_returns_without_a_gap_or_with_one() -> None:
    assert dark(trace(standby(rack("ats"), start="0 s"), ["grid"])) == 0
    assert dark(trace(standby(rack("ats"), start="0 s", return_gap="2 s"), ["grid"])) == pytest.approx(2)


def test_a_bypass_that_is_normally_open_closes_when_the_ups_does_not_supply() -> None:
    path = Breaker("path", fed_by="grid", normally="open", transfer_time="5 min", **NEVER)
    alone = ups("ups", "grid", autonomy="1 min", bypass=True, bypass_fed_by="path")
    parts = site(grid(), path, alone, rack("ups"))
    assert dark(trace(parts, ["ups"])) == pytest.approx(300)
    assert dark(trace(parts, ["ups", "path.transfer"])) == pytest.approx(3 * 3600)
    assert dark(trace(parts, ["grid"])) == pytest.approx(3 * 3600 - 60)
    assert when(trace(parts, ["ups"]), "closes", "path") == [300]


def test_a_generator_that_does_not_start_is_repaired_and_then_supplies() -> None:
    result = trace(standby(rack("ats")), ["grid", "gen"], 24.0)
    assert dark(result) == pytest.approx(15 + 10 * 3600)


def test_a_call_that_ends_before_the_start_leaves_no_trace() -> None:
    result = trace(standby(rack("ats"), start="1 h"), ["grid"], 0.5)
    assert when(result, "supplies", "gen") == []
    assert when(result, "stopped", "gen") == [1800]


def test_a_stuck_switch_waits_for_its_own_input_or_a_hand() -> None:
    stuck = standby(rack("ats"), transfer="10 s", manual_transfer_time="1 h")
    assert dark(trace(stuck, ["grid", "ats.transfer"], 0.5)) == pytest.approx(1800)
    assert dark(trace(stuck, ["grid", "ats.transfer"], 8.0)) == pytest.approx(15 + 3600 + 10)


def test_the_second_standby_supplies_when_the_first_does_not_start() -> None:
    two = site(
        grid(), generator("one", start_time="10 s"), generator("two", start_time="20 s"),
        ats("ats", "grid", "one", "two"), rack("ats"),
    )  # fmt: skip
    assert dark(trace(two, ["grid"])) == pytest.approx(10)
    assert dark(trace(two, ["grid", "one"])) == pytest.approx(20)
    assert when(trace(two, ["grid"]), "stopped", "two") == [10]


def test_a_second_standby_of_the_same_start_time_is_not_tried_when_the_first_starts() -> None:
    two = site(
        grid(), generator("one", start_time="10 s"), generator("two", start_time="10 s"),
        ats("ats", "grid", "one", "two"), rack("ats"),
    )  # fmt: skip
    assert when(trace(two, ["grid"]), "supplies", "two") == []
    assert when(trace(two, ["grid", "one"]), "supplies", "two") == [10]


def test_a_bus_calls_its_generators_when_too_few_others_are_live() -> None:
    plant = site(
        grid(), block("other"), generator(start_time="5 s"),
        Bus("bus", fed_by=["grid", "other", "gen"], inputs_needed=2, **NEVER), rack("bus"),
    )  # fmt: skip
    result = trace(plant, ["grid"])
    assert when(result, "called", "gen") == [0]
    assert dark(result) == pytest.approx(5)


def test_a_call_passes_through_what_has_only_generators_behind() -> None:
    plant = site(
        grid(), generator("g1", start_time="5 s"), generator("g2", start_time="9 s"),
        Sts("pick", fed_by=["g1", "g2"], **NEVER, transfer_time=0, fail_to_transfer=0),
        ats("ats", "grid", "pick"), rack("ats"),
    )  # fmt: skip
    result = trace(plant, ["grid", "g1"])
    assert when(result, "called", "g1") == when(result, "called", "g2") == [0]
    assert dark(result) == pytest.approx(9)


def test_a_first_choice_runs_always() -> None:
    plant = site(grid(), generator(), ats("ats", "gen", "grid"), rack("ats"))
    result = trace(plant, ["gen"])
    assert dark(result) == 0
    assert when(result, "stands", "ats") == [0, 10800]


def test_an_only_source_runs_always() -> None:
    assert dark(trace(site(generator(), rack("gen")), ["gen"], 2.0)) == pytest.approx(7200)


def test_a_failed_battery_does_not_hold() -> None:
    plant = standby(ups("ups", "ats"), rack("ups"))
    assert dark(trace(plant, ["grid"])) == 0
    assert dark(trace(plant, ["grid", "ups.battery"])) == pytest.approx(15)


def test_a_ups_that_is_down_is_dead_and_its_bypass_passes_without_storage() -> None:
    without = site(grid(), ups("ups", "grid"), rack("ups"))
    assert dark(trace(without, ["ups"])) == pytest.approx(10800)
    with_bypass = site(grid(), ups("ups", "grid", bypass=True), rack("ups"))
    assert dark(trace(with_bypass, ["ups"])) == 0
    assert dark(trace(with_bypass, ["ups", "grid"])) == pytest.approx(10800)
    assert dark(trace(with_bypass, ["ups", "ups.bypass"])) == pytest.approx(10800)


def test_a_second_bypass_input_carries_on_when_the_battery_is_empty() -> None:
    plant = site(grid(), block("mains"), ups("ups", "grid", bypass=True, bypass_fed_by="mains"), rack("ups"))
    assert dark(trace(plant, ["grid"])) == 0
    assert dark(trace(plant, ["grid", "mains"])) == pytest.approx(10800 - 900)


def test_a_tie_carries_both_ways() -> None:
    parts = [
        grid(), block("other"),
        Bus("a", fed_by="grid", **NEVER), Bus("b", fed_by="other", **NEVER),
        Tie("tie", between=["a", "b"], **NEVER),
    ]  # fmt: skip
    for fails in ("grid", "other"):
        for load in ("a", "b"):
            assert dark(trace(site(*parts, rack(load)), [fails])) == 0
    assert dark(trace(site(*parts, rack("a")), ["grid", "other"])) == pytest.approx(10800)
    assert dark(trace(site(*parts, rack("a")), ["grid", "tie"])) == pytest.approx(10800)


def test_a_tie_that_is_normally_open_closes_after_its_time() -> None:
    plant = site(
        grid(), block("other"), Bus("a", fed_by="grid", **NEVER), Bus("b", fed_by="other", **NEVER),
        Tie("tie", between=["a", "b"], normally="open", transfer_time="3 s", **NEVER), rack("a"),
    )  # fmt: skip
    result = trace(plant, ["grid"])
    assert dark(result) == pytest.approx(3)
    assert when(result, "closes", "tie") == [3]
    assert when(result, "opens", "tie") == [10800]
    assert dark(trace(plant, ["grid", "tie.transfer"])) == pytest.approx(10800)


def test_a_breaker_that_is_normally_open_closes_after_its_time() -> None:
    plant = site(
        grid(), Bus("in", fed_by="grid", **NEVER), ups("ups", "in"),
        Breaker("around", fed_by="in", normally="open", transfer_time="1 min", **NEVER),
        Bus("out", fed_by=["ups", "around"], **NEVER), rack("out"),
    )  # fmt: skip
    assert dark(trace(plant, ["ups"])) == pytest.approx(60)


def test_ties_in_a_ring_do_not_keep_themselves_alive() -> None:
    ring = site(
        grid(), *(Bus(name, fed_by=["grid"] if name == "a" else ["x"], **NEVER) for name in "abc"),
        block("x", failure_rate=0), Tie("ab", between=["a", "b"], **NEVER),
        Tie("bc", between=["b", "c"], **NEVER), Tie("ca", between=["c", "a"], **NEVER), rack("c"),
    )  # fmt: skip
    assert dark(trace(ring, ["grid", "x"])) == pytest.approx(10800)


def test_support_is_needed_to_work() -> None:
    plant = site(
        grid(), block("control"), Bus("bus", fed_by="grid", depends_on="control", **NEVER), rack("bus")
    )
    assert dark(trace(plant, ["control"])) == pytest.approx(10800)


def test_cooling_is_missed_after_the_thermal_autonomy() -> None:
    parts = [grid(), Chiller("chiller", fed_by="grid", **NEVER)]
    warm = Bus("bus", fed_by="grid", cooled_by="chiller", thermal_autonomy="10 min", **NEVER)
    assert dark(trace(site(*parts, warm, rack("bus")), ["chiller"])) == pytest.approx(10800 - 600)


def test_an_empty_tank_waits_for_fuel() -> None:
    plant = site(
        grid(), generator(fuel_autonomy="4 h", fuel_resupply="6 h"), ats("ats", "grid", "gen"), rack("ats")
    )
    assert dark(trace(plant, ["grid"], 10.0)) == pytest.approx(2 * 3600)
    assert dark(trace(plant, ["grid"], 5.0)) == pytest.approx(3600)


def test_service_is_back_after_the_recovery_time() -> None:
    result = trace(site(grid(), rack("grid", recovery_time="4 h")), ["grid"])
    assert result.loads[0].service_back_h == pytest.approx(7)
    assert result.lines[-1].text == "rack: service is back"


def test_a_lost_component_that_stays_lost_leaves_the_load_dark() -> None:
    result = trace(site(grid(), rack("grid")), ["grid"], 1e9)
    assert math.isfinite(result.loads[0].dark_h)


@pytest.mark.parametrize("fail", ["grit", "rack", "grid.start", "ats.battery"])
def test_what_cannot_fail_is_an_error(fail: str) -> None:
    with pytest.raises(CallError):
        trace(standby(rack("ats")), [fail])


def loop_of_support(**given: Any) -> Site:
    return site(
        grid(),
        Bus("bus", fed_by="grid", depends_on="pump", **NEVER),
        block("pump", fed_by="bus", **given),
        rack("bus"),
    )


def test_a_loop_of_support_is_live_again_with_what_feeds_it() -> None:
    assert dark(trace(loop_of_support(), ["grid"])) == pytest.approx(10800)
    assert dark(trace(loop_of_support(), ["pump"])) == pytest.approx(10800)


def test_a_loop_of_support_with_what_closes_on_demand_is_named() -> None:
    loop = site(
        grid(),
        Bus("bus", fed_by=["grid", "spare"], depends_on="pump", **NEVER),
        Breaker("spare", fed_by="grid", normally="open", depends_on="pump", **NEVER),
        block("pump", fed_by="bus"),
        rack("bus"),
    )
    with pytest.raises(SiteError, match=r"spare in a loop of support: bus, pump, spare"):
        trace(loop, ["grid"])


def test_a_ups_that_cools_itself_outlives_the_grid_by_its_battery() -> None:
    plant = site(
        grid(),
        Ups("ups", fed_by="grid", autonomy="1 h", battery_failure=0, cooled_by="crah", **NEVER),
        Crah("crah", fed_by="ups", **NEVER),
        rack("ups", cooled_by="crah", thermal_autonomy="30 min", recovery_time="4 h"),
    )
    result = trace(plant, ["grid"])
    (load,) = result.loads
    assert dark(result) == pytest.approx(2 * 3600)
    assert load.without_cooling_h == pytest.approx(1.5)
    assert load.service_back_h == pytest.approx(7)
    told = [line.text for line in result.lines if "rack" in line.text]
    assert told == [
        "rack: dark",
        "rack: without cooling, still cool",
        "rack: without cooling for too long",
        "rack: power is back",
        "rack: cooled again",
        "rack: service is back",
    ]


def test_service_waits_for_the_cooling() -> None:
    plant = site(
        grid(), Chiller("chiller", fed_by="grid", **NEVER),
        rack("grid", cooled_by="chiller", thermal_autonomy="1 h", recovery_time="4 h"),
    )  # fmt: skip
    (load,) = trace(plant, ["chiller"]).loads
    assert load.interruptions == 0
    assert load.without_cooling_h == pytest.approx(2)
    assert load.service_back_h == pytest.approx(7)


def test_a_generator_that_nobody_calls_never_supplies_and_is_told() -> None:
    uncalled = site(
        grid(), generator(), Bus("a", fed_by="grid", **NEVER), Bus("b", fed_by="gen", **NEVER),
        Tie("tie", between=["a", "b"], **NEVER), rack("a"),
    )  # fmt: skip
    assert dark(trace(uncalled, ["grid"])) == pytest.approx(3 * 3600)
    assert [what for what, _ in not_considered(uncalled)] == ["generators_never_called"]


def test_a_ups_supplies_again_when_its_support_is_back_in_time() -> None:
    """Its panel is dead while the set starts; the battery holds for its time from the loss of the feed."""
    panel = Bus("panel", fed_by="ats", **NEVER)
    ups_ = Ups("ups", fed_by="grid", autonomy="10 min", battery_failure=0, depends_on="panel", **NEVER)
    result = trace(standby(panel, ups_, rack("ups"), start="15 s"), ["grid"])
    (load,) = result.loads
    assert load.interruptions == 2
    assert dark(result) == pytest.approx(15 + 10800 - 600)


def feed(name: str) -> GridFeed:
    return GridFeed(name, failure_rate="3 / year", mttr="3 h")


def test_power_over_a_tie_is_enough_for_a_node_that_needs_two_inputs() -> None:
    """Ties mean connectivity: live is what works and is connected to something live."""
    plant = site(
        grid(), feed("other"), Bus("a", fed_by="grid", **NEVER), Bus("b", fed_by="other", **NEVER),
        Bus("both", fed_by=["a", "b"], inputs_needed=2, **NEVER), Bus("spare", fed_by="other", **NEVER),
        Tie("tie", between=["both", "spare"], **NEVER), rack("both"),
    )  # fmt: skip
    assert dark(trace(plant, ["grid"])) == 0
    assert dark(trace(plant, ["grid", "tie"])) == pytest.approx(10800)


def test_a_tie_carries_past_a_ups_that_is_down_by_its_bypass_alone() -> None:
    def plant(**given: Any) -> Site:
        return site(
            grid(), feed("other"),
            Ups("ups", fed_by="grid", autonomy=0, failure_rate="1 / year", mttr="3 h", **given),
            Bus("bus", fed_by="other", **NEVER),
            Tie("tie", between=["bus", "ups"], **NEVER), rack("ups"),
        )  # fmt: skip

    around = {"bypass": True, "fail_to_bypass": 0}
    assert dark(trace(plant(), ["grid"])) == 0
    assert dark(trace(plant(), ["grid", "ups"])) == pytest.approx(10800)
    assert dark(trace(plant(**around), ["grid", "ups"])) == 0


def test_an_open_tie_closes_from_a_ups_that_passes_another_input_on() -> None:
    plant = site(
        grid(), feed("other"), feed("third"),
        Ups("ups", fed_by="grid", autonomy=0, bypass=True, bypass_fed_by="third", fail_to_bypass=0, **NEVER),
        Bus("bus", fed_by="other", **NEVER),
        Tie("tie", between=["bus", "ups"], normally="open", transfer_time="3 s", **NEVER), rack("bus"),
    )  # fmt: skip
    assert dark(trace(plant, ["grid", "other"])) == pytest.approx(3)
