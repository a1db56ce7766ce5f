"""From an inventory to the tables of a site file, in the order of the power's way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from powercalc.inventory.draws import drawn
from powercalc.inventory.ids import Ids
from powercalc.inventory.inventory_model import (
    Cord,
    CordedDevice,
    DistributionPanel,
    ImportChoices,
    Intermediate,
    Inventory,
    InventoryEntry,
    PanelFeed,
    Space,
    Strip,
)
from powercalc.inventory.wires_below import WiresBelow
from powercalc.site.toml_text import Heading, TomlTable, Value

OWN = frozenset(
    {
        "fed_by", "rating", "voltage", "phases", "power_factor", "max_utilization", "type", "count", "power",
        "undocumented_cords", "zone", "within", "kind", "name", "note",
    }
)  # fmt: skip
"""The keys that an import states; all others in a table are somebody's."""
TYPE = "panel-feed"


@dataclass(kw_only=True)
class SiteTables:
    """The tables that an inventory comes to, and which id each of its things has in them."""

    inventory: Inventory
    wires: WiresBelow
    choices: ImportChoices
    taken: frozenset[str] = frozenset()
    """Ids of the upstream file."""
    zones_above: frozenset[str] = frozenset()
    """Zones of the upstream file: a room of one of these names is that one."""
    has_breakers: bool = False
    """Whether the upstream file has breakers, or says something of all of them."""
    fed_by: Mapping[str, Value] = field(default_factory=dict)
    """What feeds each panel, by its key."""

    @cached_property
    def groups(self) -> tuple[tuple[CordedDevice, ...], ...]:
        """The loads that have power, those that are alike in one rack together."""
        found: dict[object, list[CordedDevice]] = {}
        for load in self.inventory.loads:
            if load.status == "active" and (cords := self.wires.feeding(load.cords)):
                to = tuple(cord.to for cord in cords)
                alike = (load.space, to, self._drawn(load), len(load.cords), self.undocumented(load))
                key = (*alike, load.is_cooler, load.key if load.is_cooler else None)
                found.setdefault(key, []).append(load)
        return tuple(map(tuple, found.values()))

    def _drawn(self, load: CordedDevice) -> float | None:
        return drawn(load, self.choices)

    def undocumented(self, load: CordedDevice) -> int:
        """Return how many of its cords nobody documented, up to a panel."""
        return sum(self.wires.why_dead(cord) in {"undocumented", "outside"} for cord in load.cords)

    @cached_property
    def carriers(self) -> tuple[PanelFeed | Strip | Intermediate, ...]:
        """What carries power to a load, from the panels down."""
        wanted = {cord.to for group in self.groups for cord in self.wires.feeding(group[0].cords)}
        waiting = list(wanted)
        while waiting:
            above = self.wires.cords_feeding(waiting.pop() or "")
            fresh = {cord.to for cord in above} - wanted
            wanted |= fresh
            waiting += fresh
        order = {key: at for at, key in enumerate(self.wires.carriers)}
        depth = self.wires.live
        keys = sorted(filter(None, wanted), key=lambda key: (depth[key], order[key]))
        return tuple(self.wires.carriers[key] for key in keys)

    @cached_property
    def ids(self) -> Mapping[str, str]:
        """The ids of panels, carriers and loads by their keys; those that are alike share one."""
        ids, found = Ids(self.taken), {}
        found.update(ids.given(self.inventory.panels, "panel"))
        for sort, unnamed in ((PanelFeed, "feed"), (Strip, "rack PDU"), (Intermediate, "switch")):
            found.update(ids.given([each for each in self.carriers if isinstance(each, sort)], unnamed))
        naming = [next((each for each in group if each.name), group[0]) for group in self.groups]
        found.update(ids.given(naming, "device"))
        for named, group in zip(naming, self.groups, strict=True):
            found.update(dict.fromkeys((each.key for each in group), found[named.key]))
        return found

    @cached_property
    def zones(self) -> Mapping[str, str]:
        """The names of the zones by the keys of spaces that something stands in."""
        spaces = {space.key: space for space in self.inventory.spaces}
        used: dict[str, None] = {}
        stood = [panel.space for panel in self.inventory.panels]
        stood += [each.space for each in self.carriers if not isinstance(each, PanelFeed)]
        stood += [group[0].space for group in self.groups]
        for space in stood:
            around = space
            while around is not None and around not in used:
                used[around] = None
                around = spaces[around].within
        outermost = [key for key in used if spaces[key].within is None]
        if len(outermost) == 1 and spaces[outermost[0]].kind == "site":
            used.pop(outermost[0])  # the file is about it
        spaces_used = [space for space in self.inventory.spaces if space.key in used]
        above = {space.key: space.name for space in spaces_used if space.name in self.zones_above}
        others = [space for space in spaces_used if space.key not in above]
        return above | Ids(self.zones_above).given(others, "room")

    def tables(self) -> Iterator[TomlTable]:
        """Yield them all."""
        yield from self._spaces()
        yield from self._of_feeds()
        panels = sorted(self.inventory.panels, key=self._panel_depth)
        yield from _sectioned(map(self._panel, panels), "Panels")
        yield from _by_section((f"Feeds of {self.ids[each.panel]}", self._feed(each)) for each in self._feeds)
        yield from _by_section(self._below())
        yield from _by_section(map(self._load, self.groups))

    @cached_property
    def _feeds(self) -> list[PanelFeed]:
        order = {panel.key: at for at, panel in enumerate(self.inventory.panels)}
        feeds = [each for each in self.carriers if isinstance(each, PanelFeed)]
        return sorted(feeds, key=lambda feed: order[feed.panel])

    def _spaces(self) -> Iterator[TomlTable]:
        names = self.zones
        spaces = [
            each for each in self.inventory.spaces if names.get(each.key, "") not in {"", *self.zones_above}
        ]
        yield from _by_section(("Rooms and racks", self._zone(space)) for space in spaces)

    def _zone(self, space: Space) -> TomlTable:
        kinds = {"site": "site", "room": "room"}
        keys: dict[str, Value] = {}
        if space.within in self.zones:
            keys["within"] = self.zones[space.within or ""]
        if space.kind in kinds:
            keys["kind"] = kinds[space.kind]
        return self._table(("zone", self.zones[space.key]), keys, (space,))

    def _table(
        self, heading: Heading, keys: dict[str, Value], things: tuple[InventoryEntry, ...]
    ) -> TomlTable:
        if things[0].back:
            keys["note"] = _note(things)
        return TomlTable(heading=heading, keys=keys, own=OWN)

    def _of_feeds(self) -> Iterator[TomlTable]:
        """Yield what most feeds have in common, once for all of them."""
        if not self._common:
            return
        heading: Heading = ("type", TYPE) if self.has_breakers else ("default", "breaker")
        keys: dict[str, Value] = {"kind": "breaker"} if self.has_breakers else {}
        comment = "Most feeds are alike. NetBox takes W for VA." if self.inventory.source == "netbox" else ""
        keys |= self._common
        yield TomlTable(
            heading=heading,
            keys=keys,
            section="What most feeds have in common",
            comment=comment,
            own=OWN,
        )

    @cached_property
    def _common(self) -> dict[str, Value]:
        """What of the feeds is commonest, all of it together."""
        counted = Counter(tuple(self._electrical(feed).items()) for feed in self._feeds)
        return dict(counted.most_common(1)[0][0]) if counted else {}

    def _electrical(self, feed: PanelFeed) -> dict[str, Value]:
        found: dict[str, Value] = {}
        if feed.amperage is None or feed.voltage is None:
            return found
        permitted = feed.permitted or 1.0
        amperes = feed.amperage * (permitted if self.choices.rating == "utilization" else 1.0)
        found |= {"rating": f"{amperes:g} A", "voltage": f"{feed.voltage:g} V", "phases": feed.phases or 1}
        found["power_factor"] = 1
        if feed.permitted is not None and self.choices.rating == "breaker":
            found["max_utilization"] = f"{100 * feed.permitted:g} %"
        return found

    def _panel_depth(self, panel: DistributionPanel) -> int:
        """Return how many panels are above a panel; those that hang on each other end somewhere."""
        above = {each.key: each.upstream_panel for each in self.inventory.panels}
        depth, at = 0, panel.upstream_panel
        while at is not None and depth < len(above):
            depth, at = depth + 1, above.get(at)
        return depth

    def _panel(self, panel: DistributionPanel) -> TomlTable:
        keys: dict[str, Value] = {"fed_by": self._above_panel(panel.key, panel.upstream_panel)}
        return self._table(("panel", self.ids[panel.key]), keys | self._zoned(panel.space), (panel,))

    def _above_panel(self, key: str, panel: str | None) -> Value:
        return self.fed_by.get(key) or self.ids.get(panel or "", "")

    def _feed(self, feed: PanelFeed) -> TomlTable:
        keys: dict[str, Value] = {}
        own = self._electrical(feed)
        if self.has_breakers and own:
            keys["type"] = TYPE
        keys["fed_by"] = self.ids[feed.panel]
        keys |= {key: value for key, value in own.items() if self._common.get(key) != value}
        return self._table(("breaker", self.ids[feed.key]), keys, (feed,))

    def _below(self) -> Iterator[tuple[str, TomlTable]]:
        """Yield rack PDUs, switches and UPS, and the PDUs below those, each with its part of the file."""
        for carrier in self.carriers:
            if isinstance(carrier, Strip):
                depth = self.wires.live[carrier.key]
                section = "Rack PDUs" if depth < 2 else f"Rack PDUs, {depth - 1} below others"
                yield section, self._carrier("rack_pdu", carrier)
            elif isinstance(carrier, Intermediate):
                yield "Transfer switches and UPS in the racks", self._carrier(carrier.kind, carrier)

    def _carrier(self, kind: str, carrier: Strip | Intermediate) -> TomlTable:
        cords = self.wires.cords_feeding(carrier.key)
        keys: dict[str, Value] = {"fed_by": self._named(cords)} | self._zoned(carrier.space)
        return self._table((kind, self.ids[carrier.key]), keys, (carrier,))

    def _named(self, cords: Iterable[Cord]) -> Value:
        ids = tuple(self.ids[cord.to or ""] for cord in cords)
        return ids[0] if len(ids) == 1 else ids

    def _zoned(self, space: str | None) -> dict[str, Value]:
        return {"zone": self.zones[space]} if space in self.zones and space else {}

    def _load(self, group: tuple[CordedDevice, ...]) -> tuple[str, TomlTable]:
        load = group[0]
        keys: dict[str, Value] = {"fed_by": self._named(self.wires.feeding(load.cords))}
        if (count := sum(each.count for each in group)) > 1:
            keys["count"] = count
        watts = self._drawn(load)
        if watts:
            keys["power"] = power(watts)
        is_crah = load.is_cooler and self.choices.coolers == "crah"
        if (undocumented := self.undocumented(load)) and not is_crah:
            keys["undocumented_cords"] = undocumented
        keys |= self._zoned(load.space)
        kind = "crah" if is_crah else "server"
        return f"Loads in {self.place(load.space)}", self._table((kind, self.ids[load.key]), keys, group)

    @cached_property
    def _spaces_by_key(self) -> Mapping[str, Space]:
        return {space.key: space for space in self.inventory.spaces}

    def place(self, space: str | None) -> str:
        """Return where something stands, for people: "rack A-01"."""
        found = self._spaces_by_key.get(space or "")
        if found is None:
            return "no rack"
        return f"{'rack ' if found.kind == 'rack' else ''}{self.zones.get(found.key, found.name)}"


def power(watts: float) -> str:
    """Return a power as a person writes it."""
    return f"{watts / 1000:.6g} kW" if watts >= 1000 else f"{watts:.6g} W"


def _note(things: tuple[InventoryEntry, ...]) -> str:
    """Return the way back of one thing, or of all that are alike: "netbox: devices 12, 13 (a, b)"."""
    first = things[0].back
    if len(things) == 1:
        return first
    stem = first.rpartition(" ")[0]
    numbers = [each.back.removeprefix(stem).strip() for each in things]
    names = ", ".join(_printable(each.name) or "unnamed" for each in things)
    return f"{stem}s {', '.join(numbers)} ({names})"


def _printable(name: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in name)


def _sectioned(tables: Iterable[TomlTable], section: str) -> Iterator[TomlTable]:
    yield from _by_section((section, table) for table in tables)


def _by_section(tables: Iterable[tuple[str, TomlTable]]) -> Iterator[TomlTable]:
    """Yield tables, the first of each part of the file with the line that opens it."""
    last = ""
    for section, table in tables:
        if section != last:
            yield TomlTable(
                heading=table.heading, keys=table.keys, section=section, comment=table.comment, own=table.own
            )
        else:
            yield table
        last = section
