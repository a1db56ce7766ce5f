"""What the paths to a load have in common: components, control supplies, zones, tanks, substations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from powercalc.components import Component, Generator, GridFeed
from powercalc.site import Site


def shared_by_paths(site: Site) -> dict[str, tuple[str, ...]]:
    """Return, per load with several cords, what any two of its paths share; nothing when they are apart."""
    behind = _Behind(site)
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    result = {}
    for load in site.loads:
        cords = tuple(load.fed_by)
        if len(cords) > 1:
            if cords not in found:
                found[cords] = tuple(behind.shared(cords))
            result[load.id] = found[cords]
    return result


class _Behind:
    """What stands behind a cord."""

    def __init__(self, site: Site) -> None:
        self._graph = site.graph
        self._known: dict[str, dict[str, None]] = {}

    def shared(self, cords: tuple[str, ...]) -> Iterator[str]:
        """Yield what stands behind more than one of the cords; a cord named twice shares all."""
        counted: dict[str, int] = {}
        for cord in cords:
            for name in self._all(cord):
                counted[name] = counted.get(name, 0) + 1
        yield from (name for name, times in counted.items() if times > 1)

    def _all(self, cord: str) -> Mapping[str, None]:
        if cord not in self._known:
            found = self._graph.above([cord])
            named = [what for name in found for what in self._named(self._graph.components[name])]
            self._known[cord] = found | dict.fromkeys(named)
        return self._known[cord]

    def _named(self, component: Component) -> Iterator[str]:
        yield from (f"zone {zone}" for zone in self._graph.zones_around(component.zone))
        if isinstance(component, Generator) and component.tank:
            yield f"tank {component.tank}"
        if isinstance(component, GridFeed) and component.substation:
            yield f"substation {component.substation}"
