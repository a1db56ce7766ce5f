"""Something carries more than its rating when another thing is lost.

Finds: components that the loss of one other component drives above their rating or trip level.
Why: the surviving path trips on the load of the lost one; redundancy that cannot carry is none.
Do: load each path to no more than half, or state what is shed.
Source: the power flow of the site as it is wired, one component lost at a time.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case
from powercalc.checks.loading_evidence import LoadingEvidence, rated
from powercalc.checks.rule import Finding, Rule, Severity, flaw
from powercalc.languages import amount, ask


def find(case: Case) -> Iterator[Finding]:
    """Yield each component that a failure overloads."""
    loading = LoadingEvidence(case)
    for name, cause, carried in loading.after_one_failure():
        component = case.wires.components[name]
        text = ask(
            "{name} carries {figure} kW when {cause} is lost and {at_most}",
            name=name,
            figure=amount(f"{carried:.4g}"),
            cause=cause,
            at_most=loading.at_most(component),
        )
        yield flaw(text, component.kind, name, "rating")


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, about=rated, find=find)
