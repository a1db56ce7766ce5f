"""What becomes of each load when a panel is out: by hand for five racks, by enumeration for random sites."""

import math
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given

from powercalc.flow.after_outage import AfterOutage, LoadAfter, after_outage
from powercalc.flow.power_network import network
from powercalc.flow.single import units_out
from powercalc.flow.usual_states import UsualStates
from powercalc.site import Site
from powercalc.site.read import read, read_text
from powercalc.testing import sites
from powercalc.wiring.alone import taken_alone
from powercalc.wiring.sets import dark

RACKS = Path(__file__).parents[2] / "examples" / "five-racks.toml"
RATING = 400 * 32 * math.sqrt(3) / 1000


@cache
def after(*out: str) -> AfterOutage:
    net = network(read(RACKS))
    return after_outage(UsualStates(network=net, out=units_out(net, out)))


def load(found: AfterOutage, name: str) -> LoadAfter:
    return next(each for each in found.loads if each.id == name)


def states(found: AfterOutage) -> dict[str, str]:
    return {each.id: each.state for each in found.loads}


def test_every_load_of_the_hall_without_panel_a() -> None:
    assert states(after("PP-A")) == {
        "srv-a-01": "one path",
        "srv-u": "undocumented",
        "srv-v": "undocumented",
        "srv-a-03-1": "dark",
        "srv-a-03-2": "one path",
        "tor-a-03": "untouched",
        "srv-a-09": "dark",
        "srv-b-07": "dark",
        "gpu": "one path",
        "sw-d-08": "one path",
    }


def test_every_load_of_the_hall_without_panel_b() -> None:
    found = states(after("PP-B"))
    assert [name for name, state in found.items() if state == "dark"] == ["tor-a-03"]
    assert found["srv-u"] == found["srv-a-09"] == found["srv-b-07"] == "untouched"
    assert found["srv-v"] == "undocumented"


def test_what_a_load_is_left_on_is_told_from_the_load_up() -> None:
    assert load(after("PP-A"), "gpu").left_on == ("D-08B", "PP-B", "ups-b", "ats-b")
    assert load(after("D-08A"), "gpu").left_on == ("D-08B", "PP-B", "ups-b", "ats-b")


def test_a_load_that_was_on_one_path_is_not_left_on_one() -> None:
    found = load(after("PP-B"), "srv-a-09")
    assert (found.one_path_before, found.left_on, found.state) == (True, (), "untouched")


def test_a_dark_load_may_have_a_cord_that_nobody_documented() -> None:
    found = load(after("PP-A"), "srv-u")
    assert (found.dark, found.cords, found.live_cords, found.undocumented_cords) == (True, 2, 0, 1)


def test_where_a_load_stands() -> None:
    found = load(after("PP-A"), "gpu")
    assert (found.rack, found.room, found.count, found.power_kw) == ("D-08", "Room 2", 3, 18)


def test_the_other_side_is_above_what_is_planned() -> None:
    (found,) = after("PP-A").too_full
    assert (found.id, found.trips, found.beyond_limit) == ("D-08B", False, False)
    assert found.normal_kw == pytest.approx(9.03)
    assert found.then_kw == pytest.approx(18.06)
    assert found.limit_kw == pytest.approx(RATING)
    assert found.planned_kw == pytest.approx(0.8 * RATING)
    assert found.excess_kw == pytest.approx(18.06 - 0.8 * RATING)


def test_one_unit_of_the_smallest_load_that_is_enough_is_named() -> None:
    """0.32 kW have to go: the switch with its 60 W is too little, one of three nodes is more than enough."""
    (found,) = after("PP-A").too_full
    ((move),) = found.move
    assert (move.load, move.units) == ("gpu", 1)
    assert move.kw == pytest.approx(6)


def test_a_rack_with_a_live_feed_is_told_where_a_cord_could_go() -> None:
    beside = after("PP-A").live_beside
    assert beside == {"A-01": ("A-01B",), "A-03": ("A-03B",), "A-09": (), "B-07": ()}


def test_what_trips_takes_loads_with_it() -> None:
    text = RACKS.read_text(encoding="utf-8").replace('rating = "32 A"', 'rating = "20 A"')
    net = network(read_text(text))
    found = after_outage(UsualStates(network=net, out=units_out(net, ["PP-A"])))
    assert load(found, "gpu").by_overload
    assert load(found, "gpu").state == "dark"
    assert not load(found, "srv-a-09").by_overload
    (full,) = found.too_full
    assert (full.id, full.trips, full.beyond_limit) == ("D-08B", True, True)


def test_a_switch_that_stands_on_the_other_side_moves_nothing_away() -> None:
    """Behind b stand 8 kW that b feeds and a switch that prefers c: only the former can relieve it."""
    net = network(
        read_text(
            """
            [grid_feed.a]
            [grid_feed.b]
            [grid_feed.c]
            [panel.p]
            fed_by = "b"
            rating = "6 kW"
            trip = "100 kW"
            [sts.s]
            fed_by = ["c", "p"]
            [server.own]
            fed_by = ["a", "p"]
            power = "8 kW"
            [server.switched]
            fed_by = "s"
            power = "9 kW"
            """
        )
    )
    (found,) = after_outage(UsualStates(network=net, out=units_out(net, ["a"]))).too_full
    assert [each.load for each in found.move] == ["own"]


@given(sites(min_loads=1, standby=True))
def test_taken_alone_is_what_each_component_takes_by_itself(site: Site) -> None:
    loads = [each.id for each in site.loads]
    names = [name for name in site.graph.above(loads) if name not in loads]
    for dead in ((), tuple(names[:1])):
        lost = dark(site.graph, [dead, *((*dead, name) for name in names)])
        (found,) = taken_alone(site.graph, loads, [dead])
        for each in loads:
            alone = {
                name
                for place, name in enumerate(names, start=1)
                if name not in dead and _at(lost[each], place) and not _at(lost[each], 0)
            }
            assert set(found[each]) - {each} == alone


def _at(lost: object, place: int) -> bool:
    import numpy as np

    truths = np.atleast_1d(np.asarray(lost))
    return bool(truths[place] if len(truths) > 1 else truths[0])
