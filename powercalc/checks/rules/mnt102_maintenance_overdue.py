"""Maintenance is overdue, or nobody says how often it is done.

Finds: a round of maintenance longer ago than its interval, of the programme or of a component; no interval
  at all.
Why: a programme on paper that is not kept up is none.
Do: do the round that is due, and state `interval` and the date of the last report.
Source: the checklist, item 3: a regular programme, so that things work when called.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, everything
from powercalc.checks.evidence import Judgement, judged, recent
from powercalc.checks.figures import figure
from powercalc.checks.rule import Finding, Rule, Severity, flaw
from powercalc.checks.usual import unmaintained
from powercalc.languages import ask
from powercalc.site.practices import Maintenance


def find(case: Case) -> Iterator[Finding]:
    """Yield the programme, and each component, whose round is overdue."""
    programme = list(_programme(case))
    yield from programme
    practice = case.practice(Maintenance)
    longest = (practice and practice.interval) or figure("maintenance_interval").hours
    for each in case.equipment:
        if each.last_maintenance is not None and not case.within(each.last_maintenance, longest):
            text = ask(
                "{id} was last maintained on {date}",
                id=each.id,
                date=each.last_maintenance.isoformat(),
            )
            # where all of them are out of maintenance, the programme has said so
            effect = None if programme else unmaintained(case, each.id)
            yield flaw(text, each.kind, each.id, "last_maintenance", effect=effect)


def _programme(case: Case) -> Iterator[Finding]:
    def in_time(practice: Maintenance) -> bool | None:
        return None if practice.interval is None else recent(case, practice, practice.interval)

    return judged(
        case,
        Judgement(
            of=Maintenance,
            verdict=in_time,
            key="interval",
            fails=ask("the last round of maintenance is longer ago than the interval"),
            asks=ask("How often is the equipment maintained, when was the last round, and what shows it?"),
            effect=unmaintained(case),
        ),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="3", about=everything, find=find)
