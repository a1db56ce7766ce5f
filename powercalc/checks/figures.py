"""What the checks measure by and what a flaw is assumed to do: data/figures.toml and its reader."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from powercalc import units
from powercalc.catalog.citing import found_at, graded, of_project
from powercalc.languages import amount, ask

DATA = Path(__file__).parent / "data" / "figures.toml"
SOURCED = ("A", "B")
_ONCE_IN = "1 / "
_COUNTED = {"day", "month", "year"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure as printed, what it says, and what it rests on."""

    name: str
    value: str | float
    what: str
    source: str
    where: str
    grade: str
    reason: str | None = None

    @property
    def hours(self) -> float:
        """The figure as a time, [h]."""
        return units.hours(self.value)

    @property
    def kilometres(self) -> float:
        """The figure as a distance, [km]."""
        return units.kilometres(self.value)

    @property
    def number(self) -> float:
        """The figure as a bare number."""
        return float(self.value)

    @property
    def is_sourced(self) -> bool:
        """Whether it was read in its source, or in a text that names it."""
        return self.grade in SOURCED

    @property
    def printed(self) -> str:
        """The figure as one says it."""
        return self.value if isinstance(self.value, str) else f"{self.value:g}"

    @property
    def told(self) -> str:
        """The figure as a sentence has it: "31 days", "once in 500 years"."""
        number, _, unit = self.printed.rpartition(" ")
        if number.startswith(_ONCE_IN):
            return ask("once in {number} years", number=amount(number.removeprefix(_ONCE_IN)))
        several = "s" if unit in _COUNTED and number != "1" else ""
        return amount(f"{number} {unit}{several}".strip())

    def cite(self) -> str:
        """Return one line that says where the figure comes from and how far to trust it."""
        return ask(
            "{source}, {where}; {grade}",
            source=of_project(self.source),
            where=found_at(self.where),
            grade=graded(self.grade, is_sourced=self.is_sourced),
        )


@cache
def figures() -> Mapping[str, Figure]:
    """Return every figure by its name; read once."""
    document = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {name: Figure(name=name, **entry) for name, entry in document["figure"].items()}


def figure(name: str) -> Figure:
    """Return one figure."""
    return figures()[name]
