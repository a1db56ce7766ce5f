"""The page as it is now: the same figures as `powercalc now`, and nothing of a file that is not escaped."""

from pathlib import Path

import powercalc as pc
from powercalc.cli.run import run
from powercalc.evaluation import evaluate
from powercalc.report.page.build import render

SITE = """
[site]
name = "One path"
[grid_feed."grid"]
failure_rate = "2 / year"
mttr = "20 min"
[generator.gen]
count = 2
needed = 1
fuel_autonomy = "10 h"
[ats.ats]
fed_by = ["grid", "gen"]
[ups.ups]
fed_by = "ats"
[server.rack]
fed_by = "ups"
"""


def page(down: list[str] | None) -> str:
    site = pc.read_text(SITE)
    now = None if down is None else pc.now(site, down)
    return render(site, evaluate(site), now=now)


def test_a_page_without_a_state_says_nothing_of_now() -> None:
    found = page(None)
    assert 'id="now"' not in found
    assert "#now" not in found


def test_the_section_tells_the_state_the_deadlines_the_chances_and_the_repair() -> None:
    found = page(["grid@5 min", "gen:1"])
    section = found.partition('<section id="now">')[2].partition("</section>")[0]
    assert "Down for 5.0 min: grid (back in 20 min on average)" in section
    assert "on generator" in section
    assert "one unit of gen, ats and ups" in section
    assert "<b>gen</b>: 9.9 h left (fuel)" in section
    assert "repair first" in section
    assert 'data-out="[[&quot;grid&quot;, 1], [&quot;gen&quot;, 1]]"' in section
    assert '<a href="#now">Now</a>' in found


def test_the_command_writes_it(tmp_path: Path) -> None:
    site, written = tmp_path / "site.toml", tmp_path / "page.html"
    site.write_text(SITE, encoding="utf-8")
    assert run(["report", str(site), "--down", "ups@1 h", "-o", str(written)]) == 0
    told = written.read_text(encoding="utf-8")
    assert '<strong class="bad">DARK' in told
    assert run(["report", str(site), "--down", "usp", "-o", str(written)]) == 2
