"""A return sheet read back: what was understood, what is no answer, and the site file that says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from powercalc.answers import cell_values
from powercalc.answers.asked_fields import AnswerKind
from powercalc.answers.asked_rows import AskedRow, Heading, of_id
from powercalc.answers.sheet_columns import Cells, cells_of
from powercalc.errors import Place, Problem, SiteError
from powercalc.inventory.table.cells import is_unknown
from powercalc.inventory.table.sheet_rows import read_sheet
from powercalc.site import Site, toml_text
from powercalc.site.file import text_of
from powercalc.site.file_text import TableChange, tables, with_changes
from powercalc.site.read import read, read_text

_STRENGTH = ("statement", "document", "test", "audit")
_SHOWN = ("evidence", "evidence_kind", "date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """An answer, and what it states in the file."""

    row: int
    id: str
    where: Heading
    says: str
    """A key with its value, or the words that are kept as a comment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """A row without one, or in which somebody says that it is not known."""

    row: int
    id: str


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A site file with the answers of a return sheet."""

    site: Site
    text: str
    understood: tuple[Understood, ...]
    no_answers: tuple[NoAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row with an answer."""

    cells: Cells
    asked: AskedRow
    value: str | None
    """As TOML; None of a plain no to what is no yes or no: the practice is not in place."""
    kind: str | None
    day: str | None


def read_answers(site: Path | str, sheet: Path) -> Answered:
    """Return a site with the answers of a sheet. Raises `SiteError` with every row that is wrong."""
    there, (text, file) = read(site), text_of(site)
    wrong: list[Problem] = []
    rows, none = _rows(there, sheet, wrong)
    what = _changes(rows)
    _refuse_foreign(rows, text, wrong)
    new = with_changes(text, what)
    try:
        made = read_text(new, file=file, folder=Path(site).resolve().parent)
    except SiteError as error:
        wrong += [_of_row(problem, rows, sheet.name) for problem in error.problems]
    if wrong:
        raise SiteError(sorted(wrong, key=lambda each: each.place.line or 0))
    return Answered(site=made, text=new, understood=tuple(map(_understood, rows)), no_answers=tuple(none))


def _rows(site: Site, sheet: Path, wrong: list[Problem]) -> tuple[list[_Row], list[NoAnswer]]:
    rows: list[_Row] = []
    none: list[NoAnswer] = []
    seen: dict[str, int] = {}
    for cells in cells_of(read_sheet(sheet)):
        asked = of_id(site, cells.id)
        if is_unknown(cells.answer):
            none.append(NoAnswer(row=cells.row, id=cells.id))
        elif asked is None:
            wrong.append(_problem(cells, sheet, "id: is no question about this site", cells.id))
        elif cells.id in seen:
            wrong.append(_problem(cells, sheet, f"id: is answered in row {seen[cells.id]} already", cells.id))
        else:
            rows += _read(cells, asked, sheet, wrong)
        seen.setdefault(cells.id, cells.row)
    return rows, none


def _read(cells: Cells, asked: AskedRow, sheet: Path, wrong: list[Problem]) -> Iterator[_Row]:
    """Yield the row, unless one of its cells cannot be read; all that cannot be is told."""
    readers = (
        ("answer", cells.answer, lambda cell: _value(cell, asked)),
        ("shown by", cells.shown_by, cell_values.evidence_kind),
        ("date", cells.day, cell_values.day),
    )
    found: list[str | None] = []
    before = len(wrong)
    for name, cell, read_cell in readers:
        try:
            found.append(read_cell(cell) if cell else None)
        except cell_values.NotRead as error:
            wrong.append(_problem(cells, sheet, f"{cells.id}: {name}: {error}", cell))
    if len(wrong) == before:
        yield _Row(cells=cells, asked=asked, value=found[0], kind=found[1], day=found[2])


def _value(cell: str, asked: AskedRow) -> str | None:
    """Return an answer as TOML; None of a plain no that says that a practice is not in place."""
    is_practice = asked.heading[:1] == ("practice",)
    if (
        is_practice
        and asked.field.sort not in {AnswerKind.FLAG, AnswerKind.SHARE}
        and cell_values.is_no(cell)
    ):
        return None
    return cell_values.value(cell, asked.field.sort)


def _problem(cells: Cells, sheet: Path, text: str, found: str) -> Problem:
    return Problem(text=text, found=f'"{found}"', place=Place(file=sheet.name, line=cells.row))


def _changes(rows: list[_Row]) -> dict[Heading, TableChange]:
    """Return what is to stand in each table."""
    what: dict[Heading, TableChange] = {}
    for row in rows:
        change = what.setdefault(row.asked.heading, TableChange())
        if row.value is None:
            change.values["in_place"] = "false"
        elif row.asked.field.key is None:
            change.comments.append(_comment(row, row.cells.answer))
        else:
            change.values[row.asked.field.key] = row.value
        if row.asked.heading[:1] != ("practice",):
            _beside(row, change)
    for heading, change in what.items():
        if heading[:1] == ("practice",):
            change.values |= _evidence([row for row in rows if row.asked.heading == heading])
    return what


def _beside(row: _Row, change: TableChange) -> None:
    """State what shows an answer about a component: as the source of a figure, else as a comment."""
    told = ", ".join(filter(None, (row.cells.reference, row.cells.shown_by, row.cells.day)))
    if not told or row.asked.field.key is None:
        return
    if row.asked.id.startswith("DAT101/") and row.asked.field.key != "source":
        change.values.setdefault("source", toml_text.text(told))
    else:
        change.comments.append(_comment(row, f"{row.asked.field.key}: {told}"))


def _comment(row: _Row, text: str) -> str:
    shown = ", ".join(filter(None, (row.cells.reference, row.cells.shown_by, row.cells.day)))
    more = f" ({shown})" if shown and row.asked.field.key is None else ""
    return "".join(sign if sign.isprintable() else " " for sign in f"{row.asked.id}: {text}{more}")


def _evidence(rows: list[_Row]) -> dict[str, str]:
    """Return what shows a practice: the weakest kind and the oldest day of what shows its answers."""
    shown = [row for row in rows if row.kind or row.cells.reference or row.day]
    kinds = [row.kind.strip('"') for row in shown if row.kind]
    found: dict[str, str] = {}
    if references := list(dict.fromkeys(row.cells.reference for row in shown if row.cells.reference)):
        found["evidence"] = toml_text.text("; ".join(references))
    if kinds:
        found["evidence_kind"] = toml_text.text(min(kinds, key=_STRENGTH.index))
    if days := [row.day for row in shown if row.day]:
        found["date"] = min(days)
    return found


def _refuse_foreign(rows: list[_Row], text: str, wrong: list[Problem]) -> None:
    """Add the answers about what does not stand in the file as a table of its own."""
    there = tables(text)
    for row in rows:
        heading = row.asked.heading
        if heading and heading[0] != "practice" and heading not in there:
            told = (
                f"{row.asked.id}: {heading[1]} has no table of its own in the file; state it where it stands"
            )
            wrong.append(Problem(text=told, place=Place(line=row.cells.row)))


def _of_row(problem: Problem, rows: list[_Row], file: str) -> Problem:
    """Return a problem of the file at the row that brought it about; one of the file itself as it is."""
    path = tuple(map(str, problem.path))
    for row in rows:
        key = row.asked.field.key
        if path[:2] == row.asked.heading and (len(path) < 3 or path[2] in {key, *_SHOWN, "in_place"}):
            told = f"{row.asked.id}: {problem.text}"
            return Problem(
                text=told,
                found=problem.found,
                expected=problem.expected,
                suggestion=problem.suggestion,
                place=Place(file=file, line=row.cells.row),
            )
    return problem


def _understood(row: _Row) -> Understood:
    key = row.asked.field.key
    says = "in_place = false" if row.value is None else f"{key} = {row.value}" if key else row.cells.answer
    return Understood(row=row.cells.row, id=row.asked.id, where=row.asked.heading, says=says)
