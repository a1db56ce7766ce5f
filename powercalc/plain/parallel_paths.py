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
from functools import cached_property
from heapq import merge
from itertools import pairwise, product

from powercalc.components import Component, GridFeed, Ups
from powercalc.engine.cut_sets import minimal_cut_sets
from powercalc.engine.diagram import Budget, build
from powercalc.engine.formula import AtLeast, Formulas, Variable
from powercalc.engine.solutions import Solutions
from powercalc.engine.symmetry import likenesses
from powercalc.errors import EngineLimit
from powercalc.events.own_failures import Events, OwnFailures
from powercalc.site import Site
from powercalc.site.walks import growing, strong_components, supporters
from powercalc.wiring.at_rest import AtRest

_BUDGET = Budget(nodes=100_000)
"""Of a load with a larger diagram, who backs up whom is not told: it has very many paths."""
Pair = tuple[str, str]
Sides = tuple[tuple[str, ...], tuple[str, ...]]
"""Two lists of components: each of the one backs up each of the other."""


def parallel_groups(site: Site) -> list[tuple[str, ...]]:
    """Return the components of one kind that back each other up, each group in the order of the file."""
    groups = _Groups(site)
    for pair in merge(*groups.ranked(_sides(site)), key=groups.rank):
        if _may_share(site, pair):
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


def _sides(site: Site) -> dict[Sides, None]:
    """Return who backs up whom, of one kind, all that back up the same together."""
    events = Events()
    own = _Whole(site, events)
    reading = AtRest(site.graph, events.formulas, own)
    reading.tell()
    loads = [each for each in site.complete if each.is_load]
    roots = dict.fromkeys(r for load in loads for r in (reading.lost[load.id], reading.needs.unserved(load)))
    kinds = {each.id: _kind(each) for each in site.complete}
    return dict.fromkeys(_backing(own, events, list(roots), kinds))


def _backing(own: _Whole, events: Events, roots: list[int], kinds: dict[str, Hashable]) -> Iterator[Sides]:
    """Yield who backs up whom for each root; roots that are alike are looked at once."""
    names = list(own.variables)
    labels = [kinds[name] for name in names]
    known: dict[int, list[tuple[list[int], list[int]]]] = {}
    for likeness in likenesses(events.formulas, roots, labels):
        first = likeness.representative
        if first not in known:
            known[first] = list(_together(events, roots[first], labels))
        for sides in known[first]:
            renamed = (sorted(likeness.renaming.get(each, each) for each in side) for side in sides)
            one, other = sorted(renamed)
            yield tuple(names[each] for each in one), tuple(names[each] for each in other)


def _together(events: Events, root: int, labels: Sequence[Hashable]) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the variables of one label that are in a minimal cut set together, all with the same together.

    The families of cut sets go up to tens of thousands of variables: a set of these is a number, a bit each.
    """
    root = _beside_series(events.formulas, root)
    try:
        diagram = build(events.formulas, [root], budget=_BUDGET)
        family = minimal_cut_sets(diagram, 0, budget=_BUDGET).solutions
    except EngineLimit:
        return
    beside = _beside(family)
    alike: dict[Hashable, int] = {}
    for variable in beside:
        alike[labels[variable]] = alike.get(labels[variable], 0) | 1 << variable
    sides: dict[tuple[Hashable, int], list[int]] = {}
    for variable, others in beside.items():
        sides.setdefault((labels[variable], others & alike[labels[variable]]), []).append(variable)
    side_of = {variable: key for key, side in sides.items() for variable in side}
    for (_, others), side in sides.items():
        for key in dict.fromkeys(side_of[other] for other in _bits(others)):
            if side[0] < sides[key][0]:
                yield side, sides[key]


def _beside_series(formulas: Formulas, root: int) -> int:
    """Return the formula without what makes it true alone: a variable in series is in no set with another."""
    told, rest, single = dict.fromkeys([root]), list[int](), dict[int, int]()
    for handle in growing(told):
        match formulas.node(handle):
            case AtLeast(1, parts):
                told.update(dict.fromkeys(parts))
            case Variable():
                single[handle] = formulas.never
            case _:
                rest.append(handle)
    return formulas.substituted(formulas.any_of(rest), single) if single else root


def _beside(family: Solutions) -> dict[int, int]:
    """Return, per variable, all that are in a set with it.

    `below` is, per node, all variables of its sets; `above` those that are taken on a way to it.
    """
    nodes = list(zip(family.variable, family.low, family.high, strict=True))
    below, above = [0, 0], [0] * len(nodes)
    for variable, low, high in nodes[2:]:
        below.append(below[low] | below[high] | 1 << variable)
    beside = dict.fromkeys(family.variable[2:], 0)
    for node, (variable, low, high) in reversed(list(enumerate(nodes))[2:]):
        beside[variable] |= below[high] | above[node]
        above[low] |= above[node]
        above[high] |= above[node] | 1 << variable
    return beside


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
        self._of: dict[str, list[str]] = {}

    def ranked(self, sides: Iterable[Sides]) -> Iterator[Iterator[Pair]]:
        """Yield pairs by their rank: those of two rows one row beside the other, all others together."""
        others: list[Pair] = []
        for one, other in sides:
            if len(one) > 1 and len(other) > 1 and self._is_row(one) and self._is_row(other):
                yield self._along(one, other)
            else:
                others += product(one, other)
        yield iter(sorted(others, key=self.rank))

    def rank(self, pair: Pair) -> tuple[int, int, int]:
        """Return what comes first: pairs with as many of their kind above the one as above the other."""
        one, other = pair
        apart = self._depth(one) - self._depth(other)
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

    def _along(self, one: Sequence[str], other: Sequence[str]) -> Iterator[Pair]:
        """Yield pairs of two rows by their rank: no further ones of what has its like in the other row.

        No group has two of a row.
        """
        left, right, rows = one, other, (frozenset(one), frozenset(other))
        for apart in range(len(self._components)):
            at: dict[int, list[str]] = {}
            for name in right:
                at.setdefault(self._depth(name), []).append(name)
            depths = ((name, {self._depth(name) - apart, self._depth(name) + apart}) for name in left)
            pairs = ((name, like) for name, either in depths for d in either for like in at.get(d, ()))
            yield from sorted(pairs, key=self.rank)
            left = tuple(name for name in left if rows[1].isdisjoint(self._of.get(name, ())))
            right = tuple(name for name in right if rows[0].isdisjoint(self._of.get(name, ())))
            if not left or not right:
                return

    def _is_row(self, names: Sequence[str]) -> bool:
        """Tell whether of any two components one is above the other."""
        down = sorted(names, key=self._depth)
        return all(self._above[below] >> self._place[above] & 1 for above, below in pairwise(down))

    def _in_line(self, upper: Iterable[str], lower: Iterable[str]) -> bool:
        above = 0
        for name in lower:
            above |= self._alike_above(name)
        return any(above >> self._place[name] & 1 for name in upper)

    def _depth(self, name: str) -> int:
        """Return how many of its kind are on the way from the sources."""
        return self._alike_above(name).bit_count()

    def _alike_above(self, name: str) -> int:
        """Return what is of the same kind on the way from the sources; a tie leads both ways, so no way."""
        return self._above[name] & self._of_kind[self._components[name].kind] & ~(1 << self._place[name])

    @cached_property
    def _above(self) -> dict[str, int]:
        """Per component, it and all that power and support come from on their way to it, a bit for each."""
        found: dict[str, int] = {}
        for group in strong_components(self._links):
            above = 0
            for name in group:
                above |= 1 << self._place[name]
                for other in self._links[name]:
                    above |= found.get(other, 0)
            found.update(dict.fromkeys(group, above))
        return found

    @cached_property
    def _of_kind(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for name, component in self._components.items():
            found[component.kind] = found.get(component.kind, 0) | 1 << self._place[name]
        return found
