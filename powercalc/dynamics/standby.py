"""A bus of standby sets as a small chain: idle, called, started, running, failing, repaired.

The state counts the sets in repair; those that failed to start apart from those that failed while running,
when they take different times.  With π the row of probabilities of the states, at the age a of a call

    π(a) = π0 e^(Q_idle s) T e^(Q_run (a − s)),        a ≥ s,

s the start time, T the start trials of the sets that are not in repair, Q_run failures at λ and repairs.  π0,
at the call, is the fixed point over idle time (repairs only) and call.  Sets depend on each other even at a
known age, since they share the idle time since the last call; a chain of the bus keeps that.  Buses that are
called together share their past (`together`), or at least the nodes of that time (`IdleTime`).  "Failed for
τ" leaves the states that supply too little: π_F(a − τ) e^(Q_FF τ).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

from numpy.typing import NDArray

from powercalc.dynamics.chain import Chain, Sets
from powercalc.dynamics.first_hour import Failing, Run
from powercalc.dynamics.many_chains import exponent
from powercalc.dynamics.tested import Moment, Resting
from powercalc.dynamics.upstream import ALONE, Begins, Upstream
from powercalc.engine.recording.arrays import np, scalar

Floats = NDArray[np.float64]


AT_ONCE = 2_000_000
"""So many figures of states are held at a time."""
LONGEST = 1e7
"""A call that lasts longer is as good as eternal, [h]."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demand:
    """Calls of one sort: how often, [1/h], and how long they last, as points [h] with weights."""

    rate: float
    lengths: Floats
    weights: Floats
    shared: bool = True
    """Whether other buses are called at the same time."""
    begins: Begins | None = None
    """How often by the state of the callers; none: the same in all of them."""


@dataclass(frozen=True, slots=True)
class Fuel:
    """Until when sets have fuel in a call, and from when again after a resupply, [h] from its beginning."""

    ends: float = math.inf
    back: float = math.inf


@dataclass(frozen=True, slots=True)
class IdleTime:
    """The time since the last call that several buses share, [h]: nodes, weights; none: its mean effect."""

    times: tuple[float, ...] = ()
    weights: tuple[float, ...] = (1.0,)


def idle_time(rate: float, mttr: float) -> IdleTime:
    """Two nodes of an exponential time of rate Λ [1/h], exact for e^(−kt/mttr) up to k = 3.

    In x = e^(−t/mttr) its density is β x^(β−1), β = Λ · mttr, with the moments β / (β + k): Gauss–Jacobi.
    """
    b = rate * mttr
    m1, m2, m3 = (b / (b + k) for k in (1, 2, 3))
    # the nodes are the roots of x² − p x + q, orthogonal to 1 and to x
    p, q = np.linalg.solve(np.array([[m1, -1.0], [m2, -m1]]), np.array([m2, m3]))
    root = np.sqrt(p * p / 4 - q)
    low, high = max(p / 2 - root, scalar(np.finfo(float).tiny)), p / 2 + root  # no idle time is for ever
    share = (m1 - low) / (high - low)
    return IdleTime(
        (scalar(-mttr * np.log(low)), scalar(-mttr * np.log(high))), (scalar(1 - share), scalar(share))
    )


class StandbyGroup:
    """The chain of a bus under the calls it gets."""

    def __init__(
        self,
        sets: Sets,
        demands: Sequence[Demand],
        moments: Sequence[Moment] = (Moment(),),
        upstream: Upstream = ALONE,
        fuel: Fuel = Fuel(),
    ) -> None:
        self.sets, self.fuel = sets, fuel
        self.start = sets.start_time
        self.chain = Chain(sets)
        self.idle = exponent(self.chain.idle)
        self.run = Run(self.chain.first, self.chain.run)
        self.failing()
        self.started = np.asarray(self.idle.matrix(self.start) @ self.chain.trial)
        """From the call to the end of the start."""
        self.demands = tuple(demands)
        self.upstream = upstream
        self.at_call = self._at_call(moments)
        """π0 for each moment of a call, (moments, states)."""

    def failing(self) -> None:
        """Tell the chain within the failed states, and the ways into them."""
        self.failure = Failing(self.chain.first, self.chain.run, self.chain.failed)

    def prepared(self) -> StandbyGroup:
        """The same bus when it is started before it is needed: no start time, no trial, in use at once."""
        twin = copy(self)
        twin.start, twin.started = 0.0, np.eye(len(self.chain.well))
        return twin

    def refuelled(self) -> StandbyGroup:
        """The same bus when its fuel comes: sets run on without a trial, and without another first hour."""
        twin = self.prepared()
        if self.chain.first is not None:
            twin.chain = copy(self.chain)
            twin.chain.first = None
            twin.run = Run(None, self.chain.run)
            twin.failing()
        return twin

    def lost_below(self, needed: int) -> StandbyGroup:
        """The same bus as one that is lost when fewer sets than these supply."""
        twin = copy(self)
        twin.chain = copy(self.chain)
        twin.chain.failed = self.chain.well < needed
        twin.failing()
        return twin

    def lost_for(self, tau: Floats, age: Floats, before: Floats) -> Floats:
        """P(has supplied too little for τ [h] or longer) at the age a [h] of the call; 1 before the start.

        `before` (times, states) is π0.  Before the start time there is no supply: what has failed since the
        start has been lost since ever.
        """
        return self.losses(tau, age, before)[0]

    def never(self, age: Floats, before: Floats) -> Floats:
        """P(no supply since the call began) at its age a [h]."""
        return self.lost_for(age, age, before)

    def frequency(self, tau: Floats, age: Floats, before: Floats) -> Floats:
        """How often a loss of supply while running reaches the age τ, at the age a of the call, [1/h]."""
        return self.losses(tau, age, before)[1]

    def most_often(self, tau: float) -> float:
        """How often at most a loss of supply while running reaches an age, whatever the state, [1/h]."""
        return self.failure.most_often(tau)

    def losses(self, tau: Floats, age: Floats, before: Floats) -> tuple[Floats, Floats]:
        """P(lost for τ or longer), and how often that is reached, [1/h].

        τ is (times,), or (rows, times): several of each, in one go.
        """
        if tau.ndim > 1:
            return self._losses_in_rows(tau, age, before)
        since, failed = age - tau, self.chain.failed
        ran = np.maximum(since - self.start, 0.0)
        run = self.run.rows(before @ self.started, ran)
        lasts = np.where(since < self.start, np.maximum(age - self.start, 0.0), tau)
        stayed = self.failure.survival(ran, lasts)
        lost = np.einsum("tk,tk->t", run[:, failed], stayed)
        often = np.einsum("tk,tk->t", self.failure.entered(run[:, ~failed], ran), stayed)
        return np.where(age < self.start, 1.0, np.minimum(lost, 1.0)), np.where(
            since < self.start, 0.0, often
        )

    def _losses_in_rows(self, tau: Floats, age: Floats, before: Floats) -> tuple[Floats, Floats]:
        """The same, for as many rows at a time as there is room for."""
        found = np.empty((2, *tau.shape))
        step = max(1, AT_ONCE // max(1, before.size))
        for at in range(0, len(tau), step):
            some = tau[at : at + step]
            each = self.losses(some.ravel(), np.tile(age, len(some)), np.tile(before, (len(some), 1)))
            found[:, at : at + step] = np.array(each).reshape(2, *some.shape)
        return found[0], found[1]

    def resumed(self, before: Floats, ran: Floats, stood: Floats) -> Floats:
        """The state after running for a time [h] from the start, and standing still for another one."""
        return self.idle.rows(self.run.rows(before @ self.started, ran), stood)

    def running(self, age: Floats, before: Floats) -> Floats:
        """How many sets run at the age a [h] of the call."""
        run = self.run.rows(before @ self.started, np.maximum(age - self.start, 0.0))
        return np.where(age < self.start, 0.0, run @ self.chain.well)

    def _at_call(self, moments: Sequence[Moment]) -> Floats:
        """π0: where the mean call and the idle time after it lead back to the same state.

        Calls that this bus does not share strike it, as they come, within the idle time of the others.
        """
        timed = moments[0].idle is not None
        shared = [demand for demand in self.demands if demand.shared or not timed]
        identity = np.eye(len(self.chain.well))
        between = self.chain.idle.copy()
        for demand in self.demands:
            if demand not in shared:
                between += demand.rate * (self._call(demand) - identity)
        up = self.upstream
        begins = [up.begins(demand.rate, demand.begins) for demand in shared]
        calls = list(zip(begins, map(self._call, shared), strict=True))
        if self.sets.dormant_rate or self.sets.untested_rate:
            rate, call = up.calls(calls, len(identity))
            resting = Resting(
                between=up.at_rest(between), rate=rate, call=call, test=up.moved(self.chain.test),
                interval=self.sets.test_interval, mttr=self.sets.mttr,
            )  # fmt: skip
            return np.stack([up.seen(resting.at(moment), begins) for moment in moments])
        found = up.found(between, calls)
        if not timed or not shared:
            return np.tile(found, (len(moments), 1))
        call = ALONE.calls([(Begins.at_random(d.rate), self._call(d)) for d in shared], len(identity))[1]
        return exponent(between).rows(found @ call, np.array([moment.idle or 0.0 for moment in moments]))

    def _call(self, demand: Demand) -> Floats:
        """The transition over a call, averaged over its length."""
        return np.asarray(np.tensordot(demand.weights, self.over(demand.lengths), 1))

    def over(self, lengths: Floats) -> Floats:
        """The transitions over calls of these lengths [h]; before the start one only repairs.

        (lengths, states, states).
        """
        short = lengths < self.start
        result = np.empty((len(lengths), *self.started.shape))
        result[short] = self.idle.matrices(lengths[short])
        result[~short] = self.started @ self._started_for(lengths[~short])
        return np.asarray(result @ self.chain.end)

    def _started_for(self, lengths: Floats) -> Floats:
        """From the end of the start to that of calls [h]: without fuel sets stand still, and are repaired."""
        ends, back = max(self.fuel.ends, self.start), max(self.fuel.back, self.start)
        running = self.run.matrices(np.minimum(np.minimum(lengths, ends) - self.start, LONGEST))
        if lengths.max(initial=0.0) <= ends:
            return running
        dry = self.idle.matrices(np.clip(np.minimum(lengths, back) - ends, 0.0, LONGEST))
        again = self.run.later.matrices(np.clip(lengths - max(back, ends), 0.0, LONGEST))
        return np.asarray(running @ dry @ again)
