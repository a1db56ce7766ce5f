"""What is known to be down at this moment, how it comes back, and how full batteries and tanks are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from powercalc.components import ERROR_FACTOR, Component
from powercalc.dynamics.durations import Duration, Exponential, duration
from powercalc.events.failures import failures

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class DownNow:
    """Units of a component that are known to be down."""

    id: str
    units: int
    since: float
    """For how long, [h]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateNow:
    """What is known of a site at this moment. All else is as the long run has it."""

    down: tuple[DownNow, ...] = ()
    batteries: Mapping[str, float] = field(default_factory=dict)
    """For how long what storage holds now lasts, [h]."""
    fuel: Mapping[str, float] = field(default_factory=dict)
    """For how long generators can run on what is in their tanks, [h]."""

    def without(self, name: str) -> StateNow:
        """The same, one thing not down."""
        return StateNow(
            down=tuple(each for each in self.down if each.id != name),
            batteries=self.batteries,
            fuel=self.fuel,
        )


@dataclass(frozen=True, slots=True)
class Restoration:
    """How a unit comes back that has been down for `since` [h]; of several sorts of outage it may be any.

    Each sort is as likely as it is frequent and lasts so long. An exponential time does not know since when.
    """

    sorts: tuple[tuple[float, Duration], ...]
    since: float

    @classmethod
    def of(cls, component: Component, since: float) -> Restoration | None:
        """How a unit of a component comes back; None where nobody has said how long that takes."""
        found = [each for each in failures(component, 0.0) if each.mttr is not None and each.mttr > 0]
        if not found:
            return None
        rates = [each.rate for each in found] if any(each.rate > 0 for each in found) else [1.0] * len(found)
        sorts = tuple(
            (rate, duration(each.restoration, each.mttr or 0.0, each.error_factor or ERROR_FACTOR))
            for rate, each in zip(rates, found, strict=True)
        )
        return cls(*_as_from_now(sorts, since))

    def survival(self, hours: ArrayLike) -> Floats:
        """The chance that it is still down so many hours from now, up to a factor."""
        age = self.since + np.asarray(hours, dtype=np.float64)
        return np.asarray(np.sum([rate * each.survival(age) for rate, each in self.sorts], axis=0))

    def rate(self, hours: ArrayLike) -> Floats:
        """How often it comes back then if it is still down, [1/h]; without what comes back at one moment."""
        age = self.since + np.asarray(hours, dtype=np.float64)
        left = self.survival(hours)
        density = np.sum([rate * each.density(age) for rate, each in self.sorts], axis=0)
        return np.asarray(np.divide(density, left, out=np.zeros_like(left), where=left > 0))

    def moments(self) -> dict[float, float]:
        """The hours from now at which it may come back just then, each with the share that does."""
        found: dict[float, float] = {}
        for rate, each in self.sorts:
            for jump in each.jumps:
                at = jump - self.since
                before = float(self.survival(max(at - 1e-9, 0.0)))
                if at > 0 and before > 0:
                    found[at] = found.get(at, 0.0) + rate / before
        return {at: min(share, 1.0) for at, share in found.items()}

    @property
    def mean(self) -> float:
        """The mean time until it is back, [h]."""
        whole = float(self.survival(0.0))
        beyond = sum(rate * float(each.beyond(self.since)) for rate, each in self.sorts)
        return beyond / whole if whole > 0 else 0.0

    @property
    def is_overdue(self) -> bool:
        """Whether it ought to be back by now: nothing that takes so long is stated."""
        return not float(self.survival(0.0)) > 0


def _as_from_now(
    sorts: tuple[tuple[float, Duration], ...], since: float
) -> tuple[tuple[tuple[float, Duration], ...], float]:
    """Where every time is exponential, how likely each sort is now is all that is left of the past.

    The weights are scaled by the largest: those of what has been down for very long would all be nought.
    """
    if not all(isinstance(each, Exponential) for _, each in sorts):
        return sorts, since
    ages = [since / each.mean for _, each in sorts]
    return tuple(
        (rate * math.exp(min(ages) - age), each) for (rate, each), age in zip(sorts, ages, strict=True)
    ), 0.0
