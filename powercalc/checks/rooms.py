"""Where things stand: rooms and compartments, buildings and whole sites aside."""

from __future__ import annotations

from powercalc.checks.case import Case
from powercalc.components import Component
from powercalc.site import Zone

WIDE = ("site", "building")
"""Zones in which everything stands together; the checks of other sites look at these."""


def zone_of(case: Case, name: str) -> Zone:
    """Return a zone, as it is declared or bare."""
    return next((zone for zone in case.site.zones if zone.name == name), Zone(name=name))


def rooms(case: Case, component: Component) -> tuple[str, ...]:
    """Return the rooms that a component stands in, those around them too."""
    around = case.site.graph.zones_around(component.zone)
    return tuple(each for each in around if zone_of(case, each).kind not in WIDE)


def proper_rooms(case: Case, component: Component) -> tuple[str, ...]:
    """Return the same without groups of the emergency power-off: what has one button may stand anywhere."""
    return tuple(each for each in rooms(case, component) if zone_of(case, each).kind != "epo")
