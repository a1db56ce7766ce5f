"""Where a load stands as people say it, the rack and the room around it; and names in their order."""

from __future__ import annotations

import re

from powercalc.components import Component
from powercalc.site.graph import Graph

_NUMBER = re.compile(r"(\d+)")


def as_counted(name: str) -> tuple[tuple[int, int | str], ...]:
    """Return what sorts names as people count: "R2" before "R10"."""
    parts = (part for part in _NUMBER.split(name) if part)
    return tuple((0, int(part)) if part.isdecimal() else (1, part.casefold()) for part in parts)


def rack_and_room(graph: Graph, component: Component) -> tuple[str | None, str | None]:
    """Return the rack and the room of a component; None where it states none.

    Its first zone is the rack where that stands within another one that is no site; else it is the room.
    """
    around = graph.zones_around(component.zone[:1])
    places = [name for name in around if graph.kind_of_zone(name) != "site"]
    if len(places) < 2:
        return None, next(iter(places), None)
    return places[0], places[1]
