"""The state in which a call finds a bus of sets: by the idle time, and by what came before in the outage.

A set behind another one has been through what that one has: the joint chain of both (`dynamics.behind`), or
of three that are called in turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from numpy.typing import NDArray

from powercalc.dynamics.behind import Behind
from powercalc.dynamics.tested import Moment
from powercalc.engine.recording.arrays import np
from powercalc.response.columns.age_columns import AgeColumns
from powercalc.response.columns.node_ages import LIVE
from powercalc.response.figures.fuel_level import FuelLevel
from powercalc.response.figures.standby_groups import StandbyFigures
from powercalc.response.plan.plan import Plan
from powercalc.response.plan.thresholds import INSTANT

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class StatesAtCall:
    """The states of the buses of a site as calls find them."""

    def __init__(self, plan: Plan, standby: StandbyFigures) -> None:
        self._plan, self._standby, self._buses = plan, standby, standby.buses
        self._joint = standby.joint
        self._pairs: dict[str, list[tuple[str, str]]] = {}

    def of(self, name: str, columns: AgeColumns, calls: Mapping[str, Floats]) -> Floats:
        """The state of a bus at its call, (columns, states): by the idle time, and by what came before.

        A bus that is called because another one has failed in the midst of an outage may have been called in
        it before.
        """
        bus = self._buses[name]
        before = bus.at_call[np.minimum(columns.idle, len(bus.at_call) - 1)]
        left = self._behind_two(name, columns, calls, before)
        for first in reversed(self._plan.doubted):
            if first == name or first not in columns.buses or name not in self._plan.doubted_for(first):
                continue
            again, never = self._since(first, columns.buses[first], calls[name], calls[first], left)
            left &= ~(again | never)
            for node in np.unique(columns.idle[again | never]).tolist():
                behind, here = self._behind(first, name, node), columns.idle == node
                failed, since = columns.buses[first], calls[first]
                self._fill(behind, failed, since, again & here, never & here, before)
                self._refuel(first, behind, columns, calls, again & here, before)
        return before

    def _refuel(
        self,
        first: str,
        behind: Behind,
        columns: AgeColumns,
        calls: Mapping[str, Floats],
        again: Flags,
        before: Floats,
    ) -> None:
        """Fill in the same where the first has failed since its tank was filled again."""
        tank = self._plan.tanks.get(first)
        if tank is None:
            return
        failed, since = columns.buses[first], calls[first] - behind.start
        level = FuelLevel.of(tank, calls, columns.at_edge)
        here = np.flatnonzero(again & level.again(behind.start, calls[first]) & (failed < level.refilled))
        if len(here):
            since, empty, refilled = since[here], level.empty[here], level.refilled[here]
            ran, stood = np.maximum(since - empty, 0.0), np.minimum(since, empty) - refilled
            before[here] = behind.at_failure_again(ran, stood, refilled - failed[here])

    def _behind_two(
        self, name: str, columns: AgeColumns, calls: Mapping[str, Floats], before: Floats
    ) -> Flags:
        """Fill in the same of a bus behind two that are one behind the other: what both have been through.

        Return where that is not so.
        """
        left = np.ones(len(columns), dtype=bool)
        if any(each.tested for each in self._standby.moments):
            return left
        firsts = [first for first in self._plan.doubted if first in columns.buses and first != name]
        pairs = {pair for pair in self._pairs_before(name) if set(pair) <= set(firsts)}
        for pair, here in _just_two(self._known(columns, firsts), firsts).items() if pairs else ():
            one, two = pair if pair in pairs else pair[::-1]
            if (one, two) in pairs:
                failed = np.minimum(columns.buses[one], columns.buses[two])
                again, never = self._since(one, failed, calls[name], calls[one], here)
                left &= ~(again | never)
                if (again | never).any():
                    self._fill(self._behind_both(one, two, name), failed, calls[one], again, never, before)
        return left

    def _known(self, columns: AgeColumns, firsts: Sequence[str]) -> Flags:
        """Where states are given, (generators, columns); of a common cause, only where it has struck."""
        sets = self._plan.doubted_sets
        given = {name: ~np.isnan(columns.buses[name]) for name in firsts}
        return np.array(
            [known if name in sets else known & (columns.buses[name] > LIVE) for name, known in given.items()]
        )

    def _since(
        self, first: str, failed: Floats, call: Floats, since: Floats, where: Flags
    ) -> tuple[Flags, Flags]:
        """Where a call comes when the first bus, or the other of two, fails; where that never started."""
        again = where & np.isfinite(failed) & (call == failed) & (since > failed)
        return again, where & (failed == np.inf) & (since >= self._buses[first].start)

    @staticmethod
    def _fill(
        behind: Behind, failed: Floats, since: Floats, again: Flags, never: Flags, before: Floats
    ) -> None:
        """Fill in the state of a bus behind another one that was called since then."""
        if again.any():
            before[again] = behind.at_failure(since[again] - failed[again] - behind.start)
        if never.any():
            before[never] = behind.at_no_start(since[never])

    def _behind_both(self, one: str, two: str, name: str) -> Behind:
        """The joint chain of two buses, as one, and a third."""
        key = f"{one} {two}", name, 0
        if key not in self._joint:
            self._joint[key] = Behind(self._behind(one, two, 0).as_one(), self._buses[name])
        return self._joint[key]

    def _pairs_before(self, name: str) -> list[tuple[str, str]]:
        """The pairs of generators of which the second waits for the first, and this one for both."""
        if name not in self._pairs:
            firsts = [first for first in self._plan.doubted_sets if first != name]
            pairs = [(one, two) for one in firsts for two in firsts if self._in_turn(one, two, name)]
            self._pairs[name] = pairs
        return self._pairs[name]

    def _in_turn(self, one: str, two: str, three: str) -> bool:
        """Whether three generators are called one after the other, and none of them otherwise."""
        waits = self._plan.doubted_for
        return {two, three} <= waits(one) and three in waits(two) and not waits(two) & {one, two}

    def _behind(self, first: str, name: str, node: int) -> Behind:
        """The joint chain of two buses at a moment, made once; at all of them where no tests are shared."""
        moment = self._standby.moments[node]
        key = first, name, node if moment.tested else 0
        if key not in self._joint:
            without = replace(moment, idle=None)
            known = next((each for other, each in self._joint.items() if other[:2] == key[:2]), None)
            self._joint[key] = known.at(without) if known else self._joined(first, name, without)
        return self._joint[key]

    def _joined(self, first: str, name: str, moment: Moment) -> Behind:
        second, sooner = self._buses[name], self._plan.head_start(first, name)
        tried = second.over(np.array([second.start + sooner]))[0] if sooner > INSTANT else None
        one_tank = first in self._plan.tanks and name in self._plan.tanks[first].users
        return Behind(self._buses[first], second, moment, tried=tried, one_tank=one_tank)


def _just_two(known: Flags, names: Sequence[str]) -> dict[tuple[str, str], Flags]:
    """Where the states of just two of some generators are known, by these two."""
    two = known.sum(axis=0) == 2
    first, last = known.argmax(axis=0), len(names) - 1 - known[::-1].argmax(axis=0)
    pairs = np.where(two, first * len(names) + last, -1)
    return {
        (names[pair // len(names)], names[pair % len(names)]): pairs == pair
        for pair in np.unique(pairs[two]).tolist()
    }
