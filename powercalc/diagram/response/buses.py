"""The chains of the standby buses of a site, with the calls that each of them gets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from math import prod

import numpy as np

from powercalc.diagram.response.ages import LIVE, Ages
from powercalc.diagram.response.plan import Plan
from powercalc.dynamics.ages import FOREVER
from powercalc.dynamics.durations import Exponential
from powercalc.dynamics.standby import Bus, Demand

POINTS = 10
"""How many lengths of a call its mean is taken over."""


def standby_buses(plan: Plan) -> dict[str, Bus]:
    """Return the chain of each bus that is called."""
    buses: dict[str, Bus] = {}
    for name, bus in plan.buses.items():
        buses[name] = Bus(bus.sets, list(_demands(plan, bus.members[0], buses)))
    return buses


def _demands(plan: Plan, name: str, before: Mapping[str, Bus]) -> Iterator[Demand]:
    """Yield the calls of a generator, by the callers that make them; two together where one does not."""
    first = plan.first
    ageing = [plan.blocks[b].ageing for b in first]
    down = [float(block.unavailability(0.0)) for block in ageing]
    alone = {b for b in first if is_called(plan, name, (b,))}
    for b, block in zip(first, ageing, strict=True):
        factor = 1.0 if b in alone else _when_others_fail(plan, name, b, before)
        if factor:
            at, weights = block.lengths(POINTS)
            yield Demand(rate=factor * float(block.frequency(0.0)), lengths=at, weights=weights)
    for i, j in combinations(range(len(first)), 2):
        if not {first[i], first[j]} & alone and is_called(plan, name, (first[i], first[j])):
            rates = [float(ageing[k].frequency(0.0)) for k in (i, j)]
            rate = rates[0] * down[j] + rates[1] * down[i]
            both = prod(down[k] for k in (i, j))
            if rate:
                at, weights = Exponential(both / rate).nodes(POINTS)
                yield Demand(rate=rate, lengths=at, weights=weights)


def _when_others_fail(plan: Plan, name: str, block: int, before: Mapping[str, Bus]) -> float:
    """The share of a caller's outages in which the generators before this one do not start."""
    doubted = [bus for bus in plan.doubted if bus in before]
    if not doubted or not is_called(plan, name, (block,), failed=tuple(doubted)):
        return 0.0
    soon = np.array([max(before[bus].start for bus in doubted)])
    return float(prod(float(before[bus].never(soon)[0]) for bus in doubted))


def is_called(plan: Plan, name: str, down: tuple[int, ...], failed: tuple[str, ...] = ()) -> bool:
    """Tell whether a generator is called while these blocks are down and these generators have failed."""
    one = np.ones(1)
    given = {bus: np.full(1, FOREVER if bus in failed else LIVE) for bus in plan.doubted}
    ages = Ages(plan, {b: one for b in down}, given, 1)
    return bool(ages.certainly_called(name)[0] > LIVE)
