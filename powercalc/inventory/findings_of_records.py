"""Findings about the records themselves: what is planned or failed, not alike, not named, not stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from powercalc.inventory.draws import drawn, rests_on_plate
from powercalc.inventory.finder import Finder, finding
from powercalc.inventory.finding_words import forms, listed
from powercalc.inventory.findings_of_cords import STATES
from powercalc.inventory.ids import told_apart
from powercalc.inventory.inventory_model import Cord, CordedDevice, Intermediate, InventoryEntry, Strip
from powercalc.site.imported_from import KINDS_OF_FINDINGS, FindingKind, InventoryFinding


def found(finder: Finder) -> Iterator[InventoryFinding]:
    """Yield them."""
    yield from _feeds(finder)
    yield from _cables(finder)
    yield from _devices(finder)
    yield from _crossed(finder)
    yield from _draws(finder)
    yield from _names(finder)
    yield from _switches(finder)
    yield from _blades(finder)
    yield from _remarks(finder)
    if finder.makes_up_upstream:
        text = "what stands above the panels is a skeleton, made up, and so is each figure that rests on it"
        yield finding("upstream-to-fill-in", text)


def _feeds(finder: Finder) -> Iterator[InventoryFinding]:
    inventory, wires = finder.tables.inventory, finder.wires
    used = {cord.to for load in inventory.loads for cord in load.cords}
    by_rack: dict[str, list[InventoryEntry]] = {}
    for feed in inventory.feeds:
        rack = finder.rack(feed.rack)
        if feed.status != "active":
            text = f"the feed {finder.name(feed)} {STATES[feed.status]}{_counts(feed.status)}"
            yield finder.found("feed-not-active", text, feed, rack=rack)
        elif feed.key not in wires.below and feed.key not in used:
            by_rack.setdefault(rack, []).append(feed)
    for rack, feeds in by_rack.items():
        have = forms(feeds, "has no cable and is", "have no cable and are")
        text = f"{forms(feeds, 'the feed', 'the feeds')} {listed(map(finder.name, feeds))} {have} left out"
        yield finder.found("feed-not-connected", text, *feeds, rack=rack)
    whole = [load for load in inventory.loads if load.key.startswith("all of ")]
    if whole and any(
        cord.to in {feed.key for feed in inventory.feeds} for load in whole for cord in load.cords
    ):
        names = listed(map(finder.name, whole))
        text = f"nothing is cabled in {names}: each is one load on its feeds, as if all reached every device"
        yield finder.found("rack-not-cabled", text, *whole)


def _counts(status: str) -> str:
    return ", and counts until it is gone" if status == "decommissioning" else " and carries nothing here"


def _cables(finder: Finder) -> Iterator[InventoryFinding]:
    """Yield inlets of PDUs and switches on cables or outlets that are not in use; loads have their own."""
    inventory = finder.tables.inventory
    things: tuple[Strip | Intermediate, ...] = (*inventory.strips, *inventory.intermediates)
    for thing in things:
        for cord in thing.cords:
            if cord.state in {"planned", "decommissioning", "faulty"}:
                text = f"{cord.name} of {finder.name(thing)} {_over(cord)} and carries nothing here"
                yield finder.found("cable-not-active", text, thing, rack=finder.rack(thing.space))


def _over(cord: Cord) -> str:
    through = f" ({cord.passes_through})" if cord.passes_through else ""
    return {
        "planned": f"hangs on a cable that is planned{through}",
        "decommissioning": f"hangs on a cable that is being taken away{through}",
    }.get(cord.state, f"is on an outlet that is faulty or disabled{through}")


def _devices(finder: Finder) -> Iterator[InventoryFinding]:
    inventory = finder.tables.inventory
    things: tuple[Strip | Intermediate | CordedDevice, ...] = (
        *inventory.strips,
        *inventory.intermediates,
        *inventory.loads,
    )
    for thing in things:
        if thing.status != "active":
            is_load = isinstance(thing, CordedDevice)
            end = " and is left out" if is_load else _counts(thing.status)
            text = f"{finder.name(thing)} {STATES[thing.status]}{end}"
            yield finder.found("device-not-active", text, thing, rack=finder.rack(thing.space))


def _crossed(finder: Finder) -> Iterator[InventoryFinding]:
    """Yield loads with two cords whose sides are the other way round than of most: harmless."""
    pairs: dict[CordedDevice, tuple[frozenset[str], frozenset[str]]] = {}
    for load in finder.powered:
        cords = finder.wires.feeding(load.cords)
        if len(load.cords) == len(cords) == 2:
            one, other = (_side(finder, cord) for cord in cords)
            if one != other:
                pairs[load] = (one, other)
    often = Counter(pairs.values())
    for load, (one, other) in pairs.items():
        if often[one, other] < often[other, one]:
            first, second = (cord.name for cord in load.cords)
            text = (
                f"{finder.name(load)} has its cords crossed: {first} is where {second} is elsewhere; harmless"
            )
            yield finder.found("crossed-cords", text, load, rack=finder.rack(load.space))


def _side(finder: Finder, cord: Cord) -> frozenset[str]:
    panels = finder.wires.panels_above.get(cord.to or "", frozenset())
    return frozenset[str]().union(*map(finder.above.side, panels))


def _draws(finder: Finder) -> Iterator[InventoryFinding]:
    choices = finder.tables.choices
    plate = [load for load in finder.powered if rests_on_plate(load)]
    silent = [load for load in finder.powered if drawn(load, choices) is None]
    if plate:
        state = forms(plate, "states only the most that it draws", "state only the most that they draw")
        text = f"{listed(map(finder.name, plate))} {state}, which is taken"
        yield finder.found("draw-of-the-plate", text, *plate)
    if silent:
        state = forms(silent, "states no draw and counts as none", "state no draw and count as none")
        text = f"{listed(map(finder.name, silent))} {state}"
        yield finder.found("draw-not-stated", text, *silent)


def _names(finder: Finder) -> Iterator[InventoryFinding]:
    inventory = finder.tables.inventory
    devices: tuple[Strip | Intermediate | CordedDevice, ...] = (
        *inventory.strips,
        *inventory.intermediates,
        *inventory.loads,
    )
    unnamed = [each for each in devices if not each.name]
    for each in unnamed:
        text = f"{each.back.rpartition(': ')[2]} in {each.apart[0] if each.apart else 'no rack'} has no name"
        yield finder.found("name-missing", text, each, rack=finder.rack(each.space))
    sorts: tuple[tuple[str, tuple[InventoryEntry, ...]], ...] = (
        ("devices", devices),
        ("feeds", inventory.feeds),
        ("racks", tuple(each for each in inventory.spaces if each.kind == "rack")),
        ("panels", inventory.panels),
    )
    for sort, things in sorts:
        alike: dict[str, list[InventoryEntry]] = {}
        for thing in things:
            alike.setdefault(thing.name, []).append(thing)
        for name, same in alike.items():
            if name and len(same) > 1:
                numbers = (each.back.rpartition(": ")[2] for each in same)
                pairs = zip(numbers, told_apart(same), strict=True)
                each_told = listed(f"{number} ({apart})" if apart else number for number, apart in pairs)
                text = f"{len(same)} {sort} have the name {name}: {each_told}"
                yield finder.found("name-twice", text, *same, names=(name,))


def _switches(finder: Finder) -> Iterator[InventoryFinding]:
    for each in finder.tables.inventory.intermediates:
        if each.key in finder.wires.live:
            cords = finder.wires.cords_feeding(each.key)
            names = listed(finder.name(finder.wires.carriers[cord.to or ""]) for cord in cords)
            waits = "takes over among its inlets"
            lives = "has an autonomy that is not recorded" if each.kind == "ups" else waits
            text = f"{finder.name(each)} is on {names} and {lives}"
            yield finder.found("switch-in-rack", text, each, rack=finder.rack(each.space))


def _blades(finder: Finder) -> Iterator[InventoryFinding]:
    carried: dict[str, list[InventoryEntry]] = {}
    for each in finder.tables.inventory.uncorded:
        if each.carrier:
            carried.setdefault(each.carrier, []).append(each)
    for carrier, blades in carried.items():
        names = listed(each.name or "unnamed" for each in blades)
        text = f"{names} {forms(blades, 'has', 'have')} no cords: those of {carrier} count"
        yield finder.found("blades", text, *blades)


def _remarks(finder: Finder) -> Iterator[InventoryFinding]:
    for remark in finder.tables.inventory.remarks:
        what: FindingKind = remark.what if remark.what in KINDS_OF_FINDINGS else "not-understood"  # type: ignore[assignment]
        names = tuple(dict.fromkeys(filter(None, remark.concerns)))
        about = f": {listed(names)}" if names and not remark.text.startswith(names[0]) else ""
        yield finding(what, f"{remark.text}{about}", names=names)
