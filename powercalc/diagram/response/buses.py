"""The chains of the standby buses of a site, with the calls that each of them gets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from powercalc.diagram.response.ages import INSTANT
from powercalc.diagram.response.calling import CallTable, Way
from powercalc.diagram.response.hidden import hidden, hides_faults, losses, shared_tests
from powercalc.diagram.response.plan import Plan
from powercalc.dynamics.ages import Ageing, Floats
from powercalc.dynamics.chain import SHORTEST
from powercalc.dynamics.durations import Exponential
from powercalc.dynamics.standby import Bus, Demand, idle_time
from powercalc.dynamics.tested import ANY, Moment, moments, since_call
from powercalc.dynamics.together import LARGEST, Call, states_at_call

POINTS = 10
"""How many lengths of a call its mean is taken over."""


@dataclass(frozen=True)
class Standby:
    """What waits: the chain of each bus, what batteries hide, at the moments of a call."""

    buses: Mapping[str, Bus]
    hidden: Mapping[str, Floats]
    """By what rests, the chance that a unit fails when it is needed, (moments,)."""
    moments: Sequence[Moment]
    weights: Sequence[float]


def standby(plan: Plan) -> Standby:
    """Return what is called, or needed, in an outage, as it was before."""
    calls, behind = CallTable(plan, failed=False), CallTable(plan, failed=True)
    lost = losses(plan)
    shared = _shared(plan, calls, lost)
    found, weights = _moments(plan, shared)
    buses: dict[str, Bus] = {}
    for name, bus in plan.buses.items():
        demands = [
            *_demands(plan, calls.beginnings(name), 1.0, shared),
            *_demands(plan, _more(name, calls, behind), _when_others_fail(plan, buses), shared),
            *_soon_over(plan, name, _more(name, calls, behind), 1 - _when_others_fail(plan, buses)),
        ]
        buses[name] = Bus(bus.sets, demands, found)
    if found[0].idle is not None and not found[0].tested and not hides_faults(plan) and not plan.doubted:
        found, weights = _jointly(plan, calls, buses) or (found, weights)
    return Standby(buses, hidden(plan, lost, shared, found, weights, buses), found, weights)


def _jointly(plan: Plan, calls: CallTable, buses: dict[str, Bus]) -> tuple[list[Moment], list[float]] | None:
    """Tell all buses their states at a call, from the chain of them all; none where that is too large."""
    names = sorted(buses, key=lambda name: len(buses[name].chain.well))
    if prod(len(buses[name].chain.well) for name in names) > LARGEST:
        return None
    ways = {name: set(calls.beginnings(name)) for name in names}
    every = dict.fromkeys(way for name in names for way in calls.beginnings(name))
    each = [
        Call(
            rate=demand.rate,
            lengths=demand.lengths,
            weights=demand.weights,
            called=tuple(way in ways[name] for name in names),
        )
        for way in every
        for demand in _demands(plan, [way], 1.0, set())
    ]
    weights, states = states_at_call([buses[name] for name in names], each)
    for name, at_call in zip(names, states, strict=True):
        buses[name].at_call = at_call
    return [ANY] * len(weights), weights


def _shared(plan: Plan, calls: CallTable, lost: Mapping[str, list[Way]]) -> set[Way]:
    """The ways in which several things are called at once."""
    ways = Counter(way for name in plan.buses for way in calls.beginnings(name))
    for name, losing in lost.items():
        for way in losing:
            ways[way] += 1 if plan.resting[name].together else len(plan.resting[name].units)
    return {way for way, things in ways.items() if things > 1}


def _moments(plan: Plan, shared: set[Way]) -> tuple[list[Moment], list[float]]:
    """The moments to look at: the time since the last shared call, and since tests that are shared."""
    rate = sum(_rate(plan, way) for way in shared)
    tests, hides = shared_tests(plan), hides_faults(plan)
    if not rate or (hides and len(plan.doubted) > 1):
        return moments((), (1.0,), 0.0, tests)
    mttr = max([SHORTEST, *(bus.sets.mttr for bus in plan.buses.values())])
    if hides:
        times, weights = since_call(rate, mttr)
        return moments(times.tolist(), weights.tolist(), rate, tests)
    idle = idle_time(rate, mttr)
    return moments(idle.times, idle.weights, rate, tests)


def _rate(plan: Plan, way: Way) -> float:
    """How often a call begins in one way, [1/h]."""
    down, b = way
    before = prod(float(plan.blocks[other].ageing.unavailability(0.0)) for other in down)
    return before * float(plan.blocks[b].ageing.frequency(0.0))


def _more(name: str, calls: CallTable, behind: CallTable) -> list[Way]:
    """The ways in which a call begins only because the generators before have failed."""
    known = {b for down, b in calls.beginnings(name) if not down}
    return [(down, b) for down, b in behind.beginnings(name) if not {*down, b} & known]


def _demands(plan: Plan, ways: list[Way], factor: float, shared: set[Way]) -> Iterator[Demand]:
    """Yield the calls by the caller that begins them; it ends when that, or one that was down, is back."""
    for down, b in ways:
        blocks = [plan.blocks[other].ageing for other in (*down, b)]
        if rate := factor * _rate(plan, (down, b)):
            at, weights = blocks[-1].lengths(POINTS) if not down else _together(blocks)
            yield Demand(rate=rate, lengths=at, weights=weights, shared=(down, b) in shared)


def _soon_over(plan: Plan, name: str, ways: list[Way], share: float) -> Iterator[Demand]:
    """Yield the calls that end when the generators before this one supply, if it is sooner than they are."""
    before = [first for first in plan.doubted if first != name and name in plan.doubted_for(first)]
    sooner = min((plan.head_start(first, name) for first in before), default=0.0)
    if sooner > INSTANT and (rate := share * sum(_rate(plan, way) for way in ways)):
        lasts = np.array([plan.buses[name].sets.start_time + sooner])
        yield Demand(rate=rate, lengths=lasts, weights=np.ones(1), shared=False)


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
