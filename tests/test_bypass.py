"""A UPS that does not supply by itself passes its bypass on: the same in figures, calls and checks."""

import math
from pathlib import Path

import pytest

import powercalc as pc
from powercalc.checks.without import Wires
from powercalc.constants import HOURS_PER_YEAR
from powercalc.reasons.candidates import suspects
from powercalc.wiring.spells import Loss

CASES = Path(__file__).parent / "cases"


def case(name: str) -> pc.Site:
    return pc.read(CASES / f"{name}.toml")


def test_a_hazard_takes_a_ups_with_its_bypass() -> None:
    """Simulated: 13.68 ± 0.02 h and 3.497 ± 0.004 interruptions a year; each hazard is a call."""
    found = pc.evaluate(case("hazard-and-bypass"))
    often = 20 / (1 + 20 * 4 / HOURS_PER_YEAR)
    assert found.standby[0].calls_per_year == pytest.approx(often)
    rack = found.load("rack")
    assert rack.downtime_h_per_year == pytest.approx(13.68, rel=0.01)
    assert rack.interruptions_per_year == pytest.approx(3.497, rel=0.01)


def test_a_spent_battery_leaves_a_live_bypass() -> None:
    """The feed of the bypass never fails: nobody is interrupted, nobody calls."""
    found = pc.evaluate(case("spent-battery-live-bypass"))
    assert found.load("rack").downtime_h_per_year == 0
    assert found.load("rack").interruptions_per_year == 0
    assert found.standby[0].calls_per_year == 0


def test_a_support_takes_the_supply_of_a_ups_and_not_its_bypass() -> None:
    site = case("support-and-bypass")
    assert pc.evaluate(site).load("rack").downtime_h_per_year == 0
    assert pc.evaluate(site, plain=True).load("rack").downtime_h_per_year == 0
    wires = Wires(site)
    assert "rack" in wires.live({"control"})
    assert "control" not in wires.alone(site["rack"])
    assert not Loss(site.graph, {"control"}, starts=1).spells["rack"].is_dead


def test_what_the_checks_take_away_passes_nothing() -> None:
    """A room that burns takes the bypass of what stands in it; what only fails leaves it."""
    site = case("support-and-bypass")
    assert "rack" in Wires(site).live({"ups"})
    assert "rack" not in Wires(site).live({"ups"}, by_bypass=False)


GAP = [
    pc.GridFeed("a", failure_rate="20 / year", mttr="2 h"),
    pc.GridFeed("b", failure_rate=0, mttr="1 h"),
    pc.Ats("ats", fed_by=["a", "b"], failure_rate=0, fail_to_transfer=0, transfer_time="5 s"),
]
BROKEN = {"failure_rate": "10 / year", "mttr": "40 h", "autonomy": "10 min", "battery_failure": 0}


@pytest.mark.parametrize("around", [{}, {"bypass_fed_by": "ats"}])
def test_a_gap_reaches_the_load_while_the_ups_is_down(around: dict[str, str]) -> None:
    """w_a U_ups a year, 5 s each: a battery in repair bridges nothing."""
    ups = pc.Ups("ups", fed_by="b" if around else "ats", bypass=True, fail_to_bypass=0, **BROKEN, **around)
    site = pc.Site("gap", (*GAP, ups, pc.Server("rack", fed_by="ups", hold_up=0)))
    x, y = 20 * 2 / HOURS_PER_YEAR, 10 * 40 / HOURS_PER_YEAR
    often = 20 / (1 + x) * y / (1 + y)
    rack = pc.evaluate(site).load("rack")
    assert rack.interruptions_per_year == pytest.approx(often, rel=1e-4)
    assert rack.downtime_h_per_year == pytest.approx(often * 5 / 3600, rel=1e-3)
    assert {"a", "ups"} in [{each.component for each in found} for found in suspects(site, "rack")]


def test_a_set_that_fails_is_not_called_again() -> None:
    """A switch below the UPS looks for the set that the one above has called already."""
    site = pc.Site(
        "twice called",
        (
            pc.GridFeed("a", failure_rate="20 / year", mttr="3 h"),
            pc.Generator("gen", failure_rate="1 / 10 h", mttr="50 h", fail_to_start=0, start_time="2 min"),
            pc.Ats("ats", fed_by=["a", "gen"], failure_rate=0, fail_to_transfer=0, transfer_time=0),
            pc.Ups("ups", fed_by="ats", failure_rate=0, autonomy="3 min", battery_failure=0),
            pc.Sts("sts", fed_by=["ups", "gen"], failure_rate=0, fail_to_transfer=0, transfer_time=0),
            pc.Server("rack", fed_by="sts", hold_up=0),
        ),
    )
    often = 20 / (1 + 60 / HOURS_PER_YEAR)
    assert pc.evaluate(site).standby[0].calls_per_year == pytest.approx(often)


@pytest.mark.parametrize(
    ("missed", "held"),
    [({"depends_on": "aid"}, 0.0), ({"cooled_by": "aid", "thermal_autonomy": "6 min"}, 0.1)],
)
def test_a_battery_does_not_shorten_the_loss_of_a_support(missed: dict[str, str], held: float) -> None:
    """A support is lost and the bypass fails: dark until the set has started, and never longer than that.

    So often a year: w q e^(-held / m); a battery is full as long as the feed is there.
    """
    site = pc.Site(
        "support lost",
        (
            pc.GridFeed("a", failure_rate=0, mttr="1 h"),
            pc.GridFeed("b", failure_rate=0, mttr="1 h"),
            pc.Generator("gen", failure_rate=0, mttr="1 h", fail_to_start=0, start_time="2 min"),
            pc.Crah("aid", fed_by="b", failure_rate="2 / year", mttr="7 h"),
            pc.Ups(
                "ups", fed_by="a", failure_rate=0, autonomy="3 min", battery_failure=0,
                bypass=True, fail_to_bypass="20 %", **missed,
            ),
            pc.Sts("sts", fed_by=["ups", "gen"], failure_rate=0, fail_to_transfer=0, transfer_time=0),
            pc.Server("rack", fed_by="sts", hold_up=0),
        ),
    )  # fmt: skip
    often = 2 / (1 + 14 / HOURS_PER_YEAR) * 0.2 * math.exp(-held / 7)
    rack = pc.evaluate(site).load("rack")
    assert rack.interruptions_per_year == pytest.approx(often, rel=1e-6)
    assert rack.downtime_h_per_year == pytest.approx(often * -7 * math.expm1(-2 / 60 / 7), rel=1e-4)
    assert {each.duration: each.per_year for each in rack.interruptions_longer_than or ()}["3 min"] == 0
