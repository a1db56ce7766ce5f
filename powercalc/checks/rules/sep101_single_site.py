"""All services are on one site.

Finds: sites that name no other site for each of their services, or do not show that one can take over.
Why: a fire, a flood or a firemen's cut takes the whole building, whatever is redundant inside.
Do: a second site far enough away; name it in [[practice.sites.other]] and show the last time it took over.
Source: the checklist, item 6a: several geographic sites, so that one failure cannot take all services.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.additions import with_another_site
from powercalc.checks.base import Finding, Rule, Severity, flaw
from powercalc.checks.case import Case, everything
from powercalc.checks.effects import Effect
from powercalc.checks.evidence import Judgement, judged
from powercalc.components import Server
from powercalc.site.practices import Sites


def _has_another(practice: Sites) -> bool | None:
    return True if practice.other else None


def find(case: Case) -> Iterator[Finding]:
    """Yield that there is no other site for some service, or that nobody says so."""
    change = with_another_site(case.evaluation)
    says = "a like, independent site takes over at once"
    effect = Effect(says=says, mended=change) if change else None
    yield from judged(
        case,
        Judgement(
            of=Sites,
            verdict=_has_another,
            key="other",
            fails="there is no other site",
            asks="Which other site can carry these services, and when did it last take over?",
            effect=effect,
        ),
    )
    for load in case.loads:
        if _is_left_out(case, load):
            yield flaw(f"no other site carries {load.id}", load.kind, load.id, effect=effect)


def _is_left_out(case: Case, load: Server) -> bool:
    practice = case.practice(Sites)
    others = practice.other if practice else ()
    return bool(others) and not any(not other.loads or load.id in other.loads for other in others)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="6a", about=everything, find=find)
