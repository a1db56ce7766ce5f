"""The figures of every variable in every column: probabilities, and weights of failure frequencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from powercalc.diagram.response.ages import INSTANT, LIVE, Ages
from powercalc.diagram.response.buses import Standby
from powercalc.diagram.response.columns import Columns
from powercalc.diagram.response.formulas import Variables
from powercalc.diagram.response.level import Level
from powercalc.diagram.response.plan import Plan
from powercalc.diagram.response.resting import carries
from powercalc.dynamics.behind import Behind
from powercalc.dynamics.ladder import rungs

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LONG = 1e6
"""Calls older than this are as good as eternal, [h]."""


class Numbers:
    """Fills the figures of the variables of a diagram, (variables, columns)."""

    def __init__(
        self,
        plan: Plan,
        variables: Variables,
        durations: Sequence[float],
        standby: Standby,
    ) -> None:
        self._plan = plan
        self._variables = variables
        self._durations = np.array(durations)
        self._buses = standby.buses
        self._standby = standby
        self._joint: dict[tuple[str, str, int], Behind] = {}
        self._size = len(variables.trials) + len(variables.hidden) + len(variables.open)
        self._size += len(variables.dead) + len(variables.waits) + len(variables.supplied)
        self._size += sum(map(len, variables.returned.values()))
        self._size += sum(map(len, variables.rungs.values())) + sum(map(len, variables.buses.values()))
        self._random = {number: self._rungs(number) for number in variables.rungs}

    def of(self, columns: Columns) -> tuple[Floats, Floats]:
        """Probability and frequency weight [1/h] of each variable in the columns."""
        q, w = np.zeros((2, self._size, len(columns)))
        for variable, chance in self._variables.trials.items():
            q[variable] = chance
        self._fill_blocks(columns, q, w)
        ages = self.ages(columns)
        for variable, name in self._variables.hidden.items():
            q[variable] = self._standby.hidden[name][columns.idle] * self._unrepaired(name, ages)
        calls = self.calls(ages)
        for bus in self._buses:
            self._fill_bus(bus, columns, calls, q, w)
        self._fill_switches(columns, ages, calls, q)
        self._fill_paths(columns, ages, calls, q)
        return q, w

    def calls(self, ages: Ages) -> dict[str, Floats]:
        """The age of the call of each bus, [h], −∞ where there is none."""
        return {bus: np.minimum(ages.called(bus), LONG) for bus in self._buses}

    def anyhow(self) -> Floats:
        """Probabilities of the variables at which everything that can happen does, (variables,)."""
        q = np.full(self._size, 0.5)
        for number, variables in self._variables.rungs.items():
            q[variables] = self._random[number][0][:, 0]
        return q

    def ages(self, columns: Columns) -> Ages:
        """The ages of all nodes in the columns."""
        blocks = {block: np.where(np.isnan(ages), LIVE, ages) for block, ages in columns.ages.items()}
        buses = {bus: np.where(np.isnan(ages), LIVE, ages) for bus, ages in columns.buses.items()}
        return Ages(self._plan, blocks, buses, len(columns))

    def _rungs(self, number: int) -> tuple[Floats, Floats]:
        """Figures of a block's variables where it is left to chance, (rungs, durations)."""
        block = self._plan.blocks[number].ageing
        at = np.add.outer(np.array(self._plan.thresholds[number]), self._durations)
        if not len(at):
            return at, at
        return rungs(block.unavailability(at), block.frequency(at))

    def _fill_blocks(self, columns: Columns, q: Floats, w: Floats) -> None:
        later = self._durations[columns.duration]
        for number, variables in self._variables.rungs.items():
            ages = columns.ages.get(number)
            chance, often = self._random[number]
            for rung, variable in enumerate(variables):
                if ages is None:
                    q[variable] = chance[rung, columns.duration]
                    w[variable] = often[rung, columns.duration]
                    continue
                at = self._plan.thresholds[number][rung] + later
                q[variable] = _reached(ages, at, columns.short.get(number))
                free = np.isnan(ages)
                if free.any():
                    q[variable, free] = chance[rung, columns.duration[free]]
                    w[variable, free] = often[rung, columns.duration[free]]

    def _fill_bus(
        self, name: str, columns: Columns, calls: Mapping[str, Floats], q: Floats, w: Floats
    ) -> None:
        given = columns.buses.get(name, np.full(len(columns), np.nan))
        at = np.array(self._plan.bus_thresholds[name])[:, None] + self._durations[columns.duration]
        reached = _reached(given, at, columns.buses_short.get(name))
        q[self._variables.buses[name]] = np.where(np.isnan(given), 1.0, reached)
        called = np.flatnonzero((calls[name] > LIVE) & np.isnan(given))
        if not len(called) or not self._variables.buses[name]:
            return
        age = calls[name][called]
        before = self.before(name, columns, calls)[called]
        later = self._durations[columns.duration[called]]
        taus = [at + later for at in self._plan.bus_thresholds[name]]
        lost, often = self._lost(name, taus, age, before, columns.take(called), calls, called)
        rows = np.array(self._variables.buses[name])[:, None]
        q[rows, called], w[rows, called] = rungs(lost, often)

    def _lost(  # noqa: PLR0913, PLR0917 - a column has as many sides
        self,
        name: str,
        taus: list[Floats],
        age: Floats,
        before: Floats,
        columns: Columns,
        calls: Mapping[str, Floats],
        called: Integers,
    ) -> tuple[Floats, Floats]:
        """No supply for each τ: its chance and frequency, (thresholds, columns)."""
        bus, tank = self._buses[name], self._plan.tanks.get(name)
        if tank is None:
            lost = [bus.lost_for(tau, age, before) for tau in taus]
            return np.array(lost), np.array([bus.frequency(tau, age, before) for tau in taus])
        level = Level.of(tank, {user: calls[user][called] for user in tank.users}, columns.at_edge)
        found = [level.lost_for(bus, tau, age, before) for tau in taus]
        return np.array([p for p, _ in found]), np.array([w for _, w in found])

    def dry_for(self, columns: Columns, name: str, calls: Mapping[str, Floats]) -> Floats:
        """For how long a generator has had no fuel, [h]; −∞ where it has."""
        tank = self._plan.tanks.get(name)
        if tank is None:
            return np.full(len(columns), LIVE)
        return Level.of(tank, calls, columns.at_edge).since()

    def dried(self, columns: Columns, name: str) -> Columns:
        """The columns, a generator whose state is given as that at the end of its fuel lost since then."""
        if name not in self._plan.tanks or not len(columns):
            return columns
        dry = self.dry_for(columns, name, self.calls(self.ages(columns)))
        given = columns.buses[name]
        longer = np.where(given > LIVE, given + np.maximum(dry, 0.0), np.maximum(given, dry))
        short = columns.buses_short[name] | (columns.at_edge & (dry > LIVE) & np.isinf(given))
        found = columns.given(name, longer)
        return replace(found, buses_short={**columns.buses_short, name: short})

    def before(self, name: str, columns: Columns, calls: Mapping[str, Floats]) -> Floats:
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
        return before

    def _behind(self, first: str, name: str, node: int) -> Behind:
        """The joint chain of two buses at a moment, made once; at all of them where no tests are shared."""
        moment = self._standby.moments[node]
        key = first, name, node if moment.tested else 0
        if key not in self._joint:
            without = replace(moment, idle=None)
            self._joint[key] = Behind(self._buses[first], self._buses[name], without)
        return self._joint[key]

    def _unrepaired(self, name: str, ages: Ages) -> Floats | float:
        """e^(−t / mttr): what carries power itself is repaired from when it was needed; all else too late."""
        node = self._plan.wires.components[name]
        if not carries(node):
            return 1.0
        needed = np.maximum(ages.wanted(self._plan.resting[name]), 0.0)
        return np.exp(-needed / node.mttr) if node.mttr else (needed <= 0).astype(float)

    def _fill_switches(self, columns: Columns, ages: Ages, calls: Mapping[str, Floats], q: Floats) -> None:
        starts = {name: bus.start for name, bus in self._buses.items()}
        for id, switch in self._plan.switches.items():  # noqa: A001
            if (id, 0) not in self._variables.dead:
                continue
            for place, after in enumerate(ages.since_move(switch, calls, starts)):
                after = np.where(columns.moved, after, np.nan)  # noqa: PLW2901 - none where not to be counted
                q[self._variables.dead[id, place]] = _dead(after, switch.fail_to_transfer, switch.manual_time)
                if (id, place) in self._variables.waits:
                    q[self._variables.waits[id, place]] = _dead(after, 1.0, switch.manual_time)

    def _fill_paths(self, columns: Columns, ages: Ages, calls: Mapping[str, Floats], q: Floats) -> None:
        starts = {name: bus.start for name, bus in self._buses.items()}
        for key, variable in self._variables.open.items():
            path = self._plan.paths[key]
            after = np.where(columns.moved, ages.since_closed(path, calls, starts), np.nan)
            q[variable] = _dead(after, path.fail_to_transfer, path.manual_time)


def _dead(after: Floats, chance: float, manual_time: float) -> Floats:
    """1 until the move is over, then the chance that it failed and nobody has moved the switch by hand.

    chance · e^(−after / manual time); 0 where `after` is nan.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        waits = np.exp(-np.maximum(after, 0.0) / manual_time) if manual_time else 0.0
    return np.where(np.isnan(after), 0.0, np.where(after < -INSTANT, 1.0, chance * waits))


def _reached(ages: Floats, at: Floats, short: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    """Where an age has been reached; where it is just short, it must have been passed."""
    if short is None:
        return np.asarray(ages >= at - INSTANT)
    return np.asarray(np.where(short, ages > at + INSTANT, ages >= at - INSTANT))
