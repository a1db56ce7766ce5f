"""How likely loads have been served without a break since some components were lost, and stayed lost.

The loss is a block of its own that takes them all at once, and is seen at given ages: everything else is as
the long run has it at the moment of the loss, and goes on from there. With p(a) the chance that a load is
lost at the age a, F(a) how often a loss begins, and J the chance that one begins at an age at which something
happens (a battery is spent, a generator should have started), no break has come until then with the chance

    S(a) = (1 − p(0)) Π (1 − J / (1 − p)) exp(−∫ F / (1 − p)),

p short of the age of each J. Where what fails is not repaired meanwhile that is 1 − p(a), exactly. Where it
is, losses are taken as independent of the breaks before, given the age, as in `dynamics.recovery`: of two
sets with the rate λ and the repair time m, breaks come too soon by the share λ m.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from powercalc.dynamics.durations import legendre
from powercalc.events.watched import AnyOf
from powercalc.flow.power_network import PowerNetwork
from powercalc.response.columns.age_columns import AgeColumns, Piece, combined, join
from powercalc.response.curve import END, Curve
from powercalc.response.respond import Work
from powercalc.response.response_result import Asked
from powercalc.site import Site
from powercalc.site.groups import Hazard, Zone

Floats = NDArray[np.float64]

LOSS = "lost together"
"""The zone, made up, in which all stands that is lost."""
SELDOM = 1e-20
"""How often that strikes, [1/h]: so seldom that the long run does not notice."""
LASTING = 1e7
"""And for how long on average, [h]."""
POINTS = 4
"""Ages that are looked at in a piece,"""
GROWTH = 1.7
"""which is no longer than so many times the age at its beginning."""
LEAST = 1e-3
"""[h], the shortest time after something happens that is looked at by itself."""
ORDERS = (0, 1, 2)
"""So many other callers are down."""
NEGLIGIBLE = 1e-3
"""Callers that are down with less than this share of the chance of a loss are left out."""
GRIDS = ((6, 1e-3), (6, 1e-3), (2, 0.05))
"""How finely these are looked at."""
HOPELESS = 1e-9
"""A chance of going on below which breaks are no longer told apart from what has broken before."""
CERTAIN = 1e-12
"""What rounding leaves to the chance of going on where nothing can."""


class Curves(NamedTuple):
    """The curves of a site."""

    loads: Mapping[str, Curve]
    any_load: Curve
    needs: Mapping[str, Curve]
    """All that it needs, of each load that needs more than power."""
    together: Mapping[AnyOf, Curve]


def survival(
    site: Site,
    lost: Sequence[str],
    hours: Iterable[float],
    together: tuple[AnyOf, ...] = (),
    network: PowerNetwork | None = None,
) -> Curves:
    """Return how likely no break has come since components were lost, at ages [h] and among them those asked.

    With what trips in it when the power flow of the site, in which they may be lost, is given. Raises
    `SiteError` and `EngineLimit` as an evaluation does.
    """
    return _Surviving(with_loss(site, lost), together, network).survival(sorted({0.0, *hours}))


def with_loss(site: Site, lost: Sequence[str]) -> Site:
    """The site in which what is lost may be lost together."""
    striking = Hazard(name="loss", failure_rate=f"{SELDOM} / h", mttr=f"{LASTING} h")
    zone = Zone(name=LOSS, hazards=(striking,))
    components = tuple(
        each.changed(zone=[*each.zone, LOSS]) if each.id in lost else each for each in site.components
    )
    return replace(site, components=components, zones=(*site.zones, zone), text=None, file=None)


class _Surviving(Work):
    """The sums of a site of which some components are lost, by the age of that."""

    def __init__(self, site: Site, together: tuple[AnyOf, ...], network: PowerNetwork | None) -> None:
        asked = Asked(durations=(), uses=False, together=together)
        super().__init__(site, network=network, asked=asked)
        self._least = 1.0
        """Other callers that are down with less than this chance are left out."""
        self._loss = next(n for n, block in enumerate(self.plan.blocks) if block.name.startswith(LOSS))

    def survival(self, hours: Sequence[float]) -> Curves:
        """Return the curves, at ages among which those asked are [h]."""
        moments = sorted(self._scenarios.breaks(self._loss))
        self._least = NEGLIGIBLE * self._seldomest(min((at for at in hours if at > 0), default=1.0))
        edges = _edges([*moments, *hours])
        nodes, weights = _nodes(edges)
        lost, begins = self._sums(self._smooth(nodes), nodes)
        before, jumps = self._jumps(np.array(moments))
        fresh = begins / np.maximum(1 - lost, HOPELESS) * weights
        found: list[Curve] = []
        for root in range(len(self._roots)):
            first = min(before[root, 0], lost[root, 0]) if moments and moments[0] <= 0 else lost[root, 0]
            steps = fresh[root].reshape(len(edges) - 1, POINTS).sum(axis=1)
            hazard = np.concatenate([[0.0], np.cumsum(steps)])
            left = 1 - np.minimum(jumps[root] / np.maximum(1 - before[root], HOPELESS), 1.0)
            left[left < CERTAIN] = 0.0
            short, passed = (np.searchsorted(moments, edges, side=side) for side in ("left", "right"))
            leaps = np.concatenate([[1.0], np.cumprod(left)])
            at_edges = np.stack([leaps[short], leaps[passed]], axis=1) * np.exp(-hazard)[:, None]
            found.append(Curve(ages=np.repeat(edges, 2), chance=(1 - first) * at_edges.ravel()))
        told = self._losses.told(dict(zip(self._roots, found, strict=True)))
        return Curves(**{name: told[name] for name in Curves._fields})

    def _smooth(self, ages: Floats) -> Iterator[Piece]:
        """Yield what is seen at ages of the loss, between the moments at which something happens."""
        ones = np.ones(len(ages))
        for others in self._others():
            down, nodes, up = self._nodes(others)
            ages_of, weight = combined([(ages, ones), *nodes])
            given = dict(zip((self._loss, *down), ages_of, strict=True))
            weight = weight * up
            yield Piece(duration=0, ages=given, wu=weight, wf=weight, wp=weight * 0)
            yield from self._crossings(down, nodes, (ages, ones), up)

    def _crossings(
        self,
        down: tuple[int, ...],
        nodes: list[tuple[Floats, Floats]],
        loss: tuple[Floats, Floats],
        up: float,
    ) -> Iterator[Piece]:
        """Yield how often another caller comes to an age that matters: past it, less short of it."""
        for place, block in enumerate(down):
            reached = np.array([*dict.fromkeys([*self.plan.thresholds[block], *self.plan.fuel_ends])])
            often = self.plan.blocks[block].ageing.frequency(reached)
            if (often > 0).any():
                crossing = [*nodes[:place], (reached[often > 0], often[often > 0]), *nodes[place + 1 :]]
                ages_of, weight = combined([loss, *crossing])
                given = dict(zip((self._loss, *down), ages_of, strict=True))
                for short, sign in ((None, up), (block, -up)):
                    zero = weight * 0
                    yield Piece(duration=0, ages=given, short=short, wu=zero, wf=zero, wp=sign * weight)

    def _others(self) -> Iterator[tuple[int, ...]]:
        """Yield the sets of other callers that are down, where they may matter."""
        for order in ORDERS:
            for callers in self._scenarios.sets(order):
                likely = not order or self._scenarios.chance(callers) > self._least
                if self._loss not in callers and likely:
                    yield callers

    def _seldomest(self, age: float) -> float:
        """The chance of the load that is lost most seldom at an age, by the loss alone."""
        return float(self._sums(self._smooth(np.array([age])), np.array([age]))[0].min())

    def _nodes(self, down: tuple[int, ...]) -> tuple[tuple[int, ...], list[tuple[Floats, Floats]], float]:
        """Some other callers, the nodes of their ages, and the chance that all others are up."""
        grid = GRIDS[min(len(down), len(GRIDS) - 1)]
        blocks = {block: self.plan.blocks[block].ageing for block in self.plan.first if block != self._loss}
        up = math.prod(1 - float(each.unavailability(0.0)) for b, each in blocks.items() if b not in down)
        return down, [self._scenarios.nodes(block, grid) for block in down], up

    def _jumps(self, moments: Floats) -> tuple[Floats, Floats]:
        """P short of each moment, and the chance that a loss begins at it, both (roots, moments)."""
        found = []
        for short in (self._loss, None):
            pieces = []
            for others in self._others():
                down, nodes, up = self._nodes(others)
                ages_of, weight = combined([(moments, np.ones(len(moments))), *nodes])
                given = dict(zip((self._loss, *down), ages_of, strict=True))
                zero = weight * 0
                pieces.append(Piece(duration=0, ages=given, short=short, wu=weight * up, wf=zero, wp=zero))
            found.append(self._sums(pieces, moments)[0])
        return found[0], np.maximum(found[1] - found[0], 0.0)

    def _sums(self, pieces: Iterable[Piece], ages: Floats) -> tuple[Floats, Floats]:
        """P and how often a loss begins [1/h] at each age of the loss, both (roots, ages)."""
        columns = self._told_apart(join(list(pieces), (*self.plan.first, *self.plan.windows.values())))
        at, places = np.unique(columns.ages[self._loss], return_inverse=True)
        lost, often = np.zeros((len(self._roots), len(at))), np.zeros((len(self._roots), len(at)))
        for begin in range(0, len(columns), self._at_once):
            some = slice(begin, begin + self._at_once)
            self._add_up(columns.take(some), places[some], lost, often)
        order, seen = np.searchsorted(at, ages), np.bincount(places, columns.wu)
        return (lost / seen)[:, order], np.maximum(often / seen, 0.0)[:, order]

    def _add_up(self, columns: AgeColumns, places: NDArray[np.int_], lost: Floats, often: Floats) -> None:
        """Add some columns to the sums of their ages."""
        p, f = self._each(*self._figures(columns), range(len(self._roots)))
        for root in range(len(p)):
            lost[root] += np.bincount(places, columns.wu * p[root], lost.shape[1])
            often[root] += np.bincount(places, columns.wf * f[root] + columns.wp * p[root], lost.shape[1])


def _edges(moments: Iterable[float]) -> Floats:
    """The ends of pieces in which nothing happens: those of moments, and more where these are far apart."""
    listed = sorted({0.0, END, *(at for at in moments if 0 <= at < END)})
    found = [0.0]
    for begin, end in pairwise(listed):
        step = LEAST
        while begin + step * GROWTH < end:
            found.append(begin + step)
            step *= GROWTH
        found.append(end)
    return np.array(found)


def _nodes(edges: Floats) -> tuple[Floats, Floats]:
    """Ages within the pieces, and their weights, [h]."""
    at, weight = legendre(POINTS)
    width = np.diff(edges)[:, None]
    return (edges[:-1, None] + width * at).ravel(), (width * weight).ravel()
