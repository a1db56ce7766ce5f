"""Exported lists, whose rows name each other, as the rows that the REST interface would have given.

A name finds its thing by what else the row states: of a rack the site and the location, of a device also the
rack at the end of its cable. What still fits several is told, and taken in the order of the ids or left out.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from powercalc.inventory.netbox.export_cables import CableEnds, LooseEnd
from powercalc.inventory.netbox.export_headings import Cells, choice, folded, is_yes
from powercalc.inventory.netbox.links import FEED, OUTLET, PORT
from powercalc.inventory.netbox.netbox_answers import Row
from powercalc.inventory.netbox.unjoined import Unjoined

Tables: TypeAlias = Mapping[str, list[Cells]]
_UNNAMED = "Unnamed device"


def joined(tables: Tables) -> tuple[dict[str, list[Row]], list[str]]:
    """Return the tables with references by id, and what could not be joined, in sentences."""
    joins = _Joins(tables)
    return dict(joins.tables()), list(joins.unjoined.sentences())


class _Joins:
    """The tables of an export by the names under which their rows name each other."""

    def __init__(self, tables: Tables) -> None:
        self._cells = tables
        self.unjoined = Unjoined()
        self._sites = _by((folded(each["name"]), each) for each in self._of("sites"))
        self._locations = _by((folded(each["name"]), each) for each in self._of("locations"))
        self._racks = _by((name, each) for each in self._of("racks") for name in _rack_names(each))
        self._panels = _by((folded(each["name"]), each) for each in self._of("power-panels"))
        self._devices = _by((name, each) for each in self._of("devices") for name in _device_names(each))
        self._at_ends = _by((folded(each["label"]) or f"#{each['id']}", each) for each in self._of("cables"))
        self._owners = {table: self._owned(table) for table in ("power-ports", "power-outlets")}
        self._at_feeds = self._devices_at_cables()

    def _of(self, table: str) -> list[Cells]:
        return self._cells.get(table, [])

    def tables(self) -> Iterator[tuple[str, list[Row]]]:
        """Yield each table with its rows."""
        yield (
            "sites",
            [
                {"id": each["id"], "name": each["name"], "slug": each.get("slug")}
                for each in self._of("sites")
            ],
        )
        yield "locations", [self._location_row(each) for each in self._of("locations")]
        yield "racks", [self._standing(each) for each in self._of("racks")]
        yield "power-panels", [self._panel_row(each) for each in self._of("power-panels")]
        yield "power-feeds", [row for each in self._of("power-feeds") if (row := self._feed_row(each))]
        yield "devices", [self._device_row(each) for each in self._of("devices")]
        yield "power-ports", [self._port_row(each) for each in self._of("power-ports")]
        yield "power-outlets", list(self._outlet_rows())
        yield "cables", list(CableEnds(self._ends(), self._at_ends, self.unjoined).cables())

    def _site(self, name: str) -> Row | None:
        if not name:
            return None
        found = self._sites.get(folded(name), [])
        return {"id": found[0]["id"] if found else f"site {name}", "name": name}

    def _location(self, name: str, site: str) -> Row | None:
        """Return a location of a site; of two of one name in it, the first."""
        if not name:
            return None
        found = [each for each in self._locations.get(folded(name), []) if _fits(each, "site", site)]
        if len(found) > 1:
            self.unjoined.add(
                "locations of one name in one site cannot be told apart; the first is taken", name
            )
        id_ = found[0]["id"] if found else f"location {site} {name}"
        return {"id": id_, "name": name, "site": self._site(site)}

    def _rack(self, name: str, asking: str, found: list[Cells]) -> Row | None:
        """Return the rack that a row names, of those that fit; none where several do."""
        if len(found) == 1:
            return {"id": found[0]["id"], "name": found[0]["name"]}
        if found:
            self.unjoined.add(f"racks of the name {name} cannot be told apart; left without a rack", asking)
        elif name:
            self.unjoined.add(f"there is no rack {name} in racks.csv", asking)
        return None

    def _racks_in(self, name: str, site: str, location: str) -> list[Cells]:
        """Return the racks of a name, as far as a site and a location tell them apart."""
        found = self._racks.get(folded(name), [])
        for key, stated in (("site", site), ("location", location)):
            found = [each for each in found if _fits(each, key, stated)] or found
        return found

    def _rack_of_feed(self, cells: Cells) -> Row | None:
        """Return the rack of a feed, which states no location: of several the one where its PDU stands."""
        found = self._racks_in(cells["rack"], cells.get("site", ""), "")
        if len(found) > 1:
            at_end = self._at_feeds.get(folded(cells["cable"]), ())
            places = [
                rack
                for each in at_end
                for rack in self._racks_in(each["rack"], each.get("site", ""), each.get("location", ""))
            ]
            found = [each for each in found if any(each is rack for rack in places)] or found
        return self._rack(cells["rack"], cells["name"], found)

    def _devices_at_cables(self) -> dict[str, list[Cells]]:
        """Return which devices each cable of a feed ends at."""
        of_feeds = {folded(cells["cable"]) for cells in self._of("power-feeds")} - {""}
        devices = {cells["id"]: cells for cells in self._of("devices")}
        found: dict[str, list[Cells]] = {}
        for cells in self._of("power-ports"):
            owner = self._owners["power-ports"].get(cells["id"], "")
            if folded(cells["cable"]) in of_feeds and owner:
                found.setdefault(folded(cells["cable"]), []).append(devices[owner])
        return found

    def _location_row(self, cells: Cells) -> Row:
        parent = self._location(cells.get("parent", ""), cells.get("site", ""))
        return {
            "id": cells["id"],
            "name": cells["name"],
            "slug": cells.get("slug"),
            "site": self._site(cells.get("site", "")),
            "parent": parent if parent and parent["id"] != cells["id"] else None,
        }

    def _standing(self, cells: Cells) -> Row:
        """Return what most rows have: number, name, site, location, tenant."""
        site = cells.get("site", "")
        tenant = cells.get("tenant", "")
        return {
            "id": cells["id"],
            "name": cells["name"],
            "site": self._site(site),
            "location": self._location(cells.get("location", ""), site),
            "tenant": {"name": tenant} if tenant else None,
        }

    def _panel_row(self, cells: Cells) -> Row:
        upstream = cells.get("upstream")
        return {**self._standing(cells), "custom_fields": {"upstream": upstream} if upstream else {}}

    def _feed_row(self, cells: Cells) -> Row | None:
        name, site = cells["name"], cells.get("site", "")
        panels = self._panels.get(folded(cells["power_panel"]), [])
        panels = [each for each in panels if _fits(each, "site", site)] or panels
        if len(panels) > 1:
            self.unjoined.add(
                f"panels of the name {cells['power_panel']} cannot be told apart; feeds left out", name
            )
            return None
        stated = {key: choice(cells.get(key, "")) for key in ("status", "type", "supply", "phase")}
        return {
            **self._standing(cells),
            **stated,
            "power_panel": {"id": panels[0]["id"] if panels else f"panel {cells['power_panel']}"},
            "rack": self._rack_of_feed(cells),
            "voltage": cells["voltage"],
            "amperage": cells["amperage"],
            "max_utilization": cells["max_utilization"].removesuffix("%").strip(),
        }

    def _device_row(self, cells: Cells) -> Row:
        site, location = cells.get("site", ""), cells.get("location", "")
        name = _device_name(cells)
        parents = self._devices.get(folded(cells.get("parent_device", "")), [])
        parents = [each for each in parents if _fits(each, "rack", cells["rack"])] or parents
        return {
            **self._standing(cells),
            "name": name or None,
            "status": choice(cells["status"]),
            "role": {"name": cells["role"]},
            "device_type": {"model": cells["device_type"]},
            "rack": self._rack(cells["rack"], name, self._racks_in(cells["rack"], site, location)),
            "parent_device": {"id": parents[0]["id"], "name": parents[0]["name"]} if parents else None,
        }

    def _port_row(self, cells: Cells) -> Row:
        return {
            "id": cells["id"],
            "name": cells["name"],
            "device": {"id": self._owners["power-ports"].get(cells["id"])},
            "maximum_draw": cells["maximum_draw"] or None,
            "allocated_draw": cells["allocated_draw"] or None,
            "mark_connected": is_yes(cells["mark_connected"]),
        }

    def _outlet_rows(self) -> Iterator[Row]:
        owners = self._owners["power-ports"]
        inlets = {
            (owners.get(each["id"]), name): each["id"]
            for each in reversed(self._of("power-ports"))
            for name in _end_names(each)
        }
        for cells in self._of("power-outlets"):
            owner = self._owners["power-outlets"].get(cells["id"])
            inlet = inlets.get((owner, folded(cells["power_port"])))
            if cells["power_port"] and inlet is None and owner is not None:
                self.unjoined.add(
                    f"there is no power port {cells['power_port']} in power-ports.csv", cells["device"]
                )
            yield {
                "id": cells["id"],
                "name": cells["name"],
                "device": {"id": owner},
                "power_port": {"id": inlet} if inlet else None,
                "feed_leg": cells["feed_leg"].lower() or None,
                "status": choice(cells.get("status", "")) or None,
            }

    def _ends(self) -> Iterator[LooseEnd]:
        """Yield all that a cable may end at."""
        for table, sort in (("power-ports", PORT), ("power-outlets", OUTLET)):
            for cells in self._of(table):
                yield LooseEnd.of(sort, cells, folded(cells["device"]), _end_names(cells))
        for cells in self._of("power-feeds"):
            yield LooseEnd.of(FEED, cells, folded(cells["power_panel"]), (folded(cells["name"]),))

    def _owned(self, table: str) -> dict[str, str]:
        """Return the device of each port or outlet, by the ids of both."""
        found: dict[str, str] = {}
        taken: dict[str, set[str]] = {}
        for cells in sorted(self._of(table), key=lambda each: int(each["id"])):
            devices = self._narrowed(cells, self._devices.get(folded(cells["device"]), []))
            if not devices:
                self.unjoined.add(
                    f"there is no device in devices.csv for what {table}.csv has", cells["device"]
                )
                continue
            name = folded(cells["name"])
            if len(devices) > 1:
                said = "devices of one name in one place: whose ports are whose is taken by their order"
                self.unjoined.add(said, cells["device"])
            free = (each for each in devices if _has_room(each, table, taken.get(each["id"], set()), name))
            owner = next(free, devices[0])["id"]
            taken.setdefault(owner, set()).add(name)
            found[cells["id"]] = owner
        return found

    def _narrowed(self, cells: Cells, devices: list[Cells]) -> list[Cells]:
        """Return those of devices of one name that a port may be of, by what it states of its device."""
        if len(devices) < 2:
            return devices
        for key, of in (
            ("site", "device_site"),
            ("location", "device_location"),
            ("status", "device_status"),
        ):
            devices = [each for each in devices if _fits(each, key, cells.get(of, ""))] or devices
        racks = self._racks_of_cable(cells)
        devices = [each for each in devices if folded(each["rack"]) in racks] or devices
        return sorted(devices, key=lambda each: int(each["id"]))

    def _racks_of_cable(self, cells: Cells) -> frozenset[str]:
        """Return where a cable says that the device of a port stands."""
        label, device = folded(cells["cable"]), folded(cells["device"])
        return frozenset(
            folded(cable.get(f"rack_{side}", ""))
            for cable in (self._at_ends.get(label, []) if label else [])
            for side in "ab"
            if folded(cable.get(f"device_{side}", "")) == device
        )


def _end_names(cells: Cells) -> tuple[str, ...]:
    """Return how a port or an outlet is called: by its name, or with its label behind it."""
    name, label = cells["name"], cells.get("label", "")
    return (folded(f"{name} ({label})"), folded(name)) if label else (folded(name),)


def _by(pairs: Iterable[tuple[str, Cells]]) -> dict[str, list[Cells]]:
    found: dict[str, list[Cells]] = {}
    for name, cells in pairs:
        rows = found.setdefault(name, [])
        if not any(each is cells for each in rows[-1:]):
            rows.append(cells)
    return found


def _fits(cells: Cells, key: str, stated: str) -> bool:
    """Tell whether a cell agrees with what is stated; where either is empty, it does."""
    own = cells.get(key, "")
    return not own or not stated or folded(own) == folded(stated)


def _has_room(device: Cells, table: str, taken: set[str], name: str) -> bool:
    count = device.get(table.replace("-", "_"), "")
    return name not in taken and not (count.isdecimal() and len(taken) >= int(count))


def _rack_names(cells: Cells) -> Sequence[str]:
    facility = cells.get("facility_id", "")
    return (folded(f"{cells['name']} ({facility})") if facility else folded(cells["name"]),)


def _device_names(cells: Cells) -> Iterator[str]:
    """Yield how other tables may call a device: with its asset tag, or by its type where it has no name."""
    name, tag = folded(_device_name(cells)), folded(cells.get("asset_tag", ""))
    if name:
        yield from (name, f"{name} ({tag})") if tag else (name,)
        return
    kind = folded(f"{cells.get('manufacturer', '')} {cells['device_type']}")
    for said in (kind, _in_chassis(cells)):
        yield from (said, *(f"{said} ({each})" for each in (tag, cells["id"]) if each))


def _device_name(cells: Cells) -> str:
    """Return the name of a device; of one without, "", though its list calls it by its chassis."""
    name = html.unescape(cells["name"])
    return "" if name in {_UNNAMED, _in_chassis(cells)} else name


def _in_chassis(cells: Cells) -> str:
    return folded(f"{cells.get('virtual_chassis', '')}:{cells.get('vc_position', '')}")
