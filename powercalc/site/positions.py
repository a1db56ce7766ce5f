"""Where each key and value of a TOML text stands. Slow to import, and needed only when something is said."""

from __future__ import annotations

import tomllib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from powercalc.components import KINDS
from powercalc.components.problems import shown
from powercalc.errors import Place, Problem

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

Path = tuple[str | int, ...]
Spot = tuple[int, int]
"""Line and column, from 1; columns are characters."""


@dataclass(frozen=True, slots=True)
class Positions:
    """The spots of keys and values by their paths, and of the items of arrays by what they show."""

    keys: dict[Path, Spot] = field(default_factory=dict)
    values: dict[Path, Spot] = field(default_factory=dict)
    items: dict[tuple[Path, str], Spot] = field(default_factory=dict)

    def spot(self, path: Path, found: str | None = None) -> Spot | None:
        """Return the spot of the value that shows as `found`, else of the key, else of what is around it."""
        if found is not None and (spot := self.items.get((path, found)) or self.values.get(path)):
            return spot
        path = self._of_whole(path)
        for length in range(len(path), 0, -1):
            if spot := self.keys.get(path[:length]) or self.values.get(path[:length]):
                return spot
        return None

    def _of_whole(self, path: Path) -> Path:
        """Return where a part of a component stands that has no table of its own: it is named after that."""
        if path[:1] == () or path[0] not in KINDS or path[:2] in self.keys:
            return path
        words = str(path[1]).split(" ") if len(path) > 1 else []
        for length in range(len(words) - 1, 0, -1):
            id = " ".join(words[:length])  # noqa: A001 - it is the id
            for kind in KINDS:
                if (kind, id) in self.keys:
                    own = (kind, id, *(f"{words[-1]}_{key}" for key in path[2:3]))
                    return own if own in self.keys else (kind, id, *path[2:])
        return path


def located(problems: Iterable[Problem], text: str | None, file: str | None) -> tuple[Problem, ...]:
    """Return problems with their places in the file, in the order of the file.

    Without a text (a site built in Python) they stay as they are.
    """
    problems = tuple(problems)
    if text is None or not problems:
        return problems
    unplaced = any(problem.path and problem.place.line is None for problem in problems)
    where = positions(text) if unplaced else Positions()
    return tuple(sorted((_placed(problem, where, file) for problem in problems), key=_order))


def _placed(problem: Problem, where: Positions, file: str | None) -> Problem:
    if problem.place.line is not None:
        return problem
    line, column = where.spot(problem.path, problem.found) or (None, None)
    path = tuple(_shortened(step) for step in problem.path)
    return replace(problem, path=path, place=Place(file=file, line=line, column=column))


def _shortened(step: str | int) -> str | int:
    """Return a step of a path as it may be shown: it was not made by us."""
    plain = isinstance(step, int) or (step.isprintable() and len(step) <= 60)
    return step if plain else shown(step).strip('"')


def _order(problem: Problem) -> Spot:
    return problem.place.line or 0, problem.place.column or 0


def positions(text: str) -> Positions:
    """Return where everything stands that could be parsed."""
    return _Survey(text).positions


def parsed(text: str) -> Tree:
    """Return the syntax tree of a text, with its errors in it."""
    import tree_sitter_toml
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_toml.language())).parse(text.encode())


class TextColumns:
    """From the byte columns of the parser to columns in characters."""

    def __init__(self, text: str) -> None:
        self._lines = text.encode().split(b"\n")
        self._counted: dict[int, array[int] | None] = {}

    def spot(self, node: Node) -> Spot:
        """Return where a node starts."""
        row, column = node.start_point
        if row not in self._counted:
            self._counted[row] = _characters(self._lines[row] if row < len(self._lines) else b"")
        counted = self._counted[row]
        return row + 1, (column if counted is None else counted[min(column, len(counted) - 1)]) + 1


def _characters(line: bytes) -> array[int] | None:
    """Return how many characters stand before each byte of a line, counted once for all that stands in it."""
    if line.isascii():
        return None
    return array("L", accumulate((byte & 0xC0 != 0x80 for byte in line), initial=0))


class _Survey:
    """One walk over a syntax tree."""

    def __init__(self, text: str) -> None:
        self.positions = Positions()
        self._columns = TextColumns(text)
        self._lengths: dict[Path, int] = {}
        self._open: list[tuple[Path, Node]] = []
        for node in parsed(text).root_node.named_children:
            self._statement(node)
            while self._open:
                self._value(*self._open.pop())

    def _statement(self, node: Node) -> None:
        match node.type:
            case "pair":
                self._pair((), node)
            case "table" | "table_array_element":
                path = self._header(node)
                for child in node.named_children[1:]:
                    if child.type == "pair":
                        self._pair(path, child)

    def _header(self, node: Node) -> Path:
        """Return the path of a table from its header; one step of it may be an array of tables."""
        path: Path = ()
        for name, part in step_names(node.named_children[:1]):
            path = (*path, name)
            self.positions.keys.setdefault(path, self._columns.spot(part))
            if path in self._lengths:
                path = (*path, self._lengths[path] - 1)
        if node.type == "table_array_element":
            path = self._next(path, node)
        return path

    def _next(self, path: Path, node: Node) -> Path:
        """Return the path of the next table of an array."""
        array = path[:-1] if path and isinstance(path[-1], int) else path
        self._lengths[array] = self._lengths.get(array, 0) + 1
        path = (*array, self._lengths[array] - 1)
        self.positions.keys[path] = self._columns.spot(node)
        return path

    def _pair(self, path: Path, node: Node) -> None:
        """Note a key and its value; dotted keys are steps."""
        children = node.named_children
        for name, part in step_names(children[:1]):
            path = (*path, name)
            self.positions.keys.setdefault(path, self._columns.spot(part))
        self._open += [(path, child) for child in children[1:2]]

    def _value(self, path: Path, node: Node) -> None:
        self.positions.values[path] = self._columns.spot(node)
        if node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self._pair(path, child)
        elif node.type == "array":
            self._items(path, node)

    def _items(self, path: Path, node: Node) -> None:
        items = [child for child in node.named_children if child.type != "comment"]
        for index, child in enumerate(items):
            if child.type == "string":
                self.positions.items.setdefault((path, _shown(child)), self._columns.spot(child))
            self._open.append(((*path, index), child))


def step_names(nodes: Iterable[Node]) -> Iterator[tuple[str, Node]]:
    """Yield each part of a key, dotted or not, with its node."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop(0)
        if node.type == "dotted_key":
            waiting[:0] = node.named_children
        elif node.type in {"bare_key", "quoted_key"}:
            yield _read(node, f"{_text(node)} = 0"), node


def _shown(node: Node) -> str:
    """Return how a string is shown in messages; the reader of TOML is asked where quotes are not all."""
    text = _text(node)
    if "\\" not in text and text[:1] == text[-1:] == '"' and not text.startswith('""'):
        return shown(text[1:-1])
    return shown(_read(node, f"{_text(node)} = 0") if len(node.text or b"") < 200 else _text(node))


def _text(node: Node) -> str:
    return (node.text or b"").decode(errors="replace")


def _read(node: Node, statement: str) -> str:
    """Return a key or a one-line string without quotes and escapes, by the reader of TOML itself."""
    if node.type == "bare_key":
        return _text(node)
    try:
        return next(iter(tomllib.loads(statement)))
    except (tomllib.TOMLDecodeError, StopIteration):
        return _text(node)
