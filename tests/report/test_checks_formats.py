"""The checks in every format: what machines read is read here by their own readers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft7Validator
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite
from sarif_pydantic import Sarif

import powercalc as pc
from powercalc.checks import Checked, Status, check
from powercalc.errors import CallError
from powercalc.report.checks import FORMATS, render
from powercalc.report.checks import questions_text as questions
from powercalc.report.checks.asked_questions import asked
from powercalc.report.layout import wide
from tests.checks.sites import TODAY, changed, checks, site
from tests.report.sarif_subset import SUBSET

SCHEMA = Path(__file__).with_name("sarif-2.1.0-rtm.5.json")
"""As @microsoft/jest-sarif 1.0.0-beta.0 ships it (MIT)."""
FLAWS = (
    ('autonomy = "10 min"', 'autonomy = "10 s"'),
    ('recovery_time = "4 h"\n', ""),
    ('share = "40 %"', "share = 0"),
)
NASTY = (
    ('name = "Sound"', 'name = "\\u001b[31m <b> | %0A]]>"'),
    ('plan = "BCP 7"', "in_place = false"),
    ('reason = "to be parted in autumn"', 'reason = "\\u001b]0;x\\u0007 & <a href=1> ::error::"'),
    ("[ups.ups-a]", '[ups."ups, a: %|"]'),
    ('fed_by = "ups-a"', 'fed_by = "ups, a: %|"'),
    ('autonomy = "10 min"', 'autonomy = "10 s"'),
)


@pytest.fixture(scope="module")
def checked() -> Checked:
    return checks(changed(*FLAWS), weighed=True)


@pytest.fixture(scope="module")
def bare() -> Checked:
    """A site built in Python: nothing has a place."""
    site = pc.Site("bare", (pc.GridFeed("grid"), pc.Server("rack", fed_by="grid")))
    return check(site, today="2026-06-01")


@pytest.fixture(scope="module")
def nasty() -> Checked:
    return checks(changed(*NASTY), weighed=True)


def sarif(checked: Checked) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render(checked, "sarif"))
    return found


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_ends_with_a_new_line_and_hides_control_characters(form: str, nasty: Checked) -> None:
    said = render(nasty, form)
    assert said.endswith("\n")
    assert not {"\x1b", "\x07", "\u202e"}.intersection(said)


def test_an_unknown_format_is_told_with_those_there_are(checked: Checked) -> None:
    with pytest.raises(CallError, match="there are text, json, markdown, junit, sarif, github"):
        render(checked, "xml")


def test_the_text_keeps_to_its_width(checked: Checked) -> None:
    assert all(wide(line) <= 80 for line in render(checked).splitlines())


def test_the_text_says_what_failed_where_and_what_it_is_worth(checked: Checked) -> None:
    said = render(checked)
    line = checked.place(checked.result("GEN101").flaws[0]).line
    assert f"line {line}: ups-a holds 10 s" in said
    assert "awards no Tier" not in said
    assert "BCP103" in said.partition("Not known")[2].partition("Waived")[0]


def test_topology_stands_apart_and_awards_no_tier() -> None:
    text = changed(('fed_by = ["pdu-a", "pdu-b"]\ncount = 100', 'fed_by = "pdu-a"\ncount = 100'))
    failed, _, topology = render(checks(text)).partition("\nTopology\n")
    assert "TOP101" not in failed
    assert "TOP101" in topology
    assert "awards no Tier" in " ".join(topology.split())


def test_json_says_every_status_and_every_place(checked: Checked) -> None:
    found = json.loads(render(checked, "json"))
    assert found["schema"] == "powercalc/checks/1"
    assert found["counts"] == {status.value: number for status, number in checked.counts.items()}
    assert found["failed"] == ["GEN101", "REN101"]
    gen101 = next(each for each in found["results"] if each["rule"] == "GEN101")
    assert gen101["findings"][0]["line"] > 1
    assert gen101["worth"]["downtime_h_per_year"] > 0
    bcp103 = next(each for each in found["results"] if each["rule"] == "BCP103")
    assert bcp103["span"]["rests_on"][0]["figure"] == "recovery_unknown"


@pytest.mark.parametrize("which", ["checked", "nasty", "bare"])
def test_sarif_is_valid_by_the_schema_of_its_standard(which: str, request: pytest.FixtureRequest) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    log = sarif(request.getfixturevalue(which))
    assert [error.message for error in Draft4Validator(schema).iter_errors(log)] == []


@pytest.mark.parametrize("which", ["checked", "nasty", "bare"])
def test_sarif_is_valid_and_read(which: str, request: pytest.FixtureRequest) -> None:
    log = sarif(request.getfixturevalue(which))
    assert [error.message for error in Draft7Validator(SUBSET).iter_errors(log)] == []
    assert len(Sarif.model_validate(log).runs[0].results or []) == len(log["runs"][0]["results"])


def test_the_subset_of_sarif_allows_nothing_else(checked: Checked) -> None:
    log = sarif(checked)
    log["runs"][0]["results"][0]["severity"] = "high"
    assert not Draft7Validator(SUBSET).is_valid(log)


def test_sarif_has_a_kind_a_level_and_a_line_for_each_finding(checked: Checked) -> None:
    results = sarif(checked)["runs"][0]["results"]
    kinds = {each["ruleId"]: (each["kind"], each["level"]) for each in results}
    assert kinds["GEN101"] == ("fail", "error")
    assert kinds["BCP103"] == ("open", "none")
    assert "UPS101" not in kinds  # it passes: nothing is found
    gen101 = next(each for each in results if each["ruleId"] == "GEN101")
    place = checked.place(checked.result("GEN101").flaws[0])
    region = gen101["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) == (place.line, place.column)


def test_sarif_has_findings_and_nothing_else_each_with_a_place(
    checked: Checked, nasty: Checked, bare: Checked
) -> None:
    """Hosted readers show every result as an alert, and refuse a file in which one has no location."""
    for each in (checked, nasty, bare):
        found = [finding.text for result in each.results for finding in result.findings]
        results = sarif(each)["runs"][0]["results"]
        told = [result for result in results if "suppressions" not in result]
        assert len(told) == len(found)
        pairs = zip(told, found, strict=True)
        assert all(result["message"]["text"].startswith(text) for result, text in pairs)
        places = [result["locations"][0]["physicalLocation"] for result in results]
        assert all(place["region"]["startLine"] >= 1 for place in places)
        assert all(place["artifactLocation"]["uri"] for place in places)


def test_what_passes_is_never_told_as_the_flaw_that_it_has_not(checked: Checked) -> None:
    passed = [result.rule.title for result in checked.of(Status.PASS)]
    assert passed
    for form in ("text", "markdown", "junit", "github"):
        said = " ".join(render(checked, form).split())
        assert not [title for title in passed if title in said]


@pytest.mark.parametrize("form", ["junit", "github", "text", "markdown"])
def test_the_name_of_a_file_begins_no_line_of_its_own(form: str) -> None:
    named = replace(site(*FLAWS), file="a\n::error::b\x1b[31m.toml")
    found = check(named, profile="all", today=TODAY, plain=True)
    lines = render(found, form).splitlines()
    assert not [line for line in lines if line.lstrip().startswith("::error::")]
    assert "\x1b" not in "".join(lines)


def test_a_rule_index_of_sarif_points_to_its_rule(checked: Checked) -> None:
    run = sarif(checked)["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in run["results"])


def test_a_waived_finding_is_suppressed_in_sarif_with_its_reason(checked: Checked) -> None:
    (waived,) = [each for each in sarif(checked)["runs"][0]["results"] if "suppressions" in each]
    assert waived["ruleId"] == "UPS104"
    assert waived["suppressions"][0]["justification"] == "to be parted in autumn"


def cases(checked: Checked) -> tuple[TestSuite, list[TestCase]]:
    (suite,) = JUnitXml.fromstring(render(checked, "junit").encode())
    return suite, list(suite)


@pytest.mark.parametrize("which", ["checked", "nasty"])
def test_junit_is_read_with_a_case_for_each_rule(which: str, request: pytest.FixtureRequest) -> None:
    checked = request.getfixturevalue(which)
    suite, found = cases(checked)
    assert len(found) == suite.tests == len(checked.results)
    assert suite.failures == len(checked.failed) == sum(_is(case, Failure) for case in found)
    assert suite.skipped == sum(_is(case, Skipped) for case in found)
    assert not any(_is(case, Error) for case in found)


def _is(case: TestCase, kind: type) -> bool:
    return any(isinstance(each, kind) for each in case.result)


def test_junit_fails_what_fails_the_run_and_nothing_else() -> None:
    _, found = cases(checks(changed(*FLAWS), fail_on="unknown"))
    failed = {str(case.name).split()[0] for case in found if _is(case, Failure)}
    assert failed == {"GEN101", "BCP103", "REN101"}


def test_annotations_stand_at_their_lines(checked: Checked) -> None:
    lines = render(checked, "github").splitlines()
    line = checked.place(checked.result("GEN101").flaws[0]).line
    assert any(each.startswith(f"::error file=site.toml,line={line},") for each in lines)
    assert any(each.startswith("::notice ") and "BCP103" in each for each in lines)


def test_an_annotation_cannot_be_broken_out_of(nasty: Checked) -> None:
    *commands, _ = render(nasty, "github").splitlines()
    assert all(re.fullmatch(r"::(error|warning|notice) [^:]*::.*", each) for each in commands)
    assert all(each.count("title=") == 1 for each in commands)


def test_questions_are_ranked_by_what_hangs_on_them() -> None:
    text = changed(*FLAWS, ('fuel_autonomy = "48 h"\n', ""), ('evidence_kind = "audit"', ""))
    ranked = [result.span for result, _ in asked(checks(text, weighed=True))]
    weights = [span.saving.most if span and span.saving else -1.0 for span in ranked]
    assert weights == sorted(weights, reverse=True)
    assert len(weights) > 2


@pytest.mark.parametrize("form", questions.FORMATS)
def test_every_unknown_is_a_question(form: str, checked: Checked) -> None:
    said = " ".join(questions.render(checked, form).split())
    for result in checked.of(Status.UNKNOWN):
        assert result.rule.code in said
        assert (result.unknowns[0].question or "").split("rack")[0] in said


@pytest.mark.parametrize("form", FORMATS)
def test_a_site_built_in_python_is_checked_without_places(form: str, bare: Checked) -> None:
    assert render(bare, form)
