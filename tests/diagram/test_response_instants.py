"""Who calls at the moment that something fails, although other power is there a few seconds later."""

import math
from typing import Any

import pytest

import powercalc as pc
from powercalc.components import Component
from powercalc.constants import HOURS_PER_YEAR
from powercalc.results.evaluation_result import Standby
from powercalc.units import hours

NEVER = {"failure_rate": 0, "mttr": "1 h"}
HOLDS = {**NEVER, "autonomy": "10 min", "battery_failure": 0}
GAPS = 20 / (1 + 20 * 2 / HOURS_PER_YEAR)
"""Losses of feed a, [1/year]: the switch takes 5 s to feed b, and a generator is called."""


def switched() -> list[Component]:
    return [
        pc.GridFeed("a", failure_rate="20 / year", mttr="2 h"),
        pc.GridFeed("b", **NEVER),
        pc.Ats("ats", fed_by=["a", "b"], transfer_time="5 s", fail_to_transfer=0, **NEVER),
    ]


def use(*components: Component) -> Standby:
    """What a generator does that a switch calls, which prefers the last of some components."""
    gen = pc.Generator("gen", mttr="10 h", failure_rate=0, fail_to_start=0, start_time="10 s")
    sts = pc.Sts("sts", fed_by=[components[-1].id, "gen"], transfer_time=0, fail_to_transfer=0, **NEVER)
    rack = pc.Server("rack", fed_by="sts", hold_up=0)
    return pc.evaluate(pc.Site("instants", (*components, gen, sts, rack))).standby[0]


def calls(*components: Component) -> float:
    """How often that generator is called, [1/year]."""
    return use(*components).calls_per_year


def test_what_supports_itself_is_live_before_the_gap() -> None:
    """Simulated: 20.00 ± 0.10 calls a year."""
    control = pc.Ups("control", fed_by="board", **HOLDS)
    board = pc.Switchgear("board", fed_by="ats", depends_on="control", **NEVER)
    assert calls(*switched(), control, board) == pytest.approx(GAPS)


@pytest.mark.parametrize(("holds", "expected"), [(0, GAPS), ("1 min", 0.0)])
def test_a_gap_of_the_cooling_counts_where_nothing_holds_the_cold(holds: Any, expected: float) -> None:
    """Simulated: 20.00 ± 0.10 calls a year, and none."""
    crah = pc.Crah("crah", fed_by="ats", **NEVER)
    ups = pc.Ups("ups", fed_by="b", cooled_by="crah", thermal_autonomy=holds, **HOLDS)
    assert calls(*switched(), crah, ups) == pytest.approx(expected)


@pytest.mark.parametrize(("normally", "share"), [("open", 1), ("closed", 0)])
def test_a_bypass_that_has_to_close_leaves_a_gap(normally: str, share: int) -> None:
    """Simulated: 9.94 ± 0.07 calls a year, and none."""
    often = 10 / (1 + 10 * 10 / HOURS_PER_YEAR)
    given = {"failure_rate": "10 / year", "mttr": "10 h", "autonomy": "10 min", "battery_failure": 0}
    closes = {"transfer_time": "5 s", "fail_to_transfer": 0} if normally == "open" else {}
    found = calls(
        pc.GridFeed("a", **NEVER),
        pc.GridFeed("b", **NEVER),
        pc.Breaker("around", fed_by="b", normally=normally, **closes, **NEVER),
        pc.Ups("ups", fed_by="a", bypass=True, bypass_fed_by="around", fail_to_bypass=0, **given),
    )
    assert found == pytest.approx(share * often)


SPENT = GAPS * math.exp(-(10 / 60) / 2)
"""Outages of feed a that last until a battery of 10 min is spent, [1/year]."""


def test_the_switch_after_a_spent_battery_leaves_a_gap() -> None:
    """Simulated: 18.34 ± 0.10 calls a year."""
    a, b, _ = switched()
    ups = pc.Ups("ups", fed_by="a", **HOLDS)
    ats = pc.Ats("ats", fed_by=["ups", "b"], transfer_time="5 s", fail_to_transfer=0, **NEVER)
    assert calls(a, b, ups, ats) == pytest.approx(SPENT)


def test_of_two_batteries_in_a_row_the_last_one_counts() -> None:
    """Simulated: 16.84 ± 0.09 calls a year."""
    a, b, _ = switched()
    row = [pc.Ups("first", fed_by="a", **HOLDS), pc.Ups("last", fed_by="first", **HOLDS)]
    ats = pc.Ats("ats", fed_by=["last", "b"], transfer_time="5 s", fail_to_transfer=0, **NEVER)
    assert calls(a, b, *row, ats) == pytest.approx(GAPS * math.exp(-(20 / 60) / 2))


@pytest.mark.parametrize("closes", ["5 s", "6 min"])
def test_a_generator_runs_until_the_bypass_of_a_spent_battery_has_closed(closes: str) -> None:
    """Simulated: 18.34 ± 0.10 calls a year."""
    a, b, _ = switched()
    around = pc.Breaker(
        "around", fed_by="b", normally="open", transfer_time=closes, fail_to_transfer=0, **NEVER
    )
    ups = pc.Ups("ups", fed_by="a", bypass=True, bypass_fed_by="around", fail_to_bypass=0, **HOLDS)
    found = use(a, b, around, ups)
    assert found.calls_per_year == pytest.approx(SPENT)
    shorter = GAPS * 2 * (math.exp(-(10 / 60) / 2) - math.exp(-(10 / 60 + hours(closes)) / 2))
    assert found.running_h_per_year == pytest.approx(shorter, rel=1e-3)


def test_a_fire_takes_a_set_that_another_one_waits_behind() -> None:
    """Of a fire in the room of the first set the second one knows at once."""
    fire = pc.Hazard(name="fire", failure_rate="5 / year", mttr="10 h")
    first = pc.Generator(
        "first", zone="room", mttr="10 h", failure_rate=0, fail_to_start=0, start_time="10 s"
    )
    site = pc.Site(
        "fire",
        (
            pc.GridFeed("a", zone="room", failure_rate=0, mttr="1 h"),
            first,
            pc.Generator("gen", mttr="10 h", failure_rate=0, fail_to_start=0, start_time="10 s"),
            pc.Ats("ats", fed_by=["a", "first"], transfer_time="5 s", fail_to_transfer=0, **NEVER),
            pc.Sts("sts", fed_by=["ats", "gen"], transfer_time=0, fail_to_transfer=0, **NEVER),
            pc.Server("rack", fed_by="sts", hold_up=0),
        ),
        zones=(pc.Zone(name="room", kind="room", hazards=(fire,)),),
    )
    found = {use.id: use.calls_per_year for use in pc.evaluate(site).standby}
    assert found["gen"] == pytest.approx(5 / (1 + 50 / HOURS_PER_YEAR))
