"""Redundant UPS units share one battery.

Finds: storage with units to spare whose units all hang on one battery.
Why: when that battery does not hold, the spare unit holds nothing either.
Do: give each unit a battery of its own, or at least two strings on two breakers.
Source: the contract of the site file: with a shared battery, a call is one trial for all units.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case
from powercalc.checks.effects import Effect, restated
from powercalc.checks.rule import Finding, Rule, Severity, flaw
from powercalc.languages import ask


def redundant(case: Case) -> tuple[str, ...]:
    """Return the storage with units to spare."""
    return tuple(each.id for each in case.storages if each.count > each.units_needed)


def find(case: Case) -> Iterator[Finding]:
    """Yield each bank with one battery."""
    for storage in case.storages:
        if storage.id in redundant(case) and storage.shared_battery:
            mended = restated({storage.id: {"shared_battery": False}})
            effect = Effect(says=ask("each unit of {id} has its own battery", id=storage.id), mended=mended)
            text = ask("the {count} units of {id} share one battery", count=storage.count, id=storage.id)
            yield flaw(text, storage.kind, storage.id, "shared_battery", effect=effect)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="1a", about=redundant, find=find)
