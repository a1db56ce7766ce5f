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
from powercalc.response.columns.node_ages import LIVE
from powercalc.response.figures.calls_behind import CallsBehind
from powercalc.response.figures.fuel_level import FuelLevel
from powercalc.response.figures.instants import Instants
from powercalc.response.figures.response_figures import ResponseFigures
from powercalc.response.figures.standby_groups import StandbyFigures
from powercalc.response.figures.trial_calls import TrialCalls, chance_of_failing
from powercalc.response.plan.gensets import highest_rate
from powercalc.response.plan.plan import Plan
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
        self._waiting = {first: plan.doubted_for(first) - {first} for first in plan.doubted_sets}
        """By generator, those that may be called when it fails."""
        self._left = dict.fromkeys(plan.wires.standby, 0.0)
        """The chance of the columns in which its state, or what it waits for, is not looked at."""
        self._calls_left = 0.0
        """How often what calls generators was not looked at further, [1/h]."""
        self._behind = CallsBehind(plan, standby.buses)

    def add(self, name: str, columns: AgeColumns, called: Mapping[str, Floats], before: Floats) -> None:
        """Count one generator in columns in which its own state is not given yet.

        `called`: since when each is called, as far as it follows from the blocks alone.
        """
        if name not in self._called:  # what several have in common
            return
        call = called[name]
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
        if name in self._left:
            self._left[name] += chance

    def leave_calls(self, often: float) -> None:
        """In columns that tell of so many calls, [1/h], what others do is not looked at."""
        self._calls_left += often

    def count(self, numbers: ResponseFigures, columns: AgeColumns, names: Sequence[str]) -> None:
        """Count generators whose state is not given."""
        columns = columns.take(columns.wu != 0)
        if names and len(columns):
            ages = numbers.ages(columns)
            calls = numbers.calls(ages)
            called = {name: ages.certainly_called(name) for name in calls}
            for name in (each for each in names if (calls[each] > LIVE).any()):
                self.add(name, columns, called, numbers.before(name, columns, calls))

    def _level(self, name: str, called: Mapping[str, Floats]) -> FuelLevel | None:
        """How full the tank of a generator is; None where its fuel never ends."""
        tank = self._plan.tanks.get(name)
        return None if tank is None else FuelLevel.of(tank, called, np.zeros(called[name].shape, dtype=bool))

    def begin(self, numbers: ResponseFigures, columns: AgeColumns) -> None:
        """Count how often generators are called because others do not supply."""
        columns = columns.take(columns.for_calls & ~columns.old)
        if len(columns):
            calls = numbers.calls(numbers.ages(columns))
            self._behind.add(columns, {name: call > LIVE for name, call in calls.items()})

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
        self,
        use: StandbyUse,
        other: StandbyUse,
        left: tuple[float, float],
        trials: TrialCalls,
    ) -> StandbyUse:
        """Add states left out, losses that relay each other, trials, the rule of the sums."""
        if use.id not in self._called:
            return use
        often, hours = trials.of(use.id)
        window, sets = self._plan.window, self._plan.wires.components[use.id].count
        chance, relayed = left[0] + self._left[use.id], window + self._soon_again(use.id)
        calls = left[1] + self._left[use.id] * self._fail(use.id) + self._calls_left
        return replace(
            use,
            calls_error=calls + use.calls * window + often + abs(use.calls - other.calls),
            called_error=chance + use.called * relayed + hours + abs(use.called - other.called),
            running_error=(chance + hours) * sets + use.running * relayed + abs(use.running - other.running),
        )

    def _soon_again(self, name: str) -> float:
        """Of a generator behind two others, the share of calls that find them in repair since the one before.

        For how long it is called then is told as of an average call. Where feeds call together, the next call
        comes as often as the last of them fails while the others are still out.
        """
        firsts = self._asked_before(name)
        if len(firsts) < 2:
            return 0.0
        repair = max(self._plan.buses[each].sets.mttr for each in (*firsts, name))
        often = max(sum(map(_most_often, self._buses[each].demands)) for each in firsts)
        return min(often * repair, 1.0)

    def _asked_before(self, name: str) -> list[str]:
        """The generators at whose failure this one may be called."""
        return [first for first, others in self._waiting.items() if name in others]

    def _fail(self, name: str) -> float:
        """How often the generators that this one waits for fail while they all run, [1/h]."""
        firsts = (self._plan.wires.components[first] for first in self._asked_before(name))
        return sum(highest_rate(first) * first.count for first in firsts if isinstance(first, Generator))

    def _calls(self, name: str, scenarios: Scenarios, tables: tuple[CallTable, Instants]) -> float:
        """How often a call begins: a caller fails while none, or one other, is down that does not call.

        What others do that do not supply comes to that.
        """
        settled, instants = tables
        lasting = {way: settled.lasting(name, way) for way in settled.beginnings(name)}
        for way, share in instants.beginnings(name).items():
            lasting[way] = max(lasting.get(way, 0.0), share)
        alone = sum(
            scenarios.chance(down, self._plan.calling) * scenarios.rate(b) * share
            for (down, b), share in lasting.items()
        )
        return max(alone + self._behind.found.get(name, 0.0), 0.0)


def _most_often(demand: Demand) -> float:
    """How often calls of one sort begin, [1/h], at most: by the state in which the callers are."""
    return demand.rate if demand.begins is None else scalar(demand.begins.often.max())
