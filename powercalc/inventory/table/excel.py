"""The cells of an Excel file, by openpyxl: values as they were saved; nothing is worked out here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from powercalc.components.spelling import nearest
from powercalc.errors import CallError

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_UNPACKED = 256 * 1024 * 1024
"""So many bytes of an Excel file are read when unpacked."""


def is_excel(data: bytes) -> bool:
    """Tell whether a file is packed as Excel files are since 2007."""
    return data.startswith(b"PK\x03\x04")


def read_excel(data: bytes, file: str, name: str | None) -> tuple[Iterator[Sequence[str]], str]:
    """Return the rows of a sheet, the first one that has any if no name is given, and which it is."""
    saved, stated = _opened(data, file, values=True), _opened(data, file, values=False)
    if name is not None and name not in saved.sheetnames:
        near = nearest(name, saved.sheetnames)
        mean = f"; did you mean {near}?" if near else f"; it has {', '.join(saved.sheetnames)}"
        raise CallError(f'{file}: there is no sheet "{name}"{mean}')
    chosen = name or next((each for each in saved.sheetnames if _has_rows(saved[each])), saved.sheetnames[0])
    return _rows(saved[chosen], stated[chosen]), f'sheet "{chosen}"'


def _opened(data: bytes, file: str, *, values: bool) -> Workbook:
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise CallError(
            f"{file}: Excel needs openpyxl: pip install 'powercalc[excel]'; or save it as CSV"
        ) from None
    if _unpacked(data, file) > _UNPACKED:
        raise CallError(f"{file}: larger than {_UNPACKED // 2**20} MB when unpacked")
    try:
        return load_workbook(io.BytesIO(data), data_only=values)
    except Exception as error:  # noqa: BLE001 - whatever a broken file makes the reader stumble on
        raise _unreadable(file, error) from None


def _unpacked(data: bytes, file: str) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return sum(each.file_size for each in packed.infolist())
    except zipfile.BadZipFile as error:
        raise _unreadable(file, error) from None


def _unreadable(file: str, error: Exception) -> CallError:
    return CallError(f"{file}: is no Excel file that can be read ({type(error).__name__})")


def _has_rows(sheet: Any) -> bool:
    return hasattr(sheet, "iter_rows") and any(any(row) for row in sheet.iter_rows(values_only=True))


def _rows(saved: Worksheet, stated: Worksheet) -> Iterator[list[str]]:
    """Yield the cells as text; a merged area has its text in each of its cells."""
    merged = {
        (row, column): (area.min_row, area.min_col)
        for area in saved.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
    for row in range(1, saved.max_row + 1):
        places = (merged.get((row, column), (row, column)) for column in range(1, saved.max_column + 1))
        yield [_text(saved.cell(*place).value, stated.cell(*place).value) for place in places]


def _text(value: Any, stated: Any) -> str:
    """Return a cell as text; a formula whose value was never saved is the text of the formula."""
    if value is None:
        return "" if stated is None else str(stated)
    return f"{value:.12g}" if isinstance(value, float) else str(value)
