"""The parts of a site that have nothing in common: no power, no support, no hazard, no cause of failure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from powercalc.components import Generator
from powercalc.site.walks import reached

if TYPE_CHECKING:
    from powercalc.site.model import Site


def independent_parts(site: Site) -> list[tuple[str, ...]]:
    """Return the ids of the components in parts that are independent of each other, as the file has them."""
    joined: dict[str, list[str]] = {component.id: [] for component in site.complete}
    for group in _bound(site):
        for one, other in pairwise(group):
            joined[one].append(other)
            joined[other].append(one)
    place = {name: number for number, name in enumerate(joined)}
    found: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for name in joined:
        if name not in seen:
            part = reached([name], joined)
            seen |= part.keys()
            found.append(tuple(sorted(part, key=place.__getitem__)))
    return found


def _bound(site: Site) -> Iterator[list[str]]:
    """Yield components that something binds together."""
    graph = site.graph
    for name, others in graph.needs.items():
        yield [name, *others]
    for group in site.common_causes:
        yield list(group.members)
    for zone in site.zones:
        if zone.hazards:
            yield [component.id for component in graph.standing_in(zone.name)]
    yield from _by((each.tank, each.id) for each in site.complete if isinstance(each, Generator))
    # what is tested on the same day hides faults of the same age
    yield from _by((each.test_interval, each.id) for each in site.complete if each.dormant_failure_rate)


def _by(named: Iterable[tuple[object, str]]) -> Iterator[list[str]]:
    """Yield the ids that share something."""
    groups: dict[object, list[str]] = {}
    for key, name in named:
        if key is not None:
            groups.setdefault(key, []).append(name)
    yield from groups.values()


def sites_of_parts(site: Site, watched: frozenset[str] = frozenset()) -> list[Site]:
    """Return each independent part with a load as a site of its own; what else is watched is in the first.

    Planned work, and what is said about the site as a whole, stays with the site.
    """
    loads = {load.id for load in site.loads}
    every = [frozenset(part) for part in independent_parts(site)]
    parts = [part for part in every if part & loads]
    if others := [part for part in every if part & watched and not part & loads]:
        parts[0] = parts[0].union(*others)
    if len(parts) < 2:
        return [site]
    return [_only(site, part) for part in parts]


def _only(site: Site, part: frozenset[str]) -> Site:
    return replace(
        site,
        components=tuple(each for each in site.components if each.id in part),
        common_causes=tuple(group for group in site.common_causes if group.members[0] in part),
        inherited=tuple(item for item in site.inherited if item.component in part),
        targets={}, practices=(), waivers=(), services=(), text=None, file=None,
    )  # fmt: skip
