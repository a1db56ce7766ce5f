"""Planned work in the outage response: the same diagram, in columns in which a unit has been out for so long.

The work is a caller like others: it has an age, between nought and its length, and what it makes look for
another source does so from its beginning. It differs in three ways.

- It does not begin while it would drop a load: from every column the same one is taken off in which only what
  has been down since before the window counts (`Columns.old`).
- Who takes something out has started the generators that are needed meanwhile, moved the switches and closed
  the paths: no start, no trial, and of the gaps only that of the transfer.
- What it drops when nothing else fails is planned. That is read from columns in which all else is sound.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from powercalc.diagram.response.ages import LIVE
from powercalc.diagram.response.buses import standby
from powercalc.diagram.response.columns import Columns, Grid, Piece, join
from powercalc.diagram.response.numbers import Numbers, PlannedWork
from powercalc.diagram.response.plan import Plan
from powercalc.diagram.response.respond import TINY, Work
from powercalc.diagram.response.result import DURATIONS, Response, StandbyUse
from powercalc.diagram.service import SURE, InWindow, Service, Window
from powercalc.dynamics.nodes import age_nodes
from powercalc.site import Site

Floats = NDArray[np.float64]

GRIDS: dict[int, Grid] = {0: (6, 1e-2), 1: (3, 1e-2), 2: (2, 0.05), 3: (1, 0.2)}
"""How finely to look at the ages of the work and of the callers, by how many of these are down."""

NEGLIGIBLE = 1e-4
"""Callers that are down in a window for less than this share of a load's downtime are left out."""

POINTS = 4
"""At how many times a window in which nothing fails is looked at between two at which something happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What planned work does: to the loads, and to the generators it calls."""

    windows: tuple[Window, ...]
    standby: tuple[StandbyUse, ...]
    """What each generator does in windows."""


def respond_in_windows(site: Site, work: Sequence[Service], usual: Response) -> Planned:
    """Return what each window of planned work means; `usual` is the response without any."""
    if not work:
        return Planned(windows=(), standby=())
    serving = _Serving(site, work, usual)
    return Planned(windows=tuple(map(serving.window, work)), standby=serving.used())


class _Serving(Work):
    """The sums of a site while a unit is in service."""

    def __init__(self, site: Site, work: Sequence[Service], usual: Response) -> None:
        super().__init__(site, work)
        self._every = self.plan, self._standby
        figures = [*usual.loads.values(), usual.any_load]
        self._least = max(min(each.unavailability for each in figures), TINY)
        self._unknown = self._hidden() > 0
        self._calls = dict.fromkeys(self.plan.wires.standby, 0.0)
        self._block = -1

    def window(self, service: Service) -> Window:
        """Return what a window means for each load."""
        self._begin(service)
        sets = self._worthwhile_in(service)
        self._add([p for callers, grid in sets for p in self._scenarios.window(self._block, callers, grid)])
        apart = self.plan.second
        self._add([p for other in apart for p in self._scenarios.window_apart(self._block, other, GRIDS[1])])
        self._count_calls(service)
        told = dict(zip(self._roots, self._told(service), strict=True))
        loads = {name: told[root] for name, root in self._loads.items()}
        return Window(service=service, loads=loads, any_load=told[self._any])

    def used(self) -> tuple[StandbyUse, ...]:
        """Return what each generator that waits for a call does in windows."""
        return self._usage.in_windows(self._calls)

    def _begin(self, service: Service) -> None:
        """Empty the sums, and take a unit out."""
        self.plan, self._standby = self._every
        if service.component in self.plan.buses:
            self.plan = _with_one_set_less(self.plan, service.component)
            self._standby = standby(self.plan)
        self._buses = self._standby.buses
        self._ready = {name: bus.prepared() for name, bus in self._buses.items()}
        self._block = self.plan.windows[service.component]
        bypass = self._trials.get(f"{service.component} bypass")
        work = PlannedWork(block=self._block, bypass=bypass)
        self._numbers = Numbers(
            self.plan, self._variables, self._durations, self._standby, self._together, work
        )
        self._usage.take(self._buses)
        self._u, self._w = np.zeros_like(self._u), np.zeros_like(self._w)

    def _worthwhile_in(self, service: Service) -> list[tuple[tuple[int, ...], Grid]]:
        """The sets of callers that may matter in a window: none, one, and more where they do."""
        least = NEGLIGIBLE * self._least / service.share
        return [
            (callers, grid)
            for order, grid in GRIDS.items()
            for callers in self._scenarios.sets(order)
            if order < len(GRIDS) // 2 or self._scenarios.chance(callers) > least
        ]

    def _count_calls(self, service: Service) -> None:
        """Count the calls that the work itself makes."""
        calls = self._numbers.calls(self._numbers.ages(self._sound(np.array([service.hours / 2]))))
        for name in self._calls:
            self._calls[name] += service.per_hour * float((calls[name] > LIVE).any())

    def _told(self, service: Service) -> Iterator[InWindow]:
        """Yield what each root goes through: what begins in a window, and what the work does by itself."""
        begins = self._begins(service)
        ages, weights, dark = self._dark()
        for place, unknown in enumerate(self._unknown):
            planned = dark[place, int(np.argmax(ages))] > SURE
            sure = begins[place] if planned else np.where(begins[place] > SURE, begins[place], 0.0)
            lasting = dark[place] if planned else np.where(dark[place] > SURE, dark[place], 0.0)
            more = (begins[place] - sure).sum(axis=1)
            counted = np.maximum(self._w[:, place], 0.0) / service.per_hour + more
            often = [None if unknown else float(n) for n in counted]
            yield InWindow(
                unavailability=max(float(self._u[place]) / service.share, 0.0),
                interruptions=often[0],
                longer_than=dict(zip(DURATIONS, often[1:], strict=True)),
                planned_hours=float(lasting @ weights) / service.per_hour,
                planned_interruptions=float(sure[0].sum()),
            )

    def _begins(self, service: Service) -> Floats:
        """The chance that a loss begins by the work alone at each age that matters.

        (roots, durations, ages); it is the age at which the loss has lasted for longer than the duration.
        """
        matter = sorted({*self.plan.thresholds[self._block], *self.plan.fuel_ends})
        found = np.zeros((len(self._roots), len(self._durations), max(len(matter), 1)))
        for d, longer in enumerate(self._durations if matter else ()):
            ages = np.array([at + longer for at in matter])
            past = self._lost(self._sound(ages, d))
            short = self._lost(self._sound(ages, d, short=True))
            found[:, d, : len(matter)] = np.maximum(past - short, 0.0) * (ages < service.hours)
        return found

    def _dark(self) -> tuple[Floats, Floats, Floats]:
        """Ages of the work, their weights, and the chance of a loss by the work alone, (roots, ages)."""
        moments = {*self.plan.thresholds[self._block], *self.plan.fuel_ends}
        breaks = {at + gap for at in moments for gap in (0.0, *self.plan.transfer_times)}
        ages, weights = age_nodes(self.plan.blocks[self._block].ageing, breaks, POINTS, 0.0)
        return ages, weights, self._lost(self._sound(ages))

    def _lost(self, columns: Columns) -> Floats:
        """The chance that each root is lost, (roots, columns)."""
        return self.diagram.probability(self._numbers.of(columns)[0])

    def _sound(self, ages: Floats, duration: int = 0, *, short: bool = False) -> Columns:
        """Columns in which nothing has failed and the work has lasted for so long."""
        none = np.zeros(len(ages))
        piece = Piece(
            duration=duration, ages={self._block: ages}, short=self._block if short else None,
            wu=none, wf=none, wp=none,
        )  # fmt: skip
        columns = join([piece], range(len(self.plan.blocks)))
        for name in self._buses:
            columns = self._numbers.dried(columns.given(name, np.full(len(columns), LIVE)), name)
        return columns


def _with_one_set_less(plan: Plan, generator: str) -> Plan:
    """The plan while one set of a generator is in service."""
    found, bus = copy(plan), plan.buses[generator]
    less = replace(bus, sets=replace(bus.sets, count=bus.sets.count - 1))
    found.buses = {**plan.buses, generator: less}
    return found
