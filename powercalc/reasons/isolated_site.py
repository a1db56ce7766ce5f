"""A site in which only certain things can go wrong: what is left is what they do, and nothing else."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any

from powercalc.components import Component, Generator, Path, Renewable, Storage, Switch, Ups
from powercalc.constants import HOURS_PER_YEAR
from powercalc.events.common_causes import common_events, shared_figure, stated_groups
from powercalc.reasons.candidates import Contributor, Suspects
from powercalc.site import CommonCause, Site
from powercalc.site.graph import Graph

NEVER = "0 / year"
FIGURES = {
    "failure_rate": "down", "fail_to_start": "down", "battery_failure": "battery",
    "fail_to_transfer": "transfer", "dormant": "hidden",
}  # fmt: skip
"""The figures that components can share, and the part of a component that each belongs to."""


Components = dict[Hashable, Component]
"""By id, what a component is blamed for and what it shares: the component with these figures."""

_MOST_INPUTS = 3
"""Loads with more inputs are read in the order that is stated alone."""


class Surroundings:
    """The part of a site that each load's power depends on."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._graph = site.graph
        self._places = {component.id: place for place, component in enumerate(site.complete)}

    def of(self, load: str) -> Site:
        """Return the part of one load, as a site of its own."""
        components = self.components(load)
        groups = self.common_causes(components)
        return replace(
            self._site,
            components=components,
            common_causes=groups,
            services=(),
            targets={},
            text=None,
            file=None,
        )

    def components(self, load: str) -> tuple[Component, ...]:
        """Return what the load's power depends on, the load included, in the order of the site."""
        kept = sorted(self._places[name] for name in self._graph.for_power([load]))
        return tuple(_for_power(self._site.complete[place]) for place in kept)

    def nearest_first(self, load: str) -> tuple[Component, ...]:
        """Return the same in the order in which one meets them from the load, input by input."""
        met = self._graph.for_power([load])
        return tuple(_for_power(self._site.complete[self._places[name]]) for name in met)

    def bearing(self, component: Component) -> dict[str, object]:
        """Return what a component states and that bears on what it does."""
        return bearing(component, self._graph)

    def common_causes(self, components: Iterable[Component]) -> tuple[CommonCause, ...]:
        """Return the stated groups, with those of these components as members."""
        kept = {component.id for component in components}
        return tuple(
            group.model_copy(update={"members": members})
            for group in self._site.common_causes
            if (members := tuple(member for member in group.members if member in kept))
        )


def _for_power(component: Component) -> Component:
    """Return the component; a load without what it needs beside power, with each input told once."""
    if not component.is_load:
        return component
    once = list(dict.fromkeys(component.fed_by))
    cords = {} if component.inputs_needed > 1 or len(once) == len(component.fed_by) else _cords(once)
    return component.changed(
        depends_on=None, cooled_by=None, cooling_needed=None, thermal_autonomy=None, **cords
    )


def _cords(inputs: list[str]) -> dict[str, object]:
    """Return what a load states that is live with any one of the inputs, whatever each carries."""
    return {"fed_by": inputs, "share": None}


FAILING = frozenset({
    "failure_rate", "mtbf", "mttr", "unavailability", "outages", "restoration", "restoration_error_factor",
    "beta", "dormant_failure_rate", "test_interval", "test_coverage", "maintenance_rate", "maintenance_time",
    "maintenance_error", "failure_rate_first_hour", "fail_to_start", "start_mttr", "standby_unavailability",
    "battery_failure", "fuel_autonomy", "fuel_resupply", "tank", "fail_to_bypass", "fail_to_transfer",
    "manual_transfer_time",
})  # fmt: skip
"""The keys that tell how something fails, and nothing of what does not."""


TOLD = frozenset({"name", "note", "source", "undocumented_cords"})
"""The keys that tell a reader something, and bear on no figure."""


CARRYING = frozenset({"rating", "max_utilization", "trip", "voltage", "phases", "power_factor", "efficiency"})
"""The keys that tell what something carries: of one unit they bear on overload alone, which is told apart."""


Places = Mapping[str, int]
"""Where each component stands, by its id."""


def bearing(component: Component, graph: Graph) -> dict[str, object]:
    """Return what a component states and that bears on what it does; of its zones, what strikes there."""
    apart = TOLD | CARRYING if component.count == 1 else TOLD
    found = {key: value for key, value in component.given.items() if key not in apart}
    if found.pop("zone", None):
        strikes = [(zone, hazard.name) for zone, hazard in graph.hazards(component)]
        found |= {"zone": repr(strikes)} if strikes else {}
    return found


def wiring_of(site: Site, places: Places) -> Hashable:
    """Return what bears on power, but for names and how components fail, in the order of their places."""
    return tuple(
        (each.kind, _stated(bearing(each, site.graph), places, failing=False))
        for each in sorted(site.components, key=lambda each: places[each.id])
    )


def alike(site: Site, load: str) -> list[Places]:
    """Return the orders in which the part of a load is wired alike: of its inputs, none is the first.

    So what fails on one of two like paths does what it does on the other.
    """
    orders = [_read_from(site, load, inputs) for inputs in _orders(site, site[load].fed_by)]
    wired = wiring_of(*orders[0])
    return [places for part, places in orders if wiring_of(part, places) == wired]


def _orders(site: Site, inputs: Sequence[str]) -> Iterable[Sequence[str]]:
    """Return the orders of a load's inputs; the one that is stated where names tell components apart."""
    named = any(True for _ in stated_groups(site)) or any(zone.hazards for zone in site.zones)
    return [inputs] if named or not 1 < len(inputs) <= _MOST_INPUTS else permutations(inputs)


def _read_from(site: Site, load: str, inputs: Sequence[str]) -> tuple[Site, Places]:
    """Return the site with the inputs of a load in some order, and where one meets each from there."""
    if len(inputs) > 1:
        turned = site[load].changed(fed_by=list(inputs))
        site = replace(
            site, components=tuple(turned if each.id == load else each for each in site.components)
        )
    met = dict.fromkeys([*site.graph.for_power([load]), *(each.id for each in site.components)])
    return site, {name: place for place, name in enumerate(met)}


def figures_of(site: Site, culprits: Suspects, places: Places) -> Hashable:
    """Return who the culprits are and how they fail; how all do, where some of it is shared."""
    blamed = {culprit.component for culprit in culprits}
    shared = any(True for _ in stated_groups(site)) or any(zone.hazards for zone in site.zones)
    figures = tuple(
        (places[each.id], _stated(each.given, places, failing=True))
        for each in sorted(site.components, key=lambda each: places[each.id])
        if shared or each.id in blamed
    )
    who = frozenset((places.get(each.component, each.component), each.part) for each in culprits)
    return who, figures, frozenset(each.words for each in culprits if each.component not in places)


def _stated(given: Mapping[str, object], places: Places, *, failing: bool) -> Hashable:
    return tuple((key, unnamed(given[key], places)) for key in sorted(given) if (key in FAILING) == failing)


def unnamed(value: object, places: Mapping[str, int]) -> str:
    """Return a stated value as text, ids as their places."""
    names = (value,) if isinstance(value, str) else value
    if isinstance(names, list | tuple):
        return repr([places.get(name, name) if isinstance(name, str) else name for name in names])
    return repr(value)


def isolated(site: Site, culprits: Suspects, known: Components | None = None) -> Site:
    """Return the site in which the culprits keep their figures and all else never fails.

    `known` are the components of other such sites: most are the same in all of them.
    """
    known = {} if known is None else known
    groups = list(_groups(site, culprits))
    shares, taken = _shares(site, groups), _taken(site, culprits)
    components = tuple(_kept(component, culprits, shares, taken, known) for component in site.components)
    zones = tuple(
        zone.model_copy(
            update={"hazards": tuple(h for h in zone.hazards if _strikes(zone.name, h.name, culprits))}
        )
        for zone in site.zones
    )
    own = tuple(group for group in site.common_causes if _is_within(group, culprits))
    return replace(site, components=components, common_causes=(*own, *map(_whole, groups)), zones=zones)


def _groups(site: Site, culprits: Suspects) -> Iterator[CommonCause]:
    """Yield the groups that are blamed, with the figures that they are blamed for alone."""
    for group in stated_groups(site):
        figures = tuple(f for f in group.of if _blamed(culprits, group.name, f"common {f}"))
        if figures:
            yield group.model_copy(update={"of": figures})


def _blamed(culprits: Suspects, component: str, part: str) -> bool:
    return any((culprit.component, culprit.part) == (component, part) for culprit in culprits)


def _is_within(group: CommonCause, culprits: Suspects) -> bool:
    """Tell whether all that a group strikes are the units of one culprit: part of what that one does."""
    members = set(group.members)
    return len(members) == 1 and _blamed(culprits, next(iter(members)), "down")


def _taken(site: Site, culprits: Suspects) -> dict[tuple[str, str], float]:
    """Return what the culprits share with others, and are not blamed for alone, by component and figure."""
    result: dict[tuple[str, str], float] = {}
    groups = [group for group in stated_groups(site) if not _is_within(group, culprits)]
    for event in common_events(site, groups, FIGURES):
        for member in event.members:
            key = member, event.figure
            result[key] = result.get(key, 0.0) + event.value
    return result


def _kept(
    component: Component,
    culprits: Suspects,
    shares: Mapping[str, dict[str, Any]],
    taken: Mapping[tuple[str, str], float],
    known: Components,
) -> Component:
    """Return the component with the figures of what it is blamed for; what it shares only, at the share."""
    if isinstance(component, Renewable) and not component.islanding:
        return component  # it stops with the grid, and is not credited
    parts = frozenset(culprit.part for culprit in culprits if culprit.component == component.id)
    own = {} if "down" in parts else shares.get(component.id, {})
    told = tuple(taken.get((component.id, figure), 0.0) for figure in FIGURES)
    key = component.id, parts, told, tuple(sorted(own.items()))
    if key not in known:
        known[key] = component.changed(**{**_changes(component, parts, taken), **own})
    return known[key]


def _changes(
    component: Component, parts: Container[str], taken: Mapping[tuple[str, str], float]
) -> dict[str, Any]:
    """Return the figures of a component that differ where it is blamed for these parts alone."""
    changes: dict[str, Any] = {} if "down" in parts else {"beta": None}
    if hides(component) not in parts:
        changes["dormant_failure_rate"] = None
    if "down" not in parts:
        changes |= never_down(component)
    if isinstance(component, Storage) and "battery" not in parts:
        changes["battery_failure"] = 0.0
    if isinstance(component, Generator) and "fuel" not in parts:
        changes |= {"fuel_autonomy": None, "fuel_resupply": None, "tank": None}
    if isinstance(component, Ups) and component.bypass and "bypass" not in parts:
        changes["fail_to_bypass"] = None
    if isinstance(component, Switch | Path) and "transfer" not in parts:
        changes["fail_to_transfer"] = 0.0
    return changes | alone(component, parts, taken)


def never_down(component: Component) -> dict[str, Any]:
    """Return the figures with which a component does not fail by itself, nor is in service."""
    found: dict[str, Any] = {"mtbf": None, "unavailability": None, "outages": None, "failure_rate": NEVER}
    found |= {"maintenance_rate": None, "maintenance_time": None, "maintenance_error": None}
    if isinstance(component, Generator):
        found |= {"fail_to_start": 0.0, "standby_unavailability": None, "failure_rate_first_hour": None}
    return found


def hides(component: Component) -> str:
    """Return the part of a component that its dormant faults belong to."""
    if isinstance(component, Storage):
        return "battery"
    movable = isinstance(component, Switch) or (isinstance(component, Path) and component.normally == "open")
    return "transfer" if movable else "down"


def alone(
    component: Component, parts: Container[str], taken: Mapping[tuple[str, str], float]
) -> dict[str, Any]:
    """Return the figures that a component is blamed for, less what it has in common with others."""
    found: dict[str, Any] = {}
    for figure, usual in FIGURES.items():
        part = hides(component) if usual == "hidden" else usual
        shared, whole = taken.get((component.id, figure), 0.0), shared_figure(component, figure)
        if not shared or whole is None or part not in parts:
            continue
        rest = max(whole - shared, 0.0)
        if figure == "dormant":
            found["dormant_failure_rate"] = _rate(rest)
        elif figure != "failure_rate":
            found[figure] = rest
        elif component.rate is not None:
            found |= {"mtbf": None, "failure_rate": _rate(rest)}
            first = getattr(component, "failure_rate_first_hour", None)
            if first is not None:
                found["failure_rate_first_hour"] = _rate(max(first - shared, 0.0))
    return found


def _shares(site: Site, groups: list[CommonCause]) -> dict[str, dict[str, Any]]:
    """Return, per member of the groups, its figures at the common share."""
    result: dict[str, dict[str, Any]] = {}
    for event in common_events(site, groups, FIGURES):
        for member in event.members:
            result.setdefault(member, {}).update(_at(event.figure, event.value, event.mttr))
    return result


def _at(figure: str, value: float, mttr: float | None) -> dict[str, Any]:
    if figure == "dormant":
        return {"dormant_failure_rate": _rate(value)}
    if figure != "failure_rate":
        return {figure: value}
    if mttr is None:
        return {"unavailability": value, "failure_rate": None, "mttr": None}
    return {"failure_rate": _rate(value), "mttr": f"{mttr!r} h"}


def _rate(per_hour: float) -> str:
    return f"{per_hour * HOURS_PER_YEAR!r} / year"


def _whole(group: CommonCause) -> CommonCause:
    """Return the group with everything in common: its members' figures are the common share already."""
    return group.model_copy(update={"beta": 1.0, "greek_letters": None, "alpha_factors": None})


def _strikes(zone: str, hazard: str, culprits: Suspects) -> bool:
    return any(culprit == Contributor(zone, "common", f"{hazard} in {zone}") for culprit in culprits)
