"""When nodes are dead after a loss, against the timeline of the simulation, which shares no code with it."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from powercalc.components import Generator, Storage
from powercalc.errors import PowercalcError
from powercalc.simulate import trace
from powercalc.site import Site
from powercalc.site.read import read_text
from powercalc.testing import sites
from powercalc.wiring.spells import Loss, Spell
from tests.checks.sites import drawn

HEAD = """
[grid_feed.grid]
[grid_feed.other]
[generator.gen]
start_time = "12 s"
[generator.slow]
start_time = "30 s"
[default.ats]
transfer_time = "5 s"
[default.ups]
autonomy = "1 s"
[server.rack]
fed_by = "ups"
"""
ONE = "ats one: grid gen; "

CASES: dict[str, tuple[str, str, float]] = {
    "one switch": (ONE + "ups ups: one", "", 17),
    "two switches in series": (ONE + "ats two: other one; ups ups: two", "", 22),
    "the generator at the second switch": ("ats one: grid other; ats two: one gen; ups ups: two", "", 17),
    "a generator listed first runs always": ("ats one: gen grid; ups ups: one", "", 0),
    "the faster of two generators": ("bus g: gen slow; ats one: grid g; ups ups: one", "", 17),
    "both generators needed": (
        "ats one: grid g; ups ups: one", "[bus.g]\nfed_by = ['gen', 'slow']\ninputs_needed = 2", 35
    ),
    "a static switch below": (ONE + "ups ups: one; ups b: other; sts s: ups b; server more: s", "", 17),
    "a tie to the side with the generator": (
        ONE + "bus a: one; bus b: other; ups ups: b", "[tie.t]\nbetween = ['a', 'b']", 17
    ),
    "an open tie closes beside the start": (
        ONE + "bus a: one; bus b: other; ups ups: b",
        "[tie.t]\nbetween = ['a', 'b']\nnormally = 'open'\ntransfer_time = '40 s'",
        40,
    ),
    "a flywheel before the UPS": (ONE + "ups ups: f", "[flywheel.f]\nfed_by = 'one'\nautonomy = '3 s'", 14),
    "a set on a bus beside the grid": ("bus b: grid gen; ups ups: b", "", 12),
    "no generator on the way": ("ups ups: grid", "", inf),
    "a set that is started from the grid": (
        "bus control: grid; ats one: grid g; ups ups: one", "[generator.g]\ndepends_on = 'control'", inf
    ),
}  # fmt: skip
"""How the site is wired, the rest of it, and how long the feed of its UPS is gone, [s]."""


def site_of(name: str) -> Site:
    wires, rest, _ = CASES[name]
    return read_text(drawn(wires, HEAD, rest))


def lost_grid(site: Site) -> Loss:
    dead = [each.id for each in site.components if each.is_source and not isinstance(each, Generator)]
    return Loss(site.graph, dead, 1.0)


@pytest.mark.parametrize("name", CASES)
def test_how_long_the_feed_of_a_ups_is_gone(name: str) -> None:
    assert 3600 * lost_grid(site_of(name)).fed("ups").length == pytest.approx(CASES[name][2])


def test_several_starts_take_as_many_times_as_long() -> None:
    loss = Loss(site_of("one switch").graph, ["grid", "other"], 3.0)
    assert 3600 * loss.fed("ups").length == pytest.approx(41)


def test_what_is_lost_is_lost_for_good_and_the_rest_moves() -> None:
    loss = Loss(site_of("two switches in series").graph, ["other"], 1.0)
    assert loss.spells["other"] == Spell(0.0, inf)
    assert 3600 * loss.spells["two"].length == pytest.approx(5)
    assert 3600 * loss.spells["ups"].holds == pytest.approx(1)


@settings(max_examples=60)
@given(sites(standby=True, autonomies=True, supports=False), st.sampled_from(["7 s", "20 s", "40 s"]))
def test_storage_runs_empty_where_the_timeline_says_so(drawn: Site, autonomy: str) -> None:
    stores = [each.id for each in drawn.components if isinstance(each, Storage)]
    site = drawn.changed({name: {"autonomy": autonomy} for name in stores})
    found = lost_grid(site)
    try:
        told = trace(site, list(found.lost), 1000.0)
    except PowercalcError:
        reject()
    for name in stores:
        empty = [line.time_h for line in told.lines if (line.component, line.event) == (name, "empty")]
        spell = found.spells[name]
        assert bool(empty) == spell.is_dead
        if empty:
            assert empty[0] == pytest.approx(spell.holds)
