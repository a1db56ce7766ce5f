"""A battery is shorter than the start of the generators and the transfer to them.

Finds: storage that, with all storage before it, does not hold as long as the feed is gone in a grid outage:
  the start of the generators and every transfer on the way from them.
Why: the path is dark between the end of the battery and the arrival of the generator, at every long outage.
Do: lengthen the autonomy, or shorten the start; allow for attempts that fail.
Source: the checklist, item 1a: UPSs bridge without a break between the mains and the generators.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from powercalc.checks.case import Case, ids
from powercalc.checks.effects import Effect, restated
from powercalc.checks.rule import Finding, Rule, Severity, flaw, seconds, unknown
from powercalc.components import Storage
from powercalc.languages import ask
from powercalc.wiring.spells import INSTANT, Loss, Spell

ONE_START = 1.0


def bridging(case: Case) -> tuple[str, ...]:
    """Return the storage whose input is dead without the grid until a generator feeds it."""
    return tuple(each.id for each in case.storages if inf > _outage(case).fed(each.id).length > 0)


def _outage(case: Case) -> Loss:
    """Return the loss of all sources but the generators, each of which starts at once."""
    return case.losses(case.uncalled, ONE_START)


def find(case: Case) -> Iterator[Finding]:
    """Yield each storage, the last on its way, that is too short, and each of unknown length that matters."""
    names = bridging(case)
    last = [name for name in ids(case.storages) if _is_last(case, name)]
    unsaid = [name for name in names if not case.stated(name, "autonomy")]
    at_least = case.losses(case.uncalled, ONE_START, unmeasured=unsaid) if unsaid else _outage(case)
    for name in names:
        storage = case.wires.components[name]
        assert isinstance(storage, Storage)
        dead = _outage(case).fed(name)
        if name in unsaid:
            below = (each for each in last if each == name or storage in case.wires.behind(each))
            if any(each in unsaid or _is_short(case, each, at_least) for each in below):
                yield _unmeasured(storage)
        elif name in last and _is_short(case, name, _outage(case)):
            yield _too_short(storage, dead)


def _is_short(case: Case, name: str, loss: Loss) -> bool:
    storage = case.wires.components[name]
    assert isinstance(storage, Storage)
    return (storage.autonomy or 0.0) + INSTANT < loss.fed(name).length < inf


def _is_last(case: Case, name: str) -> bool:
    """Tell whether power comes from a storage to some end without passing another one."""
    consumers = case.site.graph.fed
    waiting, seen = list(consumers.get(name, ())), set[str]()
    while waiting:
        node = waiting.pop()
        if node in seen or isinstance(case.wires.components[node], Storage):
            continue
        seen.add(node)
        if not consumers.get(node):
            return True
        waiting += consumers[node]
    return False


def _unmeasured(storage: Storage) -> Finding:
    effect = Effect(
        says=ask("{id} bridges nothing", id=storage.id), flawed=restated({storage.id: {"autonomy": 0}})
    )
    question = ask("How long does {id} hold at full load, and when was that last measured?", id=storage.id)
    text = ask("{id} does not state its autonomy", id=storage.id)
    return unknown(text, question, storage.kind, storage.id, effect=effect)


def _too_short(storage: Storage, dead: Spell) -> Finding:
    takes = ask("the start and the transfers take {time}", time=seconds(dead.back))
    if dead.holds:
        takes = ask("{takes}, of which {time} are bridged before it", takes=takes, time=seconds(dead.holds))
    text = ask(
        "{id} holds {time}; {takes}", id=storage.id, time=seconds(storage.autonomy or 0.0), takes=takes
    )
    mended = restated({storage.id: {"autonomy": f"{dead.length:.12g} h"}})
    effect = Effect(says=ask("{id} bridges the start", id=storage.id), mended=mended)
    return flaw(text, storage.kind, storage.id, "autonomy", effect=effect)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="1a", about=bridging, find=find)
