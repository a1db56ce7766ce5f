"""Nobody states how many units of a bank are needed.

Finds: components with several units and no `needed`, of which all are then taken to be needed.
Why: redundancy that is there and not stated is not counted, and a figure that is too bad hides what matters.
Do: state `needed`.
Source: the contract of the site file.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, ids
from powercalc.checks.effects import Effect, restated
from powercalc.checks.rule import Finding, Rule, Severity, unknown
from powercalc.components import Component
from powercalc.languages import ask


def banks(case: Case) -> tuple[str, ...]:
    """Return the components with several units."""
    return ids(_banks(case))


def _banks(case: Case) -> tuple[Component, ...]:
    return tuple(each for each in case.site.complete if each.count > 1 and not each.is_load)


def find(case: Case) -> Iterator[Finding]:
    """Yield each bank that does not say how many of its units are needed."""
    for each in _banks(case):
        if each.needed is None:
            effect = Effect(
                says=ask(
                    "{id} needs {value} of {count} units", id=each.id, value=each.count - 1, count=each.count
                ),
                mended=restated({each.id: {"needed": each.count - 1}}),
            )
            question = ask(
                "How many of the {count} units of {id} carry the load?", count=each.count, id=each.id
            )
            yield unknown(
                ask("{id} does not state needed", id=each.id), question, each.kind, each.id, effect=effect
            )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.LOW, about=banks, find=find)
