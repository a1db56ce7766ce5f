"""Nobody watches the equipment in real time.

Finds: sites without real-time monitoring, or that do not say or show that they have it.
Why: a failed unit of a redundant bank is no outage and is not noticed; the next failure then is one.
Do: monitor every UPS, generator, switch and board; state `real_time`, `watches` and the evidence.
Source: the checklist, item 4a: real-time monitoring that sees anomalies and imminent failures.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.base import Finding, Rule, Severity
from powercalc.checks.case import Case, everything
from powercalc.checks.evidence import Judgement, judged
from powercalc.checks.usual import unmonitored
from powercalc.site.practices import Monitoring


def find(case: Case) -> Iterator[Finding]:
    """Yield what is lacking."""
    return judged(
        case,
        Judgement(
            of=Monitoring,
            verdict=lambda practice: practice.real_time,
            key="real_time",
            fails="nobody watches the equipment in real time",
            asks="Are UPSs, generators, switches and boards monitored in real time, and what shows it?",
            effect=unmonitored(case),
        ),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="4a", about=everything, find=find)
