"""One course of a site from a state that is known: what is down, and what batteries and tanks hold.

A course begins as the long run has it, at a moment at random. What is known to be down is taken down when it
was lost, and stays down until now; batteries and tanks then hold what is known to be in them. From now on all
goes on as ever. What is known to have been on its battery until now has had a battery that holds.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from powercalc.simulate.chance import restoration
from powercalc.simulate.compiled_course import compiled
from powercalc.simulate.events import advance, take_down
from powercalc.simulate.failover import follow
from powercalc.simulate.machine import DOWN, EXPONENTIAL, INSTANT, NEVER, READY, RUNNING, SETS, YEAR, Machine
from powercalc.simulate.schedule import mark, set_due
from powercalc.simulate.settle import settle
from powercalc.simulate.standby_sets import rest
from powercalc.simulate.tally import shift

TRIES = 1000
"""So many draws of a restoration that has lasted for longer than it has already."""

LOST = np.dtype([("first", "i8"), ("units", "i8"), ("sorts", "i8"), ("chosen", "i8"), ("since", "f8")])
"""Units that are down: the first of them, how many, or one of how many sorts of outage; for how long."""
LEVEL = np.dtype(
    [("node", "i8"), ("tank", "i8"), ("used", "i8"), ("left", "f8"), ("full", "f8"), ("chance", "f8")]
)
"""What storage or a tank holds now: for how long, whether it is known to be in use, its figures when full."""


@compiled
def go_to(m: Machine, end: float, rng: np.random.Generator) -> bool:
    """Let everything happen before a time."""
    now = 0.0
    while now < end:
        now = advance(m, end, rng)
        if math.isnan(now):
            return False
        follow(m, now, rng)
    return True


@compiled
def lose(m: Machine, lost: Any, now: float, rng: np.random.Generator) -> bool:
    """Take units down until they are given back; of a feed of several sorts, one at random by its rate."""
    for k in range(lost.units):
        u = lost.first + k
        if lost.sorts > 0:
            u = sort_of(m, lost, rng)
            lost.chosen = u
        unit = m.units[u]
        if unit.state == RUNNING:
            rest(m, unit.owner, u, now, DOWN)
        elif unit.kind == SETS:
            unit.state = DOWN
        elif unit.state == READY:
            take_down(m, u)
        set_due(m, u, NEVER)
        mark(m, unit.owner)
    rests = settle(m, now, rng)
    follow(m, now, rng)
    return rests


@compiled
def sort_of(m: Machine, lost: Any, rng: np.random.Generator) -> int:
    """Draw which sort of outage it is, by how often each is and how likely it still lasts."""
    whole = 0.0
    for u in range(lost.first, lost.first + lost.sorts):
        whole += m.units[u].rate * math.exp(-lost.since / m.units[u].repair)
    wanted = rng.random() * whole
    for u in range(lost.first, lost.first + lost.sorts):
        wanted -= m.units[u].rate * math.exp(-lost.since / m.units[u].repair)
        if wanted < 0.0:
            return u
    return int(lost.first + lost.sorts - 1)


@compiled
def give_back(m: Machine, lost: Any, now: float, rng: np.random.Generator) -> None:
    """Say when each unit is back: what has lasted for so long lasts for longer."""
    for k in range(lost.units):
        u = lost.chosen if lost.sorts > 0 else lost.first + k
        unit = m.units[u]
        length = 0.0
        if unit.law == EXPONENTIAL:
            length = lost.since + restoration(unit.repair, unit.law, unit.sigma, rng)
        for _ in range(TRIES):
            if length > lost.since:
                break
            length = restoration(unit.repair, unit.law, unit.sigma, rng)
        set_due(m, u, now + max(length - lost.since, 2 * INSTANT))


@compiled
def fill(m: Machine, levels: Any, now: float) -> None:
    """Let storage and tanks hold what is known to be in them."""
    for i in range(len(levels)):
        level = levels[i]
        node = m.nodes[level.node]
        if level.tank < 0:
            node.failure = level.chance
            if node.phase != 0:
                node.until = now + level.left
            else:
                node.hold = level.left
        elif node.called == 1:
            node.fuel = now - m.tanks[level.tank].since + level.left
        else:
            node.fuel = level.left
        mark(m, level.node)


@compiled
def charge(m: Machine, levels: Any) -> None:
    """Let what has begun to give what it held be full the next time."""
    for i in range(len(levels)):
        level = levels[i]
        node = m.nodes[level.node]
        if level.tank < 0:
            node.hold = level.full if node.phase != 0 else node.hold
        elif node.called == 1:
            level.used = 1
        elif level.used == 1:
            node.fuel = level.full


@compiled
def refill(m: Machine, levels: Any) -> None:
    """Let all storage and tanks be full again."""
    for i in range(len(levels)):
        level = levels[i]
        if level.tank < 0:
            m.nodes[level.node].hold = level.full
            m.nodes[level.node].failure = level.chance
        else:
            m.nodes[level.node].fuel = level.full
            level.used = 0


@compiled
def note(m: Machine, passed: float, until: Any, seen: Any, counts: Any) -> None:
    """Count what is dark for the first time in this course, so many hours from now."""
    for p in range(len(m.points)):
        if m.points[p].dark == 1 and seen[p] == 0:
            seen[p] = 1
            for k in range(len(until)):
                if passed < until[k] - INSTANT:
                    counts[p, k] += 1


@compiled
def set_up(m: Machine, rng: np.random.Generator, lost: Any, levels: Any, now: float) -> bool:
    """Come to the moment that is known: what is down has been down since it was lost."""
    for i in range(len(lost)):
        if not go_to(m, now - lost[i].since, rng):
            return False
        for k in range(len(levels)):
            if levels[k].tank < 0 and levels[k].used == 1:
                m.nodes[levels[k].node].failure = 0.0
        if not lose(m, lost[i], now - lost[i].since, rng):
            return False
    if not go_to(m, now, rng):
        return False
    for i in range(len(lost)):
        give_back(m, lost[i], now, rng)
    fill(m, levels, now)
    rests = settle(m, now, rng)
    follow(m, now, rng)
    return rests


@compiled
def course(  # noqa: PLR0913, PLR0917 - compiled code takes no keywords
    m: Machine, rng: np.random.Generator, lost: Any, levels: Any, until: Any, seen: Any, counts: Any
) -> bool:
    """Follow one course, and let the year in which it ends pass."""
    longest = lost[0].since if len(lost) else 0.0
    now = longest + rng.random() * 0.5 * YEAR
    if not set_up(m, rng, lost, levels, now):
        return False
    seen[:] = 0
    note(m, 0.0, until, seen, counts)
    end, at = now + until[-1], now
    while at < end:
        at = advance(m, end, rng)
        if math.isnan(at):
            return False
        follow(m, at, rng)
        note(m, at - now, until, seen, counts)
        charge(m, levels)
    refill(m, levels)
    years = math.ceil(end / YEAR)
    if not go_to(m, years * YEAR, rng):
        return False
    for _ in range(years):
        shift(m)
    return True
