"""The page as it is now: the same figures as `powercalc now`, and nothing of a file that is not escaped."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

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


TWO_PATHS = f"""{SITE}
recovery_time = "2 h"
[grid_feed.other]
failure_rate = "6 / year"
mttr = "2 h"
[ups.ups-b]
fed_by = "other"
[server.lab]
fed_by = "ups-b"
[service.records]
runs_on = ["rack", "lab"]
failover_time = "5 min"
"""
STATES = [
    ["grid@5min", "gen:1"],
    ["other@20min"],
    ["ups@1h", "gen:2"],
    ["grid@10min", "other@10min", "gen:1@2h"],
]


@pytest.mark.parametrize("down", STATES, ids=str)
def test_it_tells_the_figures_of_the_command(
    down: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every chance and every repair, by name, as `powercalc now` prints it."""
    site, written = tmp_path / "site.toml", tmp_path / "page.html"
    site.write_text(TWO_PATHS, encoding="utf-8")
    said = [part for each in down for part in ("--down", each)]
    said += ["--battery", "ups=40%", "--fuel", "gen=3 h"]
    assert run(["now", str(site), *said]) == 0
    told = dict(_of_text(capsys.readouterr().out))
    assert run(["report", str(site), *said, "-o", str(written)]) == 0
    shown = dict(_of_page(written.read_text(encoding="utf-8")))
    assert told.keys() >= {
        "rack",
        "lab",
        "service records",
        *(each.partition("@")[0].partition(":")[0] for each in down),
    }
    assert shown == told


def _of_text(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the chances in the lines of the command's text, by what they are of."""
    begin = text.index("Interrupted within")
    for line in text[begin : text.index("What is named is down")].splitlines()[1:]:
        name, *figures = re.split(r"  +|->", line.strip())
        if figures:
            yield name, [each.strip() for each in figures if each.strip()]


def _of_page(page: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the same from the tables of the page."""
    section = page.partition('<section id="now">')[2].partition("</section>")[0]
    tables = section.split("<table")[2:]
    for row in re.findall(r"<tr>(.*?)</tr>", "".join(tables), re.DOTALL):
        cells = [
            unescape(re.sub(r"<[^>]*>", "", each)) for each in re.findall(r"<td.*?</td>", row, re.DOTALL)
        ]
        if cells:
            yield cells[0], cells[1:]
