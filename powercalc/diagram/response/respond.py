"""One call: the outage response of a site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from powercalc.diagram.response.buses import standby_buses
from powercalc.diagram.response.columns import POINTS, Columns, Piece, Scenarios, join
from powercalc.diagram.response.doubted import split
from powercalc.diagram.response.formulas import Losses
from powercalc.diagram.response.numbers import LONG, Numbers
from powercalc.diagram.response.plan import Plan
from powercalc.engine.diagram import Diagram, build
from powercalc.site import Site

Floats = NDArray[np.float64]

DURATIONS = (0.02 / 3600, 0.05, 1.0, 8.0, 24.0)
"""Interruptions are counted that last longer than these, [h]: 20 ms, 3 min, 1 h, 8 h, 24 h."""

CHUNK = 1024
"""How many columns are evaluated together."""

NEGLIGIBLE = 1e-5
"""States of the callers with less than this share of a load's downtime and interruptions are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruptions:
    """What a load, or any of them, goes through in the long run."""

    unavailability: float
    failure_frequency: float | None
    """[1/h]; None where it depends on a block that nobody knows the frequency of."""
    longer_than: Mapping[float, float | None]
    """By duration [h]: how often an interruption lasts longer, [1/h]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The outage response of a site."""

    loads: Mapping[str, Interruptions]
    any_load: Interruptions
    method: str
    error: float


def respond(site: Site) -> Response:
    """Return the outage response of a site."""
    return _Work(site).result()


class _Work:
    def __init__(self, site: Site) -> None:
        self._plan = plan = Plan(site)
        losses = Losses(plan)
        self._loads = {load.id: losses.lost(load.id) for load in site.loads}
        self._any = losses.formulas.any_of(self._loads.values())
        self._roots = list(dict.fromkeys([*self._loads.values(), self._any]))
        self.diagram: Diagram = build(losses.formulas, self._roots)
        self._durations = (0.0, *DURATIONS)
        self._buses = buses = standby_buses(plan)
        starts = {bus.start for bus in buses.values()}
        transfers = {switch.transfer_time for switch in plan.switches.values()}
        self._events = events = {one + other for one in {0.0, *starts} for other in {0.0, *transfers}}
        self._scenarios = Scenarios(plan, self._durations, events)
        self._numbers = Numbers(plan, losses.variables, self._durations, buses)
        self._u = np.zeros(len(self._roots))
        self._w = np.zeros((len(self._durations), len(self._roots)))
        self.columns = 0

    def result(self) -> Response:
        """The weighted sum over the columns: all callers up, one down, and more where they matter."""
        scenarios = self._scenarios
        self._add([*scenarios.none(), *(p for block in self._plan.second for p in scenarios.apart(block))])
        left = 1 - scenarios.chance(())
        for order in POINTS:
            callers = self._worthwhile(order)
            self._add([piece for down in callers for piece in scenarios.down(down)])
            left -= sum(scenarios.chance(down) for down in callers)
        return Response(
            loads={name: self._of(root) for name, root in self._loads.items()},
            any_load=self._of(self._any),
            method="asymptotic",
            error=left,
        )

    def _worthwhile(self, order: int) -> list[tuple[int, ...]]:
        """The sets of callers of an order that may matter, given what has been found so far."""
        if order == 1:
            return list(self._scenarios.sets(1))
        u, w = self._u.min() * NEGLIGIBLE, self._w[0].min() * NEGLIGIBLE
        return [
            callers
            for callers in self._scenarios.sets(order)
            if self._scenarios.chance(callers) > u or self._scenarios.often(callers) > w
        ]

    def _add(self, pieces: list[Piece]) -> None:
        if pieces:
            columns = self._split(join(pieces, self._plan.first))
            self.columns += len(columns)
            smooth = columns.wf != 0
            for part in (columns.take(smooth), columns.take(~smooth)):
                for at in range(0, len(part), CHUNK):
                    self._add_columns(part.take(np.arange(at, min(at + CHUNK, len(part)))))

    def _split(self, columns: Columns) -> Columns:
        """The columns by the states of the generators that others wait for, one generator after the other."""
        for name in self._plan.doubted:
            call = np.minimum(self._numbers.ages(columns).called(name), LONG)
            at = np.array(self._plan.bus_thresholds[name])[:, None]
            reached = at + np.array(self._durations)[columns.duration]
            columns = split(columns, name, self._buses[name], call, self._events, reached)
        return columns

    def _add_columns(self, columns: Columns) -> None:
        q, w = self._numbers.of(columns)
        if columns.wf.any():
            probability, often = self.diagram.probability_and_frequency(q, w)
            added = often * columns.wf + probability * columns.wp
        else:
            probability = self.diagram.probability(q)
            added = probability * columns.wp
        self._u += probability @ columns.wu
        for d in range(len(self._durations)):
            self._w[d] += added[:, columns.duration == d].sum(axis=1)

    def _of(self, root: int) -> Interruptions:
        place = self._roots.index(root)
        often = np.maximum(self._w[:, place], 0.0).tolist()
        return Interruptions(
            unavailability=float(max(self._u[place], 0.0)),
            failure_frequency=often[0],
            longer_than=dict(zip(DURATIONS, often[1:], strict=True)),
        )
