"""The figures of every variable in every column: probabilities, and weights of failure frequencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from powercalc.diagram.response.ages import INSTANT, LIVE, Ages
from powercalc.diagram.response.buses import Standby
from powercalc.diagram.response.columns import Columns
from powercalc.diagram.response.formulas import Variables
from powercalc.diagram.response.level import Level
from powercalc.diagram.response.plan import Plan
from powercalc.diagram.response.together import share_of_last
from powercalc.dynamics.behind import Behind
from powercalc.dynamics.ladder import rungs
from powercalc.dynamics.standby import Bus

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

LONG = 1e6
"""Calls older than this are as good as eternal, [h]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedWork:
    """Planned work in some columns."""

    block: int
    """Down for as long as it has lasted."""
    bypass: int | None = None
    """The trial of the bypass of what is worked on."""
    sound: frozenset[int] = frozenset()
    """Blocks that are up whatever a column says."""


class Numbers:
    """Fills the figures of the variables of a diagram, (variables, columns)."""

    def __init__(
        self,
        plan: Plan,
        variables: Variables,
        durations: Sequence[float],
        standby: Standby,
        together: frozenset[int],
        window: PlannedWork | None = None,
    ) -> None:
        self._together = together
        self._work = window
        self._prepared = {name: bus.prepared() for name, bus in standby.buses.items()} if window else {}
        self._plan = plan
        self._variables = variables
        self._durations = np.array(durations)
        self._buses = standby.buses
        self._standby = standby
        self._joint: dict[tuple[str, str, int], Behind] = {}
        self._at_level: dict[tuple[str, int], Bus] = {}
        self._size = len(variables.trials) + len(variables.hidden) + len(variables.open)
        self._size += len(variables.dead) + len(variables.waits) + len(variables.supplied)
        self._size += sum(map(len, variables.returned.values())) + sum(map(len, variables.levels.values()))
        self._size += 2 * len(variables.by_overload)
        self._size += sum(map(len, variables.rungs.values())) + sum(map(len, variables.buses.values()))
        self._random = {number: self._rungs(number) for number in variables.rungs}

    def of(self, columns: Columns) -> tuple[Floats, Floats]:
        """Probability and frequency weight [1/h] of each variable in the columns."""
        q, w = np.zeros((2, self._size, len(columns)))
        for variable, chance in self._variables.trials.items():
            q[variable] = chance
        if self._work is not None and self._work.bypass in self._variables.trials:
            q[self._work.bypass] = 0.0  # who works on it has put the load on its bypass, or waits
        self._fill_blocks(columns, q, w)
        ages = self.ages(columns)
        for variable, name in self._variables.hidden.items():
            q[variable] = self._standby.hidden[name][columns.idle] * self._unrepaired(name, ages)
        calls = self.calls(ages)
        for bus in self._buses:
            self._fill_bus(bus, columns, calls, q, w)
        for generator, call in self._variables.by_overload.items():
            q[call.uncalled] = calls[generator] == LIVE
            q[call.late], w[call.late] = call.chance, call.frequency
        for generator, level in self._variables.levels:
            self._fill_level(generator, level, columns, calls, q, w)
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
        sound = self._work.sound if self._work else frozenset()
        blocks = {
            block: np.where(np.isnan(ages) | (block in sound), LIVE, ages)
            for block, ages in columns.ages.items()
        }
        buses = {bus: np.where(np.isnan(ages), LIVE, ages) for bus, ages in columns.buses.items()}
        return Ages(self._plan, blocks, buses, len(columns))

    def _rungs(self, number: int) -> tuple[Floats, Floats]:
        """Figures of a block's variables where it is left to chance, (rungs, durations)."""
        block = self._plan.blocks[number].ageing
        at = np.add.outer(np.array(self._plan.thresholds[number]), self._durations)
        if not len(at):
            return at, at
        return rungs(block.unavailability(at), block.frequency(at))

    def window(self, columns: Columns) -> Floats:
        """For how long planned work has lasted, [h]; −∞ where there is none."""
        if self._work is None:
            return np.full(len(columns), LIVE)
        return columns.ages[self._work.block]

    def floor(self, columns: Columns) -> Floats:
        """The least age that counts: nought, or the beginning of the window."""
        return np.where(columns.old, np.maximum(self.window(columns), 0.0), 0.0)

    def is_planned(self, columns: Columns, since: Floats) -> Flags:
        """Where what is needed since then is needed because of the planned work itself."""
        window = self.window(columns)
        return np.asarray((window > LIVE) & (np.abs(np.where(window > LIVE, window, 0.0) - since) <= INSTANT))

    def _fill_old(self, columns: Columns, q: Floats, w: Floats) -> None:
        """Blocks that are left to chance, where only what is older than the window counts."""
        old = np.flatnonzero(columns.old)
        sorts = np.stack([columns.duration[old], self.floor(columns)[old]])
        distinct, which = np.unique(sorts, axis=1, return_inverse=True)
        later, floor = self._durations[distinct[0].astype(int)], distinct[1]
        for number, variables in self._variables.rungs.items():
            ages = columns.ages.get(number)
            free = np.ones(len(old), dtype=bool) if ages is None else np.isnan(ages[old])
            if not variables or not free.any():
                continue
            at = np.array(self._plan.thresholds[number])[:, None] + later
            block, counted = self._plan.blocks[number].ageing, np.maximum(at, floor)
            often = np.where(at < floor - INSTANT, 0.0, block.frequency(counted))
            chance, weight = rungs(block.unavailability(counted), often)
            rows = np.array(variables)[:, None]
            q[rows, old[free]] = chance[:, which[free]]
            w[rows, old[free]] = weight[:, which[free]]

    def _fill_blocks(self, columns: Columns, q: Floats, w: Floats) -> None:
        later = self._durations[columns.duration]
        floor = self.floor(columns)
        for number, variables in self._variables.rungs.items():
            ages = columns.ages.get(number)
            chance, often = self._random[number]
            for rung, variable in enumerate(variables):
                if ages is None:
                    q[variable] = chance[rung, columns.duration]
                    w[variable] = often[rung, columns.duration]
                    continue
                at = self._plan.thresholds[number][rung] + later
                if self._work is None or number != self._work.block:
                    at = np.maximum(at, floor)
                q[variable] = _reached(ages, at, columns.short.get(number))
                free = np.isnan(ages)
                if free.any():
                    q[variable, free] = chance[rung, columns.duration[free]]
                    w[variable, free] = often[rung, columns.duration[free]]
        if columns.old.any():
            self._fill_old(columns, q, w)
        for number in self._work.sound if self._work else ():
            q[self._variables.rungs[number]] = w[self._variables.rungs[number]] = 0.0

    def _fill_bus(
        self, name: str, columns: Columns, calls: Mapping[str, Floats], q: Floats, w: Floats
    ) -> None:
        given = columns.buses.get(name, np.full(len(columns), np.nan))
        at = np.array(self._plan.bus_thresholds[name])[:, None] + self._durations[columns.duration]
        at = np.maximum(at, self.floor(columns))
        reached = _reached(given, at, columns.buses_short.get(name))
        q[self._variables.buses[name]] = np.where(np.isnan(given), 1.0, reached)
        called = np.flatnonzero((calls[name] > LIVE) & np.isnan(given))
        if not len(called) or not self._variables.buses[name]:
            return
        before = self.before(name, columns, calls)
        planned = self.is_planned(columns, calls[name])[called]
        rows = np.array(self._variables.buses[name])[:, None]
        for bus, which in (
            (self._buses[name], called[~planned]),
            (self._prepared.get(name), called[planned]),
        ):
            if bus is not None and len(which):
                found = self._lost(name, bus, columns.take(which), before[which], calls, which)
                q[rows, which], w[rows, which] = rungs(*found)

    def _fill_level(
        self, name: str, level: int, columns: Columns, calls: Mapping[str, Floats], q: Floats, w: Floats
    ) -> None:
        """So many sets do not supply, given that fewer than one more do not: of what is left of the bus."""
        called = np.flatnonzero(calls[name] > LIVE)
        if not len(called):
            return
        before = self.before(name, columns, calls)
        planned = self.is_planned(columns, calls[name])[called]
        rows = np.array(self._variables.levels[name, level])[:, None]
        for prepared, which in ((False, called[~planned]), (True, called[planned])):
            if not len(which):
                continue
            buses = [self._bus_at(name, each, prepared=prepared) for each in (level, level + 1)]
            (lost, often), (lower, seldom) = (
                self._lost(name, bus, columns.take(which), before[which], calls, which) for bus in buses
            )
            rest = np.where(lower < 1, 1 - lower, 1.0)
            share = np.where(lower < 1, np.maximum(lost - lower, 0.0) / rest, 0.0)
            entered = np.where(lower < 1, often - seldom * (1 - share), 0.0) / rest
            q[rows, which], w[rows, which] = rungs(share, entered)

    def _bus_at(self, name: str, level: int, *, prepared: bool) -> Bus:
        """The bus as one that is lost when so many sets do not supply."""
        if (name, level) not in self._at_level:
            needed = self._plan.wires.components[name].count - level + 1
            self._at_level[name, level] = self._buses[name].lost_below(needed)
        found = self._at_level[name, level]
        return found.prepared() if prepared else found

    def _lost(
        self,
        name: str,
        bus: Bus,
        columns: Columns,
        before: Floats,
        calls: Mapping[str, Floats],
        called: Integers,
    ) -> tuple[Floats, Floats]:
        """No supply for each τ: its chance and frequency, (thresholds, columns)."""
        age, tank, floor = calls[name][called], self._plan.tanks.get(name), self.floor(columns)
        reached = [at + self._durations[columns.duration] for at in self._plan.bus_thresholds[name]]
        taus = [np.maximum(at, floor) for at in reached]
        if tank is None:
            found = [bus.losses(tau, age, before) for tau in taus]
        else:
            level = Level.of(tank, {user: calls[user][called] for user in tank.users}, columns.at_edge)
            found = [level.lost_for(bus, tau, age, before) for tau in taus]
        lost, often = np.array([p for p, _ in found]), np.array([w for _, w in found])
        return lost, np.where(np.array(reached) < floor - INSTANT, 0.0, often)

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
            second = self._buses[name]
            sooner = self._plan.head_start(first, name)
            tried = second.over(np.array([second.start + sooner]))[0] if sooner > INSTANT else None
            self._joint[key] = Behind(self._buses[first], second, without, tried=tried)
        return self._joint[key]

    def _unrepaired(self, name: str, ages: Ages) -> Floats | float:
        """e^(−t / mttr): what carries power itself is repaired from when it was needed; all else too late."""
        rest = self._plan.resting[name]
        if not rest.carries:
            return 1.0
        needed = np.maximum(ages.wanted(rest.needs), 0.0)
        return np.exp(-needed / rest.mttr) if rest.mttr else (needed <= 0).astype(float)

    def _fill_switches(self, columns: Columns, ages: Ages, calls: Mapping[str, Floats], q: Floats) -> None:
        starts, share = self._starts(columns, calls), share_of_last(self._plan, self._together, columns)
        for id, switch in self._plan.switches.items():  # noqa: A001
            if (id, 0) not in self._variables.dead:
                continue
            for place, (need, moved) in enumerate(ages.since_move(switch, calls, starts)):
                after = np.where(columns.moved & self._counts(columns, need), moved, np.nan)
                may_fail = np.where(self.is_planned(columns, need), 0.0, share)
                chance = switch.fail_to_transfer * may_fail
                dead = _dead(after, chance, switch.manual_time)
                for name, moved_on in ages.sooner(switch, place, need, starts):
                    here = (calls[name] == LIVE) & (after < -INSTANT)
                    here &= moved_on >= np.maximum(after + switch.transfer_time, 0.0) - INSTANT
                    if here.any():
                        no_start = self._no_start(name, columns, calls, need, here)
                        dead[here] = no_start + (1 - no_start) * np.broadcast_to(chance, here.shape)[here]
                q[self._variables.dead[id, place]] = dead
                if (id, place) in self._variables.waits:
                    q[self._variables.waits[id, place]] = _dead(after, may_fail, switch.manual_time)

    def _no_start(
        self, name: str, columns: Columns, calls: Mapping[str, Floats], age: Floats, here: NDArray[np.bool_]
    ) -> Floats:
        """P(a generator does not supply) at the age of a call that is over once those before it supply."""
        before = self.before(name, columns, calls)[here]
        return self._buses[name].lost_for(np.zeros(int(here.sum())), age[here], before)

    def _fill_paths(self, columns: Columns, ages: Ages, calls: Mapping[str, Floats], q: Floats) -> None:
        starts, share = self._starts(columns, calls), share_of_last(self._plan, self._together, columns)
        for key, variable in self._variables.open.items():
            path = self._plan.paths[key]
            need, closed = ages.since_closed(path, calls, starts)
            planned = self.is_planned(columns, need)
            after = np.where(columns.moved & self._counts(columns, need), closed, np.nan)
            after = np.where(planned, np.maximum(after, 0.0), after)  # it is closed before the work begins
            chance = np.where(planned, 0.0, path.fail_to_transfer * share)
            q[variable] = _dead(after, chance, path.manual_time)

    def _counts(self, columns: Columns, need: Floats) -> Flags:
        """Where a need counts: where only what is older than the window does, one that is."""
        return np.asarray(~columns.old | (need >= self.floor(columns) - INSTANT))

    def _starts(self, columns: Columns, calls: Mapping[str, Floats]) -> dict[str, Floats]:
        """How long after its call each bus supplies, [h]; at once where it was started before."""
        return {
            name: np.where(self.is_planned(columns, calls[name]), 0.0, bus.start)
            for name, bus in self._buses.items()
        }


def _dead(after: Floats, chance: Floats, manual_time: float) -> Floats:
    """1 until the move is over, then the chance that it failed and nobody has moved the switch by hand.

    chance · e^(−after / manual time); 0 where `after` is nan.
    """
    # after a need since ever, a move by hand that never comes is still waited for: no ∞ / ∞
    by_hand = 1 / manual_time if manual_time else np.inf
    with np.errstate(invalid="ignore"):
        waits = np.exp(-np.maximum(after, 0.0) * by_hand) if 0 < by_hand < np.inf else float(by_hand == 0)
    return np.where(np.isnan(after), 0.0, np.where(after < -INSTANT, 1.0, chance * waits))


def _reached(ages: Floats, at: Floats, short: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    """Where an age has been reached; where it is just short, it must have been passed."""
    if short is None:
        return np.asarray(ages >= at - INSTANT)
    return np.asarray(np.where(short, ages > at + INSTANT, ages >= at - INSTANT))
