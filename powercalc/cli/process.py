"""The process that a command runs in, put in order before anything else is imported."""

from __future__ import annotations

import _signal as signal  # type: ignore[import-not-found, unused-ignore]  # the module without its enumerations
import atexit
import gc
import os
import sys

TYPE_CHECKING = False
"""As of `typing`, whose import takes longer than all of this."""
if TYPE_CHECKING:
    from typing import NoReturn

_INTERRUPTED = 130
"""`Status.INTERRUPTED`, whose module is not imported yet."""


def prepare() -> None:
    """Make Ctrl-C end the imports at once, and open what the caller has closed."""
    gc.set_threshold(500_000)  # a short process makes little garbage, and to look for it takes a hall 60 ms
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not when told to be deaf to it
        signal.signal(signal.SIGINT, _end)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # to look for any takes 8 ms, and none is used
    # products of matrices are small here: other threads would spin for a quarter of all processor time
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _reopen()


def heed_interrupts() -> None:
    """Let Ctrl-C be a KeyboardInterrupt from now on: what is imported is imported, and work can be ended."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def ignore_interrupts() -> None:
    """Let nothing interrupt the end: all has been said."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def end(status: int) -> NoReturn:
    """Leave with an exit status, and leave the memory to the system.

    To take apart object by object what is in it takes as long as importing numpy. What waits for the end of
    the process, as the measurement of coverage does, has its turn.
    """
    atexit._run_exitfuncs()  # noqa: SLF001 - there is no public way
    os._exit(status)


def _end(_signal: int, _frame: object) -> None:
    os._exit(_INTERRUPTED)


def _reopen() -> None:
    """Give each standard stream that is closed a descriptor that fails, so that no file takes its number.

    Without, Python has None for it, and the next file that is opened is taken for standard output.
    """
    for number, deaf in ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_RDONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, deaf)  # takes the lowest number that is free: this one
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - for good
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
