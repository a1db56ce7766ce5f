"""Which sets of callers, down together, call which generators."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import combinations
from math import prod

from numpy.typing import NDArray

from powercalc.dynamics.ages import FOREVER, rate_while_up
from powercalc.dynamics.upstream import ALONE, Begins, Upstream
from powercalc.engine.recording.arrays import np, scalar
from powercalc.errors import NumericsError
from powercalc.response.columns.node_ages import LIVE, Ages
from powercalc.response.plan.plan import Plan

MOST = 4
"""So many callers, which call only together, are followed from call to call."""
LONG = 1e6
"""For so long is down what is down, [h]: whatever bridges that is spent."""
MANY = 30
"""With more callers than this, no more than two of them are looked at together."""


Way = tuple[tuple[int, ...], int]
"""The callers that are down without calling, and the one that calls when it fails too."""


class CallTable:
    """For all small sets of callers: who is called, while some that others wait for have failed."""

    def __init__(self, plan: Plan, failed: Container[str] = ()) -> None:
        most = 3 if len(plan.calling) <= MANY else 2
        self._sets = [down for order in range(most + 1) for down in plan.states(order, plan.calling)]
        self._place = {frozenset(down): place for place, down in enumerate(self._sets)}
        self._callers, size = plan.calling, len(self._sets)
        ages = {b: np.array([LONG if b in down else LIVE for down in self._sets]) for b in plan.calling}
        given = {bus: np.full(size, FOREVER if bus in failed else LIVE) for bus in plan.doubted}
        found = Ages(plan, ages, given, size)
        calls = {name: found.certainly_called(name) for name in plan.buses}
        self._called = {name: call > LIVE for name, call in calls.items()}
        self._bridged = {name: np.maximum(LONG - call, 0.0) for name, call in calls.items()}
        self._blocks = {b: plan.blocks[b].ageing for b in plan.calling}

    def beginnings(self, name: str) -> list[tuple[tuple[int, ...], int]]:
        """The ways in which a call begins: callers that are down without calling, and one more that calls."""
        called = self._called[name]
        return [
            (down, b)
            for down, place in zip(self._sets, range(len(self._sets)), strict=True)
            if not called[place]
            for b in self._callers
            if b not in down and (more := self._place.get(frozenset((*down, b)))) is not None and called[more]
        ]

    def lasting(self, name: str, way: Way) -> float:
        """The chance that what begins a call lasts until storage above the caller is spent."""
        down, b = way
        place, often = self._place.get(frozenset((*down, b))), scalar(self._blocks[b].frequency(0.0))
        if place is None or not self._called[name][place] or not often:
            return 1.0
        return scalar(self._blocks[b].frequency(self._bridged[name][place])) / often

    def calls(self, down: Iterable[int], names: Iterable[str]) -> bool | None:
        """Whether one of these is called while these callers are down; None where that is not looked at."""
        place = self._place.get(frozenset(down))
        return None if place is None else any(bool(self._called[name][place]) for name in names)

    def is_called(self, name: str) -> NDArray[np.bool_]:
        """Whether a generator is called, per set of callers that are down."""
        return self._called[name]

    @property
    def sets(self) -> list[tuple[int, ...]]:
        """All sets of callers that are looked at."""
        return self._sets


class CallTimes:
    """How often calls begin, [1/h], counted per hour in which there is none.

    While a generator runs it cannot be called: with a feed that is out half of the time there are twice as
    many calls in an hour at rest as in one of the calendar.
    """

    def __init__(self, plan: Plan) -> None:
        self.table = CallTable(plan)
        self.behind = CallTable(plan, plan.doubted) if plan.doubted else self.table
        blocks = {b: plan.blocks[b].ageing for b in plan.calling}
        down = {b: scalar(block.unavailability(0.0)) for b, block in blocks.items()}
        certain = {b for b, chance in down.items() if chance >= 1}
        self._usual = plan.usual
        self._back = {b: scalar(block.frequency(0.0)) / down[b] for b, block in blocks.items() if down[b]}
        self._rate = {b: rate_while_up(block) for b, block in blocks.items()}
        odds = {b: chance / (1 - chance) if b not in certain else 1.0 for b, chance in down.items()}
        self._weights = {
            down: prod(odds[b] for b in down) if certain <= set(down) else 0.0 for down in self.table.sets
        }
        """By callers that are down and no others, how likely, not normalized."""

    def often(self, name: str, *, behind: bool = False) -> dict[Way, float]:
        """By way in which a call begins, how often, [1/h] of all time that is counted."""
        found: dict[Way, float] = {}
        table = self.behind if behind else self.table
        ways = table.beginnings(name)
        listed = set(ways)
        for down, b in ways:
            way = next((less, b) for less in _parts(down) if (less, b) in listed)
            often = self._weights[down] * self._rate[b] * table.lasting(name, (down, b))
            found[way] = found.get(way, 0.0) + often / self._total
        return found

    def called(self, names: Iterable[str], *, behind: bool = False) -> float:
        """The share of time in which any of these is called; `behind`, if those before have failed."""
        table = self.behind if behind else self.table
        each = np.logical_or.reduce(
            np.array([np.zeros(len(table.sets), dtype=bool), *map(table.is_called, names)])
        )
        return scalar(np.array(list(self._weights.values())) @ each) / self._total

    def upstream(self, names: Sequence[str]) -> tuple[Upstream, dict[Way, Begins]]:
        """What calls these, between two calls; and how calls begin, in the ways that depend on it."""
        often = {way: often for name in names for way, often in self.often(name).items()}
        callers = self._together(sorted((way for way in often if way[0]), key=lambda way: -often[way]))
        rest, on = self._states(callers, names)
        if len(rest) < 2 or not on:
            return ALONE, {}
        leaves = self._leaves(rest, on)
        begins: dict[Way, Begins] = {}
        for place, down in enumerate(rest):
            for b in set(callers) - down:
                if (there := down | {b}) in on:
                    for way in {way for way in often if way[1] == b and down.issuperset(way[0])}:
                        each = begins.setdefault(way, Begins.at_random(0.0, len(rest)))
                        each.often[place], each.leaves[place] = self._rate[b], leaves[on.index(there)]
        return Upstream(moves=self._moves(rest, rest)), begins

    def _together(self, ways: Iterable[Way]) -> list[int]:
        """Callers that call only together, those that do so most often first."""
        found: list[int] = []
        for down, b in ways:
            more = {*found, *down, b}
            if len(more) <= MOST and all(self._rate[c] and self._back.get(c) for c in more):
                found = sorted(more)
        return found

    def _states(
        self, callers: Sequence[int], names: Sequence[str]
    ) -> tuple[list[frozenset[int]], list[frozenset[int]]]:
        """The sets of these callers that are down, all others as usual: while nothing is called, and else."""
        rest: list[frozenset[int]] = []
        on: list[frozenset[int]] = []
        for size in range(len(callers) + 1):
            for down in map(frozenset, combinations(callers, size)):
                calls = self.table.calls(down | (self._usual - set(callers)), names)
                if calls is not None:
                    (on if calls else rest).append(down)
        return rest, on

    def _moves(
        self, rows: Sequence[frozenset[int]], columns: Sequence[frozenset[int]]
    ) -> NDArray[np.float64]:
        """The rates from some states of the callers to others, [1/h]."""
        found = np.zeros((len(rows), len(columns)))
        for i, down in enumerate(rows):
            for j, there in enumerate(columns):
                if len(change := down ^ there) == 1:
                    (b,) = change
                    found[i, j] = self._back[b] if b in down else self._rate[b]
        return found

    def _leaves(self, rest: Sequence[frozenset[int]], on: Sequence[frozenset[int]]) -> NDArray[np.float64]:
        """The chances of the state that a call ends in, by that which begins it. Raises `NumericsError`."""
        within, ends = self._moves(on, on), self._moves(on, rest)
        leaving = np.diag(within.sum(axis=1) + ends.sum(axis=1)) - within
        found = np.linalg.solve(leaving, ends)
        if not ((found >= 0).all() and np.allclose(found.sum(axis=1), 1.0, rtol=0, atol=1e-9)):
            raise NumericsError("the states in which a call ends are no probabilities")
        return np.asarray(found)

    @property
    def _total(self) -> float:
        return sum(self._weights.values())


def _parts(down: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield what is among these, the smallest first, and all of them."""
    for size in range(len(down) + 1):
        yield from combinations(down, size)
