"""One row a rack or a server: its feeds side by side, A and B, with panels, breakers and PDUs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from powercalc.inventory.inventory_model import Cord, CordedDevice, CordState, Strip
from powercalc.inventory.table import cells
from powercalc.inventory.table.cells import folded
from powercalc.inventory.table.headings import TableColumn, cell
from powercalc.inventory.table.sheet_rows import SheetRow
from powercalc.inventory.table.table_reader import Hanging, TableReader, filled

_LEADING = ("feed", "panel", "circuit", "pdu")
"""What says where a side hangs."""
_SUMS = frozenset(("total", "totaux", "totals", "somme", "sum", "sous-total", "subtotal"))
_WITH_CIRCUIT = re.compile(r"^(.+?)\s*[/:]\s*(\S.*)$|^(.+?)\s+([A-Za-z]{0,3}\d+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Owner:
    """What a row is about."""

    key: str
    name: str
    space: str | None


class RackRows:
    """Reads rows; each is a load."""

    def __init__(self, reader: TableReader) -> None:
        self._reader, self._columns = reader, reader.columns
        name, rack = self._columns.get("name"), self._columns.get("rack")
        self.named = name or rack
        """The column of what a load is called."""
        self._rack = rack if name is not None else None
        self.sides = tuple(
            side
            for side in ("", *self._columns.sides)
            if any(self._columns.get(each, side) for each in _LEADING)
        )
        self._has_panels = any(
            self._columns.get(field, side) for field in ("panel", "feed", "circuit") for side in self.sides
        )
        self.strips: dict[str, Strip] = {}
        self._first: dict[str, SheetRow] = {}

    def above(self) -> tuple[TableColumn | None, ...]:
        """Return the columns whose empty cells say the same as above."""
        return self._columns.get("room"), self._columns.get("row"), self._rack

    def loads(self) -> Iterator[CordedDevice]:
        """Yield the load of each row."""
        rows = list(self._named_rows())
        self._reader.at_several_places = frozenset(self._at_several_places(rows))
        for row in rows:
            name, space = cell(row, self.named), self._space(row)
            key = f"load {self._container(row) or ''}/{name}"
            if key in self._first:
                first = self._first[key].number
                self._reader.problem(row, self.named, f"stands in row {first} already", "each name once")
            else:
                self._first[key] = row
                yield self._load(row, key, name, space)

    def _named_rows(self) -> Iterator[SheetRow]:
        """Yield the rows that are about something."""
        for row in filled(self._columns.rows, self.above()):
            name = cell(row, self.named)
            if _is_sum(row, name) or self._repeats_the_headings(row):
                self._reader.assume("rows that are sums or headings are left out", f"row {row.number}")
            elif name:
                yield row
            else:
                self._without_name(row)

    def _at_several_places(self, rows: Iterable[SheetRow]) -> Iterator[str]:
        places: dict[str, set[str | None]] = {}
        for row in rows:
            places.setdefault(cell(row, self.named), set()).add(self._container(row))
            if rack := cell(row, self._rack):
                places.setdefault(rack, set()).add(self._reader.place(row))
        return (name for name, found in places.items() if len(found) > 1)

    def _container(self, row: SheetRow) -> str | None:
        """Return what tells apart two of one name: the rack that they are in, else the room."""
        rack = cell(row, self._rack)
        return f"{self._reader.place(row) or ''}/rack {rack}" if rack else self._reader.place(row)

    def _space(self, row: SheetRow) -> str | None:
        """Return the key of the rack that a row is or is in, else of the room."""
        is_rack = self._columns.get("name") is None
        name = cell(row, self.named) if is_rack else cell(row, self._rack)
        return self._reader.rack(row, name) if name else self._reader.place(row)

    def _repeats_the_headings(self, row: SheetRow) -> bool:
        texts = [
            (folded(cell(row, each)), folded(each.heading)) for each in self._columns.columns if each.field
        ]
        return sum(text == said for text, said in texts) > len(texts) / 2

    def _without_name(self, row: SheetRow) -> None:
        used = [each for each in self._columns.columns if each.field and each not in self.above()]
        if any(cell(row, each) for each in used if each.field != "note"):
            said = self.named.heading if self.named is not None else "a name"
            self._reader.problem(row, None, f"has no name in {said}")

    def _load(self, row: SheetRow, key: str, name: str, space: str | None) -> CordedDevice:
        around = self._reader.spaces[space] if space is not None else None
        feeds: list[str | None] = []
        owner = _Owner(key=key, name=name, space=space)
        cords = tuple(self._cord(row, side, owner, feeds) for side in self.sides)
        inside = around.within if around is not None and around.name == name else space
        return CordedDevice(
            key=key,
            name=name,
            apart=(around.name, *around.apart) if around is not None else (),
            back=self._reader.back(row, "load", name, inside),
            cords=cords,
            space=space,
            draw=self._draw(row, feeds),
            count=self._reader.count(row),
        )

    def _draw(self, row: SheetRow, feeds: list[str | None]) -> float | None:
        """Return the power of all sides: stated as a whole, else added up over them; else by the plate."""
        feed = next((self._reader.feeds[key] for key in feeds if key is not None), None)
        for field in ("power", "maximum"):
            whole = self._reader.watts(row, field, feed=feed)
            sides = [self._reader.watts(row, field, side, feed) for side in self.sides if side]
            stated = [each for each in sides if each is not None]
            if whole is None and stated:
                whole = sum(stated)
            if whole is not None:
                if field == "maximum":
                    self._reader.assume(
                        "the power of loads is the most that they may draw: no other is stated"
                    )
                return whole
        return None

    # -- cords -----------------------------------------------------------------------------

    def _cord(self, row: SheetRow, side: str, owner: _Owner, feeds: list[str | None]) -> Cord:
        texts = {field: cell(row, self._columns.get(field, side)) for field in _LEADING}
        if all(cells.is_absent(text) for text in texts.values()):
            return Cord(name=side, state=_absent(texts.values()))
        panel, circuit = self._panel_and_circuit(row, side, texts)
        pdu = "" if cells.is_absent(texts["pdu"]) or not self._has_panels else texts["pdu"]
        rack = owner.space if self._is_rack(owner.space) else None
        at = Hanging(
            panel=panel, circuit=circuit, side=side, of=owner.name, owner=owner.key, rack=rack,
            called=f"{pdu} feed" if pdu else "",
        )  # fmt: skip
        key = self._reader.feed(row, at) if panel else None
        feeds.append(key)
        if not pdu:
            state: CordState = "documented" if key is not None else "undocumented"
            return Cord(name=side, to=key, state=state, passes_through=texts["circuit"])
        return Cord(name=side, to=self._strip(row, side, texts, key, owner.space), state="documented")

    def _panel_and_circuit(self, row: SheetRow, side: str, texts: dict[str, str]) -> tuple[str, str]:
        """Return the panel and the circuit of a side, "" for what is not said."""
        said = {field: "" if cells.is_absent(text) else text for field, text in texts.items()}
        if not self._has_panels:
            return said["pdu"], ""
        circuit = said["circuit"] or said["feed"]
        if self._columns.get("panel", side) or self._columns.get("panel"):
            panel = said["panel"] or ("" if side else self._reader.text(row, "panel"))
            if circuit and not panel:
                self._reader.remark("circuits without a panel feed nothing", f"row {row.number}")
            return panel, circuit
        if said["feed"] and said["circuit"]:
            return said["feed"], said["circuit"]
        if (parted := _WITH_CIRCUIT.match(circuit)) is not None:
            return parted[1] or parted[3], parted[2] or parted[4]
        return circuit, ""

    def _is_rack(self, space: str | None) -> bool:
        return space is not None and self._reader.spaces[space].kind == "rack"

    def _strip(
        self, row: SheetRow, side: str, texts: dict[str, str], feed: str | None, space: str | None
    ) -> str:
        """Return the key of a PDU: in one rack it hangs on one feed, in two racks two may have one name."""
        name = texts["pdu"]
        absent = _absent(texts[field] for field in ("panel", "circuit", "feed"))
        cord = Cord(
            to=feed, state="documented" if feed is not None else absent, passes_through=texts["circuit"]
        )
        for known in (each for each in self.strips.values() if each.name == name):
            if feed is None or known.cord.to == feed:
                return known.key
            if known.space == space and known.cord.to is None:
                self.strips[known.key] = replace(known, cord=cord)
                return known.key
            if known.space == space:
                here, there = self._reader.feeds[feed].name, self._reader.feeds[known.cord.to or ""].name
                self._reader.problem(
                    row, self._columns.get("pdu", side), f"hangs on {here} here, on {there} elsewhere"
                )
                return known.key
        return self._new_strip(row, name, cord, space)

    def _new_strip(self, row: SheetRow, name: str, cord: Cord, space: str | None) -> str:
        where = self._reader.spaces[space].name if space is not None else ""
        is_second = any(each.name == name for each in self.strips.values())
        key = f"pdu {name} in {space}" if is_second else f"pdu {name}"
        back = self._reader.back(row, "pdu", f"{name} in {where}" if is_second else name)
        apart = (where,) if where else ()
        self.strips[key] = Strip(
            key=key, name=name, apart=apart, back=back, cord=cord, space=space, device=key
        )
        return key


def _is_sum(row: SheetRow, name: str) -> bool:
    """Tell whether a row adds up others: it says so in place of a name, or without one."""
    return any(folded(text) in _SUMS for text in ((name,) if name else row.cells))


def _absent(texts: Iterable[str]) -> CordState:
    """Return why a cord leads nowhere: it is said that there is none, or nothing is said."""
    nothing = any(cells.says_nothing(text) for text in texts)
    return "not connected" if nothing else "undocumented"
