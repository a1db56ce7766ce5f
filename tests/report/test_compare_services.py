"""Services in a comparison: side by side, and which design keeps them up."""

import json
from pathlib import Path

import powercalc as pc
from powercalc.report.compare import compare, render

TODAY = pc.read(str(Path(__file__).parents[1] / "cases" / "services-on-two-sites.toml"))
SLOW = TODAY.changed({"records": {"failover_time": "4 h"}})
FOUND = compare([TODAY, SLOW], today="2026-06-01")


def test_services_stand_side_by_side() -> None:
    text = render(FOUND)
    rows = text.partition("Services down, per year")[2].splitlines()[2:5]
    assert [row.split()[0] for row in rows] == ["records", "identity", "mail"]
    assert "Services interrupted" in text
    assert "| records |" in render(FOUND, "markdown").partition("## Services down")[2]


def test_the_design_that_keeps_services_up_is_told() -> None:
    assert "the services, added up, are down" in " ".join(render(FOUND).split())


def test_json_has_the_services_of_each_design() -> None:
    fast, slow = json.loads(render(FOUND, "json"))["designs"]
    hours = [design["services"][0]["downtime_h_per_year"] for design in (fast, slow)]
    assert hours == [each.services["records"].downtime_h_per_year for each in FOUND.designs]
    assert hours[0] < hours[1]


def test_a_site_without_services_is_compared_as_before() -> None:
    bare = pc.Site("bare", TODAY.components, zones=TODAY.zones)
    assert "Services down" not in render(compare([bare, bare], today="2026-06-01"))
