"""What is down for good, or nearly: a state like others."""

from typing import Any

import pytest

import powercalc as pc
from powercalc.components import Component
from powercalc.response import respond
from powercalc.response.response_result import Interruptions
from powercalc.results.measures import Measures


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


@pytest.mark.parametrize(("gap", "hours"), [("24 h", 46.40), ("30 day", 1283.0)])
def test_a_gap_on_return_lasts_until_the_next_outage(gap: str, hours: float) -> None:
    """Of 20,000 simulated years, standard errors 0.23 and 6 h; gaps do not add up to more than all time."""
    grid, load = pc.GridFeed("g", failure_rate="2 / year", mttr="20 min"), pc.Server("s", fed_by="a")
    site = pc.Site(
        "s",
        (
            grid,
            pc.Generator("gen"),
            pc.Ats("a", fed_by=("g", "gen"), fail_to_transfer=0, return_gap=gap),
            load,
        ),
    )
    assert respond(site).loads["s"].unavailability * 8760 == pytest.approx(hours, rel=0.012)


@pytest.mark.parametrize("gap", ["1 day", "1 year", "1000 year"])
def test_a_gap_is_never_longer_than_all_time(gap: str) -> None:
    grid, load = pc.GridFeed("g"), pc.Server("s", fed_by="a")
    site = pc.Site(
        "s",
        (
            grid,
            pc.Generator("gen"),
            pc.Ats("a", fed_by=("g", "gen"), fail_to_transfer=0, return_gap=gap),
            load,
        ),
    )
    assert 0 < respond(site).loads["s"].unavailability <= 1


@pytest.mark.parametrize(
    "figures", [(1.1, 0.0), (-0.1, 0.0), (float("nan"), 0.0), (0.5, float("inf")), (0.5, -1.0)]
)
def test_what_cannot_be_a_figure_is_an_error(figures: tuple[float, float]) -> None:
    u, w = figures
    with pytest.raises(pc.NumericsError):
        Interruptions(unavailability=u, failure_frequency=w, longer_than={}, error=0.0)
    with pytest.raises(pc.NumericsError):
        Measures(unavailability=u, failure_frequency=w)
