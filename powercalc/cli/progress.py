"""A bar or a clock on standard error for what takes long; nothing where nobody would see it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import Event, Thread
from time import monotonic
from types import TracebackType
from typing import ClassVar, Self

from powercalc.cli.streams import MANNERS

_PATIENCE = 1.0
"""Seconds before a bar or a clock appears."""
_BETWEEN = 0.1
_LENGTH, _SHORTEST, _COLUMNS = 30, 8, 79
_MEASURED = 2.0
"""Seconds of work by which its pace is known."""
_LONG = 5.0
"""Seconds that somebody wants to be told of before."""
PLAINLY = "  Ctrl-C and --plain: in less time"
SO_FAR = "  Ctrl-C: what is done so far"


def seen() -> bool:
    """Tell whether progress is shown: on a terminal, where nobody asked for quiet."""
    return sys.stderr.isatty() and not MANNERS.quiet


def _put(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


class Bar:
    """Call it with how much is done and how much there is; `close` wipes it away.

    What will take long is told in a line of its own as soon as a first part of it was done, and that stays.
    """

    drawn: ClassVar[bool] = False
    """Whether a bar is to be seen: the clock then holds back."""

    def __init__(self, what: str, hint: str = SO_FAR, advice: str = ", as its first part went") -> None:
        self._what = what
        self._hint = hint
        self._advice = advice
        """What follows the time that it will take."""
        self._pace = _Pace()
        self._next = monotonic() + _PATIENCE
        self._width = 0
        self._told = False

    def __call__(self, done: int, whole: int) -> None:
        """Show how far it is, not more often than one can see."""
        if not seen():
            return
        left = self._pace.left(done, whole)
        if left is not None:
            self._tell(left)
        if monotonic() < self._next:
            return
        Bar.drawn = True
        self._next = monotonic() + _BETWEEN
        share = min(done / max(whole, 1), 1.0)
        text = f" {share:4.0%}{_left(left)}{self._hint}"
        length = max(_SHORTEST, min(_LENGTH, _COLUMNS - len(self._what) - 1 - len(text)))
        filled = round(share * length)
        line = f"{self._what} {'█' * filled}{'░' * (length - filled)}{text}"
        _put(f"\r{line}{' ' * (self._width - len(line))}")
        self._width = max(self._width, len(line))

    def expect(self, seconds: Callable[[], float]) -> None:
        """Tell how long it will take, before it starts: `seconds` measures a small part, where it is seen."""
        if seen():
            self._tell(seconds())

    def _tell(self, seconds: float) -> None:
        if self._told:
            return
        self._told = True
        if seconds >= _LONG:
            line = f"{self._what} will take {_span(seconds)}{self._advice}"
            _put(f"\r{line}{' ' * (max(self._width, _LENGTH) - len(line))}\n")

    def close(self) -> None:
        """Leave the line as it was."""
        if self._width:
            _put(f"\r{' ' * self._width}\r")
        Bar.drawn = False


class _Pace:
    """How fast it goes: by what follows the first part, or by that itself where it is long."""

    def __init__(self) -> None:
        self._calls: list[tuple[float, int]] = []
        """When the first two were done, and how much there was then."""

    def left(self, done: int, whole: int) -> float | None:
        """Return the seconds that the rest takes; None before there is anything to go by."""
        now = monotonic()
        if len(self._calls) < 2:
            self._calls.append((now, done))
        for (since, before), least in zip(reversed(self._calls), (_MEASURED, _LONG), strict=False):
            if done > before and now - since >= least:
                return (now - since) * (whole - done) / (done - before)
        return None


def _left(seconds: float | None) -> str:
    return "" if seconds is None else f", {_span(seconds).removeprefix('about ')} left"


def _span(seconds: float) -> str:
    for size, unit in ((86_400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 1.5 * size:
            return f"about {seconds / size:,.0f} {unit}"
    return f"about {seconds:.0f} s"


class SecondsCounter:
    """Counts the seconds of a command that takes more than one and has no bar."""

    def __init__(self) -> None:
        self._done = Event()
        self._shown = False
        self._thread: Thread | None = None

    def __enter__(self) -> Self:
        if seen():
            self._thread = Thread(target=self._count, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join()
        if self._shown:
            _put(f"\r{' ' * _LENGTH}\r")

    def _count(self) -> None:
        start = monotonic()
        while not self._done.wait(_PATIENCE):
            if not Bar.drawn:
                self._shown = True
                _put(f"\rcomputing, {monotonic() - start:.0f} s ")
