"""What all compiled parts of the engine share: how they are compiled, and an open hash of nodes.

Importing this module imports numba, so it is imported only when a diagram has become large.
"""

from functools import partial
from typing import Any

import numba  # noqa: F401 - where it is not installed, importing this module fails
import numpy as np
from numpy.typing import NDArray

from powercalc.compiling import machine_code

Indices = NDArray[np.int32]
GROW = -1
"""What a compiled function answers when there is no room left: the caller makes room and calls again."""

compiled = partial(machine_code, nogil=True)


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def hash_of(a: int, b: int, c: int) -> Any:  # pragma: no cover - compiled
    """A number that is spread evenly over 64 bits."""
    mixed = np.uint64(a) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= np.uint64(b) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed ^= np.uint64(c) * np.uint64(0x165667B19E3779F9)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return mixed ^ (mixed >> np.uint64(32))


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def slot_of(level: int, low: int, high: int, nodes: Indices, slots: Indices) -> Any:  # pragma: no cover
    """Where the node is in the hash, or the free place where it belongs."""
    mask = np.uint64(len(slots) - 1)
    place = hash_of(level, low, high) & mask
    while slots[place] != 0:
        node = nodes[slots[place]]
        if node[0] == level and node[1] == low and node[2] == high:
            break
        place = (place + np.uint64(1)) & mask
    return place


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def enter_all(nodes: Indices, slots: Indices, count: NDArray[np.int64]) -> None:  # pragma: no cover
    """Enter all nodes into an empty hash."""
    for number in range(2, count[0]):
        level, low, high = nodes[number]
        slots[slot_of(level, low, high, nodes, slots)] = number
