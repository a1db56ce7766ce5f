"""A load has one source behind it and no other.

Finds: loads that one grid feed or one generator alone can feed, or that are dark without one of theirs.
Why: whatever strikes this source strikes the load, and nothing can stand in for it.
Do: a second feed from another substation, or a generator.
Source: the checklist, item 2: redundant circuits from different sources or different suppliers.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.additions import with_second_feed
from powercalc.checks.case import Case, ids, loads
from powercalc.checks.effects import Effect
from powercalc.checks.origins import feeds_behind
from powercalc.checks.rule import Finding, Rule, Severity, flaw, listed
from powercalc.components import Server
from powercalc.languages import ask, noted


def find(case: Case) -> Iterator[Finding]:
    """Yield each load that one source alone decides about."""
    found = {load: text for load in case.loads if (text := _alone(case, load))}
    feeds = feeds_behind(case, found)
    effect = Effect(
        says=ask("another, independent feed backs {names}", names=listed(feeds)),
        mended=with_second_feed(feeds),
    )
    for load, text in found.items():
        yield flaw(text, load.kind, load.id, effect=effect if feeds else None)


def _alone(case: Case, load: Server) -> str | None:
    sources = ids(case.wires.sources(load.id))
    if len(sources) < 2:
        return ask(
            "{id} has no source but {source}", id=load.id, source=sources[0] if sources else ask("nothing")
        )
    alone = [name for name in ids(case.wires.decisive(load)) if name in sources]
    if not alone:
        return None
    others = _OTHERS if len(sources) > 2 else _OTHER
    return ask(others, id=load.id, names=listed(alone))


_OTHER = noted("{id} is dark without {names}: the other does not suffice")
_OTHERS = noted("{id} is dark without {names}: the others do not suffice")


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="2", about=loads, find=find)
