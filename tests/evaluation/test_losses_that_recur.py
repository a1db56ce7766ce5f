"""Losses that come together while something is in repair, against chains whose windows are solved exactly.

A service that recovers for R is there where nothing was lost in the last R: π e^(K R) 1, with K the rates of
a chain without the moves that lose the load, over the states in which it is not lost.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.linalg import expm

import powercalc as pc
from powercalc.components import Component
from powercalc.constants import HOURS_PER_YEAR
from tests.markov_chain import stationary

Floats = NDArray[np.float64]
Repaired = tuple[float, float]
"""The mean times to a failure and to its repair, [h]."""

SELDOM: list[Repaired] = [(3809.0, 34.2), (1000.0, 5.0), (100.0, 100.0), (50.0, 1.0), (8760.0, 200.0)]
OFTEN: list[Repaired] = [(10.0, 3.0), (1.0, 0.5), (50.0, 20.0), (2190.0, 3.0)]
RECOVERY = [1.0, 12.0, 72.0]


def _rates(*blocks: Repaired) -> Floats:
    """Of a chain on which blocks are down, block i being bit i, [1/h]."""
    found = np.zeros((2 ** len(blocks), 2 ** len(blocks)))
    for state in range(len(found)):
        for bit, (up, down) in enumerate(blocks):
            found[state, state ^ (1 << bit)] = 1 / down if state >> bit & 1 else 1 / up
    return found


def _without_service(
    rates: Floats, lost: NDArray[np.bool_], losses: NDArray[np.bool_], window: float
) -> float:
    """The share of time with a loss in the last hours: a state that is lost, or a move that is a loss."""
    kept = np.where(losses, 0.0, rates) - np.diag(rates.sum(axis=1))
    there = ~lost
    none = stationary(rates)[there] @ expm(kept[np.ix_(there, there)] * window)
    return float(1 - none.sum())


def _of(components: list[Component]) -> tuple[float, float]:
    """What is evaluated of the last one, a load, and how far it may be off."""
    load = pc.evaluate(pc.Site("site", tuple(components))).loads[0]
    assert load.service_unavailability is not None
    assert load.service_unavailability_error is not None
    return load.service_unavailability, load.service_unavailability_error


def _panel(name: str, times: Repaired, fed_by: str = "grid") -> pc.Panel:
    return pc.Panel(name, fed_by=fed_by, failure_rate=f"{1 / times[0]!r} / h", mttr=f"{times[1]} h")


def _grid() -> pc.GridFeed:
    return pc.GridFeed("grid", failure_rate=0, mttr="1 h")


def _rack(fed_by: list[str], recovery: float) -> pc.Server:
    return pc.Server("rack", fed_by=fed_by, hold_up=0, recovery_time=f"{recovery} h")


@pytest.mark.parametrize("recovery", RECOVERY)
@pytest.mark.parametrize("often", OFTEN)
@pytest.mark.parametrize("seldom", SELDOM)
def test_two_panels_without_a_switch(seldom: Repaired, often: Repaired, recovery: float) -> None:
    components = [_grid(), _panel("x", seldom), _panel("y", often), _rack(["x", "y"], recovery)]
    lost = np.array([False, False, False, True])
    right = _without_service(_rates(seldom, often), lost, np.zeros((4, 4), dtype=bool), recovery)
    found, error = _of(components)
    assert found == pytest.approx(right, rel=0.01)
    assert abs(found - right) <= error + 1e-3 * right  # what makes less than that is left out


@pytest.mark.parametrize("recovery", RECOVERY)
@pytest.mark.parametrize("often", OFTEN)
@pytest.mark.parametrize("seldom", SELDOM)
def test_a_switch_that_moves_often_while_the_other_path_is_in_repair(
    seldom: Repaired, often: Repaired, recovery: float
) -> None:
    """A set that runs always, the grid behind it: each of its failures is a gap on that path."""
    components = [
        _grid(),
        pc.Generator(
            "gen",
            failure_rate=f"{1 / often[0]!r} / h",
            mttr=f"{often[1]} h",
            fail_to_start=0,
            start_time=0,
        ),
        _panel("x", seldom),
        pc.Ats(
            "ats",
            fed_by=["gen", "grid"],
            failure_rate=0,
            mttr="1 h",
            fail_to_transfer=0,
            transfer_time="0.1 s",
        ),
        _rack(["x", "ats"], recovery),
    ]
    losses = np.zeros((4, 4), dtype=bool)
    losses[0b01, 0b11] = True
    right = _without_service(_rates(seldom, often), np.zeros(4, dtype=bool), losses, recovery)
    found, error = _of(components)
    assert found == pytest.approx(right, rel=0.01)
    assert abs(found - right) <= error + 2e-3 * right


@pytest.mark.parametrize("recovery", RECOVERY)
@pytest.mark.parametrize("often", OFTEN)
def test_a_panel_beside_two_in_series(often: Repaired, recovery: float) -> None:
    """Losses while x is in repair come from two that fail often, one after the other or both."""
    seldom, third = (3809.0, 34.2), (30.0, 2.0)
    components = [
        _grid(),
        _panel("x", seldom),
        _panel("y", often),
        _panel("z", third, "y"),
        _rack(["x", "z"], recovery),
    ]
    lost = np.array([bool(state & 1 and state & 6) for state in range(8)])
    losses = np.zeros((8, 8), dtype=bool)
    right = _without_service(_rates(seldom, often, third), lost, losses, recovery)
    found, _ = _of(components)
    assert found == pytest.approx(right, rel=0.015)


ALWAYS_RUNNING = """
[grid_feed.grid]
failure_rate = 0
[generator.gen]
failure_rate = "0.1 / h"
mttr = "3 h"
fail_to_start = 0
start_time = "0 h"
[transformer.tx-a]
fed_by = "grid"
failure_rate = "0.553 / year"
mttr = "3.45 h"
[ats.ats-a]
fed_by = ["tx-a", "gen"]
failure_rate = "2.3 / year"
mttr = "34.2 h"
fail_to_transfer = 0
transfer_time = "4 ms"
[ats.ats-b]
fed_by = ["gen", "grid"]
failure_rate = 0
mttr = "1.82 h"
fail_to_transfer = 0.0164
transfer_time = "5 s"
[ats.low]
fed_by = ["ats-b", "ats-a"]
failure_rate = "0.67 / year"
mttr = "5.69 h"
fail_to_transfer = 0.234
transfer_time = "4 ms"
[server.dual]
fed_by = ["ats-a", "ats-b"]
hold_up = "20 ms"
recovery_time = "12 h"
[server.below]
fed_by = "low"
hold_up = 0
recovery_time = "4 h"
"""


@pytest.mark.parametrize(
    ("fed_by", "simulated", "error"),
    [('["ats-b", "ats-a"]', 57.01, 0.41), ('["ats-a", "ats-b"]', 56.75, 0.59)],
    ids=["nothing moves when ats-a fails", "a switch moves when ats-a fails"],
)
def test_a_set_that_runs_always_while_the_other_switch_is_in_repair(
    fed_by: str, simulated: float, error: float
) -> None:
    """Hours a year, by the simulation of its own; each gap by itself makes 73.7."""
    text = ALWAYS_RUNNING.replace('["ats-b", "ats-a"]', fed_by)
    load = pc.evaluate(pc.read_text(text)).loads[0]
    assert load.service_downtime_h_per_year == pytest.approx(simulated, abs=3 * error)
    assert 0 < (load.service_unavailability_error or 0.0) * HOURS_PER_YEAR < 8


def test_what_fails_alone_is_still_at_random() -> None:
    """x is in series: it takes the load itself, and nothing else interrupts meanwhile."""
    components = [_grid(), _panel("x", (3809.0, 34.2)), _panel("y", (10.0, 3.0), "x"), _rack(["y"], 12.0)]
    rates = _rates((3809.0, 34.2), (10.0, 3.0))
    lost = np.array([False, True, True, True])
    right = _without_service(rates, lost, np.zeros((4, 4), dtype=bool), 12.0)
    assert _of(components)[0] == pytest.approx(right, rel=1e-3)
