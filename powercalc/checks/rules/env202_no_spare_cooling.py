"""The failure of one cooling unit overheats something.

Finds: components that need every cooling unit they name, none of which has a unit to spare.
Why: a unit in maintenance is then an outage in waiting.
Do: one unit more than needed; state `cooling_needed`, or `count` and `needed` of the units.
Source: the checklist, item 6b; N+1 of capacity components in the Tier summaries.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, ids
from powercalc.checks.effects import Effect, one_more
from powercalc.checks.rule import Finding, Rule, Severity, flaw, listed
from powercalc.components import Component
from powercalc.languages import ask


def cooled(case: Case) -> tuple[str, ...]:
    """Return the components that name their cooling."""
    return ids(_cooled(case))


def _cooled(case: Case) -> tuple[Component, ...]:
    return tuple(each for each in case.site.complete if each.cooled_by)


def find(case: Case) -> Iterator[Finding]:
    """Yield each component without cooling to spare."""
    for each in _cooled(case):
        units = [case.wires.components[name] for name in each.cooled_by]
        bare = [unit.id for unit in units if unit.count == unit.units_needed]
        if len(units) <= each.cooling_needed and bare:
            effect = Effect(says=ask("one unit more at {names}", names=listed(bare)), mended=one_more(bare))
            text = ask("{id} needs each of {names}", id=each.id, names=listed(each.cooled_by))
            yield flaw(text, each.kind, each.id, "cooled_by", effect=effect)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="6b", about=cooled, find=find)
