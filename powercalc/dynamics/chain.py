"""The states of a bus of standby sets, and the rates and trials that lead from one to the other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

State = tuple[int, int, int]
"""How many sets are in repair after a failed start, in repair after running, out of service."""

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


class Chain:
    """A bus of sets: its states, its generator matrices Q [1/h], and the matrix of the start trials."""

    def __init__(self, sets: Sets) -> None:
        self._sets = sets
        n = sets.count
        self._one_sort = sets.start_mttr == sets.mttr
        after_start, out = range(n + 1), range(n + 1 if sets.out_of_service else 1)
        after_running = range(1 if self._one_sort else n + 1)
        states: list[State] = [s for s in product(after_start, after_running, out) if sum(s) <= n]
        self._place = {state: place for place, state in enumerate(states)}
        self.well = np.array([n - sum(state) for state in states])
        self.failed = self.well < sets.needed
        self.all_well = np.eye(len(states))[self._place[0, 0, 0]]
        self.idle = self._rates(0.0)
        self.run = self._rates(sets.failure_rate)
        self.trial = self._trials()
        self.end = self._ended()

    def _rates(self, failure_rate: float) -> Floats:
        """Failures of the sets that run and repairs; rows add up to 0."""
        sets, matrix = self._sets, np.zeros((len(self._place),) * 2)
        repair, reset = 1 / max(sets.mttr, SHORTEST), 1 / max(sets.start_mttr, SHORTEST)
        for (i, j, o), here in self._place.items():
            failing = (i + 1, j, o) if self._one_sort else (i, j + 1, o)
            rates = {
                failing: float(self.well[here]) * failure_rate,
                (i - 1, j, o): i * reset,
                (i, j - 1, o): j * repair,
            }
            for state, rate in rates.items():
                if rate and state in self._place:
                    matrix[here, self._place[state]] += rate
                    matrix[here, here] -= rate
        return matrix

    def _trials(self) -> Floats:
        """Of the sets not in repair, each is out of service, or tried and fails with probability q."""
        out, q = self._sets.out_of_service, self._sets.fail_to_start
        matrix = np.zeros((len(self._place),) * 2)
        for (i, j, o), here in self._place.items():
            well = int(self.well[here])
            for absent in range(well + 1 if out else 1):
                for failing in range(well - absent + 1):
                    chance = _binomial(well, absent, out) * _binomial(well - absent, failing, q)
                    matrix[here, self._place[i + failing, j, o + absent]] += chance
        return matrix

    def _ended(self) -> Floats:
        """What a call leaves: sets that were out of service are there again."""
        matrix = np.zeros((len(self._place),) * 2)
        for (i, j, _), here in self._place.items():
            matrix[here, self._place[i, j, 0]] = 1.0
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
