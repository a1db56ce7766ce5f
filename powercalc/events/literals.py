"""The independent events that a diagram is made of, each with its probability and its frequency."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """One independent event: a unit is down, a set does not start, a bypass does not take over.

    With λ the failure rate, r the mean restoration time and x = λ r, the unavailability is x / (1 + x) and
    the failure frequency λ / (1 + x). IEC 61078:2016. A demand (a trial at each call) has a probability
    and no frequency of its own; a plain unavailability has an unknown frequency.
    """

    name: str
    component: str
    failure_rate: float | None = None
    """λ, [1/h]."""
    mttr: float | None = None
    """Mean time to restoration, [h]."""
    chance: float | None = None
    """The probability, where there is no rate."""
    demand: bool = False
    """True for a trial at each call."""
    members: tuple[str, ...] = ()
    """The ids of all components whose figures it rests on, where it is an event in common."""
    words: str | None = None
    """What happens, as a clause for people; "NAME is down" when absent."""

    @property
    def figures(self) -> tuple[float | None, float | None, float | None, bool]:
        """What two literals have in common that are alike in everything but their names."""
        return self.failure_rate, self.mttr, self.chance, self.demand

    @property
    def unavailability(self) -> float:
        """U = x / (1 + x), x = λ·mttr."""
        if self.chance is not None:
            return self.chance
        x = self._rate * self._mttr
        return x / (1 + x)

    @property
    def frequency(self) -> float:
        """Failure frequency λ / (1 + x), [1/h]; 0 for a demand or a constant; nan where it is unknown."""
        if self.chance is not None:
            return 0.0 if self.demand or self.chance in (0.0, 1.0) else math.nan
        return self._rate / (1 + self._rate * self._mttr)

    @property
    def _rate(self) -> float:
        return self.failure_rate or 0.0

    @property
    def _mttr(self) -> float:
        return self.mttr or 0.0


def unavailabilities(literals: Iterable[Literal]) -> Floats:
    """Return the probability of each literal, (literals,)."""
    return np.array([literal.unavailability for literal in literals])


def frequencies(literals: Sequence[Literal]) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the frequency of each literal, [1/h], 0 where unknown; and which are. Both (literals,)."""
    found = np.array([literal.frequency for literal in literals])
    unknown = np.isnan(found)
    return np.where(unknown, 0.0, found), unknown
