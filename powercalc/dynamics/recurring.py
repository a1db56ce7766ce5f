"""A down state that lasts, in which others interrupt a load again and again: its losses come together.

A panel is in repair for two days, and whatever fails on the other path meanwhile interrupts the load. That
happens as often as losses at random would, but all of it within two days, and is recovered from together.
While the block stays in one state, losses are those of a site in which it always is: S(t) is the chance of
none in a time t, S₀ while it is up and S₁ while it is down. With λ how often it fails while up, and 1 / μ the
mean time of its repair,

    f₀(t) = e^(−λt) S₀(t) + ∫ λ e^(−λs) S₀(s) f₁(t − s) ds,
    f₁(t) = e^(−μt) S₁(t) + ∫ μ e^(−μs) S₁(s) f₀(t − s) ds,        s from 0 to t,

are the chances of none in a time t that begins as the block changes its state, S(t) being relative to the
chance that the load was there before. Times of repair count as exponential.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from powercalc.dynamics.recovery import Course

Floats = NDArray[np.float64]

TIMES = np.linspace(0.0, 1.0, 17) ** 2
"""The parts of a window at which it is asked how likely there was no loss in a state that lasts."""
STEPS = 256
"""Of a window, in which its chance is straight."""
MATTERS = 1e-3
"""Losses come together where that may make more than this share of the recoveries, for one block."""
LEAST = 1e-15
"""Of a chance."""


def merged(chance: float, mean: float, meanwhile: float, frequency: float, window: float) -> float:
    """The share of losses that have a recovery in common with another one, at most.

    There are `frequency` [1/h] in all, and `meanwhile` [1/h] while a block is down, for a `mean` time [h].
    """
    within = min(chance * meanwhile / frequency, 1.0) if frequency > 0 else 0.0
    return within * min(meanwhile * min(window, mean), 1.0)


@dataclass(frozen=True, kw_only=True)
class Throughout:
    """What a load goes through while a block stays in one state."""

    unavailability: float
    frequency: float
    """[1/h]."""
    course: Course
    """How its interruptions follow each other meanwhile."""

    @property
    def up(self) -> float:
        """The chance that the load is there."""
        return max(1 - self.unavailability, LEAST)

    def none(self, longest: float) -> Floats:
        """The chance of no loss in a time, (steps + 1,), from nought to the longest, [h]."""
        at = longest * TIMES
        logs = [self.course.log_of_free(self.unavailability, self.frequency, each) for each in at[1:]]
        least = math.log(LEAST)
        logs = [math.log(self.up), *(min(max(each, least), math.log(self.up)) for each in logs)]
        return np.asarray(np.exp(np.interp(np.linspace(0.0, longest, STEPS + 1), at, logs)))


@dataclass(frozen=True, kw_only=True)
class Recurring:
    """A block whose down states last while others interrupt a load."""

    block: int
    chance: float
    """That it is down."""
    frequency: float
    """How often it fails, [1/h]."""
    up: Throughout
    down: Throughout

    @property
    def mean(self) -> float:
        """How long it is down, [h]."""
        return self.chance / self.frequency

    def merged(self, frequency: float, window: float) -> float:
        """The share of recoveries from losses so often, [1/h], that it may merge, for a window, [h]."""
        return merged(self.chance, self.mean, self.down.frequency, frequency, window)

    @property
    def together(self) -> float:
        """The unavailability with and without it."""
        return self.chance * self.down.unavailability + (1 - self.chance) * self.up.unavailability

    @property
    def often(self) -> float:
        """How often the load is lost with and without it, and as it fails, [1/h]."""
        itself = self.frequency * max(self.down.unavailability - self.up.unavailability, 0.0)
        return self.chance * self.down.frequency + (1 - self.chance) * self.up.frequency + itself

    def log_of_none(self, unavailability: float, frequency: float, window: float) -> float:
        """−ln of the chance of no loss in a window, [h]; what it does not account for is at random."""
        rest = min(max(unavailability - self.together, 0.0), 1 - LEAST)
        often = max(frequency - self.often, 0.0)
        at_random = -math.log1p(-rest) + often * window / (1 - rest)
        return at_random + self._log_of_none(window) if window > 0 else at_random - math.log1p(-self.together)

    def _log_of_none(self, window: float) -> float:
        """The same of what it accounts for, the block being up or down as the window begins."""
        longest = 2.0 ** math.ceil(math.log2(window))
        if longest not in self._known:
            self._known[longest] = -np.log(np.maximum(self._free(longest), LEAST))
        return float(np.interp(window, np.linspace(0.0, longest, STEPS + 1), self._known[longest]))

    @cached_property
    def _known(self) -> dict[float, Floats]:
        return {}

    def _free(self, longest: float) -> Floats:
        """The chance of no loss in a time, (steps + 1,), from nought to the longest, [h]."""
        rates = np.array([self.frequency / (1 - self.chance), self.frequency / self.chance])
        none = np.array([each.none(longest) for each in (self.up, self.down)])
        kept = none / self.up.up
        kept[0] = none[0] / none[0, 0]  # a load that is there when it has been repaired was there before
        found = _renewed(kept, rates, longest / STEPS)
        return np.asarray(self.up.up * ((1 - self.chance) * found[0] + self.chance * found[1]))


def _renewed(kept: Floats, rates: Floats, step: float) -> Floats:
    """Both f, (2, times); `kept` are S of both states, and straight between two times."""
    weight = np.exp(-rates * step)
    # of a straight line over a step, against λ e^(−λ s): of its end, and of its beginning
    far = (1 - weight) / (rates * step) - weight
    near = 1 - weight - far
    found = np.zeros_like(kept)
    found[:, 0] = kept[:, 0]
    passed = np.exp(-rates[:, None] * step * np.arange(kept.shape[1]))
    weights = np.zeros_like(kept)
    for n in range(1, kept.shape[1]):
        weights[:, n - 1] += passed[:, n - 1] * near
        weights[:, n] = passed[:, n - 1] * far
        rest = passed[:, n] * kept[:, n]
        rest += np.sum(weights[:, 1 : n + 1] * kept[:, 1 : n + 1] * found[::-1, n - 1 :: -1], axis=1)
        # the newest of each stands on both sides
        now = weights[:, 0] * kept[:, 0]
        first = (rest[0] + now[0] * rest[1]) / (1 - now[0] * now[1])
        found[:, n] = first, rest[1] + now[1] * first
    return found
