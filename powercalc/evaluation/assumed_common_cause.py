"""What the figure would be with common causes, for a site that has redundancy and states none.

Redundant things fail together more often than independence says. A file that is silent about it is evaluated
as it stands; a second figure shows what common causes would make of it: among the units of each bank, among
components of one kind on parallel paths, and among grid feeds of one substation. The beta is the one that was
counted for the kind, where the catalog has it, and 5 % where not: an assumption of ours, of the order of
generic beta factors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from powercalc import catalog, units
from powercalc.components import GridFeed
from powercalc.events.common_causes import common_events
from powercalc.plain.parallel_paths import parallel_groups
from powercalc.results.evaluation_result import ASSUMED_BETA, CountedBeta
from powercalc.site import CommonCause, Site
from powercalc.site.groups import SHARED_FIGURES

COUNTED: Final[Mapping[str, Mapping[str, str]]] = {
    "generator": {"failure_rate": "generator-ccf-run", "fail_to_start": "generator-ccf-start"},
    "breaker": {"failure_rate": "breaker-ccf-480-v"},
}
"""By kind and by what fails, the entry of the catalog with the beta that was counted."""


def assumed_groups(site: Site) -> list[CommonCause]:
    """Return the groups that a silent file suggests; none when it states a common cause itself."""
    if site.common_causes or any(component.beta is not None for component in site.components):
        return []
    groups = [
        CommonCause(name="+".join(group), members=group, beta=ASSUMED_BETA) for group in _redundant(site)
    ]
    shared = {event.group for event in common_events(site, groups, SHARED_FIGURES)}
    return [group for group in groups if group.name in shared]


def counted_betas(site: Site, groups: list[CommonCause]) -> list[CountedBeta]:
    """Return what was counted for the kinds of groups, and what fails so."""
    found = []
    for group in groups:
        kinds = {site.by_id[member].kind for member in group.members}
        for figure, name in COUNTED.get(kinds.pop(), {}).items() if len(kinds) == 1 else ():
            beta = catalog.load().entry(name).figures["beta"]
            found.append(
                CountedBeta(
                    members=group.members, figure=figure, beta=units.probability(beta.typical),
                    source=beta.source.title, where=beta.where,
                )
            )  # fmt: skip
    return found


def as_counted(groups: list[CommonCause], counted: list[CountedBeta]) -> list[CommonCause]:
    """Return the groups, each in parts by what fails where its kind has betas that were counted."""
    by_members: dict[tuple[str, ...], list[CountedBeta]] = {}
    for each in counted:
        by_members.setdefault(each.members, []).append(each)
    found = []
    for group in groups:
        own = by_members.get(group.members, [])
        found += [
            CommonCause(
                name=f"{group.name} {each.figure}", members=group.members, beta=each.beta, of=(each.figure,)
            )
            for each in own
        ]
        rest = tuple(figure for figure in group.of if figure not in {each.figure for each in own})
        found.append(group.model_copy(update={"of": rest}))
    return found


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
