"""A Latin hypercube: of n points, each n-th part of each key has one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def hypercube(number: int, keys: int, seed: int) -> Floats:
    """Return shares of 0..1, (number, keys): the same for the same seed."""
    if keys == 0:
        return np.empty((number, 0))
    from scipy.stats.qmc import LatinHypercube

    points: Floats = LatinHypercube(keys, seed=np.random.default_rng(seed)).random(number)
    return points
