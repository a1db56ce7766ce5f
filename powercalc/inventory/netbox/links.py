"""What each power port, outlet and feed is plugged to: by the cables, or by what the ends say themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from powercalc.inventory.inventory_model import CordState
from powercalc.inventory.netbox.fields import ref
from powercalc.inventory.netbox.kind_lookup import KindLookup
from powercalc.inventory.netbox.netbox_answers import Answers, Row

PORT, OUTLET, FEED = "dcim.powerport", "dcim.poweroutlet", "dcim.powerfeed"
End = tuple[str, str]
"""The type of a thing and its id."""
_STATES: dict[str, CordState] = {
    "": "documented",
    "connected": "documented",
    "planned": "planned",
    "decommissioning": "decommissioning",
}
_SAID = (
    ("connected_endpoints", "connected_endpoints_type", "connected_endpoints_reachable"),
    ("link_peers", "link_peers_type", ""),
    ("connected_endpoint", "connected_endpoint_type", "connected_endpoint_reachable"),
    ("cable_peer", "cable_peer_type", ""),
)
"""Where an end says itself what is at the other end; the last two are of NetBox 3.2 and of Nautobot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The far end of a cable."""

    to: End
    state: CordState
    cable: str


class Links:
    """Who is plugged to whom."""

    def __init__(self, answers: Answers, sorts: KindLookup) -> None:
        self._by_end: dict[End, list[Link]] = {}
        self.many_ends: list[tuple[str, int]] = []
        """Cables with more than two ends, and how many."""
        self.unknown: dict[str, int] = {}
        """Words for the state of a cable that are not known, and how many cables have them."""
        for row in answers.rows("cables"):
            self._add(row, sorts.status(row.get("status")))

    def _add(self, row: Row, said: str) -> None:
        one, other = tuple(_ends(row, "a")), tuple(_ends(row, "b"))
        if not (one and other):
            return
        cable = ref(row) or ""
        if len(one) + len(other) > 2:
            self.many_ends.append((cable, len(one) + len(other)))
        state = self._state(said)
        for near, far in ((one, other), (other, one)):
            links = [Link(to=end, state=state, cable=cable) for end in far]
            for end in near:
                self._by_end.setdefault(end, []).extend(links)

    def _state(self, said: str) -> CordState:
        if said not in _STATES:
            self.unknown[said] = self.unknown.get(said, 0) + 1
        return _STATES.get(said, "documented")

    def of(self, sort: str, row: Row) -> tuple[Link, ...]:
        """Return what is at the other end of a port, an outlet or a feed."""
        found = self._by_end.get((sort, ref(row) or ""))
        return tuple(found) if found else tuple(_said(row))


def _ends(row: Row, side: str) -> Iterator[End]:
    """Yield the power ends of one side of a cable: a list since NetBox 3.3, one before and in Nautobot."""
    stated = row.get(f"{side}_terminations")
    if isinstance(stated, list):
        pairs = [
            (each.get("object_type"), each.get("object_id")) for each in stated if isinstance(each, dict)
        ]
    else:
        pairs = [(row.get(f"termination_{side}_type"), row.get(f"termination_{side}_id"))]
    for sort, number in pairs:
        if sort in {PORT, OUTLET, FEED} and (id_ := ref(number)):
            yield sort, id_


def _said(row: Row) -> Iterator[Link]:
    """Yield what an end says itself of the other."""
    for key, sort, reachable in _SAID:
        ends: Any = row.get(key)
        if not ends:
            continue
        for end in ends if isinstance(ends, list) else [ends]:
            if row.get(sort) in {PORT, OUTLET, FEED} and (id_ := ref(end)):
                state: CordState = "planned" if reachable and row.get(reachable) is False else "documented"
                yield Link(to=(row[sort], id_), state=state, cable=ref(row.get("cable")) or "")
        return
