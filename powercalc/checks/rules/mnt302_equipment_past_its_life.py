"""Equipment is past the age at which it is to be replaced.

Finds: components other than batteries that state `installed` and `design_life` and are older.
Why: published failure rates are those of equipment within its life.
Do: replace it, or have it assessed and state the new design life.
Source: the checklist, item 3.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case
from powercalc.checks.rule import Finding, Rule, Severity, flaw
from powercalc.components import Battery, Ups
from powercalc.languages import ask


def of_known_age(case: Case) -> tuple[str, ...]:
    """Return the equipment that states its age and its life."""
    aged = (each for each in case.equipment if each.installed and each.design_life)
    return tuple(each.id for each in aged if not isinstance(each, Ups | Battery))


def find(case: Case) -> Iterator[Finding]:
    """Yield each component that is too old."""
    names = of_known_age(case)
    for each in case.equipment:
        if each.id not in names or each.installed is None or each.design_life is None:
            continue
        if not case.within(each.installed, each.design_life):
            text = ask("{id} is of {date} and past its life", id=each.id, date=each.installed.isoformat())
            yield flaw(text, each.kind, each.id, "installed")


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.LOW, item="3", about=of_known_age, find=find)
