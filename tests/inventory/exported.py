"""The lists of a made-up NetBox as its CSV export writes them: names and no references, all data.

Written after the columns of NetBox's tables (`dcim/tables`), and apart from what reads them: a device is
called by its name, with its asset tag behind it, or by its type and number; a rack with its facility's id
behind it; ends are "device > port" and "panel > feed", joined by a comma; templates escape what they print.
"""

from __future__ import annotations

import csv
import html
from collections.abc import Iterator
from pathlib import Path

from tests.inventory.answers import MadeUp, Row

_ENDS = {
    "dcim.powerport": "power-ports",
    "dcim.poweroutlet": "power-outlets",
    "dcim.powerfeed": "power-feeds",
}


def exported(made: MadeUp, folder: Path, *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """Write the lists into a folder."""
    folder.mkdir(exist_ok=True)
    for name, rows in _Export(made).lists():
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]) if rows else ["Name", "ID"], delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)
    return folder


def _rack(row: Row | None) -> str:
    if not row:
        return ""
    return f"{row['name']} ({row['facility_id']})" if row.get("facility_id") else str(row["name"])


def _device(row: Row) -> str:
    tag = row.get("asset_tag")
    if row["name"]:
        return f"{row['name']} ({tag})" if tag else str(row["name"])
    return f"Generic {row['device_type']['model']} ({tag or row['id']})"


def _component(row: Row) -> str:
    return f"{row['name']} ({row['label']})" if row.get("label") else str(row["name"])


def _name(row: Row | None) -> str:
    return str(row["name"]) if row else ""


class _Export:
    def __init__(self, made: MadeUp) -> None:
        self.tables = made.tables
        self.cables: dict[tuple[str, int], tuple[Row, list[Row]]] = {}
        for cable in self.tables["cables"]:
            ends = cable["a_terminations"], cable["b_terminations"]
            for near, far in (ends, ends[::-1]):
                for end in near:
                    self.cables[end["object_type"], end["object_id"]] = cable, far

    def lists(self) -> Iterator[tuple[str, list[Row]]]:
        for name, rows in self.tables.items():
            written = getattr(self, f"_{name.replace('-', '_')[:-1]}")
            yield name, [{"ID": row["id"], **written(row)} for row in rows]

    def _at(self, end: Row) -> Row:
        rows = self.tables[_ENDS[end["object_type"]]]
        return next(row for row in rows if row["id"] == end["object_id"])

    def _parent(self, end: Row) -> str:
        row = self._at(end)
        return _name(row["power_panel"]) if "power_panel" in row else _device(row["device"])

    def _cabled(self, sort: str, row: Row) -> Row:
        cable, far = self.cables.get((sort, row["id"]), (None, []))
        label = (cable.get("label") or f"#{cable['id']}") if cable else ""
        peers = ", ".join(f"{self._parent(end)} > {_component(self._at(end))}" for end in far)
        mark = str(bool(row.get("mark_connected")))
        return {"Mark Connected": mark, "Cable": label, "Cable Color": "", "Link Peers": peers}

    def _site(self, row: Row) -> Row:
        return {"Name": row["name"], "Slug": row["slug"], "Devices": 3}

    def _location(self, row: Row) -> Row:
        return {"Name": row["name"], "Site": _name(row["site"]), "Parent": _name(row.get("parent"))}

    def _rack(self, row: Row) -> Row:
        return {
            "Name": row["name"],
            "Site": _name(row["site"]),
            "Location": _name(row.get("location")),
            "Facility ID": row.get("facility_id"),
            "Tenant": "",
        }

    def _power_panel(self, row: Row) -> Row:
        own = {"Name": row["name"], "Site": _name(row["site"]), "Location": _name(row.get("location"))}
        return {**own, "Power Feeds": 2, "Fed from": row["custom_fields"].get("upstream", "")}

    def _power_feed(self, row: Row) -> Row:
        own = {
            "Name": row["name"],
            "Power Panel": _name(row["power_panel"]),
            "Rack": _rack(row.get("rack")),
            "Status": row["status"]["value"].capitalize(),
            "Type": row["type"]["value"].capitalize(),
            "Supply": row["supply"]["value"].upper(),
            "Voltage": row["voltage"],
            "Amperage": row["amperage"],
            "Phase": {"single-phase": "Single phase", "three-phase": "Three-phase"}[row["phase"]["value"]],
            "Max Utilization": f"{row['max_utilization']}%",
            "Site": _name(row["rack"]["site"]) if row.get("rack") else "",
        }
        return {**own, **self._cabled("dcim.powerfeed", row)}

    def _device(self, row: Row) -> Row:
        ports, outlets = (
            sum(each["device"]["id"] == row["id"] for each in self.tables[name])
            for name in ("power-ports", "power-outlets")
        )
        rack = row.get("rack")
        return {
            "Name": html.escape(row["name"]) if row["name"] else "Unnamed device",
            "Status": row["status"]["value"].capitalize(),
            "Tenant": _name(row.get("tenant")),
            "Site": _name(row["site"]),
            "Location": _name((rack or {}).get("location")),
            "Rack": _rack(rack),
            "Role": row["role"]["slug"],
            "Manufacturer": "Generic",
            "Type": row["device_type"]["model"],
            "Asset tag": row.get("asset_tag"),
            "Parent Device": _name(row.get("parent_device")),
            "Power ports": ports,
            "Power outlets": outlets,
        }

    def _power_port(self, row: Row) -> Row:
        own = {
            "Name": row["name"],
            "Device": _device(row["device"]),
            "Label": row.get("label"),
            "Maximum draw (W)": row["maximum_draw"],
            "Allocated draw (W)": row["allocated_draw"],
        }
        return {**own, **self._cabled("dcim.powerport", row), **self._of_device(row)}

    def _power_outlet(self, row: Row) -> Row:
        port = row["power_port"]
        own = {
            "Name": row["name"],
            "Device": _device(row["device"]),
            "Label": row.get("label"),
            "Status": (row.get("status") or {"value": "enabled"})["value"].capitalize(),
            "Power Port": _component(port) if port else "",
            "Feed leg": (row.get("feed_leg") or {"value": ""})["value"],
        }
        return {**own, **self._cabled("dcim.poweroutlet", row), **self._of_device(row)}

    def _of_device(self, row: Row) -> Row:
        device = row["device"]
        location = _name((device.get("rack") or {}).get("location"))
        status = device["status"]["value"].capitalize()
        return {
            "Device Location": location,
            "Device Site": _name(device["site"]),
            "Device Status": status,
        }

    def _cable(self, row: Row) -> Row:
        found: Row = {"Label": row.get("label"), "Status": row["status"]["value"].capitalize()}
        for side in "ab":
            ends = [self._at(end) for end in row[f"{side}_terminations"]]
            devices = {each["device"]["id"]: each["device"] for each in ends if "device" in each}
            racks = {_rack(each.get("rack") or each.get("device", {}).get("rack")) for each in ends}
            found[f"Termination {side.upper()}"] = ",".join(_component(each) for each in ends)
            found[f"Device {side.upper()}"] = ",".join(_device(each) for each in devices.values())
            found[f"Rack {side.upper()}"] = ",".join(sorted(racks - {""}))
        return found
