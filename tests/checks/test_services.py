"""Checks that judge recovery, sites and continuity look at the services of a file, and at its sites."""

from __future__ import annotations

from pathlib import Path

import pytest

import powercalc as pc
from powercalc.checks import Status
from powercalc.checks.check_result import Result
from powercalc.site import read_text

TWO_SITES = """\
[site]
name = "Group"
[zone.lyon]
kind = "site"
[zone.paris]
kind = "site"
[grid_feed.grid-l]
failure_rate = "2 / year"
mttr = "2 h"
zone = "lyon"
[grid_feed.grid-p]
failure_rate = "3 / year"
mttr = "1 h"
zone = "paris"
[block.network]
failure_rate = "1 / 5 year"
mttr = "6 h"
[server.care]
fed_by = "grid-l"
zone = "lyon"
[server.standby]
fed_by = "grid-p"
zone = "paris"
[service.records]
runs_on = ["care", "standby"]
recovery_time = "41 h"
failover_time = "15 min"
depends_on = ["network"]
[service.mail]
runs_on = "care"
recovery_time = "4 h"
"""
TOOK_OVER = """\
[practice.sites]
evidence = "report of the exercise"
evidence_kind = "test"
date = 2026-03-01
last_done = 2026-03-01
"""


def found(text: str, rule: str) -> Result:
    return pc.check(read_text(text), today="2026-06-01", select=[rule]).result(rule)


def test_a_service_that_needs_one_site_of_the_file_fails() -> None:
    result = found(TWO_SITES, "SEP101")
    assert result.status is Status.FAIL
    assert [(each.scope, each.text) for each in result.flaws] == [
        ("mail", "mail does not go on without lyon")
    ]


def test_a_move_that_nobody_has_tried_is_asked_about_with_the_minutes_between() -> None:
    result = found(TWO_SITES, "SEP101")
    (finding,) = result.unknowns
    assert finding.question is not None
    assert "When did records last move to standby" in finding.question
    both = TWO_SITES.replace('runs_on = "care"', 'runs_on = ["care", "standby"]')
    span = found(both, "SEP101").span
    assert span is not None
    assert span.saving is not None
    assert span.saving.service == "records"
    moved = pc.evaluate(read_text(both)).service("records").downtime_h_per_year
    never = both.replace('"15 min"', '"15 min"\nfail_to_fail_over = 1.0')
    stuck = pc.evaluate(read_text(never)).service("records").downtime_h_per_year
    assert span.saving.service_downtime_h_per_year == pytest.approx(stuck - moved)
    assert stuck > moved


def test_a_shown_take_over_passes() -> None:
    both = TWO_SITES.replace('runs_on = "care"', 'runs_on = ["care", "standby"]')
    assert found(both, "SEP101").status is Status.UNKNOWN
    assert found(both + TOOK_OVER, "SEP101").status is Status.PASS


def test_on_one_site_the_practice_is_asked_with_the_services_by_name() -> None:
    text = TWO_SITES.replace('kind = "site"', 'kind = "building"')
    (finding,) = found(text, "SEP101").unknowns
    assert finding.question == "Which other site can carry records, mail, and when did it last take over?"


@pytest.mark.parametrize(
    ("lyon", "paris", "status"),
    [("Enedis", "Enedis", Status.FAIL), ("Enedis", "Elia", Status.PASS), ("Enedis", None, Status.UNKNOWN)],
)
def test_the_grids_of_the_sites_of_the_file_are_compared(
    tmp_path: Path, lyon: str, paris: str | None, status: Status
) -> None:
    folder = tmp_path
    for name, operator in (("lyon", lyon), ("paris", paris)):
        said = f'grid_operator = "{operator}"\n' if operator else ""
        text = f'[site]\nname = "{name}"\n{said}[grid_feed.grid]\n[server.rack]\nfed_by = "grid"\n'
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    whole = '[include.lyon]\nfile = "lyon.toml"\n[include.paris]\nfile = "paris.toml"\n'
    (folder / "group.toml").write_text(whole, encoding="utf-8")
    result = pc.check(pc.read(folder / "group.toml"), today="2026-06-01", select=["SEP103"]).result("SEP103")
    assert result.status is status


def test_a_cause_that_takes_the_feeds_of_several_sites_is_regional(tmp_path: Path) -> None:
    for name in ("lyon", "paris"):
        said = f'[site]\nname = "{name}"\ngrid_operator = "{name}"\n'
        text = f'{said}[grid_feed.grid]\n[server.rack]\nfed_by = "grid"\n'
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    whole = '[include.lyon]\nfile = "lyon.toml"\n[include.paris]\nfile = "paris.toml"\n'
    cause = '[common_cause.blackout]\nmembers = ["lyon/grid", "paris/grid"]\nbeta = 0.1\n'
    (tmp_path / "group.toml").write_text(whole + cause, encoding="utf-8")
    result = pc.check(pc.read(tmp_path / "group.toml"), today="2026-06-01", select=["SEP103"]).result(
        "SEP103"
    )
    assert result.status is Status.FAIL
    assert "lyon/grid and paris/grid stand at several sites" in result.findings[0].text


def test_the_distance_of_the_sites_of_the_file_is_asked() -> None:
    (finding,) = found(TWO_SITES, "SEP102").unknowns
    assert finding.question == "How far apart are lyon and paris?"


def test_a_recovery_time_of_each_service_on_a_load_is_enough() -> None:
    assert found(TWO_SITES, "BCP103").status is Status.PASS
    silent = TWO_SITES.replace('recovery_time = "4 h"\n', "")
    (finding,) = found(silent, "BCP103").unknowns
    assert (
        finding.question
        == "How long does each of records and mail on care take to come back once power is back?"
    )


def test_a_service_that_names_nothing_it_depends_on_is_asked_about() -> None:
    assert [each.scope for each in found(TWO_SITES, "BCP104").unknowns] == ["continuity", "mail"]
    below = TWO_SITES.replace('["network"]', '["network", "mail"]')
    assert [each.scope for each in found(below, "BCP104").unknowns] == ["continuity"]


def test_an_unexercised_plan_costs_minutes_of_the_services() -> None:
    plan = '[practice.continuity]\nin_place = false\nplan = "BCP 7"\n'
    worth = found(TWO_SITES + plan, "BCP102").worth
    assert worth is not None
    assert worth.saving is not None
    assert worth.saving.service == "mail"
    assert (worth.saving.service_downtime_h_per_year or 0.0) > 0
