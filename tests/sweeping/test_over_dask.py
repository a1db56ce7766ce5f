"""A sweep over dask's workers: the same rows, when a worker is killed and when the scheduler ends."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from powercalc.executors import WorkLost, scheduler
from powercalc.sweeping.run_sweep import sweep
from tests.executors.cluster import local_cluster
from tests.sweeping.sites import SWEEP, small

pytest.importorskip("distributed", reason="dask.distributed is not installed")


def test_a_worker_is_killed_and_then_the_scheduler(tmp_path: Path) -> None:
    varied, output, alone = tmp_path / "sweep.toml", tmp_path / "r.csv", tmp_path / "alone.csv"
    varied.write_text(SWEEP.replace("2 min", "20 s"), encoding="utf-8")
    done: list[int] = []

    with local_cluster(tmp_path / "cluster.py") as cluster, scheduler(cluster.address) as executor:

        def end(rows: int, _all: int) -> None:
            done.append(rows)
            if len(done) == 1:
                cluster.kill_a_worker()
            if len(done) == 5:
                os.kill(cluster.process, signal.SIGKILL)

        with pytest.raises(WorkLost, match="rows are kept, and the same call goes on"):
            sweep(small(), varied, output, executor=executor, progress=end)
    assert len(done) >= 5
    result = sweep(small(), varied, output, workers=2)
    assert result.rows_before >= done[-1]
    sweep(small(), varied, alone, workers=2)
    assert output.read_bytes() == alone.read_bytes()
