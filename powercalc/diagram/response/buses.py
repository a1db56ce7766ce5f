"""The chains of the standby buses of a site, with the calls that each of them gets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod

import numpy as np

from powercalc.diagram.response.calling import CallTable
from powercalc.diagram.response.plan import Plan
from powercalc.dynamics.ages import Ageing, Floats
from powercalc.dynamics.durations import Exponential
from powercalc.dynamics.standby import Bus, Demand

POINTS = 10
"""How many lengths of a call its mean is taken over."""


def standby_buses(plan: Plan) -> dict[str, Bus]:
    """Return the chain of each bus that is called."""
    buses: dict[str, Bus] = {}
    if plan.buses:
        calls, behind = CallTable(plan, failed=False), CallTable(plan, failed=True)
        for name, bus in plan.buses.items():
            demands = [
                *_demands(plan, calls.beginnings(name), 1.0),
                *_demands(plan, _more(name, calls, behind), _when_others_fail(plan, buses)),
            ]
            buses[name] = Bus(bus.sets, demands)
    return buses


def _more(name: str, calls: CallTable, behind: CallTable) -> list[tuple[tuple[int, ...], int]]:
    """The ways in which a call begins only because the generators before have failed."""
    known = {b for down, b in calls.beginnings(name) if not down}
    return [(down, b) for down, b in behind.beginnings(name) if not {*down, b} & known] if not known else []


def _demands(plan: Plan, ways: list[tuple[tuple[int, ...], int]], factor: float) -> Iterator[Demand]:
    """Yield the calls by the caller that begins them; it ends when that, or one that was down, is back."""
    for down, b in ways:
        blocks = [plan.blocks[other].ageing for other in (*down, b)]
        before = prod(float(block.unavailability(0.0)) for block in blocks[:-1])
        rate = factor * before * float(blocks[-1].frequency(0.0))
        if rate:
            at, weights = blocks[-1].lengths(POINTS) if not down else _together(blocks)
            yield Demand(rate=rate, lengths=at, weights=weights)


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
    return float(prod(float(bus.never(soon)[0]) for bus in doubted))
