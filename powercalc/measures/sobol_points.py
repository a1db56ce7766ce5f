"""Points of the scrambled Sobol sequence, as `scipy.stats.qmc.Sobol` gives them.

S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections", SIAM Journal on
Scientific Computing 30 (2008) 2635, scrambled by J. Matoušek, "On the L2-discrepancy for anchored boxes",
Journal of Complexity 14 (1998) 527. To import `scipy.stats` takes longer than many samples of a site do, so
that only the numbers of Joe and Kuo, which it comes with, are read; without their file, it is imported.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.uint32]

BITS = 30


def scrambled_points(dimensions: int, samples: int, seed: int) -> Floats:
    """Return the first points, (dimensions, samples), multiples of 2⁻³⁰ from 0 on."""
    found = _numbers()
    if found is None:
        return _of_scipy(dimensions, samples, seed)
    chance = np.random.default_rng(seed)
    shift = chance.integers(2, size=(dimensions, BITS), dtype=np.uint32) @ _powers()
    matrices = np.tril(chance.integers(2, size=(dimensions, BITS, BITS), dtype=np.uint32))
    directions = _scrambled(_directions(*found, dimensions), matrices)
    # the next point differs by the direction of the lowest bit that is 0 in the number of this one
    numbers = np.arange(max(samples - 1, 0), dtype=np.uint32)
    lowest = np.log2(~numbers & (numbers + 1)).astype(np.intp)
    steps = np.concatenate([shift[:, None], directions[:, lowest]], axis=1)
    return np.bitwise_xor.accumulate(steps, axis=1)[:, :samples] * 2.0**-BITS


def _of_scipy(dimensions: int, samples: int, seed: int) -> Floats:
    from scipy.stats import qmc

    sequence = qmc.Sobol(dimensions, scramble=True, bits=BITS, seed=seed)
    return np.ascontiguousarray(sequence.random_base2(max(samples - 1, 0).bit_length())[:samples].T)


@cache
def _numbers() -> tuple[Integers, Integers] | None:
    """Return the primitive polynomials, (dimensions,), and the first directions, (dimensions, degrees)."""
    scipy = find_spec("scipy")
    places = (scipy.submodule_search_locations or []) if scipy else []
    for place in places:
        file = Path(place) / "stats" / "_sobol_direction_numbers.npz"
        if file.is_file():
            with np.load(file) as numbers:
                return numbers["poly"].astype(np.uint32), numbers["vinit"].astype(np.uint32)
    return None


def _powers() -> Integers:
    return np.uint32(1) << np.arange(BITS, dtype=np.uint32)


def _directions(polynomials: Integers, first: Integers, dimensions: int) -> Integers:
    """Return the directions of each dimension, (dimensions, BITS): the recurrences of Joe and Kuo."""
    found = np.ones((dimensions, BITS), dtype=np.uint32)
    degrees = np.log2(polynomials[:dimensions]).astype(np.intp)
    for degree in sorted({*degrees[1:].tolist()}):
        rows = np.flatnonzero(degrees == degree)
        part = np.zeros((len(rows), BITS), dtype=np.uint32)
        part[:, :degree] = first[rows, :degree]
        for place in range(degree, BITS):
            part[:, place] = part[:, place - degree]
            for k in range(degree):
                asked = (polynomials[rows] >> np.uint32(degree - 1 - k)) & np.uint32(1)
                part[:, place] ^= asked * (part[:, place - k - 1] << np.uint32(k + 1))
        found[rows] = part
    return found * _powers()[::-1]


def _scrambled(directions: Integers, matrices: Integers) -> Integers:
    """Return the directions times lower triangular matrices of bits, (dimensions, BITS, BITS)."""
    matrices[:, np.arange(BITS), np.arange(BITS)] = 1
    bits = (directions[:, :, None] >> np.arange(BITS, dtype=np.uint32)[::-1]) & np.uint32(1)
    found = np.einsum("dpk,djk->djp", matrices, bits) & np.uint32(1)
    return np.asarray(found @ _powers()[::-1])
