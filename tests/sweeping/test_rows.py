"""Rows are what each variant is by itself, whoever evaluates them, and however often they are interrupted."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import powercalc as pc
from powercalc.errors import CallError, SiteError
from powercalc.propagation.uncertain_parameters import at, traced
from powercalc.sweeping.figures_of_keys import suffix_of
from powercalc.sweeping.run_sweep import sweep
from powercalc.sweeping.variant_blocks import ONE_BY_ONE
from tests.sweeping.sites import ROWS, SERVICE, SWEEP, TEXT, UNCERTAIN, small

ROOT = Path(__file__).parents[2]


@pytest.fixture
def varied(tmp_path: Path) -> Path:
    path = tmp_path / "sweep.toml"
    path.write_text(SWEEP, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The table of one worker, written without an interruption."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "sweep.toml").write_text(SWEEP, encoding="utf-8")
    sweep(small(), folder / "sweep.toml", folder / "r.csv", workers=1)
    return (folder / "r.csv").read_bytes()


def test_each_row_is_the_variant_by_itself() -> None:
    site = pc.read_text(TEXT + SERVICE)
    found = list(
        sweep(site, {"grid": {"mttr": ["1 h", "3 h"]}, "a": {"autonomy": ["5 min", "30 min"]}}).records()
    )
    for row, (mttr, autonomy) in zip(
        found, [("1 h", "5 min"), ("1 h", "30 min"), ("3 h", "5 min"), ("3 h", "30 min")], strict=True
    ):
        alone = pc.evaluate(site.changed({"grid": {"mttr": mttr}, "a": {"autonomy": autonomy}}))
        rack, records = alone.load("rack"), alone.service("records")
        for name, figure in (
            ("rack.downtime_h_per_year", rack.downtime_h_per_year),
            ("rack.interruptions_per_year", rack.interruptions_per_year),
            ("rack.service_downtime_h_per_year", rack.service_downtime_h_per_year),
            ("records.downtime_h_per_year", records.downtime_h_per_year),
            ("any_load.unavailability", alone.any_load.unavailability),
        ):
            assert row[name] == pytest.approx(figure, rel=1e-4)
    assert [row["row"] for row in found] == [1, 2, 3, 4]


def test_the_keys_come_first_then_the_figures_then_the_problem(whole: bytes) -> None:
    header, *rows = list(csv.reader(whole.decode().splitlines()))
    assert header[:5] == ["row", "grid.mttr_h", "a.autonomy_min", "a.count", "a.needed"]
    assert header[-1] == "problem"
    assert len(set(header)) == len(header)
    assert [row[0] for row in rows] == [str(number) for number in range(1, ROWS + 1)]
    unfit = [row for row in rows if (row[3], row[4]) == ("1", "2")]
    assert len(unfit) == ROWS // 4
    assert all("needs 2 of 1 units" in row[-1] and not any(row[5:-1]) for row in unfit)


def test_any_number_of_workers_writes_the_same(whole: bytes, varied: Path, tmp_path: Path) -> None:
    sweep(small(), varied, tmp_path / "two.csv", workers=2)
    with ThreadPoolExecutor(3) as executor:
        sweep(small(), varied, tmp_path / "threads.csv", executor=executor)
    assert (tmp_path / "two.csv").read_bytes() == (tmp_path / "threads.csv").read_bytes() == whole


@pytest.mark.parametrize("kept", [0, 1, 40, 100, 1000, 4321, 7003, -1, None])
def test_a_table_cut_off_anywhere_is_written_to_its_end(
    kept: int | None, whole: bytes, varied: Path, tmp_path: Path
) -> None:
    output = tmp_path / "r.csv"
    sweep(small(), varied, output, workers=1)
    output.write_bytes(whole[:kept])
    result = sweep(small(), varied, output, workers=1)
    assert output.read_bytes() == whole
    assert (result.rows, result.complete) == (ROWS, True)
    assert result.rows_before == max(0, whole[:kept].count(b"\n") - 1)


RUN = """
import sys
from powercalc.sweeping.figures_of_keys import suffix_of
from powercalc.sweeping.run_sweep import sweep
from tests.sweeping.sites import small
sweep(small(), sys.argv[1], sys.argv[2], workers=2)
"""


def test_nothing_is_lost_or_doubled_by_kill_nine(whole: bytes, varied: Path, tmp_path: Path) -> None:
    output, killed = tmp_path / "r.csv", 0
    for _ in range(3):
        running = begun(varied, output)
        before = output.stat().st_size if output.exists() else 0
        while running.poll() is None and (not output.exists() or output.stat().st_size <= before):
            time.sleep(0.002)
        killed += running.poll() is None
        running.send_signal(signal.SIGKILL)
        running.wait()
    assert killed == 3
    assert begun(varied, output).wait() == 0
    assert output.read_bytes() == whole


def begun(varied: Path, output: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(varied), str(output)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_ctrl_c_keeps_what_is_done(whole: bytes, varied: Path, tmp_path: Path) -> None:
    output = tmp_path / "r.csv"
    seen: list[int] = []

    def interrupt(done: int, _all: int) -> None:
        if done and not seen:
            seen.append(done)
            signal.raise_signal(signal.SIGINT)

    result = sweep(small(), varied, output, workers=1, progress=interrupt)
    assert ONE_BY_ONE <= result.rows < ROWS
    assert not result.complete
    assert whole.startswith(output.read_bytes())
    assert sweep(small(), varied, output).rows_before == result.rows
    assert output.read_bytes() == whole


def test_another_sweep_or_site_is_refused(tmp_path: Path) -> None:
    output = tmp_path / "r.csv"
    sweep(small(), {"grid": {"mttr": ["1 h", "2 h"]}}, output)
    kept = output.read_bytes()
    with pytest.raises(CallError, match="begun with another sweep"):
        sweep(small(), {"grid": {"mttr": ["1 h", "3 h"]}}, output)
    with pytest.raises(CallError, match="begun with another site"):
        sweep(pc.read_text(TEXT + "# changed"), {"grid": {"mttr": ["1 h", "2 h"]}}, output)
    state = output.with_name("r.csv.sweep")
    state.write_text(state.read_text().replace('"version": "', '"version": "0.0.'))
    with pytest.raises(CallError, match=r"begun by powercalc 0\.0\."):
        sweep(small(), {"grid": {"mttr": ["1 h", "2 h"]}}, output)
    state.unlink()
    with pytest.raises(CallError, match="is there already"):
        sweep(small(), {"grid": {"mttr": ["1 h", "2 h"]}}, output)
    assert output.read_bytes() == kept


def test_a_table_that_was_changed_is_refused(varied: Path, tmp_path: Path, whole: bytes) -> None:
    output = tmp_path / "r.csv"
    sweep(small(), varied, output, workers=1)
    header, first, second, *_ = whole.splitlines(keepends=True)
    output.write_bytes(header + second + first)
    with pytest.raises(CallError, match="row 1 is not where it was written"):
        sweep(small(), varied, output)
    output.write_bytes(b"something else\n")
    with pytest.raises(CallError, match="has other columns"):
        sweep(small(), varied, output)


HOLD = """
import fcntl, sys
with open(sys.argv[1], "w") as held:
    fcntl.lockf(held, fcntl.LOCK_EX)
    print("held", flush=True)
    input()
"""


def test_two_do_not_write_one_table(varied: Path, tmp_path: Path) -> None:
    output = tmp_path / "r.csv"
    holding = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(output)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holding.stdout is not None
    assert holding.stdout.readline() == "held\n"
    try:
        with pytest.raises(CallError, match="is being written by another sweep"):
            sweep(small(), varied, output)
    finally:
        holding.communicate("\n")


def test_parquet_has_the_rows_of_csv(varied: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    output = tmp_path / "r.parquet"
    seen: list[int] = []

    def interrupt(done: int, _all: int) -> None:
        if done and not seen:
            seen.append(done)
            signal.raise_signal(signal.SIGINT)

    part = sweep(small(), varied, output, workers=1, progress=interrupt)
    assert not part.complete
    assert not output.exists()
    assert len(list(part.records())) == part.rows
    done = sweep(small(), varied, output, workers=1)
    in_memory = list(sweep(small(), varied, workers=1).records())
    assert parquet.read_table(output).to_pylist() == in_memory == list(done.records())
    assert sorted(each.name for each in tmp_path.iterdir()) == ["r.parquet", "r.parquet.sweep", "sweep.toml"]
    assert sweep(small(), varied, output).rows_before == ROWS
    with pytest.raises(CallError, match="begun with another sweep"):
        sweep(small(), {"grid": {"mttr": ["1 h"]}}, output)


def test_uncertain_figures_are_sampled_as_they_are_distributed() -> None:
    site = pc.read_text(UNCERTAIN)
    found = list(sweep(site, {}, sample=50, seed=3).records())
    columns = {
        f"{each.origin}.{each.figure}{suffix_of(each.figure)}": each.distribution
        for each in traced(site).parameters
    }
    assert {"grid.mttr_h", "grid.failure_rate_per_h"} < set(columns)
    for column, distribution in columns.items():
        bounds = distribution.quantile(np.arange(51) / 50)
        values = np.sort([float(row[column] or 0) for row in found])
        assert np.all(values >= bounds[:-1])
        assert np.all(values <= bounds[1:])
    for row in found[:3]:
        alone = pc.evaluate(at(site, [float(row[column] or 0) for column in columns]))
        assert row["rack.unavailability"] == pytest.approx(alone.load("rack").unavailability, rel=1e-4)
    assert found == list(sweep(site, {}, sample=50, seed=3).records())
    assert found != list(sweep(site, {}, sample=50, seed=4).records())


def test_what_the_sweep_sets_is_sampled_no_more() -> None:
    site = pc.read_text(UNCERTAIN)
    columns = sweep_columns(
        site, {"sweep": {"grid": {"mttr": ["1 h"]}}, "sample": {"number": 2, "uncertain_figures": True}}
    )
    assert columns.count("grid.mttr_h") == 1
    assert "grid.failure_rate_per_h" in columns


def sweep_columns(site: pc.Site, values: dict[str, Any]) -> tuple[str, ...]:
    from powercalc.sweeping.fleet import Fleet
    from powercalc.sweeping.run_sweep import sweep_fleet, workers_of
    from powercalc.sweeping.sweep_file import sweep_of

    return sweep_fleet(Fleet.of(site), sweep_of(values), None, workers_of(None, 1)).columns


def test_ids_that_read_like_figures_have_columns_of_their_own() -> None:
    site = pc.Site(
        "names",
        (
            pc.GridFeed("=grid", failure_rate="1 / year", mttr="1 h"),
            pc.Server("any_load", fed_by="=grid"),
            pc.Server("row", fed_by="=grid"),
        ),
    )
    columns = sweep(site, {"any_load": {"unavailability": [0, 0.1]}, "=grid": {"mttr": ["1 h"]}}).columns
    assert len(set(columns)) == len(columns)
    assert "load any_load.unavailability" in columns


def test_what_starts_a_formula_is_text_in_csv(tmp_path: Path) -> None:
    site = pc.Site(
        "=1+1", (pc.GridFeed("=grid", failure_rate="1 / year", mttr="1 h"), pc.Server("s", fed_by="=grid"))
    )
    sweep([site, site], {"=grid": {"mttr": ["1 h"]}}, tmp_path / "r.csv", workers=1)
    header, row, _ = csv.reader((tmp_path / "r.csv").read_text(encoding="utf-8").splitlines())
    assert header[2] == "'=grid.mttr_h"
    assert row[1] == "'=1+1"


@pytest.mark.parametrize(
    ("variants", "told"),
    [
        ({"ups": {"autonomy": ["5 min"]}}, "sweep.ups: no component has this id"),
        ({"a": {"autonomi": ["5 min"]}}, "sweep.a.autonomi: is an unknown key; did you mean autonomy?"),
        ({"a": {"autonomy": ["5 min", "5 kW"]}}, 'sweep.a.autonomy: has the wrong dimension (found "5 kW")'),
        ({"a": {"autonomy": {"from": 5, "to": 10, "step": 1}}}, "sweep.a.autonomy: is a bare number"),
        ({"a": {"type": ["x"]}}, "sweep.a.type: is looked up when the file is read"),
        ({"a": {"id": ["x"]}}, "sweep.a.id: names the component"),
        ({"records": {"failover_tim": ["5 min"]}}, "did you mean failover_time?"),
    ],
)
def test_what_no_variant_can_have_is_told_before(variants: dict[str, Any], told: str) -> None:
    with pytest.raises(SiteError) as wrong:
        sweep(pc.read_text(TEXT + SERVICE), variants)
    assert told in str(wrong.value)


def test_more_rows_than_anybody_asked_for_are_refused_with_their_number() -> None:
    steps = {"from": "0 h", "to": "999999 h", "step": "1 h"}
    with pytest.raises(
        CallError, match=r"1,000,000,000,000 rows, more than 1,000,000;.*--rows-at-most 1000000000000"
    ):
        sweep(small(), {"grid": {"mttr": steps}, "a": {"autonomy": steps}})
    with pytest.raises(CallError, match="the sweep has 3 rows, more than 2"):
        sweep(small(), {"grid": {"mttr": ["1 h", "2 h", "3 h"]}}, rows_at_most=2)
    with pytest.raises(CallError, match="5,000,000 rows"):
        sweep(small(), {"grid": {"mttr": {"from": "1 h", "to": "2 h"}}}, sample=5_000_000)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("folder.csv", "is a folder"),
        ("no/such/r.csv", "there is no folder"),
        ("r.xlsx", r"\.csv or \.parquet"),
        ("r", r"\.csv or \.parquet"),
    ],
)
def test_an_output_that_cannot_be_one_is_told_before(name: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(CallError, match=told):
        sweep(small(), {"grid": {"mttr": ["1 h"]}}, tmp_path / name)


def test_power_alone_leaves_out_what_runs_on_the_loads(tmp_path: Path) -> None:
    site, variants = (
        pc.read_text(TEXT + SERVICE),
        {"grid": {"failure_rate": [f"{n} / year" for n in range(1, 40)]}},
    )
    result = sweep(site, variants, tmp_path / "r.csv", workers=2, power_alone=True)
    assert [name.partition(".")[0] for name in result.columns] == [
        "row",
        "grid",
        *["rack"] * 3,
        *["any_load"] * 3,
        "problem",
    ]
    assert result.rows_without_figures == 0
    for row in list(result.records())[::13]:
        alone = pc.evaluate(site.changed({"grid": {"failure_rate": f"{row['row']} / year"}})).load("rack")
        assert row["rack.downtime_h_per_year"] == pytest.approx(alone.downtime_h_per_year, rel=1e-3)
    with pytest.raises(SiteError, match="no component has this id"):
        sweep(site, {"records": {"recovery_time": ["1 h"]}}, power_alone=True)
    with pytest.raises(CallError, match="begun with another sweep"):
        sweep(site, variants, tmp_path / "r.csv")


def test_blocks_do_not_depend_on_where_an_earlier_call_was_ended(tmp_path: Path) -> None:
    variants = {"grid": {"failure_rate": {"from": "1 / year", "to": "7 / year", "step": "0.02 / year"}}}
    output = tmp_path / "r.csv"
    sweep(small(), variants, output, workers=1, power_alone=True)
    whole = output.read_bytes()
    for kept in (len(whole) // 7, len(whole) // 2, len(whole) - 900):
        output.write_bytes(whole[:kept])
        sweep(small(), variants, output, workers=2, power_alone=True)
        assert output.read_bytes() == whole
