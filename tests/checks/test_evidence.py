"""How far a practice is believed."""

from __future__ import annotations

import pytest

from powercalc.checks import Status
from tests.checks.sites import changed, checks, result, status, without

MONITORING = 'evidence_kind = "audit"\ndate = 2026-02-01'


@pytest.mark.parametrize("kind", ["document", "test", "audit"])
def test_a_document_a_test_and_an_audit_are_evidence(kind: str) -> None:
    swap = (MONITORING, f'evidence_kind = "{kind}"\ndate = 2026-02-01')
    assert status("MON101", swap) is Status.PASS


def test_a_bare_statement_leaves_a_check_unknown() -> None:
    found = result("MON101", (MONITORING, 'evidence_kind = "statement"\ndate = 2026-02-01'))
    assert found.status is Status.UNKNOWN
    assert "only stated" in found.unknowns[0].text


def test_a_practice_without_a_kind_of_evidence_is_a_statement() -> None:
    assert status("MON101", (MONITORING, "date = 2026-02-01")) is Status.UNKNOWN


def test_evidence_without_a_date_is_none() -> None:
    assert status("MON101", (MONITORING, 'evidence_kind = "audit"')) is Status.UNKNOWN


def test_a_missing_practice_is_unknown_and_asks() -> None:
    found = checks(without("practice.monitoring"), select=["MON101"]).result("MON101")
    assert found.status is Status.UNKNOWN
    assert found.unknowns[0].question


def test_a_plain_no_fails_without_evidence() -> None:
    found = result("MON101", (MONITORING, "in_place = false"), ("real_time = true\n", ""))
    assert found.status is Status.FAIL


def test_a_no_fails_although_it_is_only_stated() -> None:
    swaps = ((MONITORING, 'evidence_kind = "statement"'), ("real_time = true", "real_time = false"))
    assert status("MON101", *swaps) is Status.FAIL


@pytest.mark.parametrize(("today", "expected"), [("2027-02-01", Status.PASS), ("2027-02-02", Status.UNKNOWN)])
def test_evidence_goes_stale_after_a_year(today: str, expected: Status) -> None:
    assert checks(select=["MON101"], today=today).result("MON101").status is expected


def test_evidence_holds_for_the_validity_that_it_states() -> None:
    text = changed((MONITORING, f'validity = "3 year"\n{MONITORING}'))
    assert checks(text, select=["MON101"], today="2029-01-01").result("MON101").status is Status.PASS


def test_tests_of_generators_are_believed_as_far_as_maintenance_is_shown() -> None:
    swap = ('evidence_kind = "document"\ndate = 2026-04-01', 'evidence_kind = "statement"\ndate = 2026-04-01')
    found = result("MNT201", swap)
    assert found.status is Status.UNKNOWN
    assert found.unknowns[0].at == ("practice", "maintenance")


def test_an_interval_shorter_than_the_rule_counts() -> None:
    swap = ('plan = "BCP 7"', 'plan = "BCP 7"\ninterval = "30 day"')
    assert status("BCP102", swap) is Status.FAIL
