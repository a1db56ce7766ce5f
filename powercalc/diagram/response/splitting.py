"""Columns by the states of the generators that others wait for: those called first come first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from powercalc.diagram.response.ages import LIVE
from powercalc.diagram.response.columns import Columns, concatenate
from powercalc.diagram.response.doubted import split
from powercalc.diagram.response.numbers import Numbers
from powercalc.diagram.response.plan import Plan
from powercalc.diagram.response.trifles import Trifles
from powercalc.diagram.response.usage import Usage
from powercalc.dynamics.ages import FOREVER
from powercalc.dynamics.standby import Bus

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Splitting:
    """Splits columns by the state of one generator after the other."""

    plan: Plan
    numbers: Numbers
    buses: Mapping[str, Bus]
    ready: Mapping[str, Bus]
    """The same, started before they are needed."""
    usage: Usage | None
    """Where it is counted what generators do."""
    trifles: Trifles
    estimate: Callable[[Columns], tuple[Floats, Floats]]
    """P and F of all roots, (roots, columns), with the generators that are called left to chance."""
    durations: Floats
    breaks: Sequence[float]
    """The ages of a failure at which something happens, [h]."""
    points: tuple[int, int]
    """How many nodes a piece between them gets that is over in a moment, and how many any other."""

    def split(self, columns: Columns, names: Sequence[str], spare: float) -> Columns:
        """The columns by the states of some generators: whether others are called depends on those before.

        `spare`: the share of all results that may be left to an estimate.
        """
        if not names or not len(columns):
            return columns.given_all(names)
        calls = self.numbers.calls(self.numbers.ages(columns))
        called = np.logical_or.reduce([calls[name] > LIVE for name in names])
        least, held = self._least(columns, called, spare / len(names))
        parts = [self._resting(columns.take(~called), names), self._left(columns.take(least), names)]
        parts += self._by_the_first(columns.take(called & ~least), names, spare - held)
        return concatenate(parts)

    def at_least(self, columns: Columns, names: Sequence[str]) -> tuple[Floats, Floats]:
        """What columns add to U (roots,) and w (durations, roots) if no generator ever fails."""
        for name in names:
            columns = columns.given(name, np.full(len(columns), LIVE))
        found, often = self.estimate(columns)
        rates = columns.wf * often + columns.wp * found
        by_duration = [rates[:, columns.duration == d].sum(axis=1) for d in range(len(self.durations))]
        return np.maximum(found @ columns.wu, 0.0), np.maximum(np.array(by_duration), 0.0)

    def _by_the_first(self, columns: Columns, names: Sequence[str], spare: float) -> Iterator[Columns]:
        """Yield the columns by the state of the generator that is called first in each, and of the others."""
        calls = self.numbers.calls(self.numbers.ages(columns))
        turns = np.argmax([calls[name] for name in names], axis=0)
        for turn in np.unique(turns).tolist():
            name, some = names[turn], columns.take(turns == turn)
            planned = self.numbers.is_planned(some, calls[name][turns == turn])
            others = [*names[:turn], *names[turn + 1 :]]
            for which, buses in ((planned, self.ready), (~planned, self.buses)):
                if which.any():
                    found = self._split_by(some.take(which), name, buses[name])
                    yield self.split(found, others, spare * which.sum() / len(columns))

    def _resting(self, columns: Columns, names: Sequence[str]) -> Columns:
        """Columns in which nothing calls these generators."""
        for name in names:
            columns = columns.given(name, np.full(len(columns), np.inf))
        for name in names:
            columns = self.numbers.dried(columns, name)
        return columns

    def _left(self, columns: Columns, names: Sequence[str]) -> Columns:
        """The columns, these generators left to chance."""
        if self.usage is not None:
            self.usage.count(self.numbers, columns, names)
        for name in names:
            columns = columns.given(name, np.full(len(columns), np.nan))
        return columns

    def _least(self, columns: Columns, called: Flags, spare: float) -> tuple[Flags, float]:
        """Which of the columns in which something is called hold next to nothing, and how much that is."""
        here, least = np.flatnonzero(called), np.zeros(len(columns), dtype=bool)
        some = columns.take(here)
        if not len(some):
            return least, 0.0
        found, held = self.trifles.among(some, *self.estimate(some), spare)
        least[here[found]] = True
        return least, held

    def _split_by(self, columns: Columns, name: str, bus: Bus) -> Columns:
        """The columns by the states of one generator."""
        ages = self.numbers.ages(columns)
        calls = self.numbers.calls(ages)
        before = self.numbers.before(name, columns, calls)
        if name in self.plan.doubted and self.usage is not None:  # the use of others has been counted before
            self.usage.add(name, columns, ages, before)
        at = np.array(sorted({*self.plan.bus_thresholds[name], *self.plan.fuel_ends}))[:, None]
        reached = at + self.durations[columns.duration]
        dry = np.maximum(self.numbers.dry_for(columns, name, calls), 0.0)
        reached = np.where(reached < dry, FOREVER, reached - dry)
        found = split(columns, name, bus, calls[name] - dry, before, self.breaks, reached, self.points)
        return self.numbers.dried(found, name)
