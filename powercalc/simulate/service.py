"""Planned work: one unit at a time is out of service, never so that it drops a load, unless it always does.

Windows fall due at random, so often per unit, and wait. A unit is taken out when all loads are live and, with
it out, all those would be that are when nothing else has failed. Whoever takes it out has started the
generators, moved the switches and closed the paths that are needed meanwhile: they make no trial then.
"""

from __future__ import annotations

import numpy as np

from powercalc.simulate.chance import happens, restoration, time_to_failure
from powercalc.simulate.compiled_course import compiled
from powercalc.simulate.machine import (
    DOWN,
    INSTANT,
    OUT,
    PATH,
    READY,
    RUNNING,
    SERVICE,
    SETS,
    STANDBY,
    STORAGE,
    STUCK,
    SWITCH,
    TIE,
    Machine,
)
from powercalc.simulate.schedule import mark, set_due
from powercalc.simulate.standby_sets import rest

REFUSED = 2
"""A bypass that does not take over."""


@compiled
def fall_due(m: Machine, now: float, rng: np.random.Generator) -> None:
    """Let the work on one unit fall due, chosen by how often it does."""
    site = m.site[0]
    site.next_service = now + time_to_failure(site.services_per_hour, rng)
    wanted = rng.random() * site.services_per_hour
    for i in range(site.first_served, site.last_served):
        u = m.lists[i]
        wanted -= m.units[u].service_rate
        if wanted <= 0.0 or i == site.last_served - 1:
            m.units[u].owed += 1
            site.owed += 1
            return


@compiled
def is_due(m: Machine) -> bool:
    """Tell whether any work waits, and none is going on."""
    return bool(m.site[0].owed > 0 and m.site[0].serving < 0)


@compiled
def take_out(m: Machine, now: float) -> bool:
    """Take out the first unit whose work is due and may begin; return whether there was one."""
    site = m.site[0]
    for p in range(site.guarded):
        if m.nodes[m.points[p].node].live == 0:
            return False
    for i in range(site.first_served, site.last_served):
        u = m.lists[i]
        if m.units[u].owed > 0 and may_begin(m, u):
            begin_work(m, u, now)
            return True
    return False


@compiled
def may_begin(m: Machine, u: int) -> bool:
    """Tell whether the unit works, and no load is lost without it that would not be lost anyway."""
    if m.units[u].state != READY and m.units[u].state != RUNNING:
        return False
    look_ahead(m, u, True)
    for p in range(len(m.points) - len(m.services)):
        m.points[p].drops = 1 - m.nodes[m.points[p].node].could
    look_ahead(m, u, False)
    for p in range(m.site[0].guarded):
        if m.points[p].drops == 0 and m.nodes[m.points[p].node].could == 0:
            return False
    return True


@compiled
def begin_work(m: Machine, u: int, now: float) -> None:
    """Take the unit out."""
    unit = m.units[u]
    unit.owed -= 1
    m.site[0].owed -= 1
    m.site[0].serving = u
    m.site[0].planned = 1
    m.site[0].surprised = 0
    if unit.kind == SETS:
        if unit.state == RUNNING:
            rest(m, unit.owner, u, now, SERVICE)
    else:
        m.nodes[unit.owner].working -= 1
        m.nodes[unit.owner].holding -= unit.holding
        unit.holding = 0
    unit.state = SERVICE
    set_due(m, u, now + unit.service_time)
    mark(m, unit.owner)


@compiled
def end_work(m: Machine, u: int, now: float, rng: np.random.Generator) -> None:
    """Put the unit back, or drop it by a mistake; what is still dark is so unplanned from now on.

    What a mistake leaves dark has been interrupted once more.
    """
    unit = m.units[u]
    m.site[0].serving = -1
    length = 0.0
    if happens(unit.mistake, rng):
        length = restoration(unit.repair, unit.law, unit.sigma, rng)
    if length > INSTANT:
        unit.state = DOWN
        set_due(m, u, now + length)
    else:
        unit.state = READY
        if unit.kind != SETS:
            m.nodes[unit.owner].working += 1
    mark(m, unit.owner)
    for p in range(len(m.points)):
        point = m.points[p]
        if point.planned == 1:
            point.year_planned += now - point.counted
            point.counted = now
            point.planned = 0
            if length > INSTANT:
                point.dark = 0
                note(m, p)


@compiled
def note(m: Machine, p: int) -> None:
    """Have a point looked at when this instant has come to rest."""
    if m.points[p].listed == 0:
        m.points[p].listed = 1
        m.points[m.site[0].touched].touched = p
        m.site[0].touched += 1


@compiled
def look_ahead(m: Machine, out: int, sound: bool) -> None:  # noqa: FBT001 - compiled code takes no keywords
    """Find what can be live with one unit out: with all else as it is, or with nothing failed."""
    n = 0
    while n < len(m.nodes):
        end = max(m.nodes[n].group_end, n + 1)
        for member in range(n, end):
            m.nodes[member].could = 0
        changed = True
        while changed:
            changed = False
            for member in range(n, end):
                if m.nodes[member].could == 0 and can_be_live(m, member, out, sound):
                    m.nodes[member].could = 1
                    changed = True
        n = end


@compiled
def can_be_live(m: Machine, n: int, out: int, sound: bool) -> bool:  # noqa: FBT001
    """Tell whether a node can be live, for as long as nothing else fails; no battery lasts so long."""
    node = m.nodes[n]
    works = can_work(m, n, out, sound)
    fed = 0
    for i in range(node.first_input, node.last_input):
        if node.kind != SWITCH or sound or node.phase != STUCK or i - node.first_input <= node.at:
            fed += m.nodes[m.lists[i]].could * (node.inputs_needed if i >= node.first_tie else 1)
    if node.kind in (PATH, TIE) and not sound and node.tried == 1 and node.closed == 0:
        return False
    there = fed >= node.inputs_needed
    if works and there:
        return True
    if node.kind != STORAGE or node.has_bypass == 0:
        return False
    if not sound and (node.struck > 0 or node.tried == REFUSED):
        return False
    if node.first_bypass < node.last_bypass:
        there = False
        for i in range(node.first_bypass, node.last_bypass):
            there = there or m.nodes[m.lists[i]].could == 1
    return bool(there)


@compiled
def can_work(m: Machine, n: int, out: int, sound: bool) -> bool:  # noqa: FBT001
    """Tell whether enough of its units can work and all that it depends on can be live."""
    node = m.nodes[n]
    for i in range(node.first_support, node.last_support):
        if m.nodes[m.lists[i]].could == 0:
            return False
    if not sound and (node.blocked > 0 or node.struck > 0):
        return False
    able = 0
    for u in range(node.first_unit, node.last_unit):
        state = m.units[u].state
        fit = state in (READY, RUNNING)
        if u != out and (sound or fit) and not (node.kind == STANDBY and state == OUT and not sound):
            able += 1
    return bool(able >= node.units_needed)
