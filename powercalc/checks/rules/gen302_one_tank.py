"""Generators that back each other up drink from one tank.

Finds: several generators that all name the same tank.
Why: water, a leak or a wrong delivery in one tank stops every set at once.
Do: separate the tanks, or a day tank for each set with valves between them.
Source: assumption of the project: what is shared is a common cause.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.base import Finding, Rule, Severity, flaw, listed
from powercalc.checks.case import Case, ids


def with_tanks(case: Case) -> tuple[str, ...]:
    """Return the generators that state a tank, where there are several."""
    stated = tuple(each for each in case.generators if each.tank)
    return ids(stated) if len(stated) > 1 else ()


def find(case: Case) -> Iterator[Finding]:
    """Yield the one tank of all generators."""
    tanks = {each.tank for each in case.generators}
    if len(tanks) == 1 and len(case.generators) > 1:
        first = case.generators[0]
        text = f"{listed(with_tanks(case))} share the tank {first.tank}"
        yield flaw(text, first.kind, first.id, "tank")


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.LOW, item="1b", about=with_tanks, find=find)
