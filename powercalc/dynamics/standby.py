"""A bus of standby sets as a small chain: idle, called, started, running, failing, repaired.

The state counts the sets in repair; those that failed to start apart from those that failed while running,
when they take different times.  With π the row of probabilities of the states, at the age a of a call

    π(a) = π0 e^(Q_idle s) T e^(Q_run (a − s)),        a ≥ s,

s the start time, T the start trials of the sets that are not in repair, Q_run failures at λ and repairs.  π0,
at the call, is the fixed point over idle time (repairs only; exponential, of the rate of calls) and call.
Sets depend on each other even at a known age, since they share the idle time since the last call; a chain of
the bus keeps that.  "Failed for τ" leaves the states that supply too little: π_F(a − τ) e^(Q_FF τ).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


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
    fail_to_start: tuple[tuple[float, float], ...]
    """(weight, probability): the chance that one set does not start; several where the sets share what it
    depends on."""
    start_time: float
    """s, [h]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Calls of one sort: how often, [1/h], and how long they last, as points [h] with weights."""

    rate: float
    lengths: Floats
    weights: Floats


class Bus:
    """The chain of a bus under the calls it gets."""

    def __init__(self, sets: Sets, demands: Sequence[Demand]) -> None:
        self.start = sets.start_time
        self._chain = _Chain(sets)
        self._idle = _Exponent(self._chain.idle)
        self._run = _Exponent(self._chain.run)
        failed = self._chain.failed
        self._stay = _Exponent(self._chain.run[np.ix_(failed, failed)])
        self._enter = self._chain.run[np.ix_(~failed, failed)]
        self._begin = self._started(self._at_call(demands))

    def lost_for(self, tau: Floats, age: Floats) -> Floats:
        """P(has supplied too little for τ [h] or longer) at the age a [h] of the call; 1 before the start.

        Before the start time there is no supply, so what has failed since the start has been lost since ever.
        """
        since = age - tau
        run = self._run.rows(self._begin, np.maximum(since - self.start, 0.0))
        stayed = self._stay.survival(np.where(since < self.start, np.maximum(age - self.start, 0.0), tau))
        lost = np.einsum("tk,tk->t", run[:, self._chain.failed], stayed)
        return np.where(age < self.start, 1.0, np.clip(lost, 0.0, 1.0))

    def never(self, age: Floats) -> Floats:
        """P(no supply since the call began) at its age a [h]."""
        return self.lost_for(age, age)

    def frequency(self, tau: Floats, age: Floats) -> Floats:
        """How often a loss of supply while running reaches the age τ, at the age a of the call, [1/h]."""
        since = age - tau
        run = self._run.rows(self._begin, np.maximum(since - self.start, 0.0))
        entered = run[:, ~self._chain.failed] @ self._enter
        often = np.einsum("tk,tk->t", entered, self._stay.survival(tau))
        return np.where(since < self.start, 0.0, np.maximum(often, 0.0))

    def _started(self, at_call: Floats) -> Floats:
        """π(s) = π0 e^(Q_idle s) T; the sets in repair are not tried."""
        begin = at_call @ self._idle.matrix(self.start) @ self._chain.trial
        return np.asarray(begin)

    def _at_call(self, demands: Sequence[Demand]) -> Floats:
        """π0: where the mean call and the idle time after it lead back to the same state."""
        rate = sum(demand.rate for demand in demands)
        first = self._chain.all_well
        if not rate:
            return first
        mean_call = sum(demand.rate / rate * self._mean_call(demand) for demand in demands)
        identity = np.eye(len(first))
        idle = np.linalg.solve(rate * identity - self._chain.idle, rate * identity)
        return _stationary(mean_call @ idle)

    def _mean_call(self, demand: Demand) -> Floats:
        """The transition over a call, averaged over its length; before the start it only repairs."""
        started = self._idle.matrix(self.start) @ self._chain.trial
        total = np.zeros_like(started)
        for length, weight in zip(demand.lengths.tolist(), demand.weights.tolist(), strict=True):
            if length < self.start:
                total += weight * self._idle.matrix(length)
            else:
                total += weight * (started @ self._run.matrix(min(length - self.start, 1e7)))
        return total


class _Chain:
    """States and rates: (failed to start, failed while running) sets in repair."""

    def __init__(self, sets: Sets) -> None:
        self._sets = sets
        one_sort = sets.start_mttr == sets.mttr
        n = sets.count
        pairs = product(range(n + 1), [0] if one_sort else range(n + 1))
        self._states = [(i, j) for i, j in pairs if i + j <= n]
        self._place = {state: place for place, state in enumerate(self._states)}
        self._one_sort = one_sort
        self.failed = np.array([n - i - j < sets.needed for i, j in self._states])
        self.all_well = np.eye(len(self._states))[self._place[0, 0]]
        self.idle = self._rates(0.0)
        self.run = self._rates(sets.failure_rate)
        self.trial: Floats = np.sum([weight * self._trial(q) for weight, q in sets.fail_to_start], axis=0)

    def _rates(self, failure_rate: float) -> Floats:
        """The generator matrix Q, rows adding up to 0, [1/h]."""
        sets, matrix = self._sets, np.zeros((len(self._states),) * 2)
        repair, reset = 1 / max(sets.mttr, 1e-6), 1 / max(sets.start_mttr, 1e-6)
        for (i, j), here in self._place.items():
            failing = (i + 1, j) if self._one_sort else (i, j + 1)
            rates = {
                failing: (sets.count - i - j) * failure_rate,
                (i - 1, j): i * reset,
                (i, j - 1): j * repair,
            }
            for state, rate in rates.items():
                if rate and state in self._place:
                    matrix[here, self._place[state]] += rate
                    matrix[here, here] -= rate
        return matrix

    def _trial(self, q: float) -> Floats:
        """The start trials: of the sets not in repair, each fails with probability q."""
        matrix = np.zeros((len(self._states),) * 2)
        for (i, j), here in self._place.items():
            well = self._sets.count - i - j
            for k in range(well + 1):
                chance = math.comb(well, k) * q**k * (1 - q) ** (well - k)
                matrix[here, self._place[i + k, j]] += chance
        return matrix


class _Exponent:
    """e^(Q t) for many t, from one eigendecomposition: the chains here have real, distinct eigenvalues."""

    def __init__(self, rates: Floats) -> None:
        values, vectors = np.linalg.eig(rates)
        self._values = np.real(values)
        self._vectors = np.real(vectors)
        self._inverse = np.linalg.inv(self._vectors)

    def matrix(self, t: float) -> Floats:
        """e^(Q t), (states, states)."""
        return np.asarray((self._vectors * np.exp(self._values * t)) @ self._inverse)

    def rows(self, start: Floats, t: Floats) -> Floats:
        """π e^(Q t) from the row π = `start`, (times, states)."""
        return np.asarray((np.exp(np.outer(t, self._values)) * (start @ self._vectors)) @ self._inverse)

    def survival(self, t: Floats) -> Floats:
        """e^(Q t) 1: the probability of not having left by t, from each state; (times, states)."""
        weights = self._inverse.sum(axis=1)
        return np.asarray((np.exp(np.outer(t, self._values)) * weights) @ self._vectors.T)


def _stationary(step: Floats) -> Floats:
    """The row π with π = π · step."""
    size = len(step)
    equations = np.vstack([step.T - np.eye(size), np.ones(size)])
    found, *_ = np.linalg.lstsq(equations, np.append(np.zeros(size), 1.0), rcond=None)
    return np.asarray(found)
