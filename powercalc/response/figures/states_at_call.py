"""The state in which a call finds a bus of sets: by the idle time, and by what came before in the outage.

A set behind another one has been through what that one has: the joint chain of both (`dynamics.behind`), or
of three that are called in turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from powercalc.dynamics.behind import Behind
from powercalc.dynamics.tested import Moment
from powercalc.response.columns.age_columns import AgeColumns
from powercalc.response.figures.standby_groups import StandbyFigures
from powercalc.response.plan.plan import Plan
from powercalc.response.plan.thresholds import INSTANT

Floats = NDArray[np.float64]


class StatesAtCall:
    """The states of the buses of a site as calls find them."""

    def __init__(self, plan: Plan, standby: StandbyFigures) -> None:
        self._plan, self._standby, self._buses = plan, standby, standby.buses
        self._joint: dict[tuple[str, str, int], Behind] = {}
        self._pairs: dict[str, list[tuple[str, str]]] = {}

    def of(self, name: str, columns: AgeColumns, calls: Mapping[str, Floats]) -> Floats:
        """The state of a bus at its call, (columns, states): by the idle time, and by what came before.

        A bus that is called because another one has failed in the midst of an outage may have been called in
        it before.
        """
        bus = self._buses[name]
        before = bus.at_call[np.minimum(columns.idle, len(bus.at_call) - 1)]
        for first in self._plan.doubted:
            if first == name or first not in columns.buses or name not in self._plan.doubted_for(first):
                continue
            failed, since = columns.buses[first], calls[first]
            again = np.isfinite(failed) & (calls[name] == failed) & (since > failed)
            never = (failed == np.inf) & (since >= self._buses[first].start)
            for node in np.unique(columns.idle[again | never]).tolist():
                behind, here = self._behind(first, name, node), columns.idle == node
                one, two = again & here, never & here
                before[one] = behind.at_failure(since[one] - failed[one] - self._buses[first].start)
                before[two] = behind.at_no_start(since[two])
        return self._behind_two(name, columns, calls, before)

    def _behind_two(
        self, name: str, columns: AgeColumns, calls: Mapping[str, Floats], before: Floats
    ) -> Floats:
        """The same of a bus behind two that are one behind the other: what both have been through."""
        if any(each.tested for each in self._standby.moments):
            return before
        firsts = [first for first in self._plan.doubted if first in columns.buses and first != name]
        pairs = [pair for pair in self._pairs_before(name) if set(pair) <= set(firsts)]
        if not pairs:
            return before
        known = {first: ~np.isnan(columns.buses[first]) for first in firsts}
        just_two = np.sum([*known.values()], axis=0) == 2
        for one, two in pairs:
            here = just_two & known[one] & known[two]
            failed, since = np.minimum(columns.buses[one], columns.buses[two]), calls[one]
            again = here & np.isfinite(failed) & (calls[name] == failed) & (since > failed)
            never = here & (failed == np.inf) & (since >= self._buses[one].start)
            if (again | never).any():
                joint = self._behind_both(one, two, name)
                before[again] = joint.at_failure(since[again] - failed[again] - self._buses[one].start)
                before[never] = joint.at_no_start(since[never])
        return before

    def _behind_both(self, one: str, two: str, name: str) -> Behind:
        """The joint chain of two buses, as one, and a third."""
        key = f"{one} {two}", name, 0
        if key not in self._joint:
            self._joint[key] = Behind(self._behind(one, two, 0).as_one(), self._buses[name])
        return self._joint[key]

    def _pairs_before(self, name: str) -> list[tuple[str, str]]:
        """The pairs of generators of which the second waits for the first, and this one for both."""
        if name not in self._pairs:
            firsts = [first for first in self._plan.doubted if first != name]
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
        return Behind(self._buses[first], second, moment, tried=tried)
