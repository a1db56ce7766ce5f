"""What is not yet told in other languages, by name: the list may only grow shorter."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from string import Formatter

from powercalc import evaluate, read
from powercalc.evaluation.as_of_now import now
from powercalc.languages import speaking
from powercalc.report.page.build import render

ROOT = Path(__file__).parent.parent.parent
ERRORS = {"options.py", "wrong.py", "baseline.py", "recorded.py", "additions.py", "figures.py"}
"""Modules that tell errors or sources, which are English, or make ids of what a change adds."""
LEFT = {
    "fed101_single_source.py": 1,
    "envelope.py": 2,
    "usual.py": 6,
    "dat201_waiver_without_use.py": 1,
    "worth.py": 1,
}
"""By module of `powercalc/checks`, how many texts are made as plain English."""
CITED = re.compile(r"assumption|combined|ITI \(CBEMA\)|IEEE|Uptime|INL/EXT")
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


def test_no_more_findings_are_english_only() -> None:
    left = Counter[str]()
    for path in (ROOT / "powercalc" / "checks").rglob("*.py"):
        if path.name not in ERRORS:
            left[path.name] += len(list(_sentences(ast.parse(path.read_text(encoding="utf-8")))))
    assert +left == LEFT


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


def test_the_page_in_french_has_no_english_sentence() -> None:
    site = read(ROOT / "examples" / "small-server-room.toml")
    with speaking("fr"):
        page = render(site, evaluate(site), now=now(site, ["ups"]), has_text=False)
    shown = re.sub(r"(?s)<(style|script)\b.*?</\1>", "", page)
    shown = unescape(re.sub(r"<[^>]*>", "\n", shown))
    english = re.compile(r"\b(the|of|is|are|and|per|with|while|which|load|year|no|has)\b")
    lines = [line.strip() for line in shown.splitlines() if english.search(line)]
    assert [line for line in lines if not CITED.search(line)] == []
    assert "6,6 h" in shown or re.search(r"\d,\d+ h", shown)
    assert '"decimal":","' in page
