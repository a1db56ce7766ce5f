"""The text of a TOML file changed in place: every other character stays as a person wrote it."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from powercalc.errors import CallError
from powercalc.site import toml_text
from powercalc.site.positions import parsed, step_names
from powercalc.site.text_blocks import after_line, blocks, line_start
from powercalc.site.toml_text import Heading, TomlTable

if TYPE_CHECKING:
    from tree_sitter import Node

_Edit = tuple[int, int, str]
"""From where to where, and what is to stand there."""
_MARK = "\ufeff"
"""What some editors set at the start."""


@dataclass(slots=True, kw_only=True)
class TableChange:
    """What is to stand otherwise in one table."""

    values: dict[str, str | None] = field(default_factory=dict)
    """By key, as TOML; None takes the key out."""
    comments: list[str] = field(default_factory=list)


def tables(text: str) -> AbstractSet[Heading]:
    """Return the tables of a text, however each is written: under a heading, in braces, with dotted keys."""
    return _Places(text.removeprefix(_MARK)).tables


def with_changes(text: str, changes: Mapping[Heading, TableChange], *, adds: bool = True) -> str:
    """Return a text with some tables changed; those that are not there come at the end, unless none is to.

    The table without a heading is the file as a whole: its comments come at the end. Raises `CallError` for
    what cannot be changed in place.
    """
    mark = _MARK if text.startswith(_MARK) else ""
    before = text.removeprefix(mark)
    editor = _Editor(before)
    there = editor.places.tables
    if not adds and not changes.keys() <= there:
        raise _refused({heading: change for heading, change in changes.items() if heading not in there})
    for heading, change in changes.items():
        if heading in there:
            editor.change(heading, change)
    after, end = editor.text(), _line_end(before)
    for heading, change in changes.items():
        if heading not in there:
            gap = end if not after or after.endswith("\n") else f"{end}{end}"
            head = [toml_text.heading(heading)] if heading else []
            after += gap + "".join(f"{line}{end}" for line in (*head, *_new_keys(change), *_comments(change)))
    _check(before, after, changes)
    return mark + after


def with_tables(text: str, more: Iterable[TomlTable]) -> str:
    """Return a text with more tables at its end."""
    added = toml_text.joined(more)
    gap = "" if not text or not added else "\n" if text.endswith("\n") else "\n\n"
    return text + f"{gap}{added}".replace("\n", _line_end(text))


def without_tables(text: str, gone: Collection[Heading]) -> str:
    """Return a text without some tables and all that is within them, however each is written."""
    mark = _MARK if text.startswith(_MARK) else ""
    kept = (block for block in blocks(text.removeprefix(mark)) if not _is_within(block.heading, gone))
    editor = _Editor("".join(block.text for block in kept))
    for path, pair in editor.places.pairs.items():
        if _is_within(path, gone) and not _is_within(path[: pair.depth], gone):
            editor.take_out(pair)
    return mark + editor.text()


def _is_within(path: Heading, tables: Collection[Heading]) -> bool:
    return any(path[:length] in tables for length in range(1, len(path) + 1))


def _check(before: str, after: str, changes: Mapping[Heading, TableChange]) -> None:
    """Refuse a text that means anything else than was asked for."""
    meant = tomllib.loads(before)
    for heading, change in changes.items():
        table: Any = meant
        for name in heading:
            table = table.setdefault(name, {})
        for key, value in change.values.items():
            table.pop(key, None)
            if value is not None:
                table[key] = tomllib.loads(f"_ = {value}")["_"]
    try:
        is_meant = tomllib.loads(after) == meant
    except tomllib.TOMLDecodeError:
        is_meant = False
    if not is_meant:
        raise _refused(changes)


def _refused(changes: Mapping[Heading, TableChange]) -> CallError:
    names = (
        ".".join(map(toml_text.key, (*table, key))) for table in changes for key in changes[table].values
    )
    return CallError(
        f"{', '.join(names)} is written in the file in a way that is not changed here; change it there"
    )


def _new_keys(change: TableChange, known: Collection[str] = ()) -> list[str]:
    new = ((key, value) for key, value in change.values.items() if key not in known and value is not None)
    return [f"{toml_text.key(key)} = {value}" for key, value in new]


def _comments(change: TableChange) -> list[str]:
    return [f"# {comment}" for comment in change.comments]


@dataclass(frozen=True, slots=True)
class _Pair:
    """A key with its value."""

    node: Node
    depth: int
    """How many names of its path the heading or the braces around it have."""
    braces: Node | None

    @property
    def value(self) -> Node:
        return [child for child in self.node.named_children if child.type != "comment"][1]


class _Places:
    """Where the tables and keys of a text stand."""

    def __init__(self, text: str) -> None:
        self.headed: dict[Heading, Node] = {}
        self.pairs: dict[Heading, _Pair] = {}
        self.last: dict[Heading, _Pair] = {}
        """Of each table, the last key that stands in it or within it."""
        for node in parsed(text).root_node.named_children:
            if node.type == "pair":
                self._pair((), node, None)
            elif node.type == "table":
                heading = tuple(name for name, _ in step_names(node.named_children[:1]))
                self.headed[heading] = node
                for child in _pairs(node):
                    self._pair(heading, child, None)

    @property
    def tables(self) -> AbstractSet[Heading]:
        """All tables, the file as a whole apart."""
        return self.headed.keys() | self.last.keys() - {()}

    def _pair(self, heading: Heading, node: Node, braces: Node | None) -> None:
        path = (*heading, *(name for name, _ in step_names(node.named_children[:1])))
        pair = self.pairs[path] = _Pair(node, len(heading), braces)
        for length in range(len(heading), len(path)):
            self.last[path[:length]] = pair
        if pair.value.type == "inline_table":
            self.last.setdefault(path, pair)
            for child in _pairs(pair.value):
                self._pair(path, child, pair.value)


def _pairs(node: Node) -> list[Node]:
    return [child for child in node.named_children if child.type == "pair"]


class _Editor:
    """Changes of a text, gathered and made at once."""

    def __init__(self, text: str) -> None:
        self.places = _Places(text)
        self._data = text.encode()
        self._line_end = _line_end(text)
        self._edits: list[_Edit] = []
        self._gone: dict[int, tuple[Node, list[Node]]] = {}
        """Of tables in braces, the keys that are taken out."""
        self._new: dict[int, tuple[Node, list[str]]] = {}
        """Of tables in braces, the keys that come."""

    def change(self, heading: Heading, change: TableChange) -> None:
        """Change the values of a table where they stand; new keys stand behind its last one."""
        known = [key for key in change.values if (*heading, key) in self.places.pairs]
        for key in known:
            pair, value = self.places.pairs[*heading, key], change.values[key]
            if value is None:
                self.take_out(pair)
            else:
                self._edits.append((pair.value.start_byte, pair.value.end_byte, value))
        self._add(heading, _new_keys(change, known), _comments(change))

    def take_out(self, pair: _Pair) -> None:
        """Take out a key; one that stands on a line of its own, with what is said beside it."""
        if pair.braces is not None:
            self._gone.setdefault(pair.braces.id, (pair.braces, []))[1].append(pair.node)
        else:
            start = line_start(self._data, pair.node.start_byte)
            self._edits.append((start, after_line(self._data, pair.node.end_byte), ""))

    def _add(self, heading: Heading, keys: list[str], comments: list[str]) -> None:
        table, own = self.places.headed.get(heading), self.places.pairs.get(heading)
        if table is not None:
            anchor, braces = [*table.named_children[:1], *_pairs(table)][-1], None
        elif own is not None and own.value.type == "inline_table":
            anchor, braces = own.node, own.value
        else:
            last = self.places.last[heading]
            anchor, braces = last.node, last.braces
            prefix = "".join(f"{toml_text.key(name)}." for name in heading[last.depth :])
            keys = [f"{prefix}{key}" for key in keys]
        if braces is not None:
            self._new.setdefault(braces.id, (braces, []))[1].extend(keys)
            keys = []
        if lines := [*keys, *comments]:
            self._edits.append(self._behind(anchor, lines))

    def _behind(self, node: Node, lines: list[str]) -> _Edit:
        """Add lines after the one in which a node ends, as far in as that is."""
        data = self._data
        end = after_line(data, node.end_byte)
        own = data[line_start(data, node.start_byte) : node.start_byte]
        indent = own.decode() if not own.strip() else ""
        before = "" if data[:end].endswith(b"\n") else self._line_end
        return end, end, before + "".join(f"{indent}{line}{self._line_end}" for line in lines)

    def text(self) -> str:
        """Return the text with all changes."""
        for braces, _ in {**self._gone, **self._new}.values():
            self._edits += _in_braces(
                braces, self._gone.get(braces.id, (braces, []))[1], self._new.get(braces.id, (braces, []))[1]
            )
        parts, at = [], 0
        for begin, end, said in sorted(self._edits, key=lambda edit: edit[:2]):
            parts += [self._data[at:begin], said.encode()]
            at = end
        return b"".join([*parts, self._data[at:]]).decode()


def _in_braces(braces: Node, gone: list[Node], new: list[str]) -> Iterator[_Edit]:
    """Yield the edits of a table in braces: keys that go, with the comma beside them, and keys that come."""
    pairs, ids = _pairs(braces), {node.id for node in gone}
    kept = [pair for pair in pairs if pair.id not in ids]
    if not kept:
        yield braces.start_byte, braces.end_byte, f"{{ {', '.join(new)} }}" if new else "{}"
        return
    for pair, following in pairwise(pairs):
        if pair.id in ids and following.start_byte <= kept[-1].start_byte:
            yield pair.start_byte, following.start_byte, ""
    yield kept[-1].end_byte, pairs[-1].end_byte, "".join(f", {key}" for key in new)


def _line_end(text: str) -> str:
    first = text.find("\n")
    return "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"
