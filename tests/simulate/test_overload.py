"""What trips in the simulation: by hand, as a closed form, and against the power flow on random sites.

The simulation follows power and trips in code of its own, so that the two check each other.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import powercalc as pc
from powercalc.components import Component, Generator
from powercalc.flow.power_network import network
from powercalc.flow.single import parts
from powercalc.flow.states import outages_of, settle
from powercalc.simulate import simulate, trace
from tests.flow.sites import loaded_sites

OUT = {"failure_rate": "1 / year", "mttr": "1 h"}
SOUND = {"failure_rate": 0, "mttr": 0}


def two_strips(rating: str) -> pc.Site:
    strips: list[Component] = []
    for side in "ab":
        strips.append(pc.GridFeed(f"f{side}", **OUT))
        strips.append(pc.RackPdu(f"p{side}", fed_by=f"f{side}", rating=rating, **SOUND))
    loads = (
        pc.Server("db", fed_by=["pa", "pb"], power="4 kW", hold_up=0),
        pc.Server("web", fed_by=["pb", "pa"], power="3.9 kW", hold_up=0),
    )
    return pc.Site("two strips", (*strips, *loads))


def test_the_second_strip_trips_on_the_load_of_the_first() -> None:
    found = trace(two_strips("7.2 kW"), ["fa"])
    assert [each.dark_h for each in found.loads] == [3, 3]
    assert "pb: would carry 7.9 kW of 7.2 kW and trips" in [line.text for line in found.lines]
    assert [each.dark_h for each in trace(two_strips("8 kW"), ["fa"]).loads] == [0, 0]


def test_strips_that_trip_as_a_closed_form() -> None:
    """Dark while either feed is lost: U = 1 - (1 - 1/8761)^2, w = 2 (1 / 8761 h) (1 - 1/8761)."""
    found = simulate(two_strips("7.2 kW"), years=20_000, seed=1, processes=1)
    load, u = found.loads[0], 1 / 8761
    assert load.downtime_h_per_year == pytest.approx(8760 * u * (2 - u), abs=4 * load.downtime_standard_error)
    assert load.interruptions_per_year == pytest.approx(
        2 * 8760 / 8761 * (1 - u), abs=4 * (load.interruptions_standard_error or 0)
    )


def test_four_enclosures_domino() -> None:
    """Four enclosures of 10 A on two units of 24 A, one supply fails: 5 + 5 + 5 + 10 = 25 A, then 40 A."""
    parts_: list[Component] = [
        pc.GridFeed("g"),
        *(pc.Pdu(p, fed_by="g", rating="24 kW") for p in ("p1", "p2")),
    ]
    for n in range(4):
        parts_ += [
            pc.Breaker(f"s{n}", fed_by="p1"),
            pc.Server(f"e{n}", fed_by=[f"s{n}", "p2"], power="10 kW"),
        ]
    texts = [line.text for line in trace(pc.Site("domino", tuple(parts_)), ["s0"]).lines]
    assert "p2: would carry 25 kW of 24 kW and trips" in texts
    assert "p1: would carry 30 kW of 24 kW and trips" in texts


def test_an_interruption_can_begin_with_a_repair() -> None:
    """With pb out its rack is dark; back, it draws again, and the UPS that had just enough room trips."""
    ups = {"rating": "10 kW", "autonomy": "5 min", "battery_failure": 0}
    site = pc.Site(
        "two UPSs",
        (
            pc.GridFeed("g"),
            pc.Ups("ua", fed_by="g", **ups),
            pc.Ups("ub", fed_by="g", **ups),
            pc.Pdu("pa", fed_by="ub"),
            pc.Server("one", fed_by="pa", power="6 kW"),
            pc.Server("two", fed_by=["ua", "ub"], power="6 kW"),
        ),
    )
    assert {each.id: each.interruptions for each in trace(site, ["ua", "pa"]).loads} == {"one": 1, "two": 0}
    assert {each.id: each.interruptions for each in trace(site, ["ua"]).loads} == {"one": 1, "two": 1}


def test_a_ups_that_is_overloaded_goes_to_its_bypass() -> None:
    ups = {"fed_by": "g", "rating": "7 kW", "bypass": True, "fail_to_bypass": 0}
    site = pc.Site("two", (pc.GridFeed("g"), pc.Ups("u", **ups), pc.Ups("v", **ups),
                           pc.Server("s", fed_by=["u", "v"], power="10 kW")))  # fmt: skip
    found = trace(site, ["u"])
    assert found.loads[0].interruptions == 0
    assert not any(line.event == "trips" for line in found.lines)  # the bypass of u carries its half
    without = site.changed({"u": {"bypass": False, "fail_to_bypass": None}})
    assert any(
        "v: would carry 10 kW of 7 kW and goes to bypass" in line.text for line in trace(without, ["u"]).lines
    )


@given(site=loaded_sites(), drawn=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_who_is_dark_at_last_is_as_the_power_flow_computes_it(site: pc.Site, drawn: Any) -> None:
    """Long after everything has started and moved, and before anything is repaired."""
    net = network(site)
    names = [name for name in parts(net) if not isinstance(site[name], Generator)]
    some = st.dictionaries(st.sampled_from(names), st.integers(1, 3), min_size=1, max_size=4)
    out = {name: min(units, site[name].count) for name, units in drawn.draw(some).items()}
    settled = settle(net, outages_of([{}, out]))
    for load in trace(site, [f"{name}:{units}" for name, units in out.items()], 1000.0).loads:
        before, after = settled.lost[net.by_load[load.id]].tolist()
        if before:
            assert load.dark_h > 0  # and for how long, the event alone does not tell
        else:
            assert (load.dark_h > 500) == after, load
