"""Answers of its REST interface in a folder: one JSON file per table, or one per page; gzip too."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from powercalc.components.problems import shown
from powercalc.components.spelling import nearest
from powercalc.errors import Place, Problem, SiteError
from powercalc.inventory.netbox.netbox_answers import NEEDED, USED, Answers, Row, kept, unknown_fields

LARGEST = 2 * 2**30
"""The most bytes of one answer, unpacked; five thousand racks have outlets of a sixth of that."""
_NAME = re.compile(r"(?:dcim[-_.])?([a-z][a-z_-]*?)(?:[-_. ]*(?:page)?[-_. ]*\d+)?\.json(?:\.gz)?")


def read_json(folder: Path) -> Answers:
    """Return the answers in a folder. Raises `SiteError` with all that is wrong with its files."""
    problems: list[Problem] = []
    files = json_files(folder)
    if not files:
        raise SiteError([_nothing(folder)])
    lacking = [table for table in NEEDED if table not in files]
    problems += (_lacking(folder, table) for table in lacking)
    tables, remarks = {}, []
    for table, paths in files.items():
        unknown: set[str] = set()
        tables[table] = list(kept(_rows(paths, problems), unknown))
        if unknown:
            remarks.append(unknown_fields(table, unknown))
    if problems:
        raise SiteError(problems)
    return Answers(tables=tables, came_from=_version(folder), remarks=remarks)


def json_files(folder: Path) -> dict[str, list[Path]]:
    """Return the files of each table, page by page. Raises `SiteError` where the folder cannot be read."""
    try:
        names = sorted(each for each in folder.iterdir() if not each.name.startswith("."))
        names += sorted(page for each in names if each.is_dir() for page in each.glob("*.json*"))
    except OSError as error:
        text = f"this folder cannot be read ({error.strerror or error})"
        raise SiteError([Problem(place=Place(file=str(folder)), text=text)]) from None
    found: dict[str, list[Path]] = {}
    for path in names:
        name = path.parent.name if path.parent != folder else None
        match = _NAME.fullmatch(path.name.lower())
        table = (name or (match[1] if match else "")).lower().replace("_", "-")
        if table in USED and path.is_file():
            found.setdefault(table, []).append(path)
    return {table: found[table] for table in USED if table in found}


def _nothing(folder: Path) -> Problem:
    """Return what is wrong with a folder that has nothing of a NetBox."""
    tables = ", ".join(NEEDED)
    expected = f"files .json with the answers to GET /api/dcim/.../, or .csv with the exports of: {tables}"
    text = "the folder has neither answers nor exports of a NetBox"
    return Problem(place=Place(file=str(folder)), text=text, expected=expected)


def _lacking(folder: Path, table: str) -> Problem:
    near = nearest(f"{table}.json", sorted(each.name for each in folder.iterdir()))
    return Problem(
        place=Place(file=str(folder)),
        text=f"the folder has no {table}.json",
        expected=f"the answer to GET /api/dcim/{table}/, all pages, also as {table}.json.gz",
        suggestion=near,
    )


def _rows(paths: list[Path], problems: list[Problem]) -> Iterator[Row]:
    """Yield the rows of one table; note what is wrong with its files, also where pages are missing."""
    promised, seen, last = 0, 0, None
    for path in paths:
        try:
            answer = loaded(path)
        except SiteError as error:
            problems += error.problems
            continue
        rows = _results(answer, path, problems)
        if isinstance(answer, dict) and isinstance(answer.get("count"), int):
            promised, last = max(promised, answer["count"]), path
        for index, row in enumerate(rows):
            if not isinstance(row, dict) or row.get("id") is None:
                text = f"result {index + 1} is no object with an id"
                problems.append(Problem(place=Place(file=str(path)), text=text, found=shown(row)))
                continue
            seen += 1
            yield row
    if last is not None and seen < promised:
        text = f"the answer is incomplete: {seen} of {promised} results"
        problems.append(Problem(place=Place(file=str(last)), text=text, expected="all pages of it"))


def _results(answer: Any, path: Path, problems: list[Problem]) -> list[Any]:
    rows = answer.get("results") if isinstance(answer, dict) else answer
    if isinstance(rows, list):
        return rows
    expected = 'an answer of its REST interface, {"count": ..., "results": [...]}, or the list alone'
    said = answer.get("detail") if isinstance(answer, dict) else None
    problems.append(
        Problem(
            place=Place(file=str(path)),
            text="this is no answer with results",
            found=shown(said) if said else None,
            expected=expected,
        )
    )
    return []


def loaded(path: Path) -> Any:
    """Return what a JSON file holds, unpacked where it is gzip."""
    place = Place(file=str(path))
    try:
        return decoded(unpacked(path), place)
    except (OSError, EOFError, zlib.error) as error:
        text = f"this file cannot be read ({getattr(error, 'strerror', None) or error})"
        raise SiteError([Problem(place=place, text=text)]) from None


def unpacked(path: Path) -> bytes:
    """Return the bytes of a file, unpacked where it is gzip. Raises `OSError` for one that is too large."""
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
        stream.seek(0)
        data = gzip.GzipFile(fileobj=stream).read(LARGEST + 1) if packed else stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise OSError(f"it is larger than {LARGEST // 2**30} GiB")
    return data


def decoded(data: bytes, place: Place) -> Any:
    """Return what a JSON text says. Raises `SiteError` where it says nothing, with the place."""
    try:
        return json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        where = Place(file=place.file, line=error.lineno, column=error.colno)
        half = error.pos >= len(error.doc.rstrip()) - 1
        text = "the answer ends in the middle" if half else f"wrong JSON: {error.msg}"
        raise SiteError([Problem(place=where, text=text)]) from None
    except UnicodeDecodeError:
        raise SiteError([Problem(place=place, text="the file is not UTF-8")]) from None
    except (RecursionError, ValueError):
        raise SiteError([Problem(place=place, text="wrong JSON: it is nested too deeply")]) from None


def _version(folder: Path) -> str:
    """Return which version answered, where its status was kept beside the rest."""
    for name in ("status.json", "status.json.gz"):
        path = folder / name
        if path.is_file():
            try:
                return version(loaded(path))
            except SiteError:
                return ""
    return ""


def version(status: Any) -> str:
    """Return "NetBox 4.6.8" from what /api/status/ says."""
    if isinstance(status, dict):
        for key, program in (("netbox-version", "NetBox"), ("nautobot-version", "Nautobot")):
            said = status.get(key)
            if isinstance(said, str) and said.isprintable() and len(said) < 40:
                return f"{program} {said}"
    return ""
