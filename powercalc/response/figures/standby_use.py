"""How often generators are called, and how long they run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from numpy.typing import NDArray

from powercalc.components import Generator
from powercalc.dynamics.standby import Demand, StandbyGroup
from powercalc.engine.recording.arrays import np, scalar
from powercalc.response.columns.age_columns import AgeColumns, Scenarios
from powercalc.response.columns.calling import CallTable
from powercalc.response.columns.node_ages import LIVE, Ages
from powercalc.response.figures.fuel_level import Fuelled, FuelLevel
from powercalc.response.figures.instants import Instants
from powercalc.response.figures.response_figures import ResponseFigures
from powercalc.response.figures.standby_groups import StandbyFigures
from powercalc.response.figures.trial_calls import TrialCalls, chance_of_failing
from powercalc.response.plan.gensets import highest_rate
from powercalc.response.plan.plan import Plan
from powercalc.response.plan.thresholds import INSTANT
from powercalc.response.response_result import StandbyUse

Floats = NDArray[np.float64]


class Usage:
    """Adds up, column by column, the time that generators are called and run."""

    def __init__(self, plan: Plan, standby: StandbyFigures) -> None:
        self._plan = plan
        self._buses = standby.buses
        self._weights = standby.weights
        self._called = dict.fromkeys(plan.wires.standby, 0.0)
        self._running = dict.fromkeys(plan.wires.standby, 0.0)
        self.waiting = {first: plan.doubted_for(first) - {first} for first in plan.doubted}
        """By generator, those that may be called when it fails."""
        self._left = dict.fromkeys(plan.wires.standby, 0.0)
        """The chance of the columns in which its state, or what it waits for, is not looked at."""
        self._failures = {first: dict.fromkeys(waiting, 0.0) for first, waiting in self.waiting.items()}
        """How often one that runs fails, or its fuel ends, by those that are called then, and not before."""
        self._behind: dict[frozenset[str], CallTable] = {}
        """Who is called while some have failed, as it has been asked."""

    def add(self, name: str, columns: AgeColumns, called: Mapping[str, Floats], before: Floats) -> None:
        """Count one generator in columns in which its own state is not given yet.

        `called`: since when each is called, as far as it follows from the blocks alone.
        """
        call = called[name]
        for second in self.waiting.get(name, ()):
            at_rest = called[second] == LIVE
            self._failures[name][second] += self._fuel_ends(name, columns, call, before, at_rest)
        which = (call > LIVE) & (columns.wu != 0) & ~columns.old
        if not which.any():
            return
        age, weight = np.minimum(call[which], 1e6), columns.wu[which]
        self._called[name] += scalar(weight.sum())
        level, bus = self._level(name, called), self._buses[name]
        running = (
            bus.running(age, before[which])
            if level is None
            else level.take(which).running(bus, age, before[which])
        )
        self._running[name] += scalar(weight @ running)

    def leave(self, name: str, chance: float) -> None:
        """In columns of this chance, the state of a generator, or of those before it, is not looked at."""
        self._left[name] += chance

    def count(self, numbers: ResponseFigures, columns: AgeColumns, names: Sequence[str]) -> None:
        """Count generators whose state is not given."""
        columns = columns.take(columns.wu != 0)
        if names and len(columns):
            ages = numbers.ages(columns)
            calls = numbers.calls(ages)
            called = {name: ages.certainly_called(name) for name in calls}
            for name in (each for each in names if (calls[each] > LIVE).any()):
                self.add(name, columns, called, numbers.before(name, columns, calls))

    def fails(self, first: str, columns: AgeColumns, before: Floats, ages: Ages, failed: Ages) -> None:
        """Count how often a generator fails while it runs, by those that are called then.

        In columns in which it is well; `failed`: the same columns just after that.
        """
        age = np.minimum(ages.certainly_called(first), 1e6)
        level = self._level(first, {name: ages.certainly_called(name) for name in self._buses})
        lost, often = Fuelled(self._buses[first], level).losses(np.zeros_like(age), age, before)
        rate = columns.wu * ~columns.old * np.where(lost < 1, often / np.where(lost < 1, 1 - lost, 1.0), 0.0)
        for second in self.waiting[first]:
            at_rest = ages.certainly_called(second) == LIVE
            self._failures[first][second] += scalar(
                rate @ (at_rest & (failed.certainly_called(second) > LIVE))
            )

    def _fuel_ends(
        self, name: str, columns: AgeColumns, call: Floats, before: Floats, at_rest: NDArray[np.bool_]
    ) -> float:
        """How often the fuel of a generator that supplies ends, [1/h]: its call reaches that age."""
        tank = self._plan.tanks.get(name)
        if tank is None:
            return 0.0
        ends = (columns.wp > 0) & (columns.duration == 0) & (np.abs(call - tank.autonomy) < INSTANT)
        ends &= at_rest
        age, weight = call[ends], columns.wp[ends]
        return scalar(weight @ (1 - self._buses[name].lost_for(np.zeros_like(age), age, before[ends])))

    def _level(self, name: str, called: Mapping[str, Floats]) -> FuelLevel | None:
        """How full the tank of a generator is; None where its fuel never ends."""
        tank = self._plan.tanks.get(name)
        return None if tank is None else FuelLevel.of(tank, called, np.zeros(called[name].shape, dtype=bool))

    def take(self, buses: Mapping[str, StandbyGroup]) -> None:
        """Go on counting with other buses."""
        self._buses = buses

    def in_windows(self, calls: Mapping[str, float]) -> tuple[StandbyUse, ...]:
        """Return what the generators that wait for a call have done, called so often."""
        return tuple(
            StandbyUse(id=name, calls=often, called=self._called[name], running=self._running[name])
            for name, often in calls.items()
        )

    def found(self, scenarios: Scenarios) -> tuple[StandbyUse, ...]:
        """Return what each generator does; one that runs always is called all the time, once for ever."""
        ways = CallTable(self._plan), Instants(self._plan)
        result = []
        for node in self._plan.wires.components.values():
            if not isinstance(node, Generator):
                continue
            if node.id in self._called:
                calls = self._calls(node.id, scenarios, ways)
                called, running = self._called[node.id], self._running[node.id]
            else:
                x = (node.rate or 0.0) * (node.mttr or 0.0)
                calls, called, running = 0.0, 1.0, node.count / (1 + x)
            result.append(StandbyUse(id=node.id, calls=calls, called=called, running=running))
        return tuple(result)

    def with_errors(
        self, scenarios: Scenarios, other: tuple[StandbyUse, ...], left: tuple[float, float]
    ) -> tuple[StandbyUse, ...]:
        """Return what each generator does, and how far that may be off.

        `other`: by another rule; `left`: the states of the callers that are left out, how likely, how often.
        """
        found = self.found(scenarios)
        trials = TrialCalls(self._plan, {use.id: self._fails(use) for use in found})
        return tuple(
            self._with_error(use, by_rule, left, trials) for use, by_rule in zip(found, other, strict=True)
        )

    def _fails(self, use: StandbyUse) -> float:
        """How often a generator fails to start or to run, [1/h]."""
        node = self._plan.wires.components[use.id]
        if not isinstance(node, Generator):
            return 0.0
        return use.calls * chance_of_failing(node) + use.running * highest_rate(node)

    def _with_error(
        self, use: StandbyUse, other: StandbyUse, left: tuple[float, float], trials: TrialCalls
    ) -> StandbyUse:
        """Add the states left out, losses that relay each other, trials, and the rule of the sums."""
        if use.id not in self._called:
            return use
        often, hours = trials.of(use.id)
        relayed, sets = (
            self._plan.window + self._soon_again(use.id),
            self._plan.wires.components[use.id].count,
        )
        chance, calls = left[0] + self._left[use.id], left[1] + self._left[use.id] * self._fail(use.id)
        return replace(
            use,
            calls_error=calls + use.calls * relayed + often + abs(use.calls - other.calls),
            called_error=chance + use.called * relayed + hours + abs(use.called - other.called),
            running_error=(chance + hours) * sets + use.running * relayed + abs(use.running - other.running),
        )

    def _soon_again(self, name: str) -> float:
        """Of a generator behind two others, the share of calls that find them in repair since the one before.

        Their refusals are those of an average call. Where feeds call together, the next call comes as often
        as the last of them fails while the others are still out.
        """
        firsts = [first for first in self.waiting if name in self.waiting[first] and first != name]
        if len(firsts) < 2:
            return 0.0
        repair = max(self._plan.buses[each].sets.mttr for each in (*firsts, name))
        often = max(sum(map(_most_often, self._buses[each].demands)) for each in firsts)
        return min(often * repair, 1.0)

    def _fail(self, name: str) -> float:
        """How often the generators that this one waits for fail while they all run, [1/h]."""
        firsts = (self._plan.wires.components[first] for first in self.waiting if name in self.waiting[first])
        return sum(highest_rate(first) * first.count for first in firsts if isinstance(first, Generator))

    def _calls(
        self, name: str, scenarios: Scenarios, tables: tuple[CallTable, Instants], after: tuple[str, ...] = ()
    ) -> float:
        """How often a call begins: a caller fails while none, or one other, is down that does not call.

        A generator behind others is called with them, as long as they start, and again when they fail.
        `after`: those that have refused already; of two that are behind each other, each is asked once.
        """
        settled, instants = tables
        lasting = {way: settled.lasting(name, way) for way in settled.beginnings(name)}
        for way, share in instants.beginnings(name).items():
            lasting[way] = max(lasting.get(way, 0.0), share)
        total = sum(
            scenarios.chance(down, self._plan.calling) * scenarios.rate(b) * share
            for (down, b), share in lasting.items()
        )
        for first, seconds in self._failures.items():
            if name in seconds:
                total += seconds[name]
            if name in seconds and first not in after:
                share = self._next(first, name, scenarios, settled)
                total += share and share * self._refusals(first, scenarios, tables, (*after, name))
        return total

    def _next(self, first: str, name: str, scenarios: Scenarios, settled: CallTable) -> float:
        """The share of the calls of a generator that call another one when it refuses, and not anyhow.

        Those before it have failed by then. Crossed orders call both at once; of two feeds, one calls either.
        """
        before = frozenset(each for each, waiting in self.waiting.items() if first in waiting) - {name}
        refused = self._table(before | {first})
        ways = settled.beginnings(first)
        table = settled if ways else self._table(before)
        often = {
            way: scenarios.chance(way[0], self._plan.calling) * scenarios.rate(way[1])
            for way in ways or table.beginnings(first)
        }
        whole = sum(often.values())
        asked = sum(
            each
            for (down, b), each in often.items()
            if refused.calls((*down, b), [name]) and not table.calls((*down, b), [name])
        )
        return asked / whole if whole else 0.0

    def _table(self, failed: frozenset[str]) -> CallTable:
        """Who is called while some have failed."""
        if failed not in self._behind:
            self._behind[failed] = CallTable(self._plan, failed=failed)
        return self._behind[failed]

    def _refusals(
        self, first: str, scenarios: Scenarios, tables: tuple[CallTable, Instants], after: tuple[str, ...]
    ) -> float:
        """How often a generator that starts at once does not; one that takes its time is not waited for."""
        bus = self._buses[first]
        if bus.start > INSTANT or first not in self._called:
            return 0.0
        weights = self._weights if len(bus.at_call) == len(self._weights) else None
        never = scalar(
            np.average(bus.never(np.full(len(bus.at_call), bus.start), bus.at_call), weights=weights)
        )
        return never * self._calls(first, scenarios, tables, after)


def _most_often(demand: Demand) -> float:
    """How often calls of one sort begin, [1/h], at most: by the state in which the callers are."""
    return demand.rate if demand.begins is None else scalar(demand.begins.often.max())
