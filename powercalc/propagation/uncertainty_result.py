"""What uncertain figures make of an evaluation: frozen, in field vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from powercalc.constants import HOURS_PER_YEAR
from powercalc.tabular import Row, Tabular, named


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How a result varies: at the point values, on average, and its percentiles."""

    point: float
    """With every figure at its point value, as `evaluate` tells it."""
    mean: float
    p5: float
    p50: float
    p95: float

    def times(self, factor: float) -> Spread:
        """Return the spread of a multiple."""
        return Spread(**{name: value * factor for name, value in self.to_dict().items()})

    def to_dict(self) -> dict[str, float]:
        """Return the spread under the names of the JSON result."""
        return {"point": self.point, "mean": self.mean, "p5": self.p5, "p50": self.p50, "p95": self.p95}


@dataclass(frozen=True, slots=True, kw_only=True)
class UncertainMeasures:
    """How often and how long something is without power, with what is not known about it."""

    id: str
    """The load, the service, or "any load"."""
    unavailability: Spread
    failure_frequency: Spread | None
    """Interruptions per calendar hour; None where a block with a plain unavailability hides it."""

    @property
    def downtime_h_per_year(self) -> Spread:
        """U · 8760 h, [h/year]."""
        return self.unavailability.times(HOURS_PER_YEAR)

    @property
    def interruptions_per_year(self) -> Spread | None:
        """Interruptions per year, w · 8760 h."""
        return None if self.failure_frequency is None else self.failure_frequency.times(HOURS_PER_YEAR)

    def to_dict(self) -> dict[str, Any]:
        """Return the measures under the names of the JSON result."""
        often = self.interruptions_per_year
        return {
            "unavailability": self.unavailability.to_dict(),
            "downtime_h_per_year": self.downtime_h_per_year.to_dict(),
            "interruptions_per_year": often and often.to_dict(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetChance:
    """How likely a promise is kept, as far as the figures are known. None where it cannot be told."""

    load: str
    """The id of the load, or of the service."""
    target: str
    promised: float
    chance: float | None
    duration: str | None = None
    """Of "longest": the duration that so many interruptions a year may outlast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """How much of what is not known of any load's downtime is owed to one figure: Sobol's indices of ln U.

    They are parts of a variance: 0 is nothing, 1 all of it. The errors are standard errors as of independent
    samples, which these points do better than.
    """

    origin: str
    figure: str
    components: tuple[str, ...]
    first_order: float
    """The part of the variance that knowing this figure alone would take away."""
    total: float
    """The part that would be left if all other figures were known."""
    first_order_error: float
    total_error: float

    def to_dict(self) -> dict[str, Any]:
        """Return the influence under the names of the JSON result."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**fields, "components": list(self.components)}


@dataclass(frozen=True, kw_only=True, repr=False)
class Uncertainty(Tabular):
    """The result of `evaluate_uncertainty`. Frozen; `to_dict` gives the JSON result."""

    site: str
    samples: int
    """How many were evaluated: fewer than were asked for when it was interrupted."""
    samples_asked: int
    seed: int
    loads: tuple[UncertainMeasures, ...]
    any_load: UncertainMeasures
    services: tuple[UncertainMeasures, ...] = ()
    """None in a plain block diagram, which tells no services."""
    targets: tuple[TargetChance, ...] = ()
    influences: tuple[Influence, ...] = ()
    """The largest total index first: the figures to measure better."""
    without_effect: tuple[str, ...] = ()
    """Uncertain figures that this evaluation does not use."""
    method: str
    version: str

    @property
    def complete(self) -> bool:
        """Whether all samples were evaluated."""
        return self.samples == self.samples_asked

    def in_short(self) -> str:
        """Return what it is of and what it says."""
        spread = self.any_load.downtime_h_per_year
        told = f"{spread.p5:.3g} to {spread.p95:.3g} h/year of any load (5 to 95 %)"
        return f"{self.site}: {told}, {self.samples:,} samples"

    def records(self) -> Iterator[Row]:
        """Yield a row for each load and service, [h/year] and [1/year]."""
        for scope, points in (("load", self.loads), ("service", self.services)):
            for point in points:
                down, often = point.downtime_h_per_year, point.interruptions_per_year
                spreads = {"downtime_h_per_year": down, "interruptions_per_year": often}
                yield {"scope": scope, "id": point.id} | {
                    f"{name}_{part}": None if spread is None else getattr(spread, part)
                    for name, spread in spreads.items()
                    for part in ("p5", "p50", "p95", "mean")
                }

    def load(self, id: str) -> UncertainMeasures:  # noqa: A002 - it is the id
        """Return one load. Raises `CallError` with what there is."""
        return named(self.loads, id, "load")

    def service(self, id: str) -> UncertainMeasures:  # noqa: A002 - it is the id
        """Return one service. Raises `CallError` with what there is."""
        return named(self.services, id, "service")

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON result (powercalc/uncertainty/1)."""
        return {
            "schema": "powercalc/uncertainty/1",
            "site": self.site,
            "hours_per_year": int(HOURS_PER_YEAR),
            "samples": self.samples,
            "samples_asked": self.samples_asked,
            "seed": self.seed,
            "loads": [{"id": load.id, **load.to_dict()} for load in self.loads],
            "any_load": self.any_load.to_dict(),
            "services": [{"id": service.id, **service.to_dict()} for service in self.services],
            "targets": [_fields(target) for target in self.targets],
            "influences": [influence.to_dict() for influence in self.influences],
            "without_effect": list(self.without_effect),
            "version": self.version,
            "method": self.method,
        }


def _fields(item: Any) -> Mapping[str, Any]:
    return {name: getattr(item, name) for name in item.__dataclass_fields__}
