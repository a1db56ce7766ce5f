"""The other sites are too near.

Finds: sites all of whose other sites are less than 100 km away, or do not state their distance; these are the
  sites of the file where [[practice.sites.other]] names none.
Why: a storm, a flood or a blackout of a region takes both.
Do: choose the second site at a distance that one event does not span.
Source: BSI, criteria for georedundant data centres (2018), 3.3, quoted at centron.de: 200 km, never below
  100 km.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case
from powercalc.checks.evidence import Judgement, judged
from powercalc.checks.figures import figure
from powercalc.checks.rule import Finding, Rule, Severity, listed, unknown
from powercalc.checks.served_from import named, other_sites, several, sites_of_loads
from powercalc.languages import ask
from powercalc.site.practices import Sites


def _far(practice: Sites) -> bool | None:
    distances = [other.distance for other in practice.other]
    if any(each is not None and each >= figure("site_distance").kilometres for each in distances):
        return True
    return None if None in distances else False


def find(case: Case) -> Iterator[Finding]:
    """Yield that no other site is far enough away."""
    least = figure("site_distance")
    practice = case.practice(Sites)
    if several(case) and not (practice and practice.other):
        names = listed(named(case, name) for name in sites_of_loads(case))
        yield unknown(
            ask(
                "the file does not say how far apart {names} are ([[practice.sites.other]], distance)",
                names=names,
            ),
            ask("How far apart are {names}?", names=names),
        )
        return
    yield from judged(
        case,
        Judgement(
            of=Sites,
            verdict=_far,
            key="other",
            unsaid="how far away each other site is",
            fails=ask("no other site is {time} away or more", time=least.told),
            asks=ask("How far away is each other site?"),
        ),
    )


RULE = Rule(
    module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="6a", about=other_sites, find=find
)
