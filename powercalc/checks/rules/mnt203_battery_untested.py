"""A battery is not discharged for a test every year.

Finds: UPSs and batteries without a test interval and a last test, with tests too far apart, or overdue.
Why: one open cell loses a string, and only a call or a test shows it.
Do: a discharge test each year, or each half year in hot rooms; state `test_interval` and `last_test`.
Source: the checklist, item 3; sealed batteries of ten years' design serve 3 to 5 (IEEE 1188, second-hand).
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, ids
from powercalc.checks.due import Tested, overdue
from powercalc.checks.effects import Effect
from powercalc.checks.rule import Finding, Rule, Severity
from powercalc.checks.usual import batteries_unwatched, untested
from powercalc.components import Component, Storage
from powercalc.languages import ask, noted

LONGEST = "battery_test_interval"


def batteries(case: Case) -> tuple[str, ...]:
    """Return UPSs and batteries."""
    return ids(_batteries(case))


def _batteries(case: Case) -> tuple[Storage, ...]:
    return tuple(each for each in case.storages if each.has_battery)


def _effect(battery: Component, hours: float | None) -> Effect:
    if hours or battery.dormant_failure_rate:
        return untested(battery, hours, LONGEST)
    return batteries_unwatched([battery.id])


def find(case: Case) -> Iterator[Finding]:
    """Yield each battery that is tested too rarely, or not known to be tested."""
    tested = Tested(
        longest=LONGEST,
        what=ask("tested by a discharge"),
        asks=noted("How often is {id} tested by a discharge, when was it last, and what shows it?"),
        asks_evidence=noted("What shows that the equipment is tested by a discharge?"),
        effect=_effect,
    )
    return overdue(case, _batteries(case), tested)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="3", about=batteries, find=find)
