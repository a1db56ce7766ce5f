"""Nobody watches the equipment in real time.

Finds: sites without real-time monitoring, with one that leaves out UPSs or transfer switches that stand
  there, or that do not say or show it.
Why: a failed unit of a redundant bank is no outage and is not noticed; the next failure then is one.
Do: monitor every UPS, generator, switch and board; state `real_time`, `watches` and the evidence.
Source: the checklist, item 4a: real-time monitoring that sees anomalies and imminent failures.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, everything
from powercalc.checks.evidence import Judgement, judged
from powercalc.checks.rule import Finding, Rule, Severity
from powercalc.checks.usual import unmonitored
from powercalc.components import Ups
from powercalc.languages import ask, joined, word
from powercalc.site.practices import Monitoring


def find(case: Case) -> Iterator[Finding]:
    """Yield what is lacking."""
    there = {"ups": case.of(Ups), "transfer": case.switches}
    kinds = {kind for kind, components in there.items() if components}
    practice = case.practice(Monitoring)
    left_out = sorted(kinds.difference(practice.watches)) if practice and practice.watches else []
    without = ask("the monitoring leaves out: {kinds}", kinds=joined(map(word, left_out)))
    real_time = practice is None or practice.real_time is not False
    return judged(
        case,
        Judgement(
            of=Monitoring,
            verdict=lambda found: False if left_out else found.real_time,
            key="watches" if left_out and real_time else "real_time",
            fails=without if left_out and real_time else ask("nobody watches the equipment in real time"),
            asks=ask("Are UPSs, generators, switches and boards monitored in real time, and what shows it?"),
            effect=unmonitored(case),
        ),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="4a", about=everything, find=find)
