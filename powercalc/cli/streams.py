"""Standard output and standard error: always UTF-8, and a reader that went away is no error."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from io import TextIOWrapper
from typing import TextIO

from powercalc.report.escape import plain


def use_utf8() -> None:
    """Write UTF-8 whatever the locale; what cannot be written at all is shown as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


@dataclass
class Manners:
    """How much is said on standard error."""

    quiet: bool = False


MANNERS = Manners()


def write(text: str) -> None:
    """Write to standard output. A closed pipe is as good as a finished one; other failures are OSErrors."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _discard(sys.stdout)
    except OSError:
        _discard(sys.stdout)
        raise


def complain(messages: Iterable[str]) -> None:
    """Write messages to standard error, one line each; without one, there is nobody to tell."""
    with contextlib.suppress(OSError):
        for message in messages:
            sys.stderr.write(plain(message) + "\n")
        sys.stderr.flush()


def same_terminal() -> bool:
    """Tell whether results and warnings are read in one place."""
    return sys.stdout.isatty() and sys.stderr.isatty()


def let_go() -> None:
    """Flush both streams; what cannot be flushed goes nowhere, or Python complains about it when it ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            _discard(stream)


def _discard(stream: TextIO) -> None:
    """Send what is still in the buffer nowhere."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
