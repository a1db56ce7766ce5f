"""The temperature leaves its envelope.

Finds: a measured temperature outside the stated envelope, or an envelope or measurements that nobody states.
Why: heat and humidity cause failures of servers, batteries and switchgear; so they must not leave their
  bounds.
Do: state the envelope and the extremes measured over the last year; mend the cooling where they disagree.
Source: the checklist, item 6b: a controlled environment.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, everything
from powercalc.checks.envelope import outside
from powercalc.checks.rule import Finding, Rule, Severity


def find(case: Case) -> Iterator[Finding]:
    """Yield what leaves the envelope, or is not known."""
    return outside(case, "temperature")


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="6b", about=everything, find=find)
