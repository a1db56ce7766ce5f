from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powercalc.report.escape import csv_cell, markdown, plain


@given(st.text())
def test_plain_text_stays_on_its_line_and_moves_no_cursor(text: str) -> None:
    assert not [sign for sign in plain(text) if ord(sign) < 32 or 127 <= ord(sign) < 160]
    assert len(plain(text).splitlines()) <= 1


def test_plain_text_of_people_is_left_alone() -> None:
    assert plain("Hôpital Saint-Louis, 東京 [red] 100 %") == "Hôpital Saint-Louis, 東京 [red] 100 %"


@pytest.mark.parametrize(
    "text", ["\x1b[31m", "\x9b31m", "\u202egpj.exe", "a\u2028b", "\u200b", "\ud800", "\x00", "\r\n"]
)
def test_what_cannot_be_seen_is_shown_as_an_escape(text: str) -> None:
    assert "\\" in plain(text)
    assert plain(text).encode().decode().isprintable()


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a|b", r"a\|b"),
        ("<script>", "&lt;script&gt;"),
        ("[here](javascript:x)", r"\[here\](javascript:x)"),
        ("*bold*", r"\*bold\*"),
        ("# title", r"\# title"),
        ("1. item", r"1\. item"),
        ("https://example.org", "https&#58;//example.org"),
        ("2 / year", "2 / year"),
    ],
)
def test_markdown_shows_a_text_as_it_is(text: str, safe: str) -> None:
    assert markdown(text) == safe


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "  =1"])
def test_a_spreadsheet_runs_no_formula(text: str) -> None:
    assert csv_cell(text).startswith("'")
