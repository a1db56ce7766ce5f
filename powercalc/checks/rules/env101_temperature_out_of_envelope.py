"""The temperature leaves its envelope.

Finds: a measured temperature outside the stated envelope, or an envelope or measurements that nobody states.
Why: heat and humidity cause failures of servers, batteries and switchgear; so they must not leave their
  bounds.
Do: state the envelope and the extremes measured over the last year; mend the cooling where they disagree.
Source: the checklist, item 6b: a controlled environment.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.base import Finding, Rule, Severity
from powercalc.checks.case import Case, everything
from powercalc.checks.evidence import Judgement, judged
from powercalc.site.practices import Environment


def _inside(practice: Environment) -> bool | None:
    low, high = practice.temperature_min, practice.temperature_max
    lowest, highest = practice.measured_temperature_min, practice.measured_temperature_max
    too_low = low is not None and lowest is not None and lowest < low
    if too_low or (high is not None and highest is not None and highest > high):
        return False
    return None if None in {low, high, lowest, highest} else True


def find(case: Case) -> Iterator[Finding]:
    """Yield what leaves the envelope, or is not known."""
    return judged(
        case,
        Judgement(
            of=Environment,
            verdict=_inside,
            key="measured_temperature_max",
            fails="the measured temperature leaves the stated envelope",
            asks="Which temperature is promised, lowest and highest, and what was measured in the last year?",
        ),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="6b", about=everything, find=find)
