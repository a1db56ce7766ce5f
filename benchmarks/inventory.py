"""How long an import of an inventory takes, as the hall grows: `python -m benchmarks.inventory --racks 5000`.

The answers are made up in the shape that NetBox gives with `fields=`: per rack two feeds on two of the
panels, two PDUs of twelve outlets, six devices with two cords each, and here and there a cord that meets the
other, one that leads nowhere, a switch. They are written to a folder first, so that what is measured is what
a person waits for: reading, finding, writing, and checking the result as a site.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from powercalc.inventory.netbox.folder import read_folder
from powercalc.inventory.netbox.netbox_inventory import netbox_inventory
from powercalc.inventory.to_site import to_site

Row = dict[str, Any]
RACKS_A_PANEL = 20
DEVICES = 6


class Hall:
    """The rows of every table of a made-up hall."""

    def __init__(self, racks: int) -> None:
        self.tables: dict[str, list[Row]] = {}
        self._number = count(1)
        site = self._add("sites", name="Benchmark", slug="benchmark")
        panels = [
            self._add("power-panels", name=f"PP-{side}{number}", site=site, custom_fields={})
            for number in range(1, racks // RACKS_A_PANEL + 2)
            for side in "AB"
        ]
        for number in range(racks):
            at = 2 * (number // RACKS_A_PANEL)
            self._rack(number, site, panels[at : at + 2])

    def _add(self, table: str, **keys: Any) -> Row:
        row = {"id": next(self._number), **keys}
        self.tables.setdefault(table, []).append(row)
        return row

    def _rack(self, number: int, site: Row, panels: list[Row]) -> None:
        rack = self._add("racks", name=f"R{number:05}", site=site)
        sides = [self._side(rack, site, panel, side) for panel, side in zip(panels, "AB", strict=True)]
        for device in range(DEVICES):
            row = self._device(f"srv-{number:05}-{device}", rack, site, "server")
            for psu in range(2):
                port = self._port(row, f"PSU{psu + 1}", 100 + 50 * (device % 3))
                side = 0 if number % 50 == device == 1 else psu
                if number % 70 != 3 or device or psu:
                    self._plug(
                        "powerport", port, "poweroutlet", sides[side][device + DEVICES * (side != psu)]
                    )

    def _side(self, rack: Row, site: Row, panel: Row, side: str) -> list[Row]:
        feed = self._add(
            "power-feeds",
            name=f"{rack['name']}{side}",
            power_panel={"id": panel["id"]},
            rack={"id": rack["id"]},
            status={"value": "active"},
            type={"value": "primary"},
            supply={"value": "ac"},
            phase={"value": "three-phase"},
            voltage=400,
            amperage=32,
            max_utilization=80,
        )
        pdu = self._device(f"pdu-{rack['name']}-{side}", rack, site, "pdu")
        inlet = self._port(pdu, "Input", None)
        self._plug("powerfeed", feed, "powerport", inlet)
        return [
            self._add(
                "power-outlets",
                name=f"C13 {number}",
                device={"id": pdu["id"]},
                power_port={"id": inlet["id"]},
                feed_leg={"value": "ABC"[number % 3]},
            )
            for number in range(2 * DEVICES)
        ]

    def _device(self, name: str, rack: Row, site: Row, role: str) -> Row:
        named = {"id": rack["id"], "name": rack["name"]}
        return self._add(
            "devices",
            name=name,
            rack=named,
            site=site,
            role={"slug": role},
            device_type={"model": role},
            status={"value": "active"},
        )

    def _port(self, device: Row, name: str, watts: int | None) -> Row:
        drawn = {"allocated_draw": watts, "maximum_draw": watts}
        return self._add("power-ports", name=name, device={"id": device["id"]}, **drawn)

    def _plug(self, one: str, near: Row, other: str, far: Row) -> None:
        ends = [
            [{"object_type": f"dcim.{s}", "object_id": row["id"]}] for s, row in ((one, near), (other, far))
        ]
        self._add("cables", a_terminations=ends[0], b_terminations=ends[1], status={"value": "connected"})

    def write(self, folder: Path) -> None:
        """Write one file per table."""
        for name, rows in self.tables.items():
            answer = {"count": len(rows), "next": None, "previous": None, "results": rows}
            (folder / f"{name}.json").write_text(json.dumps(answer), encoding="utf-8")


def measured(racks: int) -> Iterator[str]:
    """Yield what took how long, [s] of processor time."""
    hall = Hall(racks)
    with tempfile.TemporaryDirectory() as name:
        hall.write(Path(name))
        start = time.process_time()
        answers = read_folder(Path(name))
        read = time.process_time()
        inventory = netbox_inventory(answers)
        mapped = time.process_time()
        result = to_site(inventory, None)
        first = time.process_time()
        again = to_site(inventory, None, before=result.text)
        second = time.process_time()
    assert again.text == result.text
    yield f"{racks:,} racks, {len(inventory.loads):,} devices, {len(hall.tables['power-outlets']):,} outlets"
    yield f"  read the answers     {read - start:6.1f} s"
    yield f"  make an inventory    {mapped - read:6.1f} s"
    yield f"  make and check a site{first - mapped:6.1f} s"
    yield f"  a first import       {first - start:6.1f} s, {len(result.text.splitlines()):,} lines"
    yield f"  a second over it     {second - first:6.1f} s more"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("--racks", type=int, nargs="*", default=[40, 500, 5000])
    for racks in parser.parse_args().racks:
        print("\n".join(measured(racks)), flush=True)


if __name__ == "__main__":
    main()
