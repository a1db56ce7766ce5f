"""What is due when, which nodes are to be settled, and what every node asks of its surroundings."""

from __future__ import annotations

from powercalc.simulate.compiled_course import compiled
from powercalc.simulate.machine import INSTANT, NEVER, Machine


@compiled
def set_due(m: Machine, key: int, time: float) -> None:
    """Say when something happens to a unit or, past the units, to a node; NEVER takes it back."""
    slot = m.agenda[key].slot
    m.agenda[key].due = time
    if time < NEVER and slot < 0:
        m.agenda[key].slot = m.site[0].active
        m.agenda[m.site[0].active].active = key
        m.site[0].active += 1
    elif time == NEVER and slot >= 0:
        m.site[0].active -= 1
        last = m.agenda[m.site[0].active].active
        m.agenda[slot].active = last
        m.agenda[last].slot = slot
        m.agenda[key].slot = -1


@compiled
def wake(m: Machine, n: int, now: float, time: float) -> None:
    """Settle the node again at a later time, or never."""
    set_due(m, len(m.units) + n, time if time > now + INSTANT else NEVER)


@compiled
def earliest(m: Machine) -> float:
    """Return when the next thing is due."""
    time = NEVER
    for slot in range(m.site[0].active):
        time = min(time, m.agenda[m.agenda[slot].active].due)
    return time


@compiled
def mark(m: Machine, n: int) -> None:
    """Have a node settled, at its place in the order."""
    leader = m.nodes[n].leader
    m.agenda[leader].dirty = 1
    if leader <= m.site[0].current and leader < m.site[0].lowest:
        m.site[0].lowest = leader


@compiled
def is_fed(m: Machine, n: int) -> bool:
    """Tell whether enough inputs of a node are live, or a tie that ends there is: ties mean connectivity."""
    node = m.nodes[n]
    live = 0
    for i in range(node.first_input, node.first_tie):
        live += m.nodes[m.lists[i]].live
    for i in range(node.first_tie, node.last_input):
        if m.nodes[m.lists[i]].live == 1:
            return True
    return bool(live >= node.inputs_needed)


@compiled
def is_supported(m: Machine, n: int) -> bool:
    """Tell whether all that the node depends on is live; within a loop of support, is taken to be live."""
    node = m.nodes[n]
    for i in range(node.first_support, node.last_support):
        support = m.nodes[m.lists[i]]
        if support.live == 0 and (node.loop < 0 or support.loop != node.loop):
            return False
    return bool(node.backed == 1)


@compiled
def is_whole(m: Machine, n: int) -> bool:
    """Tell whether no common cause, no hazard and no overload has taken the node."""
    node = m.nodes[n]
    return bool(node.blocked == 0 and node.struck == 0 and node.tripped == 0)


@compiled
def is_sound(m: Machine, n: int) -> bool:
    """Tell whether nothing outside its own units keeps the node from working."""
    return is_whole(m, n) and is_supported(m, n)


@compiled
def works(m: Machine, n: int) -> bool:
    """Tell whether the node works."""
    node = m.nodes[n]
    return node.working >= node.units_needed and is_sound(m, n)


@compiled
def is_wanted(m: Machine, n: int) -> bool:
    """Tell whether any of its conditions calls the node."""
    node = m.nodes[n]
    for c in range(node.first_condition, node.last_condition):
        condition = m.conditions[c]
        live = 0
        for i in range(condition.first, condition.last):
            live += m.nodes[m.lists[i]].live
        if live < condition.needed:
            return True
    return False
