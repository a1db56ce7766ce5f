"""What the checks measure by and what a flaw is assumed to do: data/figures.toml and its reader."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from powercalc import units

DATA = Path(__file__).parent / "data" / "figures.toml"
SOURCED = ("A", "B")


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

    def cite(self) -> str:
        """Return one line that says where the figure comes from and how far to trust it."""
        grade = "no grade" if self.grade == "none" else f"grade {self.grade}"
        return f"{self.source}, {self.where}; {grade}{'' if self.is_sourced else ', an assumption'}"


@cache
def figures() -> Mapping[str, Figure]:
    """Return every figure by its name; read once."""
    document = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {name: Figure(name=name, **entry) for name, entry in document["figure"].items()}


def figure(name: str) -> Figure:
    """Return one figure."""
    return figures()[name]
