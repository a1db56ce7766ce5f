"""UPSs are visited less than twice a year.

Finds: a maintenance interval above half a year at a site with UPSs.
Why: the figures that maintenance of UPSs is credited with are those of two visits a year.
Do: two preventive visits a year, batteries included.
Source: Vertiv (Emerson), white paper on preventive maintenance (2011): 23 times the time between failures.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, ids
from powercalc.checks.evidence import Judgement, judged
from powercalc.checks.figures import figure
from powercalc.checks.rule import Finding, Rule, Severity
from powercalc.components import Ups
from powercalc.languages import ask
from powercalc.site.practices import Maintenance


def upss(case: Case) -> tuple[str, ...]:
    """Return the UPSs."""
    return ids(case.of(Ups))


def _often_enough(practice: Maintenance) -> bool | None:
    return (
        None if practice.interval is None else practice.interval <= figure("ups_visit_interval").hours * 1.01
    )


def find(case: Case) -> Iterator[Finding]:
    """Yield an interval that is too long for UPSs."""
    return judged(
        case,
        Judgement(
            of=Maintenance,
            verdict=_often_enough,
            key="interval",
            fails=ask(
                "UPSs are visited less often than every {time}", time=figure("ups_visit_interval").told
            ),
            asks=ask("How often is each UPS visited for preventive maintenance, and what shows it?"),
        ),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.LOW, item="3", about=upss, find=find)
