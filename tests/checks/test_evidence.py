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


EXERCISE = 'evidence_kind = "test"\ndate = 2026-03-10\nlast_done = 2026-03-10'


@pytest.mark.parametrize(("kind", "expected"), [("document", Status.UNKNOWN), ("test", Status.PASS)])
def test_a_plan_with_a_date_is_no_exercise_of_it(kind: str, expected: Status) -> None:
    assert status("BCP102", (EXERCISE, f'evidence_kind = "{kind}"\ndate = 2026-03-10')) is expected


@pytest.mark.parametrize("left_out", ["ups", "transfer"])
def test_monitoring_that_leaves_out_what_stands_there_fails(left_out: str) -> None:
    found = result("MON101", (f'"{left_out}", ', ""))
    assert found.status is Status.FAIL
    assert found.flaws[0].text == f"the monitoring leaves out: {left_out}"


def test_another_site_for_some_services_leaves_the_others() -> None:
    found = result("SEP101", ('name = "Lyon"', 'name = "Lyon"\nloads = "rack"'))
    assert [finding.scope for finding in found.flaws] == ["old"]


def test_several_sites_carry_the_services_between_them() -> None:
    more = 'name = "Lyon"\nloads = "rack"\n[[practice.sites.other]]\nloads = "old"\nname = "Lille"'
    assert status("SEP101", ('name = "Lyon"', more)) is Status.PASS


@pytest.mark.parametrize(
    ("code", "swap"),
    [
        ("FED201", ("Gazelec", " enedis")),
        ("FED202", ("Volta", "AMPERE")),
        ("FED203", ("south", "North ")),
        ("SEP103", ("another", "ENEDIS")),
        ("GEN302", ("west", "East")),
    ],
)
def test_a_name_is_the_same_however_it_is_written(code: str, swap: tuple[str, str]) -> None:
    assert status(code, swap) is Status.FAIL


def test_two_names_that_differ_are_enough() -> None:
    feed = '[grid_feed.grid-c]\nfailure_rate = "2 / year"\nmttr = "20 min"\n\n[generator.gen-a]'
    swaps = (("[generator.gen-a]", feed), ('["grid-b", "gen-b"]', '["grid-b", "grid-c", "gen-b"]'))
    assert status("FED201", *swaps) is Status.PASS


def test_a_set_that_does_not_name_its_tank_leaves_the_check_unknown() -> None:
    assert status("GEN302", ('tank = "west"\n', "")) is Status.UNKNOWN


def test_an_envelope_that_is_left_is_told_with_its_figures_and_its_place() -> None:
    found = result("ENV101", ('measured_temperature_min = "19 degC"', 'measured_temperature_min = "12 degC"'))
    assert found.flaws[0].text == "the temperature was 12 °C, below the promised 18 °C"
    assert found.flaws[0].at[-1] == "measured_temperature_min"


@pytest.mark.parametrize("validity", ["9000 year", "1e8 year"])
def test_evidence_that_holds_for_ever_is_no_error(validity: str) -> None:
    text = changed((MONITORING, f'validity = "{validity}"\n{MONITORING}'))
    assert checks(text, select=["MON101"]).result("MON101").status is Status.PASS


def test_the_first_and_the_last_day_there_are_can_be_today() -> None:
    text = without("default.generator", "default.ats", "default.ups")
    assert checks(text, select=["MON101"], today="9999-12-31").result("MON101").status is Status.UNKNOWN


def test_a_component_out_of_maintenance_is_worth_its_own_effect_only() -> None:
    swap = ("[ups.ups-a]\n", "[ups.ups-a]\nlast_maintenance = 2024-01-01\n")
    found = result("MNT102", swap, weighed=True)
    assert [finding.scope for finding in found.flaws] == ["ups-a"]
    assert found.worth is not None
    assert found.worth.says == ("without maintenance ups-a fails 23 times as often",)
    both = result("MNT102", swap, ("date = 2026-04-01", "date = 2025-10-01"), weighed=True)
    assert len(both.flaws) == 2
    assert both.worth is not None
    assert both.worth.says == (
        "without maintenance UPSs fail 23 times as often and generators fail 22 times as often",
    )
