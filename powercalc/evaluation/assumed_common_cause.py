"""What the figure would be with common causes, for a site that has redundancy and states none.

Redundant things fail together more often than independence says. A file that is silent about it is evaluated
as it stands; a second figure shows what a beta of 5 % would make of it: among the units of each bank, among
components of one kind on parallel paths, and among grid feeds of one substation. The 5 % is an assumption of
ours, of the order of generic beta factors.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.components import GridFeed
from powercalc.events.common_causes import common_events
from powercalc.plain.parallel_paths import parallel_groups
from powercalc.results.evaluation_result import ASSUMED_BETA
from powercalc.site import CommonCause, Site
from powercalc.site.groups import SHARED_FIGURES


def assumed_groups(site: Site) -> list[CommonCause]:
    """Return the groups that a silent file suggests; none when it states a common cause itself."""
    if site.common_causes or any(component.beta is not None for component in site.components):
        return []
    groups = [
        CommonCause(name="+".join(group), members=group, beta=ASSUMED_BETA) for group in _redundant(site)
    ]
    shared = {event.group for event in common_events(site, groups, SHARED_FIGURES)}
    return [group for group in groups if group.name in shared]


def _redundant(site: Site) -> list[tuple[str, ...]]:
    """Return what stands in for each other: each component in one group, the feeds of a substation first."""
    feeds = list(_substations(site))
    named = {name for group in feeds for name in group}
    parallel = [group for group in parallel_groups(site) if named.isdisjoint(group)]
    named.update(name for group in parallel for name in group)
    banks = [(each.id,) for each in site.complete if each.units_needed < each.count and each.id not in named]
    places = {component.id: place for place, component in enumerate(site.components)}
    return sorted([*feeds, *parallel, *banks], key=lambda group: places[group[0]])


def _substations(site: Site) -> Iterator[tuple[str, ...]]:
    """Yield the grid feeds that come from one substation, where there are several."""
    feeds: dict[str, list[str]] = {}
    for component in site.components:
        if isinstance(component, GridFeed) and component.substation is not None:
            feeds.setdefault(component.substation, []).append(component.id)
    yield from (tuple(group) for group in feeds.values() if len(group) > 1)
