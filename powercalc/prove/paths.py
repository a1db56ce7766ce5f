"""What the paths to a load have in common: components, control supplies, zones, tanks, substations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from powercalc.components import Component, Generator, GridFeed
from powercalc.site import Site
from powercalc.site.order import supporters
from powercalc.site.wiring import feeders, growing


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
        self._components = {component.id: component for component in site.components}
        self._feeds = feeders(site.components)
        self._around = {zone.name: zone.within for zone in site.zones}
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
            found = {cord: None}
            for name in growing(found):
                for other in (*self._feeds.get(name, ()), *supporters(self._components[name])):
                    found.setdefault(other)
            named = [what for name in found for what in self._named(self._components[name])]
            self._known[cord] = found | dict.fromkeys(named)
        return self._known[cord]

    def _named(self, component: Component) -> Iterator[str]:
        for zone in component.zone:
            around: str | None = zone
            seen: set[str] = set()
            while around is not None and around not in seen:
                seen.add(around)
                yield f"zone {around}"
                around = self._around.get(around)
        if isinstance(component, Generator) and component.tank:
            yield f"tank {component.tank}"
        if isinstance(component, GridFeed) and component.substation:
            yield f"substation {component.substation}"
