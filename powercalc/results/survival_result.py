"""What is said of how long loads and services are served through a loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from powercalc._version import __version__
from powercalc.errors import SLACK
from powercalc.results.chances import Chance, chance_within
from powercalc.results.evaluation_result import NotConsidered
from powercalc.results.measures import fields
from powercalc.tabular import Row, Tabular, named


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalPoint:
    """A load or a service, or all loads: how long it is served without a break."""

    id: str
    """Empty for all loads."""
    survival: tuple[Chance, ...]
    mean_hours: float | None
    """The mean time until the first break, [h]; None where it may never come."""
    latest_hours: float | None = None
    """When a break has come for sure, as what is stored is spent, [h]; None where there is no such time."""
    needs: SurvivalPoint | None = None
    """With cooling and what it depends on; None where it needs nothing but power."""
    curve: tuple[tuple[float, float], ...] = field(default=(), repr=False, compare=False)
    """Hours and the chance that no break has come, for a picture; an age at which it falls stands twice."""

    @property
    def never_breaks(self) -> bool:
        """Whether it is served for ever."""
        return self.mean_hours is None and self.curve[-1][1] >= 1 - SLACK

    def probability(self, duration: str) -> float:
        """Return the chance of no break for a duration that was asked for: "72 h". Raises `CallError`."""
        return chance_within(self.survival, duration)

    def to_dict(self) -> dict[str, Any]:
        """Return the point under the names of the JSON result."""
        told = {"survival": [dict(fields(each)) for each in self.survival], "mean_hours": self.mean_hours}
        return {**({"id": self.id} if self.id else {}), **told} | (
            {"needs": self.needs.to_dict()} if self.needs else {}
        )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Survival(Tabular):
    """How long a site serves through the loss of some components, from a moment taken at random."""

    site: str
    lost: tuple[str, ...]
    """The ids of what is lost at that moment and stays lost, with all units."""
    loads: tuple[SurvivalPoint, ...]
    any_load: SurvivalPoint
    """That none of them has had a break."""
    services: tuple[SurvivalPoint, ...] = ()
    not_considered: tuple[NotConsidered, ...] = ()
    """What is left out."""
    warnings: tuple[str, ...] = ()

    def in_short(self) -> str:
        """Return what it is of and what it says."""
        chances = ", ".join(f"{each.probability:.3g} for {each.duration}" for each in self.any_load.survival)
        return f"{self.site} without {', '.join(self.lost)}: no break {chances}"

    def records(self) -> Iterator[Row]:
        """Yield a row for each load and service, with a column for each duration."""
        for scope, points in (("load", self.loads), ("service", self.services)):
            for point in points:
                chances = {each.duration: each.probability for each in point.survival}
                yield {"scope": scope, "id": point.id, **chances, "mean_hours": point.mean_hours}

    def load(self, id: str) -> SurvivalPoint:  # noqa: A002 - it is the id
        """Return one load. Raises `CallError` with what there is."""
        return named(self.loads, id, "load")

    def service(self, id: str) -> SurvivalPoint:  # noqa: A002 - it is the id
        """Return one service. Raises `CallError` with what there is."""
        return named(self.services, id, "service")

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON has it."""
        return {
            "schema": "powercalc/survival/1",
            "site": self.site,
            "lost": list(self.lost),
            "loads": [load.to_dict() for load in self.loads],
            "any_load": self.any_load.to_dict(),
            "services": [service.to_dict() for service in self.services],
            "not_considered": [dict(fields(each)) for each in self.not_considered],
            "version": __version__,
        }
