"""Functions as machine code: kept on disk where a folder for them can be written, compiled anew where not.

Importing this module does not import numba; calling it does.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def machine_code(function: Callable[P, R], **options: Any) -> Callable[P, R]:
    """Return the function compiled by numba.

    In a container that cannot be written to, or without a home, every process compiles for itself.
    """
    import numba

    plain: Callable[P, R] = numba.njit(**options)(function)
    if not _has_place():
        return plain
    try:
        kept: Callable[P, R] = numba.njit(cache=True, **options)(function)
    except RuntimeError:  # numba has found no folder
        return plain
    _forgive(kept)
    return kept


def _has_place() -> bool:
    """Tell whether `~` means a folder: where it does not, numba would make one of that name."""
    return "NUMBA_CACHE_DIR" in os.environ or os.path.expanduser("~") != "~"  # noqa: PTH111


def _forgive(compiled: Any) -> None:
    """Do without what cannot be read or written after all: a full disk, a file of somebody else."""
    cache = getattr(compiled, "_cache", None)  # numba offers no other way
    if cache is None:  # NUMBA_DISABLE_JIT
        return
    load, save = cache.load_overload, cache.save_overload

    def loaded(*arguments: Any) -> Any:
        with suppress(OSError):
            return load(*arguments)
        return None

    def saved(*arguments: Any) -> None:
        with suppress(OSError):
            save(*arguments)

    cache.load_overload, cache.save_overload = loaded, saved
