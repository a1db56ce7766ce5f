"""A real scheduler of dask: the same figures as here, also when a worker is killed; and none that answers."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from powercalc.errors import CallError
from powercalc.executors import Stop, in_batches, scheduler
from powercalc.executors.batches import WorkLost
from powercalc.simulate import simulate
from powercalc.simulate.year_blocks import BLOCK
from tests.executors.cluster import Cluster, closed_port, local_cluster, seconds, silent_port
from tests.simulate.sites import theory_case

pytest.importorskip("distributed", reason="dask.distributed is not installed")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with local_cluster(tmp_path_factory.mktemp("cluster") / "cluster.py") as running:
        yield running


def test_years_over_workers_of_which_one_is_killed_are_the_same_years(cluster: Cluster) -> None:
    years = 60 * BLOCK
    killed: list[int] = []

    def kill(done: int, _all: int) -> None:
        if not killed:
            killed.append(done)
            cluster.kill_a_worker()

    with scheduler(cluster.address) as executor:
        spread = simulate(theory_case(2), years=years, seed=4, progress=kill, executor=executor)
    assert killed
    assert spread == simulate(theory_case(2), years=years, seed=4, processes=1)


@pytest.mark.parametrize("address", ["", "::::", "ftp://x:1", "nothing"])
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(CallError, match="expected the address"), scheduler(address):
        pass


def test_nothing_that_answers_is_told_within_ten_seconds() -> None:
    with silent_port() as silent:
        for address in (closed_port(), silent):
            start = time.monotonic()
            with pytest.raises(CallError, match="no dask scheduler answers at"), scheduler(address):
                pass
            assert seconds(start) < 10


def test_a_scheduler_that_ends_on_the_way_is_told(tmp_path: Path) -> None:
    def pieces() -> Iterator[float]:
        for number in range(10_000):
            if number == 10:
                os.kill(running.process, signal.SIGKILL)
            yield 0.2

    with (
        local_cluster(tmp_path / "cluster.py") as running,
        scheduler(running.address) as executor,
        Stop() as stop,
        pytest.raises(WorkLost, match="the scheduler no longer answers"),
    ):
        list(in_batches(executor, time.sleep, pieces(), stop))
