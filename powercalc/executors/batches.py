"""Pieces of work in, their results out in the same order, whoever does them and however many there are.

A task of an executor is a batch of pieces that takes a second or more: what it costs to hand it over is then
small beside it. How many pieces make a batch is learnt from those that are done; as each piece depends on
itself alone, results do not depend on it.
"""

from __future__ import annotations

import math
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, wait
from dataclasses import dataclass, field
from itertools import islice
from time import perf_counter
from types import FrameType, TracebackType
from typing import Any, Generic, Self, TypeVar

from powercalc._version import __version__
from powercalc.errors import PowercalcError

Piece = TypeVar("Piece")
Done = TypeVar("Done")

SECONDS = 1.0
"""What a batch takes at least, where there are pieces enough."""
_GROWTH = 4
_LOOK = 0.2
"""[s] between two looks at whether somebody wants it to end."""
_PER_WORKER = 2
_NO_ANSWER = "the scheduler no longer answers"


class WorkLost(PowercalcError):
    """The workers are gone before the work was done."""


class Stop:
    """Ctrl-C asks for an end, once; a second one ends at once. Outside the main thread nothing changes."""

    def __init__(self) -> None:
        self.asked = False
        self._before: Any = None

    def __enter__(self) -> Self:
        ours = threading.current_thread() is threading.main_thread()
        if ours and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _note(self, _signal: int, _frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


@dataclass(slots=True)
class _Batches(Generic[Piece, Done]):
    """Batches on their way, in their order."""

    executor: Executor
    call: Callable[[Piece], Done]
    stop: Stop
    size: int = 1
    waiting: deque[Future[tuple[list[Done], float]]] = field(default_factory=deque)

    def send(self, pieces: Iterator[Piece]) -> bool:
        """Send a batch off; tell whether there were pieces left for one."""
        batch = tuple(islice(pieces, self.size))
        if batch:
            self.waiting.append(self.executor.submit(worked, __version__, self.call, batch))
        return bool(batch)

    def next(self) -> list[Done] | None:
        """Return the results of the first batch on its way; None where it was taken back."""
        future = self.waiting.popleft()
        while not (self.stop.asked or future.done()):
            wait([future], timeout=_LOOK)
            if getattr(self.executor, "is_gone", False):
                raise WorkLost(_NO_ANSWER)
        if self.stop.asked and future.cancel():
            return None
        found, seconds = self._result(future)
        self._learn(len(found), seconds)
        return found

    def _result(self, future: Future[tuple[list[Done], float]]) -> tuple[list[Done], float]:
        try:
            return future.result()
        except CancelledError:
            raise WorkLost(_NO_ANSWER) from None
        except (ModuleNotFoundError, AttributeError) as error:
            raise WorkLost(f"the workers do not have this powercalc: {error}") from error
        except Exception as error:
            if type(error).__name__ in _ENDINGS:
                raise WorkLost(f"a worker ended before its work did ({error})") from error
            raise

    def _learn(self, pieces: int, seconds: float) -> None:
        wanted = math.ceil(pieces * SECONDS / max(seconds, 1e-6))
        self.size = max(1, min(wanted, _GROWTH * self.size))

    def take_back(self) -> None:
        """Take back what nobody has begun."""
        for future in reversed(self.waiting):
            future.cancel()


_ENDINGS = frozenset({"BrokenProcessPool", "KilledWorker", "FutureCancelledError", "CommClosedError"})
"""How executors say that workers are gone, by name: their libraries need not be there."""


def in_batches(
    executor: Executor, call: Callable[[Piece], Done], pieces: Iterator[Piece], stop: Stop
) -> Iterator[list[Done]]:
    """Yield the results of pieces, some at a time, in the order of the pieces.

    When `stop` asks for it, nothing more is begun, and what had been begun is yielded as far as it is done in
    one piece with what is before it. Raises `WorkLost` where the workers end before the work.
    """
    ahead = _PER_WORKER * getattr(executor, "_max_workers", os.cpu_count() or 1)
    batches: _Batches[Piece, Done] = _Batches(executor, call, stop)
    try:
        while not stop.asked and batches.send(pieces):
            if len(batches.waiting) >= ahead:
                found = batches.next()
                if found is None:
                    break
                yield found
        if stop.asked:
            batches.take_back()
        while batches.waiting:
            found = batches.next()
            if found is None:
                break
            yield found
    finally:
        batches.take_back()


def worked(
    version: str, call: Callable[[Piece], Done], pieces: tuple[Piece, ...]
) -> tuple[list[Done], float]:
    """Return the results of some pieces, and the seconds that they took. Runs where the work is done."""
    if version != __version__:
        raise WorkLost(f"a worker has powercalc {__version__}, and this is {version}")
    start = perf_counter()
    found = [call(piece) for piece in pieces]
    return found, perf_counter() - start
