"""Where components stand: the zones around them, and the site that they belong to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from powercalc.components import Component
from powercalc.site.graph import Graph
from powercalc.site.groups import Zone
from powercalc.site.site_files import SourceFile


def standing_in(zones: Iterable[Zone], components: Iterable[Component]) -> Iterator[Component]:
    """Yield components with the zones that name them as members beside those that they name themselves."""
    around: dict[str, list[str]] = {}
    for zone in zones:
        for member in zone.members:
            around.setdefault(member, []).append(zone.name)
    for component in components:
        more = [name for name in around.get(component.id, ()) if name not in component.zone]
        yield component.changed(zone=(*component.zone, *dict.fromkeys(more))) if more else component


def without_members(zone: Zone) -> Zone:
    """Return a zone without its list of members, once they name the zone themselves."""
    return zone.model_copy(update={"members": ()}) if zone.members else zone


def standing_at(
    components: Iterable[Component], zones: Iterable[Zone], graph: Graph, included: Iterable[SourceFile]
) -> Iterator[tuple[str, str]]:
    """Yield each component with the site that it stands at; see `Site.stands_at`."""
    declared = {zone.name for zone in zones if zone.kind == "site"}
    files = {source.name for source in included if source.facts is not None}
    for component in components:
        around = next((each for each in graph.zones_around(component.zone) if each in declared), None)
        yield component.id, _file_of(component.id, files) if around is None else around


def _file_of(id: str, files: Collection[str]) -> str:  # noqa: A002 - it is the id
    """Return the innermost of the files that an id comes from; "" where it is none of these."""
    while "/" in id:
        id = id.rpartition("/")[0]  # noqa: A001 - it is the id
        if id in files:
            return id
    return ""
