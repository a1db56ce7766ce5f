"""One row a cord, with the columns of NetBox's bulk import of cables: a port, and what it is plugged to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from powercalc.inventory.inventory_model import (
    Cord,
    CordedDevice,
    CordState,
    Intermediate,
    IntermediateKind,
    Strip,
)
from powercalc.inventory.table.cells import folded
from powercalc.inventory.table.headings import cell
from powercalc.inventory.table.sheet_rows import SheetRow
from powercalc.inventory.table.table_reader import Hanging, TableReader
from powercalc.site.places import as_counted

_KINDS = {"powerport": "port", "poweroutlet": "outlet", "powerfeed": "feed"}
_STATES: dict[str, CordState] = {
    "": "documented", "connected": "documented", "planned": "planned", "decommissioning": "decommissioning",
}  # fmt: skip
_INTERMEDIATES: dict[str, IntermediateKind] = {"ats": "ats", "sts": "sts", "ups": "ups", "onduleur": "ups"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """One end of a cable."""

    kind: str
    device: str
    name: str
    panel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inlet:
    """A cord as a row has it."""

    row: SheetRow
    port: str
    source: _End
    state: CordState


class CordRows:
    """Reads rows; a device with outlets passes power on, any other one with ports is a load."""

    def __init__(self, reader: TableReader) -> None:
        self._reader, self._columns = reader, reader.columns
        self._inlets: dict[str, list[_Inlet]] = {}
        self._carriers: dict[str, SheetRow] = {}
        self._ports: dict[tuple[str, str], int] = {}
        self.strips: dict[str, Strip] = {}
        self.intermediates: dict[str, Intermediate] = {}
        for row in self._columns.rows:
            self._read(row)
        self._is_topped = any(device in self._inlets for device in self._carriers)

    def loads(self) -> Iterator[CordedDevice]:
        """Yield each device that passes no power on."""
        for device, row in self._carriers.items():
            self._carrier(device, row)
        for device, inlets in self._inlets.items():
            if device not in self._carriers:
                yield CordedDevice(
                    key=f"device {device}",
                    name=device,
                    back=self._reader.back(inlets[0].row, "load", device),
                    cords=self._cords(inlets),
                )

    def _read(self, row: SheetRow) -> None:
        kind = folded(cell(row, self._columns.get("cable_type")))
        one, other = self._end(row, "from"), self._end(row, "to")
        if one is None or other is None:
            if kind in {"", "power"}:
                self._reader.assume("cables between other things than ports, outlets and feeds are left out")
            return
        port, source = (one, other) if one.kind == "port" else (other, one)
        if port.kind != "port" or source.kind == "port" or not (port.device and port.name):
            self._reader.problem(row, None, "joins no power port with an outlet or a feed")
            return
        if (port.device, port.name) in self._ports:
            first = self._ports[port.device, port.name]
            self._reader.problem(row, None, f"{port.device}, {port.name} has a cable in row {first} already")
            return
        self._ports[port.device, port.name] = row.number
        if source.kind == "outlet":
            self._carriers.setdefault(source.device, row)
        state = self._state(row)
        self._inlets.setdefault(port.device, []).append(
            _Inlet(row=row, port=port.name, source=source, state=state)
        )

    def _end(self, row: SheetRow, which: str) -> _End | None:
        kind = folded(cell(row, self._columns.get(f"{which}_type"))).rpartition(".")[2].replace(" ", "")
        if kind not in _KINDS:
            return None
        texts = {
            each: cell(row, self._columns.get(f"{which}_{each}")) for each in ("device", "name", "panel")
        }
        return _End(kind=_KINDS[kind], **texts)

    def _state(self, row: SheetRow) -> CordState:
        text = cell(row, self._columns.get("status"))
        if folded(text) not in _STATES:
            self._reader.remark(
                f'the status "{text}" of a cable is not known: taken as connected', f"row {row.number}"
            )
        return _STATES.get(folded(text), "documented")

    def _carrier(self, device: str, row: SheetRow) -> None:
        """Note what passes power on: a switch or a UPS by its name, else a strip."""
        inlets = self._inlets.get(device, [])
        if not inlets and not self._is_topped:
            return
        words = re.split(r"[^a-z]+", folded(device))
        kind = next((_INTERMEDIATES[word] for word in words if word in _INTERMEDIATES), None)
        back = self._reader.back(row, "device", device)
        cords = self._cords(inlets) or (Cord(state="undocumented"),)
        key = f"carrier {device}"
        if kind is not None:
            self.intermediates[key] = Intermediate(key=key, name=device, back=back, kind=kind, cords=cords)
            return
        if len(cords) > 1:
            self._reader.remark(
                "of PDUs with several inlets nothing says which outlets hang on which", device
            )
        self.strips[key] = Strip(
            key=key, name=device, back=back, cord=cords[0], more_cords=cords[1:], device=key
        )

    def _cords(self, inlets: list[_Inlet]) -> tuple[Cord, ...]:
        ordered = sorted(inlets, key=lambda each: as_counted(each.port))
        return tuple(
            Cord(name=each.port, to=self._source(each), state=each.state, passes_through=each.source.name)
            for each in ordered
        )

    def _source(self, inlet: _Inlet) -> str:
        """Return the key of what a cord is on; a PDU that no row feeds stands for a panel."""
        source = inlet.source
        if source.kind == "feed":
            panel = source.panel or source.device or "panel"
            return self._reader.feed(inlet.row, _hanging(panel, source.name))
        if self._is_topped or source.device in self._inlets:
            return f"carrier {source.device}"
        self._reader.assume("PDUs that no row feeds are panels of the upstream file", source.device)
        return self._reader.feed(inlet.row, _hanging(source.device, f"{source.device} outlets"))


def _hanging(panel: str, circuit: str) -> Hanging:
    return Hanging(panel=panel, circuit=circuit, side="", of=circuit, owner=circuit)
