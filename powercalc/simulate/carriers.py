"""What carries power by itself: storage that holds, switches that choose, paths that close on demand."""

from __future__ import annotations

import numpy as np

from powercalc.simulate.chance import exponential, happens, restoration
from powercalc.simulate.compiled_course import compiled
from powercalc.simulate.demand_changes import (
    hidden_fault,
    join_quietly,
    join_trial,
    leave_trial,
    repair_battery,
)
from powercalc.simulate.machine import (
    DOWN,
    INSTANT,
    MOVING,
    NEVER,
    READY,
    STANDING,
    STUCK,
    WANTING,
    Machine,
)
from powercalc.simulate.schedule import is_fed, is_supported, is_whole, set_due, wake, works

HELD, DROPPED = 1, 2
PASSED, REFUSED = 1, 2


@compiled
def settle_storage(m: Machine, n: int, now: float, rng: np.random.Generator) -> bool:
    """Bring storage up to date; return whether its output is live."""
    fed = is_fed(m, n)
    return store(m, n, fed, fed, now, rng)


@compiled
def store(m: Machine, n: int, fed: bool, there: bool, now: float, rng: np.random.Generator) -> bool:  # noqa: FBT001 - compiled code takes no keywords
    """The same for storage that is fed or not, and has something on its inputs that a bypass can pass on.

    What it depends on takes its supply while it is away, and not what the battery holds: the trial of the
    battery is one per loss of the feed, and it holds until the autonomy since then is over.
    """
    node = m.nodes[n]
    whole = is_whole(m, n)
    if fed and node.phase != 0:
        recharge(m, n)
    elif not fed and node.phase == 0:
        hold(m, n, now, whole, rng)
    if node.phase == HELD and not whole:
        node.phase = DROPPED
    if fed:
        able = whole and node.working >= node.units_needed
    else:
        able = node.phase == HELD and node.holding >= node.units_needed and now < node.until - INSTANT
    output = able and is_supported(m, n)
    wake(m, n, now, node.until if able and not fed else NEVER)
    bypassed = node.has_bypass == 1 and passes(m, n, output, there, rng)
    return output or bypassed


@compiled
def hold(m: Machine, n: int, now: float, whole: bool, rng: np.random.Generator) -> None:  # noqa: FBT001 - compiled code takes no keywords
    """Lose the feed: each working unit that passes its trial holds for the autonomy."""
    node = m.nodes[n]
    node.until = now + node.hold
    if not whole or node.hold <= INSTANT:
        node.phase = DROPPED
        return
    node.phase, node.started = HELD, 1
    fails = join_trial(m, n, now, rng)
    if node.one_trial == 1:
        fails = happens(node.failure, rng) or fails
    for u in range(node.first_unit, node.last_unit):
        if m.units[u].state != READY or fails or battery_is_down(m, u, now, rng):
            continue
        if node.one_trial == 1 or not happens(node.failure, rng):
            m.units[u].holding = 1
            node.holding += 1
    if m.site[0].planned == 1 and node.holding < node.units_needed and node.working >= node.units_needed:
        m.site[0].surprised = 1


@compiled
def is_able(m: Machine, n: int, now: float, rng: np.random.Generator) -> bool:
    """Tell whether enough units of a switch or a path have no fault that only a need reveals."""
    node = m.nodes[n]
    able = 0
    for u in range(node.first_unit, node.last_unit):
        able += 0 if battery_is_down(m, u, now, rng) else 1
    return bool(able >= node.units_needed)


@compiled
def reveal(m: Machine, n: int, now: float, rng: np.random.Generator) -> None:
    """Need what rested: its units that nobody knew to be faulty go to repair."""
    for u in range(m.nodes[n].first_unit, m.nodes[n].last_unit):
        unit = m.units[u]
        if unit.state != READY:
            continue
        faulty = happens(hidden_fault(m, u, now), rng)
        unit.tested = unit.proven = now
        if faulty:
            length = restoration(unit.repair, unit.law, unit.sigma, rng)
            if length > INSTANT:
                unit.state = DOWN
                unit.tested = unit.proven = now + length
                m.nodes[n].working -= 1
                set_due(m, u, now + length)


@compiled
def rest_again(m: Machine, n: int, now: float) -> None:
    """Be needed no longer: faults that nobody knows of begin to gather."""
    for u in range(m.nodes[n].first_unit, m.nodes[n].last_unit):
        unit = m.units[u]
        unit.tested = unit.proven = max(unit.tested, now)


@compiled
def battery_is_down(m: Machine, u: int, now: float, rng: np.random.Generator) -> bool:
    """Tell whether the battery of a unit, or what moves it, is in repair, or goes there as a fault shows."""
    unit = m.units[u]
    if now < unit.battery_back:
        return True
    faulty = happens(hidden_fault(m, u, now), rng)
    unit.tested = unit.proven = now
    if faulty:
        repair_battery(m, u, now, rng)
    return faulty


@compiled
def recharge(m: Machine, n: int) -> None:
    """Be fed again."""
    node = m.nodes[n]
    if node.started == 1:
        leave_trial(m, n)
    for u in range(node.first_unit, node.last_unit):
        m.units[u].holding = 0
    node.holding, node.started, node.phase = 0, 0, 0


@compiled
def passes(m: Machine, n: int, output: bool, fed: bool, rng: np.random.Generator) -> bool:  # noqa: FBT001
    """Tell whether the bypass carries what the component itself does not; one trial per need."""
    node = m.nodes[n]
    if output or node.struck > 0:
        node.tried = 0
        return False
    there = fed
    if node.first_bypass < node.last_bypass:
        there = False
        for i in range(node.first_bypass, node.last_bypass):
            there = there or m.nodes[m.lists[i]].live == 1
    if there and node.tried == 0:
        refused = m.site[0].planned == 0 and happens(node.bypass_failure, rng)
        node.tried = REFUSED if refused else PASSED
    return there and node.tried == PASSED


@compiled
def settle_switch(m: Machine, n: int, now: float, rng: np.random.Generator) -> bool:
    """Bring a switch up to date; return whether its output is live."""
    node = m.nodes[n]
    first = first_live(m, n)
    if 0 <= first <= node.at:
        stand(m, n, first, now)
    else:
        seek(m, n, first, now, rng)
    standing = node.phase == STANDING
    wake(m, n, now, NEVER if node.phase == WANTING else node.until)
    if not standing or now < node.until - INSTANT:
        return False
    return m.nodes[m.lists[node.first_input + node.at]].live == 1 and works(m, n)


@compiled
def first_live(m: Machine, n: int) -> int:
    """Return the place of the first live input, or -1."""
    node = m.nodes[n]
    for i in range(node.first_input, node.last_input):
        if m.nodes[m.lists[i]].live == 1:
            return int(i - node.first_input)
    return -1


@compiled
def stand(m: Machine, n: int, place: int, now: float) -> None:
    """Stand on a live input at or before its own; the need, if there was one, is over."""
    node = m.nodes[n]
    if node.phase != STANDING:
        end_need(m, n)
        node.until = now
    if place < node.at:
        node.at, node.until = place, now + node.return_gap


@compiled
def end_need(m: Machine, n: int) -> None:
    """Stop looking for another input."""
    node = m.nodes[n]
    if node.tried == 1:
        leave_trial(m, n)
    node.phase, node.tried = STANDING, 0


@compiled
def seek(m: Machine, n: int, first: int, now: float, rng: np.random.Generator) -> None:
    """Look for another input: one trial per need, then by hand."""
    node = m.nodes[n]
    if node.phase == STANDING or (node.phase == MOVING and not is_live_at(m, n, node.target)):
        node.phase = WANTING
    if node.phase == WANTING and first >= 0 and node.tried == 0:
        node.tried = 1
        if m.site[0].planned == 1:
            join_quietly(m, n)
        elif does_not_move(m, n, now, rng):
            node.phase = STUCK
            node.until = now + by_hand(m, n, rng)
    if node.phase == STUCK and now >= node.until - INSTANT:
        node.phase = WANTING
    if node.phase == WANTING and first >= 0:
        node.phase, node.target, node.until = MOVING, first, now + node.delay
    if node.phase == MOVING and now >= node.until - INSTANT:
        end_need(m, n)
        node.at, node.until = node.target, now
        if first < node.at:
            stand(m, n, first, now)


@compiled
def does_not_move(m: Machine, n: int, now: float, rng: np.random.Generator) -> bool:
    """Make the trial of a move: its own and those that it shares with others."""
    shared = join_trial(m, n, now, rng)
    return not is_able(m, n, now, rng) or happens(m.nodes[n].failure, rng) or shared


@compiled
def is_live_at(m: Machine, n: int, place: int) -> bool:
    """Tell whether the input at a place of the list is live."""
    return bool(m.nodes[m.lists[m.nodes[n].first_input + place]].live == 1)


@compiled
def by_hand(m: Machine, n: int, rng: np.random.Generator) -> float:
    """Draw the time until somebody moves a stuck switch."""
    if m.site[0].manual_is_fixed == 1:
        return float(m.nodes[n].manual)
    return exponential(m.nodes[n].manual, rng)


@compiled
def throw(m: Machine, n: int, needed: bool, useful: bool, now: float, rng: np.random.Generator) -> bool:  # noqa: FBT001
    """Close or open a path that is normally open; return whether it has changed.

    It closes `delay` after what it feeds went dead, if there is something to feed it with, and opens when it
    is no longer needed. One trial per need; a path that fails to close stays open for this need.
    """
    node = m.nodes[n]
    if not needed:
        changed = node.closed == 1
        if node.tried == 1:
            leave_trial(m, n)
        node.closed, node.tried, node.phase, node.until = 0, 0, 0, NEVER
    else:
        if node.phase == 0:
            node.phase, node.until = 1, now + (0.0 if m.site[0].planned == 1 else node.delay)
        changed = node.tried == 0 and useful and now >= node.until - INSTANT
        if changed:
            node.tried = 1
            if m.site[0].planned == 1:
                join_quietly(m, n)
                node.closed = 1
            else:
                node.closed = 0 if does_not_move(m, n, now, rng) else 1
            changed = node.closed == 1
    wake(m, n, now, node.until if needed else NEVER)
    return bool(changed)
