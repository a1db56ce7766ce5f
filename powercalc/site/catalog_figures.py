"""Absent figures, filled in from the catalog, each one told as an assumption."""

from __future__ import annotations

import weakref
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from powercalc import catalog
from powercalc.components import ERROR_FACTOR, Component, GridFeed, Outage
from powercalc.components.alike import in_place_of, kept, stated_alike
from powercalc.components.problems import Contradiction
from powercalc.errors import Problem
from powercalc.languages import ask, noted

Origins = Mapping[tuple[str, str], Mapping[str, str]]
"""For each component, by its kind and id, the origin of each key that is not its own."""

_SKEWED = noted("powercalc, assumptions of the project: one in twenty takes three times the median")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A figure that the site file does not state, taken from the catalog.

    `value`, `low` and `high` are texts with units as the catalog prints them; `sourced` is False where the
    catalog itself only assumes.
    """

    component: str
    parameter: str
    value: str
    low: str | None
    high: str | None
    entry: str
    source: str
    sourced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Inherited:
    """A figure that a component takes from a [type.NAME] or [default.KIND] of the file."""

    component: str
    parameter: str
    origin: str


def told_once(problems: Iterable[Problem], origins: Origins) -> Iterator[Problem]:
    """Yield problems; those that components inherit once, at the type or default that they come from."""
    told = set()
    for problem in problems:
        found = _at_its_origin(problem, origins)
        if found is not problem:
            what = (found.path, found.text, found.found)
            if what in told:
                continue
            told.add(what)
        yield found


def _at_its_origin(problem: Problem, origins: Origins) -> Problem:
    """Return a problem at the table where its mistake stands; a clash with an own key is the component's."""
    if len(problem.path) < 3:
        return problem
    kind, id, key, *rest = problem.path  # noqa: A001 - it is the id
    inherited = origins.get((str(kind), str(id)), {})
    if key not in inherited or (isinstance(problem, Contradiction) and problem.stated - inherited.keys()):
        return problem
    sort, _, name = inherited[str(key)].partition(" ")
    return replace(problem, path=(sort, name, key, *rest))


Completed = tuple[Component, tuple[Assumption, ...]]
"""A component with every figure that it needs, and those that were assumed."""
_known: dict[int, tuple[weakref.ref[Component], Completed | None]] = {}
"""By the identity of a component, while it lives, what completes it; None where it is complete.

The variants of a site share what they do not change.
"""
_dead: list[weakref.ref[Component]] = []
_alike: dict[Hashable, Completed] = {}
"""By what is stated, and what completes it: one that was completed, for others that are alike."""
_places: dict[int, int] = {}
"""By the identity of a reference to a component, the place of what is known of it."""


def completed(component: Component) -> Completed:
    """Return the component with its absent figures from the catalog, and what was assumed."""
    at = id(component)
    of, known = _known.get(at, (None, None))
    if of is None or of() is not component:
        found = _completed(component)
        known = None if found[0] is component and not found[1] else found
        while _dead:
            _known.pop(_places.pop(id(_dead.pop())), None)
        reference = weakref.ref(component, _dead.append)
        _known[at], _places[id(reference)] = (reference, known), at
    return (component, ()) if known is None else known


def completed_with(component: Component, figures: Mapping[str, Any]) -> Completed:
    """Return the same of a component with some figures that follow from others."""
    return completed(component.changed(**figures) if figures else component)


def _completed(component: Component) -> Completed:
    figures, spreads = tuple(_figures(component)), tuple(_spreads(component))
    if not figures:
        return component, spreads
    key = stated_alike(component, {figure.parameter: figure.entry for figure in figures})
    known = _alike.get(key) if key is not None else None
    if known is not None:
        told = tuple(replace(each, component=component.id) for each in known[1])
        return in_place_of(known[0], component), (*told, *spreads)
    filled = component.changed(**{figure.parameter: _value(figure) for figure in figures})
    assumed = tuple(_assumption(component, figure) for figure in figures)
    if key is not None:
        kept(_alike, key, (filled, assumed))
    return filled, (*assumed, *spreads)


def _spreads(component: Component) -> Iterator[Assumption]:
    """Yield the lognormal restorations of a component that do not state how far they spread."""
    parts: list[tuple[Component | Outage, str]] = [(component, "")]
    if isinstance(component, GridFeed):
        parts += [(outage, f"outages.{outage.name}.") for outage in component.outages]
    for part, prefix in parts:
        if part.restoration == "lognormal" and part.restoration_error_factor is None:
            yield Assumption(
                component=component.id,
                parameter=f"{prefix}restoration_error_factor",
                value=f"{ERROR_FACTOR:g}",
                low=None,
                high=None,
                entry="restoration",
                source=ask(_SKEWED),
                sourced=False,
            )


def _figures(component: Component) -> Iterator[catalog.PublishedValue]:
    """Yield what the catalog supplies: its default entry, or the entry that the component names."""
    shelf = catalog.load()
    chosen = dict(shelf.entry(component.catalog).figures) if component.catalog else {}
    absent = component.absent()
    for name in (*absent, *(name for name in chosen if name not in absent and _is_open(component, name))):
        figure = chosen.get(name) or shelf.default(component.kind, name)
        if figure is not None:
            yield figure


def _is_open(component: Component, name: str) -> bool:
    """Tell whether a figure that only the named entry has is left open by the component."""
    excluded = {"failure_rate", "mttr", "mtbf", "unavailability"}
    return name not in excluded and getattr(component, name, 0) is None


def _value(figure: catalog.PublishedValue) -> object:
    """Return a figure as a site would state it, with its law or its span where the catalog has one."""
    if figure.law is not None:
        return {"typical": _stated(figure.typical), **figure.law}
    if figure.low is None or figure.high is None:
        return _stated(figure.typical)
    texts = {"typical": figure.typical, "low": figure.low, "high": figure.high}
    return {key: _stated(text) for key, text in texts.items()}


def _stated(text: str) -> object:
    """Return the text of a figure, or the bare number of a probability."""
    try:
        return float(text)
    except ValueError:
        return text


def _assumption(component: Component, figure: catalog.PublishedValue) -> Assumption:
    return Assumption(
        component=component.id,
        parameter=figure.parameter,
        value=figure.typical,
        low=figure.low,
        high=figure.high,
        entry=figure.entry,
        source=figure.cite(),
        sourced=figure.is_sourced,
    )


def catalog_problems(component: Component) -> Iterator[Problem]:
    """Yield what is wrong with the catalog entry that a component names."""
    if component.catalog is None:
        return
    path = (component.kind, component.id, "catalog")
    try:
        entry = catalog.load().entry(component.catalog)
    except catalog.CatalogError as error:
        yield Problem(path=path, text=str(error), found=f'"{component.catalog}"')
        return
    if entry.kind != component.kind:
        yield Problem(
            path=path,
            text=f'"{entry.name}" is an entry for {entry.kind}',
            expected=f"an entry for {component.kind}",
        )
