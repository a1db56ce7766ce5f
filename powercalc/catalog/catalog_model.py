"""What a catalog holds: figures with their sources, gathered in entries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from powercalc.catalog.citing import found_at, graded, of_project
from powercalc.errors import PowercalcError, Problem
from powercalc.languages import ask

GRADES: Final = ("A", "B", "C", "M", "none")
"""A read in the source itself; B in a text that names its source; C unverified; M from memory;
none: no source, the project's own value, chosen or combined from sources that disagree."""

SOURCED: Final = ("A", "B")
"""The grades that count as sourced; every other figure is an assumption."""


LAWS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"gamma": ("shape", "exposure"), "beta": ("alpha", "beta"), "normal": ("mean", "deviation")}
)
"""The laws of a figure, and what each states, in this order."""


class CatalogError(PowercalcError, LookupError):
    """Catalog data that contradict themselves, or a name that the catalog does not have."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A publication and how it was read; `url` is an address or an identifier."""

    title: str
    year: int
    url: str
    read: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedValue:
    """One value for one parameter of one unit, as text with its unit, and what it rests on.

    `low` and `high` are both there or both absent; `where` is the place in the source. `law` is how uncertain
    it is, as a site states it without the value ({ alpha = 4.5, beta = 3370 }): low and high are then its 5th
    and 95th percentiles.
    """

    entry: str
    kind: str
    parameter: str
    typical: str
    low: str | None = None
    high: str | None = None
    law: Mapping[str, float | str] | None = None
    grade: str
    where: str
    reason: str | None = None
    source: Publication

    @property
    def is_sourced(self) -> bool:
        """Whether the figure was read in its source, or in a text that names it (grade A or B)."""
        return self.grade in SOURCED

    @property
    def span(self) -> str | None:
        """From the lowest to the highest value known: "0.010 / year to 0.55 / year"."""
        if self.low is None or self.high is None:
            return None
        return f"{self.low} to {self.high}"

    @property
    def told_law(self) -> str | None:
        """The law in words: "beta(4.5, 3370)", "gamma(3.83, 3250 h)", "normal(1.51 %, 0.704 %)"."""
        if self.law is None:
            return None
        name = next(name for name, keys in LAWS.items() if keys == tuple(self.law))
        return f"{name}({', '.join(str(value) for value in self.law.values())})"

    def cite(self) -> str:
        """Return one line that says where the figure comes from and how far to trust it."""
        return ask(
            "{source} ({year}), {where}; {grade}",
            source=of_project(self.source.title),
            year=self.source.year,
            where=found_at(self.where),
            grade=graded(self.grade, is_sourced=self.is_sourced),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A named set of figures for one kind of component, all of one source."""

    name: str
    kind: str
    title: str
    figures: Mapping[str, PublishedValue]
    source: Publication


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """All entries, in the order of their files, and the entry behind each default."""

    entries: tuple[Entry, ...]
    defaults: Mapping[str, Mapping[str, str]]

    def entry(self, name: str) -> Entry:
        """Return the entry of this name, or raise a CatalogError that suggests a near one."""
        for entry in self.entries:
            if entry.name == name:
                return entry
        near = get_close_matches(name, [entry.name for entry in self.entries], n=1)
        raise CatalogError(
            [Problem(text="no such catalog entry", found=name, suggestion=near[0] if near else None)]
        )

    def default(self, kind: str, parameter: str) -> PublishedValue | None:
        """Return the figure a component of this kind takes when its site says nothing, if there is one."""
        name = self.defaults.get(kind, {}).get(parameter)
        return None if name is None else self.entry(name).figures[parameter]
