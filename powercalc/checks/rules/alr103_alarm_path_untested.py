"""Nobody has tried within a year whether alarms arrive.

Finds: sites that state no test of the way from the alarm to a person, or one that is longer ago.
Why: numbers change, mailboxes fill, and the network that carries the alarm may be what failed.
Do: send a test alarm at least once a year, better every month; state it in `last_done`.
Source: the checklist, item 4b; assumption of the project on the interval.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, everything
from powercalc.checks.evidence import Judgement, judged, recent
from powercalc.checks.figures import figure
from powercalc.checks.rule import Finding, Rule, Severity
from powercalc.languages import ask
from powercalc.site.practices import Alerting


def find(case: Case) -> Iterator[Finding]:
    """Yield what is lacking."""
    return judged(
        case,
        Judgement(
            of=Alerting,
            verdict=lambda practice: (
                None
                if practice.last_done is None
                else recent(case, practice, figure("exercise_interval").hours)
            ),
            key="last_done",
            fails=ask("nobody has tried within a year whether alarms arrive"),
            asks=ask("When was a test alarm last sent to everybody who should get one?"),
        ),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.LOW, item="4b", about=everything, find=find)
