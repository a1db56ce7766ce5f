"""What a simulation has found, with its standard errors and the spread of a year."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from powercalc._version import __version__
from powercalc.constants import HOURS_PER_YEAR
from powercalc.simulate.machine import BINS_PER_DECADE, LONGEST, SHORTEST, Integers

PERCENTS = (5, 25, 50, 75, 90, 95, 99, 99.9)
DURATIONS = ("20 ms", "3 min", "1 h", "8 h", "24 h")
_COARSE = 4
"""Classes of outage length per decade."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedLonger:
    """How often an interruption longer than this happens, per year."""

    duration: str
    per_year: float
    standard_error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentile:
    """The hours of downtime that so many percent of all years stay within."""

    percent: float
    downtime_h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """How often an outage between two lengths happens, per year."""

    from_h: float
    to_h: float
    per_year: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A load point as it was observed. Each standard error belongs to the figure before it.

    What depends on a plain unavailability, which has no time scale, is None.
    """

    id: str
    count: int
    unavailability: float
    downtime_h_per_year: float
    downtime_standard_error: float
    interruptions_per_year: float | None
    interruptions_standard_error: float | None
    interruptions_longer_than: tuple[SimulatedLonger, ...] | None
    service_unavailability: float | None
    service_downtime_h_per_year: float | None
    service_standard_error: float | None
    cooling_unavailability: float | None
    cooling_interruptions_per_year: float | None
    planned_downtime_h_per_year: float
    """Without power because of planned work itself; not in the downtime."""
    planned_downtime_standard_error: float
    planned_interruptions_per_year: float
    years_without_interruption: float | None
    """The chance of a year without any interruption."""
    annual_downtime: tuple[Percentile, ...]
    outage_lengths: tuple[Lengths, ...] | None

    @property
    def mean_down_time_h(self) -> float | None:
        """MDT = downtime / interruptions, [h]."""
        number = self.interruptions_per_year
        return self.downtime_h_per_year / number if number else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedService:
    """A service as it was observed, with its recoveries and moves; the figures mean what they do of a load.

    What depends on a plain unavailability, which has no time scale, is None.
    """

    id: str
    unavailability: float | None
    downtime_h_per_year: float | None
    downtime_standard_error: float | None
    interruptions_per_year: float | None
    interruptions_standard_error: float | None
    interruptions_longer_than: tuple[SimulatedLonger, ...] | None
    planned_downtime_h_per_year: float
    """Down because of planned work itself; not in the downtime."""
    planned_downtime_standard_error: float
    planned_interruptions_per_year: float
    years_without_interruption: float | None
    annual_downtime: tuple[Percentile, ...] | None
    outage_lengths: tuple[Lengths, ...] | None

    @property
    def mean_down_time_h(self) -> float | None:
        """MDT = downtime / interruptions, [h]."""
        number, hours = self.interruptions_per_year, self.downtime_h_per_year
        return hours / number if number and hours is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedStandby:
    """What a generator did. Running hours and start failures are those of all its units together."""

    id: str
    units: int
    calls_per_year: float
    called_h_per_year: float
    called_standard_error: float
    """Of the hours called, by how long each call has lasted."""
    running_h_per_year: float
    starts_per_year: float
    start_failures_per_year: float
    run_failures_per_year: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """The result of `simulate`. `years` were done of `years_asked`; fewer after Ctrl-C."""

    site: str
    years: int
    years_asked: int
    seed: int
    loads: tuple[Observed, ...]
    any_load: Observed
    services: tuple[ObservedService, ...]
    standby: tuple[SimulatedStandby, ...]
    not_considered: tuple[tuple[str, str], ...]

    def load(self, id: str) -> Observed:  # noqa: A002 - it is the id
        """Return the figures of one load."""
        return {load.id: load for load in self.loads}[id]

    def service(self, id: str) -> ObservedService:  # noqa: A002 - it is the id
        """Return the figures of one service."""
        return {service.id: service for service in self.services}[id]

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain values, for JSON."""
        figures = asdict(self)
        figures["not_considered"] = [{"what": what, "why": why} for what, why in self.not_considered]
        return {
            "schema": "powercalc/simulation/1",
            "hours_per_year": HOURS_PER_YEAR,
            **figures,
            "version": __version__,
        }


def mean_and_error(total: float, squares: float, years: int) -> tuple[float, float]:
    """Return the mean of a year, and its standard error from the spread between years."""
    mean = total / years
    variance = max(squares / years - mean**2, 0.0)
    return mean, math.sqrt(variance / max(years - 1, 1))


def percentiles(bins: Integers, years: int) -> tuple[Percentile, ...]:
    """Return the percentiles of annual downtime, from the years per logarithmic bin."""
    dark = np.cumsum(bins)
    found = []
    for percent in PERCENTS:
        wanted = percent / 100 * years - (years - int(dark[-1]))
        hours = 0.0
        if wanted > 0:
            place = int(np.searchsorted(dark, wanted))
            share = (wanted - (dark[place] - bins[place])) / bins[place]
            hours = 10 ** (SHORTEST + (place + float(share)) / BINS_PER_DECADE)
        found.append(Percentile(percent=percent, downtime_h=hours))
    return tuple(found)


def lengths(bins: Integers, years: int) -> tuple[Lengths, ...]:
    """Return the outages per class of length, from the first class that has any to the last."""
    edges = [round(place * BINS_PER_DECADE / _COARSE) for place in range(_COARSE * (LONGEST - SHORTEST) + 1)]
    numbers = [int(bins[low:high].sum()) for low, high in pairwise(edges)]
    filled = [place for place, number in enumerate(numbers) if number]
    if not filled:
        return ()
    return tuple(
        Lengths(
            from_h=10 ** (SHORTEST + place / _COARSE),
            to_h=10 ** (SHORTEST + (place + 1) / _COARSE),
            per_year=numbers[place] / years,
        )
        for place in range(filled[0], filled[-1] + 1)
    )


def longer(numbers: Sequence[float], years: int) -> tuple[SimulatedLonger, ...]:
    """Return how often interruptions outlast each duration; their number is taken as Poisson."""
    return tuple(
        SimulatedLonger(
            duration=duration, per_year=float(number) / years, standard_error=math.sqrt(number) / years
        )
        for duration, number in zip(DURATIONS, numbers, strict=True)
    )
