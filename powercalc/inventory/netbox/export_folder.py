"""What the lists of a NetBox export as CSV, all data: a file per list, whose rows name each other.

`power ports.csv` and `netbox_power ports.csv`, as a browser saves them, are `power-ports.csv` too. The REST
answers are joined by number; here names join, which not all things have for themselves (`export_joins.py`).
"""

from __future__ import annotations

import csv
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from powercalc.components.problems import shown
from powercalc.components.spelling import nearest
from powercalc.errors import CallError, Place, Problem, SiteError
from powercalc.inventory.netbox.export_headings import LABELS, MORE_COLUMNS, NEEDED_COLUMNS, OTHERS, Cells
from powercalc.inventory.netbox.export_joins import joined
from powercalc.inventory.netbox.json_folder import unpacked
from powercalc.inventory.netbox.netbox_answers import NEEDED, Answers, unknown_fields
from powercalc.inventory.table.sheet_rows import text_of_table

_NAME = re.compile(r"(?:netbox[_ -]+)?(?:dcim[-_.])?(.*?)(?:[-_. ]*\(?\d+\)?)?\.csv(?:\.gz)?")
_SEPARATORS = ",;\t|"
_EXPORT = "the export of its list, all data (/{}/?export), with NetBox in English or French"
_PATHS = {table: f"dcim/{table}" for table in NEEDED_COLUMNS}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heads:
    """Where each column is."""

    at: Mapping[str, int]
    count: int
    separator: str
    unknown: frozenset[str]


def export_files(folder: Path) -> dict[str, list[Path]]:
    """Return the files of each list; none where the folder cannot be read."""
    found: dict[str, list[Path]] = {}
    with suppress(OSError):  # the other form tells it
        for path in sorted(folder.iterdir()):
            match = _NAME.fullmatch(path.name.casefold())
            name = re.sub(r"[-_ ]+", " ", match[1].replace("’", "'")).strip() if match else ""
            if name in LABELS and path.is_file():
                found.setdefault(LABELS[name], []).append(path)
    return {table: found[table] for table in NEEDED_COLUMNS if table in found}


def read_export(folder: Path) -> Answers:
    """Return what was exported into a folder, as answers. Raises `SiteError` with all that is wrong."""
    files, problems, remarks = export_files(folder), list[Problem](), list[str]()
    problems += (_lacking(folder, table) for table in NEEDED if table not in files)
    tables = {
        table: _once(cells for path in paths for cells in _rows(table, path, problems, remarks))
        for table, paths in files.items()
    }
    if problems:
        raise SiteError(problems)
    found, told = joined(tables)
    if "cables" not in files:
        told.append("the folder has no cables.csv: cables that are only planned count as connected")
    return Answers(tables=found, came_from="NetBox's CSV export", remarks=[*remarks, *told])


def _lacking(folder: Path, table: str) -> Problem:
    near = nearest(f"{table}.csv", sorted(each.name for each in folder.iterdir()))
    text, expected = f"the folder has no {table}.csv", _EXPORT.format(_PATHS[table])
    return Problem(place=Place(file=str(folder)), text=text, expected=expected, suggestion=near)


def _once(rows: Iterator[Cells]) -> list[Cells]:
    return list({cells["id"]: cells for cells in rows}.values())


def _rows(table: str, path: Path, problems: list[Problem], remarks: list[str]) -> Iterator[Cells]:
    """Yield the rows of one file by column; note what is wrong with it, and what is not known."""
    place = Place(file=str(path))
    try:
        text = _text(path, remarks)
        heads = _heads(table, text, place)
        yield from _cells(heads, text, path, problems)
        if heads.unknown:
            remarks.append(unknown_fields(path.name.removesuffix(".gz"), set(heads.unknown)))
    except SiteError as error:
        problems += error.problems
    except csv.Error as error:
        problems.append(Problem(place=place, text=f"this is no table: {error}"))
    except (OSError, EOFError, zlib.error, CallError) as error:
        problems.append(Problem(place=place, text=f"this file cannot be read ({error})"))


def _text(path: Path, remarks: list[str]) -> str:
    text, encoding = text_of_table(unpacked(path), path)
    if encoding != "UTF-8":
        remarks.append(f"{path.name} is read as {encoding}, not as UTF-8: look at names with accents")
    return text


def _heads(table: str, text: str, place: Place) -> _Heads:
    """Find the columns, and what separates cells: that by which most headings are known."""
    first = io.StringIO(text, newline="")
    known = {
        heading.casefold(): key
        for key, headings in {**MORE_COLUMNS[table], **NEEDED_COLUMNS[table]}.items()
        for heading in headings
    }
    best: tuple[int, dict[str, int], list[str], str] = (-1, {}, [], ",")
    for separator in _SEPARATORS:
        first.seek(0)
        headings = [" ".join(cell.split()) for cell in next(csv.reader(first, delimiter=separator), [])]
        at: dict[str, int] = {}
        for index, heading in enumerate(headings):
            if key := known.get(heading.casefold().replace("’", "'")):
                at.setdefault(key, index)
        if len(at) > best[0]:
            best = (len(at), at, headings, separator)
    _, at, headings, separator = best
    _check_heads(table, at, headings, place)
    in_english = "name" in {heading.casefold() for heading in headings}
    unknown = (each for each in headings if each and each.casefold() not in OTHERS | known.keys())
    return _Heads(
        at=at,
        count=len(headings),
        separator=separator,
        unknown=frozenset(unknown) if in_english else frozenset(),
    )


def _check_heads(table: str, at: Mapping[str, int], headings: list[str], place: Place) -> None:
    lacking = [names[0] for key, names in NEEDED_COLUMNS[table].items() if key not in at]
    if not any(headings):
        raise SiteError([Problem(place=place, text="the file is empty")])
    if not lacking:
        return
    columns = "column" if len(lacking) == 1 else "columns"
    there = ", ".join(headings[:8])
    raise SiteError(
        [
            Problem(
                place=Place(file=place.file, line=1),
                text=f"there is no {columns} {', '.join(lacking)}",
                found=shown(there),
                expected=_EXPORT.format(_PATHS[table]),
                suggestion=nearest(lacking[0], headings),
            )
        ]
    )


def _cells(heads: _Heads, text: str, path: Path, problems: list[Problem]) -> Iterator[Cells]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=heads.separator, strict=True)
    next(reader)
    line = reader.line_num
    try:
        for row in reader:
            place, line = Place(file=str(path), line=line + 1), reader.line_num
            if not any(row):
                continue
            if len(row) != heads.count:
                text = f"the row has {len(row)} cells and the headings are {heads.count}"
                problems.append(Problem(place=place, text=text, expected="a whole file, as it was exported"))
                continue
            cells = {key: row[index].strip() for key, index in heads.at.items()}
            if not cells["id"].isdecimal():
                text = "the row has no number under ID"
                problems.append(Problem(place=place, text=text, found=shown(cells["id"])))
                continue
            yield cells
    except csv.Error as error:
        place = Place(file=str(path), line=line + 1)
        problems.append(Problem(place=place, text=f"from here on this is no table: {error}"))
