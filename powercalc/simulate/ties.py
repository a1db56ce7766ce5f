"""Nodes joined by ties: live if connected to something live, which is the least fixed point."""

from __future__ import annotations

import numpy as np

from powercalc.simulate.carriers import throw
from powercalc.simulate.compiled import compiled
from powercalc.simulate.machine import TIE, Machine
from powercalc.simulate.schedule import live_inputs, works


@compiled
def settle_group(m: Machine, leader: int, end: int, now: float, rng: np.random.Generator) -> None:
    """Bring all nodes between ties up to date; those that are normally open close or open one at a time."""
    connect(m, leader, end)
    changed = True
    while changed:
        changed = False
        for n in range(leader, end):
            if m.nodes[n].openable == 1 and close_or_open(m, n, leader, end, now, rng):
                connect(m, leader, end)
                changed = True


@compiled
def connect(m: Machine, leader: int, end: int) -> None:
    """Find what is live: from all dead, until nothing more comes alive."""
    for n in range(leader, end):
        m.nodes[n].live = 0
    changed = True
    while changed:
        changed = False
        for n in range(leader, end):
            if m.nodes[n].live == 0 and comes_alive(m, n):
                m.nodes[n].live = 1
                changed = True


@compiled
def comes_alive(m: Machine, n: int) -> bool:
    """Tell whether a node works and is connected to enough of what is live already."""
    node = m.nodes[n]
    conducts = node.kind != TIE or node.closed == 1
    return conducts and live_inputs(m, n) >= node.inputs_needed and works(m, n)


@compiled
def close_or_open(m: Machine, n: int, leader: int, end: int, now: float, rng: np.random.Generator) -> bool:
    """Let a tie that is normally open follow the need for it: an end that is dead without it."""
    node = m.nodes[n]
    closed = node.closed
    if closed == 1:
        node.closed = 0
        connect(m, leader, end)
    dead = 0
    for i in range(node.first_input, node.last_input):
        bus = m.lists[i]
        if live_inputs(m, bus) < m.nodes[bus].inputs_needed:
            dead += 1
    if closed == 1:
        node.closed = 1
        connect(m, leader, end)
    return throw(m, n, dead > 0, dead == 1, now, rng)
