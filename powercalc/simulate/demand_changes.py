"""Demand trials that several nodes share, and causes that several nodes share."""

from __future__ import annotations

import math

import numpy as np

from powercalc.simulate.chance import happens, restoration, time_to_failure
from powercalc.simulate.compiled_course import compiled
from powercalc.simulate.machine import DOWN, HAZARD, INSTANT, NEVER, READY, RUNNING, Machine
from powercalc.simulate.schedule import mark, set_due


@compiled
def join_trial(m: Machine, n: int, now: float, rng: np.random.Generator) -> bool:
    """Take part in the trials that the node shares with others; return whether any of them failed.

    The first to need one draws it, and it stands until nobody needs it any more. A fault that nobody knew of
    shows to whoever needs what it has struck, until it is repaired.
    """
    failed = False
    for i in range(m.nodes[n].first_shared, m.nodes[n].last_shared):
        trial = m.shared[m.lists[i]]
        if trial.hidden == 1:
            failed = shows_fault(m, trial.cause, now, rng) or failed
        elif trial.users == 0:
            trial.failed = happens(trial.failure, rng)
            if trial.failed and trial.cause >= 0 and m.units[trial.cause].state != DOWN:
                fell(m, trial.cause, now, rng)
        trial.users += 1
        failed = failed or trial.failed > 0
    return failed


@compiled
def join_quietly(m: Machine, n: int) -> None:
    """Take part in the shared trials as one who has been prepared: a new one does not fail."""
    for i in range(m.nodes[n].first_shared, m.nodes[n].last_shared):
        trial = m.shared[m.lists[i]]
        if trial.users == 0:
            trial.failed = 0
        trial.users += 1


@compiled
def shows_fault(m: Machine, u: int, now: float, rng: np.random.Generator) -> bool:
    """Look at what may have struck several things unseen; what has goes to repair, or is there already."""
    unit = m.units[u]
    if unit.state == DOWN or now < unit.battery_back:
        return True
    faulty = happens(hidden_fault(m, u, now), rng)
    unit.tested = unit.proven = now
    if faulty and unit.first_target < unit.last_target:
        fell(m, u, now, rng)
    elif faulty:
        repair_battery(m, u, now, rng)
    return faulty


@compiled
def test_shared(m: Machine, n: int, now: float, rng: np.random.Generator) -> None:
    """Test what may have struck a node together with others: what only a need shows stays."""
    for i in range(m.nodes[n].first_shared, m.nodes[n].last_shared):
        trial = m.shared[m.lists[i]]
        unit = m.units[trial.cause]
        if trial.hidden == 1 and unit.state != DOWN and now >= unit.battery_back:
            proven, unit.proven = unit.proven, now
            if not shows_fault(m, trial.cause, now, rng):
                unit.proven = proven


@compiled
def leave_trial(m: Machine, n: int) -> None:
    """Take part no longer."""
    for i in range(m.nodes[n].first_shared, m.nodes[n].last_shared):
        m.shared[m.lists[i]].users -= 1


@compiled
def hidden_fault(m: Machine, u: int, now: float) -> float:
    """Return 1 − e^(−λt), the chance that a unit at rest has come to harm since it was last tested."""
    unit = m.units[u]
    harm = unit.dormant * (now - unit.tested) + unit.untested * (now - unit.proven)
    return -math.expm1(-harm) if harm > 0.0 else 0.0


@compiled
def repair_battery(m: Machine, u: int, now: float, rng: np.random.Generator) -> None:
    """Send a battery to repair; its unit works on without it."""
    unit = m.units[u]
    unit.battery_back = now + restoration(unit.repair, unit.law, unit.sigma, rng)
    unit.tested = unit.proven = unit.battery_back


@compiled
def expose(m: Machine, n: int, now: float, rng: np.random.Generator) -> None:
    """Begin to run: causes that strike only what runs can now strike."""
    for i in range(m.nodes[n].first_exposed, m.nodes[n].last_exposed):
        u = m.lists[i]
        unit = m.units[u]
        unit.exposures += 1
        if unit.exposures == 1 and unit.state != DOWN:
            set_due(m, u, now + time_to_failure(unit.rate, rng))


@compiled
def shelter(m: Machine, n: int) -> None:
    """Run no longer."""
    for i in range(m.nodes[n].first_exposed, m.nodes[n].last_exposed):
        u = m.lists[i]
        unit = m.units[u]
        unit.exposures -= 1
        if unit.exposures == 0 and unit.state != DOWN:
            set_due(m, u, NEVER)


@compiled
def fell(m: Machine, u: int, now: float, rng: np.random.Generator) -> None:
    """Let a cause or a hazard strike all its nodes until it is repaired; one of no length never was."""
    unit = m.units[u]
    length = restoration(unit.repair, unit.law, unit.sigma, rng)
    if length <= INSTANT:
        return
    unit.state = DOWN
    set_due(m, u, now + length)
    burden(m, u, 1)


@compiled
def rose(m: Machine, u: int, now: float, rng: np.random.Generator) -> None:
    """End a cause or a hazard."""
    unit = m.units[u]
    unit.state = RUNNING if unit.exposures > 0 else READY
    unit.tested = unit.proven = now
    if unit.exposures > 0:
        set_due(m, u, now + time_to_failure(unit.rate, rng))
    burden(m, u, -1)


@compiled
def burden(m: Machine, u: int, step: int) -> None:
    """Add a cause or a hazard to all its nodes, or take it away."""
    unit = m.units[u]
    for i in range(unit.first_target, unit.last_target):
        n = m.lists[i]
        if unit.kind == HAZARD:
            m.nodes[n].struck += step
        else:
            m.nodes[n].blocked += step
        mark(m, n)
