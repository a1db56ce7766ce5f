"""The failure of one generator in a grid outage takes a load down.

Finds: generators that some load needs when the grid is gone and that have no unit to spare, or whose loss
  overloads the others.
Why: a set fails to start about once in a hundred calls and while running about once in a thousand hours.
Do: add a unit, or a second chain of generators.
Source: NREL REopt default values (0.94 % per start, 1100 h); N+1 is what the Tier summaries ask from II on.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, generators, ids
from powercalc.checks.effects import Effect, one_more
from powercalc.checks.loading_evidence import ROUNDING, LoadingEvidence
from powercalc.checks.rule import Finding, Rule, Severity, flaw, listed
from powercalc.components import Generator
from powercalc.languages import amount, ask


def find(case: Case) -> Iterator[Finding]:
    """Yield each generator that a load needs without the grid."""
    feeds, loading = ids(case.feeds), LoadingEvidence(case)
    for generator in case.generators:
        if generator.count > generator.units_needed:
            continue
        at = (generator.kind, generator.id, "needed")
        effect = Effect(says=ask("{id} has one unit more", id=generator.id), mended=one_more([generator.id]))
        dark = [load.id for load in case.loads if _needs(case, load.id, generator.id, feeds)]
        if dark:
            hang = (
                ask("{id} hangs", id=dark[0]) if len(dark) == 1 else ask("{names} hang", names=listed(dark))
            )
            text = ask(
                "without the grid, {hang} on {id}, which has no unit to spare", hang=hang, id=generator.id
            )
            yield flaw(text, *at, effect=effect)
        elif over := next(_overloaded(case, loading, generator), None):
            yield flaw(
                ask("without the grid and {id}, {over}", id=generator.id, over=over), *at, effect=effect
            )


def _needs(case: Case, load: str, generator: str, feeds: tuple[str, ...]) -> bool:
    return load in case.wires.live(feeds) and load not in case.wires.live({*feeds, generator})


def _overloaded(case: Case, loading: LoadingEvidence, lost: Generator) -> Iterator[str]:
    """Yield each generator that is too small without another one, and large enough with it."""
    for other in case.generators:
        capacity = loading.capacity(other)
        if other is lost or capacity is None or loading.without_grid(other.id) > capacity * ROUNDING:
            continue
        carried = loading.without_grid(other.id, lost)
        if carried > capacity * ROUNDING:
            yield ask(
                "{name} carries {figure} kW and {at_most}",
                name=other.id,
                figure=amount(f"{carried:.4g}"),
                at_most=ask("is rated for {power}", power=amount(f"{capacity:.4g} kW")),
            )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="1b", about=generators, find=find)
