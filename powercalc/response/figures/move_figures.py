"""The figures of the variables of moves: a switch that is dead, slow or waits, a path that fails to close."""

from __future__ import annotations

from collections.abc import Mapping

from numpy.typing import NDArray

from powercalc.dynamics.standby import StandbyGroup
from powercalc.engine.recording.arrays import np
from powercalc.response.columns.age_columns import AgeColumns
from powercalc.response.columns.node_ages import Ages
from powercalc.response.figures.left_standing import stands_on_first
from powercalc.response.figures.moving import MoveAway, Moving, share_on_it, still_dead
from powercalc.response.figures.planned_columns import PlannedWork, is_planned
from powercalc.response.figures.states_at_call import StatesAtCall
from powercalc.response.lost.variables import Variables
from powercalc.response.plan.movers import Move, SwitchPlan, Wait
from powercalc.response.plan.plan import Plan
from powercalc.response.plan.thresholds import INSTANT

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class MoveFigures:
    """Fills the probabilities of the variables that tell of moves, (variables, columns)."""

    def __init__(
        self,
        plan: Plan,
        variables: Variables,
        durations: Floats,
        buses: Mapping[str, StandbyGroup],
        states: StatesAtCall,
        work: PlannedWork | None,
    ) -> None:
        self._plan, self._variables, self._durations = plan, variables, durations
        self._buses, self._states, self._work = buses, states, work
        self._on_first = {
            name: stands_on_first(switch, plan, buses) for name, switch in plan.switches.items()
        }

    def fill(self, columns: AgeColumns, moving: Moving, q: Floats) -> None:
        """What the ages given in the columns tell of moves: what was there before, what is planned."""
        ages = moving.ages
        for (mover, hours), variable in self._variables.brief.items():
            brief = hours > self._durations[columns.duration] + INSTANT
            if mover in self._plan.paths:  # it is closed before the work begins
                need = ages.since_needed(self._plan.paths[mover])
                brief &= ~is_planned(self._work, columns, need)
            q[variable] = brief
        for (id, place, last_lost), variable in self._variables.dead.items():  # noqa: A001
            switch = self._plan.switches[id]
            q[variable], waits = self._dead(switch, place, columns, moving, last_lost=last_lost)
            if (id, place, last_lost) in self._variables.waits:
                q[self._variables.waits[id, place, last_lost]] = waits
        for (id, place), variable in self._variables.slow.items():  # noqa: A001
            switch = self._plan.switches[id]
            longer = np.maximum(self._durations[columns.duration] - self._plan.tried(switch, place), 0.0)
            unplanned = self._unplanned(switch, place, columns, ages.lost[switch.inputs[place]])
            q[variable] = unplanned * np.exp(-longer / switch.manual_time)
        self._fill_paths(columns, ages, q)
        for (move, wait), variable in self._variables.late.items():
            q[variable] = self._late(move, wait, columns, moving)

    def _fill_paths(self, columns: AgeColumns, ages: Ages, q: Floats) -> None:
        """The chances that normally open paths fail to close, or are still closing."""
        for path, variable in self._variables.open.items():
            plan = self._plan.paths[path]
            need = ages.since_needed(plan)
            planned = is_planned(self._work, columns, need)
            q[variable] = np.where(planned, 0.0, plan.fail_to_transfer)
            if path in self._plan.given_paths:
                closing = (need >= 0) & (need < plan.transfer_time - INSTANT) & ~planned
                q[variable] = np.where(closing, 1.0, q[variable])

    def _unplanned(self, switch: SwitchPlan, place: int, columns: AgeColumns, since: Floats) -> Floats:
        """The chance that a switch stands on an input and leaves it unplanned, which may fail."""
        stands = self._on_first[switch.id] if not place else 1.0
        return np.where(is_planned(self._work, columns, since), 0.0, 1.0) * stands

    def _dead(
        self, switch: SwitchPlan, place: int, columns: AgeColumns, moving: Moving, *, last_lost: bool
    ) -> tuple[Floats, Floats]:
        """The chances that a switch is dead since it had to leave an input, and that it would be if stuck.

        Where a generator that it may have left is left to chance, it counts as dead.
        """
        need, after = moving.needed(switch, place, last_lost=last_lost)
        unplanned = self._unplanned(switch, place, columns, need)
        chance = switch.fail_to_transfer * unplanned
        dead = still_dead(after, chance, switch.manual_time)
        if place:
            moves = [
                self._away(switch, each, columns, moving, last_lost=last_lost) for each in range(place + 1)
            ]
            dead = np.where(after < -INSTANT, dead, dead * share_on_it(moves, switch.manual_time))
        none = np.ones_like(dead)
        for name, here in moving.sooner(switch, place, last_lost=last_lost):
            none[here] *= self._no_start(name, columns, moving.calls, need, here)
        dead = np.where(none < 1, none + (1 - none) * chance, dead)
        for name in self._plan.sets_left(switch, place):
            dead[np.isnan(columns.buses.get(name, np.nan))] = 1.0
        return dead, still_dead(after, unplanned, switch.manual_time)

    def _away(
        self, switch: SwitchPlan, place: int, columns: AgeColumns, moving: Moving, *, last_lost: bool
    ) -> MoveAway:
        """The move of a switch away from one of its inputs; what is planned does not fail."""
        need, after = moving.needed(switch, place, last_lost=last_lost)
        unplanned = self._unplanned(switch, place, columns, need)
        return MoveAway(need=need, after=after, chance=switch.fail_to_transfer * unplanned)

    def _late(self, move: Move, wait: Wait, columns: AgeColumns, moving: Moving) -> Floats:
        """The chance that generators which a switch waits for have not been there before it needed them."""
        ages, calls = moving.ages, moving.calls
        buses = [name for name, bus in self._plan.buses.items() if set(bus.members) & set(wait.generators)]
        called = np.logical_or.reduce(
            np.array([ages.certainly_called(name) >= wait.hours - INSTANT for name in buses])
        )
        prepared = [is_planned(self._work, columns, calls[name]) for name in buses]
        planned = np.logical_or.reduce(np.array(prepared))
        late = np.where(called | planned, 0.0, 1.0)
        switch, place, target = self._plan.switches[move[0]], move[1], move[2]
        need, _ = moving.needed(switch, place)
        for name, here in moving.sooner(switch, place):
            if name != target:
                late[here] *= self._no_start(name, columns, calls, need, here)
        return late

    def _no_start(
        self,
        name: str,
        columns: AgeColumns,
        calls: Mapping[str, Floats],
        age: Floats,
        here: Flags,
    ) -> Floats:
        """P(a generator does not supply) at the age of a call that is over once those before it supply."""
        before = self._states.of(name, columns, calls)[here]
        return self._buses[name].lost_for(np.zeros(int(here.sum())), age[here], before)
