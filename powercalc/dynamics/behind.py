"""A bus that is called when another one fails: what it has been through because of that one.

The joint chain of both: the second is tried and runs while the first has failed, and rests and is repaired
while the first supplies.  At the beginning of a call both are called: where the second starts before the
supply of the first has come, it is tried then, too; otherwise its start time is left out.  The stationary
state over calls and idle times keeps that what the last outage did to one it did to the other; the chain
within a call keeps what earlier failures of the first have done to the second in the same outage.
"""

from __future__ import annotations

from copy import copy
from functools import cached_property

from numpy.typing import NDArray

from powercalc.dynamics.first_hour import FIRST_HOUR, Run
from powercalc.dynamics.many_chains import exponent
from powercalc.dynamics.markov import Exponent
from powercalc.dynamics.standby import LONGEST, Demand, StandbyGroup
from powercalc.dynamics.tested import ANY, Moment, Resting
from powercalc.dynamics.upstream import Begins
from powercalc.engine.recording.arrays import np

Floats = NDArray[np.float64]


class Behind:
    """The joint chain of a bus and the one behind it; states (first, second), the second running fastest."""

    def __init__(
        self,
        first: StandbyGroup,
        second: StandbyGroup,
        moment: Moment = ANY,
        *,
        tried: Floats | None = None,
        one_tank: bool = False,
    ) -> None:
        """`tried`: what the beginning of a call does to the second though the first starts; None: nothing."""
        self._first, self._second, self._one_tank = first, second, one_tank
        self._sizes = len(first.chain.well), len(second.chain.well)
        self._run = Run(self._running_first(), self._running())
        called = np.kron(first.started, np.eye(self._sizes[1])) @ self._by_first(second.chain.trial, tried)
        self._at_once = called
        self._rest = self._resting(called)
        self._at_call = self._stationary(moment)
        failed = first.chain.failed
        rates = (first.chain.run if first.chain.first is None else first.chain.first, first.chain.run)
        self._entering = np.stack([np.where(failed, 0.0, each[:, failed].sum(axis=1)) for each in rates])
        """How often the first fails, [1/h], by its state: in the first hour after its start, and later."""

    @property
    def start(self) -> float:
        """How long the first bus takes to start, [h]."""
        return self._first.start

    def at(self, moment: Moment) -> Behind:
        """The same chain at another moment of a call."""
        twin = copy(self)
        twin._at_call = self._stationary(moment)  # noqa: SLF001 - it is a joint chain as well
        return twin

    def at_failure(self, elapsed: Floats) -> Floats:
        """The second bus when the first fails, `elapsed` [h] after its start: (times, its states)."""
        now = self._run.rows(self._at_call @ self._at_once, elapsed).reshape(len(elapsed), *self._sizes)
        often = np.where((elapsed < FIRST_HOUR)[:, None], self._entering[0], self._entering[1])
        return _normal(np.einsum("tij,ti->tj", now, often))

    def at_failure_again(self, ran: Floats, stood: Floats, again: Floats) -> Floats:
        """The same where the first had no fuel in between: it ran, stood still, and ran again, [h] each."""
        start = np.tile(self._at_call @ self._at_once, (len(ran), 1))
        now = self._refuelled(start, ran, stood, again).reshape(len(ran), *self._sizes)
        return _normal(np.einsum("tij,i->tj", now, self._entering[1]))

    def at_no_start(self, age: Floats) -> Floats:
        """The second bus at the call, if the first has not supplied up to the age [h]: (times, states)."""
        start, failed = self._first.start, self._first.chain.failed
        tried = np.einsum("ij,ik->kj", self._at_call.reshape(self._sizes), self._first.started)[failed]
        lasts = np.maximum(age - start, 0.0)
        return _normal(self._first.failure.survival(np.zeros_like(lasts), lasts) @ tried)

    def as_one(self) -> StandbyGroup:
        """Both as one bus that has failed when both have, for a third one behind them."""
        first, second = self._first, self._second
        one, two, twin = first.chain, second.chain, copy(first)
        twin.chain = copy(one)
        twin.chain.well = np.add.outer(one.well, two.well).ravel()
        twin.chain.failed = np.logical_and.outer(one.failed, two.failed).ravel()
        twin.chain.run, twin.started = self._running(), self._at_once
        twin.chain.first = self._running_first()
        twin.chain.end = np.asarray(np.kron(one.end, two.end), dtype=np.float64)
        twin.chain.idle = _side_by_side(one.idle, two.idle)
        twin.idle, twin.run = exponent(twin.chain.idle), self._run
        twin.at_call = self._stationary(ANY)[None]
        twin.failing()
        return twin

    def _running(self) -> Floats:
        """Rates in a call: where the first fails the second is tried, where it is back the second rests."""
        return self._joint(self._first.chain.run, self._second.chain.run)

    def _running_first(self) -> Floats | None:
        """The same in the first hour after the start of the first bus; None: as later.

        That of the second begins with it: mostly the first has not started at all.
        """
        one, two = self._first.chain, self._second.chain
        if one.first is None and two.first is None:
            return None
        return self._joint(
            one.run if one.first is None else one.first, two.run if two.first is None else two.first
        )

    def _joint(self, first: Floats, second: Floats) -> Floats:
        """The rates of both from those of each while it runs."""
        one, two = self._first.chain, self._second.chain
        rates = np.zeros((*self._sizes, *self._sizes))
        for i, failed in enumerate(one.failed):
            rates[i, :, i, :] = second if failed else two.idle
            for k in np.flatnonzero(first[i]):
                change = np.eye(self._sizes[1])
                if failed != one.failed[k]:
                    change = two.end if failed else two.trial
                rates[i, :, k, :] += first[i, k] * change
        return rates.reshape(len(one.well) * len(two.well), -1)

    def _by_first(self, trial: Floats, tried: Floats | None) -> Floats:
        """Try the second bus where the first has failed, and where it has not, if it was there sooner."""
        steps = np.zeros((*self._sizes, *self._sizes))
        sooner = np.eye(self._sizes[1]) if tried is None else tried
        for i, failed in enumerate(self._first.chain.failed):
            steps[i, :, i, :] = trial if failed else sooner
        return steps.reshape(self._sizes[0] * self._sizes[1], -1)

    def _refuelled(self, rows: Floats, ran: Floats, stood: Floats, again: Floats) -> Floats:
        """States after the start, (times, states), as above: while the first stands the other is called.

        Where both have one tank, both stand still.
        """
        second = self._second.chain
        rows = self._run.rows(rows, ran)
        if self._one_tank:
            return self._run.later.rows(self._standing.rows(rows, stood), again)
        stood_still = self._standing.rows(rows @ self._where_first_supplies(second.trial), stood)
        return self._run.later.rows(stood_still @ self._where_first_supplies(second.end), again)

    @cached_property
    def _standing(self) -> Exponent:
        """The chain while the first has no fuel."""
        second = self._second.chain
        return exponent(_side_by_side(self._first.chain.idle, second.idle if self._one_tank else second.run))

    def _where_first_supplies(self, step: Floats) -> Floats:
        """A step of the second bus where the first has not failed."""
        return self._by_first(np.eye(self._sizes[1]), step)

    def _stationary(self, moment: Moment) -> Floats:
        """The joint state at a call; where sets are tested, it depends on the time since the test."""
        if isinstance(self._rest, Resting):
            return self._first.upstream.seen(self._rest.at(moment), self._begins)
        return self._rest

    @property
    def _begins(self) -> list[Begins]:
        return [self._first.upstream.begins(demand.rate, demand.begins) for demand in self._first.demands]

    def _resting(self, called: Floats) -> Resting | Floats:
        """The fixed point over calls of the first bus and idle time or, with tests, the way to it."""
        first, second, up = self._first, self._second, self._first.upstream
        if not sum(demand.rate for demand in first.demands):
            return np.kron(first.at_call[0], second.at_call[0])
        calls = list(zip(self._begins, (self._over(called, each) for each in first.demands), strict=True))
        interval = max(first.sets.test_interval, second.sets.test_interval)
        rest = [_at_rest(bus, interval) for bus in (first, second)]
        rests = _side_by_side(*rest)
        if not interval:
            return up.found(rests, calls)
        rate, call = up.calls(calls, len(rests))
        return Resting(
            between=up.at_rest(rests), rate=rate, call=call, test=up.moved(self._test(interval)),
            interval=interval, mttr=max(first.sets.mttr, second.sets.mttr),
        )  # fmt: skip

    def _over(self, called: Floats, demand: Demand) -> Floats:
        """The transition over a call, averaged over its length."""
        first, second = self._first, self._second
        total: Floats = np.zeros_like(called)
        short = demand.lengths < first.start
        for t, weight in zip(demand.lengths[short].tolist(), demand.weights[short].tolist(), strict=True):
            total += weight * np.kron(first.idle.matrix(t), second.idle.matrix(t))
        ends, back = (max(at - first.start, 0.0) for at in (first.fuel.ends, first.fuel.back))
        hours, weights = np.minimum(demand.lengths - first.start, LONGEST), demand.weights
        wet = ~short & (hours <= ends)
        total += called @ np.tensordot(weights[wet], self._run.matrices(hours[wet]), 1)
        for t, weight in zip(hours[hours > ends].tolist(), weights[hours > ends].tolist(), strict=True):
            times = np.array([[ends], [min(t, back) - ends], [max(t - back, 0.0)]])
            total += weight * self._refuelled(called, *np.repeat(times, len(called), axis=1))
        return np.asarray(total @ np.kron(first.chain.end, second.chain.end))

    def _test(self, interval: float) -> Floats:
        """The test of both, or of the one that has this interval."""
        one, two = (
            bus.chain.test if bus.sets.test_interval == interval else np.eye(len(bus.chain.test))
            for bus in (self._first, self._second)
        )
        return np.asarray(np.kron(one, two), dtype=np.float64)


def _at_rest(bus: StandbyGroup, interval: float) -> Floats:
    """The rates of a bus at rest, with tests at random where it has another interval."""
    return bus.chain.idle if bus.sets.test_interval in {0.0, interval} else bus.chain.rest


def _side_by_side(first: Floats, second: Floats) -> Floats:
    """The rates of two buses that have nothing to do with each other."""
    found = np.kron(first, np.eye(len(second))) + np.kron(np.eye(len(first)), second)
    return np.asarray(found, dtype=np.float64)


def _normal(rows: Floats) -> Floats:
    """Rows that add up to 1; all well where there is nothing to go by."""
    rows = np.maximum(rows, 0.0)
    total = rows.sum(axis=1, keepdims=True)
    well = np.eye(rows.shape[1])[0]
    return np.where(total > 0, rows / np.where(total > 0, total, 1.0), well)
