"""A load has one source behind it and no other.

Finds: loads that one grid feed alone, or one generator alone, can feed.
Why: whatever strikes this source strikes the load, and nothing can stand in for it.
Do: a second feed from another substation, or a generator.
Source: the checklist, item 2: redundant circuits from different sources or different suppliers.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.additions import with_second_feed
from powercalc.checks.base import Finding, Rule, Severity, flaw
from powercalc.checks.case import Case, ids, loads
from powercalc.checks.effects import Effect


def find(case: Case) -> Iterator[Finding]:
    """Yield each load with fewer than two sources."""
    feeds = ids(case.feeds)
    effect = Effect(says="another, independent feed backs each", mended=with_second_feed(feeds))
    for load in case.loads:
        sources = case.wires.sources(load.id)
        if len(sources) < 2:
            what = sources[0].id if sources else "nothing"
            text = f"{load.id} has no source but {what}"
            yield flaw(text, load.kind, load.id, effect=effect if feeds else None)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="2", about=loads, find=find)
