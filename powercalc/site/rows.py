"""Rows: components in series that nothing but the next one hangs on. Any of them down, all below is dark.

A long one is told as its last, with the failures of all: what is asked of one is asked of any, and no part
of an evaluation has to walk the row again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from powercalc.components import Component, Generator, Path, Storage, Switch, Tie
from powercalc.site.demand import demand_of
from powercalc.site.walks import supporters

if TYPE_CHECKING:
    from powercalc.site.graph import Graph
    from powercalc.site.model import Site

LONG = 17
"""Rows of so many and more are contracted."""


def rows(graph: Graph, joined: Callable[[Component, Component], bool]) -> Iterator[list[Component]]:
    """Yield the rows of components of which each and the next are `joined`, what feeds first."""
    following: dict[str, Component] = {}
    for node in graph.components.values():
        if len(node.fed_by) == 1 and not supporters(node):
            feeder = graph.components[node.fed_by[0]]
            if graph.consumers[feeder.id] == [node.id] and joined(feeder, node):
                following[feeder.id] = node
    inside = {node.id for node in following.values()}
    for start in following:
        if start not in inside:
            row = [graph.components[start]]
            while row[-1].id in following:
                row.append(following[row[-1].id])
            yield row


def contracted(site: Site, *, apart: Collection[str] = (), carrying: bool = True) -> Site:
    """Return the site with the last of each long row in the place of all, `rows` telling for which.

    What is named in `apart` stays as it is, and so does what limits the power, where it matters what all
    are `carrying`.
    """
    alike = _Alike(site, apart, carrying=carrying)
    found = [tuple(row) for row in rows(site.graph, alike.joined) if len(row) >= LONG]
    if not found:
        return site
    inputs = {row[-1].id: row[0].fed_by for row in found}
    dropped = {each.id for row in found for each in row[:-1]}
    components = tuple(
        for_all(each, inputs[each.id]) if each.id in inputs else each
        for each in site.components
        if each.id not in dropped
    )
    merged = {**site.rows, **{row[-1].id: row for row in found}}
    return replace(site, components=components, rows=merged, text=None, file=None)


def same_rows(site: Site, anew: Mapping[str, Component]) -> bool:
    """Tell whether the rows of a site are the same with some complete components, by id, stated anew.

    What they are linked to, and where they stand, is as it was.
    """
    alike = _Alike(site, ())
    before = site.graph.components
    return all(
        alike.is_plain(before[name]) == alike.is_plain(new)
        and bool(demand_of(before[name])) == bool(demand_of(new))
        for name, new in anew.items()
    )


def for_all(last: Component, inputs: tuple[str, ...]) -> Component:
    """Return the last of a row as what stands for all of it: one unit, whatever the row is made of."""
    fed = last.fed(inputs)
    return fed if fed.count == 1 else fed.changed(count=None, needed=None)


class _Alike:
    """Tells whether two components do the same to what is below them."""

    def __init__(self, site: Site, apart: Collection[str], *, carrying: bool = True) -> None:
        self._graph = site.graph
        self._carrying = carrying and site.draws
        named = [*(group.members for group in site.common_causes), *(s.depends_on for s in site.services)]
        self._plain: dict[str, bool] = {}
        self._apart = {name for names in named for name in names}.union(apart, site.rows)

    def joined(self, one: Component, other: Component) -> bool:
        """Tell whether both only pass power on, and the same hazards strike where they stand."""
        if not (self._is_known_plain(one) and self._is_known_plain(other)):
            return False
        return one.zone == other.zone or list(self._graph.hazards(one)) == list(self._graph.hazards(other))

    def _is_known_plain(self, node: Component) -> bool:
        """Tell the same of a component of the site."""
        if node.id not in self._plain:
            self._plain[node.id] = self.is_plain(node)
        return self._plain[node.id]

    def is_plain(self, node: Component) -> bool:
        """Tell whether a node passes on what its one input brings unless it, or too much of it, is down."""
        single = len(node.fed_by) == 1 and not supporters(node)
        return single and not (node.is_load or self._moves_or_waits(node) or self._is_special(node))

    def _moves_or_waits(self, node: Component) -> bool:
        is_open = isinstance(node, Path) and node.normally == "open"
        return is_open or isinstance(node, Storage | Switch | Tie | Generator)

    def _is_special(self, node: Component) -> bool:
        """Tell whether anything else is said of it: a group that it shares, a test, planned work, a limit."""
        planned = node.dormant_failure_rate or node.maintenance_rate or node.maintenance_error
        limited = self._carrying and (
            node.rating is not None or node.trip is not None or node.efficiency is not None or demand_of(node)
        )
        shared = node.id in self._apart or (node.count > 1 and node.beta is not None)
        return bool(planned or limited or shared or self._graph.ties.get(node.id))
