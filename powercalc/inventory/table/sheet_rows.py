"""The cells of a table, from CSV or from Excel: text as it stands, and no formula that is worked out."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from powercalc.errors import CallError
from powercalc.inventory.table.excel import is_excel, read_excel

_SEPARATORS = (";", "\t", ",", "|")
_NAMES = {";": "semicolon", "\t": "tab", ",": "comma", "|": "bar"}
_SAMPLE = 50
"""So many lines decide what separates cells."""
_LARGEST = 64 * 1024 * 1024
_MOST_ROWS = 500_000
_NO_TABLES = {".xls": "Excel of before 2007", ".ods": "OpenDocument", ".numbers": "Numbers", ".pdf": "PDF"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One row: its number as the spreadsheet has it, and its cells without blanks around them."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRows:
    """All rows that are not empty."""

    file: str
    rows: tuple[SheetRow, ...]
    how: str
    """How it was read: "semicolon between cells, UTF-8"."""
    separator: str = ""
    """Of cells, in CSV."""


def read_sheet(path: Path, name: str | None = None) -> SheetRows:
    """Read a table; `name` is that of a sheet of Excel. Raises `CallError` for what is none."""
    data = _data(path)
    if is_excel(data):
        rows, how = read_excel(data, path.name, name)
        return _sheet(path.name, rows, how)
    if name is not None:
        raise CallError(f"{path.name}: is CSV, which has no sheets (--sheet {name})")
    text, encoding = text_of_table(data, path)
    separator = _separator(text)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False))
    except csv.Error as error:
        raise CallError(f"{path.name}: is no table: {error}") from None
    found = _sheet(path.name, lines, f"{_NAMES[separator]} between cells, {encoding}")
    return replace(found, separator=separator)


def _data(path: Path) -> bytes:
    if path.suffix.lower() in _NO_TABLES:
        kind = _NO_TABLES[path.suffix.lower()]
        raise CallError(f"{path.name}: {kind} cannot be read; save it as .xlsx or as CSV")
    if path.stat().st_size > _LARGEST:
        raise CallError(f"{path.name}: larger than {_LARGEST // 2**20} MB; no table of racks is")
    return path.read_bytes()


def _sheet(file: str, rows: Iterable[Sequence[str]], how: str) -> SheetRows:
    kept = [
        SheetRow(number=number, cells=cells)
        for number, row in enumerate(rows, start=1)
        if any(cells := tuple(" ".join(cell.split()) for cell in row))
    ]
    if not kept:
        raise CallError(f"{file}: is empty")
    if len(kept) > _MOST_ROWS:
        raise CallError(f"{file}: has more than {_MOST_ROWS:,} rows")
    return SheetRows(file=file, rows=tuple(kept), how=how)


def text_of_table(data: bytes, path: Path) -> tuple[str, str]:
    """Return the text: by its mark, as UTF-8, else as Windows writes it in the west."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "UTF-16"
    if b"\x00" in data:
        raise CallError(f"{path.name}: is no table but a file of another sort (it has zero bytes)")
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "Windows-1252"


def _separator(text: str) -> str:
    """Return what parts most lines into the same number of cells, and into most of them."""
    sample = "".join(text.splitlines(keepends=True)[:_SAMPLE])
    return max(_SEPARATORS, key=lambda each: _parted(sample, each))


def _parted(sample: str, separator: str) -> tuple[int, int, int]:
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=separator) if any(row)]
    except csv.Error:
        return 0, 0, sample.count(separator)
    if not widths:
        return 0, 0, sample.count(separator)
    (width, often), *_ = Counter(widths).most_common(1)
    return (often, width, 0) if width > 1 else (0, 0, sample.count(separator))
