"""Against formulas: each site is simple enough that its figures are known exactly."""

import math
from typing import Any

import pytest

from powercalc.components import Bus, Chiller, GridFeed, Outage
from powercalc.simulate import Simulation, simulate
from powercalc.site import CommonCause, Hazard, Site, Zone
from tests.simulate.sites import NEVER, ats, block, generator, grid, rack, site, ups

YEAR = 8760.0
YEARS = 20_000


def simulated(plant: Site, years: int = YEARS) -> Simulation:
    return simulate(plant, years=years, seed=11, processes=1)


def agrees(
    plant: Site, *, downtime: float, interruptions: float | None = None, years: int = YEARS
) -> Simulation:
    """Hold the simulation to within four of its standard errors of both figures, [h] and number per year."""
    result = simulated(plant, years)
    load = result.loads[0]
    assert load.downtime_h_per_year == pytest.approx(downtime, abs=4 * load.downtime_standard_error + 1e-12)
    if interruptions is not None:
        assert load.interruptions_per_year is not None
        error = 4 * (load.interruptions_standard_error or 0.0)
        assert load.interruptions_per_year == pytest.approx(interruptions, abs=error)
    return result


def alternating(rate: float, mttr: float) -> tuple[float, float]:
    """U = x / (1 + x) and w = λ / (1 + x), x = λ·mttr, of a rate per year and hours."""
    x = rate / YEAR * mttr
    return x / (1 + x), rate / YEAR / (1 + x)


@pytest.mark.parametrize("shape", ["exponential", "fixed", "lognormal"])
def test_one_block_is_an_alternating_renewal_process(shape: str) -> None:
    u, w = alternating(3, 20)
    parts = {"restoration_error_factor": 5} if shape == "lognormal" else {}
    plant = site(grid("3 / year", "20 h", restoration=shape, **parts), rack("grid"))
    agrees(plant, downtime=u * YEAR, interruptions=w * YEAR)


@pytest.mark.parametrize(
    ("shape", "longer"),
    [
        ("exponential", math.exp(-8 / 20)),
        ("fixed", 1.0),
        # ln 8 against μ = ln 20 − s²/2, s = ln 3 / 1.645
        ("lognormal", 0.5 * math.erfc((math.log(8 / 20) / 0.6678535 + 0.6678535 / 2) / math.sqrt(2))),
    ],
)
def test_outages_are_as_long_as_their_shape_says(shape: str, longer: float) -> None:
    _, w = alternating(3, 20)
    found = simulated(site(grid("3 / year", "20 h", restoration=shape), rack("grid"))).loads[0]
    over = {entry.duration: entry for entry in found.interruptions_longer_than or ()}["8 h"]
    assert over.per_year == pytest.approx(w * YEAR * longer, abs=4 * over.standard_error)


def test_two_of_three_units() -> None:
    u, w = alternating(2, 100)
    plant = site(block("bank", count=3, needed=2, failure_rate="2 / year", mttr="100 h"), rack("bank"))
    agrees(plant, downtime=(3 * u**2 - 2 * u**3) * YEAR, interruptions=6 * u * (1 - u) * w * YEAR)


def test_two_of_three_inputs() -> None:
    u, w = alternating(2, 100)
    figures: dict[str, Any] = {"failure_rate": "2 / year", "mttr": "100 h"}
    feeds = [block(name, **figures) for name in ("a", "b", "c")]
    plant = site(*feeds, Bus("bus", fed_by=["a", "b", "c"], inputs_needed=2, **NEVER), rack("bus"))
    agrees(plant, downtime=(3 * u**2 - 2 * u**3) * YEAR, interruptions=6 * u * (1 - u) * w * YEAR)


def test_a_battery_forgives_what_is_shorter() -> None:
    u, w = alternating(3, 2)
    plant = site(grid("3 / year", "2 h"), ups("ups", "grid", autonomy="1 h"), rack("ups"))
    left = math.exp(-1 / 2)
    agrees(plant, downtime=u * left * YEAR, interruptions=w * left * YEAR)


def test_a_battery_forgives_all_of_a_fixed_outage_or_its_beginning() -> None:
    _, w = alternating(3, 2)
    grid_ = grid("3 / year", "2 h", restoration="fixed")
    agrees(site(grid_, ups("ups", "grid", autonomy="2 h"), rack("ups")), downtime=0, interruptions=0)
    shorter = site(grid_, ups("ups", "grid", autonomy="0.5 h"), rack("ups"))
    agrees(shorter, downtime=1.5 * w * YEAR, interruptions=w * YEAR)


def test_batteries_fail_one_by_one_or_together() -> None:
    _, w = alternating(3, 2)
    fixed = grid("3 / year", "2 h", restoration="fixed")
    figures: dict[str, Any] = {"count": 2, "needed": 1, "autonomy": "3 h", "battery_failure": "30 %"}
    apart = site(fixed, ups("ups", "grid", **figures), rack("ups"))
    agrees(apart, downtime=0.09 * 2 * w * YEAR, interruptions=0.09 * w * YEAR)
    together = site(fixed, ups("ups", "grid", shared_battery=True, **figures), rack("ups"))
    agrees(together, downtime=0.3 * 2 * w * YEAR, interruptions=0.3 * w * YEAR)


def test_several_sorts_of_outage_are_in_series() -> None:
    outages = [
        Outage(name="dip", failure_rate="10 / year", mttr="0.3 s", restoration="fixed"),
        Outage(name="storm", failure_rate="0.5 / year", mttr="30 h"),
    ]
    u, w = alternating(0.5, 30)
    plant = site(GridFeed("grid", outages=outages), rack("grid", hold_up="20 ms"))
    result = agrees(plant, downtime=u * YEAR, interruptions=(1 - u) * 10 + w * YEAR)
    bridged = simulated(site(GridFeed("grid", outages=outages), rack("grid", hold_up="1 s")))
    assert bridged.loads[0].interruptions_per_year == pytest.approx(w * YEAR, rel=0.05)
    assert result.loads[0].years_without_interruption == pytest.approx(math.exp(-10.5), abs=1e-3)


def test_one_standby_generator() -> None:
    """Short calls far apart: it fails to start with q and is back after a repair longer than any call."""
    u, w = alternating(2, 3)
    plant = site(
        grid("2 / year", "3 h", restoration="fixed"),
        generator(start_time="1 h", fail_to_start="20 %", mttr="50 h", restoration="fixed"),
        ats("ats", "grid", "gen"), rack("ats"),
    )  # fmt: skip
    result = agrees(plant, downtime=(1 + 0.2 * 2) * w * YEAR, interruptions=w * YEAR)
    did = result.standby[0]
    assert did.calls_per_year == pytest.approx(w * YEAR, rel=0.02)
    assert did.called_h_per_year == pytest.approx(u * YEAR, rel=0.02)
    assert did.running_h_per_year == pytest.approx(0.8 * 2 * w * YEAR, rel=0.03)


def test_the_hours_of_calls_are_as_uncertain_as_few_long_ones() -> None:
    """Calls of an exponential length m, w a year: the error over n years is √(2 w m² / n)."""
    _, w = alternating(2, 3)
    plant = site(grid("2 / year", "3 h"), generator(), ats("ats", "grid", "gen"), rack("ats"))
    did = simulated(plant)
    error = math.sqrt(2 * w * YEAR * 3**2 / did.years)
    assert did.standby[0].called_standard_error == pytest.approx(error, rel=0.1)


def test_a_generator_that_runs_always_is_an_ordinary_block() -> None:
    u, w = alternating(5, 40)
    plant = site(generator(failure_rate="5 / year", mttr="40 h", fail_to_start="50 %"), rack("gen"))
    result = agrees(plant, downtime=u * YEAR, interruptions=w * YEAR)
    assert result.standby[0].called_h_per_year == pytest.approx(YEAR)
    assert result.standby[0].running_h_per_year == pytest.approx((1 - u) * YEAR, rel=0.01)
    assert result.standby[0].calls_per_year == 0


def test_a_stuck_switch_is_moved_by_hand() -> None:
    """Dead for the shorter of the outage and the hand: rates add up."""
    plant = site(
        grid("3 / year", "5 h"), block("other"),
        ats("ats", "grid", "other", fail_to_transfer="40 %", manual_transfer_time="2 h"), rack("ats"),
    )  # fmt: skip
    _, w = alternating(3, 5)
    agrees(plant, downtime=0.4 * w * YEAR / (1 / 5 + 1 / 2), interruptions=0.4 * w * YEAR)


def test_dormant_faults_wait_for_the_test() -> None:
    """1 − (1 − e^(−λθ)) / (λθ) of all calls find a set that has failed unseen."""
    harm = 2.0 * 1000 / YEAR
    mean = 1 - (1 - math.exp(-harm)) / harm
    _, w = alternating(0.2, 4)
    plant = site(
        grid("0.2 / year", "4 h", restoration="fixed"),
        generator(dormant_failure_rate="2 / year", test_interval="1000 h", mttr="5 h", restoration="fixed"),
        ats("ats", "grid", "gen"), rack("ats"),
    )  # fmt: skip
    repaired = (1 - math.exp(-harm)) * 5 / 1000
    agrees(plant, downtime=(mean + repaired) * 4 * w * YEAR, years=100_000)


def test_standby_unavailability_lasts_for_the_call() -> None:
    _, w = alternating(2, 3)
    plant = site(
        grid("2 / year", "3 h"), generator(standby_unavailability="25 %", mttr="1 s"),
        ats("ats", "grid", "gen"), rack("ats"),
    )  # fmt: skip
    agrees(plant, downtime=0.25 * 3 * w * YEAR, interruptions=0.25 * w * YEAR)


def test_a_common_cause_is_one_block_in_series() -> None:
    common, alone = alternating(0.3, 50), alternating(2.7, 50)
    figures: dict[str, Any] = {"failure_rate": "3 / year", "mttr": "50 h"}
    plant = site(
        block("a", **figures), block("b", **figures), Bus("bus", fed_by=["a", "b"], **NEVER), rack("bus"),
        common_causes=[CommonCause(name="both", members=["a", "b"], beta="10 %")],
    )  # fmt: skip
    u = 1 - (1 - common[0]) * (1 - alone[0] ** 2)
    w = common[1] * (1 - alone[0] ** 2) + (1 - common[0]) * 2 * alone[0] * alone[1]
    agrees(plant, downtime=u * YEAR, interruptions=w * YEAR)


def test_a_common_battery_trial_is_shared() -> None:
    _, w = alternating(3, 2)
    plant = site(
        grid("3 / year", "2 h", restoration="fixed"),
        *(ups(f"ups-{side}", "grid", autonomy="3 h", battery_failure="20 %") for side in "ab"),
        rack("ups-a", "ups-b"),
        common_causes=[CommonCause(name="cells", members=["ups-a", "ups-b"], beta="50 %")],
    )  # fmt: skip
    agrees(plant, downtime=(0.1 + 0.9 * 0.01) * 2 * w * YEAR)


def test_two_groups_may_share_out_one_figure() -> None:
    _, w = alternating(3, 2)
    plant = site(
        grid("3 / year", "2 h", restoration="fixed"),
        *(generator(f"g{i}", fail_to_start="20 %", mttr="5 h", restoration="fixed") for i in (1, 2)),
        Bus("plant", fed_by=["g1", "g2"], **NEVER), ats("ats", "grid", "plant"), rack("ats"),
        common_causes=[
            CommonCause(name=name, members=["g1", "g2"], beta=beta, of="fail_to_start", mttr="2.5 h")
            for name, beta in (("fuel", "10 %"), ("control", "30 %"))
        ],
    )  # fmt: skip
    common = 1 - (1 - 0.02) * (1 - 0.06)
    dead = common * 2.5 * (1 - math.exp(-2 / 2.5)) + (1 - common) * 0.12**2 * 2
    agrees(plant, downtime=dead * w * YEAR, years=50_000)


def test_a_hazard_takes_down_all_in_its_zone_and_the_zones_within() -> None:
    u, w = alternating(0.5, 30)
    zones = [
        Zone(name="hall", hazards=[Hazard(name="fire", failure_rate="0.5 / year", mttr="30 h")]),
        Zone(name="room", within="hall"),
    ]
    inside = site(
        block("a"), block("b"), Bus("bus", fed_by=["a", "b"], zone="room", **NEVER), rack("bus"), zones=zones
    )
    agrees(inside, downtime=u * YEAR, interruptions=w * YEAR)
    load = site(block("a"), rack("a", zone="hall"), zones=zones)
    agrees(load, downtime=u * YEAR, interruptions=w * YEAR)


def test_a_plain_unavailability_has_no_frequency() -> None:
    plant = site(
        block("a", failure_rate=None, mttr=None, unavailability="2 %"), rack("a", recovery_time="1 h")
    )
    load = agrees(plant, downtime=0.02 * YEAR).loads[0]
    assert load.interruptions_per_year is None
    assert load.service_downtime_h_per_year is None


def test_recoveries_that_overlap_merge() -> None:
    """Up for an exponential time, cut off at R: the service is down for R or until the next outage ends."""
    u, w = alternating(20, 2)
    plant = site(grid("20 / year", "2 h", restoration="fixed"), rack("grid", recovery_time="40 h"))
    load = agrees(plant, downtime=u * YEAR).loads[0]
    rate = 20 / YEAR
    expected = (u + w * (1 - math.exp(-rate * 40)) / rate) * YEAR
    assert load.service_downtime_h_per_year == pytest.approx(expected, rel=0.01)


def test_cooling_is_told_beside_power() -> None:
    u, _ = alternating(4, 10)
    plant = site(
        grid("0 / year", "1 h"), Chiller("chiller", fed_by="grid", failure_rate="4 / year", mttr="10 h"),
        rack("grid", cooled_by="chiller", thermal_autonomy="5 h"),
    )  # fmt: skip
    load = agrees(plant, downtime=0).loads[0]
    assert load.cooling_unavailability == pytest.approx(u * math.exp(-5 / 10), rel=0.03)


def test_the_spread_of_a_year() -> None:
    _, w = alternating(0.2, 10)
    load = simulated(site(grid("0.2 / year", "10 h", restoration="fixed"), rack("grid"))).loads[0]
    assert load.years_without_interruption == pytest.approx(math.exp(-w * YEAR), abs=0.02)
    spread = {entry.percent: entry.downtime_h for entry in load.annual_downtime}
    assert spread[50] == 0
    assert spread[95] == pytest.approx(10, rel=0.06)
    assert load.outage_lengths is not None
    assert sum(entry.per_year for entry in load.outage_lengths) == pytest.approx(w * YEAR, rel=0.02)
