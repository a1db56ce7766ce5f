"""What uncertain inputs make of a result: points to sample at, and Sobol's indices from the results there.

Let f be a function of k independent inputs, with variance V. Input i has

    first-order index  S_i = Var(E[f | x_i]) / V        what knowing x_i alone would take away
    total index        T_i = E[Var(f | all but x_i)] / V    what stays when all but x_i are known

Both come from two independent samples A and B, and from AB_i, which is A with input i as in B:

    S_i = mean(f(B) (f(AB_i) − f(A))) / V           Saltelli et al., Comput. Phys. Commun. 181 (2010) 259
    T_i = mean((f(A) − f(AB_i))²) / (2 V)           Jansen, Comput. Phys. Commun. 117 (1999) 35

The sums of many inputs of a heavy-tailed result converge slowly; each index therefore has a standard error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from powercalc.measures.sobol_points import scrambled_points

Floats = NDArray[np.float64]

MOST_INPUTS = 10_000
"""A and B take two dimensions of the sequence for each input, of which there are some 21,000."""
_HALF_A_CELL = 2.0**-31
"""The points are multiples of 2⁻³⁰; half a cell further none is at 0."""


def paired_points(inputs: int, samples: int, seed: int) -> tuple[Floats, Floats]:
    """Return A and B, each (inputs, samples), in 0..1: a scrambled Sobol sequence of 2 · inputs dimensions.

    The same seed gives the same points, and fewer samples are the first of more.
    """
    if inputs == 0:
        return np.zeros((0, samples)), np.zeros((0, samples))
    points = scrambled_points(2 * inputs, samples, seed) + _HALF_A_CELL
    return points[:inputs], points[inputs:]


def mixed(a: Floats, b: Floats, row: int) -> Floats:
    """Return AB_i: A, (inputs, samples), with one row as in B."""
    result = a.copy()
    result[row] = b[row]
    return result


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SobolIndices:
    """The indices of each input, with standard errors as of independent points; all (inputs,)."""

    first: Floats
    total: Floats
    first_error: Floats
    total_error: Floats


def sobol_indices(of_a: Floats, of_b: Floats, of_mixed: Floats) -> SobolIndices:
    """Return S_i and T_i from f(A) and f(B), (samples,), and f(AB_i), (inputs, samples).

    All are 0 where f does not vary.
    """
    mean = np.concatenate([of_a, of_b]).mean() if of_a.size else 0.0
    a, b, ab = of_a - mean, of_b - mean, of_mixed - mean
    spread = (a**2 + b**2) / 2
    first, first_error = _ratio(b * (ab - a), spread)
    total, total_error = _ratio((a - ab) ** 2 / 2, spread)
    return SobolIndices(first=first, total=total, first_error=first_error, total_error=total_error)


def _ratio(parts: Floats, whole: Floats) -> tuple[Floats, Floats]:
    """Return mean(parts) / mean(whole) along the samples, and its standard error (delta method)."""
    variance = whole.mean() if whole.size else 0.0
    if variance == 0:
        return np.zeros(len(parts)), np.zeros(len(parts))
    ratio = parts.mean(axis=1) / variance
    rest = parts - ratio[:, None] * whole
    return ratio, rest.std(axis=1) / (variance * np.sqrt(whole.size))
