"""A table for a document: a title, headings and rows, of texts and numbers as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from powercalc.tabular import Row

Cell = str | float | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left_out: str | None = None
    """What the table does not have, as a sentence below it."""

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Which columns hold no text."""
        return tuple(
            not any(isinstance(row[place], str) for row in self.rows) for place in range(len(self.headings))
        )


def sheet(title: str, headings: Mapping[str, str], rows: Iterable[Row], left_out: str | None = None) -> Sheet:
    """Return the columns of some rows, by their keys, under headings, without columns that have no value."""
    found = [[_cell(row.get(key)) for key in headings] for row in rows]
    kept = [place for place in range(len(headings)) if any(row[place] is not None for row in found)]
    names = list(headings.values())
    shown = kept if found else range(len(names))
    return Sheet(
        title=title,
        headings=tuple(names[place] for place in shown),
        rows=tuple(tuple(row[place] for place in shown) for row in found),
        left_out=left_out,
    )


def _cell(value: object) -> Cell:
    match value:
        case None | str():
            return value
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return value
        case tuple() | list():
            return ", ".join(map(str, value))
        case _:
            return str(value)
