"""The chains of the standby buses of a site, with the calls that each of them gets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from types import MappingProxyType

from powercalc.dynamics.ages import FOREVER, Ageing, Floats, rate_while_up
from powercalc.dynamics.behind import Behind
from powercalc.dynamics.chain import SHORTEST, Sets
from powercalc.dynamics.durations import Exponential
from powercalc.dynamics.standby import Demand, Fuel, StandbyGroup, idle_time
from powercalc.dynamics.tested import ANY, Moment, moments, since_call
from powercalc.dynamics.together import LARGEST, Call, states_at_call
from powercalc.dynamics.upstream import ALONE, Begins, Upstream
from powercalc.engine.recording.arrays import np, scalar
from powercalc.errors import EngineLimit
from powercalc.response.columns.calling import CallTimes, Way
from powercalc.response.figures.hidden_losses import hidden, hides_faults, losses, shared_tests
from powercalc.response.plan.plan import Plan
from powercalc.response.plan.thresholds import INSTANT

MOST_STATES = 500
"""The most states of a bus of sets."""
POINTS = 10
"""How many lengths of a call its mean is taken over."""


@dataclass(frozen=True)
class StandbyFigures:
    """What waits: the chain of each bus, what batteries hide, at the moments of a call."""

    buses: Mapping[str, StandbyGroup]
    hidden: Mapping[str, Floats]
    """By what rests, the chance that a unit fails when it is needed, (moments,)."""
    moments: Sequence[Moment]
    weights: Sequence[float]
    joint: dict[tuple[str, str, int], Behind] = field(default_factory=dict)
    """The joint chains of a bus and one behind it, by their names and the moment: those that are known."""


def standby(plan: Plan) -> StandbyFigures:
    """Return what is called, or needed, in an outage, as it was before."""
    calls, lost = CallTimes(plan), losses(plan)
    shared = _shared(plan, calls, lost)
    found, weights = _moments(plan, calls, shared)
    buses: dict[str, StandbyGroup] = {}
    causes_first = sorted(plan.buses, key=lambda name: name not in plan.doubted or name in plan.doubted_sets)
    for name in causes_first:
        bus = plan.buses[name]
        _refuse_too_many(name, bus.sets)
        upstream, begins = _upstream(name, calls)
        demands = [*_all_demands(plan, name, calls, buses, shared, begins)]
        tank = plan.tanks.get(name)
        fuel = Fuel(tank.autonomy, tank.resupply) if tank else Fuel()
        buses[name] = StandbyGroup(bus.sets, demands, found, upstream, fuel)
    if found[0].idle is not None and not found[0].tested and not hides_faults(plan) and not plan.doubted:
        found, weights = _jointly(plan, calls, buses) or (found, weights)
    return StandbyFigures(buses, hidden(plan, lost, shared, found, weights, buses), found, weights)


def _refuse_too_many(name: str, sets: Sets) -> None:
    """Raise `EngineLimit` for a bus whose states are too many to be looked at."""
    if (states := sets.states(len(sets.repair.rates))) > MOST_STATES:
        raise EngineLimit(
            f"{name}: {sets.count} sets on one bus are in {states} states together, and {MOST_STATES} can be "
            "looked at: leave out its hidden faults (dormant_failure_rate), standby_unavailability or "
            "start_mttr, or state some sets as one"
        )


def _all_demands(
    plan: Plan,
    name: str,
    calls: CallTimes,
    before: Mapping[str, StandbyGroup],
    shared: Container[Way],
    begins: Mapping[Way, Begins],
) -> Iterator[Demand]:
    """Yield the calls of a bus, per hour in which it is not called: first of all, and behind others."""
    refused = _when_others_fail(plan, before)
    called = calls.called([name])
    idle = 1 - called - refused * max(calls.called([name], behind=True) - called, 0.0)
    if idle > 0:
        more = _more(name, calls)
        yield from _demands(plan, calls.often(name), 1 / idle, shared, begins)
        yield from _demands(plan, more, refused / idle, shared)
        yield from _soon_over(plan, name, more, (1 - refused) / idle)


def _upstream(name: str, calls: CallTimes) -> tuple[Upstream, dict[Way, Begins]]:
    """What calls a bus, between two calls; taken as at random where it is also called behind others."""
    return (ALONE, {}) if _more(name, calls) else calls.upstream([name])


def _jointly(
    plan: Plan, calls: CallTimes, buses: dict[str, StandbyGroup]
) -> tuple[list[Moment], list[float]] | None:
    """Tell all buses their states at a call, from the chain of them all; none where that is too large."""
    names = sorted(buses, key=lambda name: len(buses[name].chain.well))
    idle = 1 - calls.called(names)
    if prod(len(buses[name].chain.well) for name in names) > LARGEST or idle <= 0:
        return None
    ways = {name: calls.often(name) for name in names}
    every = {way: often for name in names for way, often in ways[name].items()}
    upstream, begins = calls.upstream(names)
    each = [
        Call(
            rate=demand.rate,
            begins=demand.begins,
            lengths=demand.lengths,
            weights=demand.weights,
            called=tuple(way in ways[name] for name in names),
        )
        for way, often in every.items()
        for demand in _demands(plan, {way: often}, 1 / idle, set(), begins)
    ]
    weights, states = states_at_call([buses[name] for name in names], each, upstream)
    for name, at_call in zip(names, states, strict=True):
        buses[name].at_call = at_call
    return [ANY] * len(weights), weights


def _shared(plan: Plan, calls: CallTimes, lost: Mapping[str, list[Way]]) -> set[Way]:
    """The ways in which several things are called at once."""
    ways = Counter(way for name in plan.buses for way in calls.often(name))
    for name, losing in lost.items():
        for way in losing:
            ways[way] += 1 if plan.resting[name].together else len(plan.resting[name].units)
    return {way for way, things in ways.items() if things > 1}


def _moments(plan: Plan, calls: CallTimes, shared: set[Way]) -> tuple[list[Moment], list[float]]:
    """The moments to look at: the time since the last shared call, and since tests that are shared."""
    rate = _shared_rate(plan, calls, shared)
    tests, hides = shared_tests(plan), hides_faults(plan)
    if not rate or (hides and len(plan.doubted_sets) > 1):
        return moments((), (1.0,), 0.0, tests)
    mttr = max([SHORTEST, *(bus.sets.mttr for bus in plan.buses.values())])
    if hides:
        times, weights = since_call(rate, mttr)
        return moments(times.tolist(), weights.tolist(), rate, tests)
    idle = idle_time(rate, mttr)
    return moments(idle.times, idle.weights, rate, tests)


def _shared_rate(plan: Plan, calls: CallTimes, shared: set[Way]) -> float:
    """How often a shared call begins, [1/h] in which there is none."""
    idle = 1 - calls.called(plan.buses)
    found = {(down, b): rate_while_up(plan.blocks[b].ageing) for down, b in shared if not down}
    for name in plan.buses if idle > 0 else ():
        found = {way: often / idle for way, often in calls.often(name).items() if way in shared} | found
    return sum(found.values())


def _more(name: str, calls: CallTimes) -> dict[Way, float]:
    """The ways in which a call begins only because the generators before have failed, and how often."""
    first = calls.often(name)
    known = {b for down, b in first if not down}
    every = calls.often(name, behind=True)
    return {way: often for way, often in every.items() if way not in first and not {*way[0], way[1]} & known}


def _demands(
    plan: Plan,
    ways: Mapping[Way, float],
    factor: float,
    shared: Container[Way],
    begins: Mapping[Way, Begins] = MappingProxyType({}),
) -> Iterator[Demand]:
    """Yield the calls by the caller that begins them; it ends when that, or one that was down, is back."""
    for (down, b), often in ways.items():
        blocks = [plan.blocks[other].ageing for other in (*down, b)]
        if rate := factor * often:
            at, weights = blocks[-1].lengths(POINTS) if not down else _together(blocks)
            yield Demand(
                rate=rate,
                lengths=at,
                weights=weights,
                shared=(down, b) in shared,
                begins=begins.get((down, b)),
            )


def _soon_over(plan: Plan, name: str, ways: Mapping[Way, float], share: float) -> Iterator[Demand]:
    """Yield the calls that end when the generators before this one supply, if it is sooner than they are."""
    before = [first for first in plan.doubted_sets if first != name and name in plan.doubted_for(first)]
    sooner = min((plan.head_start(first, name) for first in before), default=0.0)
    if sooner > INSTANT and (rate := share * sum(ways.values())):
        lasts = np.array([plan.buses[name].sets.start_time + sooner])
        yield Demand(rate=rate, lengths=lasts, weights=np.ones(1), shared=False)


def _together(blocks: list[Ageing]) -> tuple[Floats, Floats]:
    """The time until the first of several blocks is back, as exponential: 1 / Σ (w / U)."""
    often = [scalar(block.frequency(0.0)) for block in blocks]
    down = [scalar(block.unavailability(0.0)) for block in blocks]
    if not all(down):
        return Exponential(0.0).nodes(1)
    ending = sum(w / u for w, u in zip(often, down, strict=True))
    return Exponential(1 / ending if ending else FOREVER).nodes(POINTS)


def _when_others_fail(plan: Plan, before: Mapping[str, StandbyGroup]) -> float:
    """The share of calls in which the generators before this one do not start."""
    listed = [plan.buses_of(name) for name in plan.doubted_sets if name in before]
    doubted = [[before[bus] for bus in buses if bus in before] for buses in listed]
    if not doubted:
        return 0.0
    soon = np.array([max(bus.start for buses in doubted for bus in buses)])
    return scalar(prod(_none_starts(buses, soon) for buses in doubted))


def _none_starts(buses: Sequence[StandbyGroup], soon: Floats) -> float:
    """The chance that a generator does not start, with what it has in common with others."""
    return 1 - prod(1 - scalar(bus.never(soon, bus.at_call[:1])[0]) for bus in buses)
