"""The answers of a made-up NetBox, as small as a case needs."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import Any

from powercalc.inventory.inventory_model import Inventory
from powercalc.inventory.netbox.netbox_answers import Answers
from powercalc.inventory.netbox.netbox_inventory import netbox_inventory

Row = dict[str, Any]


class MadeUp:
    """Panels, feeds, racks and devices, plugged together by `plug`."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = {
            name: []
            for name in (
                "sites", "locations", "racks", "power-panels", "power-feeds", "devices", "power-ports",
                "power-outlets", "cables",
            )
        }  # fmt: skip
        self._number = count(1)
        self.site = self.add("sites", name="S", slug="s")

    def add(self, table: str, **keys: Any) -> Row:
        row = {"id": next(self._number), **keys}
        self.tables[table].append(row)
        return row

    def rack(self, name: str, location: Row | None = None) -> Row:
        return self.add("racks", name=name, site=self.site, location=location)

    def panel(self, name: str, **keys: Any) -> Row:
        stated: Row = {"site": self.site, "location": None, "custom_fields": {}}
        return self.add("power-panels", name=name, **{**stated, **keys})

    def feed(self, panel: Row, name: str, rack: Row | None = None, **keys: Any) -> Row:
        stated = {
            "status": {"value": "active"},
            "type": {"value": "primary"},
            "supply": {"value": "ac"},
            "phase": {"value": "single-phase"},
            "voltage": 230,
            "amperage": 16,
            "max_utilization": 80,
        }
        return self.add("power-feeds", name=name, power_panel=panel, rack=rack, **{**stated, **keys})

    def device(
        self,
        name: str | None,
        rack: Row | None = None,
        *,
        role: str = "server",
        ports: tuple[str, ...] = (),
        **keys: Any,
    ) -> Row:
        stated = {"role": {"slug": role}, "device_type": {"model": "x"}, "status": {"value": "active"}}
        row = self.add("devices", name=name, rack=rack, site=self.site, **{**stated, **keys})
        for port in ports:
            self.port(row, port)
        return row

    def port(self, device: Row, name: str, **keys: Any) -> Row:
        stated = {"maximum_draw": 200, "allocated_draw": 100}
        return self.add("power-ports", device=device, name=name, **{**stated, **keys})

    def outlet(self, device: Row, name: str, port: Row | None, **keys: Any) -> Row:
        return self.add("power-outlets", device=device, name=name, power_port=port, **keys)

    def plug(self, *ends: tuple[str, Row] | Row, status: str = "connected") -> Row:
        """Join the first end with all others."""
        found = [self._end(each) for each in ends]
        return self.add(
            "cables",
            a_terminations=found[:1],
            b_terminations=found[1:],
            status={"value": status},
            type="power",
        )

    def _end(self, row: Any) -> Row:
        tables = ("power-ports", "power-outlets", "power-feeds")
        table = next(name for name in tables if any(each is row for each in self.tables[name]))
        return {"object_type": f"dcim.{table.replace('-', '')[:-1]}", "object_id": row["id"]}

    def pdu(self, name: str, rack: Row | None, feed: Row | None, outlets: int = 4) -> list[Row]:
        """Add a PDU on a feed and return its outlets."""
        device = self.device(name, rack, role="pdu")
        inlet = self.port(device, "Input", maximum_draw=None, allocated_draw=None)
        if feed is not None:
            self.plug(feed, inlet)
        return [self.outlet(device, f"C13 {number}", inlet) for number in range(1, outlets + 1)]

    def server(self, name: str | None, rack: Row | None, *outlets: Row | None, **keys: Any) -> Row:
        """Add a device with one cord to each outlet; None for a cord that leads nowhere."""
        device = self.device(name, rack, **keys)
        for number, outlet in enumerate(outlets, start=1):
            port = self.port(device, f"PSU{number}")
            if outlet is not None:
                self.plug(port, outlet)
        return device

    def inventory(self, **keys: Any) -> Inventory:
        return netbox_inventory(Answers(tables=json.loads(json.dumps(self.tables))), **keys)

    def written(self, folder: Path) -> Path:
        """Write the answers into a folder."""
        folder.mkdir(exist_ok=True)
        for name, rows in self.tables.items():
            answer = {"count": len(rows), "next": None, "previous": None, "results": rows}
            (folder / f"{name}.json").write_text(json.dumps(answer), encoding="utf-8")
        return folder


def two_sides() -> tuple[MadeUp, Row, list[Row], list[Row]]:
    """Return a rack with a PDU on each of two panels: the rack, and the outlets of A and of B."""
    made = MadeUp()
    rack = made.rack("R1")
    sides = []
    for side in "AB":
        panel = made.panel(f"PP-{side}")
        sides.append(made.pdu(f"pdu-{side.lower()}", rack, made.feed(panel, f"F-{side}", rack)))
    return made, rack, sides[0], sides[1]
