"""The likeliest culprits of each long row: of plain nodes in series, each does what any other of them does.

A set of culprits with one node of a row has a twin with every other node of it, and what is the likeliest of
the row is in the likeliest of these sets. So of a row no more is looked at than may be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from heapq import nsmallest
from itertools import pairwise

from powercalc.components import Component, Path, Storage, Switch
from powercalc.events.common_causes import stated_groups
from powercalc.events.literals import Literal
from powercalc.site import Site
from powercalc.site.walks import supporters


def likeliest(site: Site, most: int) -> Site:
    """Return the site with no more than the `most` likeliest of each row, and its last, for what it feeds."""
    feeders: dict[str, str] = {}
    dropped: set[str] = set()
    for row in _rows(site):
        if len(row) > most:
            kept = _kept(row, most)
            dropped |= {each.id for each in row}.difference(each.id for each in kept)
            feeders[kept[0].id] = row[0].fed_by[0]
            feeders |= {below.id: above.id for above, below in pairwise(kept)}
    if not dropped:
        return site
    components = tuple(
        each.changed(fed_by=[feeders[each.id]]) if each.id in feeders else each
        for each in site.components
        if each.id not in dropped
    )
    return replace(site, components=components, services=(), targets={})


def _kept(row: Sequence[Component], most: int) -> list[Component]:
    """Return the likeliest nodes of a row, of equal ones the first, and its last, in its order."""
    places = set(nsmallest(most, range(len(row)), key=lambda place: -_chance(row[place])))
    return [row[place] for place in sorted(places | {len(row) - 1})]


def _chance(node: Component) -> float:
    """Return how likely a single unit is down."""
    often = (node.rate or 0.0) + node.mistakes
    return Literal(
        name="", component=node.id, failure_rate=often, mttr=node.mttr, chance=node.unavailability
    ).unavailability


def _rows(site: Site) -> Iterator[Sequence[Component]]:
    """Yield the rows of plain nodes that nothing but the next one hangs on, what feeds first."""
    graph = site.graph
    shared = {name for group in stated_groups(site) for name in group.members}
    rows: dict[str, list[Component]] = {}
    for name in (name for group in graph.groups for name in group if len(group) == 1):
        node = graph.components[name]
        if name in shared or not _is_plain(node) or graph.ties.get(name):
            continue
        above = rows.get(node.fed_by[0], [])
        if above and graph.consumers[above[-1].id] == [name] and _struck_together(site, above[-1], node):
            above.append(node)
            rows[name] = rows.pop(node.fed_by[0])
        else:
            rows[name] = [node]
    yield from rows.values()


def _is_plain(node: Component) -> bool:
    """Tell whether a node is a single unit that passes on what its one input brings, and may only be down."""
    waits = isinstance(node, Storage | Switch) or (isinstance(node, Path) and node.normally == "open")
    single = len(node.fed_by) == 1 and node.count == 1 and not supporters(node)
    return single and not (waits or node.is_load or node.dormant_failure_rate)


def _struck_together(site: Site, one: Component, other: Component) -> bool:
    """Tell whether the same hazards strike where two nodes stand."""
    return list(site.graph.hazards(one)) == list(site.graph.hazards(other))
