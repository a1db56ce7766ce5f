"""Nobody watches the batteries.

Finds: sites with batteries whose monitoring leaves them out, or does not say.
Why: a cell that opens is seen at once by a monitor, and else at the next test, or at the next call.
Do: monitor the batteries, keep the log, and name "battery" in `watches`.
Source: the checklist, item 4a; after Strasbourg (2021) the UPS logs were found not to have been kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, ids, storages
from powercalc.checks.evidence import Judgement, judged
from powercalc.checks.rule import Finding, Rule, Severity
from powercalc.checks.usual import batteries_unwatched
from powercalc.languages import ask
from powercalc.site.practices import Monitoring


def _watched(practice: Monitoring) -> bool | None:
    return None if practice.watches is None else "battery" in practice.watches


def find(case: Case) -> Iterator[Finding]:
    """Yield what is lacking."""
    return judged(
        case,
        Judgement(
            of=Monitoring,
            verdict=_watched,
            key="watches",
            fails=ask("the monitoring leaves out the batteries"),
            asks=ask("Are the batteries monitored, cell by cell or string by string, and what shows it?"),
            effect=batteries_unwatched(ids(case.storages)),
        ),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="4a", about=storages, find=find)
