"""Something carries more than was planned for.

Finds: components that state `max_utilization` and carry a larger share of their rating in normal operation.
Why: the margin that growth or a failure was to use is already used.
Do: move load, or plan anew and state it.
Source: the site file itself, `max_utilization`.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case
from powercalc.checks.loading_evidence import ROUNDING, LoadingEvidence, rated
from powercalc.checks.rule import Finding, Rule, Severity, flaw
from powercalc.languages import amount, ask


def planned(case: Case) -> tuple[str, ...]:
    """Return the components with a rating and a planned utilization."""
    return tuple(name for name in rated(case) if case.wires.components[name].max_utilization is not None)


def find(case: Case) -> Iterator[Finding]:
    """Yield each component above its planned utilization."""
    loading = LoadingEvidence(case)
    for name in planned(case):
        component = case.wires.components[name]
        capacity, most = loading.capacity(component), component.max_utilization
        if capacity is None or most is None:
            continue
        share = loading.normal.get(name, 0.0) / capacity
        if share > most * ROUNDING:
            text = ask(
                "{name} is used to {figure} %, planned for {limit} %",
                name=name,
                figure=amount(f"{100 * share:.3g}"),
                limit=amount(f"{100 * most:.3g}"),
            )
            yield flaw(text, component.kind, name, "max_utilization")


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.LOW, about=planned, find=find)
