"""What the live panel says, and in which language."""

from __future__ import annotations

import re
from html import unescape
from importlib.resources import files

from powercalc.languages import speaking
from powercalc.serve.panel import live_panel, waiting_page
from powercalc.serve.spoken_on_the_panel import panel_templates


def test_no_text_of_the_panel_is_left_in_english_or_in_braces() -> None:
    alike = {"5 min", "ups-c"}
    with speaking("fr"):
        shown = live_panel("").markup + waiting_page("hall")
    assert "{{" not in shown
    shown = re.sub(r"(?s)<(style|script)\b.*?</\1>", "", shown)
    found = re.findall(r">([^<]+)<|placeholder=\"([^\"]+)\"", shown)
    said = {unescape(text).strip() for pair in found for text in pair}
    assert not (said & set(panel_templates())) - alike
    assert "écrire dans le fichier" in said


def test_the_script_says_nothing_that_is_not_looked_up() -> None:
    script = files("powercalc.serve.page").joinpath("serve.js").read_text(encoding="utf-8")
    shown = re.findall(r"(?:textContent|placeholder)(?: =|:) (?:`|\")([^`\"]*)", script)
    assert [text for text in shown if re.search(r"[a-z]{3}", re.sub(r"\$\{.*?\}", "", text))] == []


def test_names_of_the_file_are_no_part_of_the_markup() -> None:
    assert "<b>" not in waiting_page("<b>hall</b>").partition("<style>")[0]
