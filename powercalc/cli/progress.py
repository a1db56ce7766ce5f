"""A bar or a clock on standard error for what takes long; nothing where nobody would see it."""

from __future__ import annotations

import sys
from threading import Event, Thread
from time import monotonic
from types import TracebackType
from typing import ClassVar, Self

from powercalc.cli.streams import MANNERS

_PATIENCE = 1.0
"""Seconds before a bar or a clock appears."""
_BETWEEN = 0.1
_LENGTH = 30
PLAINLY = "  Ctrl-C and --plain: in less time"
SO_FAR = "  Ctrl-C: what is done so far"


def seen() -> bool:
    """Tell whether somebody would see it, and wants to."""
    return sys.stderr.isatty() and not MANNERS.quiet


def _put(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


class Bar:
    """Call it with how much is done and how much there is; `close` wipes it away."""

    drawn: ClassVar[bool] = False
    """Whether a bar is to be seen: the clock then holds back."""

    def __init__(self, what: str, hint: str = SO_FAR, *, estimates: bool = False) -> None:
        self._what = what
        self._hint = hint
        self._began = monotonic()
        self._estimates = estimates
        """Whether what is left is told as a time, too: of work whose parts take about as long each."""
        self._next = monotonic() + _PATIENCE
        self._width = 0

    def __call__(self, done: int, whole: int) -> None:
        """Show how far it is, not more often than one can see."""
        if monotonic() < self._next or not seen():
            return
        Bar.drawn = True
        self._next = monotonic() + _BETWEEN
        share = min(done / max(whole, 1), 1.0)
        filled = round(share * _LENGTH)
        left = self._left(share) if self._estimates and share else ""
        line = f"{self._what} {'█' * filled}{'░' * (_LENGTH - filled)} {share:4.0%}{left}{self._hint}"
        _put(f"\r{line}{' ' * (self._width - len(line))}")
        self._width = max(self._width, len(line))

    def _left(self, share: float) -> str:
        seconds = (monotonic() - self._began) * (1 - share) / share
        return f", {seconds:.0f} s left" if seconds < 120 else f", {seconds / 60:.0f} min left"

    def close(self) -> None:
        """Leave the line as it was."""
        if self._width:
            _put(f"\r{' ' * self._width}\r")
        Bar.drawn = False


class Clock:
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
