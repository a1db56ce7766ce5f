"""A bar on standard error for what takes long; nothing where nobody would see it."""

from __future__ import annotations

import sys
from time import monotonic

_PATIENCE = 1.0
"""Seconds before a bar appears."""
_BETWEEN = 0.1
_LENGTH = 40


class Bar:
    """Call it with how much is done and how much there is; `close` wipes it away."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._next = monotonic() + _PATIENCE
        self._width = 0

    def __call__(self, done: int, whole: int) -> None:
        """Show how far it is, not more often than one can see."""
        if monotonic() < self._next or not sys.stderr.isatty():
            return
        self._next = monotonic() + _BETWEEN
        share = min(done / max(whole, 1), 1.0)
        filled = round(share * _LENGTH)
        line = (
            f"{self._what} {'█' * filled}{'░' * (_LENGTH - filled)} {share:4.0%}  Ctrl-C: what is done so far"
        )
        self._width = len(line)
        sys.stderr.write(f"\r{line}")
        sys.stderr.flush()

    def close(self) -> None:
        """Leave the line as it was."""
        if self._width:
            sys.stderr.write(f"\r{' ' * self._width}\r")
            sys.stderr.flush()
