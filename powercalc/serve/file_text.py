"""Values in the text of a TOML file, changed in place: every other character stays as a person wrote it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from powercalc.errors import CallError
from powercalc.site.positions import parsed, step_names
from powercalc.site.toml_text import TomlTable, Value, joined
from powercalc.site.toml_text import key as as_key
from powercalc.site.toml_text import text as as_text

if TYPE_CHECKING:
    from tree_sitter import Node

Names = tuple[str, ...]
_MARK = "\ufeff"
"""What some editors set at the start."""


@dataclass(frozen=True, kw_only=True)
class NewValue:
    """A value of a table; None takes the key out."""

    table: Names
    key: str
    value: Value | None


def with_values(text: str, values: Iterator[NewValue] | tuple[NewValue, ...]) -> str:
    """Return a text with some values anew. Raises `CallError` where that cannot be done in place."""
    for new in values:
        changed = _with_one(text, new)
        _check(text, changed, new)
        text = changed
    return text


def with_table(text: str, heading: Names, keys: Mapping[str, Value]) -> str:
    """Return a text with one more table at its end."""
    end = _line_end(text.encode())
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    added = gap + joined([TomlTable(heading=heading, keys=keys)])
    return text + added.replace("\n", end.decode())


def _check(before: str, after: str, new: NewValue) -> None:
    """Refuse a text that means anything else than was asked for."""
    expected = tomllib.loads(before.removeprefix(_MARK))
    table: Any = expected
    for name in new.table:
        table = table[name]
    if new.value is None:
        table.pop(new.key, None)
    else:
        table[new.key] = list(new.value) if isinstance(new.value, tuple) else new.value
    try:
        is_meant = tomllib.loads(after.removeprefix(_MARK)) == expected
    except tomllib.TOMLDecodeError:
        is_meant = False
    if not is_meant:
        raise _refused(new)


def _refused(new: NewValue) -> CallError:
    name = ".".join(map(as_key, (*new.table, new.key)))
    return CallError(f"{name} is written in the file in a way that is not changed here; change it there")


def _with_one(text: str, new: NewValue) -> str:
    mark = _MARK if text.startswith(_MARK) else ""
    text = text.removeprefix(mark)
    data, places = text.encode(), _Places(text)
    pair = places.pairs.get((*new.table, new.key))
    if new.value is None:
        changed = data if pair is None else _without(data, pair, new)
    elif pair is not None:
        value = _value(pair)
        changed = _spliced(data, value.start_byte, value.end_byte, as_text(new.value))
    else:
        changed = _inserted(data, places, new)
    return mark + changed.decode()


def _spliced(data: bytes, start: int, end: int, text: str) -> bytes:
    return data[:start] + text.encode() + data[end:]


def _without(data: bytes, pair: Node, new: NewValue) -> bytes:
    """Take out the line of a key, with what is said beside it."""
    if pair.parent is not None and pair.parent.type == "inline_table":
        raise _refused(new)
    return _spliced(data, _line_start(data, pair.start_byte), _after_line(data, pair.end_byte), "")


def _inserted(data: bytes, places: _Places, new: NewValue) -> bytes:
    """Add a key to a table, however that is written: under a heading, in braces, or with dotted keys."""
    assert new.value is not None
    stated = f"{as_key(new.key)} = {as_text(new.value)}"
    if table := places.headed.get(new.table):
        pairs = [child for child in table.named_children if child.type == "pair"]
        return _line_after(data, pairs[-1] if pairs else table.named_children[0], stated)
    if (pair := places.pairs.get(new.table)) and (inline := _value(pair)).type == "inline_table":
        inner = [child for child in inline.named_children if child.type == "pair"]
        if not inner:
            return _spliced(data, inline.start_byte, inline.end_byte, f"{{ {stated} }}")
        return _spliced(data, inner[-1].end_byte, inner[-1].end_byte, f", {stated}")
    beside = [(at, each) for path, (at, each) in places.dotted.items() if path[: len(new.table)] == new.table]
    if not beside:
        raise _refused(new)
    depth, last = beside[-1]
    prefix = ".".join(map(as_key, new.table[depth:]))
    return _line_after(data, last, f"{prefix}.{stated}" if prefix else stated)


def _line_after(data: bytes, node: Node, line: str) -> bytes:
    """Add a line after the one in which a node ends, as far in as that is."""
    start, end = _line_start(data, node.start_byte), _after_line(data, node.end_byte)
    own = data[start : node.start_byte]
    indent = own.decode() if not own.strip() else ""
    newline = _line_end(data).decode()
    before = "" if data[:end].endswith(b"\n") else newline
    return _spliced(data, end, end, f"{before}{indent}{line}{newline}")


class _Places:
    """Where the tables and keys of a text stand."""

    def __init__(self, text: str) -> None:
        self.headed: dict[Names, Node] = {}
        self.pairs: dict[Names, Node] = {}
        self.dotted: dict[Names, tuple[int, Node]] = {}
        """Keys that stand on lines of their own, each with how many names its heading has."""
        for node in parsed(text).root_node.named_children:
            if node.type == "pair":
                self._pair((), node, 0)
            elif node.type == "table":
                heading = tuple(name for name, _ in step_names(node.named_children[:1]))
                self.headed[heading] = node
                for child in node.named_children[1:]:
                    if child.type == "pair":
                        self._pair(heading, child, len(heading))

    def _pair(self, path: Names, pair: Node, depth: int | None) -> None:
        path = (*path, *(name for name, _ in step_names(pair.named_children[:1])))
        self.pairs[path] = pair
        if depth is not None:
            self.dotted[path] = depth, pair
        value = _value(pair)
        if value.type == "inline_table":
            for child in value.named_children:
                if child.type == "pair":
                    self._pair(path, child, None)


def _value(pair: Node) -> Node:
    return [child for child in pair.named_children if child.type != "comment"][1]


def _line_end(data: bytes) -> bytes:
    first = data.find(b"\n")
    return b"\r\n" if first > 0 and data[first - 1 : first] == b"\r" else b"\n"


def _line_start(data: bytes, at: int) -> int:
    return data.rfind(b"\n", 0, at) + 1


def _after_line(data: bytes, at: int) -> int:
    found = data.find(b"\n", at)
    return len(data) if found < 0 else found + 1
