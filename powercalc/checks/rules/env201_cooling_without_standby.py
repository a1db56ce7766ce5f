"""The cooling has no standby power.

Finds: cooling units that stay dead in a grid outage, generators running, and sites that draw no cooling.
Why: servers on batteries and generators heat a room without cooling past its limit within minutes.
Do: feed chillers, pumps and air handlers, and what they depend on, from generators; draw them in the file.
Source: the checklist, items 1b and 6b; continuous cooling is asked for at the highest level (gpxglobal.net).
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.additions import backing
from powercalc.checks.case import Case, everything
from powercalc.checks.effects import Effect
from powercalc.checks.rule import Finding, Rule, Severity, flaw, listed, unknown
from powercalc.components import Component, Generator
from powercalc.languages import ask
from powercalc.site.walks import supporters


def find(case: Case) -> Iterator[Finding]:
    """Yield each cooling unit that is dead without the grid, or that no cooling is drawn."""
    if not case.cooling:
        question = ask("What cools the site, and does all of it run on the generators?")
        yield unknown(ask("the file draws no cooling"), question)
    live = case.wires.live(case.uncalled, by_hand=False)
    for unit in case.cooling:
        if unit.id not in live:
            asked = any(unit.id in supporters(each) for each in case.site.complete)
            effect = (
                Effect(says=ask("a generator backs {id}", id=unit.id), mended=backing(unit))
                if asked
                else None
            )
            yield flaw(_why(case, unit, live), unit.kind, unit.id, "fed_by", effect=effect)


def _why(case: Case, unit: Component, live: frozenset[str]) -> str:
    if not any(isinstance(each, Generator) for each in case.wires.sources(unit.id)):
        return ask("no generator stands behind {id}", id=unit.id)
    dead = [name for name in (*unit.fed_by, *unit.depends_on) if name not in live]
    if not dead:
        dead = [each.id for each in case.wires.behind(unit.id) if each.id not in live]
    return ask(
        "{id} is dead without the grid although generators run: so is {names}", id=unit.id, names=listed(dead)
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="6b", about=everything, find=find)
