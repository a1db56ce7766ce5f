"""There is no continuity and recovery plan.

Finds: sites without a plan for going on and for coming back, or that do not name or show it.
Why: power was back after three hours, care services after 44: the plan decides about the rest.
Do: write it, with the hospitals or whoever depends on the site; name it in `plan`.
Source: the checklist, item 5; the incident of 3 August 2024.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, everything
from powercalc.checks.evidence import Judgement, judged
from powercalc.checks.rule import Finding, Rule, Severity
from powercalc.checks.usual import unexercised
from powercalc.languages import ask
from powercalc.site.practices import Continuity


def find(case: Case) -> Iterator[Finding]:
    """Yield what is lacking."""
    return judged(
        case,
        Judgement(
            of=Continuity,
            verdict=lambda practice: None if practice.plan is None else bool(practice.plan),
            key="plan",
            fails=ask("there is no continuity and recovery plan"),
            asks=ask("Which plan says how work goes on without the site and how services come back?"),
            effect=unexercised(case),
        ),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="5", about=everything, find=find)
