"""What is alike is told once: loads with the same figures, components with the same assumptions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from powercalc.languages import say, told_figure
from powercalc.report.words import counted
from powercalc.results.evaluation_result import LoadPoint
from powercalc.results.measures import Measures
from powercalc.site.catalog_figures import Assumption


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadGroup:
    """Loads with the same figures to nine digits; `unbroken` when no other load stands between them."""

    loads: tuple[LoadPoint, ...]
    unbroken: bool

    @property
    def first(self) -> LoadPoint:
        """The load that stands for all."""
        return self.loads[0]

    def name(self, safe: Callable[[str], str]) -> str:
        """Return "rack", "rack (200 units)", "rack-001 ... rack-200 (200 loads)"."""
        number = told_figure(f"{self.first.count:,}")
        units = say("{number} units each", number=number) if self.first.count > 1 else ""
        if len(self.loads) == 1:
            own = safe(self.first.id)
            return say("{load} ({number} units)", load=own, number=number) if units else own
        told = ", ".join(part for part in (counted(len(self.loads), "load"), units) if part)
        return f"{some([load.id for load in self.loads], safe, unbroken=self.unbroken)} ({told})"


def some(ids: Sequence[str], safe: Callable[[str], str], *, unbroken: bool = False, most: int = 3) -> str:
    """Return a short list of many ids: "a, b, c", "a ... z" for an unbroken row, "a, b and 7 more"."""
    if len(ids) <= most:
        return ", ".join(safe(id) for id in ids)  # noqa: A001 - it is the id
    if unbroken:
        return f"{safe(ids[0])} ... {safe(ids[-1])}"
    shown = ids[: most - 1]
    more = told_figure(f"{len(ids) - len(shown):,}")
    return say("{names} and {number} more", names=", ".join(map(safe, shown)), number=more)


def load_groups(loads: Iterable[LoadPoint]) -> tuple[LoadGroup, ...]:
    """Return the loads in groups of equal figures, in the order of the file."""
    found: dict[tuple[object, ...], list[tuple[int, LoadPoint]]] = {}
    for place, load in enumerate(loads):
        found.setdefault(likeness(load), []).append((place, load))
    return tuple(
        LoadGroup(
            loads=tuple(load for _, load in group), unbroken=group[-1][0] - group[0][0] == len(group) - 1
        )
        for group in found.values()
    )


def likeness(load: LoadPoint) -> tuple[object, ...]:
    """Return what is the same for loads that are told once."""
    told = (_digits(each) for each in (load, load.cooling, load.needs))
    return (*told, load.recovery_time, load.count)


def _digits(measures: Measures | None) -> tuple[str, ...]:
    """Return the figures to as many digits as tell loads apart."""
    if measures is None:
        return ()
    often = measures.failure_frequency
    return f"{measures.unavailability:.8e}", "" if often is None else f"{often:.8e}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumedGroup:
    """Components of which the same figures were assumed."""

    components: tuple[str, ...]
    figures: tuple[Assumption, ...]


def assumed_groups(assumptions: Iterable[Assumption]) -> tuple[AssumedGroup, ...]:
    """Return the assumptions by the components that share them all, in the order of the file."""
    by_component: dict[str, list[Assumption]] = {}
    for item in assumptions:
        by_component.setdefault(item.component, []).append(item)
    alike: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    for component, items in by_component.items():
        alike.setdefault(tuple((i.parameter, i.value, i.entry, i.source) for i in items), []).append(
            component
        )
    return tuple(
        AssumedGroup(components=tuple(ids), figures=tuple(by_component[ids[0]])) for ids in alike.values()
    )
