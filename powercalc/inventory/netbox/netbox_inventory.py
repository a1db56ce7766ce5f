"""From the answers of a NetBox to an inventory: the mapping, and nothing judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from powercalc.inventory.inventory_model import (
    Cord,
    CordedDevice,
    CordState,
    DistributionPanel,
    Intermediate,
    Inventory,
    Leg,
    PanelFeed,
    Remark,
    Status,
    Strip,
    Uncorded,
)
from powercalc.inventory.netbox.fields import amount, counted, positive, ref, text, word
from powercalc.inventory.netbox.kind_lookup import STATUSES, DeviceSort, KindLookup
from powercalc.inventory.netbox.links import FEED, OUTLET, PORT, Link, Links
from powercalc.inventory.netbox.netbox_answers import Answers, Row
from powercalc.inventory.netbox.spaces import Spaces

_PHASES: dict[str, Literal[1, 3]] = {"single-phase": 1, "three-phase": 3}
_LEGS: dict[str, Leg] = {"a": "A", "b": "B", "c": "C"}
_SWITCHING: dict[DeviceSort, Literal["ats", "sts", "ups"]] = {"ats": "ats", "sts": "sts", "ups": "ups"}
_DEAD_OUTLETS = {"faulty", "disabled"}


def netbox_inventory(answers: Answers, *, name: str = "NetBox", site: str | None = None) -> Inventory:
    """Return what a NetBox knows of the power, of all its sites or of one.

    `name` is of the whole where no site gives it. Raises `CallError` where there is no such site.
    """
    return _InventoryReader(answers).inventory(name, site)


class _InventoryReader:
    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.sorts = KindLookup(answers)
        self.links = Links(answers, self.sorts)
        self.spaces = Spaces(answers)
        self.remarks: dict[tuple[str, str], list[str]] = {}
        self.devices = {ref(row) or "": row for row in answers.rows("devices")}
        self.feeds = {ref(row) or "": row for row in answers.rows("power-feeds")}
        self.outlets = {ref(row) or "": row for row in answers.rows("power-outlets")}
        self.ports_of = _by_device(answers.rows("power-ports"))
        self.outlets_of = _by_device(answers.rows("power-outlets"))
        self.room = {id_: self.spaces.of(row) for id_, row in self.devices.items()}
        self.sort = {id_: self.sorts.of(row) for id_, row in self.devices.items()}

    def inventory(self, name: str, site: str | None) -> Inventory:
        """Return what stands in a site, or everywhere."""
        chosen = None if site is None else self.spaces.chosen(site)
        devices = [(id_, row) for id_, row in self.devices.items() if self._is_in(self.room[id_], chosen)]
        devices.sort(
            key=lambda each: (self.spaces.sort_key(self.room[each[0]]), counted(text(each[1])), each[0])
        )
        panels = tuple(self._panels(chosen))
        feeds = tuple(self._feeds({panel.key for panel in panels}, chosen))
        known = {feed.key for feed in feeds}
        strips, intermediates, loads, uncorded = self._sorted_out(devices, known)
        return Inventory(
            name=self._name(panels, chosen) or name,
            source="netbox",
            came_from=self.answers.came_from,
            spaces=self.spaces.ordered(),
            panels=panels,
            feeds=feeds,
            strips=strips,
            intermediates=intermediates,
            loads=loads,
            uncorded=uncorded,
            panels_elsewhere=self._elsewhere({panel.key for panel in panels}),
            remarks=tuple(self._told()),
        )

    def _is_in(self, space: str | None, chosen: str | None) -> bool:
        return chosen is None or chosen in self.spaces.around(space)

    def _name(self, panels: Iterable[DistributionPanel], chosen: str | None) -> str:
        """Return the name of the one site that has panels."""
        if chosen is not None:
            return self.spaces.name(chosen)
        outermost = {tuple(self.spaces.around(panel.space))[-1] for panel in panels if panel.space}
        return self.spaces.name(outermost.pop()) if len(outermost) == 1 else ""

    def _panels(self, chosen: str | None) -> Iterator[DistributionPanel]:
        rows = self.answers.rows("power-panels")
        above = {
            ref(feed.get("destination_panel")): ref(feed.get("power_panel")) for feed in self.feeds.values()
        }
        for row in sorted(rows, key=lambda row: (counted(text(row)), str(ref(row)))):
            space = self.spaces.of(row, rack=False)
            if self._is_in(space, chosen):
                id_, custom = ref(row) or "", row.get("custom_fields")
                upstream = custom.get("upstream") if isinstance(custom, dict) else None
                yield DistributionPanel(
                    key=f"panel {id_}",
                    name=text(row),
                    apart=self._apart(row, space),
                    back=f"netbox: power panel {id_}",
                    space=space,
                    upstream=text(upstream) or None,
                    upstream_panel=f"panel {above[id_]}" if above.get(id_) else None,
                )

    def _elsewhere(self, panels: set[str]) -> tuple[str, ...]:
        rows = self.answers.rows("power-panels")
        return tuple(text(row) for row in rows if f"panel {ref(row)}" not in panels)

    def _apart(self, row: Row, space: str | None) -> tuple[str, ...]:
        """Return what tells a thing from others of its name: its tenant, then where it stands."""
        names = (text(row.get("tenant")), *(self.spaces.name(each) for each in self.spaces.around(space)))
        return tuple(name for name in names if name)

    def _feeds(self, panels: set[str], chosen: str | None) -> Iterator[PanelFeed]:
        rows = [row for row in self.feeds.values() if not ref(row.get("destination_panel"))]
        names = {ref(row): text(row) for row in self.answers.rows("power-panels")}
        for row in sorted(
            rows, key=lambda row: (counted(text(row)), counted(names.get(ref(row.get("power_panel")), "")))
        ):
            id_, panel = ref(row) or "", ref(row.get("power_panel"))
            rack = self.spaces.of({"rack": row.get("rack")})
            if f"panel {panel}" not in panels:
                if chosen is None:
                    self._remark("power feeds name a panel that the answers do not have; left out", text(row))
                continue
            yield self._feed(row, id_, f"panel {panel}", names.get(panel, ""), rack)

    def _feed(self, row: Row, id_: str, panel: str, of: str, rack: str | None) -> PanelFeed:
        volts, share = amount(row.get("voltage")), positive(row.get("max_utilization"))
        side = word(row.get("power_path")).upper()
        return PanelFeed(
            key=f"feed {id_}",
            name=text(row),
            apart=(of, *self._apart(row, rack)),
            back=f"netbox: power feed {id_}",
            panel=panel,
            rack=rack,
            status=self._status(row, "power feeds"),
            voltage=abs(volts) if volts else None,
            amperage=positive(row.get("amperage")),
            phases=_PHASES.get(word(row.get("phase"))),
            is_dc=word(row.get("supply")) == "dc",
            permitted=share / 100 if share and share <= 100 else None,
            role=word(row.get("type")),
            side=side if side in {"A", "B"} else "",
        )

    def _status(self, row: Row, of: str) -> Status:
        said = self.sorts.status(row.get("status"))
        if said not in STATUSES:
            self._remark(
                f'{of} have the status "{said}", which is not known here; taken as active', text(row)
            )
        return STATUSES.get(said, "active")

    def _sorted_out(
        self, devices: list[tuple[str, Row]], feeds: set[str]
    ) -> tuple[tuple[Strip, ...], tuple[Intermediate, ...], tuple[CordedDevice, ...], tuple[Uncorded, ...]]:
        strips: list[Strip] = []
        intermediates: list[Intermediate] = []
        loads: list[CordedDevice] = []
        uncorded: list[Uncorded] = []
        for id_, row in devices:
            sort, ports, outlets = (
                self.sorts.of(row),
                self.ports_of.get(id_, []),
                self.outlets_of.get(id_, []),
            )
            if sort in _SWITCHING and (ports or outlets):
                intermediates.append(self._intermediate(id_, row, _SWITCHING[sort], feeds))
            elif outlets or (sort == "pdu" and ports):
                strips += self._strips(id_, row, feeds)
            elif ports:
                loads.append(self._load(id_, row, feeds, is_cooler=sort == "cooler"))
            else:
                uncorded.append(self._uncorded(id_, row))
        return tuple(strips), tuple(intermediates), tuple(loads), tuple(uncorded)

    def _recorded(self, id_: str, row: Row) -> dict[str, Any]:
        space = self.room[id_]
        return {
            "name": text(row.get("name")),
            "apart": self._apart(row, space),
            "back": f"netbox: device {id_}",
            "space": space,
        }

    def _intermediate(
        self, id_: str, row: Row, kind: Literal["ats", "sts", "ups"], feeds: set[str]
    ) -> Intermediate:
        cords = tuple(cord for port in self._ports(id_) for cord in self._cords(port, feeds))
        status = self._status(row, "devices")
        return Intermediate(
            key=f"device {id_}", kind=kind, cords=cords, status=status, **self._recorded(id_, row)
        )

    def _load(self, id_: str, row: Row, feeds: set[str], *, is_cooler: bool) -> CordedDevice:
        cords = tuple(cord for port in self._ports(id_) for cord in self._cords(port, feeds))
        return CordedDevice(
            key=f"device {id_}",
            cords=cords,
            status=self._status(row, "devices"),
            is_cooler=is_cooler,
            **self._recorded(id_, row),
        )

    def _uncorded(self, id_: str, row: Row) -> Uncorded:
        carrier = row.get("parent_device") or (row.get("parent_bay") or {}).get("device")
        above = self.devices.get(ref(carrier) or "", {})
        name = text(above) or text(carrier)
        return Uncorded(key=f"device {id_}", carrier=name, **self._recorded(id_, row))

    def _strips(self, id_: str, row: Row, feeds: set[str]) -> Iterator[Strip]:
        """Yield one strip per inlet that outlets hang on; of a PDU without any outlet, one per inlet."""
        outlets, ports = self.outlets_of.get(id_, []), self._ports(id_)
        hung = {ref(outlet.get("power_port")) for outlet in outlets}
        inlets = [port for port in ports if not outlets or ref(port) in hung]
        common = self._recorded(id_, row)
        status = self._status(row, "devices")
        for port in inlets:
            first, *more = self._cords(port, feeds)
            name = text(port)
            own = (
                {**common, "name": f"{common['name']} {name}", "apart": common["apart"]}
                if len(inlets) > 1
                else common
            )
            yield Strip(
                key=f"port {ref(port)}", cord=first, more_cords=tuple(more), device=id_, status=status, **own
            )
        if hung - {ref(port) for port in inlets}:
            own = {**common, "name": f"{common['name']} without inlet".strip()} if inlets else common
            yield Strip(
                key=f"device {id_} without inlet",
                cord=Cord(),
                device=id_,
                status=status,
                has_inlet=False,
                **own,
            )

    def _ports(self, id_: str) -> list[Row]:
        return sorted(self.ports_of.get(id_, []), key=lambda row: (counted(text(row)), str(ref(row))))

    def _cords(self, port: Row, feeds: set[str]) -> list[Cord]:
        """Return the cords of one inlet: mostly one; several where its cable has several far ends."""
        drawn: dict[str, Any] = {
            "name": text(port),
            "allocated": _watts(port.get("allocated_draw")),
            "maximum": _watts(port.get("maximum_draw")),
        }
        links = self.links.of(PORT, port)
        if not links:
            state: CordState = "outside" if port.get("mark_connected") is True else "undocumented"
            return [Cord(state=state, **drawn)]
        cords = [self._cord(link, feeds, drawn) for link in links]
        if len(cords) > 1:  # the inlet draws once, whatever it is plugged to
            share = {key: drawn[key] and drawn[key] / len(cords) for key in ("allocated", "maximum")}
            cords = [self._cord(link, feeds, {**drawn, **share}) for link in links]
        return cords

    def _cord(self, link: Link, feeds: set[str], drawn: dict[str, Any]) -> Cord:
        sort, id_ = link.to
        through = f"cable {link.cable}" if link.cable else ""
        if sort == FEED and f"feed {id_}" in feeds:
            return Cord(to=f"feed {id_}", state=link.state, passes_through=through, **drawn)
        outlet = self.outlets.get(id_) if sort == OUTLET else None
        device = ref(outlet.get("device")) if outlet else None
        if outlet is None or device not in self.devices:
            self._remark("cords lead to what the answers do not have; taken as undocumented", drawn["name"])
            return Cord(state="undocumented", passes_through=through, **drawn)
        dead = word(outlet.get("status")) in _DEAD_OUTLETS and link.state == "documented"
        return Cord(
            to=self._behind(outlet, device or ""),
            state="faulty" if dead else link.state,
            leg=_LEGS.get(word(outlet.get("feed_leg"))),
            passes_through=", ".join(filter(None, (text(outlet), through))),
            **drawn,
        )

    def _behind(self, outlet: Row, device: str) -> str:
        """Return the key of what an outlet belongs to."""
        if self.sort[device] in _SWITCHING:
            return f"device {device}"
        inlet = ref(outlet.get("power_port"))
        known = inlet is not None and any(ref(port) == inlet for port in self.ports_of.get(device, ()))
        return f"port {inlet}" if known else f"device {device} without inlet"

    def _remark(self, said: str, name: str) -> None:
        self.remarks.setdefault((said, ""), []).append(name)

    def _told(self) -> Iterator[Remark]:
        yield from (Remark(text=each) for each in self.answers.remarks)
        for said, number in self.links.unknown.items():
            cables = "1 cable has" if number == 1 else f"{number} cables have"
            yield Remark(text=f'{cables} the status "{said}", which is not known here; taken as connected')
        for cable, ends in self.links.many_ends:
            yield Remark(
                text=f"cable {cable} has {ends} ends",
                concerns=(f"cable {cable}",),
                what="cable-with-many-ends",
            )
        for (said, _), names in self.remarks.items():
            yield Remark(text=said, concerns=tuple(dict.fromkeys(names)))


def _by_device(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(ref(row.get("device")) or "", []).append(row)
    return found


def _watts(value: Any) -> float | None:
    found = amount(value)
    return found if found is not None and found >= 0 else None
