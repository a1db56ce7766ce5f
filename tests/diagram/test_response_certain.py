"""What is down for good, or nearly: a state like others."""

from typing import Any

import pytest

import powercalc as pc
from powercalc.components import Component
from powercalc.diagram.response import respond
from powercalc.diagram.response.result import Interruptions


def gen(**given: Any) -> pc.Generator:
    figures = {"failure_rate": "1 / 1000 h", "mttr": "20 h", "fail_to_start": "3 %", "start_time": "10 s"}
    return pc.Generator("gen", **(figures | given))


def ats(*inputs: str) -> pc.Ats:
    return pc.Ats("a", fed_by=inputs, failure_rate=0, mttr="1 h", fail_to_transfer=0, transfer_time=0)


def found(*parts: Component, battery: str = "10 min") -> Interruptions:
    ups = pc.Ups("u", fed_by="a", failure_rate=0, mttr="1 h", autonomy=battery, battery_failure=0)
    site = pc.Site("s", (*parts, ups, pc.Server("s", fed_by="u", hold_up=0)))
    return respond(site).loads["s"]


def same(one: Interruptions, other: Interruptions, rel: float = 1e-9) -> None:
    assert one.unavailability == pytest.approx(other.unavailability, rel=rel)
    assert one.failure_frequency == pytest.approx(other.failure_frequency, rel=rel)
    assert list(one.longer_than.values()) == pytest.approx(list(other.longer_than.values()), rel=rel)


def closed_form() -> tuple[float, float]:
    """A set that runs always, and a battery of τ: U e^(−τ/m), w e^(−τ/m)."""
    from math import exp

    x, held = 20 / 1000, exp(-1 / 6 / 20)
    return x / (1 + x) * held, 1 / 1000 / (1 + x) * held


def test_a_load_whose_feed_is_out_for_good_lives_on_the_set() -> None:
    lives = found(pc.GridFeed("g", unavailability=1), gen(), ats("g", "gen"))
    assert (lives.unavailability, lives.failure_frequency) == pytest.approx(closed_form(), rel=1e-9)
    same(lives, found(gen(), ats("gen")))


@pytest.mark.parametrize("chance", [1 - 1e-4, 1 - 1e-9, 1 - 1e-15])
def test_nearly_out_for_good_is_nearly_that(chance: float) -> None:
    lives = found(pc.GridFeed("g", unavailability=chance), gen(), ats("g", "gen"))
    assert lives.unavailability == pytest.approx(closed_form()[0] * chance, rel=1e-6)


@pytest.mark.parametrize("mttr", ["1e5 h", "1e9 h", "1e12 h"])
def test_a_repair_that_hardly_ends_is_like_none(mttr: str) -> None:
    lives = found(pc.GridFeed("g", failure_rate="1 / h", mttr=mttr), gen(), ats("g", "gen"))
    up = 1 / float(mttr.split(maxsplit=1)[0])
    u, w = closed_form()
    assert lives.unavailability == pytest.approx(u, rel=1e-6 + 50 * up)
    assert lives.failure_frequency == pytest.approx(w, rel=1e-6 + 5000 * up)


@pytest.mark.parametrize("number", [1, 2, 4, 6])
def test_what_counts_as_nothing_changes_nothing(number: int) -> None:
    """Solar power that stops with the grid is down for good; several such things as well."""
    grid = pc.GridFeed("g", failure_rate="3 / year", mttr="2 h")
    names = [f"pv{k}" for k in range(number)]
    beside = found(grid, *(pc.Solar(name) for name in names), gen(), ats("g", *names, "gen"))
    same(beside, found(grid, gen(), ats("g", "gen")))


def test_a_transformer_that_is_down_for_good() -> None:
    grid = pc.GridFeed("g", failure_rate="3 / year", mttr="2 h")
    lives = found(grid, pc.Transformer("tx", fed_by="g", unavailability=1), gen(), ats("tx", "gen"))
    same(lives, found(gen(), ats("gen")))


def test_a_repair_of_no_length_interrupts_where_nothing_holds() -> None:
    grid = pc.GridFeed("g", failure_rate="3 / year", mttr=0)
    load = pc.Server("s", fed_by=("g",), hold_up=0)
    assert respond(pc.Site("s", (grid, load))).loads["s"].failure_frequency == pytest.approx(3 / 8760)
    beside = found(grid, gen(), ats("g", "gen"))
    assert (beside.unavailability, beside.failure_frequency) == (0.0, 0.0)
