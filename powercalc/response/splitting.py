"""Columns by the states of the generators that others wait for: those called first come first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from numpy.typing import NDArray

from powercalc.dynamics.ages import FOREVER
from powercalc.dynamics.standby import StandbyGroup
from powercalc.engine.recording.arrays import np, scalar
from powercalc.response.columns.age_columns import AgeColumns, concatenate
from powercalc.response.columns.node_ages import LIVE
from powercalc.response.columns.standby_states import split
from powercalc.response.columns.trifles import Trifles
from powercalc.response.figures.fuel_level import Fuelled
from powercalc.response.figures.response_figures import ResponseFigures
from powercalc.response.figures.standby_use import Usage
from powercalc.response.plan.call_ages import CallAges
from powercalc.response.plan.plan import Plan

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is called in some columns."""

    calls: Mapping[str, Floats]
    """The age of the call of each generator, [h], −∞ where there is none."""
    certain: Mapping[str, Floats]
    """The same, as far as it follows from the blocks alone."""
    turns: Integers
    """Which of the generators that are left to split by is called first.

    One that is called for certain, where there is one: whether others are may follow from its state.
    """
    called: Flags
    """Whether one of them is called."""

    @classmethod
    def of(cls, numbers: ResponseFigures, columns: AgeColumns, open_ones: Mapping[str, Flags]) -> Told:
        """What is called, and in which turn, of generators whose state is still open in some columns."""
        ages = numbers.ages(columns)
        calls = numbers.calls(ages)
        left = np.array([np.where(still, calls[name], LIVE) for name, still in open_ones.items()])
        certain = {name: ages.certainly_called(name) for name in calls}
        surely = np.array([certain[name] > LIVE for name in open_ones]) & (left > LIVE)
        return cls(
            calls=calls,
            certain=certain,
            turns=np.where(surely | ~surely.any(axis=0), left, LIVE).argmax(axis=0),
            called=np.asarray((left > LIVE).any(axis=0)),
        )

    def take(self, which: Flags) -> Told:
        """The same in some of the columns."""
        return Told(
            calls={name: call[which] for name, call in self.calls.items()},
            certain={name: call[which] for name, call in self.certain.items()},
            turns=self.turns[which],
            called=self.called[which],
        )


@dataclass(frozen=True, kw_only=True)
class Splitting:
    """Splits columns by the state of one generator after the other."""

    plan: Plan
    numbers: ResponseFigures
    buses: Mapping[str, StandbyGroup]
    ready: Mapping[str, StandbyGroup]
    """The same, started before they are needed."""
    usage: Usage | None
    """Where it is counted what generators do."""
    trifles: Trifles
    estimate: Callable[[AgeColumns], tuple[Floats, Floats]]
    """P and F of all roots, (roots, columns), with the generators that are called left to chance."""
    durations: Floats
    breaks: Sequence[float]
    """The ages of a failure at which something happens, [h]."""
    points: tuple[int, int]
    """How many nodes a piece between them gets that is over in a moment, and how many any other."""
    calls: CallAges | None = None
    """The ages that matter to calls alone, where it is asked for these."""

    def split(self, columns: AgeColumns, names: Sequence[str], spare: float) -> AgeColumns:
        """The columns by the states of some generators: whether others are called depends on those before.

        Each round splits every column by the generator that is called first in it, of those that are left.
        `spare`: the share of all results that may be left to an estimate.
        """
        columns, parts = columns.left_open(names), []
        for rounds in range(len(names), 0, -1):
            if not len(columns):
                break
            told = Told.of(self.numbers, columns, self._open(columns, names))
            parts.append(self._resting(columns.take(~told.called), names))
            columns, told = columns.take(told.called), told.take(told.called)
            least, held = self._least(columns, spare / rounds)
            parts.append(self._left(columns.take(least), told.take(least), names))
            columns, spare = self._by_the_first(columns.take(~least), told.take(~least), names), spare - held
        return concatenate([*parts, columns])

    def at_least(self, columns: AgeColumns, names: Sequence[str]) -> tuple[Floats, Floats]:
        """What columns add to U (roots,) and w (durations, roots) if no generator ever fails."""
        for name in names:
            columns = columns.given(name, np.full(len(columns), LIVE))
        found, often = self.estimate(columns)
        rates = columns.wf * often + columns.wp * found
        by_duration = [rates[:, columns.duration == d].sum(axis=1) for d in range(len(self.durations))]
        return np.maximum(found @ columns.wu, 0.0), np.maximum(np.array(by_duration), 0.0)

    def called(self, columns: AgeColumns, names: Sequence[str]) -> tuple[float, float]:
        """For which share of time some columns have any of these generators called, and how often, [1/h]."""
        calls = self.numbers.calls(self.numbers.ages(columns))
        called = np.logical_or.reduce(np.array([calls[name] > LIVE for name in names]))
        begins = columns.for_calls & called
        return scalar(np.abs(columns.wu) @ called), scalar(columns.wp @ begins)

    def _by_the_first(self, columns: AgeColumns, told: Told, names: Sequence[str]) -> AgeColumns:
        """The columns by the state of the generator that is called first in each."""
        parts = [columns.take(slice(0, 0))]
        for turn in np.unique(told.turns).tolist():
            name, here = names[turn], told.turns == turn
            planned = here & self.numbers.is_planned(columns, told.calls[name])
            for which, buses in ((planned, self.ready), (here & ~planned, self.buses)):
                if which.any():
                    parts.append(self._split_by(columns.take(which), told.take(which), name, buses[name]))
        return concatenate(parts)

    def _open(self, columns: AgeColumns, names: Sequence[str]) -> dict[str, Flags]:
        """Where the states of generators are still to be given; of some, where it is asked what they do."""
        still = {name: np.isnan(columns.buses[name]) for name in names}
        at_once = columns.duration == 0
        return {name: each & at_once if self.plan.for_uses(name) else each for name, each in still.items()}

    def _resting(self, columns: AgeColumns, names: Sequence[str]) -> AgeColumns:
        """Columns in which nothing calls these generators, or what is left of them."""
        still = self._open(columns, names)
        for name, rests in still.items():
            columns = columns.given(name, np.where(rests, np.inf, columns.buses[name]), where=rests)
        for name, rests in still.items():
            columns = self.numbers.dried(columns, name, where=rests)
        return columns

    def _left(self, columns: AgeColumns, told: Told, names: Sequence[str]) -> AgeColumns:
        """The columns, what is left of these generators left to chance."""
        if self.usage is not None:
            for name in names:
                here = np.isnan(columns.buses[name]) & (told.calls[name] > LIVE) & (columns.wu != 0)
                if here.any():
                    some, known = columns.take(here), told.take(here)
                    before = self.numbers.before(name, some, known.calls)
                    self.usage.add(name, some, known.certain, before)
                left = np.isnan(columns.buses[name]) & (columns.wu != 0)
                self.usage.leave(name, scalar(np.abs(columns.wu[left]).sum()))
            self.usage.leave_calls(scalar(columns.wp[columns.for_calls].sum()))
        return columns

    def _least(self, columns: AgeColumns, spare: float) -> tuple[Flags, float]:
        """Which of the columns in which something is called hold next to nothing, and how much that is."""
        if not len(columns):
            return np.zeros(0, dtype=bool), 0.0
        return self.trifles.among(columns, *self.estimate(columns), spare)

    def _split_by(self, columns: AgeColumns, told: Told, name: str, bus: StandbyGroup) -> AgeColumns:
        """The columns by the states of one generator."""
        calls = told.calls
        before = self.numbers.before(name, columns, calls)
        if name in self.plan.doubted and self.usage is not None:  # the use of others has been counted before
            self.usage.add(name, columns, told.certain, before)
        at = np.array(sorted({*self.plan.bus_thresholds[name], *self.plan.fuel_ends}))[:, None]
        lasting = self.durations[columns.duration]
        reached = at + lasting
        dry = np.maximum(self.numbers.dry_for(columns, name, calls), 0.0)
        reached = np.where(reached < dry, FOREVER, reached - dry)
        young = np.maximum(lasting - dry, 0.0)
        supply = Fuelled.of(bus, self.numbers.level(columns, name, calls))
        ages = self.calls.of_generators[name] if self.calls else ()
        found = split(
            columns, name, supply, calls[name] - dry, before, self.breaks, reached, young, self.points, ages
        )
        return self.numbers.dried(found, name)
