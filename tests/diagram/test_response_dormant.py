"""Faults that only a test or a call reveals: in closed form, and against the simulation."""

import math
from collections.abc import Callable
from typing import Any

import pytest

import powercalc as pc
from powercalc.components import Component
from powercalc.response import respond, unsupported
from tests.diagram.agreement import disagreements

DORMANT: dict[str, Any] = {"dormant_failure_rate": "1 / 5000 h", "test_interval": "1460 h"}


def grid(**given: Any) -> pc.GridFeed:
    return pc.GridFeed("grid", **({"failure_rate": "20 / year", "mttr": "2 h"} | given))


def generator(name: str = "gen", **given: Any) -> pc.Generator:
    figures = {"start_time": 0, "fail_to_start": "2 %", "failure_rate": "1 / 200 h", "mttr": "12 h"}
    return pc.Generator(name, **(figures | given))


def switch(name: str, *inputs: str) -> pc.Ats:
    return pc.Ats(name, fed_by=inputs, failure_rate=0, transfer_time=0, fail_to_transfer=0)


def ups(name: str, feeder: str, **given: Any) -> pc.Ups:
    figures = {"failure_rate": 0, "mttr": "24 h", "autonomy": "5 min", "battery_failure": 0}
    return pc.Ups(name, fed_by=feeder, **(figures | given))


def rack(*inputs: str) -> pc.Server:
    return pc.Server("rack", fed_by=inputs, hold_up=0)


SITES: dict[str, Callable[[], list[Component]]] = {
    "sets on a bus, half tested": lambda: [
        grid(), generator(count=2, needed=1, start_mttr="30 h", test_coverage=0.6, **DORMANT),
        switch("ats", "grid", "gen"), rack("ats"),
    ],
    "two buses tested on one day": lambda: [
        grid(), generator("one", **DORMANT), generator("two", **DORMANT),
        switch("a", "grid", "one"), switch("b", "grid", "two"), rack("a", "b"),
    ],
    "a standby behind a standby": lambda: [
        grid(), generator("one", **DORMANT), generator("two", **DORMANT),
        switch("ats", "grid", "one", "two"), rack("ats"),
    ],
    "never tested": lambda: [
        grid(), generator(dormant_failure_rate="1 / 5000 h"), switch("ats", "grid", "gen"), rack("ats"),
    ],
    "batteries of two paths": lambda: [
        grid(), generator(start_time="30 s"), switch("ats", "grid", "gen"),
        ups("a", "ats", **DORMANT), ups("b", "ats", **DORMANT), rack("a", "b"),
    ],
    "a bank of batteries": lambda: [
        grid(), ups("ups", "grid", count=3, needed=2, battery_failure=0.02, **DORMANT), rack("ups"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", SITES)
def test_computed_and_simulated_agree(name: str) -> None:
    assert disagreements(pc.Site(name, tuple(SITES[name]())), years=6000) == []


def test_a_battery_that_is_seldom_needed_has_the_mean_of_the_textbook() -> None:
    seldom = grid(failure_rate="0.0001 / year")
    battery = ups("ups", "grid", mttr=0, autonomy="1000 h", **DORMANT)
    found = respond(pc.Site("room", (seldom, battery, rack("ups")))).loads["rack"]
    x = 1460 / 5000
    assert found.failure_frequency == pytest.approx(1e-4 / 8760 * (1 + math.expm1(-x) / x), rel=1e-4)


def test_only_other_components_are_told_as_left_out() -> None:
    parts = grid(), generator(**DORMANT), switch("ats", "grid", "gen"), ups("ups", "ats", **DORMANT)
    assert not [
        left for left in unsupported(pc.Site("site", (*parts, rack("ups")))) if "dormant" in left.what
    ]
    bus = pc.Bus("bus", fed_by="ups", failure_rate=0, **DORMANT)
    (left,) = unsupported(pc.Site("site", (*parts, bus, rack("bus"))))
    assert (left.what, left.components) == ("dormant_faults", ("bus",))
