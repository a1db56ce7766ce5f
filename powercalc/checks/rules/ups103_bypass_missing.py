"""A UPS that a load cannot do without has no bypass.

Finds: UPSs without a static bypass that alone keep a load live.
Why: a fault inside the UPS then takes the load down although power is there at its input.
Do: state `bypass = true` where there is one; else have one built in, or feed the load by a second UPS.
Source: PMC white paper on static bypasses: with one, a UPS fault costs the load only when the mains fail too.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case
from powercalc.checks.effects import Effect, restated
from powercalc.checks.rule import Finding, Rule, Severity, flaw
from powercalc.components import Ups
from powercalc.languages import ask


def alone(case: Case) -> tuple[str, ...]:
    """Return the UPSs that a load cannot do without, were they to have no bypass."""
    needed = {name for load in case.loads for name in case.wires.alone(load, by_bypass=False)}
    return tuple(ups.id for ups in case.of(Ups) if ups.id in needed)


def find(case: Case) -> Iterator[Finding]:
    """Yield each such UPS without a bypass."""
    needed = alone(case)
    for ups in case.of(Ups):
        if ups.id in needed and not ups.bypass:
            effect = Effect(
                says=ask("{id} has a bypass", id=ups.id), mended=restated({ups.id: {"bypass": True}})
            )
            text = ask("{id} has no bypass, and a load that it alone feeds", id=ups.id)
            yield flaw(text, ups.kind, ups.id, "bypass", effect=effect)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.LOW, item="1a", about=alone, find=find)
