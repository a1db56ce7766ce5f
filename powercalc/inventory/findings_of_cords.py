"""Findings about where cords lead: to one thing, to nothing, or nobody knows where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from powercalc.inventory.finder import Finder
from powercalc.inventory.finding_words import forms, listed
from powercalc.inventory.inventory_model import Cord, CordedDevice, Intermediate, PanelFeed, Strip
from powercalc.site.imported_from import FindingKind, InventoryFinding

STATES = {
    "planned": "is planned",
    "failed": "has failed",
    "offline": "is offline",
    "decommissioning": "is being taken out of use",
}
"""What is said of a thing in a state."""
_DEAD = {
    "undocumented": "nobody documented where {they} {lead}",
    "outside": "{they} {lead} to something outside the inventory",
    "planned": "what {they} {lead} over is only planned",
    "decommissioning": "what {they} {lead} over is being taken away",
    "offline": "what {they} {lead} to is offline",
    "failed": "what {they} {lead} to has failed",
    "faulty": "the outlet is faulty or disabled",
    "not connected": "{they} {are} not plugged in",
    "loop": "{they} {lead} into a loop",
}
_UNKNOWN = frozenset({"undocumented", "outside"})


def found(finder: Finder) -> Iterator[InventoryFinding]:
    """Yield them."""
    yield from _on_one_thing(finder)
    yield from _single_corded(finder)
    yield from _uneven(finder)
    yield from _racks(finder)
    yield from _dead_cords(finder)
    yield from _without_power(finder)
    yield from _strips(finder)
    yield from _loops(finder)


def _on_one_thing(finder: Finder) -> Iterator[InventoryFinding]:
    """Yield loads with several cords of which all pass one thing, those with one such thing together."""
    together: dict[tuple[str, str, str], list[CordedDevice]] = {}
    for load in finder.powered:
        cords = finder.wires.feeding(load.cords)
        if len(cords) > 1 and (met := _met(finder, cords)):
            together.setdefault((*met, finder.rack(load.space)), []).append(load)
    for (what, name, rack), loads in together.items():
        cords_of = forms(loads, "both cords of", "both cords of each of")
        if any(len(load.cords) > 2 for load in loads):
            cords_of = "all cords of"
        text = f"{cords_of} {listed(map(finder.name, loads))} {_hang(what, name)}"
        yield finder.found(_KINDS[what], text, *loads, rack=rack)


_KINDS: dict[str, FindingKind] = {
    "strip": "both-cords-on-one-strip",
    "feed": "both-cords-on-one-feed",
    "panel": "both-cords-on-one-panel",
    "source": "both-cords-on-one-source",
}


def _hang(what: str, name: str) -> str:
    return {
        "strip": f"are on {name}",
        "feed": f"come from the feed {name}",
        "panel": f"come from the panel {name}",
        "source": f"hang on {name}",
    }[what]


def _met(finder: Finder, cords: tuple[Cord, ...]) -> tuple[str, str] | None:
    """Return the first thing above some cords that the power of all of them passes."""
    passed = finder.wires.all_pass(cords)
    carriers = [finder.wires.carriers[key] for key in passed if key in finder.wires.carriers]
    carriers.sort(key=lambda each: (-finder.wires.live[each.key], each.key))
    if below := [each for each in carriers if isinstance(each, Strip | Intermediate)]:
        return None if isinstance(below[0], Intermediate) else ("strip", finder.name(below[0]))
    if carriers:
        return "feed", finder.name(carriers[0])
    if panel := next((key for key in passed if key in finder.wires.panels), None):
        return "panel", finder.panel(panel)
    panels = frozenset[str]().union(*(finder.wires.panels_above.get(cord.to or "", ()) for cord in cords))
    source = finder.above.shared(panels)
    return None if source is None else ("source", source)


def _single_corded(finder: Finder) -> Iterator[InventoryFinding]:
    for load in finder.powered:
        if len(load.cords) == 1:
            carrier = finder.wires.carriers[load.cords[0].to or ""]
            behind = f", on {finder.name(carrier)}"
            count = f"{load.count} times " if load.count > 1 else ""
            text = f"{count}{finder.name(load)} has one cord{behind}"
            yield finder.found("single-corded", text, load, rack=finder.rack(load.space))


def _uneven(finder: Finder) -> Iterator[InventoryFinding]:
    """Yield loads with more than two cords: how many they need is not recorded, and 3 + 1 is not 2 + 2."""
    for load in finder.powered:
        cords = finder.wires.feeding(load.cords)
        if len(load.cords) < 3:
            continue
        sides = Counter(_side(finder, cord) for cord in cords)
        spread = listed(f"{times} on {side}" for side, times in sides.items())
        text = f"{finder.name(load)} has {len(load.cords)} cords, {spread}; how many it needs is not recorded"
        if len(sides) > 1 and max(sides.values()) * 2 > len(cords):
            most = max(sides, key=sides.__getitem__)
            text += f", and with more than {len(cords) - sides[most]} it is lost with {most}"
            yield finder.found("uneven-cords", text, load, rack=finder.rack(load.space))
        else:
            yield finder.found("several-cords", f"{text}: one is taken", load, rack=finder.rack(load.space))


def _side(finder: Finder, cord: Cord) -> str:
    """Return the panels of the side that a cord is on."""
    return listed(finder.panel(key) for key in sorted(finder.wires.panels_above.get(cord.to or "", ())))


def _racks(finder: Finder) -> Iterator[InventoryFinding]:
    """Yield racks of which all that has power has it over one feed, or from one panel."""
    inside: dict[str, list[CordedDevice]] = {}
    for load in finder.powered:
        if finder.rack(load.space):
            inside.setdefault(load.space or "", []).append(load)
    for space, loads in inside.items():
        cords = [cord for load in loads for cord in finder.wires.feeding(load.cords)]
        passed = finder.wires.all_pass(cords)
        rack = finder.rack(space)
        feed = next((key for key in passed if isinstance(finder.wires.carriers.get(key), PanelFeed)), None)
        panel = next((key for key in passed if key in finder.wires.panels), None)
        if feed is not None:
            carrier = finder.wires.carriers[feed]
            text = f"rack {rack} has power from one feed alone, {finder.name(carrier)}"
            yield finder.found("rack-with-one-feed", text, carrier, *loads, rack=rack)
        elif panel is not None and len(cords) > len(loads):
            feeds = _feeds_of(finder, cords)
            names = listed(map(finder.name, feeds))
            text = f"all feeds of rack {rack} come from one panel, {finder.panel(panel)}: {names}"
            things = (finder.wires.panels[panel], *feeds, *loads)
            yield finder.found("rack-on-one-panel", text, *things, rack=rack)


def _feeds_of(finder: Finder, cords: Iterable[Cord]) -> list[PanelFeed]:
    keys = dict.fromkeys(key for cord in cords for key, _ in finder.wires.feeds_of(cord))
    found = (finder.wires.carriers[key] for key in keys)
    return [each for each in found if isinstance(each, PanelFeed)]


def _dead_cords(finder: Finder) -> Iterator[InventoryFinding]:
    """Yield cords without power of loads that have others: together where one thing is behind it."""
    together: dict[tuple[str, str, str], list[tuple[CordedDevice, Cord]]] = {}
    for load in finder.powered:
        for cord in load.cords:
            if why := finder.wires.why_dead(cord):
                at = cord.to if cord.is_documented and cord.to else load.key
                together.setdefault((why, at, finder.rack(load.space)), []).append((load, cord))
    for (why, at, rack), pairs in together.items():
        what: FindingKind = "cord-undocumented" if why in _UNKNOWN else "cord-without-power"
        loads = tuple(dict.fromkeys(load for load, _ in pairs))
        carrier = finder.wires.carriers.get(at)
        if carrier is not None:
            names = listed(map(finder.name, loads))
            text = f"a cord of {names} leads to {finder.name(carrier)}, which has no power: "
            text += _behind(finder, carrier.key, why)
        else:
            inlets = [cord.name for _, cord in pairs]
            text = f"{listed(inlets)} of {finder.name(loads[0])}: {_said(why, len(inlets))}{_over(pairs)}"
        yield finder.found(what, text, *loads, *([carrier] if carrier else []), rack=rack)


def _said(why: str, many: int) -> str:
    one = {"they": "it", "lead": "leads", "are": "is"}
    several = {"they": "they", "lead": "lead", "are": "are"}
    return _DEAD.get(why, why).format(**(one if many == 1 else several))


def _over(pairs: Iterable[tuple[CordedDevice, Cord]]) -> str:
    """Return the outlets and cables that cords go over, where there are any."""
    through = [cord.passes_through for _, cord in pairs if cord.passes_through]
    return f" ({listed(through)})" if through else ""


def _behind(finder: Finder, key: str, why: str) -> str:
    """Return why a carrier has no power: the first thing above it that says so."""
    wires, seen = finder.wires, set[str]()
    while key not in seen:
        seen.add(key)
        carrier = wires.carriers[key]
        cords = () if isinstance(carrier, PanelFeed) else carrier.cords
        if carrier.status == why:
            return f"{finder.name(carrier)} {STATES[why]}"
        if not cords or not cords[0].is_documented or cords[0].to not in wires.carriers:
            break
        key = cords[0].to
    return _said(why, 1)


def _without_power(finder: Finder) -> Iterator[InventoryFinding]:
    together: dict[tuple[str, str], list[CordedDevice]] = {}
    for load in finder.tables.inventory.loads:
        if load.status == "active" and not finder.wires.feeding(load.cords):
            why = next((w for w in map(finder.wires.why_dead, load.cords) if w in _UNKNOWN), "")
            why = why or finder.wires.why_dead(load.cords[0])
            together.setdefault((why, finder.rack(load.space)), []).append(load)
    for (why, rack), loads in together.items():
        reason = _said(why, sum(len(load.cords) for load in loads))
        names = listed(map(finder.name, loads))
        cords = forms([cord for load in loads for cord in load.cords], "its cord", "the cords")
        have = forms(loads, "has no power by what is documented and is", "have no power, and are")
        text = f"{names} {have} left out of the site: of {cords}, {reason}"
        yield finder.found("load-without-power", text, *loads, rack=rack)


def _strips(finder: Finder) -> Iterator[InventoryFinding]:
    """Yield rack PDUs and switches that have no power, or outlets without an inlet."""
    wires = finder.wires
    powered = {strip.device for strip in finder.tables.inventory.strips if strip.key in wires.live}
    for strip in finder.tables.inventory.strips:
        rack = finder.rack(strip.space)
        if not strip.has_inlet:
            text = f"outlets of {finder.name(strip)} hang on no inlet of it"
            yield finder.found("outlets-without-inlet", text, strip, rack=rack)
        elif strip.key not in wires.live:
            why = wires.why_dead(strip.cord)
            if why in _UNKNOWN and strip.device in powered and not strip.cord.is_documented:
                text = f"{finder.name(strip)} has no cable, and other inlets of the device do: perhaps a fuse"
                yield finder.found("inlet-of-outlets-without-cable", text, strip, rack=rack)
            else:
                text = f"{finder.name(strip)} has no power: {_behind(finder, strip.key, why)}"
                yield finder.found("strip-without-feed", text, strip, rack=rack)
    for each in finder.tables.inventory.intermediates:
        dead = [cord for cord in each.cords if wires.why_dead(cord)]
        if each.key not in wires.live or dead:
            why = wires.why_dead(dead[0]) if dead else each.status
            names = listed(cord.name for cord in dead)
            text = (
                f"{names} of {finder.name(each)} has no power: {_said(why, 1)}"
                if dead
                else f"{finder.name(each)} {STATES[each.status]}"
            )
            yield finder.found("strip-without-feed", text, each, rack=finder.rack(each.space))


def _loops(finder: Finder) -> Iterator[InventoryFinding]:
    looped = [finder.wires.carriers[key] for key in finder.wires.carriers if key in finder.wires.looped]
    if looped:
        text = (
            f"{listed(map(finder.name, looped))} {forms(looped, 'feeds itself', 'feed each other')} in a loop"
        )
        yield finder.found("loop", text, *looped)
