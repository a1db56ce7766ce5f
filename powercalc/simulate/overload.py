"""What is overloaded and trips, given what is out at this moment.

A load splits its power over its live cords, a switch stands on one input with all of it, a UPS that does not
supply by itself passes it through its bypass. What carries more than its working units may opens, all such
together; then the power is followed again, until nothing more opens. Each instant begins with nothing open:
what has tripped stays so as long as what is out would trip it again, and no longer.
"""

from __future__ import annotations

from powercalc.simulate.carriers import HELD, REFUSED
from powercalc.simulate.compiled_course import compiled
from powercalc.simulate.machine import (
    INSTANT,
    NEVER,
    PATH,
    STANDBY,
    STORAGE,
    STUCK,
    SWITCH,
    TIE,
    Machine,
)
from powercalc.simulate.schedule import mark

_ROUNDING = 1e-9
_NEXT = 2
"""Comes alive in this round between ties: the others of the round do not see it yet."""


@compiled
def trip(m: Machine, now: float) -> bool:
    """Find what is open, and have what has changed settled; return whether anything has."""
    for n in range(len(m.nodes)):
        m.nodes[n].open = 0
    more = True
    while more:
        light_all(m, now)
        spread(m)
        more = open_overloaded(m)
    differs = False
    for n in range(len(m.nodes)):
        node = m.nodes[n]
        if node.open != node.tripped:
            node.tripped = node.open
            mark(m, n)
            differs = True
    return differs


@compiled
def open_overloaded(m: Machine) -> bool:
    """Open all that carries more than it may; return whether anything does."""
    found = False
    for n in range(len(m.nodes)):
        node = m.nodes[n]
        if node.open == 1 or node.lit == 0 or node.limit == NEVER:
            continue
        if node.power > node.limit * able_units(m, n) * (1.0 + _ROUNDING):
            node.open, node.beyond = 1, node.power
            found = True
    return found


@compiled
def able_units(m: Machine, n: int) -> int:
    """Count the units that carry: those that work, or of a bank on battery those that hold."""
    node = m.nodes[n]
    if node.kind == STORAGE and node.phase == HELD and not is_fed(m, n):
        return int(node.holding)
    return int(node.working)


# -- down: who is live -------------------------------------------------------------------------------


@compiled
def light_all(m: Machine, now: float) -> None:
    """Find what is live with what is open; what supports each other is live until shown otherwise."""
    for n in range(len(m.nodes)):
        m.nodes[n].lit = 1
    before = len(m.nodes) + 1
    found = len(m.nodes)
    while found < before:
        before = found
        n = 0
        while n < len(m.nodes):
            end = m.nodes[n].part_end
            if end > n + 1:
                light_between_ties(m, n, end)
            else:
                m.nodes[n].lit = 1 if light(m, n, now) else 0
            n = end
        found = 0
        for n in range(len(m.nodes)):
            found += m.nodes[n].lit


@compiled
def light_between_ties(m: Machine, first: int, end: int) -> None:
    """Find what is live between ties, and in which round: power comes from what was live before."""
    for n in range(first, end):
        m.nodes[n].lit = m.nodes[n].step = 0
    number, more = 0, True
    while more:
        more = False
        number += 1
        for n in range(first, end):
            node = m.nodes[n]
            if node.lit == 0 and node.closed == 1 and is_fed(m, n) and is_able(m, n):
                node.lit, node.step = _NEXT, number
                more = True
        for n in range(first, end):
            if m.nodes[n].lit == _NEXT:
                m.nodes[n].lit = 1


@compiled
def light(m: Machine, n: int, now: float) -> bool:
    """Tell whether a node is live, by itself or through its bypass, and where a switch stands."""
    node = m.nodes[n]
    if node.kind == STORAGE:
        supplies = supplies_itself(m, n, now)
        node.itself = 1 if supplies else 0
        return supplies or (node.has_bypass == 1 and is_passed(m, n))
    if node.kind == SWITCH:
        node.choice = stands_on(m, n)
        return node.choice >= 0 and is_able(m, n)
    if node.kind == STANDBY:
        return is_able(m, n) and node.called == 1 and node.started == 1
    if node.kind in (PATH, TIE) and node.closed == 0:
        return False
    return is_fed(m, n) and is_able(m, n)


@compiled
def is_fed(m: Machine, n: int) -> bool:
    """Tell whether enough inputs are live."""
    node = m.nodes[n]
    live = 0
    for i in range(node.first_input, node.last_input):
        enough = node.inputs_needed if i >= node.first_tie else 1
        live += enough if m.nodes[m.lists[i]].lit == 1 else 0
    return bool(live >= node.inputs_needed)


@compiled
def is_unharmed(m: Machine, n: int) -> bool:
    """Tell whether nothing but its own units keeps a node from working."""
    node = m.nodes[n]
    if node.open == 1 or node.blocked > 0 or node.struck > 0:
        return False
    lost = 0
    for i in range(node.first_support, node.last_support):
        lost += 1 - m.nodes[m.lists[i]].lit
    return bool(lost == 0)


@compiled
def is_able(m: Machine, n: int) -> bool:
    """Tell whether a node works."""
    return is_unharmed(m, n) and bool(m.nodes[n].working >= m.nodes[n].units_needed)


@compiled
def supplies_itself(m: Machine, n: int, now: float) -> bool:
    """Tell whether storage supplies, fed or from what it holds; one that was fed is taken to hold."""
    node = m.nodes[n]
    if not is_unharmed(m, n):
        return False
    if is_fed(m, n) or (node.phase == 0 and node.hold > INSTANT):
        return bool(node.working >= node.units_needed)
    holds = node.phase == HELD and node.holding >= node.units_needed
    return bool(holds and now < node.until - INSTANT)


@compiled
def is_passed(m: Machine, n: int) -> bool:
    """Tell whether the bypass carries."""
    node = m.nodes[n]
    if node.struck > 0 or node.tried == REFUSED:
        return False
    if node.first_bypass == node.last_bypass:
        return is_fed(m, n)
    live = 0
    for i in range(node.first_bypass, node.last_bypass):
        live += m.nodes[m.lists[i]].lit
    return bool(live > 0)


@compiled
def stands_on(m: Machine, n: int) -> int:
    """Return the place of the input that a switch stands on, or -1 until it has moved."""
    node = m.nodes[n]
    for i in range(node.first_input, node.last_input):
        place = i - node.first_input
        if m.nodes[m.lists[i]].lit == 1:
            at_once = node.delay <= INSTANT and node.phase != STUCK
            return int(place) if place <= node.at or at_once else -1
    return -1


# -- up: what is drawn from where ----------------------------------------------------------------------


@compiled
def spread(m: Machine) -> None:
    """Follow the power from the loads to the sources; between ties, from the last round to the first."""
    for n in range(len(m.nodes)):
        m.nodes[n].power = 0.0
    last = len(m.nodes) - 1
    while last >= 0:
        first = m.nodes[last].part
        if first == last:
            draw(m, last)
        else:
            for number in range(last - first + 1, 0, -1):
                for n in range(first, last + 1):
                    if m.nodes[n].step == number:
                        draw(m, n)
        last = first - 1


@compiled
def draw(m: Machine, n: int) -> None:
    """Take what a node draws itself and passes on from what feeds it."""
    node = m.nodes[n]
    if node.lit == 0 or node.draws == 0:
        return
    fed = is_fed(m, n)
    if node.kind != STORAGE or fed:
        node.power += node.demand
    if node.kind == STANDBY or (node.kind == STORAGE and node.itself == 1 and not fed):
        return
    if node.kind == STORAGE and node.itself == 0:
        around, node.power = node.power, 0.0
        draw_around(m, n, around)
        return
    into = node.power * node.loss
    if node.kind == SWITCH:
        m.nodes[m.lists[node.first_input + node.choice]].power += into
    elif node.kind == TIE:
        for i in range(node.first_input, node.last_input):
            if was_lit(m, n, m.lists[i]):
                m.nodes[m.lists[i]].power += into
    else:
        draw_in_parallel(m, n, into)


@compiled
def draw_around(m: Machine, n: int, power: float) -> None:
    """Draw through a bypass: evenly from its live inputs, or those of the UPS itself."""
    node = m.nodes[n]
    first, last = node.first_bypass, node.last_bypass
    if first == last:
        first, last = node.first_input, node.last_input
    live = 0
    for i in range(first, last):
        live += m.nodes[m.lists[i]].lit
    for i in range(first, last):
        if m.nodes[m.lists[i]].lit == 1:
            m.nodes[m.lists[i]].power += power / live


@compiled
def was_lit(m: Machine, n: int, other: int) -> bool:
    """Tell whether an input is live, and was before the node came alive where both stand between ties."""
    if m.nodes[other].lit == 0:
        return False
    return bool(m.nodes[other].part != m.nodes[n].part or m.nodes[other].step < m.nodes[n].step)


_FIRST, _ALL, _TIES = 0, 1, 2


@compiled
def draw_in_parallel(m: Machine, n: int, power: float) -> None:
    """Draw from live inputs by weight: from those that stand by, and over ties, only where it takes them."""
    node = m.nodes[n]
    first = own = 0
    for i in range(node.first_input, node.last_input):
        if m.nodes[m.lists[i]].lit == 1 and m.nodes[m.lists[i]].kind != TIE:
            own += 1
            first += 1 if m.weights[i] > 0.0 else 0
    sort = _FIRST if first >= node.inputs_needed else _ALL if own >= node.inputs_needed else _TIES
    whole, live = 0.0, 0
    for i in range(node.first_input, node.last_input):
        if is_drawn_from(m, n, i, sort):
            whole += weight(m, n, i)
            live += 1
    for i in range(node.first_input, node.last_input):
        if is_drawn_from(m, n, i, sort):
            m.nodes[m.lists[i]].power += power * weight(m, n, i) / whole if whole > 0.0 else power / live


@compiled
def is_drawn_from(m: Machine, n: int, i: int, sort: int) -> bool:
    """Tell whether an input is of a sort of inputs, and live."""
    if not was_lit(m, n, m.lists[i]):
        return False
    if m.nodes[m.lists[i]].kind == TIE:
        return sort == _TIES
    return sort == _ALL or (sort == _FIRST and bool(m.weights[i] > 0.0))


@compiled
def weight(m: Machine, n: int, i: int) -> float:
    """Return what an input counts for: its share, or what its working units are rated for."""
    other = m.nodes[m.lists[i]]
    share = abs(m.weights[i])
    if m.nodes[n].by_rating == 0:
        return float(share)
    if other.kind == STORAGE and other.itself == 0:
        return float(other.rating * (other.last_unit - other.first_unit))
    return float(other.rating * other.working)
