"""The examples against the checklist that the articles of August 2024 closed with."""

from __future__ import annotations

from pathlib import Path

import powercalc as pc
from powercalc.checks import Checked, Status, check
from powercalc.checks.checklist import ITEMS

EXAMPLES = Path(__file__).parents[2] / "examples"
TODAY = "2026-11-21"
"""The day that the examples are looked at; their evidence goes stale after it."""


def checked(name: str, profile: str = "hospital-host") -> Checked:
    return check(pc.read(EXAMPLES / f"{name}.toml"), today=TODAY, profile=profile)


def codes(found: Checked, status: Status) -> set[str]:
    return {result.rule.code for result in found.of(status)}


def test_the_small_server_room_fails_what_the_article_would_fail_it_on() -> None:
    failed = codes(checked("small-server-room"), Status.FAIL)
    assert {"GEN201", "FED101", "TOP101", "UPS102"} <= failed


def test_the_small_server_room_passes_no_item_that_needs_evidence() -> None:
    found = checked("small-server-room")
    for result in found.results:
        if result.rule.item in {"3", "4a", "4b", "6a", "6b", "7", "8"}:
            assert result.status in {Status.UNKNOWN, Status.NOT_APPLICABLE}


def test_the_two_path_hall_passes() -> None:
    found = checked("two-path-hall")
    assert found.failed == ()
    passed = {result.rule.item for result in found.of(Status.PASS)}
    assert set(ITEMS) <= passed


def test_the_two_path_hall_fails_no_profile() -> None:
    assert all(checked("two-path-hall", each).failed == () for each in ("en50600", "all"))


def test_the_hospital_host_fails_on_what_other_incidents_have_shown() -> None:
    failed = codes(checked("hospital-host"), Status.FAIL)
    assert {"FED202", "TOP101", "TOP103", "SEP101"} <= failed


def test_every_failure_of_the_hospital_host_that_can_be_expressed_has_its_minutes() -> None:
    found = checked("hospital-host")
    without = {result.rule.code for result in found.of(Status.FAIL) if result.worth is None}
    assert without == set()
