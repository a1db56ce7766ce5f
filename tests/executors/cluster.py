"""A dask cluster of this machine, as processes of their own: its address, and its workers to be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPT = """
import os
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True) as cluster:
        print(cluster.scheduler_address, *(worker.pid for worker in cluster.workers.values()), flush=True)
        input()
"""


@dataclass(frozen=True, kw_only=True)
class Cluster:
    address: str
    nannies: tuple[int, ...]
    process: int

    def kill_a_worker(self) -> None:
        """Kill one of the processes that work, as the system does when there is no memory left."""
        os.kill(self.nannies[0], signal.SIGKILL)


@contextmanager
def local_cluster(script: Path) -> Iterator[Cluster]:
    """Yield a LocalCluster of two workers of one thread each."""
    script.write_text(SCRIPT, encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert running.stdin is not None
    assert running.stdout is not None
    try:
        address, *nannies = running.stdout.readline().split()
        yield Cluster(address=address, nannies=tuple(map(int, nannies)), process=running.pid)
    finally:
        running.stdin.close()
        try:
            running.wait(timeout=20)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        running.stdout.close()


@contextmanager
def silent_port() -> Iterator[str]:
    """Yield the address of something that takes connections and says nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"tcp://127.0.0.1:{listening.getsockname()[1]}"


def closed_port() -> str:
    """Return an address at which nothing listens."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{tried.getsockname()[1]}"


def seconds(since: float) -> float:
    return time.monotonic() - since
