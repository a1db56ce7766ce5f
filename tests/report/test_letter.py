"""The letter to the provider: whole, in two languages, and without the keys of the file."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

import powercalc as pc
from powercalc.checks import RULES, Checked, Options
from powercalc.checks import rules as folder
from powercalc.checks.run_checks import checked
from powercalc.evaluation import evaluate
from powercalc.languages import plainly, speaking
from powercalc.report.checks.asked_questions import asked
from powercalc.report.checks.questions_text import render
from powercalc.report.letter import letter
from powercalc.report.letter.answerers import HOSPITALS, answerer_of
from powercalc.report.letter.answers_wanted import WANTED
from powercalc.site import Site

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
KEY = re.compile(r"\b[a-z]+_[a-z_]+\b|\[\[?practice|\b(?:ats|crah|pdu)\b(?!-)")


def _checked(site: Site) -> Checked:
    return checked(site, Options.read(site, today=date(2026, 11, 29)), evaluate(site, plain=True))


@pytest.fixture(scope="module")
def host() -> Checked:
    return _checked(pc.read(EXAMPLES / "hospital-host.toml"))


def test_every_rule_that_asks_says_why_and_what_a_good_answer_shows() -> None:
    home = Path(str(folder.__file__)).parent
    asking = {
        rule.code
        for rule in RULES
        if re.search(
            r"\bunknown\(|\basks=|outside\(|one_origin\(",
            next(home.glob(f"{rule.code.lower()}_*")).read_text("utf-8"),
        )
    }
    assert set(WANTED) == asking


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("form", ["letter", "page"])
def test_the_letter_has_no_keys_of_the_file(host: Checked, language: str, form: str) -> None:
    with speaking(language):
        told = render(host, form)
    body = told.partition("</style>")[2] if form == "page" else told
    assert KEY.findall(body) == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_question_is_asked_once_with_why_and_what_shows_it(host: Checked, language: str) -> None:
    with speaking(language):
        told = render(host, "letter")
        first = [plainly(texts[0]) for _, texts in asked(host)]
        shown = [each.shows for group in letter.groups(host) for each in group.asked]
    numbers = [int(number) for number in re.findall(r"^\*\*(\d+)\. ", told, re.MULTILINE)]
    assert numbers == list(range(1, len(first) + 1))
    assert len(shown) == len(first)
    assert all(text.replace("_", "\\_") in told for text in (*first, *shown))


def test_hospitals_are_asked_what_only_they_know() -> None:
    assert {rule.code for rule in RULES if answerer_of(rule).side == HOSPITALS} == {
        "BCP101", "BCP102", "BCP103", "BCP104",
    }  # fmt: skip


def test_the_same_question_of_several_things_is_asked_once(host: Checked) -> None:
    found = next(each for group in letter.groups(host) for each in group.asked if each.code == "MNT203")
    assert len(found.texts) == 2
    assert found.texts[1] == "the same of ups-b, ups-samu"


def test_what_hangs_on_an_answer_is_told_with_the_signs_of_the_language(host: Checked) -> None:
    with speaking("fr"):
        told = render(host, "letter")
    assert "8,2 h de service sont en jeu chaque année" in told
    assert "7,5 min/an sans alimentation" in told
    assert not re.search(r"\d\.\d", told)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]


def test_a_name_of_the_file_is_text_on_the_page_and_in_the_letter(host: Checked) -> None:
    hostile = replace(host, site=replace(host.site, name="<script>alert(1)</script>\x1b[2J # x"))
    tags = _Tags()
    tags.feed(render(hostile, "page"))
    assert not {"script", "img", "iframe"} & tags.found
    told = render(hostile, "letter")
    assert "<script>" not in told
    assert "\x1b" not in told
