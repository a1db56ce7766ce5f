"""The states of a bus of standby sets, and the rates and trials that lead from one to the other."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

State = tuple[int, int, int, int, int]
"""How many sets are in repair after a failed start, in repair after running, out of service; how many have a
fault that nobody knows of, which the next test finds, or which only a call does."""

SHORTEST = 1e-6
"""A repair of no length takes so long, [h]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sets:
    """Identical sets on one bus, of which `needed` carry the load."""

    count: int
    needed: int
    failure_rate: float
    """λ, [1/h], while running."""
    mttr: float
    """[h], after a failure while running."""
    start_mttr: float
    """[h], after a failed start."""
    fail_to_start: float
    """q, the chance that a set does not start."""
    out_of_service: float = 0.0
    """The chance that a set is out of service for the whole of a call."""
    start_time: float
    """s, [h], from call to supply."""
    dormant_rate: float = 0.0
    """[1/h], of faults at rest that the next test finds, or a call."""
    untested_rate: float = 0.0
    """[1/h], of faults at rest that only a call finds."""
    test_interval: float = 0.0
    """θ, [h]; 0 where nothing is tested."""
    mistakes: float = 0.0
    """[1/h], of failures at rest that are seen at once: an intervention has dropped the set."""


class Chain:
    """A bus of sets: its states, its generator matrices Q [1/h], and the matrix of the start trials."""

    def __init__(self, sets: Sets) -> None:
        self._sets = sets
        n = sets.count
        self._one_sort = sets.start_mttr == sets.mttr
        each = range(n + 1)
        sorts = (
            True, not self._one_sort, sets.out_of_service, sets.dormant_rate, sets.untested_rate
        )  # fmt: skip
        counts = product(*(each if sort else (0,) for sort in sorts))
        states: list[State] = [(i, j, o, h, u) for i, j, o, h, u in counts if i + j + o + h + u <= n]
        self._place = {state: place for place, state in enumerate(states)}
        self.well = np.array([n - sum(state) for state in states])
        self.failed = self.well < sets.needed
        self.all_well = np.eye(len(states))[self._place[0, 0, 0, 0, 0]]
        self.idle = self._rates(sets.mistakes, sets.dormant_rate, sets.untested_rate)
        self.run = self._rates(sets.failure_rate, 0.0, 0.0)
        self.trial = self._trials()
        self.end = self._moved(lambda i, j, _, h, u: (i, j, 0, h, u))
        self.test = self._moved(self._tested)

    @property
    def rest(self) -> Floats:
        """Rates at rest with tests at random, twice as often: the same mean time since the last one."""
        often = 2 / self._sets.test_interval if self._sets.test_interval else 0.0
        return self.idle + often * (self.test - np.eye(len(self.idle)))

    def _rates(self, failure_rate: float, dormant: float, untested: float) -> Floats:
        """Failures of the sets that run, faults of those at rest, repairs; rows add up to 0."""
        sets, matrix = self._sets, np.zeros((len(self._place),) * 2)
        repair, reset = 1 / max(sets.mttr, SHORTEST), 1 / max(sets.start_mttr, SHORTEST)
        for (i, j, o, h, u), here in self._place.items():
            failing = (i + 1, j, o, h, u) if self._one_sort else (i, j + 1, o, h, u)
            well = float(self.well[here])
            rates = {
                failing: well * failure_rate,
                (i - 1, j, o, h, u): i * reset,
                (i, j - 1, o, h, u): j * repair,
                (i, j, o, h + 1, u): well * dormant,
                (i, j, o, h, u + 1): well * untested,
                (i, j, o, h + 1, u - 1): u * dormant,
            }
            for state, rate in rates.items():
                if rate and state in self._place:
                    matrix[here, self._place[state]] += rate
                    matrix[here, here] -= rate
        return matrix

    def _trials(self) -> Floats:
        """Of the sets not in repair, each is out of service, or tried and fails with probability q.

        Those with a fault fail.
        """
        out, q = self._sets.out_of_service, self._sets.fail_to_start
        matrix = np.zeros((len(self._place),) * 2)
        for (i, j, o, h, u), here in self._place.items():
            well, known = int(self.well[here]), i + h + u
            for absent in range(well + 1 if out else 1):
                for failing in range(well - absent + 1):
                    chance = _binomial(well, absent, out) * _binomial(well - absent, failing, q)
                    matrix[here, self._place[known + failing, j, o + absent, 0, 0]] += chance
        return matrix

    def _tested(self, i: int, j: int, o: int, h: int, u: int) -> State:
        """What a test finds is repaired as if it had failed while running."""
        return (i + h, j, o, 0, u) if self._one_sort else (i, j + h, o, 0, u)

    def _moved(self, to: Callable[[int, int, int, int, int], State]) -> Floats:
        """The matrix of a step that leaves nothing to chance: after a call, no set is out of service."""
        matrix = np.zeros((len(self._place),) * 2)
        for state, here in self._place.items():
            matrix[here, self._place[to(*state)]] = 1.0
        return matrix


def _binomial(n: int, k: int, chance: float) -> float:
    return math.comb(n, k) * chance**k * (1 - chance) ** (n - k)


class Exponent:
    """e^(Q t) for many t, from one eigendecomposition.

    Where eigenvalues coincide and leave too few eigenvectors, the rates are moved apart by one part in ten
    million. Rounding may make a pair of equal eigenvalues complex; what comes out is real.
    """

    def __init__(self, rates: Floats) -> None:
        values, vectors = np.linalg.eig(rates)
        if len(rates) and np.linalg.cond(vectors) > 1e9:
            nudge = 1 + 1e-7 * np.arange(len(rates))
            values, vectors = np.linalg.eig(rates * nudge[:, None])
        self._values = values
        self._vectors = vectors
        self._inverse = np.linalg.inv(vectors)

    def matrix(self, t: float) -> Floats:
        """e^(Q t), (states, states)."""
        return np.real((self._vectors * np.exp(self._values * t)) @ self._inverse)

    def rows(self, start: Floats, t: Floats) -> Floats:
        """π e^(Q t) from π = `start`, one row (states,) or one for each time; (times, states)."""
        return np.real((np.exp(np.outer(t, self._values)) * (start @ self._vectors)) @ self._inverse)

    def survival(self, t: Floats) -> Floats:
        """e^(Q t) 1: the probability of not having left by t, from each state; (times, states)."""
        weights = self._inverse.sum(axis=1)
        return np.real((np.exp(np.outer(t, self._values)) * weights) @ self._vectors.T)


def stationary(step: Floats) -> Floats:
    """The row π with π = π · step."""
    size = len(step)
    equations = np.vstack([step.T - np.eye(size), np.ones(size)])
    found, *_ = np.linalg.lstsq(equations, np.append(np.zeros(size), 1.0), rcond=None)
    return np.asarray(found)
