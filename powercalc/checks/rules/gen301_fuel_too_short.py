"""The fuel at hand does not last.

Finds: generators with less than 12 h of fuel, and those that do not state how much they have.
Why: fuel comes by lorry, when everybody else in the region wants it too.
Do: enlarge the tank, or contract a delivery and state it.
Source: Uptime Institute, Tier Standard: Topology, as summarized by gpxglobal.net: 12 h on site.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.base import Finding, Rule, Severity, flaw, unknown
from powercalc.checks.case import Case, generators
from powercalc.checks.effects import Effect, restated
from powercalc.checks.figures import figure


def find(case: Case) -> Iterator[Finding]:
    """Yield each generator with too little fuel, or of which that is not known."""
    least = figure("fuel_autonomy")
    for generator in case.generators:
        at = (generator.kind, generator.id)
        if generator.fuel_autonomy is None:
            question = f"How long does {generator.id} run on the fuel at hand, and how soon does more come?"
            limited = restated({generator.id: {"fuel_autonomy": least.printed}})
            effect = Effect(
                says=f"{generator.id} runs {least.printed}", flawed=limited, rests_on=(least.name,)
            )
            yield unknown(f"{generator.id} does not state its fuel", question, *at, effect=effect)
        elif generator.fuel_autonomy < least.hours:
            text = (
                f"{generator.id} runs {generator.fuel_autonomy:g} h on its fuel; {least.printed} is the least"
            )
            mended = restated({generator.id: {"fuel_autonomy": least.printed}})
            effect = Effect(
                says=f"{generator.id} runs {least.printed}", mended=mended, rests_on=(least.name,)
            )
            yield flaw(text, *at, "fuel_autonomy", effect=effect)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="1b", about=generators, find=find)
