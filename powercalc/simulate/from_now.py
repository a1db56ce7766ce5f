"""Many courses of a site from a state that is known: how often each load and service is interrupted soon.

A course begins as the long run has it: years pass, and a moment at random. What is known to be down is taken
down when it was lost, and stays down until now; batteries and tanks then hold what is known to be in them.
From now on all goes on as ever. What is known to have been on its battery until now has had a battery that
holds. Nothing of this is shared with the analytic evaluation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from powercalc.components import Server
from powercalc.simulate.around import part_with_units
from powercalc.simulate.entry import run_courses
from powercalc.simulate.lower import Lowered, lowered
from powercalc.simulate.machine import PLAIN, Machine, Records
from powercalc.simulate.state_course import LEVEL, LOST
from powercalc.simulate.translate import ANY_LOAD, service_of
from powercalc.simulate.year_blocks import Restless
from powercalc.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Soon:
    """How often something was interrupted within some hours, over all courses."""

    id: str
    courses: int
    interrupted: tuple[int, ...]
    """By the hours that were asked for."""

    def probability(self, place: int) -> float:
        """The share of the courses."""
        return self.interrupted[place] / self.courses

    def error(self, place: int) -> float:
        """Its standard error, that of one course at least."""
        p = max(self.probability(place), 1 / self.courses)
        return math.sqrt(p * (1 - p) / self.courses) if p < 1 else 1 / self.courses


@dataclass(frozen=True, slots=True, kw_only=True)
class FromNow:
    """What many courses have come to: power of loads, all they need, and services."""

    loads: Mapping[str, Soon]
    needs: Mapping[str, Soon]
    any_load: Soon
    services: Mapping[str, Soon]


def simulate_from(  # noqa: PLR0913 - the sides of a state
    site: Site,
    down: Sequence[tuple[str, int, float]],
    hours: Sequence[float],
    courses: int,
    *,
    batteries: Mapping[str, tuple[float, bool]] | None = None,
    fuel: Mapping[str, float] | None = None,
    seed: int = 1,
) -> FromNow:
    """Follow courses from a state: components with so many units down since so long ago, [h].

    `batteries`: for how long each holds, [h], and whether it is known to be in use; `fuel`: how long a tank
    lasts, [h]. Raises `SiteError` for what cannot be simulated.
    """
    ready = lowered(site)
    m, rng = ready.machine(), np.random.default_rng(seed)
    places = {name: place for place, name in enumerate(ready.names)}
    lost, levels = _lost(ready, m, places, down), _levels(ready, m, places, batteries or {}, fuel or {})
    counts = np.zeros((len(m.points), len(hours)), dtype=np.int64)
    until = np.array(sorted(hours), dtype=np.float64)
    if not run_courses(m, rng, courses, ready.years_before, lost, levels, until, counts):
        raise Restless("the site does not come to rest")
    return _read(site, ready, counts, courses)


def _lost(
    ready: Lowered, m: Machine, places: Mapping[str, int], down: Sequence[tuple[str, int, float]]
) -> Records:
    """What is down, what has been so for longest first."""
    table = np.zeros(len(down), LOST).view(np.recarray)
    for place, (name, units, since) in enumerate(sorted(down, key=lambda each: -each[2])):
        node = ready.draft.nodes[part_with_units(ready.draft, name)]
        is_feed = node.kind == PLAIN and not node.inputs
        sorts = len(node.units) if is_feed and units == 1 and node.units_needed == len(node.units) else 0
        table[place] = (m.nodes[places[node.name]].first_unit, units, sorts if sorts > 1 else 0, 0, since)
    return table


def _levels(
    ready: Lowered,
    m: Machine,
    places: Mapping[str, int],
    batteries: Mapping[str, tuple[float, bool]],
    fuel: Mapping[str, float],
) -> Records:
    table = np.zeros(len(batteries) + len(fuel), LEVEL).view(np.recarray)
    for place, (name, (left, used)) in enumerate(batteries.items()):
        n = places[part_with_units(ready.draft, name)]
        table[place] = (n, -1, int(used), left, m.nodes[n].hold, m.nodes[n].failure)
    for place, (name, left) in enumerate(fuel.items(), start=len(batteries)):
        n = places[name]
        table[place] = (n, m.nodes[n].tank, 0, left, m.nodes[n].fuel, 0.0)
    return table


def _read(site: Site, ready: Lowered, counts: Any, courses: int) -> FromNow:
    points = {point.node: place for place, point in enumerate(ready.draft.points)}

    def soon(name: str, place: int) -> Soon:
        return Soon(id=name, courses=courses, interrupted=tuple(counts[place].tolist()))

    loads = {each.id: ready.load_nodes[each.id] for each in site.complete if isinstance(each, Server)}
    return FromNow(
        loads={name: soon(name, points[node]) for name, node in loads.items()},
        needs={
            name: soon(name, points[service_of(node)])
            for name, node in loads.items()
            if service_of(node) in points
        },
        any_load=soon(ANY_LOAD, points[ANY_LOAD]),
        services={
            each.id: soon(each.id, len(points) + place) for place, each in enumerate(ready.draft.services)
        },
    )
