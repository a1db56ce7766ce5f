"""The wiring without its figures: who is live when something is not, and what a load cannot do without.

A state of rest, as if all batteries were empty and all switches had moved: a node is live when it works and
enough of its inputs are; through ties, live is what is connected to something live. What supports and cools a
node is live unless something outside has failed. A load is live while it has power: what it depends on and
what cools it are matters of its service.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable

import numpy as np

from powercalc.components import Component, Tie, Ups
from powercalc.site import Site
from powercalc.site.walks import supporters
from powercalc.wiring.needs import Needs
from powercalc.wiring.sets import dark, is_by_hand, is_idle
from powercalc.wiring.state_truths import StateTruths

_CASES = 512
"""So many components are looked at together."""

_Traits = tuple[Hashable, tuple[tuple[str, ...], ...]]
"""What a component is in the wiring, and the names it is linked to, kind of link by kind."""


class Wires:
    """The wiring of a site."""

    def __init__(self, site: Site) -> None:
        self._graph = site.graph
        self.components = site.graph.components
        self.feeds = site.graph.feeders
        self._behind: dict[str, tuple[Component, ...]] = {}
        self._lit: dict[tuple[frozenset[str], str | None, bool, bool], frozenset[str]] = {}
        self._traits: dict[str, _Traits] = {}
        self._decisive: dict[Hashable, tuple[int, ...]] = {}
        self._told: dict[tuple[str, bool], tuple[Component, ...]] = {}
        self._stopping: dict[Hashable, frozenset[str]] = {}

    def behind(self, node: str) -> tuple[Component, ...]:
        """Return all that power can come through on its way to a node, itself not included, nearest first."""
        if node not in self._behind:
            found = self._graph.for_power([node])
            self._behind[node] = tuple(self.components[each] for each in found if each != node)
        return self._behind[node]

    def sources(self, node: str) -> tuple[Component, ...]:
        """Return the sources that count behind a node: sun and wind only where they can supply alone."""
        return tuple(each for each in self.behind(node) if self.is_source(each) and not is_idle(each))

    def is_source(self, component: Component) -> bool:
        """Tell whether power begins here: a block without a feed is a source where it feeds anything."""
        return component.is_source or (
            component.kind == "block" and not component.fed_by and component.id in self._graph.fed
        )

    def live(
        self,
        dead: Collection[str] = (),
        *,
        within: str | None = None,
        by_hand: bool = True,
        by_bypass: bool = True,
    ) -> frozenset[str]:
        """Return what is live when some components are dead; `within` looks only at what is behind a node.

        Without `by_hand`, paths that are closed by hand stay open; without `by_bypass`, what is dead passes
        nothing through: as if a hazard had struck it, or somebody had taken it away.
        """
        key = frozenset(dead), within, by_hand, by_bypass
        if key not in self._lit:
            asked = None if within is None else [within]
            found = dark(self._graph, [key[0]], asked, by_hand=by_hand, by_bypass=by_bypass)
            self._lit[key] = frozenset(name for name, lost in found.items() if not lost.any())
        return self._lit[key]

    def alone(self, load: Component, *, by_bypass: bool = True) -> tuple[str, ...]:
        """Return the components, sources aside, of which each alone, one unit down, leaves a load dark."""
        return tuple(
            each.id
            for each in self.decisive(load, by_bypass=by_bypass)
            if not self.is_source(each) and each.count == each.units_needed
        )

    def stopping(self, load: Component) -> frozenset[str]:
        """Return the components of which each alone, one unit down, stops the service of a load.

        That is its power, its cooling or what it depends on; a source counts as anything else.
        """
        power = frozenset(each.id for each in self.decisive(load) if each.count == each.units_needed)
        beside = load.depends_on, load.cooled_by, load.cooling_needed
        if beside not in self._stopping:
            self._stopping[beside] = self._stopping_support(load)
        return power | self._stopping[beside]

    def _stopping_support(self, load: Component) -> frozenset[str]:
        asked = supporters(load)
        units = (self.components[name] for name in self._graph.for_power(asked))
        alone = [each.id for each in units if each.count == each.units_needed]
        needs = Needs(StateTruths(), dark(self._graph, [[name] for name in alone], asked))
        missed = needs.unsupported(load) | needs.uncooled(load)
        return frozenset(alone[place] for place in np.flatnonzero(np.broadcast_to(missed, len(alone))))

    def decisive(self, load: Component, *, by_bypass: bool = True) -> tuple[Component, ...]:
        """Return what a load is dark without, nearest first: each alone, sources too, all units down."""
        told = self._told.get((load.id, by_bypass))
        if told is None:
            behind = self.behind(load.id)
            key = (self._shape((load, *behind)), by_bypass)
            if key not in self._decisive:
                self._decisive[key] = tuple(self._darkening(load, behind, by_bypass=by_bypass))
            told = self._told[load.id, by_bypass] = tuple(behind[place] for place in self._decisive[key])
        return told

    def _darkening(self, load: Component, behind: tuple[Component, ...], *, by_bypass: bool) -> list[int]:
        """Return the places of those that each alone leave the load dark."""
        in_line = self._in_line(load, by_bypass=by_bypass)
        found = {place for place, each in enumerate(behind) if each.id in in_line}
        left = [place for place in range(len(behind)) if place not in found]
        for start in range(0, len(left), _CASES):
            tried = left[start : start + _CASES]
            lost = dark(self._graph, [[behind[place].id] for place in tried], [load.id], by_bypass=by_bypass)
            found.update(tried[n] for n in np.flatnonzero(np.broadcast_to(lost[load.id], len(tried))))
        return sorted(found)

    def _in_line(self, load: Component, *, by_bypass: bool) -> set[str]:
        """Return what stands in one line before a load: dead, it leaves the load dark."""
        found: set[str] = set()
        node = load
        while len(feeds := set(self.feeds[node.id])) == 1 and not isinstance(node, Tie):
            node = self.components[feeds.pop()]
            if node.id in found or (by_bypass and isinstance(node, Ups) and node.bypass):
                break
            found.add(node.id)
        return found

    def _shape(self, nodes: tuple[Component, ...]) -> Hashable:
        """Return how nodes are wired, their names set aside: loads of one shape need looking at once."""
        places = {node.id: place for place, node in enumerate(nodes)}
        traits = [self._traits_of(node) for node in nodes]
        return tuple(
            (own, *(tuple(places.get(name) for name in names) for names in links)) for own, links in traits
        )

    def _traits_of(self, node: Component) -> _Traits:
        if node.id not in self._traits:
            self._traits[node.id] = _traits(node)
        return self._traits[node.id]


def _traits(node: Component) -> _Traits:
    own = (
        node.kind,
        node.inputs_needed,
        node.cooling_needed,
        getattr(node, "bypass", False),
        is_idle(node),
        is_by_hand(node),
    )
    links = ("fed_by", "bypass_fed_by", "between", *(() if node.is_load else ("depends_on", "cooled_by")))
    return own, tuple(tuple(getattr(node, link, ())) for link in links)
