"""Years, one after the other: the beginning of a site, what is drawn anew, what nobody counts."""

from __future__ import annotations

import math

import numpy as np

from powercalc.simulate.chance import happens, time_to_failure
from powercalc.simulate.compiled_course import compiled
from powercalc.simulate.demand_changes import burden
from powercalc.simulate.events import advance, take_down
from powercalc.simulate.failover import follow
from powercalc.simulate.machine import (
    CAUSE,
    DOWN,
    READY,
    RUNNING,
    SERVICE,
    SETS,
    TEST,
    YEAR,
    Machine,
)
from powercalc.simulate.schedule import mark, set_due
from powercalc.simulate.settle import settle
from powercalc.simulate.standby_sets import rest
from powercalc.simulate.tally import close_records, close_year, shift


@compiled
def begin(m: Machine, rng: np.random.Generator) -> bool:
    """Settle the site for the first time, with everything up."""
    m.site[0].next_failure = time_to_failure(m.site[0].failures_per_hour, rng)
    m.site[0].next_service = time_to_failure(m.site[0].services_per_hour, rng)
    m.site[0].current = len(m.nodes)
    m.site[0].lowest = len(m.nodes)
    m.site[0].muted = 1
    for u in range(len(m.units)):
        if m.units[u].kind == TEST:
            set_due(m, u, m.units[u].repair)
    for n in range(len(m.nodes)):
        mark(m, n)
    rests = settle(m, 0.0, rng)
    follow(m, 0.0, rng)
    return rests


@compiled
def draw_plain(m: Machine, rng: np.random.Generator) -> bool:
    """Draw anew which units of plain unavailability are down."""
    for i in range(m.site[0].first_plain, m.site[0].last_plain):
        u = m.lists[i]
        unit = m.units[u]
        down = happens(unit.plain, rng)
        if unit.kind == CAUSE:
            if down != (unit.state == DOWN):
                unit.state = DOWN if down else READY
                burden(m, u, 1 if down else -1)
        elif unit.kind == SETS:
            if unit.state not in (DOWN, SERVICE) and down:
                if unit.state == RUNNING:
                    rest(m, unit.owner, u, 0.0, DOWN)
                unit.state = DOWN
                mark(m, unit.owner)
            elif unit.state == DOWN and not down:
                unit.state = READY
                mark(m, unit.owner)
        elif down and unit.state == READY:
            take_down(m, u)
        elif not down and unit.state == DOWN:
            unit.state = READY
            m.nodes[unit.owner].working += 1
            mark(m, unit.owner)
    rests = settle(m, 0.0, rng)
    follow(m, 0.0, rng)
    return rests


@compiled
def one_year(m: Machine, rng: np.random.Generator) -> bool:
    """Simulate one year; return whether the site came to rest after every event."""
    now = 0.0
    while now < YEAR:
        now = advance(m, YEAR, rng)
        if math.isnan(now):
            return False
        follow(m, now, rng)
    close_year(m)
    return True


@compiled
def uncounted(m: Machine, years: int, rng: np.random.Generator) -> bool:
    """Simulate years that nobody counts, so that the site forgets how it began."""
    m.site[0].muted = 1
    for _ in range(years):
        if not one_year(m, rng):
            return False
        shift(m)
    close_records(m, 0.0)
    m.site[0].muted = 0
    return True


@compiled
def drawn_anew(m: Machine, rng: np.random.Generator) -> bool:
    """Draw what is plainly unavailable, and let a year pass."""
    return draw_plain(m, rng) and uncounted(m, 1, rng)


@compiled
def counted(m: Machine, rng: np.random.Generator, years: int) -> bool:
    """Simulate years; return whether the site always came to rest.

    Where something has a plain unavailability, it is drawn anew for every year, and an uncounted year
    passes before the counted one: what is down has been down for long.
    """
    for _ in range(years):
        if m.site[0].first_plain < m.site[0].last_plain and not drawn_anew(m, rng):
            return False
        if not one_year(m, rng):
            return False
        close_records(m, YEAR)
        shift(m)
    return True
