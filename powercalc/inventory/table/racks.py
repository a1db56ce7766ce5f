"""One row a rack or a server: its feeds side by side, A and B, with panels, breakers and PDUs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from powercalc.inventory.inventory_model import Cord, CordedDevice, CordState, Strip
from powercalc.inventory.table import cells
from powercalc.inventory.table.cells import folded
from powercalc.inventory.table.columns import TableColumn, cell
from powercalc.inventory.table.sheet import SheetRow
from powercalc.inventory.table.table_reader import TableReader, filled

_LEADING = ("feed", "panel", "circuit", "pdu")
"""What says where a side hangs."""
_SUMS = frozenset(("total", "totaux", "totals", "somme", "sum", "sous-total", "subtotal"))
_WITH_CIRCUIT = re.compile(r"^(.+?)\s*[/:]\s*(\S.*)$|^(.+?)\s+([A-Za-z]{0,3}\d+)$")


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
        for row in filled(self._columns.rows, self.above()):
            name = cell(row, self.named)
            if _is_sum(row, name) or self._repeats_the_headings(row):
                self._reader.assume("rows that are sums or headings are left out", f"row {row.number}")
            elif not name:
                self._without_name(row)
            elif name in self._first:
                first = self._first[name].number
                self._reader.problem(row, self.named, f"stands in row {first} already", "each name once")
            else:
                self._first[name] = row
                yield self._load(row, name)

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

    def _load(self, row: SheetRow, name: str) -> CordedDevice:
        rack = cell(row, self._rack) if self._rack is not None else ""
        if rack:
            space: str | None = self._reader.rack(row, rack)
        elif self._rack is None and self._columns.get("name") is None:
            space = self._reader.rack(row, name)
        else:
            space = self._reader.place(row)
        feeds: list[str | None] = []
        cords = tuple(self._cord(row, side, name, space, feeds) for side in self.sides)
        return CordedDevice(
            key=f"row {row.number}",
            name=name,
            apart=(rack,) if rack else (),
            back=self._reader.back(row, f"load {name}"),
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

    def _cord(self, row: SheetRow, side: str, name: str, space: str | None, feeds: list[str | None]) -> Cord:
        texts = {field: cell(row, self._columns.get(field, side)) for field in _LEADING}
        if all(cells.is_absent(text) for text in texts.values()):
            return Cord(name=side, state=_absent(texts.values()))
        panel, circuit = self._panel_and_circuit(row, side, texts)
        pdu = "" if cells.is_absent(texts["pdu"]) or not self._has_panels else texts["pdu"]
        called = f"{pdu} feed" if pdu else ""
        key = self._reader.feed(row, panel, circuit, side, name, called=called) if panel else None
        feeds.append(key)
        if not pdu:
            state: CordState = "documented" if key is not None else "undocumented"
            return Cord(name=side, to=key, state=state, passes_through=texts["circuit"])
        return Cord(name=side, to=self._strip(row, side, texts, key, space), state="documented")

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

    def _strip(
        self, row: SheetRow, side: str, texts: dict[str, str], feed: str | None, space: str | None
    ) -> str:
        """Return the key of a PDU; in all rows it hangs on the same feed."""
        key = f"pdu {texts['pdu']}"
        absent = _absent(texts[field] for field in ("panel", "circuit", "feed"))
        cord = Cord(
            to=feed, state="documented" if feed is not None else absent, passes_through=texts["circuit"]
        )
        found = Strip(
            key=key, name=texts["pdu"], back=self._reader.back(row, key), cord=cord, space=space, device=key
        )
        known = self.strips.setdefault(key, found)
        if known.cord.to is None and feed is not None:
            self.strips[key] = found
        elif feed is not None and known.cord.to != feed:
            other = self._reader.feeds[known.cord.to or ""].name
            column = self._columns.get("pdu", side)
            self._reader.problem(
                row, column, f"hangs on {self._reader.feeds[feed].name} here, on {other} elsewhere"
            )
        return key


def _is_sum(row: SheetRow, name: str) -> bool:
    """Tell whether a row adds up others: it says so in place of a name, or without one."""
    return any(folded(text) in _SUMS for text in ((name,) if name else row.cells))


def _absent(texts: Iterable[str]) -> CordState:
    """Return why a cord leads nowhere: it is said that there is none, or nothing is said."""
    nothing = any(cells.says_nothing(text) for text in texts)
    return "not connected" if nothing else "undocumented"
