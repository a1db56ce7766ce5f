"""From a path to text: what can be wrong with a file before it is read as TOML."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from powercalc.components.spelling import nearest
from powercalc.errors import Place, Problem, SiteError

STANDARD_INPUT = "-"
LARGEST = 16 * 2**20
"""The most bytes of a site file; a hundred thousand components are less."""


def text_of(path: Path | str, *, what: str = "a site file (TOML)") -> tuple[str, str]:
    """Return the text of a file, or of standard input for "-", and the name it has in messages.

    `what` is expected there.
    """
    if str(path) == STANDARD_INPUT:
        return _decoded(_given(), "standard input"), "standard input"
    try:
        with Path(path).open("rb") as stream:
            return _decoded(_bytes(stream, str(path)), str(path)), str(path)
    except (OSError, ValueError) as error:
        raise SiteError([_unopened(Path(path), error, what)]) from None


def _given() -> bytes:
    """Return what standard input holds."""
    try:
        return _bytes(sys.stdin.buffer, "standard input")
    except OSError as error:  # it is closed, or a folder
        text = f"it cannot be read ({error.strerror or error})"
        raise SiteError([Problem(place=Place(file="standard input"), text=text)]) from None


def _bytes(stream: BinaryIO, file: str) -> bytes:
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        size = f"at most {LARGEST // 2**20} MiB"
        raise SiteError([Problem(place=Place(file=file), text="the file is too large", expected=size)])
    return data


def _decoded(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line = before.count("\n") + 1
        place = Place(file=file, line=line, column=len(before) - before.rfind("\n"))
        found = f"byte 0x{data[error.start]:02x} at offset {error.start}"
        raise SiteError(
            [Problem(place=place, text="the file is not UTF-8", found=found, expected="text saved as UTF-8")]
        ) from None


def _unopened(path: Path, error: Exception, what: str) -> Problem:
    suggestion = None
    match error:
        case IsADirectoryError():
            text = "this is a folder, not a file"
        case FileNotFoundError():
            text, suggestion = "there is no such file", _neighbour(path)
        case PermissionError():
            text = "this file may not be read"
        case _:
            text = f"this file cannot be read ({getattr(error, 'strerror', None) or error})"
    return Problem(place=Place(file=str(path)), text=text, expected=what, suggestion=suggestion)


def _neighbour(path: Path) -> str | None:
    """Return the file of the same folder that is probably meant."""
    try:
        names = sorted(each.name for each in path.parent.glob("*.toml"))
    except OSError:
        return None
    near = nearest(path.name, names)
    return str(path.with_name(near)) if near else None
