"""What an event means in outages: against the plain block diagram where that is exact, and the reasons."""

from __future__ import annotations

import pytest

import powercalc as pc
from powercalc.evaluation.event_importance import Ranking, rank
from powercalc.site import Hazard, Zone

QUIET = {"failure_rate": 0, "mttr": "1 h"}


def blocks() -> pc.Site:
    """A site without times: nothing is called, moves, or is bridged, so that the response is exact."""
    return pc.Site(
        "blocks",
        (
            pc.GridFeed("grid", failure_rate="2 / year", mttr="3 h"),
            pc.Pdu("a", fed_by="grid", failure_rate="0.5 / year", mttr="10 h"),
            pc.Pdu("b", fed_by="grid", failure_rate="0.1 / year", mttr="50 h"),
            pc.Server("rack", fed_by=["a", "b"], hold_up=0),
            pc.Server("single", fed_by="a", hold_up=0),
        ),
    )


def called() -> pc.Site:
    """A feed, a set and a switch that may stick, nothing else fails."""
    return pc.Site(
        "called",
        (
            pc.GridFeed("grid", failure_rate="2 / year", mttr="3 h"),
            pc.Generator(
                "gen", fail_to_start="0.5 %", failure_rate=0, mttr="1000 h", start_time=0, start_mttr="1000 h"
            ),
            pc.Ats("ats", fed_by=["grid", "gen"], transfer_time=0, fail_to_transfer="0.1 %", **QUIET),
            pc.Server("rack", fed_by="ats", hold_up=0),
        ),
    )


@pytest.mark.parametrize("load", [None, "rack", "single"])
def test_without_times_every_measure_is_that_of_the_plain_block_diagram(load: str | None) -> None:
    plain = {row.event: row for row in rank(blocks(), load, plain=True).events}
    for row in rank(blocks(), load).events:
        same = plain[row.event]
        for measure in ("birnbaum", "criticality", "fussell_vesely", "risk_achievement", "unavailability"):
            assert getattr(row, measure) == pytest.approx(getattr(same, measure), rel=1e-9, abs=1e-12), (
                measure
            )
        if row.criticality:
            assert row.downtime_by_failure_rate == pytest.approx(same.downtime_by_failure_rate, rel=1e-3)
            assert row.downtime_by_mttr == pytest.approx(same.downtime_by_mttr, rel=1e-3)
            assert row.risk_reduction == same.risk_reduction or row.risk_reduction == pytest.approx(
                same.risk_reduction, rel=1e-9
            )


def shares(found: Ranking) -> dict[str, float]:
    return {row.event: row.fussell_vesely or 0.0 for row in found.events}


def test_an_event_has_the_share_of_its_reasons() -> None:
    reasons = pc.evaluate(called()).loads[0].reasons
    for event, share in shares(rank(called(), "rack")).items():
        together = sum(reason.share for reason in reasons if event in reason.events)
        assert share == pytest.approx(together, rel=0.02), event


def test_what_is_down_for_certain_is_the_site_without_it() -> None:
    """The set out for good: every outage of the feed is one of the load."""
    rows = {row.event: row for row in rank(called(), "rack").events}
    down = (2 * 3 / 8760) / (1 + 2 * 3 / 8760)
    usual = rank(called(), "rack").unavailability
    assert (rows["gen"].risk_achievement or 0.0) * usual == pytest.approx(down, rel=1e-6)
    assert rows["gen"].birnbaum == pytest.approx(down - usual * (1 - (rows["gen"].fussell_vesely or 0.0)))


def test_the_grid_holds_all_of_what_only_it_begins() -> None:
    grid = next(row for row in rank(called(), "rack").events if row.event == "grid")
    assert grid.fussell_vesely == 1
    assert grid.risk_reduction is None


def test_a_hazard_and_a_common_cause_are_events() -> None:
    site = pc.Site(
        "shared",
        (
            pc.GridFeed("a", failure_rate="1 / year", mttr="5 h", zone="room"),
            pc.GridFeed("b", failure_rate="1 / year", mttr="5 h", zone="room"),
            pc.Server("rack", fed_by=["a", "b"], hold_up=0),
        ),
        common_causes=(pc.CommonCause(name="line", members=("a", "b"), beta=0.1),),
        zones=(Zone(name="room", hazards=[Hazard(name="fire", failure_rate="0.01 / year", mttr="100 h")]),),
    )
    found = shares(rank(site, "rack"))
    plain = {row.event: row.fussell_vesely for row in rank(site, "rack", plain=True).events}
    assert found["fire in room"] == pytest.approx(plain["room fire"], rel=1e-9)
    assert found["line common failure_rate"] == pytest.approx(plain["line common cause"], rel=1e-9)
