"""The verdict: what the checks come to, measure by measure."""

from __future__ import annotations

import json
import re

import pytest

from powercalc.checks import Checked, Standing, Status, Verdict, verdict
from powercalc.checks.checklist import ITEMS, MEASURES
from powercalc.report.checks import render
from powercalc.report.checks.verdict_statements import rows, sentence
from tests.checks.sites import changed, checks

NO_RENEWABLES = ('share = "40 %"', "share = 0")
SHORT = ('autonomy = "10 min"', 'autonomy = "10 s"')


def judged(*swaps: tuple[str, str]) -> Verdict:
    return verdict(checks(changed(*swaps), weighed=True))


def test_every_item_of_the_checklist_is_in_a_measure() -> None:
    assert {item[0] for item in ITEMS} == set(MEASURES)


def test_a_sound_site_is_fit() -> None:
    found = judged()
    assert found.is_fit
    assert sentence(found) == "Fit for a hospital by this checklist: all eight measures hold."


def test_one_check_that_fails_fails_its_measure_and_no_other() -> None:
    found = judged(NO_RENEWABLES)
    assert [measure.number for measure in found.of(Standing.FAILS)] == ["8"]
    assert len(found.of(Standing.HOLDS)) == 7
    assert sentence(found).startswith("Not yet fit for a hospital: one of the eight measures fails; ")


def test_what_is_not_known_is_never_fit() -> None:
    found = judged(('autonomy = "10 min"\n', ""))
    assert [measure.number for measure in found.of(Standing.NOT_KNOWN)] == ["1"]
    assert not found.is_fit
    assert "not known" in sentence(found)


def test_the_measure_that_decides_is_the_one_on_which_most_hours_hang() -> None:
    checked = checks(changed(SHORT, NO_RENEWABLES), weighed=True)
    found = verdict(checked)
    failed = [result for result in checked.of(Status.FAIL) if result.rule.item]
    most = max(failed, key=lambda result: result.at_stake or 0.0)
    assert len(found.of(Standing.FAILS)) == 2
    assert found.decisive is not None
    assert found.decisive.decisive is most
    assert found.decisive.at_stake == most.at_stake
    assert "one decides: " + most.rule.title[0].lower() + most.rule.title[1:] in sentence(found)


def test_a_measure_that_does_not_hold_has_a_figure_at_stake_or_says_why_none() -> None:
    flawed = changed(SHORT, NO_RENEWABLES)
    weighed = {number: stake for number, _, _, stake, _ in rows(verdict(checks(flawed, weighed=True)))}
    assert re.fullmatch(r"[\d.]+ (s|min|h) of (power|service)", weighed["1"])
    assert weighed["8"] == "not in the model"
    assert all(stake == "" for number, stake in weighed.items() if number not in "18")
    unweighed = verdict(checks(flawed))
    assert [row[3] for row in rows(unweighed) if row[4]] == ["not weighed", "not weighed"]
    assert "the gravest: " in sentence(unweighed)


def test_some_checks_have_no_verdict() -> None:
    some = checks(changed(NO_RENEWABLES), select=["REN"])
    assert not verdict(some).is_whole
    assert json.loads(render(some, "json"))["verdict"] is None
    assert "of the eight" not in render(some)


@pytest.fixture(scope="module")
def flawed() -> Checked:
    return checks(changed(SHORT, NO_RENEWABLES), weighed=True)


def test_the_text_and_the_document_open_with_the_sentence(flawed: Checked) -> None:
    said = sentence(verdict(flawed))
    text = re.sub(r"\s+", " ", render(flawed))
    assert text.startswith(f"{flawed.site.name}: {said}")
    assert render(flawed, "markdown").splitlines()[2] == f"**{said}**"


def test_json_has_the_eight_measures_in_their_order(flawed: Checked) -> None:
    told = json.loads(render(flawed, "json"))["verdict"]
    assert [each["measure"] for each in told["measures"]] == list("12345678")
    assert [each["measure"] for each in told["measures"] if each["standing"] == "fails"] == ["1", "8"]
    assert told["is_fit"] is False


def test_what_is_not_known_is_headed_by_its_question() -> None:
    checked = checks(changed(('autonomy = "10 min"\n', "")))
    text = re.sub(r"\s+", " ", render(checked))
    unknown = checked.of(Status.UNKNOWN)
    assert unknown
    for result in unknown:
        assert f"{result.rule.code} {result.severity.word}: {result.unknowns[0].question}" in text
        assert f": {result.rule.title}" not in text
