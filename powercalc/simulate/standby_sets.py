"""Standby sources: called, started or not, running, out of fuel, repaired."""

from __future__ import annotations

import numpy as np

from powercalc.simulate.chance import happens, restoration, time_to_failure_of_set
from powercalc.simulate.compiled_course import compiled
from powercalc.simulate.demand_changes import (
    expose,
    hidden_fault,
    join_quietly,
    join_trial,
    leave_trial,
    shelter,
)
from powercalc.simulate.machine import DOWN, INSTANT, NEVER, OUT, READY, RUNNING, Machine
from powercalc.simulate.schedule import is_wanted, set_due, wake, works

FIRST_HOUR = 1.0
"""[h] In it sets may fail at a rate of its own. It counts from a start, and ends when the fuel does."""


@compiled
def settle_standby(m: Machine, n: int, now: float, rng: np.random.Generator) -> bool:
    """Bring a standby source up to date; return whether it supplies."""
    node = m.nodes[n]
    wanted = is_wanted(m, n)
    if wanted and node.called == 0:
        begin_call(m, n, now)
    elif not wanted and node.called == 1:
        end_call(m, n, now)
    if node.called == 0:
        return False
    if is_dry(m, n, now):
        stop(m, n, now)
        node.fresh = now
    elif node.started == 1:
        resume(m, n, now, rng)
    elif now >= node.until - INSTANT:
        start(m, n, now, rng)
    wake(m, n, now, next_change(m, n, now))
    return node.started == 1 and works(m, n)


@compiled
def begin_call(m: Machine, n: int, now: float) -> None:
    """Note the call; nothing is tried before the start time is over."""
    node = m.nodes[n]
    node.called, node.started = 1, 0
    node.until = now + (0.0 if m.site[0].planned == 1 else node.delay)
    m.records[node.record].began = now
    node.since = now
    if node.tank >= 0:
        tank = m.tanks[node.tank]
        if tank.users == 0:
            tank.since = now
        tank.users += 1


@compiled
def end_call(m: Machine, n: int, now: float) -> None:
    """Stop what runs; what is in repair stays in repair. A call of no length never was."""
    node = m.nodes[n]
    stop(m, n, now)
    for u in range(node.first_unit, node.last_unit):
        if m.units[u].state == OUT:
            m.units[u].state = READY
    if node.started == 1:
        leave_trial(m, n)
    node.called, node.started = 0, 0
    wake(m, n, now, NEVER)
    if node.tank >= 0:
        m.tanks[node.tank].users -= 1
    record = m.records[node.record]
    if m.site[0].muted == 0 and now > node.since + INSTANT:
        record.calls += 1.0
        record.called += now - record.began
        record.called2 += (now - record.began) ** 2


@compiled
def start(m: Machine, n: int, now: float, rng: np.random.Generator) -> None:
    """Try to start every unit that is not in repair."""
    node = m.nodes[n]
    node.started, node.fresh = 1, now + FIRST_HOUR
    planned = m.site[0].planned == 1
    if planned:
        join_quietly(m, n)
    else:
        join_trial(m, n, now, rng)
    for u in range(node.first_unit, node.last_unit):
        unit = m.units[u]
        if unit.state != READY:
            continue
        if m.site[0].muted == 0:
            m.records[node.record].trials += 1.0
        if planned:
            run(m, n, u, now, rng)
        elif happens(node.out, rng):
            unit.state = OUT
        elif happens(hidden_fault(m, u, now), rng) or happens(node.failure, rng):
            fail_to_start(m, n, u, now, rng)
        else:
            run(m, n, u, now, rng)


@compiled
def fail_to_start(m: Machine, n: int, u: int, now: float, rng: np.random.Generator) -> None:
    """Send a unit to repair; one that is repaired in no time runs."""
    unit = m.units[u]
    if m.site[0].muted == 0:
        m.records[m.nodes[n].record].start_failures += 1.0
    length = restoration(unit.start_repair, unit.law, unit.sigma, rng)
    if length <= INSTANT:
        run(m, n, u, now, rng)
        return
    unit.state = DOWN
    set_due(m, u, now + length)


@compiled
def run(m: Machine, n: int, u: int, now: float, rng: np.random.Generator) -> None:
    """Let a unit supply; it can fail from now on."""
    count_running(m, n, now)
    m.units[u].state = RUNNING
    m.nodes[n].working += 1
    unit, fresh = m.units[u], m.nodes[n].fresh - now
    set_due(m, u, now + time_to_failure_of_set(unit.first, unit.rate, fresh, rng))
    if m.nodes[n].working == 1:
        expose(m, n, now, rng)


@compiled
def rest(m: Machine, n: int, u: int, now: float, state: int) -> None:
    """Let a running unit run no longer."""
    count_running(m, n, now)
    unit = m.units[u]
    unit.state, unit.tested, unit.proven = state, now, now
    m.nodes[n].working -= 1
    set_due(m, u, NEVER)
    if m.nodes[n].working == 0:
        shelter(m, n)


@compiled
def fail_to_run(m: Machine, u: int, now: float, rng: np.random.Generator) -> None:
    """Send a running unit to repair; a repair of no length leaves it running."""
    unit = m.units[u]
    n = unit.owner
    if m.site[0].muted == 0:
        m.records[m.nodes[n].record].run_failures += 1.0
    length = restoration(unit.repair, unit.law, unit.sigma, rng)
    rest(m, n, u, now, DOWN)
    if length <= INSTANT:
        run(m, n, u, now, rng)
    else:
        set_due(m, u, now + length)


@compiled
def stop(m: Machine, n: int, now: float) -> None:
    """Stop all units that run."""
    node = m.nodes[n]
    if node.working > 0:
        for u in range(node.first_unit, node.last_unit):
            if m.units[u].state == RUNNING:
                rest(m, n, u, now, READY)


@compiled
def resume(m: Machine, n: int, now: float, rng: np.random.Generator) -> None:
    """Let supply, without a trial, what has been repaired or has fuel again."""
    node = m.nodes[n]
    for u in range(node.first_unit, node.last_unit):
        if m.units[u].state == READY:
            run(m, n, u, now, rng)


@compiled
def is_dry(m: Machine, n: int, now: float) -> bool:
    """Tell whether the tank is empty: from `fuel` after the first call on it until `resupply` after it."""
    node = m.nodes[n]
    if node.tank < 0:
        return False
    age = now - m.tanks[node.tank].since
    return bool(node.fuel - INSTANT <= age < node.resupply - INSTANT)


@compiled
def next_change(m: Machine, n: int, now: float) -> float:
    """Return when a called source changes by itself: it starts, its fuel ends, its fuel comes."""
    node = m.nodes[n]
    time = NEVER
    if node.started == 0 and node.until > now + INSTANT:
        time = node.until
    if node.tank >= 0 and node.fuel < node.resupply:
        since = m.tanks[node.tank].since
        for change in (since + node.fuel, since + node.resupply):
            if change > now + INSTANT:
                time = min(time, change)
    return time


@compiled
def count_running(m: Machine, n: int, now: float) -> None:
    """Add the hours that the units have run since this was last done."""
    record = m.records[m.nodes[n].record]
    if m.site[0].muted == 0:
        record.running += m.nodes[n].working * (now - record.changed)
    record.changed = now
