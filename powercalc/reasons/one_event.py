"""What can go wrong at a site, one thing at a time: the site in which it never does, or has for certain.

The things are those that reasons name (`reasons.candidates`): a component is down, a battery does not hold, a
switch sticks, fuel runs out, a hazard strikes a zone, a common cause strikes a group.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from powercalc.components import Component, Generator, GridFeed, Path, Renewable, Storage, Switch, Ups
from powercalc.events.common_causes import common_events, shared_figure, stated_groups
from powercalc.languages import ask
from powercalc.reasons.candidates import Contributor, words_of_bank
from powercalc.reasons.isolated_site import FIGURES, alone, hides, never_down
from powercalc.site import CommonCause, Site

_PARTS: Mapping[str, tuple[str, ...]] = {
    "down": ("failure_rate", "fail_to_start"),
    "battery": ("battery_failure",),
    "transfer": ("fail_to_transfer",),
}
"""The figures that a part of a component may share with others."""
HARDLY = 1e-60
"""A chance, or a rate [1/year], of what never happens: the site has the same diagram as with it."""


def events(site: Site) -> Iterator[Contributor]:
    """Yield all that can go wrong at a site, in its order."""
    for component in site.complete:
        if not component.is_load and not _is_not_credited(component):
            yield from (Contributor(component.id, part, words) for part, words in _parts(component))
    for zone in site.zones:
        for hazard in zone.hazards:
            if site.graph.standing_in(zone.name):
                yield Contributor(
                    zone.name, "common", ask("{hazard} in {zone}", hazard=hazard.name, zone=zone.name)
                )
    for event in common_events(site, site.common_causes, FIGURES):
        yield Contributor(event.group, f"common {event.figure}", ask("{id} strikes", id=event.name))


def without(site: Site, event: Contributor) -> Site:
    """Return the site in which this never goes wrong; all else is as it was."""
    if event.part == "common":
        return _changed(site, {}, without_hazard=event.words)
    if event.part.startswith("common "):
        return _without_common_cause(site, event)
    component = site.graph.components[event.component]
    return _changed(site, {component.id: component.changed(**_never(component, event.part))}, event)


def certain(site: Site, event: Contributor) -> Site:
    """Return the site in which this has gone wrong for good, or does whenever it is tried."""
    always, parts = site.graph.always, {event.component: event.part}
    if event.part == "common":
        struck = [each.id for each in site.graph.standing_in(event.component)]
        parts = dict.fromkeys(struck, "down")
    elif event.part.startswith("common "):
        figure = event.part.removeprefix("common ")
        members = next(each for each in stated_groups(site) if each.name == event.component).members
        parts = {name: _part_of(site.graph.components[name], figure) for name in members}
    given = {
        each.id: each.changed(**_always(each, parts[each.id], runs=each.id in always))
        for each in site.complete
        if each.id in parts and not each.is_load
    }
    found = site
    for name, part in parts.items():
        found = _changed(found, {}, Contributor(name, part, ""))
    return _changed(found, given)


def _is_not_credited(component: Component) -> bool:
    return isinstance(component, Renewable) and not component.islanding


def _parts(component: Component) -> Iterator[tuple[str, str]]:
    """Yield what can go wrong with a component, each with words."""
    sorts = component.outages if isinstance(component, GridFeed) else ()
    first_hour = getattr(component, "failure_rate_first_hour", None)
    fails = bool(component.rate or first_hour or component.unavailability or sorts or component.mistakes)
    starts = getattr(component, "fail_to_start", None) or getattr(component, "standby_unavailability", None)
    hidden = hides(component) if component.dormant_failure_rate else None
    if fails or starts or hidden == "down":
        yield "down", words_of_bank(component)
    if isinstance(component, Storage) and (component.battery_failure or hidden == "battery"):
        yield "battery", ask("the battery of {id} does not hold", id=component.id)
    if isinstance(component, Switch | Path) and (component.fail_to_transfer or hidden == "transfer"):
        yield "transfer", ask("{id} does not move", id=component.id)
    if isinstance(component, Ups) and component.bypass and component.fail_to_bypass:
        yield "bypass", ask("the bypass of {id} does not take over", id=component.id)
    if isinstance(component, Generator) and component.fuel_autonomy is not None:
        yield "fuel", ask("{id} runs out of fuel", id=component.id)


def _part_of(component: Component, figure: str) -> str:
    """Return the part of a component that a shared figure belongs to."""
    part = FIGURES[figure]
    return hides(component) if part == "hidden" else part


def _never(component: Component, part: str) -> dict[str, Any]:
    """Return what takes a part of a component out of what can go wrong; what it did fail by, hardly ever."""
    hidden = {}
    if hides(component) == part:
        hidden = {"dormant_failure_rate": _hardly(component.dormant_failure_rate)}
    match part:
        case "down":
            fails = component.rate or component.unavailability or getattr(component, "outages", None)
            rate = {"failure_rate": _hardly(fails)} if fails else {}
            return {"beta": None, **never_down(component), **rate, **hidden}
        case "battery" if isinstance(component, Storage):
            return {"battery_failure": HARDLY if component.battery_failure else 0.0, **hidden}
        case "transfer" if isinstance(component, Switch | Path):
            return {"fail_to_transfer": HARDLY if component.fail_to_transfer else 0.0, **hidden}
        case "bypass":
            return {"fail_to_bypass": HARDLY}
        case _:
            return {"fuel_autonomy": None, "fuel_resupply": None, "tank": None}


def _hardly(usual: object) -> str | None:
    """Return the rate of what fails as good as never; none of what has none."""
    return f"{HARDLY!r} / year" if usual else None


def _always(component: Component, part: str, *, runs: bool) -> dict[str, Any]:
    """Return what makes a part of a component go wrong for certain."""
    match part:
        case "battery":
            return {"battery_failure": 1.0}
        case "transfer":
            return {"fail_to_transfer": 1.0}
        case "bypass":
            return {"fail_to_bypass": 1.0}
    if isinstance(component, Generator) and not runs:
        return {"standby_unavailability": 1.0}
    # a component that stands still for good comes to no harm unseen, and is not in service
    return {
        **never_down(component), "failure_rate": None, "mttr": None, "unavailability": 1.0, "beta": None,
        "dormant_failure_rate": None,
    }  # fmt: skip


def _without_common_cause(site: Site, event: Contributor) -> Site:
    """Return the site without a group's common cause; its members keep the rest of their figures."""
    figure = event.part.removeprefix("common ")
    blamed = [group for group in site.common_causes if group.name == event.component]
    taken: dict[tuple[str, str], float] = {}
    for each in common_events(site, blamed, (figure,)):
        for member in each.members:
            taken[member, figure] = taken.get((member, figure), 0.0) + each.value
    members = {name: site.graph.components[name] for name, _ in taken}
    given = {
        name: each.changed(**alone(each, {_part_of(each, figure)}, taken))
        for name, each in members.items()
        if shared_figure(each, figure) is not None
    }
    groups = tuple(_kept(site.common_causes, event.component, {figure}, None))
    return replace(_changed(site, given), common_causes=groups)


def _changed(
    site: Site,
    given: Mapping[str, Component],
    event: Contributor | None = None,
    without_hazard: str | None = None,
) -> Site:
    """Return the site with some components in place of its own, without a hazard, an event shared by none."""
    components = tuple(given.get(each.id, each) for each in site.complete)
    zones = tuple(
        zone.model_copy(
            update={"hazards": tuple(h for h in zone.hazards if f"{h.name} in {zone.name}" != without_hazard)}
        )
        for zone in site.zones
    )
    groups = site.common_causes
    if event is not None and event.component in site.graph.components:
        component = site.graph.components[event.component]
        figures = {*_PARTS.get(event.part, ()), *(("dormant",) if hides(component) == event.part else ())}
        groups = tuple(_kept(groups, None, figures, component.id))
    return replace(site, components=components, zones=zones, common_causes=groups, text=None, file=None)


def _kept(
    groups: Collection[CommonCause], name: str | None, figures: Collection[str], member: str | None
) -> Iterator[CommonCause]:
    """Yield the groups: one of a name without these figures, or all without a member that shares them."""
    for group in groups:
        if name is not None and group.name != name:
            yield group
            continue
        rest = tuple(figure for figure in group.of if figure not in figures)
        if rest:
            yield group.model_copy(update={"of": rest})
        others = tuple(each for each in group.members if each != member)
        shared = tuple(figure for figure in group.of if figure in figures)
        if name is None and shared and others:
            yield group.model_copy(update={"of": shared, "members": others})


def _by_id(site: Site) -> dict[str, Component]:
    return site.graph.components
