"""Sets behind weak grids, which are in repair from one call to the next: against the chain of everything.

What is called when several feeds are out is called again soon, since one of them still is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

import powercalc as pc
from powercalc.components import Component
from powercalc.constants import HOURS_PER_YEAR
from powercalc.results.evaluation_result import LoadPoint
from tests.diagram.chain_of_sets import Chain, Feeds, Figures, Sets

GRIDS = [(50.0, 5.0), (100.0, 6.0), (438.0, 2.0)]
"""Hours up and hours down, on average."""
ALIKE = 0.003
"""How far ages that are looked at by points may lead, beside what is stated."""


def chain(
    grid: tuple[float, float], feeds: int, groups: Sequence[Sets], calls: Callable[[Feeds], bool]
) -> Figures:
    up, down = grid
    return Chain(feeds=((1 / up, 1 / down),) * feeds, groups=tuple(groups), calls=calls).figures()


def evaluated(grid: tuple[float, float], feeds: int, groups: Sequence[Sets]) -> pc.Evaluation:
    up, down = grid
    grids = [pc.GridFeed(f"grid-{n}", failure_rate=f"1 / {up} h", mttr=f"{down} h") for n in range(feeds)]
    sets = [_generator(f"set-{n}", each) for n, each in enumerate(groups)]
    switch = pc.Ats(
        "ats", fed_by=[each.id for each in (*grids, *sets)], failure_rate=0, transfer_time=0,
        fail_to_transfer=0,
    )  # fmt: skip
    parts: list[Component] = [*grids, *sets, switch, pc.Server("rack", fed_by="ats", hold_up=0)]
    return pc.evaluate(pc.Site("a weak grid", tuple(parts)))


def _generator(name: str, sets: Sets) -> pc.Generator:
    hides = {"dormant_failure_rate": f"{sets.dormant!r} / h"} if sets.dormant else {}
    return pc.Generator(
        name, count=sets.count, needed=sets.needed, failure_rate=f"{sets.fails!r} / h",
        mttr=f"{1 / sets.repair!r} h", fail_to_start=sets.refuses, start_time=0, **hides,
    )  # fmt: skip


def agrees(load: LoadPoint, truth: Figures) -> None:
    """The frequency within what is stated, the downtime as well."""
    assert load.unavailability_error is not None
    assert load.failure_frequency is not None
    assert load.frequency_error is not None
    off = abs(load.unavailability - truth.unavailability)
    assert off <= load.unavailability_error + ALIKE * truth.unavailability
    assert abs(load.failure_frequency - truth.frequency) <= load.frequency_error + ALIKE * truth.frequency


SET = Sets(fails=1 / 50, repair=1 / 12, refuses=0.1)
TWO = Sets(fails=1 / 50, repair=1 / 12, refuses=0.1, count=2)
BOTH = Sets(fails=1 / 50, repair=1 / 12, refuses=0.1, count=2, needed=2)
HIDES = Sets(fails=1 / 50, repair=1 / 12, refuses=0.1, dormant=1 / 300)


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("feeds", [1, 2, 3])
@pytest.mark.parametrize("sets", [SET, TWO, BOTH, HIDES], ids=["one", "two", "both", "hides"])
def test_sets_that_are_called_when_all_feeds_are_out(
    grid: tuple[float, float], feeds: int, sets: Sets
) -> None:
    agrees(evaluated(grid, feeds, [sets]).load("rack"), chain(grid, feeds, [sets], all))


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("feeds", [1, 2])
@pytest.mark.parametrize("sets", [SET, TWO], ids=["one", "two"])
def test_a_set_behind_two_sets(grid: tuple[float, float], feeds: int, sets: Sets) -> None:
    agrees(evaluated(grid, feeds, [sets, SET, SET]).load("rack"), chain(grid, feeds, [sets, SET, SET], all))


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("feeds", [1, 2])
@pytest.mark.parametrize("sets", [SET, HIDES], ids=["one", "hides"])
def test_a_set_behind_a_set(grid: tuple[float, float], feeds: int, sets: Sets) -> None:
    agrees(evaluated(grid, feeds, [sets, sets]).load("rack"), chain(grid, feeds, [sets, sets], all))


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("feeds", [1, 2])
@pytest.mark.parametrize("number", [1, 2])
def test_how_often_sets_are_called(grid: tuple[float, float], feeds: int, number: int) -> None:
    truth = chain(grid, feeds, [SET] * number, all)
    found = [each.calls_per_year / HOURS_PER_YEAR for each in evaluated(grid, feeds, [SET] * number).standby]
    assert found == pytest.approx(truth.calls, rel=1e-3)


QUICK = Sets(fails=1 / 200, repair=1 / 5, refuses=0.02)


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("feeds", [1, 2])
@pytest.mark.parametrize(
    "groups",
    [[SET] * 3, [TWO, SET, SET], [QUICK, SET, QUICK], [SET, QUICK, SET]],
    ids=["alike", "two first", "the second is weak", "the second is sound"],
)
def test_how_far_a_third_set_may_be_off_is_stated(
    grid: tuple[float, float], feeds: int, groups: list[Sets]
) -> None:
    """How often it is called is known; for how long, as if the second were in repair as at any call."""
    truth = chain(grid, feeds, groups, all)
    for each, calls, running in zip(
        evaluated(grid, feeds, groups).standby, truth.calls, truth.running, strict=True
    ):
        off = abs(each.calls_per_year - calls * HOURS_PER_YEAR)
        assert off <= each.calls_error_per_year + 1e-3 * calls * HOURS_PER_YEAR
        assert each.calls_error_per_year < 0.01 * each.calls_per_year
        off = abs(each.set_hours_per_year - running * HOURS_PER_YEAR)
        assert off <= each.set_hours_error_per_year + 1e-3 * running * HOURS_PER_YEAR
        assert off < 0.013 * running * HOURS_PER_YEAR


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("feeds", [1, 2])
@pytest.mark.parametrize(
    "groups", [[SET], [TWO], [SET] * 2, [HIDES, SET]], ids=["one", "two", "both", "hides"]
)
def test_how_long_sets_run(grid: tuple[float, float], feeds: int, groups: list[Sets]) -> None:
    truth = chain(grid, feeds, groups, all)
    for each, running in zip(evaluated(grid, feeds, groups).standby, truth.running, strict=True):
        off = abs(each.set_hours_per_year - running * HOURS_PER_YEAR)
        assert off <= each.set_hours_error_per_year + 2e-3 * running * HOURS_PER_YEAR


def test_a_third_set_is_called_when_the_two_before_it_have_failed() -> None:
    """Not when the first alone has: the second takes over."""
    truth = chain(GRIDS[2], 1, [SET] * 3, all)
    found = [each.calls_per_year / HOURS_PER_YEAR for each in evaluated(GRIDS[2], 1, [SET] * 3).standby]
    assert found == pytest.approx(truth.calls, rel=0.015)
