"""How far the chance of a first loss may be off that takes what was never lost for what is not lost.

Of each regime it is known how likely it is, π(t), that a load is lost in it, p(t), how often a loss begins,
F(t), and by how much p rises at moments at which something happens, Δ. Whether what is lost at one time has
been lost before is not known, and so V, what was never lost, loses the share F / (1 − p) or Δ / (1 − p).
The first loss comes

- at most as often as any: Q(t) ≤ N(t) = Σ ∫ π F dt + Σ π Δ, as if nothing were lost twice;
- at least as often as something is lost at one time: Q(t) ≥ max P(s), P = Σ π p.

In between, what has been lost and is not any more is R = π (1 − p) − V. At a moment a rise may take all of it
before it takes anything of V, as the same refusal takes a load twice; as for what is lost in the course of
time, what is lost twice needs a further failure: their number until then is what bounds the share of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from powercalc.dynamics.regimes import FirstLoss, piece_nodes

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class LossesAnew:
    """What is known of all regimes, however often something was lost before."""

    edges: Floats
    hazard: Floats
    """F / (1 − p), (regimes, pieces, points, roots)."""
    lost: Floats
    """p there."""
    share: Floats
    """Δ / (1 − p), (regimes, edges, roots)."""
    around: Floats
    """p before and after each edge, (regimes, edges, 2, roots)."""

    def off(self, first: FirstLoss, inside: Floats, around: Floats, failures: Floats) -> Floats:
        """How far Q before what happens at each edge may be off, (edges, roots).

        `inside` (regimes, pieces, points) and `around` (regimes, edges): π, at an edge before it; `failures`
        (edges, roots): how many further failures may come until then.
        """
        lost = first.lost[:, 0]
        sudden, twice = self._sudden(first, around)
        above = np.minimum(self._begun(inside, around), 1.0) - lost
        again = twice + np.minimum(failures, 1.0) * np.maximum(lost - sudden, 0.0)
        below = np.minimum(again, lost - np.minimum(self._most(inside, around), lost))
        return np.asarray(np.maximum(np.maximum(above, below), 0.0))

    def _rises(self, around: Floats) -> Floats:
        """π Δ, (regimes, edges, roots)."""
        return np.asarray(around[:, :, None] * self.share * (1 - self.around[:, :, 0]))

    def _begun(self, inside: Floats, around: Floats) -> Floats:
        """N before each edge, (edges, roots)."""
        _, weights = piece_nodes(self.edges)
        begins = np.einsum("sij,ij,sijr->ir", inside, weights, self.hazard * (1 - self.lost))
        return _before(begins + self._rises(around).sum(axis=0)[:-1])

    def _sudden(self, first: FirstLoss, around: Floats) -> tuple[Floats, Floats]:
        """What V has lost at moments before each edge, and how much of it may have been lost already."""
        taken = first.kept * self.share
        again = np.maximum(around[:, :, None] * (1 - self.around[:, :, 0]) - first.kept, 0.0)
        least = np.maximum(self._rises(around) - again, 0.0)
        twice = np.maximum(taken - least, 0.0)
        return _before(taken.sum(axis=0)[:-1]), _before(twice.sum(axis=0)[:-1])

    def _most(self, inside: Floats, around: Floats) -> Floats:
        """The largest P by each edge, (edges, roots)."""
        within = np.einsum("sij,sijr->ijr", inside, self.lost).max(axis=1)
        before = np.einsum("se,ser->er", around, self.around[:, :, 0])
        before[1:] = np.maximum(before[1:], within)
        return np.asarray(np.maximum.accumulate(before, axis=0))


def _before(each: Floats) -> Floats:
    """Sums of what comes before each edge, from what comes at one or in the piece behind it."""
    return np.concatenate([np.zeros((1, each.shape[1])), np.cumsum(each, axis=0)])
