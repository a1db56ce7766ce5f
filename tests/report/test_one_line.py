"""The one-line diagram: what is drawn, on which path, in every format, whatever the names are."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from defusedxml import ElementTree
from hypothesis import given

import powercalc as pc
from powercalc.components import KINDS
from powercalc.report.one_line import FORMATS, render
from powercalc.report.one_line.drawing import WireKind, drawing, key
from powercalc.report.one_line.drawing_layout import Box, layout
from powercalc.report.one_line.path_letters import paths
from powercalc.report.one_line.symbols import SYMBOLS
from powercalc.testing import sites
from tests.browser.large_site import large_site

EXAMPLES = Path(__file__).parents[2] / "examples"
NASTY = '</text><script>alert(1)</script>"];x->y;]]>\\N$&#'
SVG = "{http://www.w3.org/2000/svg}"


def example(name: str) -> pc.Site:
    return pc.read(EXAMPLES / f"{name}.toml")


def test_every_kind_has_a_symbol() -> None:
    assert SYMBOLS.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", SYMBOLS)
def test_a_symbol_is_sound_svg(kind: str) -> None:
    ElementTree.fromstring(f"<svg>{SYMBOLS[kind]}</svg>")


def test_keys_of_ids_tell_them_apart() -> None:
    ids = ["a", "a\u202e", "a\\u202e", "a\\\\u202e", "a\n", "a\\n"]
    assert len({key(each) for each in ids}) == len(ids)


def test_two_paths_get_two_letters_and_what_they_share_none() -> None:
    found = paths(example("two-path-hall"))
    for name in ("tx", "ats", "ups", "pdu"):
        assert (found[f"{name}-a"], found[f"{name}-b"]) == ("A", "B")
    assert "grid" not in found
    assert "gen" not in found


def test_three_paths_of_a_distributed_design_get_three_letters() -> None:
    found = paths(example("ups-distributed-redundant"))
    assert [found[f"ups-{number}"] for number in (1, 2, 3)] == ["A", "B", "C"]


def test_a_single_path_has_no_letter() -> None:
    assert paths(example("small-server-room")) == {}


@given(sites())
def test_the_cords_of_a_load_never_share_a_letter(site: pc.Site) -> None:
    found = paths(site)
    for load in site.loads:
        letters = [found[cord] for cord in dict.fromkeys(load.fed_by) if cord in found]
        assert len(letters) == len(set(letters))


@given(sites())
def test_every_feed_is_a_wire_and_every_component_a_card(site: pc.Site) -> None:
    drawn = drawing(site)
    wires = {(wire.start, wire.end) for wire in drawn.wires if wire.sort in {WireKind.FEED, WireKind.STANDBY}}
    cards = {card.id for card in drawn.cards}
    assert cards == set(drawn.network.elements)
    for component in site.components:
        if component.id in cards:
            assert {(feed, component.id) for feed in component.fed_by} <= wires


def apart(one: Box, other: Box) -> bool:
    return (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )


SITES = [*(pc.read(path) for path in sorted(EXAMPLES.glob("*.toml"))), large_site()]


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_no_card_covers_another_and_all_stand_within_the_drawing(site: pc.Site) -> None:
    drawn = drawing(site)
    placed = layout(drawn)
    for one, other in itertools.combinations(placed.cards.values(), 2):
        assert apart(one, other)
    for box in placed.cards.values():
        assert 0 <= box.x <= box.x + box.width <= placed.width
        assert 0 <= box.y <= box.y + box.height <= placed.height


def test_a_component_stands_in_the_frame_of_its_zone() -> None:
    placed = layout(drawing(example("hospital-host")))
    room, building = placed.frames["technical-room"], placed.frames["building"]
    inside = placed.cards["ups-a"]
    assert room.x < inside.x
    assert inside.y + inside.height < room.y + room.height
    assert building.x < room.x
    assert not apart(building, room)


def test_the_drawing_is_the_same_every_time() -> None:
    assert render(example("hospital-host")) == render(example("hospital-host"))


@pytest.mark.parametrize("form", FORMATS)
def test_a_name_is_text_in_every_format(form: str) -> None:
    site = pc.Site(
        NASTY, (pc.GridFeed(NASTY), pc.Ups("ups", fed_by=NASTY, zone=NASTY), pc.Server("rack", fed_by="ups"))
    )
    text = render(site, form)
    if form == "svg":
        root = ElementTree.fromstring(text)
        assert not [each for each in root.iter() if each.tag == f"{SVG}script"]
        assert key(NASTY) in {each.get("data-id") for each in root.iter()}
    if form == "dot":
        from pygraphviz import AGraph

        assert len(AGraph(string=text).nodes()) == 3
    if form == "mermaid":
        assert "<script" not in text
        assert all(re.fullmatch(r'[^"]*("[^"]*"[^"]*)*', line) for line in text.splitlines())


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(pc.CallError, match="no format"):
        render(example("small-server-room"), "png")
