"""Incidents, told again: what was observed, and published, is what the examples compute.

Each scenario says how near: "about", "during the night" and "in the morning" are as exact as it is told.
"""

from pathlib import Path

import pytest

import powercalc as pc
from powercalc.simulate.replay import Replay, read_scenario, replay

EXAMPLES = Path(__file__).parent.parent / "examples"
GROUP = EXAMPLES / "hospital-group" / "group.toml"
SCENARIOS = {
    "hospital-group/2024-08-03.toml": "hospital-group/group.toml",
    "hospital-group/2023-08-30.toml": "hospital-group/group.toml",
    "incidents/2012-06-14-us-east/scenario.toml": "incidents/2012-06-14-us-east/site.toml",
    "incidents/2012-06-29-us-east/scenario.toml": "incidents/2012-06-29-us-east/site.toml",
    "incidents/2020-08-18-ld8/scenario.toml": "incidents/2020-08-18-ld8/site.toml",
}


def told(scenario: str) -> Replay:
    site = pc.read(EXAMPLES / SCENARIOS[scenario])
    return replay(site, read_scenario(EXAMPLES / scenario, site))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_was_observed_is_what_is_computed_to_within_half_an_hour(scenario: str) -> None:
    for seen in told(scenario).observed:
        assert (seen.computed_lost_h is None) == seen.stayed, seen.what
        if seen.lost_h is not None:
            assert seen.computed_lost_h == pytest.approx(seen.lost_h, abs=0.5), seen.what
        if seen.back_h is not None:
            assert seen.computed_back_h == pytest.approx(seen.back_h, abs=0.55), seen.what


@pytest.mark.parametrize("scenario", [each for each in SCENARIOS if each.startswith("incidents")])
def test_what_is_told_to_the_minute_is_met_to_the_minute(scenario: str) -> None:
    for seen in told(scenario).observed:
        assert seen.computed_lost_h == pytest.approx(seen.lost_h, abs=1.05 / 60), seen.what
        assert seen.computed_back_h == pytest.approx(seen.back_h, abs=1.05 / 60), seen.what


@pytest.mark.parametrize("site", sorted(set(SCENARIOS.values())))
def test_each_site_is_evaluated_within_the_limits(site: str) -> None:
    found = pc.evaluate(pc.read(EXAMPLES / site))
    assert all(0 < load.unavailability < 1 for load in found.loads)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_each_says_what_is_published_and_what_is_assumed(scenario: str) -> None:
    text = (EXAMPLES / scenario).read_text(encoding="utf-8")
    assert "PUBLISHED" in text
    assert "ASSUMED" in text
    assert all(seen.source for seen in told(scenario).observed)


@pytest.mark.parametrize("site", sorted(set(SCENARIOS.values())))
def test_the_sites_have_nothing_to_be_warned_of(site: str) -> None:
    assert pc.read(EXAMPLES / site).warnings == ()


def test_three_hours_without_power_are_two_days_without_records_and_nothing_to_dispatch() -> None:
    cut = told("hospital-group/2024-08-03.toml")
    (power,) = cut.load("host/care-applications").intervals
    (records,) = cut.service("records").intervals
    (tenant,) = cut.service("cloud-tenant").intervals
    (administration,) = cut.service("administration").intervals
    assert power.to_h is not None
    assert records.to_h is not None
    assert tenant.to_h is not None
    assert administration.to_h is not None
    assert power.to_h - power.from_h == pytest.approx(3, abs=0.2)
    assert records.to_h - records.from_h == pytest.approx(44, abs=0.5)
    assert tenant.to_h - tenant.from_h < 0.5
    assert administration.to_h - administration.from_h > 72
    assert cut.service("dispatch").intervals == ()


def test_a_fault_of_the_network_takes_the_same_services_while_all_loads_have_power() -> None:
    cut, fault = (told(f"hospital-group/{day}.toml") for day in ("2024-08-03", "2023-08-30"))
    lost = {each.id for each in fault.services if each.intervals}
    assert lost == {each.id for each in cut.services if each.intervals} - {"cloud-tenant"}
    assert all(each.intervals == () for each in fault.loads)


def test_a_second_place_would_have_had_records_back_within_hours() -> None:
    site = pc.read(GROUP)
    both = {"runs_on": ["host/care-applications", "second/standby-hall"], "failover_time": "4 h"}
    better = site.changed(
        {"records": both, "network": {"runs_on": ["host/network-core", "second/standby-hall"]}}
    )
    scenario = read_scenario(GROUP.parent / "2024-08-03.toml", better)
    (records,) = replay(better, scenario).service("records").intervals
    assert records.to_h == pytest.approx(10 / 60 + 4, abs=0.01)


def test_an_evaluation_of_the_group_tells_power_and_network_apart() -> None:
    result = pc.evaluate(pc.read(GROUP))
    records = next(each for each in result.services if each.id == "records")
    causes = {cause.what: cause.downtime_h_per_year for cause in records.causes}
    assert causes.keys() == {"power", "backbone"}
    assert causes["backbone"] == pytest.approx(8 / 5, rel=1e-2)
    assert sum(causes.values()) == pytest.approx(records.downtime_h_per_year)
