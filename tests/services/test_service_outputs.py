"""Services wherever an evaluation is shown, and what is promised of them."""

import csv
import io
import math
from pathlib import Path

import pytest

import powercalc as pc
from powercalc.report import render
from powercalc.results.measures import spoken

FILE = Path(__file__).parents[1] / "cases" / "services-on-two-sites.toml"
SITE = pc.read(str(FILE))
RESULT = pc.evaluate(SITE)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0.02 / 3600, "20 ms"),
        (0.05, "3 min"),
        (1.0, "1 h"),
        (24.0, "24 h"),
        (2.5, "2.5 h"),
        (1 / 60, "1 min"),
    ],
)
def test_a_duration_is_said_in_the_unit_of_a_person(hours: float, said: str) -> None:
    assert spoken(hours) == said


def test_the_text_has_a_block_a_service_with_its_causes_and_reasons() -> None:
    text = render(RESULT, "text")
    block = text.partition("Service records\n")[2].partition("\n\n")[0]
    assert "per year down" in block
    assert "by cause: power" in block
    assert "network" in block
    assert "4 h: about" in block
    assert "network is down" in text.partition("What takes service records down")[2]


def test_of_many_services_the_worst_comes_first() -> None:
    more = tuple(pc.Service(f"s{n}", runs_on=["standby"], recovery_time=f"{n} h") for n in range(1, 5))
    text = render(pc.evaluate(pc.Site("many", SITE.components, services=more)), "text")
    rows = text.partition("Service ")[2].splitlines()[1:5]
    assert [row.split()[0] for row in rows] == ["s4", "s3", "s2", "s1"]
    assert "by cause: power" in text.partition("What takes service s4 down")[2]


def test_markdown_has_services_in_a_table_the_worst_first() -> None:
    rows = render(RESULT, "markdown").partition("## Services")[2].splitlines()[4:7]
    assert [row.split("|")[1].strip() for row in rows] == ["mail", "records", "identity"]


def test_csv_has_a_row_a_service_under_the_same_columns() -> None:
    rows = list(csv.DictReader(io.StringIO(render(RESULT, "csv"))))
    header = list(rows[0])
    assert len(set(header)) == len(header)
    served = {row["id"]: row for row in rows if row["scope"] == "service"}
    assert list(served) == [service.id for service in RESULT.services]
    for service in RESULT.services:
        assert float(served[service.id]["unavailability"]) == service.unavailability


def test_a_frame_has_a_row_a_service() -> None:
    pytest.importorskip("pandas")
    frame = RESULT.to_pandas()
    assert frame.index.is_unique
    served = frame[frame["scope"] == "service"]["downtime_h_per_year"]
    assert dict(served) == {each.id: each.downtime_h_per_year for each in RESULT.services}


def test_a_notebook_and_a_summary_tell_services() -> None:
    assert "<th>service</th>" in RESULT._repr_html_()
    assert "service mail: " in RESULT.summary()
    assert "<th>service</th>" not in pc.evaluate(pc.Site("none", SITE.components))._repr_html_()


def test_what_is_promised_of_a_service_is_judged_by_its_own_figures() -> None:
    records = RESULT.service("records")
    checks = {check.target: check for check in RESULT.targets if check.load == "records"}
    assert checks["max_downtime"].reached == records.downtime_h_per_year
    assert checks["max_interruptions"].reached == records.interruptions_per_year
    assert checks["longest"].reached == records.longer_than("4 h")
    assert [check.met for check in checks.values()] == [True, True, False]
    assert RESULT.missed == (checks["longest"],)
    assert "missed: records: interruptions longer than 4 h of at most 0.01 per year" in " ".join(
        render(RESULT, "text").split()
    )


def test_how_often_it_is_down_for_longer_than_an_agreed_duration_against_the_closed_form() -> None:
    """Down for an exponential time of mean M and R after it: longer than d in e^(−(d − R)/M) of losses."""
    mean, recovery, agreed = 2.0, 3.0, 4.5
    grid = pc.GridFeed("grid", failure_rate="0.01 / year", mttr=f"{mean} h")
    load = pc.Server("a", fed_by="grid", hold_up="0 s", recovery_time=f"{recovery} h")
    targets = {"s": pc.Targets(longest={"duration": f"{agreed} h", "per_year": 0.01})}
    site = pc.Site("s", (grid, load), services=(pc.Service("s", runs_on=["a"]),), targets=targets)
    (check,) = pc.evaluate(site).targets
    assert check.reached == pytest.approx(0.01 * math.exp(-(agreed - recovery) / mean), rel=1e-4)
    assert (check.duration, check.met) == ("4.5 h", True)


def test_a_plain_block_diagram_says_that_it_tells_no_services() -> None:
    plain = pc.evaluate(SITE, plain=True)
    assert not plain.services
    assert "services" in {each.what for each in plain.not_considered}
    assert {check.met for check in plain.targets if check.load == "records"} == {None}
    assert not plain.missed
