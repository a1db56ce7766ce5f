"""The states of a bus of standby sets, and the rates and trials that lead from one to the other."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from numpy.typing import NDArray

from powercalc.dynamics.stages import ONE, Stages
from powercalc.engine.recording.arrays import np, scalar

Floats = NDArray[np.float64]

State = tuple[int, ...]
"""How many sets are at each stage of a repair, after a failed start and after running; how many are out of
service; how many have a fault that nobody knows of, which the next test finds, or which only a call does."""

SHORTEST = 1e-6
"""A repair of no length takes so long, [h]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sets:
    """Identical sets on one bus, of which `needed` carry the load."""

    count: int
    needed: int
    failure_rate: float
    """λ, [1/h], while running."""
    first_rate: float | None = None
    """λ, [1/h], in the first hour after a start; None: the same."""
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
    repair: Stages = ONE
    """The shape of a repair, as stages."""

    def states(self, stages: int) -> int:
        """How many states the chain has with so many stages of a repair."""
        sorts = (1 if self.start_mttr == self.mttr else 2) * stages
        others = sum(bool(each) for each in (self.out_of_service, self.dormant_rate, self.untested_rate))
        return math.comb(self.count + sorts + others, self.count)


class Chain:
    """A bus of sets: its states, its generator matrices Q [1/h], and the matrix of the start trials."""

    def __init__(self, sets: Sets) -> None:
        self._sets = sets
        n, stages = sets.count, len(sets.repair.rates)
        self._reset = range(stages)
        """Where a repair after a failed start stands in a state, by its stages."""
        self._repair = self._reset if sets.start_mttr == sets.mttr else range(stages, 2 * stages)
        """And one after running."""
        self._out = self._repair.stop
        sorts = [
            *(True,) * self._out, bool(sets.out_of_service), bool(sets.dormant_rate), bool(sets.untested_rate)
        ]  # fmt: skip
        states = list(_states(sorts, n))
        self._place = {state: place for place, state in enumerate(states)}
        self.well = np.array([n - sum(state) for state in states])
        self.failed = self.well < sets.needed
        self.all_well = np.eye(len(states))[self._place[(0,) * len(sorts)]]
        self.idle = self._rates(sets.mistakes, sets.dormant_rate, sets.untested_rate)
        self.run = self._rates(sets.failure_rate, 0.0, 0.0)
        self.first = None if sets.first_rate is None else self._rates(sets.first_rate, 0.0, 0.0)
        """The rates in the first hour after a start; None: as later."""
        self.trial = self._trials()
        self.end = self._moved(self._ended)
        self.test = self._moved(self._tested)

    @property
    def rest(self) -> Floats:
        """Rates at rest with tests at random, twice as often: the same mean time since the last one."""
        often = 2 / self._sets.test_interval if self._sets.test_interval else 0.0
        return self.idle + often * (self.test - np.eye(len(self.idle)))

    def _rates(self, failure_rate: float, dormant: float, untested: float) -> Floats:
        """Failures of the sets that run, faults of those at rest, repairs; rows add up to 0."""
        matrix = np.zeros((len(self._place),) * 2)
        for state, here in self._place.items():
            for there, rate in self._steps(state, failure_rate, dormant, untested):
                if rate and there in self._place:
                    matrix[here, self._place[there]] += rate
                    matrix[here, here] -= rate
        return matrix

    def _steps(
        self, state: State, failure_rate: float, dormant: float, untested: float
    ) -> Iterator[tuple[State, float]]:
        """Yield where a state can go, and how often, [1/h]."""
        well, (found, unseen) = scalar(self.well[self._place[state]]), (self._out + 1, self._out + 2)
        for there, chance in self._begun(state, self._repair, 1):
            yield there, well * failure_rate * chance
        for places, mttr in {self._reset: self._sets.start_mttr, self._repair: self._sets.mttr}.items():
            for stage, rate in enumerate(self._sets.repair.rates):
                place = places[stage]
                fewer = _changed(state, {place: -1})
                there = _changed(fewer, {place - 1: 1}) if stage else fewer
                yield there, state[place] * rate / max(mttr, SHORTEST)
        yield _changed(state, {found: 1}), well * dormant
        yield _changed(state, {unseen: 1}), well * untested
        yield _changed(state, {found: 1, unseen: -1}), state[unseen] * dormant

    def _trials(self) -> Floats:
        """Of the sets not in repair, each is out of service, or tried and fails with probability q.

        Those with a fault fail.
        """
        out, q = self._sets.out_of_service, self._sets.fail_to_start
        matrix = np.zeros((len(self._place),) * 2)
        for state, here in self._place.items():
            well, faulty = int(self.well[here]), sum(state[self._out + 1 :])
            seen = (*state[: self._out + 1], 0, 0)
            for absent in range(well + 1 if out else 1):
                for failing in range(well - absent + 1):
                    chance = _binomial(well, absent, out) * _binomial(well - absent, failing, q)
                    tried = _changed(seen, {self._out: absent})
                    for there, share in self._begun(tried, self._reset, faulty + failing):
                        matrix[here, self._place[there]] += chance * share
        return matrix

    def _begun(self, state: State, places: range, number: int) -> Iterator[tuple[State, float]]:
        """Yield the states in which so many repairs have begun, each at its stage, with their chance."""
        if not number or len(places) == 1:
            yield _changed(state, {places[0]: number}), 1.0
            return
        for stage, chance in enumerate(self._sets.repair.begins):
            if chance:
                for there, share in self._begun(_changed(state, {places[stage]: 1}), places, number - 1):
                    yield there, chance * share

    def _ended(self, state: State) -> Iterator[tuple[State, float]]:
        """After a call, no set is out of service."""
        yield _changed(state, {self._out: -state[self._out]}), 1.0

    def _tested(self, state: State) -> Iterator[tuple[State, float]]:
        """What a test finds is repaired as if it had failed while running."""
        found = self._out + 1
        yield from self._begun(_changed(state, {found: -state[found]}), self._repair, state[found])

    def _moved(self, to: Callable[[State], Iterator[tuple[State, float]]]) -> Floats:
        """The matrix of a step."""
        matrix = np.zeros((len(self._place),) * 2)
        for state, here in self._place.items():
            for there, chance in to(state):
                matrix[here, self._place[there]] += chance
        return matrix


def _states(sorts: Sequence[bool], most: int) -> Iterator[State]:
    """Yield all counts of the sorts that there are, of no more than so many sets together."""
    if not sorts:
        yield ()
        return
    for first in range(most + 1 if sorts[0] else 1):
        for others in _states(sorts[1:], most - first):
            yield (first, *others)


def _changed(state: State, by: Mapping[int, int]) -> State:
    """The state with some counts changed."""
    return tuple(count + by.get(place, 0) for place, count in enumerate(state))


def _binomial(n: int, k: int, chance: float) -> float:
    return math.comb(n, k) * chance**k * (1 - chance) ** (n - k)
