"""A site file as plain tables, and back to text: enough of TOML to write what was read."""

from __future__ import annotations

import json
import tomllib
from typing import Any

Table = dict[str, Any]


def tables(text: str) -> Table:
    """Read a text into plain tables."""
    return tomllib.loads(text)


def text(root: Table) -> str:
    """Write plain tables as a text."""
    return "".join(_written((), root))


def _written(path: tuple[str, ...], table: Table) -> list[str]:
    parts = [
        f"{_key(key)} = {_value(value)}\n" for key, value in table.items() if not isinstance(value, dict)
    ]
    inner = {key: value for key, value in table.items() if isinstance(value, dict)}
    header = [f"[{'.'.join(map(_key, path))}]\n"] if path and (parts or not inner) else []
    below = [line for key, value in inner.items() for line in _written((*path, key), value)]
    return [*header, *parts, *below]


def _key(key: str) -> str:
    is_bare = bool(key) and key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if is_bare else _string(key)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _string(value)
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case dict():
            return f"{{{', '.join(f'{_key(key)} = {_value(each)}' for key, each in value.items())}}}"
        case _:
            return str(value)


def _string(value: str) -> str:
    return json.dumps(value, ensure_ascii=True).replace("\\u007f", "\\u007F")
