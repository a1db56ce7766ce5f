"""Batteries stand in the room of the servers.

Finds: storage that shares a room with a load, or rooms that are not stated; buildings, sites and groups of
  the emergency power-off are none.
Why: batteries burn; at Strasbourg, Daejeon and Paris a battery room took what stood beside it.
Do: a room and a fire compartment of their own; state the `zone` of storage and loads.
Source: the checklist, item 6; Strasbourg 2021 (BEA-RI), Global Switch Paris 2023 (silicon.fr).
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, storages
from powercalc.checks.rooms import proper_rooms
from powercalc.checks.rule import Finding, Rule, Severity, flaw, unknown
from powercalc.languages import ask


def find(case: Case) -> Iterator[Finding]:
    """Yield each storage beside servers, or of unknown place."""
    beside = {room: load.id for load in case.loads for room in proper_rooms(case, load)}
    silent = [load for load in case.loads if not proper_rooms(case, load)]
    for storage in case.storages:
        at = (storage.kind, storage.id)
        shared = [room for room in proper_rooms(case, storage) if room in beside]
        if shared:
            yield flaw(
                ask(
                    "{id} stands in {room} with {other}",
                    id=storage.id,
                    room=shared[0],
                    other=beside[shared[0]],
                ),
                *at,
                "zone",
            )
        elif silent or not proper_rooms(case, storage):
            who = silent[0].id if proper_rooms(case, storage) else storage.id
            question = ask(
                "In which room and fire compartment does {id} stand, and what else does?", id=storage.id
            )
            yield unknown(ask("{who} does not state its room", who=who), question, *at)


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.MEDIUM, item="6a", about=storages, find=find)
