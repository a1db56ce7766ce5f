"""A battery is shorter than the start of the generators and the transfer to them.

Finds: storage that does not hold as long as its feed is gone in a grid outage: several starts and every
  transfer on the way from the generators.
Why: the load is dark between the end of the battery and the arrival of the generator, at every long outage.
Do: lengthen the autonomy, or shorten the start; allow for attempts that fail.
Source: the checklist, item 1a: UPSs bridge without a break between the mains and the generators.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from powercalc.checks.base import Finding, Rule, Severity, flaw, seconds, unknown
from powercalc.checks.case import Case
from powercalc.checks.effects import Effect, restated
from powercalc.checks.figures import figure
from powercalc.checks.timing import INSTANT, Loss, Spell
from powercalc.components import Storage


def bridging(case: Case) -> tuple[str, ...]:
    """Return the storage whose input is dead without the grid until a generator feeds it."""
    return tuple(each.id for each in case.storages if inf > _outage(case).fed(each.id).length > 0)


def _outage(case: Case) -> Loss:
    """Return the loss of all sources but the generators, each of which needs several starts."""
    return case.losses(case.uncalled, figure("start_attempts").number)


def find(case: Case) -> Iterator[Finding]:
    """Yield each storage that is too short, or of unknown length."""
    for name in bridging(case):
        storage = case.wires.components[name]
        assert isinstance(storage, Storage)
        dead = _outage(case).fed(name)
        if not case.stated(name, "autonomy"):
            yield _unmeasured(storage)
        elif (storage.autonomy or 0.0) < dead.length - INSTANT:
            yield _too_short(storage, dead)


def _unmeasured(storage: Storage) -> Finding:
    effect = Effect(says=f"{storage.id} bridges nothing", flawed=restated({storage.id: {"autonomy": 0}}))
    question = f"How long does {storage.id} hold at full load, and when was that last measured?"
    text = f"{storage.id} does not state its autonomy"
    return unknown(text, question, storage.kind, storage.id, effect=effect)


def _too_short(storage: Storage, dead: Spell) -> Finding:
    attempts = figure("start_attempts")
    after = f", of which {seconds(dead.holds)} are bridged before it" if dead.holds else ""
    takes = f"{attempts.printed} starts and the transfers take {seconds(dead.back)}{after}"
    text = f"{storage.id} holds {seconds(storage.autonomy or 0.0)}; {takes}"
    mended = restated({storage.id: {"autonomy": f"{dead.length:.12g} h"}})
    effect = Effect(says=f"{storage.id} bridges the start", mended=mended, rests_on=(attempts.name,))
    return flaw(text, storage.kind, storage.id, "autonomy", effect=effect)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="1a", about=bridging, find=find)
