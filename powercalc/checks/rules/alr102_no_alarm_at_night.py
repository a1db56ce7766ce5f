"""Alarms reach nobody at night or at weekends.

Finds: sites whose alarms are not answered around the clock, or that do not say or show it.
Why: the cut at the hospitals' host came on a Saturday in August.
Do: a rota, or a service that answers; state `around_the_clock` and `response_time`.
Source: the checklist, item 4b; the incident of 3 August 2024.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, everything
from powercalc.checks.evidence import Judgement, judged
from powercalc.checks.rule import Finding, Rule, Severity
from powercalc.checks.usual import unheard
from powercalc.languages import ask
from powercalc.site.practices import Alerting


def find(case: Case) -> Iterator[Finding]:
    """Yield what is lacking."""
    return judged(
        case,
        Judgement(
            of=Alerting,
            verdict=lambda practice: practice.around_the_clock,
            key="around_the_clock",
            fails=ask("alarms reach nobody at night or at weekends"),
            asks=ask("Do alarms reach somebody at night and at weekends, and how soon is somebody at work?"),
            effect=unheard(case),
        ),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="4b", about=everything, find=find)
