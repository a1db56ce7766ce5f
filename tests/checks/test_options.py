"""Options, profiles, and everything that can be wrong with them, told together."""

from __future__ import annotations

from typing import Any

import pytest

from powercalc.checks import PROFILES, RULES, Severity, Status
from powercalc.errors import SiteError
from tests.checks.sites import SOUND, changed, checks

ON_ONE_PATH = ('fed_by = ["pdu-a", "pdu-b"]\ncount = 100', 'fed_by = "pdu-a"\ncount = 100')


def problems(text: str = SOUND, **options: Any) -> list[str]:
    with pytest.raises(SiteError) as caught:
        checks(text, **options)
    return [str(problem) for problem in caught.value.problems]


def test_everything_wrong_with_a_call_is_told_together() -> None:
    text = changed(("date = 2026-02-01", "date = 2026-12-24"), ('rule = "UPS104"', 'rule = "UPS14"'))
    found = problems(text, profile="tier", select=["GEM101"], ignore=["ZZZ"], fail_on="hgh")
    assert len(found) == 6
    assert "did you mean GEN101" in found[2]
    assert "tier-topology" in found[0]
    assert "high" in found[1]


def test_a_day_that_is_no_date_is_told() -> None:
    assert problems(today="yesterday")[0].startswith("--today: is not a date")


@pytest.mark.parametrize(
    "swap",
    [
        ("date = 2026-02-01", "date = 2026-06-02"),
        ("last_done = 2026-01-20", "last_done = 2027-01-20"),
        ("last_test = 2026-05-25", "last_test = 2026-06-25"),
        ("installed = 2024-01-01", "installed = 2034-01-01"),
    ],
)
def test_a_date_to_come_is_a_problem_with_its_line(swap: tuple[str, str]) -> None:
    found = problems(changed(swap))
    assert all("is in the future" in each and "site.toml:" in each for each in found)


def test_rules_are_chosen_by_code_family_and_name() -> None:
    chosen = checks(select=["GEN1,FED", "paths-meet"], ignore=["FED20"])
    assert [each.rule.code for each in chosen.results] == ["GEN101", "FED101", "TOP102"]


def test_only_grave_flaws_fail_where_asked_for() -> None:
    text = changed(('share = "40 %"', "share = 0"))
    assert [each.rule.code for each in checks(text).failed] == ["REN101"]
    assert checks(text, fail_on="medium").failed == ()


def test_what_is_unknown_fails_only_where_asked_for() -> None:
    text = changed(('recovery_time = "4 h"\n', ""))
    assert checks(text).failed == ()
    assert [each.rule.code for each in checks(text, fail_on="unknown").failed] == ["BCP103"]


def test_the_profiles_are_those_of_the_help() -> None:
    assert list(PROFILES) == ["hospital-host", "tier-topology", "en50600", "all"]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_sound_site_passes_every_profile(profile: str) -> None:
    assert checks(profile=profile).failed == ()


def test_a_profile_names_only_rules_that_there_are() -> None:
    for profile in PROFILES.values():
        starts = (*profile.begins, *profile.severities)
        assert all(any(rule.code.startswith(start) for rule in RULES) for start in starts)


def test_topology_is_judged_where_it_is_claimed_or_asked_about() -> None:
    text = changed(ON_ONE_PATH, ("fault_tolerant = true\n", ""), ("concurrently_maintainable = true\n", ""))
    assert checks(text, profile="hospital-host").result("TOP202").status is Status.NOT_APPLICABLE
    found = checks(text, profile="tier-topology").result("TOP202")
    assert (found.status, found.severity) == (Status.FAIL, Severity.HIGH)


def test_the_profile_of_topology_leaves_practices_out() -> None:
    families = {each.rule.family for each in checks(profile="tier-topology").results}
    assert families.isdisjoint({"MNT", "MON", "ALR", "BCP", "TRN", "REN"})
