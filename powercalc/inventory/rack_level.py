"""Whole racks in place of their devices: asked for, or because nothing in them is cabled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from powercalc.inventory.draws import drawn
from powercalc.inventory.inventory_model import (
    PASSING,
    Cord,
    CordedDevice,
    ImportChoices,
    Inventory,
    PanelFeed,
    Space,
)
from powercalc.inventory.wires_below import WiresBelow


def with_racks_uncabled(inventory: Inventory, choices: ImportChoices) -> tuple[Inventory, tuple[str, ...]]:
    """Return an inventory in which a rack that only its feeds are known of is one load, and these racks.

    That is a rack with active feeds of which none is cabled, and in which nothing has power otherwise. An
    empty rack is one only where nothing at all is cabled.
    """
    wires = WiresBelow(inventory)
    if not any(feed.rack and feed.key not in wires.below for feed in inventory.feeds):
        return inventory, ()
    feeds: dict[str, list[PanelFeed]] = {}
    for feed in inventory.feeds:
        if feed.rack and feed.status in PASSING:
            feeds.setdefault(feed.rack, []).append(feed)
    inside: dict[str, list[CordedDevice]] = {}
    for load in inventory.loads:
        inside.setdefault(load.space or "", []).append(load)
    used = {cord.to for load in inventory.loads for cord in wires.feeding(load.cords)}
    nothing = not used
    racks = {space.key: space for space in inventory.spaces}
    found: dict[str, CordedDevice] = {}
    for key, own in feeds.items():
        cabled = any(feed.key in wires.below or feed.key in used for feed in own)
        powered = any(wires.feeding(load.cords) for load in inside.get(key, ()))
        if key in racks and not cabled and not powered and (nothing or inside.get(key)):
            found[key] = _on_feeds(racks[key], own, inside.get(key, ()), choices)
    if not found:
        return inventory, ()
    kept = tuple(load for load in inventory.loads if load.space not in found)
    fresh = tuple(found[space.key] for space in inventory.spaces if space.key in found)
    return replace(inventory, loads=kept + fresh), tuple(load.name for load in fresh)


def _on_feeds(
    rack: Space, feeds: Iterable[PanelFeed], inside: Iterable[CordedDevice], choices: ImportChoices
) -> CordedDevice:
    cords = tuple(Cord(name=feed.name, to=feed.key, state="documented") for feed in feeds)
    return _whole(rack, cords, inside, choices)


def _whole(
    rack: Space, cords: tuple[Cord, ...], inside: Iterable[CordedDevice], choices: ImportChoices
) -> CordedDevice:
    draws = [drawn(load, choices) for load in inside if load.status == "active"]
    known = [watts for watts in draws if watts is not None]
    return CordedDevice(
        key=f"all of {rack.key}",
        name=rack.name,
        apart=rack.apart,
        back=rack.back,
        cords=cords,
        space=rack.key,
        draw=sum(known) if known else None,
    )


def _unknown(wires: WiresBelow, loads: Iterable[CordedDevice]) -> list[Cord]:
    """Return one cord for each thing that cords lead to and nobody documented: a PDU once, not per device."""
    found = {
        cord.to or f"{load.key} {cord.name}": Cord(name=cord.name, state="undocumented")
        for load in loads
        for cord in load.cords
        if wires.why_dead(cord) in {"undocumented", "outside"}
    }
    return list(found.values())


def by_rack(inventory: Inventory, choices: ImportChoices) -> Inventory:
    """Return an inventory with one load per rack, on all that the devices in it have power from."""
    wires = WiresBelow(inventory)
    racks = {space.key: space for space in inventory.spaces if space.kind == "rack"}
    inside: dict[str, list[CordedDevice]] = {}
    others: list[CordedDevice] = []
    for load in inventory.loads:
        if load.space in racks and not load.is_cooler:
            inside.setdefault(load.space or "", []).append(load)
        else:
            others.append(load)
    whole = []
    for key in (key for key in racks if key in inside):
        active = [load for load in inside[key] if load.status == "active"]
        cords = [cord for load in active for cord in wires.feeding(load.cords)]
        unknown = _unknown(wires, active)
        ways = {cord.to: Cord(name=cord.name, to=cord.to, state="documented") for cord in cords}
        if active:
            whole.append(_whole(racks[key], (*ways.values(), *unknown), active, choices))
    return replace(inventory, loads=(*whole, *others))
