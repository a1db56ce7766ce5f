"""Equal units that work, of which each may not be ready when it is needed: batteries that do not hold.

Of n units, k of them too few: down for τ each with U(τ), unready each with e, all independently. Lost while
the units are needed is "k are down or unready", of which "k are down" is a part; for what is left of it,

    Z(τ) = (P(q) − P(U)) / (1 − P(U)),    P(x) = Σ_j≥k C(n, j) x^j (1 − x)^(n−j),    q = U + (1 − U) e,

the probability given that enough units work. So "too few are ready" is one variable beside the block "too few
work", whatever n is. It begins when a unit fails that was ready, k − 1 others being down or unready: with the
frequencies w(q), w(U) of either, w(Z) = (w(q) − w(U) (1 − Z)) / (1 − P(U)), as of a
ladder (`dynamics.ladder`).
"""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import NDArray

from powercalc.dynamics.ages import Ageing, at_least, exactly
from powercalc.engine.recording.arrays import np

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """`count` equal units, too few where `lost_at` of them are down or unready."""

    unit: Ageing
    count: int
    lost_at: int

    def unready(self, age: Floats, chance: Floats | float) -> Floats:
        """Z(τ), each unit unready with such a chance; shape as τ and the chance."""
        down = self.unit.unavailability(age)
        return self._unready(down, down + (1 - down) * chance)

    def frequency(self, age: Floats, chance: Floats | float) -> Floats:
        """w(Z) [1/h] at the age τ."""
        n, k = self.count, self.lost_at
        down, often = self.unit.unavailability(age), n * self.unit.frequency(age)
        either = down + (1 - down) * chance
        alone = often * exactly(k - 1, n - 1, down)
        both = often * (1 - np.asarray(chance)) * exactly(k - 1, n - 1, either)
        work = self._enough(down)
        found = both - alone * (1 - self._unready(down, either))
        return np.where(work > 0, np.maximum(found, 0.0) / np.where(work > 0, work, 1.0), 0.0)

    def _unready(self, down: Floats, either: Floats) -> Floats:
        """Z, by whichever of P and 1 − P is the smaller, which has no digits to lose."""
        work, ready = self._enough(down), self._enough(either)
        lost = at_least(self.lost_at, self.count, either) - at_least(self.lost_at, self.count, down)
        lost = np.where(ready < 0.5, work - ready, lost)
        return np.where(work > 0, np.clip(lost / np.where(work > 0, work, 1.0), 0.0, 1.0), 0.0)

    def _enough(self, down: Floats) -> Floats:
        """1 − P: fewer than k are down."""
        return at_least(self.count - self.lost_at + 1, self.count, 1 - down)
