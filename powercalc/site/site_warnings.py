"""What is not wrong with a site but probably not meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from powercalc.components.problems import shown
from powercalc.components.spelling import Vocabulary, quoted
from powercalc.errors import Problem
from powercalc.site.catalog_figures import Origins, told_once
from powercalc.site.plausible import implausible
from powercalc.site.sizing import sizing_warnings
from powercalc.site.standby_warnings import standby_warnings
from powercalc.site.support_warnings import support_warnings

if TYPE_CHECKING:
    from powercalc.site.model import Site


def _origins(site: Site) -> Origins:
    kinds = {component.id: component.kind for component in site.components}
    found: dict[tuple[str, str], dict[str, str]] = {}
    for item in site.inherited:
        found.setdefault((kinds[item.component], item.component), {})[item.parameter] = item.origin
    return found


def site_warnings(site: Site) -> Iterator[Problem]:
    """Yield what is not wrong but probably not meant."""
    yield from sizing_warnings(site.components)
    yield from standby_warnings(site.components, site.graph)
    yield from support_warnings(site.components, site.graph)
    yield from told_once(implausible(site.components), _origins(site))
    declared = Vocabulary(zone.name for zone in site.zones)
    stood_in: dict[str, tuple[str, str]] = {}
    for component in site.components:
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
