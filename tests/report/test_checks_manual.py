"""The manual pages: one source for the command and for the reference page."""

from __future__ import annotations

from pathlib import Path

import pytest

from powercalc.checks import RULES
from powercalc.errors import CallError
from powercalc.report.checks import manual

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "checks.md"


def test_the_reference_page_is_made_from_the_rules() -> None:
    """To write it anew: powercalc explain --format markdown > docs/reference/checks.md."""
    assert PAGE.read_text(encoding="utf-8") == manual.reference()


@pytest.mark.parametrize("name", ["GEN101", "gen101", "start-not-bridged", "gen101_start_not_bridged"])
def test_a_rule_is_found_by_code_and_by_name(name: str) -> None:
    assert manual.rule_of(name).code == "GEN101"


def test_an_unknown_rule_suggests_one() -> None:
    with pytest.raises(CallError, match="did you mean GEN101"):
        manual.rule_of("GEM101")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_manual_page_is_in_the_reference_page(rule: object) -> None:
    code = getattr(rule, "code", "")
    assert manual.markdown_page(code).strip() in manual.reference()
    assert all(len(line) <= 80 for line in manual.page(code).splitlines())


def test_the_overview_names_every_rule() -> None:
    said = manual.overview()
    assert all(rule.code in said and rule.name in said for rule in RULES)
