"""The sites are on one regional grid.

Finds: sites all of whose other sites have the same grid operator, or do not state it.
Why: what takes one operator's grid down takes both sites to their generators at the same time.
Do: choose a second site on another grid; state `grid_operator` in [site] and for each other site.
Source: the checklist, items 2 and 6a.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.base import Finding, Rule, Severity
from powercalc.checks.case import Case
from powercalc.checks.evidence import Judgement, judged
from powercalc.checks.origins import spoken
from powercalc.site.practices import Sites


def others(case: Case) -> tuple[str, ...]:
    """Return the other sites."""
    practice = case.practice(Sites)
    return tuple(other.name for other in practice.other) if practice else ()


def find(case: Case) -> Iterator[Finding]:
    """Yield that no other site is on another grid."""
    here = case.site.facts.grid_operator if case.site.facts else None

    def elsewhere(practice: Sites) -> bool | None:
        there = [other.grid_operator for other in practice.other]
        if here is not None and any(each and spoken(each) != spoken(here) for each in there):
            return True
        return None if here is None or None in there else False

    return judged(
        case,
        Judgement(
            of=Sites,
            verdict=elsewhere,
            key="other",
            unsaid="who runs the grid there"
            if here
            else "whose grid is another one: [site] has no grid_operator",
            fails=f"every other site is on the grid of {here} too",
            asks="Who runs the grid at this site and at each other site?",
        ),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.LOW, item="6a", about=others, find=find)
