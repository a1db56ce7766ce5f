"""openDCIM's tables of power, each a CSV file of its name in one folder: fac_PowerPanel.csv and others.

A PDU has a panel and poles of its own, so that each is on a feed of its own; with FailSafe it is a transfer
switch between two panels, or between the PDUs that its inlets are plugged to. Panels stand below panels. A
device has as many supplies as PowerSupplyCount says: what no row plugs in is undocumented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal, TypeVar

from powercalc.errors import CallError, Place, Problem, SiteError
from powercalc.inventory.inventory_model import (
    Cord,
    CordedDevice,
    DistributionPanel,
    Intermediate,
    Inventory,
    InventoryEntry,
    PanelFeed,
    Remark,
    Space,
    Status,
    Strip,
    Uncorded,
)
from powercalc.inventory.table.cells import Amount, amount, folded
from powercalc.inventory.table.sheet_rows import read_sheet
from powercalc.site.places import as_counted

_NEEDED = ("fac_PowerPanel", "fac_PowerDistribution", "fac_PowerPorts", "fac_Device")
_COLUMNS = {
    "fac_PowerPanel": ("PanelID", "PanelLabel"),
    "fac_PowerDistribution": ("PDUID", "Label", "PanelID"),
    "fac_PowerPorts": ("DeviceID", "PortNumber", "ConnectedDeviceID"),
    "fac_Device": ("DeviceID", "Label"),
    "fac_Cabinet": ("CabinetID", "Location"),
}
_STATES: dict[str, Status] = {
    "": "active", "production": "active", "test": "active", "development": "active", "qa": "active",
    "reserved": "planned", "planned": "planned",
}  # fmt: skip
_GONE = frozenset(("disposed", "salvage", "spare"))
R = TypeVar("R", bound=InventoryEntry)


class _TableRow:
    """One row, by the names of its columns."""

    def __init__(self, file: str, number: int, texts: Mapping[str, str], problems: list[Problem]) -> None:
        self.file, self.number, self._texts, self._problems = file, number, texts, problems

    def text(self, column: str) -> str:
        """Return a cell, "" where there is no such column."""
        return self._texts.get(column.casefold(), "")

    def id(self, column: str) -> str:
        """Return the number of another row; "" for 0, which is none."""
        text = self.text(column)
        return "" if text in {"0", "NULL", "\\N"} else text

    def figure(self, column: str) -> float | None:
        """Return a figure above 0; None where there is none."""
        text = self.id(column)
        found = amount(text, "point") if text else None
        if isinstance(found, str):
            place = Place(file=self.file, line=self.number)
            self._problems.append(Problem(place=place, path=(column,), text=found, found=f'"{text}"'))
        return found.value if isinstance(found, Amount) and found.value > 0 else None


def is_opendcim(folder: Path) -> bool:
    """Tell whether a folder has openDCIM's tables."""
    return (folder / "fac_PowerPanel.csv").is_file()


def read_opendcim(folder: Path) -> Inventory:
    """Read a folder. Raises `CallError` for what is missing, `SiteError` for figures that are none."""
    missing = [f"{name}.csv" for name in _NEEDED if not (folder / f"{name}.csv").is_file()]
    if missing:
        raise CallError(f"{folder}: openDCIM's {', '.join(missing)} is not there")
    reader = _Folder(folder)
    inventory = reader.inventory()
    if reader.problems:
        raise SiteError(reader.problems)
    return inventory


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.problems: list[Problem] = []
        self._remarks: dict[str, list[str]] = {}
        self._panels = {row.id("PanelID"): row for row in self._rows("fac_PowerPanel")}
        self._pdus = {row.id("PDUID"): row for row in self._rows("fac_PowerDistribution")}
        self._devices = {row.id("DeviceID"): row for row in self._rows("fac_Device")}
        self._racks = {row.id("CabinetID"): row for row in self._rows("fac_Cabinet")}
        self._ports: dict[str, list[_TableRow]] = {}
        for row in self._rows("fac_PowerPorts"):
            self._ports.setdefault(row.id("DeviceID"), []).append(row)
        self._feeds: dict[str, PanelFeed] = {}

    def _rows(self, name: str) -> Iterator[_TableRow]:
        path = self._folder / f"{name}.csv"
        if not path.is_file():
            return
        sheet = read_sheet(path)
        head, *rows = sheet.rows
        names = [text.casefold() for text in head.cells]
        lacking = [each for each in _COLUMNS[name] if each.casefold() not in names]
        if lacking:
            raise CallError(
                f"{path.name}: there is no column {', '.join(lacking)}; there are {', '.join(head.cells)}"
            )
        for row in rows:
            texts = dict(zip(names, row.cells, strict=False))
            yield _TableRow(path.name, row.number, texts, self.problems)

    def _remark(self, text: str, concerns: str) -> None:
        self._remarks.setdefault(text, []).append(concerns)

    def inventory(self) -> Inventory:
        carriers = [self._carrier(name, row) for name, row in self._pdus.items()]
        loads = [load for name, row in self._devices.items() if (load := self._load(name, row)) is not None]
        return Inventory(
            name=self._folder.resolve().name,
            source="opendcim",
            came_from="openDCIM",
            spaces=_in_order(self._space(name, row) for name, row in self._racks.items()),
            panels=_in_order(self._panel(name, row) for name, row in self._panels.items()),
            feeds=_in_order(self._feeds.values()),
            strips=_in_order(each for each in carriers if isinstance(each, Strip)),
            intermediates=_in_order(each for each in carriers if isinstance(each, Intermediate)),
            loads=_in_order(loads),
            uncorded=_in_order(self._uncorded()),
            remarks=tuple(Remark(text=text, concerns=tuple(names)) for text, names in self._remarks.items()),
        )

    def _space(self, name: str, row: _TableRow) -> Space:
        return Space(
            key=f"cabinet {name}", name=row.text("Location"), kind="rack", back=f"opendcim: cabinet {name}"
        )

    def _panel(self, name: str, row: _TableRow) -> DistributionPanel:
        above = row.id("ParentPanelID")
        if above and above not in self._panels:
            self._remark("panels whose parent is not there", row.text("PanelLabel"))
        return DistributionPanel(
            key=f"panel {name}",
            name=row.text("PanelLabel"),
            back=f"opendcim: panel {name}",
            upstream_panel=f"panel {above}" if above in self._panels else None,
        )

    # -- carriers --------------------------------------------------------------------------

    def _carrier(self, name: str, row: _TableRow) -> Strip | Intermediate:
        device = self._devices.get(name)
        is_switch = row.id("FailSafe") != ""
        places = [("PanelID", "PanelPole"), *([("PanelID2", "PanelPole2")] if is_switch else [])]
        plugged = [cord for cord in self._plugged(name) if cord.is_documented]
        cords = plugged or [self._on_panel(name, row, *columns) for columns in places]
        key, label, back = f"pdu {name}", row.text("Label"), f"opendcim: device {name}"
        space = self._rack(row.id("CabinetID"))
        status = self._status(device) if device is not None else "active"
        if is_switch:
            return Intermediate(
                key=key, name=label, back=back, kind="ats", cords=tuple(cords), space=space, status=status
            )
        return Strip(
            key=key,
            name=label,
            back=back,
            cord=cords[0],
            more_cords=tuple(cords[1:]),
            space=space,
            device=key,
            status=status,
        )

    def _on_panel(self, name: str, row: _TableRow, panel: str, pole: str) -> Cord:
        """Return the cord of a PDU to its own feed of a panel."""
        above = row.id(panel)
        if above not in self._panels:
            return Cord(name=panel, state="undocumented")
        which = "" if panel == "PanelID" else " 2"
        key, poles = f"feed {name}{which}", row.id(pole)
        self._feeds[key] = PanelFeed(
            key=key,
            name=f"{row.text('Label')} feed{which}",
            apart=(self._panels[above].text("PanelLabel"),),
            back=f"opendcim: feed{which} of device {name}",
            panel=f"panel {above}",
            rack=self._rack(row.id("CabinetID")),
            voltage=self._panels[above].figure("PanelVoltage"),
            amperage=row.figure("BreakerSize"),
            phases=_phases(poles),
        )
        return Cord(name=panel, to=key, state="documented", passes_through=poles)

    def _plugged(self, name: str) -> Iterator[Cord]:
        """Yield the cords that the rows of a device plug in."""
        rows = sorted(self._ports.get(name, ()), key=lambda row: as_counted(row.text("PortNumber")))
        for row in rows:
            to, label = row.id("ConnectedDeviceID"), row.text("Label") or row.text("PortNumber")
            if to and to not in self._pdus:
                self._remark("cords to what is no PDU", f"device {name}, {label}")
            known = to in self._pdus
            yield Cord(
                name=label,
                to=f"pdu {to}" if known else None,
                state="documented" if known else "undocumented",
                passes_through=row.id("ConnectedPort"),
            )

    # -- loads -----------------------------------------------------------------------------

    def _load(self, name: str, row: _TableRow) -> CordedDevice | None:
        if name in self._pdus or folded(row.text("Status")) in _GONE:
            return None
        cords = list(self._plugged(name))
        supplies = int(row.figure("PowerSupplyCount") or 0)
        cords += [Cord(name=f"supply {number + 1}") for number in range(len(cords), min(supplies, 64))]
        if not cords:
            return None
        rack = row.id("Cabinet")
        return CordedDevice(
            key=f"device {name}",
            name=row.text("Label"),
            apart=tuple(filter(None, (self._racks[rack].text("Location") if rack in self._racks else "",))),
            back=f"opendcim: device {name}",
            cords=tuple(cords),
            space=self._rack(rack),
            status=self._status(row),
            draw=row.figure("NominalWatts"),
        )

    def _uncorded(self) -> Iterator[Uncorded]:
        """Yield what has no supply: a blade hangs on its chassis."""
        for name, row in self._devices.items():
            has_none = row.figure("PowerSupplyCount") is None and name not in self._ports
            if name not in self._pdus and has_none:
                chassis = self._devices.get(row.id("ParentDevice"))
                yield Uncorded(
                    key=f"device {name}",
                    name=row.text("Label"),
                    back=f"opendcim: device {name}",
                    space=self._rack(row.id("Cabinet")),
                    carrier=chassis.text("Label") if chassis is not None else "",
                )

    def _rack(self, name: str) -> str | None:
        return f"cabinet {name}" if name in self._racks else None

    def _status(self, row: _TableRow) -> Status:
        text = folded(row.text("Status"))
        if text not in _STATES:
            self._remark(
                f'the status "{row.text("Status")}" is not known: taken as active', row.text("Label")
            )
        return _STATES.get(text, "active")


def _phases(poles: str) -> Literal[1, 3] | None:
    """Return how many phases poles are: "1-3-5" are three."""
    places = re.findall(r"\d+", poles)
    return None if not places else 3 if len(places) >= 3 else 1


def _in_order(things: Iterable[R]) -> tuple[R, ...]:
    return tuple(sorted(things, key=lambda each: as_counted(each.name)))
