"""From one event to the next: failures, repairs, tests, timers."""

from __future__ import annotations

import math

import numpy as np

from powercalc.simulate.chance import happens, restoration, time_to_failure
from powercalc.simulate.compiled_course import compiled
from powercalc.simulate.demand_changes import fell, hidden_fault, repair_battery, rose, test_shared
from powercalc.simulate.failover import call_on, follow
from powercalc.simulate.machine import (
    DOWN,
    INSTANT,
    NEVER,
    ORDINARY,
    READY,
    RESTING,
    RUNNING,
    SERVICE,
    SETS,
    STANDBY,
    TEST,
    Machine,
)
from powercalc.simulate.schedule import earliest, mark, set_due
from powercalc.simulate.service import end_work, fall_due, is_due, take_out
from powercalc.simulate.settle import settle
from powercalc.simulate.standby_sets import fail_to_run


@compiled
def advance(m: Machine, end: float, rng: np.random.Generator) -> float:
    """Go to the next event before `end` and settle the site; return its time, or nan if it never rests."""
    now = min(earliest(m), m.site[0].next_failure, m.site[0].next_service)
    if now >= end:
        return end
    if m.site[0].next_failure <= now + INSTANT:
        m.site[0].next_failure = now + time_to_failure(m.site[0].failures_per_hour, rng)
        strike(m, now, rng)
    if m.site[0].next_service <= now + INSTANT:
        fall_due(m, now, rng)
    for slot in range(m.site[0].active - 1, -1, -1):
        key = m.agenda[slot].active
        if m.agenda[key].due <= now + INSTANT:
            set_due(m, key, NEVER)
            fire(m, key, now, rng)
    rests = settle(m, now, rng)
    if rests and is_due(m):
        follow(m, now, rng)
        if take_out(m, now):
            rests = settle(m, now, rng)
            m.site[0].planned = 0
    return now if rests else math.nan


@compiled
def strike(m: Machine, now: float, rng: np.random.Generator) -> None:
    """Fail one unit, chosen by its rate, if it works: a thinned stream of all failures together."""
    wanted = rng.random() * m.site[0].failures_per_hour
    low, high = m.site[0].first_failing, m.site[0].last_failing - 1
    while low < high:
        middle = (low + high) // 2
        if m.units[m.lists[middle]].cumulative > wanted:
            high = middle
        else:
            low = middle + 1
    u = m.lists[low]
    if m.units[u].state == READY:
        m.site[0].surprised = 1
        if m.units[u].kind == ORDINARY:
            fail(m, u, now, rng)
        else:
            fell(m, u, now, rng)


@compiled
def fail(m: Machine, u: int, now: float, rng: np.random.Generator) -> None:
    """Fail a unit until it is repaired; a repair of no length never was needed."""
    unit = m.units[u]
    length = restoration(unit.repair, unit.law, unit.sigma, rng)
    if length > INSTANT:
        take_down(m, u)
        set_due(m, u, now + length)


@compiled
def take_down(m: Machine, u: int) -> None:
    """Take a unit out of its node, and out of the bank that holds."""
    unit = m.units[u]
    node = m.nodes[unit.owner]
    unit.state = DOWN
    node.working -= 1
    node.holding -= unit.holding
    unit.holding = 0
    mark(m, unit.owner)


@compiled
def fire(m: Machine, key: int, now: float, rng: np.random.Generator) -> None:
    """Let what is due happen to a unit, a node or a service."""
    if key >= len(m.units) + len(m.nodes):
        call_on(m, key - len(m.units) - len(m.nodes))
        return
    if key >= len(m.units):
        mark(m, key - len(m.units))
        return
    m.site[0].surprised = 1
    unit = m.units[key]
    if unit.kind == TEST:
        test(m, key, now, rng)
    elif unit.state == SERVICE:
        end_work(m, key, now, rng)
    elif unit.kind == ORDINARY:
        unit.state = READY
        m.nodes[unit.owner].working += 1
        mark(m, unit.owner)
    elif unit.kind != SETS:
        if unit.state == DOWN:
            rose(m, key, now, rng)
        else:
            fell(m, key, now, rng)
    elif unit.state == RUNNING:
        fail_to_run(m, key, now, rng)
        mark(m, unit.owner)
    else:
        unit.state, unit.tested, unit.proven = READY, now, now
        mark(m, unit.owner)


@compiled
def test(m: Machine, key: int, now: float, rng: np.random.Generator) -> None:
    """Test all units of a node that rest: reveal what has come to harm since the last test."""
    set_due(m, key, now + m.units[key].repair)
    test_shared(m, m.units[key].owner, now, rng)
    owner = m.nodes[m.units[key].owner]
    for u in range(owner.first_unit, owner.last_unit):
        unit = m.units[u]
        if now < unit.battery_back:
            continue
        unit.proven, proven = now, unit.proven
        faulty = happens(hidden_fault(m, u, now), rng)
        unit.tested, unit.proven = now, proven
        if faulty and owner.kind not in (STANDBY, RESTING):
            repair_battery(m, u, now, rng)
        elif faulty and unit.state == READY:
            unit.state = DOWN
            back = now + restoration(unit.repair, unit.law, unit.sigma, rng)
            if owner.kind == RESTING:
                owner.working -= 1
                unit.tested = unit.proven = back
                mark(m, m.units[key].owner)
            set_due(m, u, back)
