"""Waivers: rule, scope, reason and expiry; expired ones return, unused ones are findings."""

from __future__ import annotations

import pytest

from powercalc.checks import Status
from powercalc.errors import SiteError
from tests.checks.sites import SOUND, changed, checks

WAIVER = (
    '[[waiver]]\nrule = "UPS104"\nscope = "ups-b"\nreason = "to be parted in autumn"\nexpiry = 2027-01-01\n'
)


def test_a_waived_finding_does_not_fail() -> None:
    found = checks().result("UPS104")
    assert found.status is Status.WAIVED
    assert found.waived[0][1].reason == "to be parted in autumn"


def test_an_expired_waiver_lets_its_finding_return_and_is_one_itself() -> None:
    found = checks(today="2027-01-02", select=["UPS104", "DAT201"])
    assert [each.status for each in found.results] == [Status.FAIL, Status.FAIL]
    assert "expired on 2027-01-01" in found.result("DAT201").flaws[0].text


def test_a_waiver_holds_on_its_last_day() -> None:
    assert checks(today="2027-01-01", select=["UPS104"]).result("UPS104").status is Status.WAIVED


def test_a_waiver_that_accepts_nothing_is_a_finding() -> None:
    found = checks(changed(("shared_battery = true\n", ""))).result("DAT201")
    assert found.status is Status.FAIL
    assert "accepts nothing" in found.flaws[0].text


def test_a_waiver_of_a_rule_that_did_not_run_is_not_judged() -> None:
    assert checks(ignore=["UPS"]).result("DAT201").status is Status.PASS


def test_a_waiver_for_the_site_accepts_a_finding_anywhere() -> None:
    found = checks(changed(('scope = "ups-b"', 'scope = "*"'))).result("UPS104")
    assert found.status is Status.WAIVED


def test_a_waiver_for_one_component_leaves_the_others() -> None:
    text = changed(("[ups.ups-a]\n", "[ups.ups-a]\nshared_battery = true\n"))
    found = checks(text).result("UPS104")
    assert [finding.scope for finding in found.flaws] == ["ups-a"]


def test_a_waiver_of_an_unknown_rule_suggests_one() -> None:
    with pytest.raises(SiteError, match=r'there is no such rule \(found "UPS14"\); .*did you mean "UPS104"'):
        checks(changed(('rule = "UPS104"', 'rule = "UPS14"')))


@pytest.mark.parametrize("key", ["rule", "scope", "reason", "expiry"])
def test_every_key_of_a_waiver_is_due(key: str) -> None:
    line = next(line for line in WAIVER.splitlines() if line.startswith(key))
    with pytest.raises(SiteError, match=f"waiver.0.{key}: is missing"):
        checks(changed((f"{line}\n", "")))


def test_a_waiver_of_an_unknown_place_is_a_problem() -> None:
    with pytest.raises(SiteError, match="no component or practice"):
        checks(changed(('scope = "ups-b"', 'scope = "ups-bb"')))


def test_all_that_is_wrong_with_a_waiver_is_told_together() -> None:
    text = changed(('rule = "UPS104"', 'rule = "UPS14"'), ('scope = "ups-b"', 'scope = "ups-bb"'))
    with pytest.raises(SiteError) as caught:
        checks(text)
    assert [problem.path[-1] for problem in caught.value.problems] == ["rule", "scope"]


def test_the_waiver_stands_in_the_sound_site() -> None:
    assert WAIVER in SOUND


@pytest.mark.parametrize(
    ("code", "swaps", "of", "left"),
    [
        ("CAP101", [('rating = "2000 kW"\nfailure', "failure")], "pdu-a", ["pdu-b"]),
        ("TOP103", [('zone = "room-b"\n', "")], "ats-b", ["pdu-b", "ups-b"]),
        ("MNT201", [('test_interval = "14 day"\n', "")], "gen-a", ["gen-b"]),
        ("BCP103", [('recovery_time = "4 h"\n', "")], "old", ["rack"]),
    ],
)
def test_a_waiver_of_what_is_unknown_in_one_place_leaves_the_others(
    code: str, swaps: list[tuple[str, str]], of: str, left: list[str]
) -> None:
    text = changed(*swaps, ('rule = "UPS104"\nscope = "ups-b"', f'rule = "{code}"\nscope = "{of}"'))
    found = checks(text, select=[code]).result(code)
    assert sorted(finding.scope for finding in found.findings) == left
    assert [finding.scope for finding, _ in found.waived] == [of]


def test_a_waiver_of_one_common_cause_leaves_the_others() -> None:
    text = changed(
        ("[common_cause.chains]", "[type.x]\nkind = 'block'\n#"), ("members = [", "#"),
        ('beta = "5 %"\nof', "#"), ('rule = "UPS104"', 'rule = "CCF101"'),
    )  # fmt: skip
    scopes = [finding.scope for finding in checks(text, select=["CCF101"]).result("CCF101").findings]
    assert "ups-a" in scopes
    assert "ups-b" not in scopes
