"""Nodes joined by ties: live if connected to something live, which is the least fixed point."""

from __future__ import annotations

import numpy as np

from powercalc.simulate.carriers import REFUSED, store, throw
from powercalc.simulate.compiled_course import compiled
from powercalc.simulate.loops import would_hold
from powercalc.simulate.machine import STORAGE, TIE, Machine
from powercalc.simulate.schedule import is_fed, works


@compiled
def settle_group(m: Machine, leader: int, end: int, now: float, rng: np.random.Generator) -> None:
    """Bring all nodes between ties up to date; those that are normally open close or open one at a time.

    What only a trial can tell of storage is hoped for, until all ties have come to rest.
    """
    connect(m, leader, end, now)
    changed = True
    while changed:
        changed = False
        for n in range(leader, end):
            if m.nodes[n].openable == 1 and close_or_open(m, n, leader, end, now, rng):
                connect(m, leader, end, now)
                changed = True
        if not changed and is_disappointed(m, leader, end, now, rng):
            connect(m, leader, end, now)
            changed = True


@compiled
def is_disappointed(m: Machine, leader: int, end: int, now: float, rng: np.random.Generator) -> bool:
    """Bring the storage between ties up to date; tell whether any does other than was hoped.

    What a UPS seems to give itself is nothing that its bypass could pass on.
    """
    other = False
    for n in range(leader, end):
        node = m.nodes[n]
        if node.kind == STORAGE:
            own = would_hold(m, n, now, node.arrives == 1)
            there = is_fed(m, n) and not own
            other = store(m, n, node.arrives == 1, there, now, rng) != (node.live == 1) or other
    return other


@compiled
def connect(m: Machine, leader: int, end: int, now: float) -> None:
    """Find what is live; first without what storage gives of its own, which must not feed it."""
    last = 0
    for n in range(leader, end):
        if m.nodes[n].kind == STORAGE:
            last = max(last, m.nodes[n].rank + 1)
    for level in range(last + 1):
        spread(m, leader, end, level, now)
        for n in range(leader, end):
            node = m.nodes[n]
            if node.kind == STORAGE and node.rank == level:
                node.arrives = 1 if is_fed(m, n) else 0


@compiled
def spread(m: Machine, leader: int, end: int, level: int, now: float) -> None:
    """Find what is live where storage of the ranks below `level` gives: from all dead, while more is."""
    for n in range(leader, end):
        m.nodes[n].live = 0
    changed = True
    while changed:
        changed = False
        for n in range(leader, end):
            if m.nodes[n].live == 0 and comes_alive(m, n, level, now):
                m.nodes[n].live = 1
                changed = True


@compiled
def comes_alive(m: Machine, n: int, level: int, now: float) -> bool:
    """Tell whether a node works and is connected to enough of what is live already."""
    node = m.nodes[n]
    fed = is_fed(m, n)
    if node.kind == STORAGE:
        gives = would_hold(m, n, now, node.arrives == 1) if node.rank < level else fed and works(m, n)
        return bool(gives or goes_around(m, n, fed))
    conducts = node.kind != TIE or node.closed == 1
    return bool(conducts and fed and works(m, n))


@compiled
def goes_around(m: Machine, n: int, fed: bool) -> bool:  # noqa: FBT001 - compiled code takes no keywords
    """Tell whether the bypass of a UPS would carry what is live already."""
    node = m.nodes[n]
    if node.has_bypass == 0 or node.struck > 0 or node.tried == REFUSED:
        return False
    there = fed
    if node.first_bypass < node.last_bypass:
        there = False
        for i in range(node.first_bypass, node.last_bypass):
            there = there or m.nodes[m.lists[i]].live == 1
    return there


@compiled
def close_or_open(m: Machine, n: int, leader: int, end: int, now: float, rng: np.random.Generator) -> bool:
    """Let a tie that is normally open follow the need for it: an end that is dead without it.

    It helps where the other end is live: fed, or a UPS whose bypass has an input of its own.
    """
    node = m.nodes[n]
    closed = node.closed
    if closed == 1:
        node.closed = 0
        connect(m, leader, end, now)
    dead = live = 0
    for i in range(node.first_input, node.last_input):
        fed = is_fed(m, m.lists[i])
        dead += 0 if fed else 1
        live += 1 if fed or goes_around(m, m.lists[i], fed) else 0
    if closed == 1:
        node.closed = 1
        connect(m, leader, end, now)
    return throw(m, n, dead > 0, live > 0, now, rng)
