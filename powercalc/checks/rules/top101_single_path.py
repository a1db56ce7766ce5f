"""The cords of a load end on one path.

Finds: loads with one cord, or whose cords all end on one component that is no switch with two inputs.
Why: every component on this path, and every round of maintenance on it, takes the load down.
Do: a second cord to the other path, or a transfer switch at the rack for what has only one supply.
Source: Uptime 2025 (single-corded devices have a part in 11 % of power outages); 300 of 7,000 devices at
  Delta, 2016.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, loads
from powercalc.checks.effects import Effect, one_more
from powercalc.checks.paths import is_on_one_path
from powercalc.checks.rule import Finding, Rule, Severity, flaw
from powercalc.languages import ask


def find(case: Case) -> Iterator[Finding]:
    """Yield each load on one path."""
    for load in case.loads:
        if is_on_one_path(case, load):
            alone = case.wires.alone(load, by_bypass=False)
            effect = Effect(
                says=ask("{id} has a second path like the first", id=load.id), mended=one_more(alone)
            )
            text = ask("every cord of {id} ends on {value}", id=load.id, value=load.fed_by[0])
            yield flaw(text, load.kind, load.id, "fed_by", effect=effect)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="2", about=loads, find=find)
