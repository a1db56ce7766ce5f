"""Faults that nobody knows of in switches, paths and what stands behind them: closed form and simulation."""

import math
from collections.abc import Callable
from typing import Any

import pytest

import powercalc as pc
from powercalc.components import Component
from powercalc.response import respond, unsupported
from powercalc.site import CommonCause
from tests.diagram.agreement import disagreements

DORMANT: dict[str, Any] = {"dormant_failure_rate": "1 / 5000 h", "test_interval": "1460 h"}


def grid(name: str = "grid", **given: Any) -> pc.GridFeed:
    return pc.GridFeed(name, **({"failure_rate": "20 / year", "mttr": "2 h"} | given))


def generator(name: str = "gen", **given: Any) -> pc.Generator:
    figures = {"start_time": "1 min", "fail_to_start": "2 %", "failure_rate": "1 / 200 h", "mttr": "12 h"}
    return pc.Generator(name, **(figures | given))


def switch(name: str, *inputs: str, **given: Any) -> pc.Ats:
    figures = {"failure_rate": 0, "mttr": "6 h", "transfer_time": 0, "manual_transfer_time": "1 h"}
    return pc.Ats(name, fed_by=inputs, **(figures | {"fail_to_transfer": 0} | given))


def ups(name: str, feeder: str, **given: Any) -> pc.Ups:
    figures = {"failure_rate": 0, "mttr": "24 h", "autonomy": "5 min", "battery_failure": 0}
    return pc.Ups(name, fed_by=feeder, **(figures | given))


def bus(name: str, *feeders: str, **given: Any) -> pc.Bus:
    return pc.Bus(name, fed_by=feeders, **({"failure_rate": 0, "mttr": "6 h"} | given))


def breaker(feeder: str, **given: Any) -> pc.Breaker:
    figures = {"normally": "open", "failure_rate": 0, "mttr": "6 h", "transfer_time": "1 min"}
    return pc.Breaker("breaker", fed_by=feeder, **(figures | DORMANT | given))


def rack(*inputs: str) -> pc.Server:
    return pc.Server("rack", fed_by=inputs, hold_up=0)


SITES: dict[str, Callable[[], list[Component]]] = {
    "a switch to a generator": lambda: [
        grid(), generator(), switch("ats", "grid", "gen", **DORMANT), rack("ats"),
    ],
    "two switches tested on one day, and their generators": lambda: [
        grid(), generator("one", **DORMANT), generator("two", **DORMANT),
        switch("a", "grid", "one", **DORMANT), switch("b", "grid", "two", **DORMANT), rack("a", "b"),
    ],
    "a breaker to a second feed": lambda: [
        grid("a"), grid("b"), breaker("b"), bus("one", "a", "breaker"), rack("one"),
    ],
    "a tie, half tested": lambda: [
        grid("a"), grid("b"), bus("one", "a"), bus("two", "b"),
        pc.Tie("tie", between=["one", "two"], normally="open", failure_rate=0, mttr="6 h",
               transfer_time="1 min", test_coverage=0.5, **DORMANT),
        rack("one"),
    ],
    "a path, a switch and a generator in a row": lambda: [
        grid(), generator(**DORMANT), breaker("gen", fail_to_transfer="5 %"),
        switch("ats", "grid", "breaker", fail_to_transfer="5 %", return_gap="2 min", **DORMANT), rack("ats"),
    ],
    "a transformer that rests": lambda: [
        grid("a"), grid("b", failure_rate=0), bus("tx", "b", count=2, needed=2, **DORMANT),
        switch("ats", "a", "tx"), rack("ats"),
    ],
    "a transformer before a generator, never tested": lambda: [
        grid("a"), generator(), bus("tx", "gen", dormant_failure_rate="1 / 5000 h"),
        switch("ats", "a", "tx"), rack("ats"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", SITES)
def test_computed_and_simulated_agree(name: str) -> None:
    site = pc.Site(name, tuple(SITES[name]()))
    assert not list(unsupported(site))
    assert disagreements(site, years=6000) == []


COMMON: dict[str, Callable[[], list[Component]]] = {
    "generators": lambda: [
        grid(), generator("one", **DORMANT), generator("two", **DORMANT),
        switch("a", "grid", "one"), switch("b", "grid", "two"), rack("a", "b"),
    ],
    "switches": lambda: [
        grid(), generator(), switch("one", "grid", "gen", **DORMANT), switch("two", "grid", "gen", **DORMANT),
        rack("one", "two"),
    ],
    "batteries, half tested": lambda: [
        grid(), ups("one", "grid", test_coverage=0.5, **DORMANT),
        ups("two", "grid", test_coverage=0.5, **DORMANT), rack("one", "two"),
    ],
    "transformers that rest": lambda: [
        grid("a"), grid("b", failure_rate=0), bus("one", "b", **DORMANT), bus("two", "b", **DORMANT),
        switch("x", "a", "one"), switch("y", "a", "two"), rack("x", "y"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", COMMON)
@pytest.mark.parametrize("beta", [0.3, 1.0])
def test_faults_in_common_agree_too(name: str, beta: float) -> None:
    shared = CommonCause(name="shared", members=("one", "two"), beta=beta, of=("dormant",))
    site = pc.Site(name, tuple(COMMON[name]()), common_causes=(shared,))
    assert not list(unsupported(site))
    assert disagreements(site, years=6000) == []


@pytest.mark.parametrize("sort", ["switch", "breaker", "transformer"])
def test_a_path_that_is_seldom_needed_has_the_mean_of_the_textbook(sort: str) -> None:
    seldom, other = grid(failure_rate="0.0001 / year"), grid("other", failure_rate=0)
    with_fault: dict[str, list[Component]] = {
        "switch": [switch("ats", "grid", "other", mttr=0, manual_transfer_time="1000 h", **DORMANT)],
        "breaker": [breaker("other", mttr=0, transfer_time=0), bus("ats", "grid", "breaker")],
        "transformer": [bus("tx", "other", mttr="1 min", **DORMANT), switch("ats", "grid", "tx")],
    }
    found = respond(pc.Site("room", (seldom, other, *with_fault[sort], rack("ats")))).loads["rack"]
    x = 1460 / 5000
    assert found.failure_frequency == pytest.approx(1e-4 / 8760 * (1 + math.expm1(-x) / x), rel=1e-3)


def test_what_is_always_in_use_shows_its_faults_at_once() -> None:
    parts = grid(), bus("tx", "grid", failure_rate="1 / year", **DORMANT), rack("tx")
    site = pc.Site("room", parts)
    (left,) = unsupported(site)
    assert (left.what, left.components) == ("dormant_faults", ("tx",))
    assert respond(site).loads["rack"] == respond(site.changed({"tx": dict.fromkeys(DORMANT)})).loads["rack"]
