"""Tables as a workbook of Excel, a sheet each. openpyxl is imported when one is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, cast

from powercalc.errors import CallError
from powercalc.report.escape import plain
from powercalc.report.tables.sheet import Cell, Sheet

if TYPE_CHECKING:
    from openpyxl.cell import Cell as Field
    from openpyxl.worksheet.worksheet import Worksheet

_NAME = 31
"""The longest name of a sheet in Excel,"""
_LONGEST = 32_767
"""and the longest text of a cell."""
_WIDEST = 60
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - Excel knows no zones; the same input, the same file


def written(sheets: Sequence[Sheet]) -> bytes:
    """Return the workbook. Raises `CallError` without openpyxl."""
    try:
        from openpyxl import Workbook
    except ImportError:
        raise CallError("workbooks need openpyxl: pip install 'powercalc[excel]'") from None
    book = Workbook()
    book.remove(book.worksheets[0])
    names: set[str] = set()
    for each in sheets:
        _fill(book.create_sheet(_named(each.title, names)), each)
    book.properties.created = book.properties.modified = _MADE
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _named(title: str, taken: set[str]) -> str:
    """Return the name of a sheet: without what Excel refuses there, and no name twice."""
    tame = re.sub(r"[\\/*?:\[\]']", " ", plain(title)).strip()[:_NAME] or "Table"
    name, number = tame, 1
    while name.lower() in taken:
        number += 1
        name = f"{tame[: _NAME - 4]} {number}"
    taken.add(name.lower())
    return name


def _fill(page: Worksheet, sheet: Sheet) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    below = ((sheet.left_out,),) if sheet.left_out else ()
    for line, row in enumerate((sheet.headings, *sheet.rows, *below), start=1):
        for place, value in enumerate(row, start=1):
            _put(cast("Field", page.cell(line, place)), value)
    for cell in page[1]:
        cell.font = Font(bold=True)
    page.freeze_panes = "A2"
    for place in range(len(sheet.headings)):
        longest = max(len(str(row[place] or "")) for row in (sheet.headings, *sheet.rows))
        page.column_dimensions[get_column_letter(place + 1)].width = min(longest + 2, _WIDEST)


def _put(field: Field, value: Cell) -> None:
    """Write one value; a text is a text, also where it begins as a formula does, and when it is edited."""
    if not isinstance(value, str):
        field.value = value
        return
    field.value = plain(value)[:_LONGEST]
    field.data_type = "s"
    field.quotePrefix = True
