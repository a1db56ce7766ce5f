"""A transfer switch is not operated every month.

Finds: transfer switches without a test interval and a last test, with tests too far apart, or overdue.
Why: a switch that never moves sticks; transfer switches have a part in a third of all power outages.
Do: operate each one every month, and state `test_interval` and `last_test`.
Source: NFPA 110, 8.4.6, quoted at standbygeneratorhub.com; Uptime Institute 2025 (36 % of power outages).
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, switches
from powercalc.checks.due import Tested, overdue
from powercalc.checks.rule import Finding, Rule, Severity
from powercalc.checks.usual import untested
from powercalc.languages import ask, noted

LONGEST = "switch_test_interval"


def find(case: Case) -> Iterator[Finding]:
    """Yield each switch that is tested too rarely, or not known to be tested."""
    tested = Tested(
        longest=LONGEST,
        what=ask("operated"),
        asks=noted("How often is {id} operated, when was it last, and what shows it?"),
        asks_evidence=noted("What shows that the equipment is operated?"),
        effect=lambda each, hours: untested(each, hours, LONGEST),
    )
    return overdue(case, case.switches, tested)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="3", about=switches, find=find)
