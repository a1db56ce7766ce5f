"""The columns of a return sheet, found by their headings in any language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from powercalc.errors import CallError
from powercalc.inventory.table.cells import folded
from powercalc.inventory.table.sheet_rows import SheetRow, SheetRows
from powercalc.languages import CODES, noted, say, speaking

HEADINGS: Mapping[str, str] = {
    "id": noted("reference of the question"),
    "question": noted("question"),
    "asked": noted("what is asked"),
    "how": noted("how to write it"),
    "answer": noted("your answer"),
    "shown_by": noted("shown by (document, test, audit, statement)"),
    "reference": noted("title and number of what shows it"),
    "day": noted("its date"),
}
_NEEDED = ("id", "answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """What a row says."""

    row: int
    id: str
    answer: str
    shown_by: str
    reference: str
    day: str


def cells_of(sheet: SheetRows) -> Iterator[Cells]:
    """Yield the rows below the headings. Raises `CallError` for a table that is no return sheet."""
    for place, row in enumerate(sheet.rows):
        columns = _columns(row)
        if all(name in columns for name in _NEEDED):
            yield from (
                _cells(below, columns) for below in sheet.rows[place + 1 :] if _cell(below, columns, "id")
            )
            return
    wanted = " and ".join(f'"{HEADINGS[name]}"' for name in _NEEDED)
    made = "powercalc questions SITE --format sheet"
    raise CallError(
        f"{sheet.file}: is no return sheet: no row has the headings {wanted}; `{made}` writes one"
    )


def _columns(row: SheetRow) -> dict[str, int]:
    named: dict[str, str] = {}
    for code in CODES:
        with speaking(code):
            named |= {folded(say(text)): name for name, text in HEADINGS.items()}
    return {named[folded(cell)]: place for place, cell in enumerate(row.cells) if folded(cell) in named}


def _cells(row: SheetRow, columns: Mapping[str, int]) -> Cells:
    return Cells(
        row=row.number,
        id=_cell(row, columns, "id"),
        answer=_cell(row, columns, "answer"),
        shown_by=_cell(row, columns, "shown_by"),
        reference=_cell(row, columns, "reference"),
        day=_cell(row, columns, "day"),
    )


def _cell(row: SheetRow, columns: Mapping[str, int], name: str) -> str:
    place = columns.get(name)
    text = row.cells[place] if place is not None and place < len(row.cells) else ""
    return text.removeprefix("'")
