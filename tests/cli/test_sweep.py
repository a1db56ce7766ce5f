"""`powercalc sweep` as a user runs it: text, JSON, wrong files with their places, wrong calls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from powercalc.cli.run import run
from tests.executors.cluster import closed_port
from tests.sweeping.sites import ROWS, SWEEP, TEXT


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "site.toml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "sweep.toml").write_text(SWEEP, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_person_reads_what_was_written_and_what_was_not(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sweep", "site.toml", "sweep.toml", "-o", "r.csv", "--workers", "1"]) == 0
    shown = capsys.readouterr().out
    assert f"{ROWS} rows in r.csv" in shown
    assert f"{ROWS // 4} without figures" in shown
    told = " ".join(shown.split())
    assert "ups.a.needed: needs 2 of 1 units" in told
    assert "rows 2, 6, 10, 14, 18 and 34 more; in the first, grid.mttr_h 1.0, a.autonomy_min 5.0" in told
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert run(["sweep", "site.toml", "sweep.toml", "-o", "r.csv"]) == 0
    assert f"{ROWS} of them were there before" in capsys.readouterr().out
    assert (folder / "r.csv").read_bytes().count(b"\n") == ROWS + 1


def test_a_program_reads_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "sweep.toml").write_text(
        '[sample]\nnumber = 10\nseed = 7\n[sweep.grid]\nmttr = { from = "1 h", to = "5 h" }\n',
        encoding="utf-8",
    )
    assert run(["sweep", "site.toml", "sweep.toml", "-o", "r.csv", "--workers", "1", "-f", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["schema"], told["rows"], told["rows_asked"], told["seed"]) == (
        "powercalc/sweep/1",
        10,
        10,
        7,
    )
    assert [each["id"] for each in told["spans"]] == ["rack", "any_load"]


def test_every_problem_of_a_sweep_has_its_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "sweep.toml").write_text(
        '[sweep.grid]\nmttr = ["1 h",\n  "2 kW"]\nfailure_rat = ["1 / year"]\n[sweep.b]\ncount = [1]\n',
        encoding="utf-8",
    )
    assert run(["sweep", "site.toml", "sweep.toml", "-o", "r.csv"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("sweep.toml:3:3: sweep.grid.mttr: has the wrong dimension")
    assert lines[1].startswith(
        "sweep.toml:4:1: sweep.grid.failure_rat: is an unknown key; did you mean failure_rate?"
    )
    assert lines[2].startswith("sweep.toml:5:8: sweep.b: no component has this id")
    assert not (folder / "r.csv").exists()


def test_both_files_are_told_together(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "site.toml").write_text("[grid_feed.grid]\nmtr = 5\n", encoding="utf-8")
    (folder / "sweep.toml").write_text("[sweep.grid]\nmttr = []\n", encoding="utf-8")
    assert run(["sweep", "site.toml", "sweep.toml", "-o", "r.csv"]) == 2
    told = capsys.readouterr().err
    assert "site.toml:2:1" in told
    assert "sweep.toml:2:1: sweep.grid.mttr: has no value" in told


def test_where_no_variant_is_a_site_the_input_is_wrong(folder: Path) -> None:
    (folder / "sweep.toml").write_text("[sweep.a]\nneeded = [4, 5]\n", encoding="utf-8")
    assert run(["sweep", "site.toml", "sweep.toml", "-o", "r.csv", "--workers", "1"]) == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-o", "r.xls"], "a sweep is written as .csv or .parquet"),
        (["-o", "r.csv", "--rows-at-most", "5"], f"the sweep has {ROWS} rows, more than 5"),
        (["-o", "r.csv", "--workers", "0"], "0 workers; there can be from 1 to 256"),
        (["-o", "r.csv", "--workers", "1", "--scheduler", "tcp://x:1"], "with --scheduler it has its own"),
        ([], "Missing option"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_wrong_calls_are_told(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sweep", "site.toml", "sweep.toml", *arguments]) == 2
    assert told in capsys.readouterr().err


def test_a_scheduler_that_does_not_answer_loses_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("distributed", reason="dask.distributed is not installed")
    assert run(["sweep", "site.toml", "sweep.toml", "-o", "r.csv", "--workers", "1"]) == 0
    kept = (folder / "r.csv").read_bytes()
    (folder / "r.csv").write_bytes(kept[:900])
    assert run(["sweep", "site.toml", "sweep.toml", "-o", "r.csv", "--scheduler", closed_port()]) == 2
    assert "no dask scheduler answers" in capsys.readouterr().err
    assert (folder / "r.csv").read_bytes() == kept[:900]
