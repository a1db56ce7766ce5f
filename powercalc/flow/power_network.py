"""A site prepared for the power flow: what each element draws, passes on and can carry, in kW."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from powercalc.components import Component, Path, Ups
from powercalc.errors import Problem, SiteError
from powercalc.site import Site
from powercalc.site.capacity import common_power_factor, kilowatts, most_carried
from powercalc.site.demand import demand_of
from powercalc.site.graph import Graph
from powercalc.site.walks import strong_components


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A component as the power flow sees it; loads with the same cords are one element."""

    component: Component
    demand: float = 0.0
    """[kW] that it takes itself, all its units together."""
    rating: float | None = None
    """[kW] that one unit can carry."""
    trip: float | None = None
    """[kW] above which one unit opens; None for what never opens."""
    limit: float | None = None
    """[kW] that one unit carries at most: its rating, or its trip level where that is lower."""
    standby: tuple[bool, ...] = ()
    """Per input: in use only while too few of the others are live."""
    ties: tuple[tuple[str, str], ...] = ()
    """The ties at this element, each with its other end."""
    by_rating: bool = False
    """Its parallel inputs share by what they can carry, since each states it; else evenly."""
    loss: float = 1.0
    """Power in over power out."""

    @property
    def id(self) -> str:
        """The id of the component."""
        return self.component.id

    @property
    def shorts(self) -> range:
        """How many units may be out before it is lost."""
        return range(self.component.count - self.component.units_needed + 1)

    @property
    def capacity(self) -> float | None:
        """[kW] that all its units together carry at most."""
        return None if self.limit is None else self.limit * self.component.count


@dataclass(frozen=True, kw_only=True)
class PowerNetwork:
    """The elements of a site, and the order in which power reaches them."""

    graph: Graph
    elements: Mapping[str, Element]
    members: Mapping[str, tuple[str, ...]]
    """The loads behind each element that is a load."""
    without_power: tuple[str, ...] = ()
    """Loads that state no power."""
    by_load: Mapping[str, str] = field(default_factory=dict)
    """The element of each load."""
    loads: Mapping[str, Component] = field(default_factory=dict)
    """Every load by its id: what it needs beside power is its own, also where others share its element."""

    @cached_property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """What feeds, supports and cools first; a group of several is a cycle."""
        kept = (tuple(name for name in group if name in self.elements) for group in self.graph.groups)
        return tuple(group for group in kept if group)

    @cached_property
    def order(self) -> tuple[tuple[str, ...], ...]:
        """Feeders first; a group of several is a cycle of power. A loop of support stands together."""
        return tuple(tuple(part) for group in self.groups for part in self.graph.loops.order(group))

    @cached_property
    def untripped(self) -> PowerNetwork:
        """The same network in which nothing ever trips."""
        calm = {name: replace(element, trip=None) for name, element in self.elements.items()}
        return replace(self, elements=calm)

    @property
    def can_overload(self) -> bool:
        """Whether anything here could ever trip: something draws power, and something opens."""
        drawing = any(element.demand > 0 for element in self.elements.values())
        return drawing and any(element.trip is not None for element in self.elements.values())


def network(site: Site, *, compares: bool = True) -> PowerNetwork:
    """Return the network of a site. Raises `SiteError` with every rating that cannot be compared in kW.

    Unless it `compares`, ratings are left aside: nothing is overloaded.
    """
    maker = _Maker(site, compares=compares)
    elements = {each.id: each for each in maker.elements()}
    if maker.problems:
        raise SiteError(site.located(maker.problems))
    return PowerNetwork(
        graph=site.graph,
        elements=elements,
        members={first: tuple(each.id for each in group) for first, group in maker.groups.items()},
        without_power=tuple(load.id for load in site.loads if not getattr(load, "power", None)),
        by_load={each.id: first for first, group in maker.groups.items() for each in group},
        loads={load.id: load for load in site.complete if load.is_load},
    )


class _Maker:
    """Makes the elements, and collects what is wrong with their ratings."""

    def __init__(self, site: Site, *, compares: bool) -> None:
        self._site = site
        self._all = site.graph.components
        self._graph = site.graph
        self._open: dict[str, bool] = {}
        self._compares = compares and any(demand_of(component) for component in site.complete)
        self._power_factor = common_power_factor(site.complete)
        self.groups = _load_groups(site)
        self.problems: list[Problem] = []

    def elements(self) -> Iterator[Element]:
        for component in self._all.values():
            if not component.is_load:
                yield self._element(component)
            elif component.id in self.groups:
                demand = sum(demand_of(each) for each in self.groups[component.id])
                yield Element(component=component, demand=demand, standby=(False,) * len(component.fed_by))

    def _element(self, component: Component) -> Element:
        rating = self._kilowatts(component, "rating")
        trip = self._kilowatts(component, "trip")
        standby = [self._stands_by(name) for name in component.fed_by]
        mixed = any(standby) and not all(standby)
        return Element(
            component=component,
            demand=demand_of(component),
            rating=rating,
            trip=(rating if trip is None else trip) if component.can_trip else None,
            limit=self._limit(component),
            standby=tuple(each and mixed for each in standby),
            ties=tuple(self._graph.ties.get(component.id, ())),
            by_rating=bool(component.fed_by) and all(self._all[name].rating for name in component.fed_by),
            loss=1.0 / (component.efficiency or 1.0),
        )

    def _kilowatts(self, component: Component, key: str) -> float | None:
        if not self._compares:
            return None
        found = kilowatts(component, key, self._power_factor)
        if isinstance(found, Problem):
            self.problems.append(found)
            return None
        return found

    def _limit(self, component: Component) -> float | None:
        found = most_carried(component, self._power_factor) if self._compares else None
        return found if isinstance(found, float) else None

    def _stands_by(self, name: str) -> bool:
        """Tell whether an input waits: only generators behind it, or only paths that are normally open."""
        return self._graph.only_generators_behind(name) or self._is_open(name)

    def _is_open(self, name: str) -> bool:
        if not self._open:
            for (each,) in strong_components({each.id: each.fed_by for each in self._all.values()}):
                component = self._all[each]
                here = isinstance(component, Path) and component.normally == "open"
                behind = bool(component.fed_by) and all(self._open[feeder] for feeder in component.fed_by)
                self._open[each] = here or behind
        return self._open[name]


def _load_groups(site: Site) -> dict[str, list[Component]]:
    """Return the loads that share cords, zones and shares, by the first of each group."""
    found: dict[tuple[object, ...], list[Component]] = {}
    for load in site.loads:
        share = getattr(load, "share", None)
        cords = load.fed_by if share else tuple(sorted(load.fed_by))
        key = (cords, share, load.inputs_needed, tuple(sorted(load.zone)))
        found.setdefault(key, []).append(load)
    return {group[0].id: group for group in found.values()}


def has_bypass(component: Component) -> bool:
    """Tell whether power can pass a component that is itself down."""
    return isinstance(component, Ups) and component.bypass
