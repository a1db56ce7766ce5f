"""All services are on one site.

Finds: sites that name no other site for each of their services, or do not show that one can take over; where
  the file has several sites, services that do not go on without one of them, and moves that nobody has tried.
Why: a fire, a flood or a firemen's cut takes the whole building, whatever is redundant inside.
Do: a second site far enough away; name it in [[practice.sites.other]] and show the last time it took over.
Source: the checklist, item 6a: several geographic sites, so that one failure cannot take all services.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from powercalc.checks.additions import with_another_site
from powercalc.checks.case import Case, everything
from powercalc.checks.effects import Effect, restated
from powercalc.checks.evidence import Judgement, judged, lacking
from powercalc.checks.rule import Finding, Rule, Severity, flaw, unknown
from powercalc.checks.served_from import named, several, tied_to
from powercalc.components import Server
from powercalc.languages import ask
from powercalc.site.practices import Sites


def _has_another(practice: Sites) -> bool | None:
    return True if practice.other else None


def _or_without(names: str, last: str) -> str:
    return ask("{names} or without {last}", names=names, last=last)


def find(case: Case) -> Iterator[Finding]:
    """Yield that there is no other site for some service, or that nobody says so."""
    if case.site.services and several(case):
        yield from _of_services(case)
    else:
        yield from _of_loads(case)


def _of_services(case: Case) -> Iterator[Finding]:
    """Yield the services that are tied to a site of the model, and the moves that nobody has tried."""
    for service in case.site.services:
        tied = [named(case, name) for name in tied_to(case, service)]
        if tied:
            text = ask("{id} does not go on without {names}", id=service.id, names=reduce(_or_without, tied))
            yield flaw(text, "service", service.id, effect=_effect(case))
        elif service.moves and not _tried(case):
            yield unknown(
                ask("nothing shows that the move of {id} has been tried", id=service.id),
                ask(
                    "When did {id} last move to {other}, how long did that take, and how many of the tries "
                    "failed?",
                    id=service.id,
                    other=service.runs_on[service.needed],
                ),
                "service", service.id,
                effect=Effect(
                    says=ask("no move of {id} succeeds", id=service.id),
                    flawed=restated({service.id: {"fail_to_fail_over": 1.0}}),
                ),
            )  # fmt: skip


def _tried(case: Case) -> bool:
    """Tell whether a take-over is shown: by when it was last done, or by the evidence of [practice.sites]."""
    practice = case.practice(Sites)
    return practice is not None and practice.in_place is not False and lacking(case, practice) is None


def _effect(case: Case) -> Effect | None:
    change = with_another_site(case.evaluation)
    return Effect(says=ask("a like, independent site takes over at once"), mended=change) if change else None


def _of_loads(case: Case) -> Iterator[Finding]:
    effect = _effect(case)
    yield from judged(
        case,
        Judgement(
            of=Sites,
            verdict=_has_another,
            key="other",
            fails=ask("there is no other site"),
            asks=ask(
                "Which other site can carry {services}, and when did it last take over?",
                services=_which(case),
            ),
            effect=effect,
        ),
    )
    for load in case.loads:
        if _is_left_out(case, load):
            yield flaw(ask("no other site carries {id}", id=load.id), load.kind, load.id, effect=effect)


def _which(case: Case) -> str:
    """Return "these services", or the services of the file by name."""
    ids = [service.id for service in case.site.services]
    if not ids:
        return ask("these services")
    named = ", ".join(ids[:_MOST])
    more = len(ids) - _MOST
    return ask("{names} and {number} more services", names=named, number=more) if more > 0 else named


_MOST = 5
"""So many services are named in a question."""


def _is_left_out(case: Case, load: Server) -> bool:
    practice = case.practice(Sites)
    others = practice.other if practice else ()
    return bool(others) and not any(not other.loads or load.id in other.loads for other in others)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="6a", about=everything, find=find)
