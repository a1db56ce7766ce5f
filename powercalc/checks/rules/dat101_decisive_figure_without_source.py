"""A figure that decides the result has no source.

Finds: components with a tenth or more of a load's downtime whose figures are assumed, or stated without
  `source`.
Why: the result is no better than the figure that it hangs on.
Do: get the figure from the maker, the log or the supplier; state it with its `source`.
Source: the evaluation of this site; the spans are those of the catalog.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, loads
from powercalc.checks.effects import Effect, restated
from powercalc.checks.figures import figure
from powercalc.checks.rule import Finding, Rule, Severity, unknown
from powercalc.languages import all_of, ask, joined, word
from powercalc.site import Assumption

FIGURES = ("failure_rate", "mtbf", "mttr", "unavailability", "outages", "fail_to_start", "battery_failure")


def find(case: Case) -> Iterator[Finding]:
    """Yield each figure without a source that decides."""
    assumed: dict[str, list[Assumption]] = {}
    for assumption in case.site.assumptions:
        assumed.setdefault(assumption.component, []).append(assumption)
    for name in _decisive(case):
        component = case.wires.components[name]
        for item in assumed.get(name, ()):
            if not item.sourced:
                text = ask(
                    "{parameter} of {name} is assumed to be {value}, without a source",
                    parameter=item.parameter,
                    name=name,
                    value=item.value,
                )
                question = ask(
                    "What is the {figure} of {id}, and where does the figure come from?",
                    figure=word(item.parameter),
                    id=name,
                )
                yield unknown(text, question, component.kind, name, effect=_span(item))
        stated = [key for key in FIGURES if case.stated(name, key)]
        if stated and component.source is None and component.catalog is None:
            said = ask("{name} states {figures} without a source", name=name, figures=all_of(stated))
            question = ask(
                "Where do the figures of {id} come from: {figures}?",
                id=name,
                figures=joined(map(word, stated)),
            )
            yield unknown(said, question, component.kind, name)


def _decisive(case: Case) -> list[str]:
    """Return the components in causes with a large share of a load's downtime."""
    least = figure("decisive_share").number
    causes = (reason for load in case.evaluation.loads for reason in load.reasons if reason.share >= least)
    named = dict.fromkeys(name for reason in causes for name in reason.cut_set)
    return [name for name in named if name in case.wires.components]


def _span(item: Assumption) -> Effect | None:
    if item.low is None or item.high is None:
        return None
    flawed = restated({item.component: {item.parameter: _stated(item.high)}})
    mended = restated({item.component: {item.parameter: _stated(item.low)}})
    says = ask(
        "{parameter} of {component} from {low} to {high}, the span of the catalog",
        parameter=item.parameter,
        component=item.component,
        low=item.low,
        high=item.high,
    )
    return Effect(says=says, flawed=flawed, mended=mended)


def _stated(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, about=loads, find=find)
