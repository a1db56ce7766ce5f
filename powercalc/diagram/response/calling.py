"""Which sets of callers, down together, call which generators."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from powercalc.diagram.response.ages import LIVE, Ages
from powercalc.diagram.response.plan import Plan
from powercalc.dynamics.ages import FOREVER

MANY = 30
"""With more callers than this, no more than two of them are looked at together."""


Way = tuple[tuple[int, ...], int]
"""The callers that are down without calling, and the one that calls when it fails too."""


class CallTable:
    """For all small sets of callers: who is called, while the generators before others have failed or not."""

    def __init__(self, plan: Plan, *, failed: bool) -> None:
        most = 3 if len(plan.first) <= MANY else 2
        self._sets = [down for order in range(most + 1) for down in combinations(plan.first, order)]
        self._place = {frozenset(down): place for place, down in enumerate(self._sets)}
        size = len(self._sets)
        ages = {b: np.array([1.0 if b in down else LIVE for down in self._sets]) for b in plan.first}
        given = {bus: np.full(size, FOREVER if failed else LIVE) for bus in plan.doubted}
        found = Ages(plan, ages, given, size)
        self._called = {name: found.certainly_called(name) > LIVE for name in plan.buses}

    def beginnings(self, name: str) -> list[tuple[tuple[int, ...], int]]:
        """The ways in which a call begins: callers that are down without calling, and one more that calls."""
        called = self._called[name]
        return [
            (down, b)
            for down, place in zip(self._sets, range(len(self._sets)), strict=True)
            if not called[place]
            for b in self._sets_of_one
            if b not in down and (more := self._place.get(frozenset((*down, b)))) is not None and called[more]
        ]

    @property
    def _sets_of_one(self) -> list[int]:
        return [down[0] for down in self._sets if len(down) == 1]
