"""Points of the scrambled Sobol sequence, the same as of `scipy.stats.qmc.Sobol`.

S. Joe and F. Y. Kuo, SIAM Journal on Scientific Computing 30 (2008) 2635, whose numbers are in
joe-kuo-2008.txt, scrambled as by J. Matoušek, Journal of Complexity 14 (1998) 527: to the last bit what scipy
gives, which takes longer to import than a thousand samples of a site (docs/decisions/0027). For more
dimensions than the file has, scipy is asked.
"""

from __future__ import annotations

from importlib.resources import files
from itertools import islice

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.uint32]

BITS = 30
DIMENSIONS = 512
"""So many have their numbers in the file."""
_POWERS = np.uint32(1) << np.arange(BITS, dtype=np.uint32)


def scrambled_points(dimensions: int, samples: int, seed: int) -> Floats:
    """Return the first points, (dimensions, samples), multiples of 2⁻³⁰ from 0 on."""
    if dimensions > DIMENSIONS:
        return _of_scipy(dimensions, samples, seed)
    chance = np.random.default_rng(seed)
    shift = chance.integers(2, size=(dimensions, BITS), dtype=np.uint32) @ _POWERS
    matrices = np.tril(chance.integers(2, size=(dimensions, BITS, BITS), dtype=np.uint32))
    directions = _scrambled(np.array([*_directions(dimensions)], dtype=np.uint32), matrices)
    # the next point differs by the direction of the lowest bit that is 0 in the number of this one
    numbers = np.arange(max(samples - 1, 0), dtype=np.uint32)
    lowest = np.log2(~numbers & (numbers + 1)).astype(np.intp)
    steps = np.concatenate([shift[:, None], directions[:, lowest]], axis=1)
    return np.bitwise_xor.accumulate(steps, axis=1)[:, :samples] * 2.0**-BITS


def _of_scipy(dimensions: int, samples: int, seed: int) -> Floats:
    from scipy.stats import qmc

    sequence = qmc.Sobol(dimensions, scramble=True, bits=BITS, seed=seed)
    return np.ascontiguousarray(sequence.random_base2(max(samples - 1, 0).bit_length())[:samples].T)


def _directions(dimensions: int) -> list[list[int]]:
    """Return the direction numbers of each dimension, as binary fractions of `BITS` places."""
    text = files("powercalc.measures").joinpath("joe-kuo-2008.txt").read_text("ascii")
    rows = (line.split() for line in text.splitlines() if not line.startswith("#"))
    stated = [[*map(int, row)] for row in islice(rows, dimensions - 1)]
    found = [[1] * BITS, *(_continued(degree, asked, first) for _, degree, asked, *first in stated)]
    return [[m << (BITS - 1 - place) for place, m in enumerate(row)] for row in found]


def _continued(degree: int, coefficients: int, first: list[int]) -> list[int]:
    """Return the numbers that follow from the first ones by the polynomial: equation (5) of Joe and Kuo."""
    found = first.copy()
    for place in range(degree, BITS):
        new = found[place - degree] ^ (found[place - degree] << degree)
        for k in range(1, degree):
            if (coefficients >> (degree - 1 - k)) & 1:
                new ^= found[place - k] << k
        found.append(new)
    return found


def _scrambled(directions: Integers, matrices: Integers) -> Integers:
    """Return the directions times lower triangular matrices of bits, (dimensions, BITS, BITS)."""
    matrices[:, np.arange(BITS), np.arange(BITS)] = 1
    bits = (directions[:, :, None] >> np.arange(BITS, dtype=np.uint32)[::-1]) & np.uint32(1)
    found = np.einsum("dpk,djk->djp", matrices, bits) & np.uint32(1)
    return np.asarray(found @ _POWERS[::-1])
