"""Nobody watches the generators and their fuel while they stand by.

Finds: sites with generators whose monitoring leaves out the sets or the fuel, or does not say.
Why: a flat start battery, a cold block or an empty tank can be seen long before the call.
Do: monitor start battery, block heater and fuel level; name "generator" and "fuel" in `watches`.
Source: the checklist, item 4a; csemag.com (2022) on the start battery as a leading cause of no start.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, generators
from powercalc.checks.evidence import Judgement, judged
from powercalc.checks.rule import Finding, Rule, Severity
from powercalc.languages import ask
from powercalc.site.practices import Monitoring


def _watched(practice: Monitoring) -> bool | None:
    return None if practice.watches is None else {"generator", "fuel"} <= set(practice.watches)


def find(case: Case) -> Iterator[Finding]:
    """Yield what is lacking."""
    return judged(
        case,
        Judgement(
            of=Monitoring,
            verdict=_watched,
            key="watches",
            fails=ask("the monitoring leaves out the generators or their fuel"),
            asks=ask("Are start batteries, block heaters and fuel levels monitored, and what shows it?"),
        ),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="4a", about=generators, find=find)
