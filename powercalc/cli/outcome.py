"""What a command hands back: it never prints, so that printing can go wrong in one place only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class ExitStatus(IntEnum):
    """The exit status, the same for every format."""

    DONE = 0
    MISSED = 1
    """Done, and a target was missed or a check failed."""
    WRONG = 2
    """The input or the call is wrong."""
    INTERRUPTED = 130
    """Ctrl-C, as shells say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A text for standard output, warnings for standard error, and a status."""

    text: str = ""
    warnings: tuple[str, ...] = ()
    status: ExitStatus = ExitStatus.DONE
    tells_warnings: bool = False
    """True when the text has the warnings in it: one terminal need not show them twice."""
    workbook: bytes = b""
    """A result that is no text: it goes into the file of --output."""


def missed(*, any_missed: bool) -> ExitStatus:
    """Return the status of a command that checks something."""
    return ExitStatus.MISSED if any_missed else ExitStatus.DONE


def lines(items: Iterable[object]) -> str:
    """Return one line per item."""
    return "".join(f"{item}\n" for item in items)
