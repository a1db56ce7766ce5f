"""Which components of one kind stand on parallel paths: what one cause would make lose its worth.

Two components back each other up where both are in one minimal cut set of a load, its power or all that it
needs, whatever else is in it: either alone, all else as it is, leaves the load what it has, and both together
take it. What stands in series never is in one. So the paths A and B of a 2N site are found beside those of
distributed or of shared spare units, with the generators of two buses, and not the distributors of racks that
have nothing in common. No group has one member above another: the upper and the lower transformers of two
paths are two groups.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence

from powercalc.components import Component, GridFeed, Ups
from powercalc.engine.cut_sets import minimal_cut_sets
from powercalc.engine.diagram import Budget, build
from powercalc.engine.symmetry import likenesses
from powercalc.errors import EngineLimit
from powercalc.events.own_failures import Events, OwnFailures
from powercalc.site import Site
from powercalc.site.walks import supporters, upstream
from powercalc.wiring.at_rest import AtRest

_BUDGET = Budget(nodes=100_000)
"""Of a load with a larger diagram, who backs up whom is not told: it has very many paths."""
Pair = tuple[str, str]


def parallel_groups(site: Site) -> list[tuple[str, ...]]:
    """Return the components of one kind that back each other up, each group in the order of the file."""
    groups = _Groups(site)
    for pair in sorted(_pairs(site), key=groups.rank):
        groups.join(*pair)
    return groups.found()


class _Whole(OwnFailures):
    """One event per component: all of it is down. No hazards, and no way around a UPS."""

    def __init__(self, site: Site, events: Events) -> None:
        super().__init__(site, events, (), ())
        self.variables: dict[str, int] = {}

    def lost(self, component: Component) -> int:
        if component.id not in self.variables:
            self.variables[component.id] = self._events.formulas.variable()
        return self.variables[component.id]

    def hazards(self, component: Component) -> int:  # noqa: ARG002 - a room is no path
        return self._events.formulas.never

    def fails_to_bypass(self, ups: Ups) -> int:  # noqa: ARG002 - what a bypass passes on is not backed up
        return self._events.formulas.always


def _pairs(site: Site) -> set[Pair]:
    """Return who backs up whom, of one kind, each pair once."""
    events = Events()
    own = _Whole(site, events)
    reading = AtRest(site.graph, events.formulas, own)
    reading.tell()
    loads = [each for each in site.complete if each.is_load]
    roots = dict.fromkeys(r for load in loads for r in (reading.lost[load.id], reading.needs.unserved(load)))
    kinds = {each.id: _kind(each) for each in site.complete}
    return {pair for pair in _backing(own, events, list(roots), kinds) if _may_share(site, pair)}


def _backing(own: _Whole, events: Events, roots: list[int], kinds: dict[str, Hashable]) -> Iterator[Pair]:
    """Yield the pairs of each root; roots that are alike are looked at once."""
    names = list(own.variables)
    labels = [kinds[name] for name in names]
    known: dict[int, list[tuple[int, int]]] = {}
    for likeness in likenesses(events.formulas, roots, labels):
        first = likeness.representative
        if first not in known:
            known[first] = list(_together(events, roots[first], labels))
        for pair in known[first]:
            one, other = sorted(likeness.renaming.get(each, each) for each in pair)
            yield names[one], names[other]


def _together(events: Events, root: int, labels: Sequence[Hashable]) -> Iterator[tuple[int, int]]:
    """Yield the variables of one label that are in a minimal cut set together.

    `inside` is, per node of the family of cut sets, all variables of its sets, one bit each.
    """
    try:
        diagram = build(events.formulas, [root], budget=_BUDGET)
        family = minimal_cut_sets(diagram, 0, budget=_BUDGET).solutions
    except EngineLimit:
        return
    inside, beside = [0, 0], dict.fromkeys(family.variable[2:], 0)
    for variable, low, high in zip(family.variable[2:], family.low[2:], family.high[2:], strict=True):
        inside.append(inside[low] | inside[high] | 1 << variable)
        beside[variable] |= inside[high]
    alike: dict[Hashable, int] = {}
    for variable in beside:
        alike[labels[variable]] = alike.get(labels[variable], 0) | 1 << variable
    for one, others in beside.items():
        yield from ((one, other) for other in _bits(others & alike[labels[one]]))


def _bits(number: int) -> Iterator[int]:
    """Yield the places of the bits of a number, the lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def _kind(component: Component) -> Hashable:
    """Return what components have in common that one cause may strike together.

    A block may be anything, so its figures count, too; a rate shares nothing with a plain unavailability.
    """
    figures = component.rate, component.mttr, component.unavailability
    return component.kind, component.unavailability is None, figures if component.kind == "block" else ()


def _may_share(site: Site, pair: Pair) -> bool:
    """Tell whether two components may share a cause: not feeds of two substations, as the file says."""
    feeds = [each for each in (site[name] for name in pair) if isinstance(each, GridFeed)]
    return len({feed.substation for feed in feeds if feed.substation is not None}) < 2


class _Groups:
    """Components joined two by two, unless one of a group would stand above another."""

    def __init__(self, site: Site) -> None:
        self._components = site.graph.components
        self._place = {name: place for place, name in enumerate(self._components)}
        self._links = {each.id: [*each.fed_by, *supporters(each)] for each in site.complete}
        self._above: dict[str, frozenset[str]] = {}
        self._of: dict[str, list[str]] = {}

    def rank(self, pair: Pair) -> tuple[int, int, int]:
        """Return what comes first: pairs with as many of their kind above the one as above the other."""
        one, other = pair
        apart = len(self._alike_above(one)) - len(self._alike_above(other))
        return abs(apart), self._place[one], self._place[other]

    def join(self, one: str, other: str) -> None:
        """Put two components, and all that they are joined to already, into one group."""
        mine, theirs = self._of.get(one, [one]), self._of.get(other, [other])
        if mine is theirs or self._in_line(mine, theirs) or self._in_line(theirs, mine):
            return
        joined = [*mine, *theirs]
        self._of.update(dict.fromkeys(joined, joined))

    def found(self) -> list[tuple[str, ...]]:
        """Return the groups in the order of the file."""
        groups = {tuple(sorted(group, key=self._place.__getitem__)) for group in self._of.values()}
        return sorted(groups, key=lambda group: self._place[group[0]])

    def _in_line(self, upper: Iterable[str], lower: Iterable[str]) -> bool:
        above = frozenset().union(*(self._alike_above(name) for name in lower))
        return not above.isdisjoint(upper)

    def _alike_above(self, name: str) -> frozenset[str]:
        """Return what is of the same kind on the way from the sources; a tie leads both ways, so no way."""
        if name not in self._above:
            found = upstream(name, self._links)
            kind = self._components[name].kind
            self._above[name] = frozenset(
                each for each in found if each != name and self._components[each].kind == kind
            )
        return self._above[name]
