"""What an evaluation says of a service."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from powercalc.results.lazy import Later
from powercalc.results.measures import Longer, Measures, Reason, Unnamed, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCause:
    """What takes a service down, and how much of its downtime that is."""

    what: str
    """power, cooling, or the id of a component that the service depends on"""
    downtime_h_per_year: float
    """What it adds to the causes before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePoint(Measures):
    """A service: how often and for how long it is down, recovery and moves included."""

    id: str
    causes: tuple[ServiceCause, ...]
    """They add up to the downtime."""
    interruptions_longer_than: tuple[Longer, ...] = ()
    unavailability_error: float = 0.0
    """How far U may be off."""
    reasons_later: Later[tuple[Reason, ...]] = field(default=Later.known(()), repr=False, compare=False)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What takes it down, the largest share first; worked out when it is first asked for."""
        return self.reasons_later.value

    def longer_than(self, duration: str) -> float | None:
        """Return how many interruptions a year last longer than a duration; None where that was not asked."""
        often = {each.duration: each.per_year for each in self.interruptions_longer_than}
        return often.get(duration)

    @property
    def unnamed(self) -> Unnamed:
        """How much of the downtime and of the interruptions no reason holds."""
        return Unnamed.of(self, self.reasons)

    def figures(self) -> dict[str, Any]:
        """Return its figures under the names of the JSON result, without what takes time to tell: reasons."""
        return {
            "id": self.id,
            **Measures.to_dict(self),
            "unavailability_error": self.unavailability_error,
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the service under the names of the JSON result."""
        return {
            **self.figures(),
            "interruptions_longer_than": [fields(longer) for longer in self.interruptions_longer_than],
            "causes": [fields(cause) for cause in self.causes],
            "reasons": [reason.to_dict() for reason in self.reasons],
            "unnamed": self.unnamed.to_dict(),
        }
