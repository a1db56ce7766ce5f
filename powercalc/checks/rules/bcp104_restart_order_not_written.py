"""The order in which services come back is not written down.

Finds: plans without a restart order, or that do not say.
Why: hundreds of applications that need each other do not start by themselves; each redeployment had to be
  checked.
Do: list services by what they need and who needs them; state `restart_order`.
Source: the checklist, item 5; What's up Doc (AFP), August 2024.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.base import Finding, Rule, Severity
from powercalc.checks.case import Case, everything
from powercalc.checks.evidence import Judgement, judged
from powercalc.checks.usual import unexercised
from powercalc.site.practices import Continuity


def find(case: Case) -> Iterator[Finding]:
    """Yield what is lacking."""
    return judged(
        case,
        Judgement(
            of=Continuity,
            verdict=lambda practice: practice.restart_order,
            key="restart_order",
            fails="the order in which services come back is not written down",
            asks="Is it written down in which order services come back, and who decides?",
            effect=unexercised(case),
        ),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.LOW, item="5", about=everything, find=find)
