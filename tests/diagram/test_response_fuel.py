"""Fuel that ends and comes: in closed form, and against the simulation."""

import math
from collections.abc import Callable
from typing import Any

import pytest

import powercalc as pc
from powercalc.components import Component
from powercalc.response import respond, unsupported
from tests.diagram.agreement import disagreements

MEAN = 4.0
OFTEN = 20 / 8760 / (1 + 20 / 8760 * MEAN)
FUEL: dict[str, Any] = {"fuel_autonomy": "3 h", "fuel_resupply": "6 h"}


def grid(name: str = "grid", **given: Any) -> pc.GridFeed:
    return pc.GridFeed(name, **({"failure_rate": "20 / year", "mttr": "4 h"} | given))


def perfect(**given: Any) -> pc.Generator:
    return generator("gen", **({"fail_to_start": 0, "failure_rate": 0} | given))


def generator(name: str, **given: Any) -> pc.Generator:
    figures = {"start_time": 0, "fail_to_start": "10 %", "failure_rate": "1 / 200 h", "mttr": "12 h"}
    return pc.Generator(name, **(figures | given))


def switch(name: str, *inputs: str) -> pc.Ats:
    return pc.Ats(name, fed_by=inputs, failure_rate=0, transfer_time=0, fail_to_transfer=0)


def rack(*inputs: str) -> pc.Server:
    return pc.Server("rack", fed_by=inputs, hold_up=0)


SITES: dict[str, Callable[[], list[Component]]] = {
    "a bus of sets and a battery": lambda: [
        grid(), generator("gen", count=2, needed=1, **FUEL), switch("ats", "grid", "gen"),
        pc.Ups("ups", fed_by="ats", failure_rate=0, mttr="8 h", autonomy="30 min", battery_failure=0.1),
        rack("ups"),
    ],
    "two buses on one tank": lambda: [
        grid(), generator("one", tank="tank", **FUEL),
        generator("two", tank="tank", fuel_autonomy="4 h", fuel_resupply="6 h"),
        switch("a", "grid", "one"), switch("b", "grid", "two"), rack("a", "b"),
    ],
    "two feeds, two tanks": lambda: [
        grid("north", mttr="8 h"), grid("south", mttr="8 h"), generator("one", **FUEL),
        generator("two", fuel_autonomy="4 h"),
        switch("a", "north", "one"), switch("b", "south", "two"), rack("a", "b"),
    ],
    "a standby behind a standby": lambda: [
        grid(), generator("one", **FUEL), generator("two", **FUEL), switch("ats", "grid", "one", "two"),
        rack("ats"),
    ],
    "outages far longer than the fuel, one set behind another": lambda: [
        grid(mttr="60 h"), *(
            generator(name, failure_rate="1 / 50 h", mttr="20 h", **given)
            for name, given in (("one", {"fuel_autonomy": "24 h", "fuel_resupply": "60 h"}), ("two", {}))
        ),
        switch("ats", "grid", "one", "two"), rack("ats"),
    ],
    "the same on one tank": lambda: [
        grid(mttr="60 h"), *(
            generator(
                name, failure_rate="1 / 50 h", mttr="20 h",
                tank="tank", fuel_autonomy="24 h", fuel_resupply="60 h",
            )
            for name in ("one", "two")
        ),
        switch("ats", "grid", "one", "two"), rack("ats"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", SITES)
def test_computed_and_simulated_agree(name: str) -> None:
    assert disagreements(pc.Site(name, tuple(SITES[name]())), years=6000) == []


@pytest.mark.parametrize(("resupply", "until"), [(None, math.inf), ("6 h", 6.0), ("2 h", 3.0)])
def test_the_load_is_dark_from_the_end_of_the_fuel_until_more_comes(
    resupply: str | None, until: float
) -> None:
    tank = perfect(fuel_autonomy="3 h", fuel_resupply=resupply)
    found = respond(pc.Site("site", (grid(), tank, switch("ats", "grid", "gen"), rack("ats")))).loads["rack"]
    dark = math.exp(-3 / MEAN) - math.exp(-until / MEAN)
    assert found.unavailability == pytest.approx(OFTEN * MEAN * dark, rel=1e-5, abs=1e-15)
    ends = OFTEN * math.exp(-3 / MEAN) * (until > 3)
    assert found.failure_frequency == pytest.approx(ends, rel=1e-6, abs=1e-15)
    assert found.longer_than[1.0] == pytest.approx(ends * math.exp(-1 / MEAN), rel=1e-6, abs=1e-15)


def test_a_set_without_fuel_does_not_run() -> None:
    tank = perfect(**FUEL)
    (use,) = respond(pc.Site("site", (grid(), tank, switch("ats", "grid", "gen"), rack("ats")))).standby
    wet = 1 - math.exp(-3 / MEAN) + math.exp(-6 / MEAN)
    assert use.running == pytest.approx(OFTEN * MEAN * wet, rel=1e-5)


def test_only_a_generator_that_runs_always_is_told_as_left_out() -> None:
    tank = perfect(**FUEL)
    assert not list(unsupported(pc.Site("site", (grid(), tank, switch("ats", "grid", "gen"), rack("ats")))))
    first = pc.Site("site", (grid(), tank, switch("ats", "gen", "grid"), rack("ats")))
    assert [left.what for left in unsupported(first)] == ["fuel"]


def test_sets_do_not_fail_while_their_tank_is_empty() -> None:
    """One set, at once there when called: what repairs leave of one call is what the next one finds.

    Outages last L; the set fails at λ while there is fuel, until F, and is repaired at μ all the time. With x
    the chance that it is well at a call, p(t) that it is t later, and Λ the calls per hour without one,
    1 − x = (1 − p(F)) e^(−μ (L − F)) Λ / (Λ + μ).
    """
    rate, repair, fuel, length, calls = 1 / 20, 1 / 30, 24.0, 48.0, 1 / 60
    steady, decay = repair / (rate + repair), math.exp(-(rate + repair) * fuel)
    left = math.exp(-repair * (length - fuel)) * calls / (calls + repair)
    well = (1 - left * (1 - steady + steady * decay)) / (1 - left * decay)
    at_end = steady + (well - steady) * decay
    running = steady * fuel + (well - steady) * (1 - decay) / (rate + repair)
    often = (1 - well + rate * running + at_end) / (1 / calls + length)
    components = (
        pc.GridFeed("grid", failure_rate=f"{calls} / h", mttr=f"{length} h", restoration="fixed"),
        pc.Generator(
            "gen", failure_rate=f"{rate} / h", mttr=f"{1 / repair} h", fail_to_start=0.0, start_time="0 s",
            fuel_autonomy=f"{fuel} h",
        ),
        pc.Ats(
            "ats", fed_by=["grid", "gen"], failure_rate="0 / h", transfer_time="0 s", fail_to_transfer=0.0
        ),
        pc.Server("rack", fed_by="ats", hold_up="0 s"),
    )  # fmt: skip
    found = pc.evaluate(pc.Site("fuel", components)).load("rack")
    assert found.failure_frequency == pytest.approx(often, rel=1e-4)


def test_sets_go_on_as_they_are_when_more_fuel_comes() -> None:
    """The same with a resupply at R: nothing fails between F and R, and repairs go on."""
    rate, repair, calls = 1 / 20, 1 / 30, 1 / 60
    fuel, resupply, length = 24.0, 60.0, 96.0
    steady = repair / (rate + repair)

    def run(well: float, hours: float) -> tuple[float, float]:
        decay = math.exp(-(rate + repair) * hours)
        running = steady * hours + (well - steady) * (1 - decay) / (rate + repair)
        return steady + (well - steady) * decay, running

    def call(well: float) -> tuple[float, float, float, float]:
        empty, first = run(well, fuel)
        again = 1 - (1 - empty) * math.exp(-repair * (resupply - fuel))
        end, second = run(again, length - resupply)
        return 1 - (1 - end) * calls / (calls + repair), empty, first, second

    none, whole = call(0.0)[0], call(1.0)[0]
    well = none / (1 - whole + none)
    _, empty, first, second = call(well)
    cycle = 1 / calls + length
    site = pc.Site(
        "refuelled",
        (
            pc.GridFeed("grid", failure_rate=f"{calls} / h", mttr=f"{length} h", restoration="fixed"),
            generator(
                "gen", failure_rate=f"{rate} / h", mttr=f"{1 / repair} h", fail_to_start=0,
                fuel_autonomy=f"{fuel} h", fuel_resupply=f"{resupply} h",
            ),
            switch("ats", "grid", "gen"),
            rack("ats"),
        ),
    )  # fmt: skip
    result = pc.evaluate(site)
    (load,), (used,) = result.loads, result.standby
    assert load.unavailability == pytest.approx((length - first - second) / cycle, rel=1e-4)
    often = (1 - well + rate * (first + second) + empty) / cycle
    assert load.interruptions_per_year == pytest.approx(often * 8760, rel=1e-4)
    assert used.set_hours_per_year == pytest.approx((first + second) / cycle * 8760, rel=1e-4)
