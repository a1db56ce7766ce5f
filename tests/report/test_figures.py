"""Pictures: that each is drawn in every format, that the same input gives the same file, what is refused."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import powercalc as pc
from powercalc.report.figures import CHARTS, FORMATS, draw
from powercalc.report.figures.charts import _rung, _too_seldom, nines
from powercalc.report.figures.dress import rows_of, wrapped
from powercalc.simulate import simulate
from powercalc.site import templates

SITE = pc.read_text(templates.text("distributed-redundant"))
STARTS = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("chart", [*CHARTS, "all"])
def test_every_chart_is_drawn_in_every_format(chart: str, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"picture{ending}"
    simulation = simulate(SITE, 50, seed=1, processes=1) if chart == "year" else None
    draw(SITE, pc.evaluate(SITE), chart, path, simulation)
    assert path.read_bytes().startswith(STARTS[ending])


def test_the_same_site_gives_the_same_file(tmp_path: Path) -> None:
    written = []
    for name in ("one.svg", "two.svg"):
        draw(SITE, pc.evaluate(SITE), "all", tmp_path / name)
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]


def test_names_are_no_mathematics(tmp_path: Path) -> None:
    site = pc.Site("$\\frac$", (pc.GridFeed("$\\frac{1}$"), pc.Server("$x_{$", fed_by="$\\frac{1}$")))
    draw(site, pc.evaluate(site), "all", tmp_path / "picture.png")


@pytest.mark.parametrize(
    ("chart", "name", "said"),
    [("pie", "a.png", "no chart"), ("nines", "a.gif", "ends in"), ("year", "a.png", "simulation")],
)
def test_what_cannot_be_drawn_is_refused(chart: str, name: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(pc.CallError, match=said):
        draw(SITE, pc.evaluate(SITE), chart, tmp_path / name)


def test_a_chart_without_data_says_what_is_missing(tmp_path: Path) -> None:
    site = pc.Site("bare", (pc.GridFeed("grid"), pc.Server("rack", fed_by="grid")))
    with pytest.raises(pc.CallError, match="no component states a rating"):
        draw(site, pc.evaluate(site), "loads", tmp_path / "a.png")


def test_matplotlib_is_loaded_for_pictures_alone() -> None:
    code = "import sys, powercalc.cli.plot, powercalc.cli.report, powercalc.report.page.build;"
    said = "sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code + said], check=False).returncode == 0


def test_years_without_an_outage_are_said_and_not_an_empty_picture(tmp_path: Path) -> None:
    site = pc.read_text(templates.text("2n"))
    simulation = simulate(site, 50, seed=1, processes=1)
    draw(site, pc.evaluate(site), "year", tmp_path / "year.svg", simulation)
    assert _too_seldom(simulation) == "no year of 50 is without power at all"
    seen = replace(simulation.any_load, years_without_interruption=0.9993)
    seldom = _too_seldom(replace(simulation, any_load=seen))
    assert seldom == "0.070 % of 50 years have an interruption: too few for a curve"


def test_a_long_name_is_seen_to_be_cut_off() -> None:
    story = "main-a is down for longer than the batteries hold, while tx-b is down and gen runs out of fuel"
    assert wrapped(story).replace("\n", " ") == story
    assert wrapped(story, 2).endswith(" …")
    assert wrapped("a$b\n") == r"a\$b\n"
    assert rows_of(["one", "two"]) == 2
    assert rows_of([wrapped(story)] * 4) > 4


def test_the_rungs_of_a_long_ladder_do_not_touch() -> None:
    assert [_rung(number, 9).partition("\n")[2] != "" for number in range(4)] == [False, False, True, False]
    assert _rung(3, 5) == "3\n8.8 h"


def test_the_ladder_of_nines_has_services_below_the_loads() -> None:
    site = pc.Site(
        "s",
        (pc.GridFeed("grid"), pc.Server("a", fed_by="grid"), pc.Server("b", fed_by="grid")),
        services=(pc.Service("mail", runs_on=["a"], recovery_time="4 h"),),
    )
    without = pc.Site("s", site.components)
    assert nines(pc.evaluate(site)).rows == nines(pc.evaluate(without)).rows + 1
