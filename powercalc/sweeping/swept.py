"""What a sweep came to: frozen; its rows are read where they were written."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from powercalc.sweeping.dimensions import Cell
from powercalc.tabular import Tabular

MOST_REASONS = 1000
"""So many different reasons are told apart; the table has all of them."""
_FIRST = 5
DOWNTIME = "downtime_h_per_year"


@dataclass(frozen=True, slots=True, kw_only=True)
class DowntimeSpan:
    """The least and the most downtime of a load, a service or any load, and the first rows that have them."""

    scope: str
    """load, service or any_load"""
    id: str
    least: float
    """[h/year]"""
    least_row: int
    most: float
    """[h/year]"""
    most_row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """Why some rows have no figures."""

    problem: str
    rows: int
    """How many they are."""
    first: tuple[int, ...]
    """The numbers of the first of them."""
    where: str
    """The values of the keys in the first one."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Swept(Tabular):
    """The result of `sweep`."""

    output: Path | None
    columns: tuple[str, ...]
    rows_asked: int
    rows: int
    """How many are there: fewer after Ctrl-C."""
    rows_before: int
    """How many of them an earlier call had written."""
    rows_without_figures: int
    unfit: tuple[Unfit, ...]
    """Why, a reason each."""
    spans: tuple[DowntimeSpan, ...]
    seed: int | None
    """Of the sample; None where all combinations are taken."""
    warnings: tuple[str, ...] = ()
    _read: Callable[[], Iterator[list[Cell]]] = field(repr=False, compare=False)

    @property
    def complete(self) -> bool:
        """Whether all rows are there."""
        return self.rows == self.rows_asked

    def in_short(self) -> str:
        """Return what it says."""
        where = "" if self.output is None else f" in {self.output}"
        return f"{self.rows:,} variants{where}, {self.rows_without_figures:,} without figures"

    def records(self) -> Iterator[dict[str, Cell]]:
        """Yield the rows by the names of their columns; None where a figure is not known."""
        for row in self._read():
            yield dict(zip(self.columns, row, strict=True))

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON result (powercalc/sweep/1): what was written, not the rows."""
        return {
            "schema": "powercalc/sweep/1",
            "output": None if self.output is None else str(self.output),
            "rows": self.rows,
            "rows_asked": self.rows_asked,
            "rows_before": self.rows_before,
            "rows_without_figures": self.rows_without_figures,
            "unfit": [
                {"problem": each.problem, "rows": each.rows, "first": list(each.first), "where": each.where}
                for each in self.unfit
            ],
            "seed": self.seed,
            "columns": list(self.columns),
            "spans": [
                {
                    "scope": each.scope,
                    "id": each.id,
                    "least_downtime_h_per_year": each.least,
                    "least_row": each.least_row,
                    "most_downtime_h_per_year": each.most,
                    "most_row": each.most_row,
                }
                for each in self.spans
            ],
        }


def surveyed(
    rows: Iterator[Sequence[Cell]], keys: Mapping[int, str], figures: Mapping[int, tuple[str, str, str]]
) -> tuple[int, int, tuple[Unfit, ...], tuple[DowntimeSpan, ...]]:
    """Return how many rows there are, how many have no figures, why, and how far downtimes span.

    `keys` has the names of the columns of keys by their place, `figures` the scope, id and figure.
    """
    number = without = 0
    unfit: dict[str, Unfit] = {}
    watched = {place: _Extremes() for place, name in figures.items() if name[2] == DOWNTIME}
    for row in rows:
        number = int(row[0] or 0)
        if row[-1] is not None:
            without += 1
            _note(unfit, str(row[-1]), row, keys)
            continue
        for place, extremes in watched.items():
            if row[place] is not None:
                extremes.note(float(row[place] or 0.0), number)
    spans = tuple(each.span(*figures[place][:2]) for place, each in watched.items() if each.least_row)
    return number, without, tuple(unfit.values()), spans


def _note(unfit: dict[str, Unfit], problem: str, row: Sequence[Cell], keys: Mapping[int, str]) -> None:
    known = unfit.get(problem)
    if known is not None:
        first = (*known.first, int(row[0] or 0))[:_FIRST]
        unfit[problem] = replace(known, rows=known.rows + 1, first=first)
    elif len(unfit) < MOST_REASONS:
        values = ", ".join(f"{name} {row[place]}" for place, name in keys.items() if row[place] is not None)
        unfit[problem] = Unfit(problem=problem, rows=1, first=(int(row[0] or 0),), where=values)


@dataclass(slots=True)
class _Extremes:
    """The least and the most of a column."""

    least: float = math.inf
    least_row: int = 0
    most: float = -math.inf
    most_row: int = 0

    def note(self, hours: float, row: int) -> None:
        if hours < self.least:
            self.least, self.least_row = hours, row
        if hours > self.most:
            self.most, self.most_row = hours, row

    def span(self, scope: str, id: str) -> DowntimeSpan:  # noqa: A002 - it is the id
        return DowntimeSpan(
            scope=scope,
            id=id,
            least=self.least,
            least_row=self.least_row,
            most=self.most,
            most_row=self.most_row,
        )
