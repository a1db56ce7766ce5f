"""Gaps on return: in closed form, and against the simulation."""

import math
from collections.abc import Callable
from typing import Any

import pytest

import powercalc as pc
from powercalc.components import Component
from powercalc.response import respond, unsupported
from tests.diagram.agreement import disagreements

OFTEN = 20 / 8760 / (1 + 20 / 8760 * 2)


def grid(name: str = "grid", **given: Any) -> pc.GridFeed:
    return pc.GridFeed(name, **({"failure_rate": "20 / year", "mttr": "2 h"} | given))


def generator(name: str = "gen", **given: Any) -> pc.Generator:
    figures = {"start_time": "1 min", "fail_to_start": "10 %", "failure_rate": "1 / 50 h", "mttr": "12 h"}
    return pc.Generator(name, **(figures | given))


def switch(name: str, *inputs: str, **given: Any) -> pc.Ats:
    figures = {"failure_rate": 0, "transfer_time": "3 s", "fail_to_transfer": 0, "return_gap": "3 min"}
    return pc.Ats(name, fed_by=inputs, **(figures | given))


def ups(name: str, feeder: str, **given: Any) -> pc.Ups:
    figures = {"failure_rate": 0, "mttr": "8 h", "autonomy": "5 min", "battery_failure": "20 %"}
    return pc.Ups(name, fed_by=feeder, **(figures | given))


def rack(*inputs: str) -> pc.Server:
    return pc.Server("rack", fed_by=inputs, hold_up=0)


SITES: dict[str, Callable[[], list[Component]]] = {
    "one path, and a battery that may not hold": lambda: [
        grid(), generator(), switch("ats", "grid", "gen"), ups("ups", "ats"), rack("ups"),
    ],
    "a battery shorter than the gap": lambda: [
        grid(), generator(), switch("ats", "grid", "gen"), ups("ups", "ats", autonomy="2 min"), rack("ups"),
    ],
    "two paths that return together": lambda: [
        grid(), generator(count=2, needed=1),
        switch("a", "grid", "gen", fail_to_transfer="20 %", manual_transfer_time="30 min"),
        switch("b", "grid", "gen", return_gap="1 min"),
        ups("ups-a", "a"), ups("ups-b", "b"), rack("ups-a", "ups-b"),
    ],
    "two paths with a generator each": lambda: [
        grid(), generator("one"), generator("two"), switch("a", "grid", "one"), switch("b", "grid", "two"),
        rack("a", "b"),
    ],
    "a transformer that may be down, or hide a fault": lambda: [
        grid(), generator(),
        pc.Transformer("tx", fed_by="gen", failure_rate="20 / year", mttr="10 h",
                       dormant_failure_rate="1 / 2000 h", test_interval="1460 h"),
        switch("ats", "grid", "tx"), rack("ats"),
    ],
    "two feeds behind a switch": lambda: [
        grid("a", restoration="fixed"), grid("b"), switch("sts", "a", "b"), rack("sts"),
    ],
    "a battery that only the return asks": lambda: [
        grid("a"), grid("b"), switch("ats", "a", "b", transfer_time=0),
        ups("ups", "ats", autonomy="10 s", battery_failure=0, dormant_failure_rate="1 / 5000 h",
            test_interval="1460 h"),
        rack("ups"),
    ],
    "a switch below one that returns": lambda: [
        grid("a"), grid("b"), grid("c"), switch("ats", "a", "b"),
        switch("sts", "ats", "c", transfer_time="1 s", fail_to_transfer="20 %", manual_transfer_time="1 h",
               return_gap=0),
        rack("sts"),
    ],
    "two UPSs behind a switch": lambda: [
        grid(failure_rate=0), ups("a", "grid", failure_rate="20 / year"),
        ups("b", "grid", failure_rate="5 / year"), switch("sts", "a", "b"), rack("sts"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", SITES)
def test_computed_and_simulated_agree(name: str) -> None:
    assert disagreements(pc.Site(name, tuple(SITES[name]())), years=6000) == []


def test_whoever_has_moved_is_dark_again_on_return() -> None:
    parts = grid(), grid("other", failure_rate=0), switch("ats", "grid", "other", transfer_time="6 min")
    site = pc.Site("site", (*parts, rack("ats")))
    found = respond(site).loads["rack"]
    gone = math.exp(-0.1 / 2)
    rate = 20 / 8760
    gap = -math.expm1(-rate * 0.05) / rate  # 3 min, or until the grid fails again
    # an outage that begins in a gap interrupts nothing new
    assert found.failure_frequency == pytest.approx(OFTEN * (1 + gone - rate * gap * gone), rel=1e-6)
    assert found.unavailability == pytest.approx(OFTEN * (2 * (1 - gone) + gap * gone), rel=1e-6)
    assert not list(unsupported(site))


def test_a_return_that_everything_bridges_costs_nothing() -> None:
    parts = grid(), grid("other", failure_rate=0), switch("ats", "grid", "other")
    perfect = ups("ups", "ats", battery_failure=0)
    found = respond(pc.Site("site", (*parts, perfect, rack("ups")))).loads["rack"]
    assert found.failure_frequency == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize("days", [0.01, 5.0, 30.0, 200.0])
def test_an_outage_in_the_gap_of_the_one_before_interrupts_nothing_new(days: float) -> None:
    """In a gap the power is gone already: λ (up and in no gap) + w e^(−t/m), with a perfect second feed."""
    rate, mean, transfer, gap = 2 / 8760, 1 / 3, 10 / 3600, 24 * days
    site = pc.Site(
        "long gaps",
        (
            pc.GridFeed("grid", failure_rate="2 / year", mttr="20 min"),
            pc.GridFeed("other", failure_rate=0, mttr="1 h"),
            pc.Ats(
                "ats", fed_by=["grid", "other"], failure_rate=0, fail_to_transfer=0, transfer_time="10 s",
                return_gap=f"{days} day",
            ),
            pc.Server("rack", fed_by="ats", hold_up=0),
        ),
    )  # fmt: skip
    often, moved = rate / (1 + rate * mean), math.exp(-transfer / mean)
    in_gap = often * moved * -math.expm1(-rate * gap) / rate
    begins = rate * (1 - often * mean - in_gap) + often * moved
    found = pc.evaluate(site).load("rack")
    assert found.failure_frequency == pytest.approx(begins, rel=2e-3)
    assert found.unavailability == pytest.approx(in_gap + often * mean * (1 - moved), rel=2e-3)
