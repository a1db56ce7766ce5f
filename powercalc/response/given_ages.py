"""How likely loads are lost, and how often that begins, while some components have been down for given ages.

Each of these is one more block of the site, so seldom down that the long run does not notice it, and seen at
given ages; all else is as the long run has it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from powercalc.components import Component, Ups
from powercalc.events.planned_work import ComponentWork
from powercalc.flow.power_network import PowerNetwork
from powercalc.response.columns.age_columns import AgeColumns, Grid, Piece, combined, join
from powercalc.response.columns.node_ages import LIVE
from powercalc.response.respond import Work
from powercalc.response.response_result import Asked
from powercalc.site import Site
from powercalc.site.groups import Hazard, Zone

Floats = NDArray[np.float64]

SELDOM = 1e-20
"""How often each goes down, [1/h]: so seldom that the long run does not notice."""
LASTING = 1e7
"""And for how long on average, [h]."""
ORDERS = (0, 1, 2)
"""So many other callers are down."""
NEGLIGIBLE = 1e-3
"""Callers that are down with less than this share of the chance of a loss are left out."""
GRIDS: tuple[Grid, ...] = ((6, 1e-3), (6, 1e-3), (2, 0.05))
"""How finely these are looked at."""
HOPELESS = 1e-12
"""A chance that is no more is rounding."""
_STATE = -1
"""The key of the number of a state among the ages of a column: no block has it."""
_MOST_COLUMNS = 200_000
"""So many columns are made at a time."""


def with_down(site: Site, names: Iterable[str]) -> Site:
    """The site in which each of these may be lost with all its units, by a hazard that strikes it alone.

    What has a bypass is lost without it: see `taken_out`.
    """
    struck = [name for name in names if not _has_bypass(site.graph.components[name])]
    hazard = Hazard(name="now", failure_rate=f"{SELDOM} / h", mttr=f"{LASTING} h")
    components = tuple(
        each.changed(zone=[*each.zone, _zone(each.id)]) if each.id in struck else each
        for each in site.components
    )
    zones = tuple(Zone(name=_zone(name), hazards=(hazard,)) for name in struck)
    return replace(site, components=components, zones=(*site.zones, *zones), text=None, file=None)


def taken_out(site: Site, names: Iterable[str]) -> list[ComponentWork]:
    """What has a bypass and may be lost: all its units are out, as for work that is hardly ever done."""
    return [
        ComponentWork(component=name, per_hour=SELDOM, hours=LASTING, units=site.graph.components[name].count)
        for name in names
        if _has_bypass(site.graph.components[name])
    ]


def _has_bypass(component: Component) -> bool:
    return isinstance(component, Ups) and bool(component.bypass)


def _zone(name: str) -> str:
    return f"down {name}"


class GivenAges(Work):
    """The sums of a site in which some components have been down for given ages."""

    def __init__(self, site: Site, down: Sequence[str], asked: Asked, network: PowerNetwork | None) -> None:
        """`down`: those that may be; `site` with them as `with_down` has it."""
        super().__init__(site, taken_out(site, down), network, replace(asked, durations=(), uses=False))
        blocks = {block.name: number for number, block in enumerate(self.plan.blocks)}
        self._down = {name: self.plan.windows.get(name, blocks.get(f"{_zone(name)} now")) for name in down}
        self._given = tuple(block for block in self._down.values() if block is not None)

    def places(self) -> dict[str, object]:
        """By what is asked, its place among the roots: as a response names it."""
        return self._losses.told({root: place for place, root in enumerate(self._roots)})

    def moments(self, name: str) -> set[float]:
        """The ages at which it matters for how long something has been down, [h]."""
        block = self._down[name]
        return set() if block is None else {*self._scenarios.breaks(block), *self.plan.fuel_ends}

    def chances(self, ages: Mapping[str, Floats]) -> tuple[Floats, Floats, Floats]:
        """P and how often a loss begins [1/h] in each of some states, both (roots, states).

        And the chance, (states,), of what is looked at: other callers up, or down in a way that matters.

        `ages` (states,): for how long each has been down, [h]; −∞ where it is up.
        """
        given = {block: ages[name] for name, block in self._down.items() if block is not None}
        states = np.arange(len(next(iter(given.values()))))
        lost, often = np.zeros((2, len(self._roots), len(states)))
        least = NEGLIGIBLE * self._seldomest(given, states)
        seen = np.zeros(len(states))
        for order in ORDERS:
            for others in self._scenarios.sets(order):
                kept = not order or self._scenarios.chance(others) > least
                if kept and not set(others) & set(self._given):
                    self._look(given, states, others, lost, often, seen)
        return lost / seen, np.maximum(often / seen, 0.0), seen

    def _seldomest(self, given: Mapping[int, Floats], states: NDArray[np.int_]) -> float:
        """The chance of the load that is lost most seldom, by what is down alone."""
        lost, often = np.zeros((2, len(self._roots), len(states)))
        seen = np.zeros(len(states))
        for others in self._scenarios.sets(0):
            self._look(given, states, others, lost, often, seen)
        return max(float((lost / seen).min()), HOPELESS)

    def _look(
        self,
        given: Mapping[int, Floats],
        states: NDArray[np.int_],
        others: tuple[int, ...],
        lost: Floats,
        often: Floats,
        seen: Floats,
    ) -> None:
        """Add what is seen while exactly these other callers are down, some states at a time."""
        nodes = [self._scenarios.nodes(block, GRIDS[min(len(others), 2)]) for block in others]
        size = max(1, _MOST_COLUMNS // math.prod([1, *(len(at) for at, _ in nodes)]))
        for begin in range(0, len(states), size):
            pieces = list(self._pieces(given, states[begin : begin + size], others, nodes))
            columns = self._told_apart(join(pieces, (*self.plan.first, *self.plan.windows.values())))
            at = columns.ages[_STATE].astype(int)
            seen += np.bincount(at, columns.wu, len(seen))
            for first in range(0, len(columns), self._at_once):
                some = slice(first, first + self._at_once)
                self._add_up(columns.take(some), at[some], lost, often)

    def _pieces(
        self,
        given: Mapping[int, Floats],
        states: NDArray[np.int_],
        others: tuple[int, ...],
        nodes: list[tuple[Floats, Floats]],
    ) -> Iterator[Piece]:
        """Yield the states with the others at the nodes of their ages, and where one comes to an age."""
        blocks = {block: self.plan.blocks[block].ageing for block in self.plan.first}
        counted = {block: each for block, each in blocks.items() if block not in self._given}
        up = math.prod(1 - float(each.unavailability(0.0)) for b, each in counted.items() if b not in others)
        first = (states.astype(float), np.ones(len(states)))
        ages, weight = self._with(given, [first, *nodes], others)
        yield Piece(duration=0, ages=ages, wu=weight * up, wf=weight * up, wp=weight * 0)
        for place, block in enumerate(others):
            reached = np.array([*dict.fromkeys([*self.plan.thresholds[block], *self.plan.fuel_ends])])
            rate = blocks[block].frequency(reached)
            if not (rate > 0).any():
                continue
            crossing = [*nodes[:place], (reached[rate > 0], rate[rate > 0]), *nodes[place + 1 :]]
            ages, weight = self._with(given, [first, *crossing], others)
            for short, sign in ((None, up), (block, -up)):
                zero = weight * 0
                yield Piece(duration=0, ages=ages, short=short, wu=zero, wf=zero, wp=sign * weight)

    @staticmethod
    def _with(
        given: Mapping[int, Floats], nodes: list[tuple[Floats, Floats]], others: tuple[int, ...]
    ) -> tuple[dict[int, Floats], Floats]:
        (state, *ages), weight = combined(nodes)
        down = {block: at[state.astype(int)] for block, at in given.items()}
        return {_STATE: state, **down, **dict(zip(others, ages, strict=True))}, weight

    def _add_up(self, columns: AgeColumns, at: NDArray[np.int_], lost: Floats, often: Floats) -> None:
        """Add some columns to the sums of their states."""
        p, f = self._each(*self._figures(columns), range(len(self._roots)))
        for root in range(len(p)):
            lost[root] += np.bincount(at, columns.wu * p[root], lost.shape[1])
            often[root] += np.bincount(at, columns.wf * f[root] + columns.wp * p[root], lost.shape[1])


UP = LIVE
"""The age of what is up."""
