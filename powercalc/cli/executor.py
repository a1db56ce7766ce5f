"""Who does the work of a command that is long: processes of this machine, or a scheduler."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Executor


@contextmanager
def worked_by(address: str | None, workers: int | None) -> Iterator[Executor | None]:
    """Yield the workers of a scheduler; None where none is named, and processes do it."""
    if address is None:
        yield None
        return
    from powercalc.errors import CallError
    from powercalc.executors import scheduler

    if workers is not None:
        raise CallError("--workers are processes of this machine; with --scheduler it has its own")
    with scheduler(address) as executor:
        yield executor
