"""The cooling has no standby power.

Finds: cooling units that no generator can feed, and sites that do not say what cools them.
Why: servers on batteries and generators heat a room without cooling past its limit within minutes.
Do: feed chillers, pumps and air handlers from the generators; draw them in the file.
Source: the checklist, items 1b and 6b; continuous cooling is asked for at the highest level (gpxglobal.net).
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.base import Finding, Rule, Severity, flaw, unknown
from powercalc.checks.case import Case, everything
from powercalc.components import Generator


def find(case: Case) -> Iterator[Finding]:
    """Yield each cooling unit without a generator, or that no cooling is drawn."""
    if not case.cooling:
        question = "What cools the site, and does all of it run on the generators?"
        yield unknown("the file draws no cooling", question)
    for unit in case.cooling:
        if not any(isinstance(each, Generator) for each in case.wires.sources(unit.id)):
            yield flaw(f"no generator stands behind {unit.id}", unit.kind, unit.id, "fed_by")


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="6b", about=everything, find=find)
