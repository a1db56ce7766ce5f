"""Each uncertain figure at the ends of its span, the others at their points: what a tornado chart shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np

from powercalc.constants import HOURS_PER_YEAR
from powercalc.propagation.sampled_response import Responses
from powercalc.propagation.traced_site import columns_of
from powercalc.site import Site
from powercalc.tabular import Row, Tabular

LOW, HIGH = 0.05, 0.95
"""The ends of a span: the figure is within them in nine of ten cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """One figure, and the downtime of any load with it low and with it high, [h/year]."""

    name: str
    low: float
    """The figure at 5 %, in h, 1/h or 0..1,"""
    high: float
    """and at 95 %."""
    downtime_low: float
    downtime_high: float

    @property
    def width(self) -> float:
        """How much of the downtime hangs on it, [h/year]."""
        return abs(self.downtime_high - self.downtime_low)


@dataclass(frozen=True, kw_only=True, repr=False)
class Swings(Tabular):
    """The figures of a site, the one with the widest swing first."""

    site: str
    downtime: float
    """With every figure at its point value, [h/year]."""
    swings: tuple[Swing, ...]

    def in_short(self) -> str:
        """Return what it is of and what it says."""
        return f"{self.site}: {len(self.swings)} uncertain figures, one at a time"

    def records(self) -> Iterator[Row]:
        """Yield a row for each figure."""
        yield from map(asdict, self.swings)


def one_at_a_time(site: Site, *, plain: bool = False) -> Swings:
    """Return what each uncertain figure makes of the downtime of any load, at 5 % and at 95 % of it."""
    columns = columns_of(site) if plain else Responses.of(site)
    parameters = columns.parameters
    ends = np.array([each.distribution.quantile(np.array([LOW, HIGH])) for each in parameters])
    points = np.array([[each.point] for each in parameters])
    figures = np.repeat(points, 1 + 2 * len(parameters), axis=1) if parameters else np.empty((0, 1))
    for row in range(len(parameters)):
        figures[row, 1 + 2 * row : 3 + 2 * row] = ends[row]
    usual, *hours = (HOURS_PER_YEAR * columns.any_load(figures)).tolist()
    found = [
        Swing(
            name=each.name,
            low=float(ends[row, 0]),
            high=float(ends[row, 1]),
            downtime_low=hours[2 * row],
            downtime_high=hours[2 * row + 1],
        )
        for row, each in enumerate(parameters)
    ]
    return Swings(site=site.name, downtime=usual, swings=tuple(sorted(found, key=lambda each: -each.width)))
