"""The outage response in closed forms, and where nothing is called, bridged or moved: the plain diagram."""

import math
from typing import Any

import pytest
from hypothesis import given, reject

import powercalc as pc
from powercalc.plain.plain_diagram import plain_diagram
from powercalc.plain.plain_figures import figures
from powercalc.response import Interruptions, Response, respond
from powercalc.testing import sites

FAILS, LASTS = 20 / 8760, 2.0
OFTEN = FAILS / (1 + FAILS * LASTS)


def grid(name: str = "grid", **given: Any) -> pc.GridFeed:
    return pc.GridFeed(name, **({"failure_rate": "20 / year", "mttr": "2 h"} | given))


def rack(*inputs: str, **given: Any) -> pc.Server:
    return pc.Server("rack", fed_by=inputs, **({"hold_up": 0} | given))


def response(*components: Any) -> Response:
    return respond(pc.Site("site", components))


def load(*components: Any) -> Interruptions:
    return response(*components).loads["rack"]


def perfect_ups(**given: Any) -> pc.Ups:
    figures = {"failure_rate": 0, "autonomy": "30 min", "battery_failure": 0, "fed_by": "grid"}
    return pc.Ups("ups", **(figures | given))


@given(sites(min_loads=1, standby=False, autonomies=False, transfers=False, always_called=False))
def test_without_standby_and_times_it_is_the_plain_diagram(site: pc.Site) -> None:
    found, plain = respond(site), figures(plain_diagram(site))
    for name, measured in plain.loads.items():
        assert found.loads[name].unavailability == pytest.approx(
            measured["unavailability"], rel=1e-12, abs=1e-18
        )
        often = measured["failure_frequency"]
        assert (found.loads[name].failure_frequency is None) == (often is None)
        if often is not None:
            assert found.loads[name].failure_frequency == pytest.approx(often, rel=1e-11, abs=1e-18)


@given(sites(min_loads=1))
def test_any_site_has_probabilities_and_falling_frequencies(site: pc.Site) -> None:
    try:
        found = respond(site)
    except pc.SiteError as refused:
        assert "a loop of components that support each other" in str(refused)  # noqa: PT017 - no figure then
        reject()
    except pc.EngineLimit:  # several sets behind each other, and ties: too large, and refused
        reject()
    for one in (*found.loads.values(), found.any_load):
        assert 0 <= one.unavailability <= 1 + 1e-9
        assert one.unavailability <= found.any_load.unavailability * (1 + 1e-9) + 1e-15
        assert one.error >= 0
    assert found.method in {"exact", "asymptotic"}


def test_a_battery_takes_the_beginning_off_every_outage() -> None:
    found = load(grid(), perfect_ups(), rack("ups"))
    assert found.failure_frequency == pytest.approx(OFTEN * math.exp(-0.25), rel=1e-9)
    assert found.unavailability == pytest.approx(OFTEN * LASTS * math.exp(-0.25), rel=1e-9)
    assert found.longer_than[1.0] == pytest.approx(OFTEN * math.exp(-0.75), rel=1e-9)


def test_an_outage_of_fixed_length_is_bridged_or_is_not() -> None:
    feed = grid(restoration="fixed")
    assert load(feed, perfect_ups(autonomy="121 min"), rack("ups")).unavailability == 0
    found = load(feed, perfect_ups(), rack("ups"))
    assert found.failure_frequency == pytest.approx(OFTEN)
    assert found.unavailability == pytest.approx(OFTEN * 1.5)
    assert found.longer_than[1.0] == pytest.approx(OFTEN)
    assert found.longer_than[8.0] == 0


def test_autonomies_add_up_along_a_path() -> None:
    flywheel = pc.Flywheel("wheel", fed_by="ups", failure_rate=0, autonomy="10 min", battery_failure=0)
    found = load(grid(), perfect_ups(), flywheel, rack("wheel", hold_up="20 min"))
    assert found.failure_frequency == pytest.approx(OFTEN * math.exp(-0.5), rel=1e-9)


def test_a_battery_that_fails_counts_every_outage() -> None:
    found = load(grid(), perfect_ups(battery_failure=0.1), rack("ups"))
    assert found.failure_frequency == pytest.approx(OFTEN * (0.1 + 0.9 * math.exp(-0.25)), rel=1e-9)


def test_a_bank_holds_while_enough_units_hold() -> None:
    found = load(grid(), perfect_ups(battery_failure=0.1, count=3, needed=2), rack("ups"))
    fails = 3 * 0.1**2 * 0.9 + 0.1**3
    assert found.failure_frequency == pytest.approx(OFTEN * (fails + (1 - fails) * math.exp(-0.25)), rel=1e-9)


def test_one_battery_for_all_units_is_one_trial() -> None:
    found = load(
        grid(), perfect_ups(battery_failure=0.1, count=3, needed=2, shared_battery=True), rack("ups")
    )
    assert found.failure_frequency == pytest.approx(OFTEN * (0.1 + 0.9 * math.exp(-0.25)), rel=1e-9)


def switch(**given: Any) -> pc.Ats:
    return pc.Ats(
        "ats",
        **({"fed_by": ["grid", "gen"], "failure_rate": 0, "transfer_time": 0, "fail_to_transfer": 0} | given),
    )


def generator(**given: Any) -> pc.Generator:
    return pc.Generator(
        "gen", **({"failure_rate": 0, "mttr": "10 h", "fail_to_start": 0, "start_time": 0} | given)
    )


def test_a_start_is_an_interruption_of_its_length() -> None:
    found = load(grid(), generator(start_time="6 min"), switch(), rack("ats"))
    assert found.failure_frequency == pytest.approx(OFTEN, rel=1e-6)
    assert found.unavailability == pytest.approx(OFTEN * LASTS * (1 - math.exp(-0.05)), rel=1e-6)
    assert found.longer_than[0.05] == pytest.approx(OFTEN * math.exp(-0.025), rel=1e-6)
    assert found.longer_than[1.0] == pytest.approx(0, abs=1e-15)


def test_start_and_transfer_relay_each_other() -> None:
    short = perfect_ups(fed_by="ats", autonomy="20 s")
    parts = grid(), generator(start_time="15 s"), short, rack("ups")
    assert load(*parts, switch(transfer_time="4 s")).failure_frequency == pytest.approx(0, abs=1e-15)
    found = load(*parts, switch(transfer_time="10 s"))
    assert found.failure_frequency == pytest.approx(OFTEN * math.exp(-20 / 7200), rel=1e-6)
    assert found.unavailability == pytest.approx(
        OFTEN * LASTS * (math.exp(-20 / 7200) - math.exp(-25 / 7200)), rel=1e-6
    )


def test_a_start_that_just_ends_with_the_battery_costs_nothing() -> None:
    exact = perfect_ups(fed_by="ats", autonomy="25 s")
    found = load(grid(), generator(start_time="15 s"), switch(transfer_time="10 s"), exact, rack("ups"))
    assert found.failure_frequency == pytest.approx(0, abs=1e-15)


def test_a_generator_that_is_preferred_runs_always() -> None:
    found = response(grid(), generator(failure_rate="1 / 100 h"), switch(fed_by=["gen", "grid"]), rack("ats"))
    (use,) = found.standby
    assert use.called == 1
    assert use.running == pytest.approx(1 / 1.1)
    assert found.loads["rack"].unavailability == pytest.approx(0.1 / 1.1 * OFTEN * LASTS, rel=1e-9)


def test_calls_and_hours_of_a_generator_follow_the_feed() -> None:
    (use,) = response(grid(), generator(), switch(), rack("ats")).standby
    assert use.calls == pytest.approx(OFTEN, rel=1e-9)
    assert use.called == pytest.approx(OFTEN * LASTS, rel=1e-9)


def test_hours_are_counted_once_where_a_switch_further_down_watches_the_generator() -> None:
    other, bank = grid("other"), {"autonomy": "10 min", "battery_failure": 0.1, "failure_rate": 0}
    banks = pc.Ups("ups-a", fed_by="ats", **bank), pc.Ups("ups-b", fed_by="other", **bank)
    static = pc.Sts(
        "sts", fed_by=["ups-a", "ups-b"], fail_to_transfer=0, failure_rate=0, transfer_time="50 ms"
    )
    (use,) = response(grid(), other, generator(), switch(), *banks, static, rack("sts")).standby
    assert use.called == pytest.approx(OFTEN * LASTS, rel=1e-9)


def test_a_generator_behind_another_switch_is_called_at_every_loss_until_the_first_supplies() -> None:
    second = pc.Ats(
        "second", fed_by=["ats", "spare"], fail_to_transfer=0, failure_rate=0, transfer_time="10 s"
    )
    spare = pc.Generator(
        "spare", start_time="1 min", fail_to_start="5 %", failure_rate="1 / 100 h", mttr="9 h"
    )
    found = response(grid(), generator(start_time="20 s"), switch(), spare, second, rack("second")).standby
    assert [use.calls for use in found] == [pytest.approx(OFTEN, rel=1e-9)] * 2
    assert found[1].called < found[0].called / 2


def test_the_gap_of_a_switch_before_is_a_call_and_one_that_is_bridged_is_not() -> None:
    first = pc.Ats("first", fed_by=["grid", "other"], fail_to_transfer=0, failure_rate=0, transfer_time="3 s")
    held = pc.Ups("held", fed_by="first", failure_rate=0, autonomy="10 s", battery_failure=0)
    for feeder, parts, calls in (("first", [first], OFTEN), ("held", [first, held], 0.0)):
        second = switch(fed_by=[feeder, "gen"])
        never = grid("other", failure_rate=0)
        (use,) = response(grid(), never, *parts, generator(start_time="15 s"), second, rack("ats")).standby
        assert use.calls == pytest.approx(calls, rel=1e-9)
        assert use.called == pytest.approx(calls * (3 / 3600), rel=1e-3)


def test_two_sets_each_behind_the_other_are_called_as_often() -> None:
    first, second = generator(), pc.Generator("spare", **generator().given)
    one = pc.Ats("one", fed_by=["grid", "gen", "spare"], fail_to_transfer=0, failure_rate=0, transfer_time=0)
    other = pc.Ats(
        "other", fed_by=["grid", "spare", "gen"], fail_to_transfer=0, failure_rate=0, transfer_time=0
    )
    uses = response(grid(), first, second, one, other, rack("one", "other")).standby
    assert [use.calls for use in uses] == pytest.approx([OFTEN, OFTEN], rel=1e-9)


def test_a_tie_that_closes_before_the_set_has_started_ends_a_call() -> None:
    buses = pc.Bus("one", fed_by="grid", failure_rate=0), pc.Bus("two", fed_by="other", failure_rate=0)
    tie = pc.Tie("tie", between=["one", "two"], normally="open", transfer_time="2 s", failure_rate=0)
    parts = grid("other", failure_rate=0), *buses, tie, generator(start_time="15 s")
    (use,) = response(grid(), *parts, switch(fed_by=["one", "gen"]), rack("ats")).standby
    assert use.calls == pytest.approx(OFTEN, rel=1e-9)


def test_a_gap_further_down_counts_where_nothing_bridges_it() -> None:
    parts = grid("one"), grid("two", failure_rate=0)
    sts = pc.Sts("sts", fed_by=["one", "two"], fail_to_transfer=0, failure_rate=0, transfer_time="100 ms")
    found = load(*parts, sts, rack("sts", hold_up="20 ms"))
    assert found.failure_frequency == pytest.approx(OFTEN, rel=1e-4)
    assert found.unavailability == pytest.approx(OFTEN * 0.08 / 3600, rel=1e-4)
    assert load(*parts, sts, rack("sts", hold_up="200 ms")).failure_frequency == pytest.approx(0, abs=1e-15)


def test_a_plain_unavailability_hides_the_frequency_and_nothing_else() -> None:
    bus = pc.Bus("bus", fed_by="grid", unavailability=0.01)
    found = load(grid(), bus, rack("bus"))
    assert found.failure_frequency is None
    assert set(found.longer_than.values()) == {None}
    assert found.unavailability == pytest.approx(0.01 + 0.99 * OFTEN * LASTS)


def test_a_site_is_exact_until_something_takes_time() -> None:
    assert response(grid(), rack("grid")).method == "exact"
    assert response(grid(), rack("grid", hold_up="20 ms")).method == "asymptotic"


def test_sets_that_fail_together_are_no_better_than_one() -> None:
    def lost(**given: Any) -> float:
        return load(grid(), generator(fail_to_start=0.1, **given), switch(), rack("ats")).unavailability

    alone, pair = lost(), lost(count=2, needed=1)
    assert lost(count=2, needed=1, beta=1.0) == pytest.approx(alone, rel=1e-6)
    assert pair < lost(count=2, needed=1, beta=0.1) < alone
