"""A standby generator is not run under load every month.

Finds: generators without a test interval and a last test, with tests more than 31 days apart, or overdue.
Why: a set that stands still ages unseen: flat start battery, old fuel, stuck valves; only a run tells.
Do: run it each month for half an hour at 30 % of its nameplate or more; state `test_interval` and
  `last_test`.
Source: the checklist, item 3; NFPA 110, 8.4.2, quoted at standbygeneratorhub.com.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case
from powercalc.checks.due import Tested, overdue
from powercalc.checks.rule import Finding, Rule, Severity
from powercalc.checks.usual import untested
from powercalc.languages import ask, noted

LONGEST = "generator_test_interval"


def standing_by(case: Case) -> tuple[str, ...]:
    """Return the generators that wait for a call; one that always runs is seen to run."""
    return tuple(each.id for each in case.generators if each.id not in case.site.graph.always)


def find(case: Case) -> Iterator[Finding]:
    """Yield each generator that is tested too rarely, or not known to be tested."""
    tested = Tested(
        longest=LONGEST,
        what=ask("run under load"),
        asks=noted("How often is {id} run under load, when was it last, and what shows it?"),
        asks_evidence=noted("What shows that the equipment is run under load?"),
        effect=lambda each, hours: untested(each, hours, LONGEST),
    )
    waiting = [each for each in case.generators if each.id in standing_by(case)]
    return overdue(case, waiting, tested)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="3", about=standing_by, find=find)
