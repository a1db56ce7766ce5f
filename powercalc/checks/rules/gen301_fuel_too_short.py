"""The fuel at hand does not last.

Finds: generators with less than 12 h of fuel, and those that do not state how much they have.
Why: fuel comes by lorry, when everybody else in the region wants it too.
Do: enlarge the tank, or contract a delivery and state it.
Source: Uptime Institute, Tier Standard: Topology, as summarized by gpxglobal.net: 12 h on site.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, generators
from powercalc.checks.effects import Effect, restated
from powercalc.checks.figures import figure
from powercalc.checks.rule import Finding, Rule, Severity, flaw, unknown
from powercalc.components import Generator
from powercalc.languages import amount, ask


def find(case: Case) -> Iterator[Finding]:
    """Yield each generator with too little fuel, or of which that is not known."""
    least = figure("fuel_autonomy")
    for generator in case.generators:
        at, stated = (generator.kind, generator.id), generator.fuel_autonomy
        if stated is None:
            question = ask(
                "How long does {id} run on the fuel at hand, and how soon does more come?", id=generator.id
            )
            text = ask("{id} does not state its fuel", id=generator.id)
            yield unknown(text, question, *at, effect=_effect(case, generator))
        elif stated < least.hours:
            text = ask(
                "{id} runs {figure} h on its fuel; {time} is the least",
                id=generator.id,
                figure=amount(f"{stated:g}"),
                time=least.told,
            )
            yield flaw(text, *at, "fuel_autonomy", effect=_effect(case, generator))


def _effect(case: Case, generator: Generator) -> Effect | None:
    """Return what it does to run as long as is due; one that runs always is taken to have fuel for ever."""
    if generator.id in case.site.graph.always:
        return None
    least = figure("fuel_autonomy")
    in_time = restated({generator.id: {"fuel_autonomy": least.printed}})
    change = {"flawed": in_time} if generator.fuel_autonomy is None else {"mended": in_time}
    return Effect(
        says=ask("{id} runs {time}", id=generator.id, time=least.told),
        rests_on=(least.name,),
        **change,
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="1b", about=generators, find=find)
