"""Writes the catalogs of messages, `powercalc/languages/*.po` and the compiled `*.mo`, with Babel.

Run as `python docs/languages.py` after a message was added, changed or translated: what is new stands in the
.po with an empty text, to be filled in, and what is gone is left out. Tests hold the catalogs complete.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from powercalc.catalog import PARAMETERS, load
from powercalc.catalog.citing import OWN
from powercalc.checks import RULES, Severity, Standing, Status
from powercalc.checks.checklist import MEASURES
from powercalc.checks.figures import figures
from powercalc.checks.profiles import PROFILES
from powercalc.checks.rules.dat101_decisive_figure_without_source import FIGURES as STATED
from powercalc.components import KINDS
from powercalc.languages.message import FIGURE, WORD
from powercalc.languages.spoken import CODES, ENGLISH
from powercalc.report.page.spoken_by_scripts import templates
from powercalc.serve.spoken_on_the_panel import panel_templates
from powercalc.site import Zone

ROOT = Path(__file__).parent.parent
HOME = ROOT / "powercalc" / "languages"
KEYWORDS = {"ask": 0, "say": 0, "noted": 0, "section": 1}
"""The functions that take a message, and which of their arguments it is."""
TOPICS = (
    "power_failure", "transfer", "restart", "fire", "grid", "fuel", "distribution", "cooling", "temperature",
    "humidity", "statement", "document", "test", "audit", "on_site", "contract", "certificates",
)  # fmt: skip
"""What practices name beside kinds of components."""
HAZARDS = ("fire", "flood", "water", "explosion", "fault", "emergency-power-off")
"""What strikes zones, by the names that are usual."""
FIGURES = (
    ".",
    ",",
    "day",
    "days",
    "month",
    "months",
    "year",
    "years",
    "million",
    "billion",
    "million years",
    "billion years",
)

UNUSED = tuple(
    f'"{name}'
    for name in (
        "Project-Id",
        "POT-Creation",
        "PO-Revision",
        "Report-Msgid",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
    )
)
"""Lines of the header that say nothing, or another thing each day."""

Key = tuple[str | None, str]
"""A message: its context and its text in English."""


def wanted() -> dict[Key, list[str]]:
    """Return every message with where it stands, in the order of the files."""
    found: dict[Key, list[str]] = {}
    for key, place in (*_of_the_source(), *_of_tables()):
        found.setdefault(key, []).append(place)
    return found


def _of_the_source() -> Iterator[tuple[Key, str]]:
    """Yield the messages in calls, those within f-strings too, which the extractor of Babel passes over."""
    for path in sorted((ROOT / "powercalc").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
                told = node.args[KEYWORDS[node.func.id]]
                if isinstance(told, ast.Constant) and isinstance(told.value, str):
                    yield (None, told.value), str(path.relative_to(ROOT))


def _of_tables() -> Iterator[tuple[Key, str]]:
    for rule in RULES:
        yield (None, rule.title), f"powercalc/checks/rules ({rule.code})"
    for title in MEASURES.values():
        yield (None, title), "powercalc/checks/checklist.py"
    for profile in PROFILES.values():
        yield (None, profile.title), "powercalc/checks/profiles.py"
    for told in (
        *(each.value for each in Standing),
        *(each.value for each in Status),
        *(each.word for each in Severity),
    ):
        yield (None, told), "powercalc/checks"
    yield from _of_figures()
    for name in words():
        yield (WORD, name), "keys, kinds and topics of the site file"
    for told in templates():
        yield (None, told), "powercalc/report/page, in scripts"
    for told in panel_templates():
        yield (None, told), "powercalc/serve/page"
    for sign in FIGURES:
        yield (FIGURE, sign), "powercalc/report/words.py"


def _of_figures() -> Iterator[tuple[Key, str]]:
    """Yield what the project says itself of the figures that it assumes."""
    for figure in figures().values():
        for told in filter(None, (figure.what, figure.reason)):
            yield (None, told), "powercalc/checks/data/figures.toml"
    for title in dict.fromkeys(each.source.title for each in load().entries):
        if title.startswith(OWN):
            yield (None, title), "powercalc/catalog/data"


def words() -> list[str]:
    """Return the words of the site file that a question may name."""
    catalogued = (key for model in KINDS.values() for key in model.catalogued)
    zones = get_args(get_args(Zone.model_fields["kind"].annotation)[0])
    return sorted({*zones, *HAZARDS, *KINDS, *TOPICS, *PARAMETERS, *catalogued, *STATED})


def catalog(code: str) -> Catalog:
    """Return the catalog of a language as its .po has it."""
    path = HOME / f"{code}.po"
    if not path.exists():
        return Catalog(locale=code)
    with path.open("rb") as file:
        return read_po(file, locale=code)


def renewed(code: str) -> Catalog:
    """Return a catalog of exactly the messages that are wanted, with the texts that are known."""
    known, made = catalog(code), Catalog(locale=code, project="powercalc", fuzzy=False)
    made.header_comment = f"# The messages of powercalc in {CODES[code]}; see docs/languages.py."
    for (context, text), places in wanted().items():
        if code == ENGLISH and context != WORD:
            continue
        told = known.get(text, context)
        made.add(text, told.string if told else "", context=context, auto_comments=sorted(set(places)))
    return made


def po(made: Catalog) -> bytes:
    """Return a catalog as text."""
    buffer = io.BytesIO()
    write_po(buffer, made, width=110, omit_header=False)
    lines = buffer.getvalue().decode("utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(UNUSED)).encode("utf-8")


def mo(made: Catalog) -> bytes:
    """Return a catalog as it is read at run time."""
    buffer = io.BytesIO()
    write_mo(buffer, made)
    return buffer.getvalue()


def main() -> None:
    """Write all catalogs, and tell what has no text yet."""
    for code in CODES:
        made = renewed(code)
        (HOME / f"{code}.po").write_bytes(po(made))
        (HOME / f"{code}.mo").write_bytes(mo(catalog(code)))
        empty = [message.id for message in made if message.id and not message.string]
        print(f"{code}: {len(made)} messages, {len(empty)} without a text", *empty, sep="\n  ")  # noqa: T201


if __name__ == "__main__":
    main()
