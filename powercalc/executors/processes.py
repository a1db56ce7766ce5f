"""Processes of this machine that leave Ctrl-C to the one that asked, and end with it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process
from threading import Thread
from typing import Any

from powercalc.errors import CallError

MOST = 256


@contextmanager
def processes(workers: int | None = None) -> Iterator[Executor]:
    """Yield an executor of so many processes, one per processor when None; of one, this process itself."""
    workers = (os.cpu_count() or 1) if workers is None else workers
    if not 1 <= workers <= MOST:
        raise CallError(f"{workers} workers; there can be from 1 to {MOST}")
    if workers == 1:
        yield Here()
        return
    method = "fork" if sys.platform == "linux" else "spawn"
    pool = ProcessPoolExecutor(workers, mp_context=get_context(method), initializer=prepare_process)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class Here(Executor):
    """Does what is asked of it at once, in this process."""

    _max_workers = 1

    def submit(self, fn: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """Return what is done already."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*given, **named))
        except Exception as error:  # noqa: BLE001 - told where the result is asked for
            future.set_exception(error)
        return future


def prepare_process() -> None:
    """Make a process ready: it leaves Ctrl-C to the one that asked, and does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait until the process that asked is no more: nobody takes the results."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
