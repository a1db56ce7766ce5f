"""Loops of support: live as long as nothing outside has failed, which is the greatest fixed point.

Nobody is touched here. From what every node is doing (held by its battery, on its way to another input,
started) follows what would be live if all its supports were; those that then turn out unsupported lose their
backing, and all is asked again. Power itself, over ties too, comes from below: live is what is connected to
something live.
"""

from __future__ import annotations

from powercalc.simulate.compiled_course import compiled
from powercalc.simulate.machine import (
    INSTANT,
    MOVING,
    STANDBY,
    STANDING,
    STORAGE,
    STUCK,
    SWITCH,
    Machine,
)
from powercalc.simulate.schedule import is_sound, works

_HELD, _REFUSED = 1, 2


@compiled
def hope_for_the_best(m: Machine, leader: int, end: int, now: float) -> None:
    """Say of each node of a loop whether its supports within can be live: all at first, then what is left."""
    for n in range(leader, end):
        m.nodes[n].backed = 1
    changed = True
    while changed:
        spread_hope(m, leader, end, now)
        changed = False
        for n in range(leader, end):
            if m.nodes[n].backed == 1 and not are_supports_hoped_for(m, n):
                m.nodes[n].backed = 0
                changed = True


@compiled
def spread_hope(m: Machine, leader: int, end: int, now: float) -> None:
    """Find what would be live: from nothing, until nothing more comes alive."""
    for n in range(leader, end):
        m.nodes[n].hope = 0
    changed = True
    while changed:
        changed = False
        for n in range(leader, end):
            if m.nodes[n].hope == 0 and would_be_live(m, n, now):
                m.nodes[n].hope = 1
                changed = True


@compiled
def are_supports_hoped_for(m: Machine, n: int) -> bool:
    """Tell whether all supports within the loop would be live."""
    node = m.nodes[n]
    for i in range(node.first_support, node.last_support):
        support = m.nodes[m.lists[i]]
        if support.loop == node.loop and support.hope == 0:
            return False
    return True


@compiled
def is_as_hoped(m: Machine, leader: int, end: int) -> bool:
    """Tell whether exactly those are backed whose supports are live."""
    for n in range(leader, end):
        node = m.nodes[n]
        backed = 1
        for i in range(node.first_support, node.last_support):
            support = m.nodes[m.lists[i]]
            if support.loop == node.loop and support.live == 0:
                backed = 0
        if backed != node.backed:
            return False
    return True


@compiled
def hoped(m: Machine, n: int, other: int) -> bool:
    """Tell whether an input of a node would be live."""
    if m.nodes[other].loop == m.nodes[n].loop:
        return bool(m.nodes[other].hope == 1)
    return bool(m.nodes[other].live == 1)


@compiled
def would_be_live(m: Machine, n: int, now: float) -> bool:
    """Tell whether a node would be live, given what would be before it."""
    node = m.nodes[n]
    live = 0
    for i in range(node.first_input, node.last_input):
        enough = node.inputs_needed if i >= node.first_tie else 1
        live += enough if hoped(m, n, m.lists[i]) else 0
    fed = bool(live >= node.inputs_needed)
    if node.kind == STORAGE:
        return would_hold(m, n, now, fed) or would_pass(m, n, fed)
    if node.kind == SWITCH:
        return works(m, n) and would_stand(m, n, now)
    if node.kind == STANDBY:
        return works(m, n) and node.called == 1 and node.started == 1
    return fed and works(m, n)


@compiled
def would_hold(m: Machine, n: int, now: float, fed: bool) -> bool:  # noqa: FBT001 - compiled code takes no keywords
    """Tell whether storage would supply; a battery that has not been tried yet would."""
    node = m.nodes[n]
    if not is_sound(m, n):
        return False
    if fed or (node.phase == 0 and node.hold > INSTANT):
        return bool(node.working >= node.units_needed)
    held = node.phase == _HELD and node.holding >= node.units_needed
    return bool(held and now < node.until - INSTANT)


@compiled
def would_pass(m: Machine, n: int, fed: bool) -> bool:  # noqa: FBT001
    """Tell whether the bypass would carry."""
    node = m.nodes[n]
    if node.has_bypass == 0 or node.struck > 0 or node.tried == _REFUSED:
        return False
    there = fed
    if node.first_bypass < node.last_bypass:
        there = False
        for i in range(node.first_bypass, node.last_bypass):
            there = there or hoped(m, n, m.lists[i])
    return there


@compiled
def would_stand(m: Machine, n: int, now: float) -> bool:
    """Tell whether a switch would stand on a live input; one that moves in no time has not failed yet."""
    node = m.nodes[n]
    first = -1
    for i in range(node.last_input - 1, node.first_input - 1, -1):
        if hoped(m, n, m.lists[i]):
            first = i - node.first_input
    if first < 0:
        return False
    over = now >= node.until - INSTANT
    if first <= node.at:
        stays = first == node.at or node.return_gap <= INSTANT
        return bool(stays and (over or node.phase != STANDING))
    if node.phase == MOVING and hoped(m, n, m.lists[node.first_input + node.target]):
        return bool(over)
    return bool(node.delay <= INSTANT and (node.phase != STUCK or over))
