"""Breakers and ties that are normally open: in closed form, and against the simulation."""

import math
from collections.abc import Callable
from typing import Any

import pytest

import powercalc as pc
from powercalc.components import Component
from powercalc.response import respond, unsupported
from tests.diagram.agreement import disagreements

OPEN: dict[str, Any] = {
    "normally": "open", "failure_rate": 0, "transfer_time": "6 min", "fail_to_transfer": "10 %",
}  # fmt: skip
OFTEN = 20 / 8760 / (1 + 20 / 8760 * 2)


def grid(name: str, **given: Any) -> pc.GridFeed:
    return pc.GridFeed(name, **({"failure_rate": "20 / year", "mttr": "2 h"} | given))


def bus(name: str, *feeders: str) -> pc.Bus:
    return pc.Bus(name, fed_by=feeders, failure_rate=0)


def breaker(feeder: str, **given: Any) -> pc.Breaker:
    return pc.Breaker("breaker", fed_by=feeder, **(OPEN | given))


def tie(**given: Any) -> pc.Tie:
    return pc.Tie("tie", between=["one", "two"], **(OPEN | given))


def ups(name: str, feeder: str, **given: Any) -> pc.Ups:
    figures = {"failure_rate": 0, "mttr": "8 h", "autonomy": "3 min", "battery_failure": 0}
    return pc.Ups(name, fed_by=feeder, **(figures | given))


def generator(**given: Any) -> pc.Generator:
    figures = {"start_time": "1 min", "fail_to_start": "20 %", "failure_rate": "1 / 200 h", "mttr": "12 h"}
    return pc.Generator("gen", **(figures | given))


SLOW: dict[str, Any] = {"transfer_time": "1 min", "fail_to_transfer": "10 %", "manual_transfer_time": "1 h"}


def switch(*inputs: str, **given: Any) -> pc.Ats:
    figures = {"failure_rate": 0, "transfer_time": 0, "fail_to_transfer": 0}
    return pc.Ats("ats", fed_by=inputs, **(figures | given))


def rack(*inputs: str) -> pc.Server:
    return pc.Server("rack", fed_by=inputs, hold_up=0)


SITES: dict[str, Callable[[], list[Component]]] = {
    "a breaker to a second feed": lambda: [
        grid("a"), grid("b"), breaker("b"), bus("one", "a", "breaker"), ups("ups", "one"), rack("ups"),
    ],
    "a breaker around a UPS": lambda: [
        grid("a", failure_rate="2 / year"), bus("one", "a"), ups("ups", "one", failure_rate="20 / year"),
        breaker("one"), bus("two", "ups", "breaker"), rack("two"),
    ],
    "a breaker to a generator": lambda: [
        grid("a"), generator(), breaker("gen", transfer_time="30 s"), bus("one", "a", "breaker"), rack("one"),
    ],
    "a tie for either side": lambda: [
        grid("a"), grid("b"), bus("one", "a"), bus("two", "b"), tie(),
        ups("ups", "one", battery_failure=0.2), rack("ups", "two"),
    ],
    "a tie below two switches": lambda: [
        grid("a"), grid("b"), generator(), switch("a", "gen"), bus("one", "ats"),
        pc.Generator("spare", start_time="1 min", fail_to_start="20 %", failure_rate=0, mttr="12 h"),
        pc.Ats("other", fed_by=["b", "spare"], failure_rate=0, transfer_time=0, fail_to_transfer=0),
        bus("two", "other"), tie(transfer_time="2 s"), ups("ups", "one", autonomy="50 s"), rack("ups"),
    ],
    "a static switch below a tie that closes sooner than a set starts": lambda: [
        grid("a"), grid("b"), generator(), bus("one", "a"), bus("two", "b"),
        tie(transfer_time="2 s", fail_to_transfer=0), switch("one", "gen"),
        ups("held", "ats", battery_failure=0.2), ups("other", "two"),
        pc.Sts("sts", fed_by=["held", "other"], failure_rate=0, transfer_time="4 ms", fail_to_transfer="20 %",
               manual_transfer_time="4 h"),
        pc.Server("rack", fed_by="sts", hold_up="20 ms"),
    ],
    "a tie beside a generator": lambda: [
        grid("a"), grid("b"), generator(), switch("a", "gen"), bus("one", "ats"), bus("two", "b"),
        tie(transfer_time="30 s"), rack("one"),
    ],
    "a breaker before a switch": lambda: [
        grid("a"), grid("b"), breaker("b", transfer_time="1 min"), switch("a", "breaker", **SLOW),
        rack("ats"),
    ],
    "a breaker to a generator, before a switch": lambda: [
        grid("a"), generator(), breaker("gen", transfer_time="90 s"), switch("a", "breaker", **SLOW),
        ups("ups", "ats", battery_failure=0.1), rack("ups"),
    ],
    "a tie before a switch": lambda: [
        grid("a"), grid("b"), grid("c"), bus("one", "b"), bus("two", "c"), tie(),
        switch("a", "one", **SLOW), rack("ats"),
    ],
    "a bypass that is normally open": lambda: [
        grid("a", failure_rate="2 / year"), breaker("a"),
        ups("ups", "a", failure_rate="20 / year", bypass=True, bypass_fed_by="breaker", fail_to_bypass=0.1),
        rack("ups"),
    ],
    "a bypass through a breaker to another feed": lambda: [
        grid("a"), grid("b"), breaker("b"),
        ups("ups", "a", count=2, needed=1, failure_rate="20 / year", battery_failure=0.2, bypass=True,
            bypass_fed_by="breaker"),
        rack("ups"),
    ],
    "a bypass to a second generator": lambda: [
        grid("a"), generator(), pc.Generator("two", start_time="1 min", fail_to_start="5 %", failure_rate=0),
        switch("a", "gen"), breaker("two"),
        ups("ups", "ats", failure_rate="5 / year", bypass=True, bypass_fed_by="breaker"), rack("ups"),
    ],
    "a bypass that calls a generator": lambda: [
        grid("a"), generator(),
        ups("ups", "a", failure_rate="20 / year", battery_failure=0.2, bypass=True, bypass_fed_by="gen"),
        rack("ups"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", SITES)
def test_computed_and_simulated_agree(name: str) -> None:
    assert disagreements(pc.Site(name, tuple(SITES[name]())), years=6000) == []


@pytest.mark.parametrize("path", [breaker("b"), tie()])
def test_every_loss_costs_the_time_to_close_and_some_cost_all(path: Component) -> None:
    fed = ("a", "breaker") if isinstance(path, pc.Breaker) else ("a",)
    parts = grid("a"), grid("b", failure_rate=0), path, bus("one", *fed), bus("two", "b"), rack("one")
    found = respond(pc.Site("site", parts)).loads["rack"]
    assert found.failure_frequency == pytest.approx(OFTEN, rel=1e-6)
    late = math.exp(-0.1 / 2)
    assert found.unavailability == pytest.approx(OFTEN * 2 * (1 - late + 0.1 * late), rel=1e-6)


def test_what_bridges_the_time_to_close_notices_nothing() -> None:
    parts = grid("a"), grid("b", failure_rate=0), breaker("b", fail_to_transfer=0), bus("one", "a", "breaker")
    site = pc.Site("site", (*parts, ups("ups", "one", autonomy="6 min"), rack("ups")))
    assert respond(site).loads["rack"].failure_frequency == pytest.approx(0, abs=1e-15)


def test_a_path_before_a_switch_closes_first_and_then_the_switch_moves() -> None:
    late = breaker("b", fail_to_transfer=0, transfer_time="4 min")
    ats = switch("a", "breaker", transfer_time="2 min")
    found = respond(pc.Site("site", (grid("a"), grid("b", failure_rate=0), late, ats, rack("ats"))))
    assert found.loads["rack"].failure_frequency == pytest.approx(OFTEN, rel=1e-6)
    dark = 2 * (1 - math.exp(-0.1 / 2))
    assert found.loads["rack"].unavailability == pytest.approx(OFTEN * dark, rel=1e-6)


def test_only_paths_that_a_switch_prefers_are_told_as_left_out() -> None:
    parts = grid("a"), grid("b"), breaker("b")
    assert not list(unsupported(pc.Site("site", (*parts, bus("one", "a", "breaker"), rack("one")))))
    assert not list(unsupported(pc.Site("site", (*parts, switch("a", "breaker"), rack("ats")))))
    (left,) = unsupported(pc.Site("site", (*parts, switch("breaker", "a"), rack("ats"))))
    assert (left.what, left.components) == ("normally_open", ("breaker",))
