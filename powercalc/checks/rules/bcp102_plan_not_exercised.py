"""The continuity plan was not exercised within a year.

Finds: plans whose last exercise is more than a year ago, or unknown.
Why: a plan that was never tried is a hope; the promised time of return slipped several times in August 2024.
Do: exercise it every year, with a real restart; state `last_done` and the report as evidence.
Source: the checklist, item 5: plans developed and regularly tested.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, everything
from powercalc.checks.evidence import Judgement, judged, recent
from powercalc.checks.figures import figure
from powercalc.checks.rule import Finding, Rule, Severity
from powercalc.checks.usual import unexercised
from powercalc.languages import ask
from powercalc.site.practices import Continuity


def _exercised(case: Case, practice: Continuity) -> bool | None:
    """Tell whether it was; a dated plan is not an exercise of it, the report of a test is."""
    if practice.last_done is None and practice.evidence_kind != "test":
        return None
    return recent(case, practice, figure("exercise_interval").hours)


def find(case: Case) -> Iterator[Finding]:
    """Yield what is lacking."""
    return judged(
        case,
        Judgement(
            of=Continuity,
            verdict=lambda practice: _exercised(case, practice),
            key="last_done",
            fails=ask("the continuity plan was not exercised within a year"),
            asks=ask("When was the plan last exercised, who took part, and what was found?"),
            effect=unexercised(case),
        ),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="5", about=everything, find=find)
