"""The chains of the standby buses of a site, with the calls that each of them gets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from math import prod

import numpy as np

from powercalc.diagram.response.calling import CallTable
from powercalc.diagram.response.plan import Plan
from powercalc.dynamics.ages import Ageing, Floats
from powercalc.dynamics.chain import SHORTEST
from powercalc.dynamics.durations import Exponential
from powercalc.dynamics.standby import Bus, Demand, IdleTime, idle_time

POINTS = 10
"""How many lengths of a call its mean is taken over."""


Way = tuple[tuple[int, ...], int]
"""The callers that are down without calling, and the one that calls when it fails too."""


def standby_buses(plan: Plan) -> tuple[dict[str, Bus], IdleTime]:
    """Return the chain of each bus that is called, and the idle time that they share."""
    buses: dict[str, Bus] = {}
    if not plan.buses:
        return buses, IdleTime()
    calls, behind = CallTable(plan, failed=False), CallTable(plan, failed=True)
    shared, idle = _shared(plan, calls)
    for name, bus in plan.buses.items():
        demands = [
            *_demands(plan, calls.beginnings(name), 1.0, shared),
            *_demands(plan, _more(name, calls, behind), _when_others_fail(plan, buses), shared),
        ]
        buses[name] = Bus(bus.sets, demands, idle)
    return buses, idle


def _shared(plan: Plan, calls: CallTable) -> tuple[set[Way], IdleTime]:
    """The ways in which several buses are called at once, and the time between such calls."""
    ways = Counter(way for name in plan.buses for way in calls.beginnings(name))
    shared = {way for way, buses in ways.items() if buses > 1}
    rate = sum(_rate(plan, way) for way in shared)
    if not rate:
        return shared, IdleTime()
    return shared, idle_time(rate, max(max(bus.sets.mttr, SHORTEST) for bus in plan.buses.values()))


def _rate(plan: Plan, way: Way) -> float:
    """How often a call begins in one way, [1/h]."""
    down, b = way
    before = prod(float(plan.blocks[other].ageing.unavailability(0.0)) for other in down)
    return before * float(plan.blocks[b].ageing.frequency(0.0))


def _more(name: str, calls: CallTable, behind: CallTable) -> list[Way]:
    """The ways in which a call begins only because the generators before have failed."""
    known = {b for down, b in calls.beginnings(name) if not down}
    return [(down, b) for down, b in behind.beginnings(name) if not {*down, b} & known] if not known else []


def _demands(plan: Plan, ways: list[Way], factor: float, shared: set[Way]) -> Iterator[Demand]:
    """Yield the calls by the caller that begins them; it ends when that, or one that was down, is back."""
    for down, b in ways:
        blocks = [plan.blocks[other].ageing for other in (*down, b)]
        if rate := factor * _rate(plan, (down, b)):
            at, weights = blocks[-1].lengths(POINTS) if not down else _together(blocks)
            yield Demand(rate=rate, lengths=at, weights=weights, shared=(down, b) in shared)


def _together(blocks: list[Ageing]) -> tuple[Floats, Floats]:
    """The time until the first of several blocks is back, as exponential: 1 / Σ (w / U)."""
    ending = sum(float(block.frequency(0.0)) / float(block.unavailability(0.0)) for block in blocks)
    return Exponential(1 / ending).nodes(POINTS)


def _when_others_fail(plan: Plan, before: Mapping[str, Bus]) -> float:
    """The share of calls in which the generators before this one do not start."""
    doubted = [before[bus] for bus in plan.doubted if bus in before]
    if not doubted:
        return 0.0
    soon = np.array([max(bus.start for bus in doubted)])
    return float(prod(float(bus.never(soon, bus.at_call[:1])[0]) for bus in doubted))
