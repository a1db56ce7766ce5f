"""A smaller input that shows the same: tables, keys and lines are left out as long as it does."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy

from tests.fuzz.toml import Table, tables, text

Shows = Callable[[str], bool]
MOST_TRIES = 300


def shrunk(large: str, shows: Shows) -> str:
    """Return a text that still shows it and has less in it."""
    tries = [0]

    def still(smaller: str) -> bool:
        tries[0] += 1
        return tries[0] <= MOST_TRIES and shows(smaller)

    try:
        return _tables(tables(large), still, large)
    except (tomllib.TOMLDecodeError, RecursionError):
        return _lines(large, still)


def _tables(root: Table, still: Shows, large: str) -> str:
    if not still(text(root)):
        return large
    again = True
    while again:
        again = False
        for path in list(_paths(root)):
            smaller = _without(root, path)
            if smaller is not None and still(text(smaller)):
                root, again = smaller, True
    return text(root)


def _paths(table: Table, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield every table and key, tables before what is in them."""
    for key, value in table.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from _paths(value, (*above, key))


def _without(root: Table, path: tuple[str, ...]) -> Table | None:
    smaller = deepcopy(root)
    table = smaller
    for key in path[:-1]:
        if not isinstance(table.get(key), dict):
            return None
        table = table[key]
    return smaller if table.pop(path[-1], None) is not None else None


def _lines(large: str, still: Shows) -> str:
    lines = large.split("\n")
    size = len(lines) // 2
    while size:
        at = 0
        while at < len(lines):
            smaller = lines[:at] + lines[at + size :]
            if still("\n".join(smaller)):
                lines = smaller
            else:
                at += size
        size //= 2
    return "\n".join(lines)
