"""The workers of a dask scheduler, through dask's own client."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from time import monotonic
from typing import Any

from powercalc.errors import CallError

ANSWERS_WITHIN = 6.0
"""[s] Who has not answered by then does not."""
_RETRIES = 3


class DaskExecutor(Executor):
    """The executor of dask's client, which knows how many workers it has and when its scheduler is gone."""

    def __init__(self, client: Any, workers: int) -> None:
        self._client = client
        self._executor = client.get_executor(pure=False, retries=_RETRIES)
        self._max_workers = workers
        self._answered = monotonic()

    def submit(self, fn: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """Hand a call to the scheduler."""
        found: Future[Any] = self._executor.submit(fn, *given, **named)
        return found

    @property
    def is_gone(self) -> bool:
        """Whether the scheduler has not answered for long: dask itself would wait for it."""
        if self._client.status == "running":
            self._answered = monotonic()
        return monotonic() - self._answered > ANSWERS_WITHIN


@contextmanager
def scheduler(address: str) -> Iterator[Executor]:
    """Yield an executor of the workers of a dask scheduler, such as "tcp://10.0.0.5:8786".

    Needs the extra `distributed`. Raises `CallError` within ten seconds where there is none, or it has no
    worker.
    """
    try:
        import distributed
    except ImportError:
        raise CallError("a scheduler needs dask.distributed: pip install 'powercalc[distributed]'") from None
    workers = _workers(address)
    if not workers:
        raise CallError(f"the scheduler at {address} has no worker; `dask worker {address}` starts one")
    dask: Any = distributed  # its functions are not typed
    client = dask.Client(address, timeout=ANSWERS_WITHIN, set_as_default=False)
    try:
        yield DaskExecutor(client, workers)
    finally:
        with _silence():
            client.close(timeout=2)


def _workers(address: str) -> int:
    """Return how many things the workers of a scheduler can do at a time."""
    with _silence():
        try:
            answer = asyncio.run(_identity(address))
            sort, workers = answer["type"], answer["workers"]
        except Exception as error:  # noqa: BLE001 - whatever it is that answers
            why = f" ({error})" if isinstance(error, ValueError) else ""
            raise CallError(
                f'no dask scheduler answers at "{address}"{why}; expected the address that `dask scheduler` '
                'tells, such as "tcp://10.0.0.5:8786"'
            ) from None
    if sort != "Scheduler":
        raise CallError(f'at "{address}" is a dask {str(sort).lower()}, no scheduler')
    return sum(int(worker["nthreads"]) for worker in workers.values())


async def _identity(address: str) -> Any:
    import distributed

    dask: Any = distributed

    async def asked() -> Any:
        async with dask.rpc(address) as remote:
            return await remote.identity()

    return await asyncio.wait_for(asked(), ANSWERS_WITHIN)


@contextmanager
def _silence() -> Iterator[None]:
    """Let dask not log what is told by us."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
