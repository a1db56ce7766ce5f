"""How often and how long something is lost, and why: the figures that every result is made of."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from powercalc.constants import HOURS_PER_YEAR
from powercalc.errors import check_figures


def _finite(value: float | None) -> float | None:
    """Return the value, or None where it is infinite or undefined."""
    return value if value is not None and math.isfinite(value) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """How often and how long something is without power, from two figures; everything else is derived."""

    unavailability: float
    """U, the long-run share of time without power; never computed as 1 − availability."""
    failure_frequency: float | None
    """Interruptions per calendar hour, w; None where a block with a plain unavailability hides it."""

    def __post_init__(self) -> None:
        """Raise `NumericsError` where a figure cannot be one."""
        check_figures(self.unavailability, self.failure_frequency)

    @property
    def availability(self) -> float:
        """A = 1 − U."""
        return 1 - self.unavailability

    @property
    def downtime_h_per_year(self) -> float:
        """U · 8760 h, [h/year]."""
        return self.unavailability * HOURS_PER_YEAR

    @property
    def interruptions_per_year(self) -> float | None:
        """Interruptions per year, w · 8760 h, [1/year]."""
        return None if self.failure_frequency is None else self.failure_frequency * HOURS_PER_YEAR

    @property
    def mean_down_time_h(self) -> float | None:
        """MDT = U / w, [h]. IEC 61078:2016; None where w is unknown or 0."""
        return _finite(self.unavailability / self.failure_frequency) if self.failure_frequency else None

    @property
    def mean_up_time_h(self) -> float | None:
        """MUT = (1 − U) / w, [h]; None where w is unknown or 0 (infinite)."""
        return _finite(self.availability / self.failure_frequency) if self.failure_frequency else None

    def to_dict(self) -> dict[str, Any]:
        """Return the figures under the names of the JSON result."""
        return {
            "availability": self.availability,
            "unavailability": self.unavailability,
            "downtime_h_per_year": self.downtime_h_per_year,
            "interruptions_per_year": self.interruptions_per_year,
            "mean_down_time_h": self.mean_down_time_h,
            "mean_up_time_h": self.mean_up_time_h,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A minimal cut set: a smallest set of events that together leave the load without power.

    Its figures are those of the cut set alone (rare-event form): cut sets overlap, so they add up to a little
    more than the whole. `share` is its part of the load's downtime.
    """

    cut_set: tuple[str, ...]
    """The ids of the components."""
    events: tuple[str, ...]
    """What exactly is down."""
    story: str
    downtime_h_per_year: float
    interruptions_per_year: float | None
    share: float

    def to_dict(self) -> dict[str, Any]:
        """Return the reason under the names of the JSON result."""
        return {
            "cut_set": list(self.cut_set),
            "events": list(self.events),
            "story": self.story,
            "downtime_h_per_year": self.downtime_h_per_year,
            "interruptions_per_year": self.interruptions_per_year,
            "share": self.share,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Unnamed:
    """What the reasons of a load leave to its downtime and its interruptions; below nought they overlap."""

    downtime_h_per_year: float
    share: float
    """Of the downtime."""
    interruptions_per_year: float | None
    """None where the frequency of the load, or of a reason, is not known."""
    interruptions_share: float | None

    @classmethod
    def of(cls, lost: Measures, reasons: Sequence[Reason]) -> Unnamed:
        """Return what is left of a loss when its reasons are taken off."""
        hours, often = lost.downtime_h_per_year, lost.interruptions_per_year
        rest = hours - math.fsum(reason.downtime_h_per_year for reason in reasons)
        known = [reason.interruptions_per_year for reason in reasons]
        seldom = None if often is None or None in known else often - math.fsum(each or 0.0 for each in known)
        return cls(
            downtime_h_per_year=rest,
            share=rest / hours if hours else 0.0,
            interruptions_per_year=seldom,
            interruptions_share=seldom / often if seldom is not None and often else None,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the figures under the names of the JSON result."""
        return dict(fields(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """How often and how long something is lost, and why."""

    measures: Measures
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Longer:
    """How often an interruption lasts longer than a duration."""

    duration: str
    """As a person says it: 20 ms, 3 min, 1 h."""
    per_year: float | None
    error_per_year: float | None = None
    """How far that may be off."""


_SPOKEN = ((1.0, "h"), (1 / 60, "min"), (1 / 3600, "s"))
"""Units of a duration as a person says it, [h]."""


def spoken(hours: float) -> str:
    """Return a duration as a person says it: "4 h", "3 min", "20 ms"."""
    for size, unit in _SPOKEN:
        if hours >= size * (1 - 1e-12):
            return f"{hours / size:.6g} {unit}"
    return f"{hours * 3.6e6:.6g} ms"


def fields(item: Any) -> Mapping[str, Any]:
    """Return the fields of a dataclass as they are, by name."""
    return {name: getattr(item, name) for name in item.__dataclass_fields__}
