"""Many sets with hidden faults, where eigenvectors of the chain are parallel: against a simulation.

The figures are those of an event-by-event simulation that shares nothing with this project.
"""

from collections.abc import Callable
from itertools import pairwise
from time import process_time
from typing import Any

import numpy as np
import pytest

import powercalc as pc
from powercalc.response import respond
from powercalc.response.response_result import Interruptions

YEAR = 8760.0


def behind_a_switch(mttr: float, *, gap: str = "0 s", **given: Any) -> list[Any]:
    """A grid, four sets of which one is needed, and a switch."""
    figures = {"failure_rate": "1 / 590 h", "mttr": f"{mttr} h", "start_time": "2 min", "fail_to_start": 0}
    figures |= {"count": 4, "needed": 1, "test_interval": "30 days"}
    return [
        pc.GridFeed("grid", failure_rate="3 / year", mttr="1 h"),
        pc.Generator("gen", **(figures | given)),
        pc.Sts("sts", fed_by=["grid", "gen"], failure_rate=0, fail_to_transfer=0, transfer_time=gap),
    ]


def with_a_battery(mttr: float, **given: Any) -> Interruptions:
    figures = {"fail_to_start": 0.0045, "dormant_failure_rate": "4 / year"} | given
    _, *rest = behind_a_switch(mttr, gap="100 ms", **figures)
    site = pc.Site("s", (
        pc.GridFeed("grid", failure_rate="2.5 / year", mttr="10 min"),
        *rest,
        pc.Ups("ups", fed_by="sts", failure_rate=0, autonomy="5 min", battery_failure=0),
        pc.Server("rack", fed_by="ups", hold_up=0),
    ))  # fmt: skip
    return respond(site).loads["rack"]


def test_four_sets_with_a_test_every_month() -> None:
    found = with_a_battery(7.44)
    assert found.unavailability * YEAR == pytest.approx(0.000283, abs=3 * 0.000008)
    assert found.failure_frequency is not None
    assert found.failure_frequency * YEAR == pytest.approx(0.00192, abs=3 * 0.00004)


def test_four_sets_behind_a_static_switch() -> None:
    """Each outage interrupts until the sets have started: 3 / (1 + 3 / 8760) a year, in closed form."""
    parts = behind_a_switch(7.44, dormant_failure_rate="0.437 / year")
    rack = pc.Server("rack", fed_by="sts", hold_up=0, recovery_time="1 h")
    found = pc.evaluate(pc.Site("s", (*parts, rack))).load("rack")
    assert found.interruptions_per_year == pytest.approx(3 / (1 + 3 / YEAR), rel=1e-5)
    assert found.downtime_h_per_year == pytest.approx(0.09835, abs=3 * 0.00005)
    assert found.service_downtime_h_per_year == pytest.approx(3.098, abs=0.002)


def ladder(of: Callable[[float], float], steps: list[float]) -> list[float]:
    return [float(np.log(of(step))) for step in steps]


@pytest.mark.parametrize("given", [{}, {"failure_rate": "1 / 400 h"}, {"test_interval": "60 days"}])
def test_a_longer_repair_costs_a_little_more_each_time(given: dict[str, Any]) -> None:
    """Neighbours were silently wrong: every tenth of an hour is looked at."""
    steps = np.arange(4.0, 12.0, 0.4).tolist()
    found = ladder(lambda mttr: with_a_battery(mttr, **given).unavailability, steps)
    rises = [b - a for a, b in pairwise(found)]
    assert all(0 < rise < 0.1 for rise in rises)
    assert max(abs(b - a) for a, b in pairwise(rises)) < 0.01


def test_more_sets_than_can_be_looked_at_are_told_at_once() -> None:
    with pytest.raises(pc.EngineLimit, match="gen: 50 sets on one bus"):
        with_a_battery(8.0, count=50, needed=45)


@pytest.mark.parametrize("needed", [100, 195])
def test_two_hundred_sets_are_looked_at(needed: int) -> None:
    found = with_a_battery(8.0, count=200, needed=needed, dormant_failure_rate=0, test_interval=None)
    assert 0 <= found.unavailability < 0.01


@pytest.mark.parametrize("count", [7, 20])
def test_many_sets_take_seconds(count: int) -> None:
    before = process_time()
    found = with_a_battery(8.0, count=count, needed=count - 2)
    assert 0 < found.unavailability < 0.01
    assert process_time() - before < 10
