"""Nested thresholds: one block that has been down for τ1, for τ2, ... as independent variables of a diagram.

"Down for τk" is d1 · d2 · … · dk with independent d's and P(dk) = U(τk) / U(τk−1).  A diagram gives, per
variable, P(f | dk) − P(f | not dk); what is wanted is Σ w(τk) [F_k − F_k−1], F_k the probability given an age
between τk and τk+1.  Comparing the coefficients of the F_k, each variable counts with

    v_k = (w(τk) − w(τk−1) U(τk) / U(τk−1)) / U(τk−1),        U(τ0) = 1, w(τ0) = 0.

It vanishes above the first rung for an exponential time, where the age tells nothing of what is left.
"""

from __future__ import annotations

from numpy.typing import NDArray

from powercalc.engine.recording.arrays import np

Floats = NDArray[np.float64]


def rungs(u: Floats, w: Floats) -> tuple[Floats, Floats]:
    """Probability and frequency weight [1/h] of each variable; u, w and both results are (rungs, columns)."""
    before = np.concatenate([np.ones_like(u[:1]), u[:-1]])
    often = np.concatenate([np.zeros_like(w[:1]), w[:-1]])
    possible = before > 0
    safe = np.where(possible, before, 1.0)
    q = np.clip(np.where(possible, u / safe, 0.0), 0.0, 1.0)
    return q, np.where(possible, (w - often * q) / safe, 0.0)
