"""What a result shows of itself: in a few lines, in a notebook, as a frame."""

import subprocess
import sys

import pytest

import powercalc as pc
from powercalc.site import templates

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


def test_pandas_is_loaded_for_frames_alone() -> None:
    code = "import sys, powercalc.evaluation; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_pandas_a_frame_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(pc.CallError, match=r"powercalc\[pandas\]"):
        RESULT.to_pandas()
