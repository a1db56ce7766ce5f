"""What is paid now and later, as one amount of today."""

from __future__ import annotations

import math
from dataclasses import dataclass

from powercalc.constants import HOURS_PER_YEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentCost:
    """How amounts of every year of a life come to one of today."""

    life_h: float | None
    """How long costs and downtime count, [h]; None where nothing is counted by the year."""
    discount_rate: float = 0.0
    """r, a year."""
    cost_of_downtime: float | None = None
    """Of an hour, [1/h]."""

    @property
    def years(self) -> float:
        """n, the life in years."""
        return (self.life_h or 0.0) / HOURS_PER_YEAR

    @property
    def annuity(self) -> float:
        """The present worth of 1 a year, paid at the end of each of n years: (1 − (1 + r)^−n) / r.

        n where r is 0; a life of broken years is taken by the same formula.
        """
        if not self.discount_rate:
            return self.years
        return -math.expm1(-self.years * math.log1p(self.discount_rate)) / self.discount_rate

    def of(self, cost: float, cost_per_year: float) -> float:
        """The net present cost of what is paid once and of what is paid every year."""
        return cost + self.annuity * cost_per_year if cost_per_year else cost

    def of_downtime(self, hours_per_year: float) -> float | None:
        """The present worth of the downtime of a life; None where nothing says what it costs."""
        if self.cost_of_downtime is None:
            return None
        return self.annuity * self.cost_of_downtime * hours_per_year
