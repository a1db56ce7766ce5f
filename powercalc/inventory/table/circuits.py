"""One row a circuit, as in the schedule of a panel: breaker, rack, side, connected power."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from powercalc.inventory.inventory_model import Cord, CordedDevice
from powercalc.inventory.table import cells
from powercalc.inventory.table.cells import folded
from powercalc.inventory.table.headings import cell
from powercalc.inventory.table.sheet_rows import SheetRow
from powercalc.inventory.table.table_reader import Hanging, TableReader, filled

_SPARE = frozenset(("spare", "reserve", "libre", "free", "blank", "vide", "disponible"))


@dataclass(slots=True, kw_only=True)
class _Fed:
    """A rack, and its circuits so far."""

    row: SheetRow
    cords: list[tuple[str, Cord]] = field(default_factory=list)


class CircuitRows:
    """Reads rows; each is a feed, and those of one rack are the cords of one load."""

    def __init__(self, reader: TableReader) -> None:
        self._reader, self._columns = reader, reader.columns
        self.named = self._columns.get("rack") or self._columns.get("name") or self._columns.get("note")
        """The column of what a circuit feeds."""
        self._fed: dict[str, _Fed] = {}

    def loads(self) -> Iterator[CordedDevice]:
        """Yield a load for each rack."""
        above = self._columns.get("room"), self._columns.get("row"), self._columns.get("panel")
        for row in filled(self._columns.rows, above):
            self._read(row)
        for name, fed in self._fed.items():
            yield CordedDevice(
                key=f"rack {name}: load",
                name=name,
                back=self._reader.back(fed.row, "load", name),
                cords=tuple(cord for _, cord in sorted(fed.cords, key=lambda each: each[0])),
                space=self._reader.rack(fed.row, name),
            )

    def _read(self, row: SheetRow) -> None:
        panel, circuit = cell(row, self._columns.get("panel")), cell(row, self._columns.get("circuit"))
        name = cell(row, self.named)
        if cells.is_absent(name) or folded(name) in _SPARE:
            if circuit:
                self._reader.assume("circuits that feed nothing are left out", f"{panel} {circuit}")
            return
        if cells.is_absent(panel):
            self._reader.problem(
                row, self._columns.get("panel"), "is no panel: nothing says where it comes from"
            )
            return
        side = self._side(row)
        known = len(self._reader.feeds)
        at = Hanging(
            panel=panel,
            circuit="" if cells.is_absent(circuit) else circuit,
            side=side,
            of=name,
            owner=name,
            rack=self._reader.rack(row, name) if self._columns.get("rack") is not None else None,
        )
        key = self._reader.feed(row, at)
        feed = self._reader.feeds[key]
        if len(self._reader.feeds) == known:
            self._reader.assume("circuits that stand in several rows are one breaker", feed.name)
        cord = Cord(
            name=side,
            to=key,
            state="documented",
            allocated=self._reader.watts(row, "power", feed=feed),
            maximum=self._reader.watts(row, "maximum", feed=feed),
            passes_through=circuit,
        )
        self._fed.setdefault(name, _Fed(row=row)).cords.append((side, cord))

    def _side(self, row: SheetRow) -> str:
        text = cell(row, self._columns.get("side"))
        words = {"1": "A", "2": "B", "primary": "A", "principal": "A", "secours": "B", "redundant": "B"}
        return words.get(folded(text), text[-1:].upper() if len(text) <= 6 else text)
