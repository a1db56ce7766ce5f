"""Which column of a table is what: by its heading, or as the call says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from powercalc.components.spelling import nearest
from powercalc.errors import CallError
from powercalc.inventory.table.cells import folded
from powercalc.inventory.table.column_words import CORDS, SIDED, WORDS, Heading, heading
from powercalc.inventory.table.sheet_rows import SheetRow, SheetRows

_LOOKED_AT = 25
"""The headings stand in one of so many first rows."""
_SHORT = {
    "a": "feed_a",
    "b": "feed_b",
    "c": "feed_c",
    "kw": "power",
    "w": "power",
    "kva": "power",
    "va": "power",
}
_UNITS = {"kw": "kW", "w": "W", "kva": "kVA", "va": "VA"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """One column, and what it is read as."""

    place: int
    heading: str
    field: str
    """"" for one that is not used."""
    side: str = ""
    unit: str = ""
    why_not: str = ""
    """Why it is not used, where its heading is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumns:
    """The columns of a table, and the rows below their headings."""

    columns: tuple[TableColumn, ...]
    rows: tuple[SheetRow, ...]
    header: int
    """The number of the row of the headings."""

    def get(self, field: str, side: str = "") -> TableColumn | None:
        """Return the column of a field and a side."""
        return next((each for each in self.columns if (each.field, each.side) == (field, side)), None)

    def cells(self, column: TableColumn) -> Iterator[str]:
        """Yield all cells of a column."""
        return (cell(row, column) for row in self.rows)

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides that any column is of, in their order."""
        return tuple(sorted({each.side for each in self.columns if each.field and each.side}))


def cell(row: SheetRow, column: TableColumn | None) -> str:
    """Return a cell; "" where the row is short or there is no such column."""
    return "" if column is None or column.place >= len(row.cells) else row.cells[column.place]


def find_columns(sheet: SheetRows, asked: Mapping[str, str]) -> TableColumns:
    """Return which column is what; `asked` names headings by field. Raises `CallError`."""
    wanted = dict(_wanted(asked))
    place = _header(sheet, wanted)
    texts = _with_sides(sheet, place)
    columns = _read(texts)
    if wanted:
        columns = _as_asked(columns, wanted, sheet.file)
    return TableColumns(columns=tuple(columns), rows=sheet.rows[place + 1 :], header=sheet.rows[place].number)


def fields() -> list[str]:
    """Return the words that name a column in a call: "rack", "pdu_a", "a"."""
    sided = [f"{field}_{side}" for field in SIDED for side in "abc"]
    return [*WORDS, *sided, *_SHORT, *dict.fromkeys(CORDS.values())]


def _wanted(asked: Mapping[str, str]) -> Iterator[tuple[Heading, str]]:
    problems = []
    for word, text in asked.items():
        name = folded(word).replace("-", "_").replace(" ", "_")
        if name not in fields():
            near = nearest(name, fields())
            known = (
                f"; did you mean {near}?" if near else f"; it may be {', '.join([*WORDS, 'a', 'b', 'pdu_a'])}"
            )
            problems.append(f'--columns: there is nothing called "{word}" in a table{known}')
            continue
        unit = _UNITS.get(name, "")
        name = _SHORT.get(name, name)
        field, _, side = name.rpartition("_") if name[-2:] in {"_a", "_b", "_c"} else (name, "", "")
        yield Heading(field=field, side=side.upper(), unit=unit), text
    if problems:
        raise CallError(*problems)


def _header(sheet: SheetRows, wanted: Mapping[Heading, str]) -> int:
    """Return where the headings stand: in the row of the first ones that says most."""
    first = sheet.rows[:_LOOKED_AT]
    asked = {folded(text) for text in wanted.values()}

    def said(row: SheetRow) -> int:
        known = {(found.field, found.side, found.unit) for found in _headings(row.cells) if found.field}
        return len(known) + 100 * len(asked & {folded(each) for each in row.cells})

    best = max(range(len(first)), key=lambda place: (said(first[place]), -place))
    if said(first[best]) < 2:
        there = ", ".join(f'"{each}"' for each in first[0].cells if each)
        needed = (
            "a rack or a name, and its feeds by side; --columns rack=HEADING,a=HEADING,b=HEADING says which"
        )
        raise CallError(
            f"{sheet.file}: no column is known by its heading; there are {there}. Needed are {needed}"
        )
    return best


def _headings(texts: Sequence[str]) -> list[Heading]:
    others = frozenset(texts)
    return [heading(each, others) for each in texts]


def _with_sides(sheet: SheetRows, place: int) -> list[str]:
    """Return the headings; those that stand twice under "A" and "B" with what stands above them."""
    texts = list(sheet.rows[place].cells)
    found = [(each.field, each.side) for each in _headings(texts) if each.field]
    if place == 0 or len(found) == len(set(found)):
        return texts
    above = ""
    for number, over in enumerate(sheet.rows[place - 1].cells[: len(texts)]):
        above = over or above
        side = heading(above).side
        known = heading(texts[number])
        if side and known.field in SIDED and not known.side and found.count((known.field, "")) > 1:
            texts[number] = f"{texts[number]} {side}"
    return texts


def _read(texts: Sequence[str]) -> list[TableColumn]:
    taken: dict[tuple[str, str], str] = {}
    columns = []
    for place, (text, found) in enumerate(zip(texts, _headings(texts), strict=True)):
        field, why_not = found.field, ""
        if field and (field, found.side) in taken:
            field, why_not = "", f'"{taken[found.field, found.side]}" is read as this already'
        elif field:
            taken[field, found.side] = text
        columns.append(
            TableColumn(
                place=place,
                heading=text,
                field=field,
                side=found.side if field else "",
                unit=found.unit,
                why_not=why_not,
            )
        )
    return columns


def _as_asked(columns: list[TableColumn], wanted: Mapping[Heading, str], file: str) -> list[TableColumn]:
    """Return the columns as the call says; what it names is nothing else any more."""
    there = {folded(each.heading): each.place for each in reversed(columns)}
    problems, chosen = [], dict[int, Heading]()
    for what, text in wanted.items():
        if folded(text) in there:
            chosen[there[folded(text)]] = what
        else:
            near = nearest(text, [each.heading for each in columns])
            mean = f'; did you mean "{near}"?' if near else ""
            listed = ", ".join(f'"{each.heading}"' for each in columns if each.heading)
            problems.append(f'{file}: there is no column "{text}"{mean or f"; there are {listed}"}')
    if problems:
        raise CallError(*problems)
    named = {(each.field, each.side) for each in chosen.values()}
    return [_named(each, chosen.get(each.place), named) for each in columns]


def _named(column: TableColumn, what: Heading | None, named: set[tuple[str, str]]) -> TableColumn:
    if what is not None:
        unit = what.unit or column.unit
        return replace(column, field=what.field, side=what.side, unit=unit, why_not="")
    if (column.field, column.side) in named:
        return replace(column, field="", side="", why_not="another column was named for it")
    return column
