"""The generators cannot carry everything critical, cooling included.

Finds: generators whose needed units carry less than what hangs on them when the grid is gone.
Why: an overloaded set trips, and the next one after it; what the grid hid comes out in the long cut.
Do: add a unit, shed what is not critical, or state the ratings and powers that are not stated.
Source: the checklist, item 1b: all servers and critical equipment, through a long cut.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, generators
from powercalc.checks.loading_evidence import ROUNDING, LoadingEvidence
from powercalc.checks.rule import Finding, Rule, Severity, flaw, unknown
from powercalc.components import Component, Generator
from powercalc.languages import amount, ask


def find(case: Case) -> Iterator[Finding]:
    """Yield each generator that is too small, or of which that cannot be told."""
    loading = LoadingEvidence(case)
    for generator in case.generators:
        at = (generator.kind, generator.id)
        silent = [each for each in _drawing(case, generator) if getattr(each, "power", None) is None]
        capacity = loading.capacity(generator)
        if capacity is None or silent:
            what = ask("its rating") if capacity is None else ask("the power of {id}", id=silent[0].id)
            question = ask(
                "What can {id} carry, in kW, and what hangs on it in a long cut, cooling included?",
                id=generator.id,
            )
            yield unknown(
                ask("{id} cannot be judged without {what}", id=generator.id, what=what), question, *at
            )
            continue
        carried = loading.without_grid(generator.id)
        if carried > capacity * ROUNDING:
            text = ask(
                "{id} carries {figure} kW; {limit} kW hang on it without the grid",
                id=generator.id,
                figure=amount(f"{capacity:.4g}"),
                limit=amount(f"{carried:.4g}"),
            )
            yield flaw(text, *at, "rating")


def _drawing(case: Case, generator: Generator) -> Iterator[Component]:
    for each in (*case.loads, *case.cooling):
        if generator in case.wires.sources(each.id):
            yield each


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="1b", about=generators, find=find)
