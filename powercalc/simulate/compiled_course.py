"""The event loop as machine code where numba is installed, and as plain Python where it is not.

Both run the same functions on the same random numbers, so they give the same result. Called from Python the
parts are plain functions (the timeline of one event uses them so); called from the entry they are compiled.
Numba's own NUMBA_DISABLE_JIT=1 keeps everything plain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from powercalc.compiling import machine_code

P = ParamSpec("P")
R = TypeVar("R")

IS_COMPILED = find_spec("numba") is not None
_OPTIONS: dict[str, Any] = {"_nrt": False}
"""Nothing is allocated inside the loop, so no references are counted there: twenty times as fast."""


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Have the function compiled where compiled code calls it."""
    if IS_COMPILED:
        from numba.extending import register_jitable

        register_jitable(**_OPTIONS)(function)
    return function


def kept(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled and, if it can be, kept; or itself. For the one entry to the loop."""
    if not IS_COMPILED:
        return function
    return machine_code(function, **_OPTIONS)


def digest() -> str:
    """Return what names this version of the loop, so that a kept one is never older than its parts."""
    parts = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()
