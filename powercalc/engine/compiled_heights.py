"""How far the nodes of a very large diagram are from the constants: compiled by numba."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from powercalc.engine.compiled import compiled

Indices = NDArray[np.int32]


def heights(low: Indices, high: Indices) -> Indices:
    """How far each node is from the constants, the longest way."""
    found = np.zeros(len(low), dtype=np.int32)
    _fill(low, high, found)
    return found


@compiled  # type: ignore[untyped-decorator, unused-ignore]
def _fill(low: Indices, high: Indices, found: Indices) -> Any:  # pragma: no cover - compiled
    """Children come before parents, so one pass suffices."""
    for node in range(2, len(low)):
        found[node] = 1 + max(found[low[node]], found[high[node]])
