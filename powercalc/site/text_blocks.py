"""The text of a TOML file table by table, so that what a person wrote can be kept as it was written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from powercalc.site.positions import parsed

if TYPE_CHECKING:
    from tree_sitter import Node

Heading = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """One table: what stands before its heading, the heading, and its lines.

    The first block of a file has no heading: keys outside every table. What stands after the last table is
    a block of its own with neither.
    """

    heading: Heading = ()
    lead: str = ""
    """Comments and blank lines before the heading."""
    head: str = ""
    """The line of the heading."""
    body: str = ""
    """From there to the end of the last key, and of the comments that follow it up to a blank line."""
    spans: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    """Of each plain key in the body: start and end of its line or lines, start and end of its value."""
    index: int = 0
    """Which of the tables of one list it is."""

    @property
    def text(self) -> str:
        """The block as it stands in the file."""
        return f"{self.lead}{self.head}{self.body}"


def blocks(text: str) -> Iterator[TextBlock]:
    """Yield a sound TOML text table by table; the texts of all blocks together are the text."""
    data = text.encode()
    root = parsed(text).root_node
    end = 0
    seen: dict[Heading, int] = {}
    known: dict[bytes, Heading] = {}
    tables = [node for node in root.children if node.type in {"table", "table_array_element"}]
    bare = [node for node in root.children if node.type == "pair"]
    if bare:
        end = after_line(data, bare[-1].end_byte)
        yield TextBlock(body=data[:end].decode())
    for node in tables:
        start = line_start(data, node.start_byte)
        head_end = after_line(data, node.start_byte)
        pairs = [child for child in node.named_children if child.type == "pair"]
        last = _with_comments(data, after_line(data, pairs[-1].end_byte) if pairs else head_end)
        line = data[start:head_end]
        heading = known.setdefault(line, _names(line.decode()))
        index = seen[heading] = seen.get(heading, -1) + 1
        yield TextBlock(
            heading=heading,
            lead=data[end:start].decode(),
            head=line.decode(),
            body=data[head_end:last].decode(),
            spans=dict(_spans(data, pairs, head_end)),
            index=index,
        )
        end = last
    if end < len(data):
        yield TextBlock(lead=data[end:].decode())


def _names(line: str) -> Heading:
    """Return the parts of a heading, by the reader of TOML itself."""
    found: object = tomllib.loads(line)
    names: list[str] = []
    while found:
        if isinstance(found, list):
            found = found[0]
            continue
        assert isinstance(found, dict)
        (name, found), *_ = found.items()
        names.append(name)
    return tuple(names)


def _spans(data: bytes, pairs: list[Node], start: int) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
    """Yield the place of each key, in characters of the body."""
    at, counted = start, 0
    for pair in pairs:
        name, value, *_ = (child for child in pair.named_children if child.type != "comment")
        places = [
            line_start(data, pair.start_byte),
            value.start_byte,
            value.end_byte,
            after_line(data, pair.end_byte),
        ]
        found: list[int] = []
        for place in places:
            counted += len(data[at:place].decode()) if place > at else 0
            at = max(at, place)
            found.append(counted)
        key = (name.text or b"").decode()
        if name.type == "quoted_key":
            key = next(iter(tomllib.loads(f"{key} = 0")))
        yield key, (found[0], found[3], found[1], found[2])


def _with_comments(data: bytes, at: int) -> int:
    """Return the end of the comments that begin at a line; those just before a heading belong to that."""
    end = at
    while True:
        after = after_line(data, end)
        line = data[end:after].strip()
        if not line.startswith(b"#"):
            return at if line.startswith(b"[") else end
        end = after


def line_start(data: bytes, at: int) -> int:
    """Return where the line begins that a place is in."""
    return data.rfind(b"\n", 0, at) + 1


def after_line(data: bytes, at: int) -> int:
    """Return where the line after that of a place begins."""
    found = data.find(b"\n", at)
    return len(data) if found < 0 else found + 1
