"""What each figure of each block is worth: derivatives of unavailability and downtime.

A block with failure rate λ [1/h] and mean restoration time r [h] has, with x = λ r,

    q = x / (1 + x),    dq/dx = 1 / (1 + x)^2,    dq/dλ = r dq/dx,    dq/dr = λ dq/dx

and U is linear in each q_b, so dU/dλ_b = I_b dq_b/dλ_b with Birnbaum's I_b: one backward
pass gives all derivatives.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from powercalc.constants import HOURS_PER_YEAR
from powercalc.engine.diagram import Diagram

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sensitivity:
    """Derivatives of one root's unavailability; each array is shaped like the figures given."""

    by_failure_rate: Floats
    """dU / dλ_b, [h]."""
    by_mttr: Floats
    """dU / dr_b, [1/h]."""

    @property
    def downtime_by_failure_rate(self) -> Floats:
        """Hours lost per year, for one failure per hour more, [h/year per 1/h]."""
        return self.by_failure_rate * HOURS_PER_YEAR

    @property
    def downtime_by_mttr(self) -> Floats:
        """Hours lost per year, for one hour of restoration more, [h/year per h]."""
        return self.by_mttr * HOURS_PER_YEAR


def steady_state(failure_rate: ArrayLike, mttr: ArrayLike) -> tuple[Floats, Floats]:
    """Q = x / (1 + x) and w = λ / (1 + x) of blocks, x = λ r; w in [1/h].  IEC 61078."""
    rate, time = np.asarray(failure_rate, dtype=np.float64), np.asarray(mttr, dtype=np.float64)
    x = rate * time
    return x / (1.0 + x), rate / (1.0 + x)


def sensitivity(diagram: Diagram, failure_rate: ArrayLike, mttr: ArrayLike, root: int) -> Sensitivity:
    """Derivatives by every rate and time, (variables,) or (variables, columns)."""
    rate, time = np.asarray(failure_rate, dtype=np.float64), np.asarray(mttr, dtype=np.float64)
    q, _ = steady_state(rate, time)
    return derivatives(diagram.birnbaum(q, root), rate, time)


def derivatives(birnbaum: Floats, failure_rate: Floats, mttr: Floats) -> Sensitivity:
    """The derivatives where Birnbaum's importances are known already; all of one shape."""
    slope = birnbaum / (1.0 + failure_rate * mttr) ** 2
    return Sensitivity(by_failure_rate=slope * mttr, by_mttr=slope * failure_rate)
