"""What is not wrong with a site but probably not meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from powercalc.components import Component
from powercalc.components.problems import shown
from powercalc.components.spelling import Vocabulary, quoted
from powercalc.errors import Problem
from powercalc.site.catalog_figures import Inherited, Origins, told_once
from powercalc.site.graph import Graph
from powercalc.site.groups import Zone
from powercalc.site.plausible import implausible
from powercalc.site.sizing import sizing_warnings
from powercalc.site.standby_warnings import standby_warnings
from powercalc.site.support_warnings import support_warnings


def site_warnings(
    components: Sequence[Component], graph: Graph, zones: Iterable[Zone], inherited: Iterable[Inherited]
) -> Iterator[Problem]:
    """Yield what is not wrong but probably not meant."""
    yield from sizing_warnings(components)
    yield from standby_warnings(components, graph)
    yield from support_warnings(components, graph)
    yield from told_once(implausible(components), _origins(components, inherited))
    for component in components:
        yield from _component_warnings(component)
    yield from _undeclared_zones(components, zones)


def _origins(components: Iterable[Component], inherited: Iterable[Inherited]) -> Origins:
    kinds = {component.id: component.kind for component in components}
    found: dict[tuple[str, str], dict[str, str]] = {}
    for item in inherited:
        found.setdefault((kinds[item.component], item.component), {})[item.parameter] = item.origin
    return found


def _component_warnings(component: Component) -> Iterator[Problem]:
    if component.count > 1 and component.needed is None and not component.is_load:
        yield Problem(
            path=(component.kind, component.id),
            text=f"has {component.count} units and does not say how many are needed; all are taken",
            expected="needed",
        )
    if component.is_load and component.maintenance_rate is not None:
        yield Problem(
            path=(component.kind, component.id, "maintenance_rate"),
            text="planned work on a load is no matter of its power and does not count",
            expected="maintenance of what feeds it",
        )


def _undeclared_zones(components: Iterable[Component], zones: Iterable[Zone]) -> Iterator[Problem]:
    declared = Vocabulary(zone.name for zone in zones)
    stood_in: dict[str, tuple[str, str]] = {}
    for component in components:
        for zone in component.zone:
            stood_in.setdefault(zone, (component.kind, component.id))
    for zone, owner in stood_in.items():
        if zone not in declared:
            yield Problem(
                path=(*owner, "zone"),
                text="the zone is not declared",
                found=shown(zone),
                suggestion=quoted(declared.nearest(zone)),
            )
