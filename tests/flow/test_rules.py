"""Who carries what: switches, banks, bypasses, reserves, losses, ties. One small site each."""

import pytest

import powercalc as pc
from powercalc.components import Component
from powercalc.flow.power_network import network
from powercalc.flow.states import Settled, outages_of, settle


def flows(*components: Component, out: dict[str, int] | None = None) -> Settled:
    return settle(network(pc.Site("small", components)), outages_of([out or {}]))


def carried(found: Settled, name: str) -> float:
    return float(found.through[name][0])


GRID = pc.GridFeed("grid")


def test_a_switch_moves_all_of_it() -> None:
    parts = (
        GRID,
        pc.Bus("a", fed_by="grid"),
        pc.Bus("b", fed_by="grid"),
        pc.Sts("sts", fed_by=["a", "b"]),
        pc.Server("rack", fed_by="sts", power="6 kW"),
    )
    assert carried(flows(*parts), "b") == 0
    assert carried(flows(*parts, out={"a": 1}), "b") == 6


def test_losses_add_up_on_the_way() -> None:
    found = flows(
        GRID,
        pc.Transformer("tx", fed_by="grid", efficiency=0.98),
        pc.Ups("ups", fed_by="tx", efficiency=0.95),
        pc.Server("rack", fed_by="ups", power="9.5 kW"),
    )
    assert carried(found, "tx") == pytest.approx(10)
    assert carried(found, "grid") == pytest.approx(10 / 0.98)


def test_parallel_inputs_share_by_rating() -> None:
    parts = (
        GRID,
        pc.Ups("large", fed_by="grid", rating="30 kW"),
        pc.Ups("small", fed_by="grid", rating="10 kW", count=2, needed=1),
        pc.Bus("bus", fed_by=["large", "small"]),
        pc.Server("rack", fed_by="bus", power="20 kW"),
    )
    assert carried(flows(*parts), "large") == pytest.approx(12)
    assert carried(flows(*parts, out={"small": 1}), "large") == pytest.approx(15)


def test_a_bank_trips_at_what_its_working_units_carry() -> None:
    parts = (
        GRID,
        pc.Ups("ups", fed_by="grid", rating="10 kW", count=3, needed=1),
        pc.Server("rack", fed_by="ups", power="19 kW"),
    )
    assert not flows(*parts, out={"ups": 1}).lost["rack"][0]
    assert flows(*parts, out={"ups": 2}).lost["rack"][0]


def test_an_overloaded_ups_goes_to_bypass_not_dark() -> None:
    parts = (GRID, pc.Ups("ups", fed_by="grid", rating="10 kW", bypass=True))
    found = flows(*parts, pc.Server("rack", fed_by="ups", power="12 kW"))
    assert found.tripped["ups"][0] == 1
    assert found.raw["ups"][0]
    assert not found.lost["rack"][0]
    assert carried(found, "ups") == 0
    assert carried(found, "grid") == 12


def test_generators_pick_up_the_cooling_too() -> None:
    parts = (
        GRID,
        pc.Generator("gen", rating="20 kW"),
        pc.Ats("ats", fed_by=["grid", "gen"]),
        pc.Chiller("chiller", fed_by="ats", count=3, needed=2, power="5 kW"),
        pc.Server("rack", fed_by="ats", power="11 kW"),
    )
    assert not flows(*parts).lost["rack"][0]
    found = flows(*parts, out={"grid": 1})
    assert float(found.at_first["gen"][0]) == 21
    assert found.lost["rack"][0]


def test_what_stands_by_carries_nothing_while_the_others_suffice() -> None:
    parts = (
        GRID,
        pc.Ups("ups", fed_by="grid"),
        pc.Breaker("around", fed_by="grid", normally="open"),
        pc.Bus("output", fed_by=["ups", "around"]),
        pc.Server("rack", fed_by="output", power="4 kW"),
    )
    assert carried(flows(*parts), "around") == 0
    assert carried(flows(*parts, out={"ups": 1}), "around") == 4


def test_a_tie_feeds_the_bus_that_lost_its_own_input() -> None:
    parts = (
        GRID,
        pc.Cable("c-a", fed_by="grid"),
        pc.Bus("a", fed_by="c-a"),
        pc.Bus("b", fed_by="grid"),
        pc.Tie("tie", between=["a", "b"]),
        pc.Server("rack", fed_by=["a", "b"], power="4 kW"),
    )
    assert carried(flows(*parts), "tie") == 0
    found = flows(*parts, out={"c-a": 1})
    assert (carried(found, "tie"), carried(found, "b"), carried(found, "a")) == (2, 4, 2)


def test_shares_of_dead_cords_go_to_the_live_ones() -> None:
    parts = (
        GRID,
        *(pc.Pdu(name, fed_by="grid") for name in "abc"),
        pc.Server("rack", fed_by=["a", "b", "c"], power="10 kW", share=[0.5, 0.3, 0.2]),
    )
    assert carried(flows(*parts), "a") == pytest.approx(5)
    assert carried(flows(*parts, out={"a": 1}), "b") == pytest.approx(6)
    assert carried(flows(*parts, out={"a": 1, "b": 1}), "c") == pytest.approx(10)


def test_a_ups_on_its_bypass_still_takes_its_share() -> None:
    """A unit in repair carries nothing; the bypass around all of them carries what they are rated."""
    parts = (
        GRID,
        pc.Ups("ups", fed_by="grid", rating="10 kW", count=2, needed=1, bypass=True, fail_to_bypass=0),
        pc.Panel("other", fed_by="grid", rating="20 kW"),
        pc.Bus("bus", fed_by=["ups", "other"]),
        pc.Server("rack", fed_by="bus", power="12 kW"),
    )
    assert carried(flows(*parts), "other") == pytest.approx(6)
    assert carried(flows(*parts, out={"ups": 1}), "other") == pytest.approx(8)
    assert carried(flows(*parts, out={"ups": 2}), "other") == pytest.approx(6)


def test_a_choice_that_begins_with_a_generator_is_no_reserve() -> None:
    """Behind the switch there is the grid, too: it carries its share while the others suffice."""
    parts = (
        GRID,
        pc.Generator("gen"),
        pc.Sts("sts", fed_by=["gen", "grid"]),
        pc.Cable("cable", fed_by="grid"),
        pc.Panel("panel", fed_by=["cable", "sts"]),
        pc.Server("rack", fed_by="panel", power="4 kW"),
    )
    assert (carried(flows(*parts), "cable"), carried(flows(*parts), "gen")) == (2, 2)
