"""Tables as TOML, as a person writes them: bare keys where they can be, a list on one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

Value: TypeAlias = str | int | float | bool | tuple[str, ...]
Heading: TypeAlias = tuple[str, ...]
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
WIDTH = 110


@dataclass(frozen=True, slots=True, kw_only=True)
class TomlTable:
    """A table of a site file, with the line that opens the part of the file that it begins."""

    heading: Heading
    keys: Mapping[str, Any]
    section: str = ""
    is_listed: bool = False
    """Whether it is one of a list: [[inventory.finding]]."""
    comment: str = ""
    """Lines of comment before it."""
    own: frozenset[str] = field(default=frozenset())
    """Keys that an import may state here, now or at another time."""


def shown_section(section: str) -> str:
    """Return the line that opens a part of the file."""
    return f"# --- {section} ---"


SECTION = re.compile(r"# --- .* ---")


def text(value: Any) -> str:
    """Return a value as TOML; what TOML has no type for is a text."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float() | date():
            return f"{value}"
        case Mapping():
            return f"{{ {', '.join(f'{key(str(name))} = {text(each)}' for name, each in value.items())} }}"
        case list() | tuple():
            return f"[{', '.join(map(text, value))}]"
        case _:
            return _quoted(str(value))


def key(name: str) -> str:
    """Return a key, in quotes where it needs them."""
    return name if _BARE.fullmatch(name) else _quoted(name)


def heading(names: Heading, *, is_listed: bool = False) -> str:
    """Return the line that heads a table."""
    inner = ".".join(map(key, names))
    return f"[[{inner}]]" if is_listed else f"[{inner}]"


def _quoted(plain: str) -> str:
    sound = plain.isprintable() and '"' not in plain and "\\" not in plain
    return f'"{plain}"' if sound else f'"{"".join(map(_escaped, plain))}"'


def _escaped(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    if sign.isprintable():
        return sign
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"


def lines(table: TomlTable) -> Iterator[str]:
    """Yield a table with what stands before it."""
    if table.section:
        yield shown_section(table.section)
    yield from comment(table.comment)
    yield heading(table.heading, is_listed=table.is_listed)
    yield from (f"{key(name)} = {text(value)}" for name, value in table.keys.items())


def comment(said: str) -> Iterator[str]:
    """Yield the lines of a comment."""
    yield from (f"# {line}".rstrip() for line in said.splitlines())


def joined(tables: Iterable[TomlTable]) -> str:
    """Return tables, a blank line between each two."""
    return "\n".join("".join(f"{line}\n" for line in lines(table)) for table in tables)
