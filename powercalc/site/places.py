"""Where a load stands as people say it: the rack, and the room around it."""

from __future__ import annotations

from powercalc.components import Component
from powercalc.site.graph import Graph


def rack_and_room(graph: Graph, component: Component) -> tuple[str | None, str | None]:
    """Return the rack and the room of a component; None where it states none.

    Its first zone is the rack where that stands within another one that is no site; else it is the room.
    """
    around = graph.zones_around(component.zone[:1])
    places = [name for name in around if graph.kind_of_zone(name) != "site"]
    if len(places) < 2:
        return None, next(iter(places), None)
    return places[0], places[1]
