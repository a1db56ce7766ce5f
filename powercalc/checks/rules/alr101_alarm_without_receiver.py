"""Alarms reach nobody, or one receiver only.

Finds: sites whose alarms have fewer than two receivers, or that do not say or show who gets them.
Why: an alarm that nobody hears is a lamp in a dark room; every failure then lasts until somebody comes by.
Do: send alarms automatically to technicians and to managers; name them in `recipients`.
Source: the checklist, item 4b: automatic alerts to technicians and managers.
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
            verdict=lambda practice: (
                None if practice.recipients is None else len(set(practice.recipients)) > 1
            ),
            key="recipients",
            fails=ask("alarms reach one receiver only, or nobody"),
            asks=ask("Who gets the alarms automatically, technicians and managers, and what shows it?"),
            effect=unheard(case),
        ),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="4b", about=everything, find=find)
