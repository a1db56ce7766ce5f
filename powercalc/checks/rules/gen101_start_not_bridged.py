"""A battery is shorter than the start of the generators and the transfer to them.

Finds: storage before which a generator starts, with an autonomy below several starts and a transfer.
Why: the load is dark between the end of the battery and the arrival of the generator, at every long outage.
Do: lengthen the autonomy, or shorten the start; allow for attempts that fail.
Source: the checklist, item 1a: UPSs bridge without a break between the mains and the generators.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.base import Finding, Rule, Severity, flaw, unknown
from powercalc.checks.case import Case
from powercalc.checks.effects import Effect, restated
from powercalc.checks.figures import figure
from powercalc.components import Generator, Storage, Switch


def bridging(case: Case) -> tuple[str, ...]:
    """Return the storage that has a generator behind it."""
    return tuple(each.id for each in case.storages if _generators(case, each))


def _generators(case: Case, storage: Storage) -> list[Generator]:
    return [each for each in case.wires.sources(storage.id) if isinstance(each, Generator)]


def to_bridge(case: Case, storage: Storage) -> float:
    """Return the time until a generator carries, [h]: several starts and the slowest transfer."""
    start = max(each.start_time or 0.0 for each in _generators(case, storage))
    behind = case.wires.behind(storage.id)
    transfer = max((each.transfer_time or 0.0 for each in behind if isinstance(each, Switch)), default=0.0)
    return figure("start_attempts").number * start + transfer


def find(case: Case) -> Iterator[Finding]:
    """Yield each storage that is too short, or of unknown length."""
    names = bridging(case)
    for storage in case.storages:
        if storage.id not in names:
            continue
        if not case.stated(storage.id, "autonomy"):
            effect = Effect(
                says=f"{storage.id} bridges nothing", flawed=restated({storage.id: {"autonomy": 0}})
            )
            question = f"How long does {storage.id} hold at full load, and when was that last measured?"
            text = f"{storage.id} does not state its autonomy"
            yield unknown(text, question, storage.kind, storage.id, effect=effect)
        elif (storage.autonomy or 0.0) < to_bridge(case, storage):
            yield _too_short(storage, to_bridge(case, storage))


def _too_short(storage: Storage, needed: float) -> Finding:
    attempts, held = figure("start_attempts"), 3600 * (storage.autonomy or 0.0)
    takes = f"{attempts.printed} starts and a transfer take {3600 * needed:.0f} s"
    text = f"{storage.id} holds {held:.0f} s; {takes}"
    mended = restated({storage.id: {"autonomy": f"{needed:.12g} h"}})
    effect = Effect(says=f"{storage.id} bridges the start", mended=mended, rests_on=(attempts.name,))
    return flaw(text, storage.kind, storage.id, "autonomy", effect=effect)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="1a", about=bridging, find=find)
