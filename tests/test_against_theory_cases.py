"""A site of two paths with one generator bus, against an independent simulation of ten million years each.

Grid, two transformers, two transfer switches that fall back on the generators, two UPSs, one dual-corded
server. Hours without power and interruptions, per year.
"""

from typing import Any

import pytest

import powercalc as pc
from powercalc.constants import HOURS_PER_YEAR
from powercalc.diagram.response import respond

CASES = {
    "as described": ({}, {}, 0.009366, 0.037748),
    "both generators needed": ({"needed": 2}, {}, 0.362969, 0.303359),
    "one generator": ({"count": 1}, {"battery_failure": "2 %"}, 0.185807, 0.143111),
    "autonomy shorter than the start": ({}, {"autonomy": "5 s"}, 0.019617, 2.991860),
}


def two_paths(generator: dict[str, Any], ups: dict[str, Any]) -> pc.Site:
    sets = {
        "count": 2,
        "needed": 1,
        "start_time": "15 s",
        "fail_to_start": "5 %",
        "failure_rate": "1 / 200 h",
    }
    bank = {
        "autonomy": "15 min",
        "battery_failure": "10 %",
        "failure_rate": "0.1 / year",
        "mttr": "8 h",
    } | ups
    transformer = {"fed_by": "grid", "failure_rate": "0.2 / year", "mttr": "50 h"}
    switch = {"failure_rate": "0.05 / year", "mttr": "6 h", "transfer_time": 0}
    return pc.Site(
        "two paths",
        (
            pc.GridFeed("grid", failure_rate="3 / year", mttr="1.5 h"),
            pc.Transformer("tx-a", **transformer),
            pc.Transformer("tx-b", **transformer),
            pc.Generator("gen", mttr="10 h", **(sets | generator)),
            pc.Ats("ats-a", fed_by=["tx-a", "gen"], **switch),
            pc.Ats("ats-b", fed_by=["tx-b", "gen"], **switch),
            pc.Ups("ups-a", fed_by="ats-a", **bank),
            pc.Ups("ups-b", fed_by="ats-b", **bank),
            pc.Server("rack", fed_by=["ups-a", "ups-b"], hold_up=0),
        ),
    )


@pytest.mark.parametrize("case", CASES)
def test_hours_and_interruptions_agree_within_two_percent(case: str) -> None:
    generator, ups, hours, interruptions = CASES[case]
    found = respond(two_paths(generator, ups)).loads["rack"]
    assert found.failure_frequency is not None
    assert found.unavailability * HOURS_PER_YEAR == pytest.approx(hours, rel=0.02)
    assert found.failure_frequency * HOURS_PER_YEAR == pytest.approx(interruptions, rel=0.02)
