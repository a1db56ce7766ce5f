"""A load has no standby generator behind it.

Finds: loads that no generator can feed, or that stay dark without the grid although generators run, or that
  depend on something that does.
Why: batteries last minutes; a grid outage of hours then takes the load down for all of it and for its
  restart.
Do: put a generator behind the transfer switch, sized for everything critical.
Source: the checklist, item 1b: standby generators able to carry everything through a long cut.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from powercalc.checks.additions import backing, with_generator
from powercalc.checks.case import Case, loads
from powercalc.checks.effects import Effect
from powercalc.checks.origins import feeds_behind
from powercalc.checks.rule import Finding, Rule, Severity, flaw, listed
from powercalc.components import Generator
from powercalc.languages import ask, noted


def find(case: Case) -> Iterator[Finding]:
    """Yield each load without a generator."""
    live = case.wires.live(case.uncalled)
    bare = [load for load in case.loads if load.id not in live]
    feeds = feeds_behind(case, bare)
    says = ask("a generator, with figures of the catalog, backs {names}", names=listed(feeds))
    effect = Effect(says=says, mended=with_generator(feeds)) if feeds else None
    yield from _unsupported(case, live)
    for load in bare:
        there = any(isinstance(each, Generator) for each in case.wires.sources(load.id))
        why = _ALONE if there else _NONE
        yield flaw(
            ask(why, id=load.id),
            load.kind,
            load.id,
            effect=effect,
        )


_NONE = noted("no generator stands behind {id}: it lasts as long as its battery")
_ALONE = noted("generators alone do not feed {id}: it lasts as long as its battery")


def _unsupported(case: Case, live: Collection[str]) -> Iterator[Finding]:
    """Yield each thing that a load depends on and that is dead without the grid."""
    for name in dict.fromkeys(name for load in case.loads for name in load.depends_on if name not in live):
        unit = case.wires.components[name]
        who = listed(load.id for load in case.loads if name in load.depends_on)
        effect = Effect(says=ask("a generator backs {name}", name=name), mended=backing(unit))
        yield flaw(
            ask("{name}, on which {who} depends, has no generator", name=name, who=who),
            unit.kind,
            name,
            effect=effect,
        )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="1b", about=loads, find=find)
