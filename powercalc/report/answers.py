"""What was understood of a return sheet, as text or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from powercalc.answers import Answered
from powercalc.errors import CallError
from powercalc.report import words
from powercalc.report.escape import plain
from powercalc.report.json_text import json_text
from powercalc.report.layout import PLAIN, Style, paragraph
from powercalc.site import toml_text

FORMATS = ("text", "json")


def render(
    answered: Answered, form: str = "text", *, written: Path | None = None, style: Style = PLAIN
) -> str:
    """Return what was understood, ending with a new line; `written` is the file that has it."""
    match form:
        case "text":
            return "\n".join(_lines(answered, written, style)) + "\n"
        case "json":
            return json_text(to_dict(answered, written))
        case _:
            raise CallError(f'there is no format "{form}"; there are {", ".join(FORMATS)}')


def _lines(answered: Answered, written: Path | None, style: Style) -> Iterator[str]:
    yield style.strong(
        plain(f"{answered.site.name}: {words.counted(len(answered.understood), 'answer')} understood")
    )
    for each in answered.understood:
        where = toml_text.heading(each.where) if each.where else "the file"
        yield from paragraph(plain(f"row {each.row}: {where} {each.says}"), hanging=4)
    if answered.no_answers:
        yield from ("", style.strong(f"No answer in {words.counted(len(answered.no_answers), 'row')}"))
        yield from paragraph(
            plain(", ".join(f"{each.row} {each.id}" for each in answered.no_answers)), hanging=2
        )
    yield ""
    if written is None:
        yield "Nothing is written: -o FILE writes the site file with these answers."
    else:
        yield plain(f"Written to {written}.")


def to_dict(answered: Answered, written: Path | None) -> dict[str, object]:
    """Return the same under the names of the JSON result (powercalc/answers/1)."""
    return {
        "schema": "powercalc/answers/1",
        "site": answered.site.name,
        "understood": [
            {"row": each.row, "id": each.id, "table": list(each.where), "says": each.says}
            for each in answered.understood
        ],
        "no_answer": [{"row": each.row, "id": each.id} for each in answered.no_answers],
        "written": None if written is None else str(written),
    }
