"""A load has no standby generator behind it.

Finds: loads that no generator can feed, or that stay dark without the grid although generators run.
Why: batteries last minutes; a grid outage of hours then takes the load down for all of it and for its
  restart.
Do: put a generator behind the transfer switch, sized for everything critical.
Source: the checklist, item 1b: standby generators able to carry everything through a long cut.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.additions import with_generator
from powercalc.checks.base import Finding, Rule, Severity, flaw
from powercalc.checks.case import Case, ids, loads
from powercalc.checks.effects import Effect
from powercalc.components import Generator


def find(case: Case) -> Iterator[Finding]:
    """Yield each load without a generator."""
    effect = Effect(
        says="a generator, with figures of the catalog, backs every grid feed",
        mended=with_generator(ids(case.feeds)),
    )
    live = case.wires.live(case.uncalled)
    for load in case.loads:
        if load.id not in live:
            there = any(isinstance(each, Generator) for each in case.wires.sources(load.id))
            why = "generators alone do not feed" if there else "no generator stands behind"
            text = f"{why} {load.id}: it lasts as long as its battery"
            yield flaw(text, load.kind, load.id, effect=effect if case.feeds else None)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="1b", about=loads, find=find)
