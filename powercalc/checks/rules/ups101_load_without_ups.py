"""A load has no UPS before it.

Finds: loads that no UPS, battery or flywheel holds on as many cords as they need when the sources are gone.
Why: without storage every dip of the grid, and every start of a generator, is an interruption and a restart.
Do: feed each load through a UPS, on every cord that it cannot do without.
Source: the checklist, item 1a; Uptime Institute 2025 puts the UPS first among the causes of power outages.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.additions import with_ups
from powercalc.checks.case import Case, loads
from powercalc.checks.effects import Effect
from powercalc.checks.rule import Finding, Rule, Severity, flaw
from powercalc.languages import ask


def find(case: Case) -> Iterator[Finding]:
    """Yield each load that nothing holds when all sources are gone."""
    gone = case.losses([each.id for each in case.site.complete if case.wires.is_source(each)], 0.0)
    for load in case.loads:
        if gone.fed(load.id).holds <= 0:
            text = ask("{id} is on raw power: no UPS stands on the way to it", id=load.id)
            effect = Effect(says=ask("a UPS stands before {id}", id=load.id), mended=with_ups(load))
            yield flaw(text, load.kind, load.id, "fed_by", effect=effect)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="1a", about=loads, find=find)
