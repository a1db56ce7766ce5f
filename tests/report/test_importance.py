"""The ranking of events: what stands at the top, what is merged, and how it is written."""

import csv
import io
import json

import pytest

import powercalc as pc
from powercalc.errors import CallError
from powercalc.evaluation.event_importance import Ranking, rank
from powercalc.report.importance import render
from powercalc.report.layout import PLAIN


def yearly(site: pc.Site) -> float:
    """The downtime of the plain block diagram, [h/year]."""
    return pc.evaluate(site, plain=True).any_load.downtime_h_per_year


def two_paths() -> pc.Site:
    quiet = {"failure_rate": "0.1 / year", "mttr": "10 h"}
    return pc.Site(
        "=two paths",
        (
            pc.GridFeed("grid", failure_rate="2 / year", mttr="1 h"),
            pc.Pdu("pdu-a", fed_by="grid", count=2, needed=1, **quiet),
            pc.Pdu("pdu-b", fed_by="grid", **quiet),
            pc.Server("=rack", fed_by=["pdu-a", "pdu-b"], hold_up=0),
        ),
    )


@pytest.fixture
def ranking() -> Ranking:
    return rank(two_paths(), plain=True)


def test_what_all_paths_share_comes_first(ranking: Ranking) -> None:
    first = ranking.events[0]
    assert first.event == "grid"
    assert first.risk_reduction == pytest.approx(1 / (1 - first.criticality)) if first.criticality else False


def test_units_that_play_the_same_part_are_one_row(ranking: Ranking) -> None:
    rows = {event.event: event.units for event in ranking.events}
    assert rows == {"grid": 1, "pdu-a": 2, "pdu-b": 1}


def test_what_a_failure_more_costs_is_the_slope_of_the_downtime(ranking: Ranking) -> None:
    site = two_paths()
    more = site.changed({"grid": {"failure_rate": "2.0001 / year"}})
    slope = (
        pc.evaluate(more, plain=True).any_load.downtime_h_per_year
        - pc.evaluate(site, plain=True).any_load.downtime_h_per_year
    ) / 1e-4
    assert ranking.events[0].downtime_by_failure_rate == pytest.approx(slope, rel=1e-3)


def test_what_an_hour_of_restoration_more_costs_is_the_slope_of_the_downtime(ranking: Ranking) -> None:
    site = two_paths()
    more = site.changed({"grid": {"mttr": "1.0001 h"}})
    slope = (
        pc.evaluate(more, plain=True).any_load.downtime_h_per_year
        - pc.evaluate(site, plain=True).any_load.downtime_h_per_year
    ) / 1e-4
    assert ranking.events[0].downtime_by_mttr == pytest.approx(slope, rel=1e-3)


def test_an_unknown_load_is_told_with_what_was_meant() -> None:
    with pytest.raises(CallError, match='did you mean "=rack"'):
        rank(two_paths(), "=rac")


def test_the_json_has_every_measure(ranking: Ranking) -> None:
    told = json.loads(render(ranking, "json", PLAIN))
    assert told["events"][0]["component"] == "grid"
    assert {"birnbaum", "criticality", "fussell_vesely", "risk_achievement", "risk_reduction"} <= set(
        told["events"][0]
    )


def test_a_table_for_a_spreadsheet_starts_no_formula(ranking: Ranking) -> None:
    rows = list(csv.DictReader(io.StringIO(render(ranking, "csv", PLAIN))))
    assert [row["event"] for row in rows] == [event.event for event in ranking.events]


def test_the_text_fits_eighty_columns(ranking: Ranking) -> None:
    assert all(len(line) <= 80 for line in render(ranking, "text", PLAIN).splitlines())


def test_the_text_says_that_it_is_of_the_plain_block_diagram(ranking: Ranking) -> None:
    assert "in the plain block diagram" in render(ranking, "text", PLAIN)
