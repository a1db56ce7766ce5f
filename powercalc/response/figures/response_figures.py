"""The figures of every variable in every column: probabilities, and weights of failure frequencies."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from numpy.typing import NDArray

from powercalc.dynamics.ladder import rungs
from powercalc.dynamics.standby import StandbyGroup
from powercalc.engine.distinct import sorts_by
from powercalc.engine.figures_in_columns import FiguresInColumns
from powercalc.engine.recording.arrays import is_recording, np
from powercalc.response.columns.age_columns import AgeColumns
from powercalc.response.columns.node_ages import LIVE, Ages
from powercalc.response.figures.fuel_level import FuelLevel
from powercalc.response.figures.move_figures import MoveFigures
from powercalc.response.figures.moving import Moving
from powercalc.response.figures.nested import Hands, Nested, remembered
from powercalc.response.figures.planned_columns import PlannedWork, is_planned, least_age
from powercalc.response.figures.standby_groups import StandbyFigures
from powercalc.response.figures.states_at_call import StatesAtCall
from powercalc.response.lost.variables import Variables
from powercalc.response.plan.movers import SwitchPlan
from powercalc.response.plan.plan import Plan
from powercalc.response.plan.thresholds import INSTANT, TIMES, ByHand, Hand

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

LONG = 1e6
"""Calls older than this are as good as eternal, [h]."""


class ResponseFigures:
    """Fills the figures of the variables of a diagram, (variables, columns)."""

    def __init__(
        self,
        plan: Plan,
        variables: Variables,
        durations: Sequence[float],
        standby: StandbyFigures,
        window: PlannedWork | None = None,
        *,
        often: bool = True,
    ) -> None:
        """`often`: the weights of failure frequencies are asked for, too."""
        self._work = window
        self._often = often
        self._prepared = {name: bus.prepared() for name, bus in standby.buses.items()} if window else {}
        self._plan = plan
        self._variables = variables
        self._durations = np.array(durations)
        self._buses = standby.buses
        self._standby = standby
        self._states = StatesAtCall(plan, standby)
        self._at_level: dict[tuple[str, int], StandbyGroup] = {}
        self._size = variables.count
        self._hands = {key: Hands(asked, plan.before_hand(key)) for key, asked in plan.times_by_hand.items()}
        self._nested = [Nested(rungs) for rungs in plan.rungs]
        self._nested_buses = {name: Nested(rungs) for name, rungs in plan.bus_rungs.items()}
        self._moves = MoveFigures(plan, variables, self._durations, standby.buses, self._states, window)
        self._random = self._left_alone()

    def of(self, columns: AgeColumns) -> tuple[Floats, Floats]:
        """Probability and frequency weight [1/h] of each variable in the columns."""
        return self.told(columns).whole()

    def told(self, columns: AgeColumns) -> FiguresInColumns:
        """The same; of blocks that are left to chance in all columns, figures are told once by duration."""
        open_ones = self._left_to_chance(columns)
        q, w = self._filled(columns, open_ones)
        if not open_ones:
            return FiguresInColumns(q=q, w=w)
        same = np.concatenate([self._variables.rungs[number] for number in open_ones])
        chance, often = (np.concatenate([self._random[number][k] for number in open_ones]) for k in (0, 1))
        order = np.argsort(same)
        return FiguresInColumns(
            q=q, w=w, same=same[order], q_same=chance[order], w_same=often[order], sort=columns.duration
        )

    def _left_to_chance(self, columns: AgeColumns) -> frozenset[int]:
        """The blocks whose figures are the same in all columns of a duration."""
        if self._work is not None or is_recording() or columns.old.any():
            return frozenset()
        rungs = self._variables.rungs
        return frozenset(number for number in rungs if rungs[number] and number not in columns.ages)

    def _filled(self, columns: AgeColumns, but: Container[int]) -> tuple[Floats, Floats]:
        """The figures of all variables but those of some blocks."""
        q, w = np.zeros((2, self._size, len(columns)))
        for variable, chance in self._variables.trials.items():
            q[variable] = chance
        if self._work is not None and self._work.bypass in self._variables.trials:
            q[self._work.bypass] = 0.0  # who works on it has put the load on its bypass, or waits
        ages = self.ages(columns)
        self._fill_blocks(columns, q, w, but)
        for variable, name in self._variables.hidden.items():
            q[variable] = self._faulty(name, columns, ages)
        for name, hides in self._variables.unready:
            self._fill_unready(name, columns, ages, q, w, hides=hides)
        calls = self.calls(ages)
        for bus in self._buses:
            self._fill_bus(bus, columns, calls, q, w)
        for generator, call in self._variables.by_overload.items():
            q[call.uncalled] = calls[generator] == LIVE
            q[call.late], w[call.late] = call.chance, call.frequency
        for generator, level in self._variables.levels:
            self._fill_level(generator, level, columns, calls, q, w)
        moving = Moving(ages, calls, self._starts(columns, calls))
        self._moves.fill(columns, moving, q)
        self._fill_hands(columns, moving, q, w)
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

    def ages(self, columns: AgeColumns) -> Ages:
        """The ages of all nodes in the columns."""
        sound = self._work.sound if self._work else frozenset()
        blocks = {
            block: np.where(np.isnan(ages) | (block in sound), LIVE, ages)
            for block, ages in columns.ages.items()
        }
        buses = {bus: np.where(np.isnan(ages), LIVE, ages) for bus, ages in columns.buses.items()}
        return Ages(self._plan, blocks, buses, len(columns))

    def _left_alone(self) -> dict[int, tuple[Floats, Floats]]:
        """Figures of each block's variables where it is left to chance; of blocks that are alike once."""
        if is_recording():
            return {number: self._rungs(number) for number in self._variables.rungs}
        known: dict[Hashable, tuple[Floats, Floats]] = {}
        found = {}
        for number in self._variables.rungs:
            alike = self._plan.blocks[number].ageing, tuple(self._plan.rungs[number])
            if alike not in known:
                known[alike] = self._rungs(number)
            found[number] = known[alike]
        return found

    def _rungs(self, number: int) -> tuple[Floats, Floats]:
        """Figures of a block's variables where it is left to chance, (rungs, durations)."""
        block = self._plan.blocks[number].ageing
        if not self._plan.rungs[number]:
            return np.zeros((0, len(self._durations))), np.zeros((0, len(self._durations)))
        return self._nested[number].left_to_chance(block.unavailability, block.frequency, self._durations)

    def is_planned(self, columns: AgeColumns, since: Floats) -> Flags:
        """Where what is needed since then is needed because of the planned work itself."""
        return is_planned(self._work, columns, since)

    def _faulty(self, name: str, columns: AgeColumns, ages: Ages) -> Floats:
        """The chance that a unit has a fault that nobody knew of, or is in its repair, when it is needed."""
        return np.asarray(self._standby.hidden[name][columns.idle] * self._unrepaired(name, ages))

    def _fill_unready(
        self, name: str, columns: AgeColumns, ages: Ages, q: Floats, w: Floats, *, hides: bool
    ) -> None:
        """Too few of the equal units that work are ready."""
        plan, numbers = self._plan.unready[name], self._variables.unready[name, hides]
        faulty = self._faulty(plan.fault, columns, ages) if plan.fault is not None else 0.0
        chance = np.broadcast_to(1 - (1 - plan.chance) * (1 - faulty), len(columns))
        later, floor = self._durations[columns.duration], least_age(self._work, columns)
        firsts, which = sorts_by([chance, later, floor])
        each, later, floor = chance[firsts], later[firsts], floor[firsts]
        found = Nested(plan.rungs).left_to_chance(
            lambda at: plan.units.unready(at, each), lambda at: plan.units.frequency(at, each), later, floor
        )
        q[numbers], w[numbers] = (figures[:, which] for figures in found)

    def _fill_old(self, columns: AgeColumns, q: Floats, w: Floats) -> None:
        """Blocks that are left to chance, where only what is older than the window counts."""
        old = np.flatnonzero(columns.old)
        sorts = np.stack([columns.duration[old], least_age(self._work, columns)[old]])
        distinct, which = np.unique(sorts, axis=1, return_inverse=True)
        later, floor = self._durations[distinct[0].astype(int)], distinct[1]
        for number, variables in self._variables.rungs.items():
            ages = columns.ages.get(number)
            free = np.ones(len(old), dtype=bool) if ages is None else np.isnan(ages[old])
            if not variables or not free.any():
                continue
            block = self._plan.blocks[number].ageing
            nested = self._nested[number]
            chance, weight = nested.left_to_chance(block.unavailability, block.frequency, later, floor)
            rows = np.array(variables)[:, None]
            q[rows, old[free]] = chance[:, which[free]]
            w[rows, old[free]] = weight[:, which[free]]

    def _fill_blocks(self, columns: AgeColumns, q: Floats, w: Floats, but: Container[int]) -> None:
        later = self._durations[columns.duration]
        floor = least_age(self._work, columns)
        for number, variables in self._variables.rungs.items():
            ages = columns.ages.get(number)
            chance, often = self._random[number]
            if not variables or number in but:
                continue
            if ages is None:
                q[variables], w[variables] = chance[:, columns.duration], often[:, columns.duration]
                continue
            worked_on = self._work is not None and number == self._work.block
            counted = 0.0 if worked_on else floor
            short = columns.short.get(number)
            true = self._nested[number].given(ages, short, later, counted)
            free = np.isnan(ages)
            q[variables] = np.where(free, chance[:, columns.duration], true)
            w[variables] = np.where(free, often[:, columns.duration], 0.0)
        if columns.old.any():
            self._fill_old(columns, q, w)
        for (number, age, hours), variable in self._variables.overtaken.items():
            given = columns.ages.get(number, np.full(len(columns), np.nan))
            q[variable] = ~np.isnan(given) & (age + later > hours + INSTANT)
        for number in self._work.sound if self._work else ():
            q[self._variables.rungs[number]] = w[self._variables.rungs[number]] = 0.0

    def _fill_bus(
        self, name: str, columns: AgeColumns, calls: Mapping[str, Floats], q: Floats, w: Floats
    ) -> None:
        given = columns.buses.get(name, np.full(len(columns), np.nan))
        later = self._durations[columns.duration]
        short = columns.buses_short.get(name)
        true = self._nested_buses[name].given(given, short, later, least_age(self._work, columns))
        q[self._variables.buses[name]] = np.where(np.isnan(given), 1.0, true)
        called = np.flatnonzero((calls[name] > LIVE) & np.isnan(given))
        if not len(called) or not self._variables.buses[name]:
            return
        columns, calls = columns.take(called), {bus: call[called] for bus, call in calls.items()}
        before, planned = self.before(name, columns, calls), self.is_planned(columns, calls[name])
        for bus, here in (
            (self._buses[name], np.flatnonzero(~planned)),
            (self._prepared.get(name), np.flatnonzero(planned)),
        ):
            if bus is not None and len(here):
                firsts, each = sorts_by([part[here] for part in self._told(name, columns, before, calls)])
                which = here[firsts]
                found = self._called(name, bus, columns.take(which), before[which], calls, which)
                for numbers, chance, weight in found:
                    rows = np.array(numbers)[:, None]
                    q[rows, called[here]], w[rows, called[here]] = chance[:, each], weight[:, each]

    def _told(
        self, name: str, columns: AgeColumns, before: Floats, calls: Mapping[str, Floats]
    ) -> list[Floats]:
        """What the figures of a bus that is called depend on, (columns,) or (columns, states)."""
        users = self._plan.tanks[name].users if name in self._plan.tanks else ()
        later, edges = self._durations[columns.duration], columns.at_edge * bool(users)
        floor = least_age(self._work, columns)
        return [calls[name], later, floor, edges, *(calls[user] for user in users), before]

    def _called(
        self,
        name: str,
        bus: StandbyGroup,
        columns: AgeColumns,
        before: Floats,
        calls: Mapping[str, Floats],
        which: Integers,
    ) -> Iterator[tuple[list[int], Floats, Floats]]:
        """Yield variables of a bus that is called, with their chances and weights, (variables, columns)."""
        more, floor = self._durations[columns.duration], least_age(self._work, columns)
        lost, often = self._supply(name, bus, columns, before, calls, which)
        told = self._nested_buses[name].left_to_chance(lost, often, more, floor)
        yield self._variables.buses[name], *told
        for key, numbers in self._hands_of(name):
            yield numbers, *self._by_hand(key, lost, often, more, floor, calls[name][which])

    def _fill_level(
        self, name: str, level: int, columns: AgeColumns, calls: Mapping[str, Floats], q: Floats, w: Floats
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

    def _bus_at(self, name: str, level: int, *, prepared: bool) -> StandbyGroup:
        """The bus as one that is lost when so many sets do not supply."""
        if (name, level) not in self._at_level:
            needed = self._plan.wires.components[name].count - level + 1
            self._at_level[name, level] = self._buses[name].lost_below(needed)
        found = self._at_level[name, level]
        return found.prepared() if prepared else found

    def _lost(
        self,
        name: str,
        bus: StandbyGroup,
        columns: AgeColumns,
        before: Floats,
        calls: Mapping[str, Floats],
        called: Integers,
    ) -> tuple[Floats, Floats]:
        """No supply for each τ: its chance and frequency, (thresholds, columns)."""
        floor = least_age(self._work, columns)
        reached = np.array(self._plan.bus_thresholds[name])[:, None] + self._durations[columns.duration]
        lost, often = self._supply(name, bus, columns, before, calls, called)
        at = np.maximum(reached, floor)
        return lost(at), np.where(reached < floor - INSTANT, 0.0, often(at))

    def _supply(
        self,
        name: str,
        bus: StandbyGroup,
        columns: AgeColumns,
        before: Floats,
        calls: Mapping[str, Floats],
        called: Integers,
    ) -> tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]:
        """No supply for τ or longer, and how often that begins, [1/h]: of and to (thresholds, columns)."""
        age, tank = calls[name][called], self._plan.tanks.get(name)
        if tank is None:
            told = partial(bus.losses, age=age, before=before)
        else:
            level = FuelLevel.of(tank, {user: calls[user][called] for user in tank.users}, columns.at_edge)
            told = partial(level.lost_for, bus, age=age, before=before)
        return remembered(told, often=self._often)

    def dry_for(self, columns: AgeColumns, name: str, calls: Mapping[str, Floats]) -> Floats:
        """For how long a generator has had no fuel, [h]; −∞ where it has."""
        level = self.level(columns, name, calls)
        return np.full(len(columns), LIVE) if level is None else level.since()

    def level(self, columns: AgeColumns, name: str, calls: Mapping[str, Floats]) -> FuelLevel | None:
        """How full the tank of a generator is; None where its fuel never ends."""
        tank = self._plan.tanks.get(name)
        return None if tank is None else FuelLevel.of(tank, calls, columns.at_edge)

    def dried(self, columns: AgeColumns, name: str, *, where: Flags | bool = True) -> AgeColumns:
        """The columns, a generator whose state is given as that at the end of its fuel lost since then."""
        if name not in self._plan.tanks or not len(columns):
            return columns
        dry = self.dry_for(columns, name, self.calls(self.ages(columns)))
        given = columns.buses[name]
        longer = np.where(given > LIVE, given + np.maximum(dry, 0.0), np.maximum(given, dry))
        short = columns.buses_short[name] | (columns.at_edge & (dry > LIVE) & np.isinf(given) & where)
        found = columns.given(name, np.where(where, longer, given))
        return replace(found, buses_short={**columns.buses_short, name: short})

    def before(self, name: str, columns: AgeColumns, calls: Mapping[str, Floats]) -> Floats:
        """The state of a bus at its call, (columns, states)."""
        return self._states.of(name, columns, calls)

    def _unrepaired(self, name: str, ages: Ages) -> Floats | float:
        """e^(−t / mttr): what carries power itself is repaired from when it was needed; all else too late."""
        rest = self._plan.resting[name]
        if not rest.carries:
            return 1.0
        needed = np.maximum(ages.wanted(rest.needs), 0.0)
        return np.exp(-needed / rest.mttr) if rest.mttr else (needed <= 0).astype(float)

    def _fill_hands(self, columns: AgeColumns, moving: Moving, q: Floats, w: Floats) -> None:
        """What blocks and generators tell of moves by hand; that itself, where it is known since when."""
        later, others = self._durations[columns.duration], columns.ages.keys() - set(self._plan.first)
        for (id, place), variable in self._variables.by_hand.items():  # noqa: A001
            q[variable] = 1.0
            # what else columns tell of may be above one of the switches that share a time, and not above all
            for name in self._plan.hands.sharing(id) if others else (id,):
                self._fill_hand(self._plan.switches[name], (id, place), later, moving, q)
        for key, variables in self._variables.hands.items():
            owner = key[0]
            if isinstance(owner, int):
                block = self._plan.blocks[owner].ageing
                chance, often = self._by_hand(key, block.unavailability, block.frequency, self._durations)
                q[variables], w[variables] = chance[:, columns.duration], often[:, columns.duration]
            elif owner in columns.buses:
                given = columns.buses[owner]
                free, true = np.isnan(given), self._hands[key].given(given, later)
                q[variables] = np.where(free, q[variables], true)
                w[variables] = np.where(free, w[variables], 0.0)

    def _fill_hand(
        self, switch: SwitchPlan, key: tuple[str, int], later: Floats, moving: Moving, q: Floats
    ) -> None:
        """What columns tell of when a switch has been moved by hand, where they do."""
        id, place = key  # noqa: A001
        need, moved = moving.needed(switch, place)
        longer = np.maximum(later - self._plan.tried(switch, place), 0.0)
        with np.errstate(invalid="ignore"):
            by_hand = -np.expm1(-np.maximum(moved - longer, 0.0) / switch.manual_time)
        joint = switch.id in self._plan.joint
        known = ~np.isnan(moved) & ((moving.ages.lost[switch.inputs[0]] if joint else need) > LIVE)
        variable = self._variables.by_hand[key]
        q[variable] = np.where(known, by_hand, q[variable])
        for time in range(len(TIMES)) if joint else ():
            hand = ByHand(switch.manual_time, time, self._plan.tried(switch, place))
            reached = Hands([hand], []).given(need, later)[0]
            numbers = self._variables.long[id, place, time]
            told = known | (need == LIVE) | reached
            q[numbers] = told if switch.id == id else np.where(known, told, q[numbers])

    def _by_hand(
        self,
        key: Hand,
        lost: Callable[[Floats], Floats],
        often: Callable[[Floats], Floats],
        more: Floats,
        floor: Floats | float = 0.0,
        within: Floats | None = None,
    ) -> tuple[Floats, Floats]:
        """Figures of the variables of moves by hand, (times, columns), of what is left to chance.

        Who has moved the switch though a battery held first would have without it, too: what that takes off
        the frequency is not taken off again.
        """
        chance, weight = self._hands[key].left_to_chance(lost, often, more, floor, within)
        sooner = self._plan.sooner(key)
        if sooner == key:
            return chance, weight
        first, seldom = self._hands[sooner].left_to_chance(lost, often, more, floor, within)
        whole = np.cumprod(first, axis=0)
        given = np.divide(np.cumprod(chance, axis=0), whole, out=np.ones_like(chance), where=whole > 0)
        given = np.minimum.accumulate(np.minimum(given, 1.0), axis=0)
        before = np.concatenate([np.ones_like(given[:1]), given[:-1]])
        share = np.divide(given, before, out=np.ones_like(given), where=before > 0)
        own = np.divide(weight, chance, out=np.zeros_like(weight), where=chance > 0)
        known = np.divide(seldom, first, out=np.zeros_like(weight), where=first > 0)
        return share, share * (own - known)

    def _hands_of(self, name: str) -> Iterator[tuple[Hand, list[int]]]:
        return ((key, numbers) for key, numbers in self._variables.hands.items() if key[0] == name)

    def _starts(self, columns: AgeColumns, calls: Mapping[str, Floats]) -> dict[str, Floats]:
        """How long after its call each bus supplies, [h]; at once where it was started before."""
        return {
            name: np.where(self.is_planned(columns, calls[name]), 0.0, bus.start)
            for name, bus in self._buses.items()
        }
