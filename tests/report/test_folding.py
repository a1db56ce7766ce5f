"""A large site on a page: what is alike is one card, what it stands for opens, no wire crosses a card."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given

import powercalc as pc
from powercalc.components import Component
from powercalc.report.one_line import render
from powercalc.report.one_line.drawing import Drawing, WireKind, drawing
from powercalc.report.one_line.drawing_layout import Box, DrawnLine, Layout, layout
from powercalc.report.one_line.folding import MOST_ACROSS, folded
from powercalc.report.one_line.layering import layers
from powercalc.report.page.build import render as page
from powercalc.site.walks import reached
from powercalc.testing import sites
from tests.browser.large_site import large_site

EXAMPLES = sorted(Path(__file__).parents[2].joinpath("examples").glob("*.toml"))
SITES = [*map(pc.read, EXAMPLES), large_site()]


def parts(site: pc.Site) -> list[Drawing]:
    found = folded(drawing(site))
    return [found.overview, *(block for group in found.groups for block in group.blocks)]


def crossed(line: DrawnLine, box: Box) -> bool:
    """Whether a wire has a point within a card, its border left out."""
    return any(
        max(min(x1, x2), box.x + 0.2) <= min(max(x1, x2), box.x + box.width - 0.2)
        and max(min(y1, y2), box.y + 0.2) <= min(max(y1, y2), box.y + box.height - 0.2)
        for (x1, y1), (x2, y2) in pairwise(line.points)
    )


def held_apart(placed: Layout) -> None:
    for line in placed.wires:
        assert not [name for name, box in placed.cards.items() if crossed(line, box)]


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_no_wire_crosses_a_card(site: pc.Site) -> None:
    for part in parts(site):
        held_apart(layout(part))


@given(sites())
def test_no_wire_crosses_a_card_of_any_site(site: pc.Site) -> None:
    held_apart(layout(drawing(site)))


@given(sites())
def test_a_feed_leads_down_unless_it_closes_a_loop(site: pc.Site) -> None:
    drawn = drawing(site)
    at = layers(drawn)
    feeds: dict[str, list[str]] = {}
    for wire in drawn.wires:
        feeds.setdefault(wire.start, []).append(wire.end)
    for wire in drawn.wires:
        if wire.sort is WireKind.FEED and at[wire.start] >= at[wire.end]:
            assert wire.start in reached([wire.end], feeds)


def test_every_component_is_drawn_once() -> None:
    drawn = drawing(large_site())
    shown = Counter(card.id for part in parts(large_site()) for card in part.cards if not card.members)
    assert shown == Counter(card.id for card in drawn.cards)


def test_a_large_site_fits_the_page_and_what_it_folds_is_counted() -> None:
    found = folded(drawing(large_site()))
    titles = {card.title for card in found.overview.cards if card.members}
    assert {"77 PDUs", "77 loads", "42 loads"} <= titles
    assert max(Counter(layers(found.overview).values()).values()) <= MOST_ACROSS
    assert layout(found.overview).width < 1700


def test_every_wire_of_a_large_site_is_drawn_or_stands_within_one_that_is() -> None:
    drawn = drawing(large_site())
    told = {
        pair
        for part in parts(large_site())
        for wire in part.wires
        for pair in wire.pairs or ((wire.start, wire.end),)
    }
    assert told == {(wire.start, wire.end) for wire in drawn.wires}


def test_a_small_site_is_not_folded() -> None:
    assert not folded(drawing(pc.read(EXAMPLES[0].with_name("two-path-hall.toml")))).groups


def test_a_stands_to_the_left_of_b() -> None:
    placed = layout(drawing(pc.read(EXAMPLES[0].with_name("two-path-hall.toml"))))
    for kind in ("tx", "ats", "ups", "pdu"):
        assert placed.cards[f"{kind}-a"].x < placed.cards[f"{kind}-b"].x


def test_equal_cards_stand_in_the_order_in_which_people_count() -> None:
    pdus = tuple(pc.Pdu(f"pdu-{number}", fed_by="ups") for number in (10, 2, 1, 3))
    racks = tuple(pc.Server(f"rack-{pdu.id}", fed_by=pdu.id) for pdu in pdus)
    site = pc.Site("order", (pc.GridFeed("grid"), pc.Ups("ups", fed_by="grid"), *pdus, *racks))
    placed = layout(drawing(site))
    assert sorted((pdu.id for pdu in pdus), key=lambda name: placed.cards[name].x) == [
        "pdu-1", "pdu-2", "pdu-3", "pdu-10",
    ]  # fmt: skip


def test_two_crossed_cords_of_twenty_do_not_make_a_panel_common() -> None:
    parts = [pc.GridFeed("grid"), *(pc.Panel(f"panel-{side}", fed_by="grid") for side in "ab")]
    for rack in range(20):
        feeds = ("panel-a", "panel-a") if rack == 7 else ("panel-a", "panel-b")
        cords = [pc.RackPdu(f"cord-{rack}-{n}", fed_by=feed) for n, feed in enumerate(feeds)]
        parts += [*cords, pc.Server(f"rack-{rack}", fed_by=[cord.id for cord in cords])]
    letters = {card.id: card.path for card in drawing(pc.Site("crossed", tuple(parts))).cards}
    assert (letters["panel-a"], letters["panel-b"]) == ("A", "B")


def test_a_file_of_its_own_has_every_component_of_a_large_site() -> None:
    drawn = render(large_site())
    assert set(re.findall(r'data-id="([^"]+)"', drawn)) == {c.id for c in drawing(large_site()).cards}


def test_the_page_has_a_part_that_opens_for_what_was_folded() -> None:
    site = pc.read(EXAMPLES[0].with_name("two-path-hall.toml"))
    assert '<details class="group"' not in page(site, pc.evaluate(site))


def many_racks(panels: int, racks: int) -> pc.Site:
    """Return panels in pairs on two grid feeds, and on each pair so many racks of two PDUs."""
    parts: list[Component] = [pc.GridFeed("grid-a"), pc.GridFeed("grid-b")]
    for panel in range(panels):
        parts += [pc.Panel(f"P{side}{panel}", fed_by=f"grid-{side}") for side in "ab"]
        for rack in range(racks):
            name = f"{panel}-{rack}"
            parts += [pc.Breaker(f"Q-{name}-{side}", fed_by=f"P{side}{panel}") for side in "ab"]
            parts += [pc.RackPdu(f"pdu-{name}-{side}", fed_by=f"Q-{name}-{side}") for side in "ab"]
            parts.append(pc.Server(f"srv-{name}", fed_by=[f"pdu-{name}-a", f"pdu-{name}-b"]))
    return pc.Site("Racks", tuple(parts))


def test_a_group_of_many_racks_is_parted_by_the_panels_that_feed_them() -> None:
    found = folded(drawing(many_racks(panels=4, racks=12)))
    titles = [group.title for group in found.groups]
    for panel in range(4):
        assert f"24 breakers, 24 rack PDUs, 12 loads of Pa{panel} and Pb{panel}" in titles
    assert all(len(group.blocks) <= 12 for group in found.groups)
    cards = [name for group in found.groups for name in group.cards]
    assert len(cards) == len(set(cards)) == sum(len(each.members) for each in found.overview.cards)


def test_a_group_of_few_racks_stays_one() -> None:
    (group,) = folded(drawing(many_racks(panels=1, racks=12))).groups
    assert group.title == "24 breakers, 24 rack PDUs, 12 loads of Pa0 and Pb0"


def test_what_a_common_cause_would_do_is_a_list_on_a_page() -> None:
    racks = [pc.Server("lone", fed_by="Pa0"), *many_racks(panels=1, racks=2).components]
    site = pc.Site("Racks", tuple(racks))
    text = page(site, pc.evaluate(site))
    found = re.search(r'<div class="note"><p>Assumption: .* together:</p><ul>(.*)</ul></div>', text)
    assert found
    assert found[1].count("<li>") == 2
