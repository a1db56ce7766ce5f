"""Nothing that is told to people is English alone but errors, and sources as they are cited."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from string import Formatter

import pytest

from powercalc import evaluate, read
from powercalc.evaluation.as_of_now import now
from powercalc.languages import speaking
from powercalc.report.page.build import render

ROOT = Path(__file__).parent.parent.parent
ERRORS = {"options.py", "wrong.py", "baseline.py", "imported_findings.py", "additions.py", "figures.py"}
"""Modules that tell errors or sources, which are English, or make ids of what a change adds."""
TOLD = {"NotConsidered", "Unsupported", "Overload"}
"""What is made with a reason that people read."""
CITED = re.compile(r"ITI \(CBEMA\)|IEEE|Uptime|INL/EXT")
"""Lines of sources, which are cited as they are."""


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _sentences(tree: ast.AST) -> Iterator[str]:
    """Yield the f-strings that are sentences, of which no message is made."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
            if re.search(r"[a-z]{3,} ", text + " "):
                yield text


def test_no_finding_is_english_only() -> None:
    left = Counter[str]()
    for path in (ROOT / "powercalc" / "checks").rglob("*.py"):
        if path.name not in ERRORS:
            left[path.name] += len(list(_sentences(ast.parse(path.read_text(encoding="utf-8")))))
    assert not +left


def test_what_is_left_out_is_a_message() -> None:
    wrong = []
    for path in (ROOT / "powercalc").rglob("*.py"):
        for call in _calls(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(call.func, ast.Name) and call.func.id in TOLD
            plain = (each for each in call.keywords if each.arg in {"why", "why_not"})
            if named and any(isinstance(each.value, ast.Constant | ast.JoinedStr) for each in plain):
                wrong.append(f"{path.name}:{call.lineno}")
    assert wrong == []


def test_a_template_is_given_what_it_names() -> None:
    wrong = []
    for path in (ROOT / "powercalc").rglob("*.py"):
        for call in _calls(ast.parse(path.read_text(encoding="utf-8"))):
            template = call.args[0] if call.args else None
            asks = isinstance(call.func, ast.Name) and call.func.id in {"ask", "say"}
            if not asks or not isinstance(template, ast.Constant) or not all(k.arg for k in call.keywords):
                continue
            wanted = {name for _, name, _, _ in Formatter().parse(str(template.value)) if name is not None}
            if wanted != {keyword.arg for keyword in call.keywords} - {"whole"}:
                wrong.append(f"{path.name}:{call.lineno}")
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "down"), [("small-server-room", "ups"), ("two-rotary-sets", "dr-a"), ("planned-work", "ups-a")]
)
def test_the_page_in_french_has_no_english_sentence(name: str, down: str) -> None:
    site = read(ROOT / "examples" / f"{name}.toml")
    with speaking("fr"):
        page = render(site, evaluate(site), now=now(site, [down]), has_text=False)
    shown = re.sub(r"(?s)<(style|script)\b.*?</\1>", "", page)
    shown = unescape(re.sub(r"<[^>]*>", "\n", shown))
    english = re.compile(r"\b(the|of|is|are|and|per|with|while|which|load|year|no|has)\b")
    lines = [line.strip() for line in shown.splitlines() if english.search(line)]
    assert [line for line in lines if not CITED.search(line) and line != site.name] == []
    assert "6,6 h" in shown or re.search(r"\d,\d+ h", shown)
    assert '"decimal":","' in page
