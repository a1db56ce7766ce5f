"""How full a tank is in some columns, and what that makes of the sets on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from powercalc.dynamics.standby import StandbyGroup
from powercalc.response.columns.node_ages import LIVE
from powercalc.response.plan.fuel import Tank
from powercalc.response.plan.thresholds import INSTANT

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FuelLevel:
    """A tank in some columns: for how long it has been empty, and refilled, [h]; negative before."""

    empty: Floats
    refilled: Floats
    short: Flags
    """Where whatever reaches an age is just short of it."""

    @classmethod
    def of(cls, tank: Tank, calls: Mapping[str, Floats], short: Flags) -> FuelLevel:
        """The level by the oldest call on the tank."""
        since = np.maximum.reduce([calls[user] for user in tank.users])
        return cls(since - tank.autonomy, since - tank.resupply, short)

    def take(self, which: NDArray[np.int64]) -> FuelLevel:
        """Some of the columns."""
        return FuelLevel(self.empty[which], self.refilled[which], self.short[which])

    @property
    def dry(self) -> Flags:
        """Where there is no fuel."""
        started = np.where(self.short, self.empty > INSTANT, self.empty >= -INSTANT)
        return np.asarray(started & (self.refilled < -INSTANT))

    def since(self) -> Floats:
        """For how long there has been none, [h]; −∞ where there is some."""
        return np.where(self.dry, np.maximum(self.empty, 0.0), LIVE)

    def lost_for(self, bus: StandbyGroup, tau: Floats, age: Floats, before: Floats) -> tuple[Floats, Floats]:
        """P(no supply for τ or longer) and how often that begins, [1/h], at the age of the call.

        While dry for d: lost for τ if d reaches it, or if the sets had failed for τ − d when the fuel ended.
        After: a window that began while it was dry is one since the resupply.
        """
        dry = self.dry
        spent = dry & np.where(self.short, self.empty > tau + INSTANT, self.empty >= tau - INSTANT)
        over = ~dry & (self.refilled >= 0) & (tau > self.refilled) & (tau <= self.empty)
        shift = np.where(dry, np.maximum(self.empty, 0.0), 0.0)
        window = np.where(over, self.refilled, np.maximum(tau - shift, 0.0))
        lost, often = bus.losses(window, age - shift, before)
        return np.where(spent, 1.0, lost), np.where(spent | over, 0.0, often)
