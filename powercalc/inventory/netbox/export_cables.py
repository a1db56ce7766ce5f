"""The cables of an export: which ends hang together, by the cable that each end names and by its peers.

`cables.csv` names a feed without its panel and a port without telling devices of one name apart, so that it
only says what state a cable is in. The ends say the rest: "pdu-a > Outlet 1" under Link Peers, and the label
or "#128" under Cable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from powercalc.inventory.netbox.export_headings import Cells, choice, folded
from powercalc.inventory.netbox.links import FEED, OUTLET
from powercalc.inventory.netbox.netbox_answers import Row
from powercalc.inventory.netbox.unjoined import Unjoined


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseEnd:
    """A port, an outlet or a feed, as others name it."""

    sort: str
    id: str
    parent: str
    names: tuple[str, ...]
    cable: str
    peers: str

    @classmethod
    def of(cls, sort: str, cells: Cells, parent: str, names: tuple[str, ...]) -> LooseEnd:
        """Return the end that a row is."""
        cable, peers = (folded(cells[key]) for key in ("cable", "link_peers"))
        return cls(sort=sort, id=cells["id"], parent=parent, names=names, cable=cable, peers=peers)

    @property
    def key(self) -> tuple[str, str]:
        """What it is and its number."""
        return self.sort, self.id

    @property
    def said(self) -> tuple[str, ...]:
        """How it stands under Link Peers."""
        return tuple(f"{self.parent} > {name}" for name in self.names)

    @property
    def in_cables(self) -> tuple[str, str]:
        """How `cables.csv` names it: its device, none of a feed, and itself."""
        return "" if self.sort == FEED else self.parent, self.names[0]

    @property
    def termination(self) -> Row:
        """How the REST interface names it."""
        return {"object_type": self.sort, "object_id": self.id}


class CableEnds:
    """Pairs ends up."""

    def __init__(
        self, ends: Iterable[LooseEnd], cables: Mapping[str, Sequence[Cells]], unjoined: Unjoined
    ) -> None:
        self._cables, self._unjoined = cables, unjoined
        self._groups: dict[str, list[LooseEnd]] = {}
        for end in ends:
            if end.cable:
                self._groups.setdefault(end.cable, []).append(end)

    def cables(self) -> Iterator[Row]:
        """Yield a row for each cable."""
        for label, ends in self._groups.items():
            for one, other in self._sides(ends):
                id_, status = self._state(label, one, other)
                yield {
                    "id": id_,
                    "status": status,
                    "a_terminations": [end.termination for end in one],
                    "b_terminations": [end.termination for end in other] or [_elsewhere(one[0])],
                }

    def _sides(self, ends: list[LooseEnd]) -> Iterator[tuple[list[LooseEnd], list[LooseEnd]]]:
        """Yield both sides of each cable of one label; the far one is empty where no file has it."""
        if len(ends) == 2 and not any(end.peers for end in ends):
            yield ends[:1], ends[1:]
            return
        known: dict[str, list[LooseEnd]] = {}
        for end in ends:
            for said in end.said:
                known.setdefault(said, []).append(end)
        gone: set[tuple[str, str]] = set()
        for end in ends:
            if end.key not in gone:
                far = self._peers(end, known, gone)
                near = self._peers(far[0], known, gone) if far else []
                near = near if end in near else [end]
                gone.update(each.key for each in (*near, *far))
                yield near, far

    def _peers(
        self, end: LooseEnd, known: Mapping[str, list[LooseEnd]], gone: AbstractSet[tuple[str, str]]
    ) -> list[LooseEnd]:
        """Return the ends that an end names; of several of one name the first ones that name it back."""
        found: list[LooseEnd] = []
        for name in _named(end.peers, known):
            left = [each for each in known[name] if each.key not in gone and each not in (end, *found)]
            back = [each for each in left if any(said in each.peers for said in end.said)] or left
            if len(back) > end.peers.count(name):
                self._unjoined.add(
                    "ends of one name: which cable leads to which is taken by their order", name
                )
            found += back[:1]
        return found

    def _state(self, label: str, one: list[LooseEnd], other: list[LooseEnd]) -> tuple[str, str]:
        """Return the number of a cable and its state, by its label and what it ends at."""
        cables = self._cables.get(label, ())
        if len(cables) > 1:
            ends = {one[0].in_cables, *(end.in_cables for end in other[:1])}
            cables = [each for each in cables if _ends_of(each) == ends] or cables
        states = {each["status"] for each in cables}
        if len(states) > 1:
            self._unjoined.add("cables of one label are in different states; taken as connected", label)
            return cables[0]["id"], "connected"
        if not cables:
            return label.removeprefix("#"), "connected"
        return cables[0]["id"], choice(cables[0]["status"])


def _ends_of(cable: Cells) -> set[tuple[str, str]]:
    return {(folded(cable.get(f"device_{side}", "")), folded(cable.get(side, ""))) for side in "ab"}


def _named(cell: str, known: Mapping[str, object]) -> Iterator[str]:
    """Yield the names in "pdu-a > 1, pdu-b > 1"; a name may have a comma in it."""
    if cell in known:
        yield cell
        return
    parts = cell.split(", ")
    start = 0
    while start < len(parts):
        ends = range(len(parts), start, -1)
        end = next((each for each in ends if ", ".join(parts[start:each]) in known), None)
        if end is None:
            start += 1
        else:
            yield ", ".join(parts[start:end])
            start = end


def _elsewhere(end: LooseEnd) -> Row:
    """Return an end that is in no file."""
    return {"object_type": OUTLET, "object_id": f"elsewhere: {end.peers}"}
