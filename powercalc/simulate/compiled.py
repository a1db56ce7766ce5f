"""The event loop as machine code where numba is installed, and as plain Python where it is not.

Both run the same functions on the same random numbers, so they give the same result. Numba's own
NUMBA_DISABLE_JIT=1 chooses plain Python.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

IS_COMPILED = find_spec("numba") is not None


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled by numba, or itself."""
    return _njit(_nrt=False)(function) if IS_COMPILED else function


def kept(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled by numba and kept on disk, or itself: for the one entry to the loop."""
    return _njit(cache=True, _nrt=False)(function) if IS_COMPILED else function


def digest() -> str:
    """Return what names this version of the loop, so that a kept one is never older than its parts."""
    parts = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def _njit(**options: Any) -> Callable[[Callable[P, R]], Callable[P, R]]:
    import numba

    decorate: Callable[[Callable[P, R]], Callable[P, R]] = numba.njit(**options)
    return decorate
