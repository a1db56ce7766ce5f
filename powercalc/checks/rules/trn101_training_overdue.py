"""The training of the staff is overdue.

Finds: sites whose last training is more than a year ago, or unknown, or not shown.
Why: most outages that people cause are procedures not followed, or not known.
Do: train every year, with the emergency equipment in hand; state `last_done` and the list of who was there.
Source: the checklist, item 7; Uptime Institute 2025 on human error (mcmorrowreports.com).
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, everything
from powercalc.checks.evidence import Judgement, judged, recent
from powercalc.checks.figures import figure
from powercalc.checks.rule import Finding, Rule, Severity
from powercalc.checks.usual import untrained
from powercalc.languages import ask
from powercalc.site.practices import Training


def find(case: Case) -> Iterator[Finding]:
    """Yield what is lacking."""
    return judged(
        case,
        Judgement(
            of=Training,
            verdict=lambda practice: recent(case, practice, figure("exercise_interval").hours),
            key="last_done",
            fails=ask("the last training is longer ago than its interval, or than a year"),
            asks=ask("When was the staff last trained in handling power failures, and what shows it?"),
            effect=untrained(case),
        ),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="7", about=everything, find=find)
