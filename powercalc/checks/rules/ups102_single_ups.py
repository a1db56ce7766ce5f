"""One UPS unit alone keeps a load live.

Finds: UPSs, batteries and flywheels that have no unit to spare and stand on the only way to a load.
Why: when this one unit fails or is serviced, the load is dark or on raw power.
Do: add a unit, or a second path with a UPS of its own.
Source: EN 50600-2-2 asks for redundant UPS units in its classes 2 and 4 (power-affairs.ch).
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, storages
from powercalc.checks.effects import Effect, one_more
from powercalc.checks.rule import Finding, Rule, Severity, flaw, listed
from powercalc.languages import ask


def find(case: Case) -> Iterator[Finding]:
    """Yield each storage that some load cannot do without."""
    for storage in case.storages:
        dark = [load.id for load in case.loads if storage.id in case.wires.alone(load, by_bypass=False)]
        if dark:
            effect = Effect(says=ask("{id} has one unit more", id=storage.id), mended=one_more([storage.id]))
            text = ask("{id} has no unit to spare and alone feeds {names}", id=storage.id, names=listed(dark))
            yield flaw(text, storage.kind, storage.id, effect=effect)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="1a", about=storages, find=find)
