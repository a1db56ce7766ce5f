"""From text to values, or to everything that is wrong with its TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from powercalc.components.problems import shown
from powercalc.errors import Place, Problem, SiteError
from powercalc.site.foreign import foreign
from powercalc.units import number

if TYPE_CHECKING:
    from tree_sitter import Node

DEEPEST = 32
"""The most parts of a dotted key: tomllib's work grows with the square of their number."""
MOST = 20
"""How many errors of syntax are told."""

SITE = "a site; see `powercalc init`"
_PART = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+"""
_TOO_DEEP = re.compile(rf"(?<![A-Za-z0-9_-])(?:{_PART}){{{DEEPEST}}}")
_AT = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
_EXPECTED = 'key = "value" or [table], on a line of its own'


def values_of(text: str, file: str, *, what: str = SITE) -> dict[str, Any]:
    """Return the values of a TOML text; raises `SiteError` with every error of syntax.

    `what` is expected where there is nothing.
    """
    if problem := _unfit(text, file, what):
        raise SiteError([problem])
    try:
        return tomllib.loads(text, parse_float=number)
    except RecursionError:
        problem = Problem(place=Place(file=file), text="lists or tables are nested too deeply")
        raise SiteError([problem]) from None
    except ValueError as error:
        raise SiteError(_errors(text, file, str(error))) from None


def _unfit(text: str, file: str, what: str) -> Problem | None:
    """Return why a text is not even given to the parser."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return Problem(place=_place(text, error.start, file), text="there is half of a surrogate pair")
    if deep := _TOO_DEEP.search(text):
        place = _place(text, deep.start(), file)
        return Problem(place=place, text="the key has too many parts", expected=f"fewer than {DEEPEST}")
    if not text.strip():
        return Problem(place=Place(file=file), text="the file is empty", expected=what)
    return foreign(text, file) if what == SITE else None


def _place(text: str, offset: int, file: str) -> Place:
    line = text.count("\n", 0, offset) + 1
    return Place(file=file, line=line, column=offset - text.rfind("\n", 0, offset))


def _errors(text: str, file: str, message: str) -> Iterator[Problem]:
    """Yield the error that stopped tomllib, and what the tolerant parser finds further down."""
    lines = text.split("\n")
    match = _AT.fullmatch(message)
    line, column = (int(match[2]), int(match[3])) if match and match[2] else (len(lines), len(lines[-1]) + 1)
    if match is None:  # of numbers that Python refuses tomllib gives no place
        text = "a whole number has too many digits" if "digits" in message else shown(message, 120)[1:-1]
        yield Problem(place=Place(file=file), text=text)
        return
    yield _error(
        f"wrong TOML: {shown(match[1], 120)[1:-1]}", lines, Place(file=file, line=line, column=column)
    )
    yield from _further(text, lines, Place(file=file, line=line))


def _error(text: str, lines: list[str], place: Place) -> Problem:
    line = lines[place.line - 1].strip() if place.line and place.line <= len(lines) else ""
    return Problem(place=place, text=text, found=shown(line) if line else None, expected=_EXPECTED)


def _further(text: str, lines: list[str], after: Place) -> Iterator[Problem]:
    from powercalc.site.positions import TextColumns, parsed

    columns, told = TextColumns(text), [after.line or 0]
    for node in _error_nodes(parsed(text).root_node):
        line, column = columns.spot(node)
        if line > told[-1] and len(told) < MOST:
            told.append(line)
            yield _error("wrong TOML", lines, Place(file=after.file, line=line, column=column))


def _error_nodes(root: Node) -> Iterator[Node]:
    """Yield the outermost nodes that could not be parsed, in the order of the text."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            yield node
        elif node.has_error:
            waiting += reversed(node.children)
