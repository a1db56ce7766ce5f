"""Planned work in the outage response: the same diagram, in columns in which a unit has been out for so long.

The work is a caller like others: it has an age, between nought and its length, and what it makes look for
another source does so from its beginning. It differs in three ways.

- It does not begin while it would drop a load: from every column the same one is taken off in which only what
  has been down since before the window counts (`AgeColumns.old`).
- Who takes something out has started the generators that are needed meanwhile, moved the switches and closed
  the paths: no start, no trial, and of the gaps only that of the transfer.
- What it drops when nothing else fails is planned. That is read from columns in which all else is sound.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace

from numpy.typing import NDArray

from powercalc.dynamics.first_hour import FIRST_HOUR
from powercalc.dynamics.nodes import age_nodes
from powercalc.engine.recording.arrays import np, scalar
from powercalc.events.planned_work import SURE, ComponentWork, InWindow, PlannedWindow
from powercalc.flow.power_network import PowerNetwork
from powercalc.plain.alike_windows import in_all
from powercalc.response.columns.age_columns import AgeColumns, Grid, Piece, join
from powercalc.response.columns.node_ages import LIVE
from powercalc.response.columns.trifles import TINY
from powercalc.response.figures.planned_columns import PlannedWork
from powercalc.response.figures.standby_groups import StandbyFigures, standby
from powercalc.response.plan.gensets import first_hours
from powercalc.response.plan.plan import Plan
from powercalc.response.respond import Work
from powercalc.response.response_result import ALL, Asked, Response, StandbyUse
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

    windows: tuple[PlannedWindow, ...]
    standby: tuple[StandbyUse, ...]
    """What each generator does in windows."""
    with_overload: bool = False


def respond_in_windows(
    site: Site,
    work: Sequence[ComponentWork],
    usual: Response,
    network: PowerNetwork | None = None,
    asked: Asked = ALL,
) -> Planned:
    """Return what each window of planned work means; `usual` is the response without any.

    With what trips in it when the power flow of the site is given. Raises `EngineLimit` when it is too large.
    """
    if not work:
        return Planned(windows=(), standby=())
    standby: list[StandbyUse] = []

    def windows_of(some: Sequence[ComponentWork]) -> list[PlannedWindow]:
        serving = _Serving(site, some, usual, network, asked)
        found = [serving.window(service) for service in some]
        standby.extend(serving.used())
        return found

    # what sets of components go through is asked of each window by itself
    windows = tuple(windows_of(work) if asked.together else in_all(site, work, windows_of))
    return Planned(windows=windows, standby=tuple(standby), with_overload=network is not None)


class _Serving(Work):
    """The sums of a site while a unit is in service."""

    def __init__(
        self,
        site: Site,
        work: Sequence[ComponentWork],
        usual: Response,
        network: PowerNetwork | None,
        asked: Asked,
    ) -> None:
        super().__init__(site, work, network, asked)
        self._every = self.plan, self._standby
        figures = [*usual.loads.values(), usual.any_load]
        self._least = max(min(each.unavailability for each in figures), TINY)
        self._unknown = self._hidden() > 0
        self._calls = dict.fromkeys(self.plan.wires.standby, 0.0)
        self._work = PlannedWork(block=-1)

    def window(self, service: ComponentWork) -> PlannedWindow:
        """Return what a window means for each load."""
        outlasted = self._outlasted(service)
        self._take_out(service)
        sets = self._worthwhile_in(service)
        self._add([p for callers, grid in sets for p in self._scenarios.window(self._block, callers, grid)])
        self._count_calls(service)
        told = dict(zip(self._roots, self._told(service, outlasted), strict=True))
        return PlannedWindow(service=service, **self._losses.told(told))

    @property
    def _block(self) -> int:
        return self._work.block

    def used(self) -> tuple[StandbyUse, ...]:
        """Return what each generator that waits for a call does in windows."""
        return self._usage.in_windows(self._calls) if self._often else ()

    def _take_out(self, service: ComponentWork) -> None:
        """Look at the site while units are out."""
        plan, waiting = self._every
        if service.component in plan.buses:
            plan = _with_less(plan, service)
            waiting = standby(plan)
        bypass = self._trials.get(f"{service.component} bypass")
        self._begin(plan, waiting, PlannedWork(block=plan.windows[service.component], bypass=bypass))

    def _put_back(self, service: ComponentWork) -> None:
        """Look at the site while they are in place, and do not fail."""
        plan, waiting = self._every
        block = plan.windows[service.component]
        own = {number for unit in plan.own[service.component].units for number in unit}
        self._begin(plan, waiting, PlannedWork(block=block, sound=frozenset({block, *own})))

    def _begin(self, plan: Plan, waiting: StandbyFigures, work: PlannedWork) -> None:
        """Empty the sums."""
        self.plan, self._standby, self._work = plan, waiting, work
        self._buses = waiting.buses
        self._ready = {name: bus.prepared() for name, bus in self._buses.items()}
        self._numbers = self._numbers_of(waiting, work)
        self._usage.take(self._buses)
        self._work_done = 0
        self._u, self._w = np.zeros_like(self._u), np.zeros_like(self._w)
        self._size_u, self._size_w = np.zeros_like(self._u), np.zeros_like(self._w)

    def _worthwhile_in(self, service: ComponentWork) -> list[tuple[tuple[int, ...], Grid]]:
        """The sets of callers that may matter in a window: none, one, and more where they do."""
        least = NEGLIGIBLE * self._least / service.share
        return [
            (callers, grid)
            for order, grid in GRIDS.items()
            for callers in self._scenarios.sets(order)
            if order < len(GRIDS) // 2 or self._scenarios.chance(callers) > least
        ]

    def _count_calls(self, service: ComponentWork) -> None:
        """Count the calls that the work itself makes."""
        calls = self._numbers.calls(self._numbers.ages(self._sound(np.array([service.hours / 2]))))
        for name in self._calls if self._often else ():
            self._calls[name] += service.per_hour * scalar((calls[name] > LIVE).any())

    def _outlasted(self, service: ComponentWork) -> Floats:
        """The mean chance of a loss from before the window, with what is worked on in place and sound."""
        self._put_back(service)
        sound = self._work.sound
        sets = [each for each in self._worthwhile_in(service) if not sound.intersection(each[0])]
        self._add([p for callers, grid in sets for p in self._scenarios.before(self._block, callers, grid)])
        return self._seen(self._u, self._size_u) / service.share

    def _told(self, service: ComponentWork, outlasted: Floats) -> Iterator[InWindow]:
        """Yield what each root goes through: what begins in a window, and what the work does by itself."""
        if not self._often:
            yield from self._hours(service, outlasted)
            return
        begins = self._begins(service)
        ages, weights, dark = self._dark()
        down, often = self._seen(self._u, self._size_u), self._seen(self._w, self._size_w)
        for place, unknown in enumerate(self._unknown):
            planned = dark[place, int(np.argmax(ages))] > SURE
            sure = begins[place] if planned else np.where(begins[place] > SURE, begins[place], 0.0)
            lasting = dark[place] if planned else np.where(dark[place] > SURE, dark[place], 0.0)
            more = (begins[place] - sure).sum(axis=1)
            counted = often[:, place] / service.per_hour + more
            longer = [None if unknown else scalar(n) for n in counted[1:]]
            yield InWindow(
                unavailability=scalar(down[place]) / service.share,
                outlasted=max(scalar(outlasted[place]), 0.0),
                counted=scalar(counted[0]),
                known=not unknown,
                longer_than=dict(zip(self._durations[1:], longer, strict=True)),
                planned_hours=scalar(lasting @ weights) / service.per_hour,
                planned_interruptions=scalar(sure[0].sum()),
            )

    def _hours(self, service: ComponentWork, outlasted: Floats) -> Iterator[InWindow]:
        """Yield the hours without power of each root, and nothing else."""
        for down, before in zip(self._seen(self._u, self._size_u), outlasted, strict=True):
            yield InWindow(
                unavailability=scalar(down) / service.share, outlasted=max(scalar(before), 0.0),
                counted=0.0, known=False,
            )  # fmt: skip

    def _begins(self, service: ComponentWork) -> Floats:
        """The chance that a loss begins by the work alone at each age that matters.

        (roots, durations, ages); it is the age at which the loss has lasted for longer than the duration.
        """
        matter = sorted({*self.plan.thresholds[self._block], *self.plan.fuel_ends})
        found = np.zeros((len(self._roots), len(self._durations), max(len(matter), 1)))
        for d, longer in enumerate(self._durations if matter and self._often else ()):
            ages = np.array([at + longer for at in matter])
            past = self._lost(self._sound(ages, d))
            short = self._lost(self._sound(ages, d, short=True))
            found[:, d, : len(matter)] = np.maximum(past - short, 0.0) * (ages < service.hours)
        return found

    def _dark(self) -> tuple[Floats, Floats, Floats]:
        """Ages of the work, their weights, and the chance of a loss by the work alone, (roots, ages)."""
        moments = {0.0, *self.plan.thresholds[self._block], *self.plan.fuel_ends}
        moments |= {FIRST_HOUR} if first_hours(self.plan.buses.values()) else set()
        breaks = {at + gap for at in moments for gap in (0.0, *self.plan.transfer_times)}
        ages, weights = age_nodes(self.plan.blocks[self._block].ageing, breaks, POINTS, 0.0)
        return ages, weights, self._lost(self._sound(ages))

    def _lost(self, columns: AgeColumns) -> Floats:
        """The chance that each root is lost, (roots, columns)."""
        return self.diagram.probability(self._numbers.of(columns)[0])

    def _sound(self, ages: Floats, duration: int = 0, *, short: bool = False) -> AgeColumns:
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


def _with_less(plan: Plan, service: ComponentWork) -> Plan:
    """The plan while sets of a generator are in service."""
    found, bus = copy(plan), plan.buses[service.component]
    less = replace(bus, sets=replace(bus.sets, count=bus.sets.count - service.units))
    found.buses = {**plan.buses, service.component: less}
    return found
