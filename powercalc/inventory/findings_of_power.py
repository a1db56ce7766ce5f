"""Findings about how much feeds carry, and how they are paired."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.inventory.branch_loading import FeedLoading, LoadedFeed, permitted
from powercalc.inventory.finder import Finder
from powercalc.inventory.finding_words import kilo, listed
from powercalc.inventory.inventory_model import PASSING, PanelFeed, Strip
from powercalc.site.imported_from import FindingKind, InventoryFinding


def found(finder: Finder) -> Iterator[InventoryFinding]:
    """Yield them."""
    yield from _overloads(finder)
    yield from _pairs(finder)
    yield from _other_racks(finder)
    yield from _voltages(finder)


def _overloads(finder: Finder) -> Iterator[InventoryFinding]:
    loading = FeedLoading(wires=finder.wires, above=finder.above, choices=finder.tables.choices)
    by_feed: dict[str, list[LoadedFeed]] = {}
    for each in loading.over(finder.powered):
        by_feed.setdefault(each.feed.key, []).append(each)
    for over in by_feed.values():
        whole = next((each for each in over if not each.leg), None)
        legs = [each for each in over if each.leg]
        feed = over[0].feed
        rack = finder.rack(feed.rack)
        yield finder.found(_kind(whole, legs), _sentence(finder, rack, whole, legs), feed, rack=rack)


def _kind(whole: LoadedFeed | None, legs: list[LoadedFeed]) -> FindingKind:
    if any(each.now > each.permitted for each in (whole, *legs) if each is not None):
        return "overload"
    return "overload-after-loss" if whole is not None else "leg-overload-after-loss"


def _sentence(finder: Finder, rack: str, whole: LoadedFeed | None, legs: list[LoadedFeed]) -> str:
    first = whole or legs[0]
    start = f"rack {rack}: " if rack else ""
    said = [f"{start}the feed {finder.name(first.feed)}"]
    if whole is not None:
        said.append(f"carries {kilo(whole.now)} kW now{_after(finder, whole)}, {_share(whole)}")
    if legs:
        worst = max(legs, key=lambda each: each.worst)
        if whole is None:
            carried = f"carries on leg {worst.leg} {kilo(worst.now)} kW now"
            said.append(f"{carried}{_after(finder, worst)}, {_share(worst)}")
        else:
            said.append(f"leg {worst.leg} of it {kilo(worst.worst)} of {kilo(worst.permitted)} kVA")
    return f"{said[0]} {'; '.join(said[1:])}"


def _after(finder: Finder, each: LoadedFeed) -> str:
    if not each.lost:
        return ""
    lost = listed(finder.panel(key) for key in sorted(each.lost))
    return f" and {kilo(each.worst)} kW after the loss of {each.after or lost}"


def _share(each: LoadedFeed) -> str:
    return f"{100 * each.worst / each.permitted:.1f} % of the {kilo(each.permitted)} kVA that are permitted"


def _pairs(finder: Finder) -> Iterator[InventoryFinding]:
    """Yield racks whose feeds are not alike, or that have one role twice."""
    racks: dict[str, list[PanelFeed]] = {}
    for feed in finder.tables.inventory.feeds:
        if feed.rack and feed.status in PASSING:
            racks.setdefault(feed.rack, []).append(feed)
    for space, feeds in racks.items():
        rack = finder.rack(space)
        if len(feeds) < 2:
            continue
        most = {most for feed in feeds if (most := permitted(feed)) is not None}
        if len(most) > 1:
            each = listed(f"{finder.name(feed)} {kilo(permitted(feed) or 0.0)} kVA" for feed in feeds)
            text = (
                f"the feeds of rack {rack} are not alike: {each}; without the larger one the smaller limits"
            )
            yield finder.found("unequal-pair-of-feeds", text, *feeds, rack=rack)
        roles = {feed.role for feed in feeds}
        if len(roles) == 1 and roles != {""} and len({feed.panel for feed in feeds}) > 1:
            names = listed(map(finder.name, feeds))
            text = f"all feeds of rack {rack} are called {roles.pop()}: {names}; the panels tell the sides"
            yield finder.found("same-role-twice", text, *feeds, rack=rack)


def _other_racks(finder: Finder) -> Iterator[InventoryFinding]:
    for strip in finder.tables.inventory.strips:
        for cord in strip.cords:
            feed = finder.wires.carriers.get(cord.to or "")
            if isinstance(feed, PanelFeed) and feed.rack and _is_elsewhere(finder, strip, feed):
                rack = finder.rack(strip.space)
                meant = finder.rack(feed.rack)
                text = (
                    f"{finder.name(strip)} in rack {rack} is on {finder.name(feed)}, meant for rack {meant}"
                )
                yield finder.found("feed-of-another-rack", text, strip, feed, rack=rack)


def _is_elsewhere(finder: Finder, strip: Strip, feed: PanelFeed) -> bool:
    return bool(finder.rack(strip.space)) and strip.space != feed.rack


def _voltages(finder: Finder) -> Iterator[InventoryFinding]:
    """Yield three-phase feeds whose voltage is that of one phase: 220 to 240 V, as 230 V of 400 V."""
    for feed in finder.tables.inventory.feeds:
        if feed.phases == 3 and feed.voltage is not None and 215 <= feed.voltage <= 245 and not feed.is_dc:
            text = f"the feed {finder.name(feed)} is three-phase with {feed.voltage:g} V, which one phase has"
            yield finder.found("voltage-of-one-phase", text, feed, rack=finder.rack(feed.rack))
