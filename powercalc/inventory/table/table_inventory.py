"""A table as an inventory: which sort of row it has, and what was understood of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

from powercalc.errors import CallError, SiteError
from powercalc.inventory.inventory_model import Inventory, InventoryEntry
from powercalc.inventory.table.circuits import CircuitRows
from powercalc.inventory.table.cords import CordRows
from powercalc.inventory.table.headings import TableColumns, find_columns
from powercalc.inventory.table.racks import RackRows
from powercalc.inventory.table.sheet_rows import SheetRows, read_sheet
from powercalc.inventory.table.table_reader import TableChoices, TableReader
from powercalc.site.places import as_counted

SortOfRow: TypeAlias = Literal["rack", "server", "circuit", "cord"]
R = TypeVar("R", bound=InventoryEntry)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnUnderstood:
    """One column as it was read."""

    heading: str
    read_as: str
    """"panel of side A"; "" where it is not used."""
    example: str
    """The first cell that says something."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableUnderstood:
    """What was understood of a table, for a person to look at before the result."""

    file: str
    how: str
    header: int
    row_is: SortOfRow
    rows: int
    columns: tuple[ColumnUnderstood, ...]
    assumed: tuple[tuple[str, tuple[str, ...]], ...]
    """How things were read that might be meant otherwise, each with what it concerns."""


def table_inventory(
    path: Path,
    *,
    sheet: str | None = None,
    columns: Mapping[str, str] | None = None,
    choices: TableChoices | None = None,
) -> tuple[Inventory, TableUnderstood]:
    """Read a table. Raises `CallError` for what is none, `SiteError` with all that is wrong in its cells."""
    cells_of = read_sheet(path, sheet)
    found = find_columns(cells_of, columns or {})
    row_is = _sort_of_row(found, cells_of)
    reader = TableReader(cells_of, found, choices or TableChoices())
    inventory = _inventory(reader, row_is, path)
    if reader.problems:
        raise SiteError(
            sorted(reader.problems, key=lambda each: (each.place.line or 0, each.place.column or 0))
        )
    if not inventory.loads:
        raise CallError(f"{cells_of.file}: no row below the headings (row {found.header}) is a {row_is}")
    return inventory, _understood(reader, row_is)


def _sort_of_row(columns: TableColumns, sheet: SheetRows) -> SortOfRow:
    if columns.get("from_device") and columns.get("to_device"):
        return "cord"
    has = {each.field for each in columns.columns}
    sided = [
        each for each in columns.columns if each.side and each.field in {"pdu", "panel", "circuit", "feed"}
    ]
    if not sided and "panel" in has and has & {"circuit", "amps"} and has & {"rack", "name", "note"}:
        return "circuit"
    leads = bool(sided) or bool(has & {"pdu", "panel", "circuit", "feed"})
    if leads and has & {"rack", "name"}:
        return "server" if "name" in has else "rack"
    missing = (
        "what each row is about (a rack or a name)" if leads else "what feeds a rack (PDUs, feeds or panels)"
    )
    there = ", ".join(f'"{each.heading}"' for each in columns.columns if each.heading)
    raise CallError(
        f"{sheet.file}: no column says {missing}; there are {there}. "
        "--columns rack=HEADING,a=HEADING,b=HEADING says which"
    )


def _inventory(reader: TableReader, row_is: SortOfRow, path: Path) -> Inventory:
    rows: RackRows | CircuitRows | CordRows
    match row_is:
        case "circuit":
            rows = CircuitRows(reader)
        case "cord":
            rows = CordRows(reader)
        case _:
            rows = RackRows(reader)
    loads = list(rows.loads())
    strips = () if isinstance(rows, CircuitRows) else rows.strips.values()
    switches = rows.intermediates.values() if isinstance(rows, CordRows) else ()
    return Inventory(
        name=path.stem,
        source="csv",
        came_from=path.name,
        spaces=_in_order(reader.spaces.values()),
        panels=_in_order(reader.panels.values()),
        feeds=_in_order(reader.feeds.values()),
        strips=_in_order(strips),
        intermediates=_in_order(switches),
        loads=_in_order(loads),
        remarks=tuple(reader.remarks()),
    )


def _in_order(things: Iterable[R]) -> tuple[R, ...]:
    return tuple(sorted(things, key=lambda each: as_counted(each.name)))


def _understood(reader: TableReader, row_is: SortOfRow) -> TableUnderstood:
    columns = []
    for each in reader.columns.columns:
        side = f" of side {each.side}" if each.side else ""
        unit = f", {each.unit or reader.choices.unit or 'unit in each cell'}"
        told = f"{each.field}{side}{unit if each.field in {'power', 'maximum'} else ''}" if each.field else ""
        example = next((text for text in reader.columns.cells(each) if text), "")
        columns.append(
            ColumnUnderstood(heading=each.heading, read_as=told, example=example, note=each.why_not)
        )
    decimal = f", decimal {reader.decimal}" if reader.decimal is not None else ""
    return TableUnderstood(
        file=reader.sheet.file,
        how=f"{reader.sheet.how}{decimal}",
        header=reader.columns.header,
        row_is=row_is,
        rows=len(reader.columns.rows),
        columns=tuple(columns),
        assumed=tuple(reader.assumed()),
    )
