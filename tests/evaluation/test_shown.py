"""What a result shows of itself: in a few lines, in a notebook, as a frame."""

import re
import subprocess
import sys
from collections.abc import Callable

import pytest

import powercalc as pc
from powercalc.site import templates
from powercalc.tabular import Tabular

RESULT = pc.evaluate(pc.read_text(templates.text("distributed-redundant")))


def test_a_summary_names_the_worst_and_what_is_to_blame() -> None:
    lines = RESULT.summary().splitlines()
    assert lines[0].startswith("Distributed redundant: ")
    assert any(line.startswith("Most to blame") for line in lines)
    assert lines[-1] == "3 targets, 0 missed"


def test_a_notebook_shows_names_as_text() -> None:
    site = pc.Site("<b>", (pc.GridFeed("<script>"), pc.Server("<img src=x>", fed_by="<script>")))
    html = pc.evaluate(site)._repr_html_()
    assert html.startswith("<table><caption>&lt;b&gt;</caption>")
    assert "<script>" not in html
    assert "<img" not in html


def test_a_notebook_shows_some_of_many_loads() -> None:
    loads = tuple(pc.Server(f"rack-{number}", fed_by="grid") for number in range(30))
    assert "and 10 more loads" in pc.evaluate(pc.Site("many", (pc.GridFeed("grid"), *loads)))._repr_html_()


def test_a_frame_has_the_figures_of_every_load() -> None:
    pytest.importorskip("pandas")
    frame = RESULT.to_pandas()
    assert list(frame.index) == [load.id for load in RESULT.loads]
    assert frame.loc["row-12", "downtime_h_per_year"] == RESULT.load("row-12").downtime_h_per_year


NASTY = pc.Site(
    "<b>\x1b[2J",
    (
        pc.GridFeed("<script>", failure_rate={"median": "2 / year", "error_factor": 3}, mttr="20 min"),
        pc.Ups("<i>", fed_by="<script>", autonomy="10 min", rating="20 kW"),
        pc.Server("<img src=x>", fed_by="<i>", power="5 kW"),
    ),
)
ANSWERS: dict[str, Callable[[pc.Site], Tabular]] = {
    "check": pc.check,
    "compare": lambda site: pc.compare([site, site.changed({"<i>": {"autonomy": "20 min"}})]),
    "evaluate_many": lambda site: pc.evaluate_many(site, [{"<i>": {"autonomy": "20 min"}}]),
    "importance": pc.importance,
    "improve": lambda site: pc.improve(
        site, {"option": {"longer": {"cost": 1000, "set": {"<i>": {"autonomy": "1 h"}}}}}
    ),
    "loads": lambda site: pc.loads(site, ["<i>"]),
    "maintain": lambda site: pc.maintain(site, "<i>"),
    "now": lambda site: pc.now(site, ["<i>"]),
    "prove": pc.prove,
    "survive": pc.survive,
    "sweep": lambda site: pc.sweep(site, {"<i>": {"autonomy": ["5 min", "10 min"]}}, workers=1),
    "uncertainty": lambda site: pc.uncertainty(site, samples=8),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_is_short_in_a_console_and_a_table_in_a_notebook(name: str) -> None:
    pytest.importorskip("pandas")
    result = ANSWERS[name](NASTY)
    shown = repr(result)
    assert shown.startswith(f"<{type(result).__name__} of ")
    assert len(shown) < 250
    assert shown.isprintable()
    html = result._repr_html_()
    assert html.startswith("<table><caption>")
    assert not re.search(r"<(b|i|script|img)\b", html)
    rows = list(result.records())
    frame = result.to_pandas()
    assert len(frame) == len(rows) > 0
    assert list(frame.columns) == list(dict.fromkeys(key for row in rows for key in row))
    with pytest.raises(AttributeError):
        result.site = "another"  # type: ignore[attr-defined]


def test_a_site_is_short_in_a_console_and_a_table_in_a_notebook() -> None:
    assert repr(NASTY) == r"<Site '<b>\x1b[2J': 3 components, 1 of them loads>"
    html = NASTY._repr_html_()
    assert html.count("<tr>") == 1 + 3
    assert "<td>&lt;i&gt;</td><td>ups</td>" in html
    many = pc.Site("s", (pc.GridFeed("g"), *(pc.Server(f"r-{n}", fed_by="g") for n in range(24))))
    assert "and 5 more rows" in many._repr_html_()


def test_pandas_is_loaded_for_frames_alone() -> None:
    code = "import sys, powercalc.evaluation; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_pandas_a_frame_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(pc.CallError, match=r"powercalc\[pandas\]"):
        RESULT.to_pandas()
