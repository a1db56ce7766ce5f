"""The wiring without its figures: who is live when something is not, and what a load cannot do without.

A state of rest, as if all batteries were empty and all switches had moved: a node is live when it works and
enough of its inputs are; through ties, live is what is connected to something live. What supports and cools a
node is live unless something outside has failed. A load is live while it has power: what it depends on and
what cools it are matters of its service.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping

from powercalc.components import Component, Path, Renewable, Tie, Ups
from powercalc.site import Site
from powercalc.site.walks import supporters

_Traits = tuple[Hashable, tuple[tuple[str, ...], ...]]
"""What a component is in the wiring, and the names it is linked to, kind of link by kind."""


class Wires:
    """The wiring of a site."""

    def __init__(self, site: Site) -> None:
        self._site = site
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
        return tuple(each for each in self.behind(node) if self.is_source(each) and not _is_idle(each))

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
            self._lit[key] = self._worked_out(key[0], within, by_hand=by_hand, by_bypass=by_bypass)
        return self._lit[key]

    def _worked_out(
        self, dead: frozenset[str], within: str | None, *, by_hand: bool, by_bypass: bool
    ) -> frozenset[str]:
        looked_at = [self.components[within], *self.behind(within)] if within else self.components.values()
        nodes = {each.id: each for each in looked_at if by_hand or not _is_by_hand(each)}
        if not by_bypass:
            nodes = {name: each for name, each in nodes.items() if name not in dead}
        hoped: Collection[str] = self.components
        while (found := self._live(nodes, dead, hoped)) != hoped:
            if not any(supports(each) for each in nodes.values()):
                break
            hoped = found
        return found

    def _live(
        self, nodes: Mapping[str, Component], dead: Collection[str], hoped: Collection[str]
    ) -> frozenset[str]:
        """Return what is live when of the supports all that is hoped for is: of a circle none fails first."""
        found, pending = set[str](), list(nodes)
        while pending:
            name = pending.pop()
            if name in nodes and name not in found and self._is_live(nodes[name], found, dead, hoped):
                found.add(name)
                pending += self._graph.fed.get(name, ())
        return frozenset(found)

    def _is_live(
        self, node: Component, live: Collection[str], dead: Collection[str], hoped: Collection[str]
    ) -> bool:
        """A UPS that does not supply by itself, for whatever reason, passes its bypass on."""
        supplies = node.id not in dead and _is_supported(node, hoped) and self._is_fed(node, live)
        return supplies or (isinstance(node, Ups) and node.bypass and self._is_passed(node, live))

    def _is_passed(self, ups: Ups, live: Collection[str]) -> bool:
        return _any(ups.bypass_fed_by, live) if ups.bypass_fed_by else self._is_fed(ups, live)

    def _is_fed(self, node: Component, live: Collection[str]) -> bool:
        if isinstance(node, Tie):
            return _any(node.between, live)
        if _needs_no_feed(node):
            return not _is_idle(node)
        fed = sum(each in live for each in node.fed_by) >= node.inputs_needed
        return fed or any(isinstance(self.components[each], Tie) for each in self._joined(node, live))

    def _joined(self, node: Component, live: Collection[str]) -> Iterator[str]:
        """Yield the ties that bring power, not what only a bypass leads around a UPS."""
        around = node.bypass_fed_by if isinstance(node, Ups) else ()
        return (each for each in self.feeds[node.id] if each in live and each not in (*node.fed_by, *around))

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
        behind = self._graph.for_power(supporters(load))
        units = (self.components[name] for name in behind)
        alone = (each.id for each in units if each.count == each.units_needed)
        return frozenset(name for name in alone if not _has_support(load, self.live({name})))

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

    def _darkening(self, load: Component, behind: tuple[Component, ...], *, by_bypass: bool) -> Iterator[int]:
        """Yield the places of those that each alone leave the load dark."""
        needed = self._only_input(load)
        for place, each in enumerate(behind):
            passed = by_bypass and isinstance(each, Ups) and each.bypass
            alone = each.id in needed and not passed
            if alone or load.id not in self.live({each.id}, within=load.id, by_bypass=by_bypass):
                needed |= self._only_input(each)
                yield place

    def _only_input(self, node: Component) -> set[str]:
        """Return the one thing that a node is fed by, if there is one: dead, it leaves the node dead."""
        feeds = self.feeds[node.id]
        return set(feeds) if len(feeds) == 1 and not isinstance(node, Tie) else set()

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
        _is_idle(node),
        _is_by_hand(node),
    )
    links = ("fed_by", "bypass_fed_by", "between", *(() if node.is_load else ("depends_on", "cooled_by")))
    return own, tuple(tuple(getattr(node, link, ())) for link in links)


def supports(component: Component) -> tuple[str, ...]:
    """Return what must be live for a component to work; of a load it takes the service, not the power."""
    return () if component.is_load else tuple(supporters(component))


def _is_supported(node: Component, hoped: Collection[str]) -> bool:
    return node.is_load or _has_support(node, hoped)


def _has_support(node: Component, live: Collection[str]) -> bool:
    """Tell whether all that a node depends on is live, and enough of what cools it."""
    if not all(each in live for each in node.depends_on):
        return False
    return not node.cooled_by or sum(each in live for each in node.cooled_by) >= node.cooling_needed


def _needs_no_feed(component: Component) -> bool:
    return component.is_source or (component.kind == "block" and not component.fed_by)


def _is_by_hand(component: Component) -> bool:
    return isinstance(component, Path) and component.normally == "open" and component.manual


def _is_idle(component: Component) -> bool:
    return isinstance(component, Renewable) and not component.islanding


def _any(names: Collection[str], live: Collection[str]) -> bool:
    return any(name in live for name in names)
