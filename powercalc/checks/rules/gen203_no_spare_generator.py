"""The failure of one generator in a grid outage takes a load down.

Finds: generators without a unit to spare that some load needs when the grid is gone.
Why: a set fails to start about once in a hundred calls and while running about once in a thousand hours.
Do: add a unit, or a second chain of generators.
Source: NREL REopt default values (0.94 % per start, 1100 h); N+1 is what the Tier summaries ask from II on.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.base import Finding, Rule, Severity, flaw, listed
from powercalc.checks.case import Case, generators, ids
from powercalc.checks.effects import Effect, one_more


def find(case: Case) -> Iterator[Finding]:
    """Yield each generator that a load needs without the grid."""
    feeds = ids(case.feeds)
    for generator in case.generators:
        if generator.count > generator.units_needed:
            continue
        dark = [load.id for load in case.loads if _needs(case, load.id, generator.id, feeds)]
        if dark:
            effect = Effect(says=f"{generator.id} has one unit more", mended=one_more([generator.id]))
            text = f"without the grid, {listed(dark)} hangs on {generator.id}, which has no unit to spare"
            yield flaw(text, generator.kind, generator.id, "needed", effect=effect)


def _needs(case: Case, load: str, generator: str, feeds: tuple[str, ...]) -> bool:
    lives = load in case.wires.live(feeds, within=load)
    return lives and load not in case.wires.live({*feeds, generator}, within=load)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="1b", about=generators, find=find)
