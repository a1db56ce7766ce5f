"""What a reason takes out in the diagram: components, units of them, all of a zone or a common cause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from powercalc.flow.power_network import Element
from powercalc.report.one_line.drawing import key
from powercalc.results.measures import Reason
from powercalc.site import Site


class Struck:
    """Knows the elements of a site, and what a fire or a common cause strikes together."""

    def __init__(self, site: Site, known: Mapping[str, Element]) -> None:
        self._known = known
        self._together: dict[str, list[str]] = {
            group.name: list(group.members) for group in site.common_causes
        }
        for component in site.components:
            for zone in site.graph.zones_around(component.zone):
                if not component.is_load:
                    self._together.setdefault(zone, []).append(component.id)

    def out(self, reason: Reason) -> list[list[Any]]:
        """Return what a reason takes out, as pairs of an id and how many units; 0 is all of them."""
        return [
            [key(each), self._units(each, reason.events)]
            for name in reason.cut_set
            for each in ([name] if name in self._known else self._together.get(name, [name]))
        ]

    def _units(self, name: str, events: tuple[str, ...]) -> int:
        """Return how many single units of a component the events name."""
        if name not in self._known or name in events:
            return 0
        return sum(event.startswith((f"{name} #", f"one unit of {name}")) for event in events)
