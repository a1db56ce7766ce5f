"""All services are on one site.

Finds: sites that name no other site for their services, or do not show that one can take over.
Why: a fire, a flood or a firemen's cut takes the whole building, whatever is redundant inside.
Do: a second site far enough away; name it in [[practice.sites.other]] and show the last time it took over.
Source: the checklist, item 6a: several geographic sites, so that one failure cannot take all services.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.additions import with_another_site
from powercalc.checks.base import Finding, Rule, Severity
from powercalc.checks.case import Case, everything
from powercalc.checks.effects import Effect
from powercalc.checks.evidence import Judgement, judged
from powercalc.site.practices import Sites


def _has_another(practice: Sites) -> bool | None:
    return True if practice.other else None


def find(case: Case) -> Iterator[Finding]:
    """Yield that there is no other site, or that nobody says so."""
    change = with_another_site(case.evaluation.any_load)
    says = "a like, independent site takes over at once"
    return judged(
        case,
        Judgement(
            of=Sites,
            verdict=_has_another,
            key="other",
            fails="there is no other site",
            asks="Which other site can carry these services, and when did it last take over?",
            effect=Effect(says=says, mended=change) if change else None,
        ),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="6a", about=everything, find=find)
