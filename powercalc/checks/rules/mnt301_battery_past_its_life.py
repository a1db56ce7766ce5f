"""A battery is past the age at which it is to be replaced.

Finds: UPSs and batteries older than their design life, or of an age that nobody states.
Why: old batteries do not hold when called, and some burn: at Daejeon in 2025 they had been in service over
  ten years.
Do: replace them at their design life; state `installed` and `design_life` of the battery.
Source: the checklist, item 3; NIRS, Daejeon, 26 September 2025; IEEE 1188 on service life, second-hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, ids
from powercalc.checks.rule import Finding, Rule, Severity, flaw, unknown
from powercalc.checks.usual import batteries_unwatched
from powercalc.components import Storage
from powercalc.languages import all_of, ask


def batteries(case: Case) -> tuple[str, ...]:
    """Return UPSs and batteries."""
    return ids(_batteries(case))


def _batteries(case: Case) -> tuple[Storage, ...]:
    return tuple(each for each in case.storages if each.has_battery)


def find(case: Case) -> Iterator[Finding]:
    """Yield each battery that is too old, or of unknown age."""
    for each in _batteries(case):
        at, effect = (each.kind, each.id), batteries_unwatched([each.id])
        lack = [key for key in ("installed", "design_life") if getattr(each, key) is None]
        if each.installed is None or each.design_life is None:
            question = ask(
                "When were the batteries of {id} installed, and when are they to be replaced?", id=each.id
            )
            yield unknown(
                ask("{name} does not state {figures}", name=each.id, figures=all_of(lack)),
                question,
                *at,
                effect=effect,
            )
        elif not case.within(each.installed, each.design_life):
            text = ask("{id} is of {date} and past its life", id=each.id, date=each.installed.isoformat())
            yield flaw(text, *at, "installed", effect=effect)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="3", about=batteries, find=find)
