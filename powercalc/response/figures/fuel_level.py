"""How full a tank is in some columns, and what that makes of the sets on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from numpy.typing import NDArray

from powercalc.dynamics.standby import StandbyGroup
from powercalc.engine.recording.arrays import np
from powercalc.response.columns.node_ages import LIVE
from powercalc.response.plan.fuel import Tank
from powercalc.response.plan.thresholds import INSTANT

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Integers = NDArray[np.intp]


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
        since = np.maximum.reduce(np.array([calls[user] for user in tank.users]))
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
        After: a window that began while it was dry is one since the resupply, at which sets run on as they
        are then: they have stood still, and been repaired.
        """
        dry = self.dry
        spent = dry & np.where(self.short, self.empty > tau + INSTANT, self.empty >= tau - INSTANT)
        over = ~dry & (self.refilled >= 0) & (tau > self.refilled) & (tau <= self.empty)
        shift = np.where(dry, np.maximum(self.empty, 0.0), 0.0)
        window = np.where(over, self.refilled, np.maximum(tau - shift, 0.0))
        lost, often = bus.losses(window, age - shift, before)
        again = np.flatnonzero(self.again(bus.start, age))
        if len(again):
            since, some = self.refilled[again], window[..., again]
            found = bus.refuelled().losses(some, since, self._at_resupply(bus, again, age, before))
            lost[..., again] = np.where(some <= since, found[0], lost[..., again])
            often[..., again] = np.where(some <= since, found[1], often[..., again])
        return np.where(spent, 1.0, lost), np.where(spent | over, 0.0, often)

    def running(self, bus: StandbyGroup, age: Floats, before: Floats) -> Floats:
        """How many sets run at the age of the call."""
        found = np.where(self.dry, 0.0, bus.running(age, before))
        again = np.flatnonzero(self.again(bus.start, age))
        if len(again):
            state = self._at_resupply(bus, again, age, before)
            found[again] = bus.refuelled().running(self.refilled[again], state)
        return found

    def again(self, start: float, age: Floats) -> Flags:
        """Where there is fuel again for a call that began before it came."""
        return np.asarray(~self.dry & (self.refilled >= 0) & (age - start > self.refilled))

    def _at_resupply(self, bus: StandbyGroup, again: Integers, age: Floats, before: Floats) -> Floats:
        """The state of a bus when the fuel came."""
        called, empty, refilled = (each[again] for each in (age - bus.start, self.empty, self.refilled))
        return bus.resumed(
            before[again], np.maximum(called - empty, 0.0), np.minimum(called, empty) - refilled
        )


@dataclass(frozen=True, slots=True)
class Fuelled:
    """A bus in some columns in which its tank is not empty: full, or full again."""

    bus: StandbyGroup
    level: FuelLevel | None
    """None where its fuel never ends; else taken as full where it is empty."""

    @classmethod
    def of(cls, bus: StandbyGroup, level: FuelLevel | None) -> Fuelled:
        """The bus as it was when its fuel ended, where that has ended."""
        if level is None:
            return cls(bus, None)
        return cls(bus, replace(level, empty=np.where(level.dry, LIVE, level.empty)))

    @property
    def start(self) -> float:
        """How long it takes to start, [h]."""
        return self.bus.start

    @property
    def has_first_hour(self) -> bool:
        """Whether its sets fail at another rate in the first hour."""
        return self.bus.chain.first is not None

    @property
    def kinks(self) -> list[Floats]:
        """The ages [h] of a failure between which there is none, as sets stood still; each (columns,)."""
        if self.level is None or not (self.level.refilled > 0).any():
            return []
        again = self.level.refilled > 0
        return [np.where(again, each, 0.0) for each in (self.level.refilled, self.level.empty)]

    def never(self, age: Floats, before: Floats) -> Floats:
        """P(no supply since the call began) at its age [h]."""
        return self.bus.never(age, before)

    def losses(self, tau: Floats, age: Floats, before: Floats) -> tuple[Floats, Floats]:
        """P(lost for τ or longer), and how often that is reached, [1/h]."""
        if self.level is None:
            return self.bus.losses(tau, age, before)
        return self.level.lost_for(self.bus, tau, age, before)
