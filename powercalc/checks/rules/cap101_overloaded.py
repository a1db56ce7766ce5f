"""Something carries more than its rating in normal operation.

Finds: components whose power flow, all being sound, is above their rating or trip level; and ratings or
  powers not stated.
Why: what is overloaded trips or ages, and no redundancy helps against it.
Do: move load, add a unit, or state the `rating` of what is on the way and the `power` of the loads.
Source: the power flow of the site as it is wired.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, everything
from powercalc.checks.loading_evidence import ROUNDING, LoadingEvidence, rated, unrated
from powercalc.checks.rule import Finding, Rule, Severity, flaw, listed, unknown
from powercalc.languages import amount, ask


def find(case: Case) -> Iterator[Finding]:
    """Yield each component above its rating, and what is not stated."""
    loading = LoadingEvidence(case)
    for name in rated(case):
        component = case.wires.components[name]
        capacity, carried = loading.capacity(component), loading.normal.get(name, 0.0)
        at = (component.kind, name, "rating")
        if capacity is None:
            question = ask("What is {id} rated for in kW, and at which power factor?", id=name)
            yield unknown(ask("the rating of {name} cannot be compared in kW", name=name), question, *at)
        elif carried > capacity * ROUNDING:
            yield flaw(
                ask(
                    "{name} carries {figure} kW and {at_most}",
                    name=name,
                    figure=amount(f"{carried:.4g}"),
                    at_most=loading.at_most(component),
                ),
                *at,
            )
    yield from _silent(case)


def _silent(case: Case) -> Iterator[Finding]:
    """Yield each load without a power and each component without a rating, with one question for all."""
    names = [*(load.id for load in case.loads if load.power is None), *unrated(case)]
    question = ask("What are these rated for, or do they draw: {names}?", names=listed(names))
    for name in names:
        component = case.wires.components[name]
        what = ask("power") if component.is_load else ask("rating")
        yield unknown(
            ask("{name} does not state its {what}", name=name, what=what), question, component.kind, name
        )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, about=everything, find=find)
