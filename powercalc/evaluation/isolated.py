"""A site in which only certain things can go wrong: what is left is what they do, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from powercalc.components import Component, Generator, Storage, Switch, Ups
from powercalc.constants import HOURS_PER_YEAR
from powercalc.diagram.common_cause import common_events, stated_groups
from powercalc.diagram.suspects import Suspect, Suspects
from powercalc.site import CommonCause, Site, wiring
from powercalc.site.order import supporters

NEVER = "0 / year"


def around(site: Site, load: str) -> Site:
    """Return the part of a site that a load's power depends on."""
    links = {name: list(feeders) for name, feeders in wiring.feeders(site.components).items()}
    for component in site.components:
        links[component.id] += () if component.is_load else supporters(component)
    kept = wiring.reached([load], links)
    components = tuple(_for_power(component) for component in site.complete if component.id in kept)
    groups = tuple(
        group.model_copy(update={"members": members})
        for group in site.common_causes
        if (members := tuple(member for member in group.members if member in kept))
    )
    return replace(site, components=components, common_causes=groups, targets={}, text=None, file=None)


def _for_power(component: Component) -> Component:
    """Return the component; a load without what it needs beside power."""
    if not component.is_load:
        return component
    return component.changed(depends_on=None, cooled_by=None, cooling_needed=None, thermal_autonomy=None)


def isolated(site: Site, culprits: Suspects) -> Site:
    """Return the site in which the culprits keep their figures and all else never fails."""
    common = {culprit.component for culprit in culprits if culprit.part == "common"}
    groups = [group for group in stated_groups(site) if group.name in common]
    shares = _shares(site, groups)
    components = tuple(_kept(component, culprits, shares) for component in site.components)
    zones = tuple(
        zone.model_copy(
            update={"hazards": tuple(h for h in zone.hazards if _strikes(zone.name, h.name, culprits))}
        )
        for zone in site.zones
    )
    return replace(site, components=components, common_causes=tuple(map(_whole, groups)), zones=zones)


def _kept(component: Component, culprits: Suspects, shares: Mapping[str, dict[str, Any]]) -> Component:
    """Return the component with the figures of what it is blamed for; what it shares only, at the share."""
    parts = {culprit.part for culprit in culprits if culprit.component == component.id}
    changes: dict[str, Any] = {"beta": None}
    if ("battery" if isinstance(component, Storage) else "down") not in parts:
        changes |= {"dormant_failure_rate": None, "test_interval": None}
    if "down" not in parts:
        changes |= {"mtbf": None, "unavailability": None, "outages": None, "failure_rate": NEVER}
        changes |= {"maintenance_rate": None, "maintenance_time": None, "maintenance_error": None}
        if isinstance(component, Generator):
            changes |= {"fail_to_start": 0.0, "standby_unavailability": None}
    if isinstance(component, Storage) and "battery" not in parts:
        changes["battery_failure"] = 0.0
    if isinstance(component, Generator) and "fuel" not in parts:
        changes |= {"fuel_autonomy": None, "fuel_resupply": None, "tank": None}
    if isinstance(component, Ups) and component.bypass and "bypass" not in parts:
        changes["fail_to_bypass"] = None
    if isinstance(component, Switch) and "transfer" not in parts:
        changes["fail_to_transfer"] = None
    return component.changed(**{**changes, **({} if "down" in parts else shares.get(component.id, {}))})


def _shares(site: Site, groups: list[CommonCause]) -> dict[str, dict[str, Any]]:
    """Return, per member of the groups, its figures at the common share."""
    result: dict[str, dict[str, Any]] = {}
    figures = ("failure_rate", "fail_to_start", "battery_failure", "fail_to_transfer")
    for event in common_events(site, groups, figures):
        for member in event.members:
            result.setdefault(member, {}).update(_at(event.figure, event.value, event.mttr))
    return result


def _at(figure: str, value: float, mttr: float | None) -> dict[str, Any]:
    if figure != "failure_rate":
        return {figure: value}
    if mttr is None:
        return {"unavailability": value, "failure_rate": None, "mttr": None}
    return {"failure_rate": f"{value * HOURS_PER_YEAR!r} / year", "mttr": f"{mttr!r} h"}


def _whole(group: CommonCause) -> CommonCause:
    """Return the group with everything in common: its members' figures are the common share already."""
    return group.model_copy(update={"beta": 1.0, "greek_letters": None, "alpha_factors": None})


def _strikes(zone: str, hazard: str, culprits: Suspects) -> bool:
    return any(culprit == Suspect(zone, "common", f"{hazard} in {zone}") for culprit in culprits)
