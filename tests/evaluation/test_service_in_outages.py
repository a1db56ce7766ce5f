"""The service behind a load: interruptions of one outage cost their recovery together."""

from __future__ import annotations

import math

import pytest

import powercalc as pc
from powercalc.constants import HOURS_PER_YEAR

TWO_INTERRUPTIONS = """
[grid_feed.grid1]
failure_rate = "3.88 / year"
mttr = "3.44 h"
[generator.gen1]
fail_to_start = 0.0682
start_time = "10 s"
failure_rate = "1 / 23 h"
mttr = "17.2 h"
[ats.ats-a]
fed_by = ["grid1", "gen1"]
failure_rate = "0.0838 / year"
mttr = "4.68 h"
fail_to_transfer = 0
transfer_time = "100 ms"
[server.single]
fed_by = "ats-a"
hold_up = "0 s"
recovery_time = "4 h"
"""


def test_the_gap_and_the_failure_of_a_set_cost_one_recovery() -> None:
    """19.436 ± 0.009 h a year, simulated; each interruption by itself makes 20.31."""
    load = pc.evaluate(pc.read_text(TWO_INTERRUPTIONS)).loads[0]
    assert load.service_downtime_h_per_year == pytest.approx(19.436, abs=3 * 0.009)
    assert 0 < (load.service_unavailability_error or 0.0) * HOURS_PER_YEAR < 0.5


@pytest.mark.parametrize(("mttr", "recovery"), [(2, 4), (2, 72), (20, 4), (4, 0.5)])
def test_the_gaps_of_moving_and_of_returning_overlap(mttr: float, recovery: float) -> None:
    """Without service from the beginning of an outage to R after its end, or for R after each where D > R."""
    gap = 10 / 3600
    site = pc.Site(
        "return",
        (
            pc.GridFeed("grid", failure_rate="0.1 / year", mttr=f"{mttr} h"),
            pc.GridFeed("other", failure_rate=0, mttr="1 h"),
            pc.Ats(
                "ats", fed_by=["grid", "other"], failure_rate=0, mttr="1 h", fail_to_transfer=0,
                transfer_time="10 s", return_gap="10 s",
            ),
            pc.Server("rack", fed_by="ats", hold_up=0, recovery_time=f"{recovery} h"),
        ),
    )  # fmt: skip
    moved = math.exp(-gap / mttr)
    each = mttr * -math.expm1(-(recovery + gap) / mttr) + moved * gap + recovery
    often = 0.1 / (1 + 0.1 * mttr / HOURS_PER_YEAR)
    load = pc.evaluate(site).loads[0]
    assert load.service_downtime_h_per_year == pytest.approx(often * each, rel=2e-3)


def test_a_feed_that_is_often_out_is_not_out_again_meanwhile() -> None:
    """A gap as each outage begins: service is back R later, if no other outage has begun by then."""
    up, down, recovery = 50.0, 3.0, 72.0
    site = pc.Site(
        "weak",
        (
            pc.GridFeed("grid", failure_rate=f"{1 / up!r} / h", mttr=f"{down} h"),
            pc.GridFeed("other", failure_rate=0, mttr="1 h"),
            pc.Ats(
                "ats", fed_by=["grid", "other"], failure_rate=0, mttr="1 h", fail_to_transfer=0,
                transfer_time="100 ms",
            ),
            pc.Server("rack", fed_by="ats", hold_up=0, recovery_time=f"{recovery} h"),
        ),
    )  # fmt: skip
    longer = math.exp(-recovery / down)
    waits = recovery - down * -math.expm1(-recovery / down)
    free = up / (up + down) * math.exp(-waits / up) + down / (up + down) * longer
    assert pc.evaluate(site).loads[0].service_unavailability == pytest.approx(1 - free, rel=2e-3)


def test_without_outages_that_call_anything_each_interruption_is_by_itself() -> None:
    site = pc.Site(
        "plain",
        (
            pc.GridFeed("grid", failure_rate="2 / year", mttr="3 h"),
            pc.Server("rack", fed_by="grid", hold_up=0, recovery_time="10 h"),
        ),
    )
    load = pc.evaluate(site).loads[0]
    up, often = load.availability, load.failure_frequency or 0.0
    assert load.service_unavailability == pytest.approx(1 - up * math.exp(-often * 10 / up), rel=1e-12)
    assert load.service_unavailability_error == load.unavailability_error


@pytest.mark.parametrize(("up", "recovery"), [(7.8, 4.0), (7.8, 24.0), (50.0, 4.0)])
def test_each_gap_of_a_weak_grid(up: float, recovery: float) -> None:
    """A set supplies after 1 s. In service: R after the beginning of the last outage, over or not."""
    down = 2.76
    site = pc.Site(
        "weak",
        (
            pc.GridFeed("grid", failure_rate=f"1 / {up} h", mttr=f"{down} h"),
            pc.Generator("gen", failure_rate=0, mttr="1 h", fail_to_start=0, start_time="1 s"),
            pc.Ats("ats", fed_by=["grid", "gen"], failure_rate=0, fail_to_transfer=0, transfer_time=0),
            pc.Server("rack", fed_by="ats", hold_up=0, recovery_time=f"{recovery} h"),
        ),
    )  # fmt: skip
    # of an outage that is over: E e^(−(R − its length) / up), and 1 if it was longer than R
    over = up * (math.exp(-recovery / up) - math.exp(-recovery / down)) / (up - down) + math.exp(
        -recovery / down
    )
    free = (up * over + down * math.exp(-recovery / down)) / (up + down)
    load = pc.evaluate(site).loads[0]
    assert load.service_unavailability == pytest.approx(1 - free, rel=2e-3)


def test_an_outage_that_costs_nothing_does_not_end_what_the_one_before_costs() -> None:
    """Outages of seconds, of which a battery holds seven in ten: losses at random, 1 − e^(−0.3 R / up)."""
    site = pc.Site(
        "dips",
        (
            pc.GridFeed("grid", failure_rate="1 / 8 h", mttr="5 s"),
            pc.Ups("ups", fed_by="grid", failure_rate=0, mttr="1 h", autonomy="1 h", battery_failure=0.3),
            pc.Server("rack", fed_by="ups", hold_up=0, recovery_time="4 h"),
        ),
    )  # fmt: skip
    load = pc.evaluate(site).loads[0]
    assert load.service_unavailability == pytest.approx(-math.expm1(-0.3 * 4 / 8), rel=3e-3)


def test_sets_in_repair_from_one_outage_to_the_next_are_admitted() -> None:
    """Simulated: 1874.0 ± 2.4 h a year. Losses come in groups, and a group is recovered from together."""
    site = pc.Site(
        "weak",
        (
            pc.GridFeed("grid", failure_rate="0.432 / h", mttr="1.05 h"),
            pc.Generator(
                "gen", count=2, needed=1, failure_rate=0, mttr="3.48 h", fail_to_start=0.3, start_time=0
            ),
            pc.Ats("ats", fed_by=["grid", "gen"], failure_rate=0, fail_to_transfer=0, transfer_time=0),
            pc.Server("rack", fed_by="ats", hold_up=0, recovery_time="4 h"),
        ),
    )
    load = pc.evaluate(site).loads[0]
    assert load.service_downtime_h_per_year is not None
    assert load.service_unavailability_error is not None
    off = abs(load.service_downtime_h_per_year - 1874.0)
    assert off <= load.service_unavailability_error * HOURS_PER_YEAR + 3 * 2.4


def test_racks_on_the_same_paths_share_the_episodes_of_their_outages() -> None:
    """Each has distribution of its own, which says nothing of how an outage goes on."""
    racks = "".join(
        f'[pdu.p{n}]\nfed_by = "ats-a"\n[server.rack{n}]\nfed_by = "p{n}"\nrecovery_time = "4 h"\n'
        for n in range(3)
    )
    several, one = (pc.evaluate(pc.read_text(TWO_INTERRUPTIONS + more)).loads for more in (racks, ""))
    first, *others = (load.course.episodes for load in several[1:])
    assert all(mine is its for other in others for mine, its in zip(first, other, strict=True))
    assert several[0].service_unavailability == pytest.approx(one[0].service_unavailability, rel=1e-7)
    assert len({load.service_unavailability for load in several[1:]}) == 1
