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

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from powercalc.dynamics.chain import Chain, Exponent, Sets, stationary

Floats = NDArray[np.float64]


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
        self._chain = Chain(sets)
        self._idle = Exponent(self._chain.idle)
        self._run = Exponent(self._chain.run)
        failed = self._chain.failed
        self._stay = Exponent(self._chain.run[np.ix_(failed, failed)])
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

    def running(self, age: Floats) -> Floats:
        """How many sets run at the age a [h] of the call."""
        run = self._run.rows(self._begin, np.maximum(age - self.start, 0.0))
        return np.where(age < self.start, 0.0, run @ self._chain.well)

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
        return stationary(mean_call @ self._chain.end @ idle)

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
