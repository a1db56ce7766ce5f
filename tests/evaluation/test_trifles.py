"""What cannot happen is nought and never; what hardly does keeps its digits, and is no share of anything."""

from __future__ import annotations

import math

import pytest

import powercalc as pc
from powercalc.report.escape import plain
from powercalc.report.statements import interruptions, lengths, method


def bridged(**figures: object) -> pc.Site:
    """A feed and a set, both perfect but for the feed, and a battery longer than a start."""
    usual = {"fail_to_start": 0, "failure_rate": "0 / year", "mttr": "1 h", "start_time": "10 s"}
    return pc.Site(
        "bridged",
        (
            pc.GridFeed("grid", failure_rate="2 / year", mttr="2 h"),
            pc.Generator("gen", **{**usual, **figures}),
            pc.Ats(
                "ats",
                fed_by=["grid", "gen"],
                fail_to_transfer=0,
                failure_rate=0,
                mttr="1 h",
                transfer_time="100 ms",
            ),
            pc.Ups("ups", fed_by="ats", autonomy="10 min", battery_failure=0, failure_rate=0, mttr="1 h"),
            pc.Server("rack", fed_by="ups", hold_up=0),
        ),
    )


def test_a_load_that_cannot_be_lost_has_no_downtime_and_no_error() -> None:
    rack = pc.evaluate(bridged()).loads[0]
    assert rack.unavailability == 0
    assert rack.failure_frequency == 0
    assert all(each.per_year == 0 for each in rack.interruptions_longer_than or ())
    assert interruptions(rack) == "never interrupted"


@pytest.mark.parametrize("chance", [1e-3, 1e-9, 1e-15])
def test_a_small_chance_keeps_its_digits(chance: float) -> None:
    """The set fails to start: the load is lost 10 min later, w e^(-t/m) times an hour, for m on average."""
    rack = pc.evaluate(bridged(fail_to_start=chance, start_mttr="10000 h")).loads[0]
    usual = pc.evaluate(bridged(fail_to_start=1e-4, start_mttr="10000 h")).loads[0]
    assert rack.unavailability / usual.unavailability == pytest.approx(chance / 1e-4, rel=2e-2)
    assert rack.failure_frequency == pytest.approx((usual.failure_frequency or 0.0) * chance / 1e-4, rel=2e-2)


def test_an_error_is_no_share_of_a_downtime_that_is_a_trifle() -> None:
    found = pc.evaluate(bridged(fail_to_start=1e-9, start_mttr="10 h"))
    assert "%" not in method(found, plain)
    assert interruptions(found.loads[0]).startswith("less than once in 100,000 years, for")
    assert (lengths(found.loads[0]) or "").count("less than once") == 1


def test_a_grid_of_many_feeds_leaves_out_what_it_does_and_no_rounding() -> None:
    """Four feeds of which one is enough: only that all are down is left out, and that is told as it is."""
    feeds = tuple(pc.GridFeed(f"g{i}", failure_rate="1 / year", mttr="1 h") for i in range(4))
    site = pc.Site(
        "feeds",
        (
            *feeds,
            pc.Bus("bus", fed_by=[feed.id for feed in feeds], failure_rate=0, mttr="1 h"),
            pc.Generator("gen", fail_to_start=0, failure_rate=0, mttr="1 h", start_time="10 s"),
            pc.Ats(
                "ats", fed_by=["bus", "gen"], fail_to_transfer=0, failure_rate=0, mttr="1 h", transfer_time=0
            ),
            pc.Server("rack", fed_by="ats", hold_up=0),
        ),
    )
    down = (1 / 8760) / (1 + 1 / 8760)
    assert pc.evaluate(site).loads[0].unavailability_error == pytest.approx(down**4, rel=1e-6)


def test_a_move_that_may_fail_by_the_catalog_is_no_trifle() -> None:
    """It fails when the set has started; the load is lost 10 min after the feed, until the move by hand.

    So often a year: w q e^(-t/m) e^(-(t - s)/h), s the start, h the mean time to the move by hand; for the
    time until the first of return and move by hand.
    """
    site = bridged().changed({"ats": {"fail_to_transfer": "0.133 %", "transfer_time": 0}})
    rack = pc.evaluate(site).loads[0]
    often = 2 / (1 + 4 / 8760) * 0.00133 * math.exp(-(1 / 6) / 2 - (1 / 6 - 1 / 360))
    assert rack.interruptions_per_year == pytest.approx(often, rel=1e-6)
    assert rack.downtime_h_per_year == pytest.approx(often * 2 / 3, rel=1e-4)
