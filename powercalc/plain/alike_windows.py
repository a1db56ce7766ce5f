"""Planned work that is alike: one window tells of all of them.

A component, its loads, and all that feeds no other loads are a part of the site. Two parts can change places
when they are equal in every figure and hang on the same things; then what a window means in the one, it means
in the other. A hall has a few hundred rack PDUs, and three or four windows to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from powercalc.components import Component
from powercalc.events.planned_work import ComponentWork, InWindow, PlannedWindow
from powercalc.site import Site
from powercalc.site.walks import links, type_of_links

_NO_FIGURES = {"id", "name", "note", "source", "type", "catalog", *type_of_links}


@dataclass(frozen=True, slots=True)
class _AlikePart:
    """What hangs on a component alone, in the order of the file, and what it looks like."""

    ids: tuple[str, ...]
    look: tuple[object, ...]


def in_all(
    site: Site,
    work: Sequence[ComponentWork],
    windows_of: Callable[[Sequence[ComponentWork]], Iterable[PlannedWindow]],
) -> list[PlannedWindow]:
    """Return the window of each service, of which `windows_of` tells one of each sort.

    That one stands for all of its sort: it comes as often as they do together.
    """
    parts = dict(zip(work, _parts(site, work), strict=True))
    sorts: dict[tuple[object, ...], list[ComponentWork]] = {}
    for service, part in parts.items():
        sorts.setdefault((service.hours, service.per_hour, part.look), []).append(service)
    alike = [group for listed in sorts.values() for group in _apart(listed, parts)]
    asked = [replace(first, per_hour=sum(each.per_hour for each in (first, *rest))) for first, *rest in alike]
    found: dict[ComponentWork, PlannedWindow] = {}
    for group, window in zip(alike, windows_of(asked), strict=True):
        found |= {each: _moved(window, each, parts[group[0]], parts[each]) for each in group}
    return [found[service] for service in work]


def _apart(
    services: list[ComponentWork], parts: Mapping[ComponentWork, _AlikePart]
) -> Iterator[list[ComponentWork]]:
    """Yield the services of one sort whose parts have nothing in common with that of the first, together."""
    first, *rest = services
    ours = set(parts[first].ids)
    together = [each for each in rest if not ours.intersection(parts[each].ids)]
    yield [first, *together]
    yield from ([each] for each in rest if each not in together)


def _moved(
    window: PlannedWindow, service: ComponentWork, here: _AlikePart, there: _AlikePart
) -> PlannedWindow:
    """Return the window with the two parts of the site in each other's place."""
    swap = {**dict(zip(here.ids, there.ids, strict=True)), **dict(zip(there.ids, here.ids, strict=True))}

    def moved(inside: Mapping[str, InWindow]) -> dict[str, InWindow]:
        return {name: inside[swap.get(name, name)] for name in inside}

    return PlannedWindow(
        service=service,
        loads=moved(window.loads),
        any_load=window.any_load,
        cooling=moved(window.cooling),
        needs=moved(window.needs),
    )


def _parts(site: Site, work: Iterable[ComponentWork]) -> Iterator[_AlikePart]:
    """Yield the part of the site that hangs on each component alone."""
    components = site.graph.components
    reached = {load.id: site.graph.above([load.id]) for load in site.loads}
    below: dict[str, set[str]] = {}
    for load, feeding in reached.items():
        for name in feeding:
            below.setdefault(name, set()).add(load)
    bound = {member for group in site.common_causes for member in group.members}
    place = {name: number for number, name in enumerate(components)}
    for service in work:
        loads = below.get(service.component, set())
        around = {name for load in loads for name in reached[load]}
        own = sorted((n for n in around if below[n] <= loads and n not in bound), key=place.__getitem__)
        yield _part(service, own, components)


def _part(service: ComponentWork, own: list[str], components: Mapping[str, Component]) -> _AlikePart:
    numbers: dict[str, object] = {name: number for number, name in enumerate(own)}
    looks = tuple(_look(components[name], numbers) for name in own)
    return _AlikePart(tuple(own), (numbers.get(service.component, service.component), *looks))


def _look(component: Component, numbers: Mapping[str, object]) -> tuple[object, ...]:
    """Return all figures and links of a component; what is in its own part is told by its number there."""
    keys = [key for key in type(component).model_fields if key not in _NO_FIGURES]
    linked = tuple((key, numbers.get(name, name)) for key, name in links(component))
    return component.kind, linked, tuple(repr(getattr(component, key)) for key in keys)
