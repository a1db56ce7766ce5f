"""How a table was read, column by column, for a person to look at before the result."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.inventory.table.table_inventory import TableUnderstood
from powercalc.report.escape import plain
from powercalc.report.layout import Style, cut, paragraph, table
from powercalc.report.name_ranges import few
from powercalc.report.words import counted

_HEADING, _EXAMPLE = 24, 22
_NAMED = 4


def understood_text(found: TableUnderstood, style: Style) -> str:
    """Return how a table was read."""
    return "\n".join(_lines(found, style)) + "\n"


def _lines(found: TableUnderstood, style: Style) -> Iterator[str]:
    rows = f"{counted(found.rows, 'row')} below the headings in row {found.header}, one a {found.row_is}"
    yield from paragraph(f"{plain(found.file, 60)}: {rows}; {plain(found.how)}.", indent=0)
    cells = [
        (
            cut(plain(each.heading), _HEADING),
            each.read_as or "not used",
            cut(plain(each.example), _EXAMPLE) if each.read_as else plain(each.note, 30),
        )
        for each in found.columns
        if each.heading
    ]
    first, *rest = table([("Column", "read as", "for example"), *cells], left=3)
    yield style.strong(first)
    yield from rest
    for text, concerns in found.assumed:
        about = f": {few(concerns, _NAMED)}" if concerns else ""
        yield from paragraph(plain(f"Note: {text}{about}."), indent=0, hanging=2)
