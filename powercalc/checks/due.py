"""What is to be tested again and again: how often, when last, and what shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from powercalc.checks.case import Case
from powercalc.checks.effects import Effect
from powercalc.checks.evidence import lacking
from powercalc.checks.figures import figure
from powercalc.checks.rule import Finding, flaw, unknown
from powercalc.components import Component
from powercalc.languages import all_of, amount, ask
from powercalc.site.practices import Maintenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """How components of one sort are tested."""

    longest: str
    """The figure of the longest interval allowed."""
    what: str
    """What a test is: "run under load"."""
    asks: str
    """How often one is tested, as a template."""
    asks_evidence: str
    """What shows it, of all of them."""
    effect: Callable[[Component, float | None], Effect]
    """What it does when a component waits so long, [h], for its test; None where nobody says how long."""


def overdue(case: Case, components: Iterable[Component], tested: Tested) -> Iterator[Finding]:
    """Yield what is tested too rarely, not lately, not known to be, or not shown to be."""
    shown = False
    for component in components:
        finding = _of_one(case, component, tested)
        if finding is not None:
            yield finding
        else:
            shown = True
    if shown:
        yield from _without_evidence(case, tested)


def _of_one(case: Case, component: Component, tested: Tested) -> Finding | None:
    longest, interval, last = figure(tested.longest), component.test_interval, component.last_test
    name, at = component.id, (component.kind, component.id)
    if interval is not None and interval > longest.hours:
        text = ask(
            "{name} is {what} every {figure} days; {time} is the longest",
            name=name,
            what=tested.what,
            figure=amount(f"{interval / 24:.0f}"),
            time=longest.told,
        )
        return flaw(text, *at, "test_interval", effect=tested.effect(component, interval))
    if last is not None and not case.within(last, interval or longest.hours):
        since = (case.today - last) / timedelta(hours=1)
        text = ask("{name} was last {what} on {date}", name=name, what=tested.what, date=last.isoformat())
        return flaw(text, *at, "last_test", effect=tested.effect(component, since))
    if lack := [key for key in ("test_interval", "last_test") if getattr(component, key) is None]:
        said = ask("{name} does not state {figures}", name=name, figures=all_of(lack))
        question = ask(tested.asks, id=name)
        return unknown(said, question, *at, effect=tested.effect(component, None))
    return None


def _without_evidence(case: Case, tested: Tested) -> Iterator[Finding]:
    found = case.practice(Maintenance)
    lack = ask("is missing") if found is None else lacking(case, found)
    if lack:
        text = ask("dates are stated, but [practice.maintenance] {lack}", lack=lack)
        yield unknown(text, ask(tested.asks_evidence), "practice", "maintenance")
