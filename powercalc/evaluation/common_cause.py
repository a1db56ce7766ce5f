"""What the figure would be with common causes, for a site that has redundancy and states none.

Redundant things fail together more often than independence says. A file that is silent about it is evaluated
as it stands; a second figure shows what a beta of 5 % among the units of each bank, and among grid feeds of
one substation, would make of it. The 5 % is an assumption of ours, of the order of generic beta factors.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.components import GridFeed
from powercalc.evaluation.result import ASSUMED_BETA
from powercalc.site import CommonCause, Site


def assumed_groups(site: Site) -> list[CommonCause]:
    """Return the groups that a silent file suggests; none when it states a common cause itself."""
    if site.common_causes or any(component.beta is not None for component in site.components):
        return []
    members = [(component.id,) for component in site.complete if component.units_needed < component.count]
    return [
        CommonCause(name="+".join(group), members=group, beta=ASSUMED_BETA)
        for group in (*members, *_substations(site))
    ]


def _substations(site: Site) -> Iterator[tuple[str, ...]]:
    """Yield the grid feeds that come from one substation, where there are several."""
    feeds: dict[str, list[str]] = {}
    for component in site.components:
        if isinstance(component, GridFeed) and component.substation is not None:
            feeds.setdefault(component.substation, []).append(component.id)
    yield from (tuple(group) for group in feeds.values() if len(group) > 1)
