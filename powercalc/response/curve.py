"""How likely no break has come, by the age of a loss: one curve, and several of them put together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

END = 1e6
"""Nobody waits for a break longer, [h]."""
SOON, STEPS = 1e-6, 120
"""[h], the first age that is looked at where nothing happens, and how many up to the last."""
NEVER = 1e-9
"""A chance of a break between the last two ages below which none ever comes."""


@dataclass(frozen=True, kw_only=True)
class Curve:
    """How likely no break has come."""

    ages: Floats
    """[h], ascending, (ages,); every age stands twice, before and after what happens at it"""
    chance: Floats
    """(ages,)"""

    @classmethod
    def steady(cls, begin: float, rate: float) -> Curve:
        """What breaks at one rate, [1/h], if it was served at the beginning."""
        ages = np.repeat([0.0, *np.geomspace(SOON, END, STEPS)], 2)
        return cls(ages=ages, chance=begin * np.exp(-rate * ages))

    @property
    def edges(self) -> Floats:
        """Every age once."""
        return self.ages[::2]

    def at(self, hours: float) -> float:
        """The chance that no break has come before then: a battery of 4 h serves for 4 h."""
        return float(self.on(np.array([hours]))[0, 0])

    def on(self, edges: Floats) -> Floats:
        """The chance before and after each of some ages; between those known it falls at one rate."""
        own, short, past = self.edges, self.chance[::2], self.chance[1::2]
        place = np.searchsorted(own, edges, side="right") - 1
        after = np.minimum(place + 1, len(own) - 1)
        share = (edges - own[place]) / np.where(after > place, own[after] - own[place], 1.0)
        begin, end = past[place], short[after]
        steady = (begin > 0) & (end > 0)
        logs = [np.log(np.where(steady, each, 1.0)) for each in (begin, end)]
        falling = np.exp((1 - share) * logs[0] + share * logs[1])
        between = np.where(steady, falling, (1 - share) * begin + share * end)
        known = own[place] == edges
        return np.stack(
            [np.where(known, short[place], between), np.where(known, past[place], between)], axis=1
        )

    @property
    def mean(self) -> float | None:
        """The mean time until the first break, [h]; None where it may never come."""
        steps, high, low = np.diff(self.ages), self.chance[:-1], self.chance[1:]
        same = np.isclose(high, low, rtol=1e-6, atol=0.0) | (low <= 0)
        falls = np.log(np.where(same, math.e, high / np.where(low > 0, low, 1.0)))
        known = float(np.sum(steps * np.where(same, (high + low) / 2, (high - low) / falls)))
        if self.chance[-1] <= 0:
            return known
        last, fall = self.edges[-1] - self.edges[-2], math.log(self.chance[-3] / self.chance[-2])
        return known + float(self.chance[-1]) * last / fall if fall > NEVER else None

    @property
    def latest(self) -> float | None:
        """When a break has come for sure, [h]; None where there is no such time."""
        first = int(np.argmax(self.chance <= 0))
        at_once = self.chance[first] <= 0 and (first == 0 or self.ages[first - 1] == self.ages[first])
        return float(self.ages[first]) if at_once else None  # else it has become too small for a float


def put_together(curves: Sequence[Curve], how: Callable[[Sequence[Floats]], Floats]) -> Curve:
    """Return what a rule makes of the chances of some curves, at all ages of any of them, (ages, 2)."""
    edges = reduce(np.union1d, (curve.edges for curve in curves))
    chance = np.minimum.accumulate(np.clip(how([curve.on(edges) for curve in curves]), 0.0, 1.0).ravel())
    return Curve(ages=np.repeat(edges, 2), chance=chance)


def all_of(curves: Iterable[Curve]) -> Curve:
    """Return how likely no break of any has come, of several that have nothing in common."""
    listed = list(curves)
    return listed[0] if len(listed) == 1 else put_together(listed, lambda found: np.prod(found, axis=0))
