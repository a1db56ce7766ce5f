"""Calls that are wrong, and outputs that keep what their names promise."""

import csv
import io
from pathlib import Path

import pytest

from powercalc.cli.run import run

SITE = """[grid_feed.g]
failure_rate = "2 / year"
mttr = "1 h"
[server.s]
fed_by = "g"
maintenance_rate = "1 / year"
maintenance_time = "1 h"
"""


@pytest.fixture
def site(tmp_path: Path) -> str:
    file = tmp_path / "site.toml"
    file.write_text(SITE)
    return str(file)


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_a_day_that_is_none_is_a_wrong_call(site: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", site, "--today", "2026-13-01", "--format", form]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == '--today: is not a date (found "2026-13-01"); expected a date such as 2024-08-03\n'


@pytest.mark.parametrize("suffix", [".png", ".PDF", ".jpeg"])
def test_a_diagram_is_no_picture_of_dots(
    site: str, tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / f"site{suffix}"
    assert run(["diagram", site, "-o", str(output)]) == 2
    assert not output.exists()
    assert "a diagram is SVG, DOT or Mermaid" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "start"), [("x.dot", "digraph"), ("x.mmd", "flowchart"), ("x.svg", "<"), ("x", "<")]
)
def test_a_diagram_is_what_its_file_is_called(site: str, tmp_path: Path, name: str, start: str) -> None:
    output = tmp_path / name
    assert run(["diagram", site, "-o", str(output)]) == 0
    assert output.read_text().startswith(start)


def test_the_columns_of_a_table_differ(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("evaluate", "importance"):
        assert run([command, site, "--format", "csv"]) == 0
        header = next(csv.reader(io.StringIO(capsys.readouterr().out)))
        assert len(set(header)) == len(header)
