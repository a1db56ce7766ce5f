"""Results as tables for documents: LaTeX, a workbook, HTML. What stands in them is in `sheets`.

Every text may come from a file that somebody else wrote: it is escaped for where it goes, and no cell of a
workbook is a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from powercalc.errors import CallError
from powercalc.report.tables.sheet import Cell, Sheet

__all__ = ["BINARY", "FORMATS", "Cell", "Sheet", "written"]

_HOMES = {
    "latex": "powercalc.report.tables.latex",
    "xlsx": "powercalc.report.tables.workbook",
    "html": "powercalc.report.tables.html_tables",
}
FORMATS = tuple(_HOMES)
BINARY = "xlsx"
"""The format that is no text."""


def written(sheets: Sequence[Sheet], form: str) -> bytes:
    """Return tables in one of `FORMATS`. Raises `CallError` for another, and where a library is missing."""
    if form not in _HOMES:
        raise CallError(f'there is no format "{form}"; there are {", ".join(FORMATS)}')
    content: bytes = import_module(_HOMES[form]).written(sheets)
    return content
