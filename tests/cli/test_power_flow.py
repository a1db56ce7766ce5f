"""`powercalc loads`, `prove` and `maintain` as a user runs them."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from powercalc.cli.run import run

SITE = """
[grid_feed.grid]
failure_rate = "2 / year"
mttr = "20 min"
[default.ups]
rating = "60 kW"
[ups.a]
fed_by = "grid"
[ups.b]
fed_by = "grid"
[server.rack]
fed_by = ["a", "b"]
power = "70 kW"
"""


@pytest.fixture
def site(tmp_path: Path) -> str:
    path = tmp_path / "site.toml"
    path.write_text(SITE, encoding="utf-8")
    return str(path)


def test_loads_tells_the_cascade(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["loads", site, "--out", "a"]) == 0
    shown = capsys.readouterr().out
    assert "b would carry 70 kW of 60 kW and trips" in shown
    assert "Dark: 1 load, 70 kW\n  rack (by what trips)" in shown
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_loads_as_tables_for_a_document(
    site: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "loads.xlsx"
    assert run(["loads", site, "--out", "a", "--format", "xlsx", "-o", str(book)]) == 0
    found, elements = load_workbook(book).worksheets
    asked = run_json(site, capsys)
    assert [row[0].value for row in found.iter_rows(min_row=2)] == [
        each["id"] for each in asked["loads_after"]
    ]
    now = [cell.value for cell in elements[1]].index("now, kW")
    carried = {row[0].value: row[now].value for row in elements.iter_rows(min_row=2)}
    assert carried == {each["id"]: each["normal_kw"] for each in asked["elements"]}
    assert run(["loads", site, "--format", "latex"]) == 0
    assert capsys.readouterr().out.count("\\begin{longtable}") == 1


def run_json(site: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert run(["loads", site, "--out", "a", "--format", "json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_loads_as_json(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["loads", site, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (ups,) = (each for each in found["elements"] if each["id"] == "a")
    assert (ups["normal_kw"], ups["worst_kw"], ups["worst_out"], ups["head_room_kw"]) == (35, 70, "b", 0)


def test_an_unknown_id_is_told(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["loads", site, "--out", "grind"]) == 2
    assert "did you mean grid?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("loads SITE --out rack", "rack is a load: say what feeds it"),
        ("loads SITE --out rack:1", "rack is a load: say what feeds it"),
        ("maintain SITE rack --for 6h", "rack is a load: say what feeds it"),
        ("now SITE --down rack", "rack is a load: say what feeds it"),
        ("trace SITE --fail rack", "rack has nothing that could fail: say what feeds it"),
    ],
)
def test_a_load_is_none_that_could_be_out(
    site: str, command: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([site if each == "SITE" else each for each in command.split()]) == 2
    assert capsys.readouterr().err == f"powercalc: {told}\n"


def test_more_units_than_there_are_is_told(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["loads", site, "--out", "a:2"]) == 2
    assert "has 1 unit," in capsys.readouterr().err


def test_a_refuted_claim_is_status_1(site: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["prove", site]) == 0
    claiming = tmp_path / "claiming.toml"
    claiming.write_text(SITE + "[targets]\nfault_tolerant = true\n", encoding="utf-8")
    assert run(["prove", str(claiming)]) == 1
    assert "and the file claims it" in capsys.readouterr().out
    assert run(["prove", str(claiming), "--format", "json"]) == 1


def test_maintain_tells_what_must_not_fail(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["maintain", site, "a", "--for", "6 h"]) == 0
    assert "rack is dark" in capsys.readouterr().out


def test_maintain_wants_a_time(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["maintain", site, "a", "--for", "6 kW"]) == 2
    assert "wrong dimension" in capsys.readouterr().err
