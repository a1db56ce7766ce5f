"""The outage response through `evaluate`: published figures, closed forms, reasons that add up."""

import math

import pytest

import powercalc as pc
from powercalc.components import Component

CASES: dict[str, tuple[dict[str, dict[str, object]], float, float]] = {
    "as drawn": ({}, 0.009366, 0.037748),
    "both generators needed": ({"gen": {"needed": 2}}, 0.362969, 0.303359),
    "one generator, better batteries": (
        {"gen": {"count": 1}, "ups-a": {"battery_failure": "2 %"}, "ups-b": {"battery_failure": "2 %"}},
        0.185807,
        0.143111,
    ),
    "batteries shorter than the start": (
        {"ups-a": {"autonomy": "5 s"}, "ups-b": {"autonomy": "5 s"}},
        0.019617,
        2.991860,
    ),
}
"""Changes to the site, downtime [h/year] and interruptions [1/year], from 10 million simulated years each."""


def two_paths() -> pc.Site:
    parts: list[Component] = [
        pc.GridFeed("grid", failure_rate="3 / year", mttr="1.5 h"),
        pc.Generator(
            "gen",
            count=2,
            needed=1,
            start_time="15 s",
            fail_to_start="5 %",
            failure_rate="1 / 200 h",
            mttr="10 h",
        ),
    ]
    for side in "ab":
        parts += [
            pc.Transformer(f"tx-{side}", fed_by="grid", failure_rate="0.2 / year", mttr="50 h"),
            pc.Ats(
                f"ats-{side}",
                fed_by=[f"tx-{side}", "gen"],
                fail_to_transfer=0,
                failure_rate="0.05 / year",
                mttr="6 h",
                transfer_time=0,
            ),
            pc.Ups(
                f"ups-{side}",
                fed_by=f"ats-{side}",
                failure_rate="0.1 / year",
                mttr="8 h",
                autonomy="15 min",
                battery_failure="10 %",
            ),
        ]
    return pc.Site("two paths", (*parts, pc.Server("rack", fed_by=["ups-a", "ups-b"], hold_up=0)))


@pytest.mark.parametrize("case", CASES)
def test_published_simulation_of_two_paths(case: str) -> None:
    changes, downtime, interruptions = CASES[case]
    found = pc.evaluate(two_paths().changed(changes)).load("rack")
    assert found.downtime_h_per_year == pytest.approx(downtime, rel=0.02)
    assert found.interruptions_per_year == pytest.approx(interruptions, rel=0.02)


@pytest.mark.parametrize("case", CASES)
def test_the_reasons_add_up_to_the_whole(case: str) -> None:
    site = two_paths().changed(CASES[case][0])
    found = pc.evaluate(site).load("rack")
    assert sum(reason.share for reason in found.reasons) == pytest.approx(1, abs=0.05)
    often = sum(reason.interruptions_per_year or 0.0 for reason in found.reasons)
    assert often == pytest.approx(found.interruptions_per_year, rel=0.05)


def test_the_first_reason_is_told_as_a_manager_would() -> None:
    found = pc.evaluate(two_paths().changed({"gen": {"needed": 2}})).load("rack")
    story = found.reasons[0].story
    assert story == "grid is down for longer than the batteries hold (15 min), while 1 of 2 sets of gen fails"


def test_a_battery_takes_what_is_shorter_than_it() -> None:
    feed = pc.GridFeed("grid", failure_rate="2 / year", mttr="1 h")
    perfect = {"failure_rate": 0, "battery_failure": 0}
    site = pc.Site(
        "room",
        (
            feed,
            pc.Ups("ups", fed_by="grid", autonomy="30 min", **perfect),
            pc.Server("rack", fed_by="ups", hold_up=0),
        ),
    )
    plain, found = pc.evaluate(site, plain=True).load("rack"), pc.evaluate(site).load("rack")
    assert plain.interruptions_per_year is not None
    survived = math.exp(-0.5)
    assert found.interruptions_per_year == pytest.approx(plain.interruptions_per_year * survived)
    assert found.downtime_h_per_year == pytest.approx(plain.downtime_h_per_year * survived)


def test_without_times_and_standby_it_is_the_plain_diagram_and_exact() -> None:
    site = pc.Site(
        "room",
        (
            pc.GridFeed("a", failure_rate="2 / year", mttr="1 h"),
            pc.GridFeed("b", failure_rate="1 / year", mttr="3 h"),
            pc.Bus("bus", fed_by=["a", "b"], failure_rate="0.1 / year", mttr="8 h"),
            pc.Server("rack", fed_by="bus", hold_up=0),
        ),
    )
    plain, found = pc.evaluate(site, plain=True), pc.evaluate(site)
    assert found.method == "exact"
    assert found.unavailability == pytest.approx(plain.unavailability, rel=1e-12)
    assert found.any_load.failure_frequency == pytest.approx(plain.any_load.failure_frequency, rel=1e-12)


def test_a_generator_listed_first_by_mistake_runs_all_year() -> None:
    wrong = two_paths().changed({"ats-a": {"fed_by": ["gen", "tx-a"]}})
    (standby,) = pc.evaluate(wrong).standby
    assert standby.running_h_per_year == pytest.approx(8760)


def test_lengths_of_interruptions_are_told_and_fall() -> None:
    found = pc.evaluate(two_paths()).to_dict()["loads"][0]["interruptions_longer_than"]
    assert [each["duration"] for each in found] == ["20 ms", "3 min", "1 h", "8 h", "24 h"]
    often = [each["per_year"] for each in found]
    assert often == sorted(often, reverse=True)


def test_a_load_that_waits_for_a_call_nobody_makes_is_told_as_wired() -> None:
    parts = (
        pc.GridFeed("grid", failure_rate="3 / year", mttr="1.5 h"),
        pc.Generator("gen", start_time=0, fail_to_start=0, failure_rate=0, mttr="10 h"),
        pc.Ats(
            "ats",
            fed_by=["grid", "gen"],
            fail_to_transfer=0,
            depends_on="gen",
            failure_rate=0,
            transfer_time=0,
        ),
        pc.Server("rack", fed_by="ats", hold_up=0),
    )
    found = pc.evaluate(pc.Site("site", parts)).load("rack")
    assert found.unavailability > 0.9
    assert found.reasons[0].cut_set == ()
    assert "as it is wired" in found.reasons[0].story
