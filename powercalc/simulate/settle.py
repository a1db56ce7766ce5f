"""One instant: every node that may have changed is brought up to date, in the order of the wiring."""

from __future__ import annotations

import numpy as np

from powercalc.simulate.carriers import rest_again, reveal, settle_storage, settle_switch, throw
from powercalc.simulate.compiled_course import compiled
from powercalc.simulate.demand_changes import join_trial, leave_trial
from powercalc.simulate.loops import hope_for_the_best, is_as_hoped
from powercalc.simulate.machine import (
    PATH,
    RESTING,
    STANDBY,
    STORAGE,
    SWITCH,
    Machine,
)
from powercalc.simulate.overload import trip
from powercalc.simulate.schedule import is_fed, is_wanted, mark, works
from powercalc.simulate.standby_sets import settle_standby
from powercalc.simulate.ties import settle_group

PASSES = 1000
"""A site that has not come to rest after so many passes never will."""


@compiled
def settle(m: Machine, now: float, rng: np.random.Generator) -> bool:
    """Settle the site, and what trips in it; return whether it comes to rest."""
    if m.site[0].rated == 0:
        return settle_marked(m, now, rng)
    trip(m, now)
    for _ in range(PASSES):
        if not settle_marked(m, now, rng):
            return False
        if not trip(m, now):
            return True
    return False


@compiled
def settle_marked(m: Machine, now: float, rng: np.random.Generator) -> bool:
    """Settle all marked nodes. One pass does, except where sources call for each other."""
    for _ in range(PASSES):
        first, m.site[0].lowest = m.site[0].lowest, len(m.nodes)
        for n in range(first, len(m.nodes)):
            if m.agenda[n].dirty == 1:
                m.site[0].current = n
                m.agenda[n].dirty = 0
                settle_node(m, n, now, rng)
        m.site[0].current = len(m.nodes)
        if m.site[0].lowest == len(m.nodes):
            return True
    return False


@compiled
def settle_node(m: Machine, n: int, now: float, rng: np.random.Generator) -> None:
    """Bring a node, or all nodes between ties, up to date, and tell the others."""
    node = m.nodes[n]
    if node.group_end > n + 1:
        for member in range(n, node.group_end):
            m.nodes[member].was = m.nodes[member].live
        if node.loop >= 0:
            settle_loop(m, n, node.group_end, now, rng)
        else:
            settle_group(m, n, node.group_end, now, rng)
        for member in range(n, node.group_end):
            if m.nodes[member].live != m.nodes[member].was:
                tell(m, member)
        return
    live = is_live(m, n, now, rng)
    if live != (node.live == 1):
        node.live = 1 if live else 0
        tell(m, n)


@compiled
def settle_loop(m: Machine, leader: int, end: int, now: float, rng: np.random.Generator) -> None:
    """Bring a loop of support up to date, part by part, until what was taken to be live is.

    What only a trial can tell is hoped for first; once it has been tried, the hope is known.
    """
    for _ in range(PASSES):
        hope_for_the_best(m, leader, end, now)
        for n in range(leader, end):
            part_end = m.nodes[n].part_end
            if part_end > n + 1:
                settle_group(m, n, part_end, now, rng)
            elif part_end == n + 1:
                m.nodes[n].live = 1 if is_live(m, n, now, rng) else 0
        if is_as_hoped(m, leader, end):
            return


@compiled
def is_live(m: Machine, n: int, now: float, rng: np.random.Generator) -> bool:
    """Bring a node up to date; return whether its output is live."""
    kind = m.nodes[n].kind
    if kind == STORAGE:
        return settle_storage(m, n, now, rng)
    if kind == SWITCH:
        return settle_switch(m, n, now, rng)
    if kind == STANDBY:
        return settle_standby(m, n, now, rng)
    if kind == RESTING:
        look(m, n, now, rng)
    fed = is_fed(m, n)
    if kind == PATH:
        throw(m, n, is_wanted(m, n), fed, now, rng)
        return fed and m.nodes[n].closed == 1 and works(m, n)
    return fed and works(m, n)


@compiled
def look(m: Machine, n: int, now: float, rng: np.random.Generator) -> None:
    """Let what rests, and carries power itself, show its faults when it is needed."""
    wanted = is_wanted(m, n)
    if wanted and m.nodes[n].called == 0:
        m.nodes[n].called = 1
        join_trial(m, n, now, rng)
        reveal(m, n, now, rng)
    elif not wanted and m.nodes[n].called == 1:
        m.nodes[n].called = 0
        leave_trial(m, n)
        rest_again(m, n, now)


@compiled
def tell(m: Machine, n: int) -> None:
    """Mark what stands on this node, or is called by what does, and note it if it is watched."""
    node = m.nodes[n]
    for i in range(node.first_consumer, node.last_consumer):
        mark(m, m.lists[i])
    if node.point >= 0 and m.points[node.point].listed == 0:
        m.points[node.point].listed = 1
        m.points[m.site[0].touched].touched = node.point
        m.site[0].touched += 1
