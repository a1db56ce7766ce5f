"""Calls that other generators bring about: one that refuses, fails or has no fuel left.

A call begins when something fails, or reaches an age, and the generator is wanted just past that and not a
moment before.  Columns tell both (`AgeColumns.for_calls`).  What would call it though all others supplied is
counted by sets of callers alone (`calling.py`, `instants.py`), however seldom, and is taken off here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from numpy.typing import NDArray

from powercalc.components import Component, Switch
from powercalc.dynamics.standby import StandbyGroup
from powercalc.engine.recording.arrays import np, scalar
from powercalc.response.columns.age_columns import AgeColumns
from powercalc.response.columns.node_ages import LIVE, Ages
from powercalc.response.plan.plan import Plan
from powercalc.response.plan.thresholds import INSTANT

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

States = Callable[[str, Floats], Floats]
"""Since when a generator has failed, by the age of its call, [h]."""


class CallsBehind:
    """Adds up how often generators are called because others do not supply, [1/h]."""

    def __init__(self, plan: Plan, buses: Mapping[str, StandbyGroup]) -> None:
        self._plan, self._buses = plan, buses
        self._behind = sorted({name for first in plan.doubted for name in plan.doubted_for(first)})
        self.found = dict.fromkeys(self._behind, 0.0)

    def add(self, columns: AgeColumns, split: Mapping[str, Flags]) -> None:
        """Count in columns in which something reaches an age that matters to calls.

        `split`: where the state of a generator is that since its call.
        """
        past, short = (self._state(columns, split, short=short) for short in (False, True))
        for name in self._behind:
            begins = (past[0][name] & ~short[0][name]).astype(float) - (past[1][name] & ~short[1][name])
            self.found[name] += scalar(columns.wp @ begins)

    def _state(
        self, columns: AgeColumns, split: Mapping[str, Flags], *, short: bool
    ) -> tuple[dict[str, Flags], dict[str, Flags]]:
        """Who is called just past the age that is reached, or before: as it is, and if all supplied."""
        blocks = {b: _short_of(ages) if short else ages for b, ages in columns.ages.items()}
        blocks = {b: np.where(np.isnan(ages), LIVE, ages) for b, ages in blocks.items()}

        def as_given(name: str, call: Floats) -> Floats:
            given = columns.buses.get(name, np.full(len(columns), np.nan))
            known = split[name] & ~np.isnan(given)
            return np.where(known, _short_of(given) if short else given, self._starting(name, call))

        return self._wanted(blocks, as_given), self._wanted(blocks, self._starting)

    def _starting(self, name: str, call: Floats) -> Floats:
        """A generator that always starts is lost until it has."""
        return np.where((call > LIVE) & (call < self._buses[name].start - INSTANT), call, LIVE)

    def _wanted(self, blocks: Mapping[int, Floats], states: States) -> dict[str, Flags]:
        """Which generators are called, again and again until no more are called as others do not supply."""
        plan, size = self._plan, len(next(iter(blocks.values())))
        given = {name: np.full(size, LIVE) for name in (*plan.wires.standby, *plan.doubted)}
        for _ in range(len(given) + 1):
            ages = _AgesInGaps(plan, blocks, given, size)
            calls = {name: ages.certainly_called(name) for name in given}
            now = {name: np.where(call > LIVE, states(name, call), LIVE) for name, call in calls.items()}
            if all(np.array_equal(now[name], given[name]) for name in given):
                break
            given = now
        return {name: calls[name] > LIVE for name in self._behind}


class _AgesInGaps(Ages):
    """Ages of all nodes, the gap of every switch among them, whether a load notices it or not."""

    def moving(self, node: Component) -> Sequence[Floats]:
        """Since when a switch is dead because it moves to an input that is live."""
        if not isinstance(node, Switch) or not node.transfer_time:
            return ()
        lost, gaps = [self.lost[name] for name in node.fed_by], []
        for place in range(1, len(lost)):
            need, later = self.truths.all_of(lost[:place]), self.truths.all_of(lost[place:])
            moves = (need >= 0) & (need < node.transfer_time - INSTANT) & (later == LIVE)
            gaps.append(np.where(moves, need, LIVE))
        return gaps


def _short_of(ages: Floats) -> Floats:
    """The ages a moment before: what has just failed is up."""
    return np.where(ages <= INSTANT, LIVE, ages - 2 * INSTANT)
