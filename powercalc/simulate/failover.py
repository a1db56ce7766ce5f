"""What a service goes through: its loads get ready and are lost, it moves, it waits for what it depends on.

All of it follows from the points that the service watches, once an instant has come to rest; nothing here
acts on the power.
"""

from __future__ import annotations

import numpy as np

from powercalc.simulate.chance import happens
from powercalc.simulate.compiled_course import compiled
from powercalc.simulate.machine import FAILED, INSTANT, MOVES, NEVER, RUNS, WAITS, Machine
from powercalc.simulate.schedule import set_due
from powercalc.simulate.tally import comes_back, goes_dark, note_changes


@compiled
def follow(m: Machine, now: float, rng: np.random.Generator) -> None:
    """Count what has changed in this instant, and bring the services up to date that it concerns."""
    note_changes(m, now)
    if m.site[0].stirred == 0:
        return
    for s in range(len(m.services)):
        if m.services[s].stirred == 1:
            m.services[s].stirred = 0
            serve(m, s, now, rng)
    m.site[0].stirred = 0


@compiled
def call_on(m: Machine, s: int) -> None:
    """Have a service looked at in this instant."""
    m.services[s].stirred = m.site[0].stirred = 1


@compiled
def serve(m: Machine, s: int, now: float, rng: np.random.Generator) -> None:
    """Bring a service up to date: where it runs, whether it is up, when something happens to it next."""
    service = m.services[s]
    look(m, s, now)
    up = has_what_it_needs(m, s)
    if service.moves == 1:
        move(m, s, now, rng)
        up = up and service.phase == RUNS
    else:
        up = up and service.ready >= service.needed
    point = m.points[service.point]
    if up and point.dark == 1:
        comes_back(m, service.point, now)
    elif not up and point.dark == 0:
        point.drops = 1 if is_dropped_by_work(m, s) else 0
        goes_dark(m, service.point, now)
    due = min(service.recovers, service.until if service.phase == MOVES else NEVER)
    set_due(m, len(m.units) + len(m.nodes) + s, due)


@compiled
def look(m: Machine, s: int, now: float) -> None:
    """See which loads are ready, whether one more is, and when the next one will be."""
    service = m.services[s]
    service.ready = service.gained = 0
    service.recovers = NEVER
    for i in range(service.first_place, service.last_place):
        place = m.places[i]
        was = place.ready
        lit = m.points[place.point].dark == 0
        place.ready = 1 if lit and now >= place.back - INSTANT else 0
        service.ready += place.ready
        if place.ready > was:
            service.gained = 1
        if lit and place.ready == 0:
            service.recovers = min(service.recovers, place.back)


@compiled
def has_what_it_needs(m: Machine, s: int) -> bool:
    """Tell whether all that the service depends on is up."""
    service = m.services[s]
    missing = 0
    for i in range(service.first_need, service.last_need):
        missing += m.points[m.lists[i]].dark
    return bool(missing == 0)


@compiled
def move(m: Machine, s: int, now: float, rng: np.random.Generator) -> None:
    """Find out where a service runs that moves, or that it waits, is on its way or has failed to move.

    Where it ran it runs again at once, and what work drops has been moved before. A move that goes on is not
    begun anew when one more load gets ready; a failed one is.
    """
    service = m.services[s]
    if service.ready < service.needed:
        service.phase = WAITS
    elif can_run_where_it_ran(m, s) or is_moved_for_work(m, s):
        run_on_the_first(m, s)
    elif service.phase == MOVES and can_run_where_it_goes(m, s):
        if now >= service.until - INSTANT:
            run_on_the_first(m, s)
    elif service.phase != FAILED or service.gained == 1:
        begin_move(m, s, now, rng)


@compiled
def begin_move(m: Machine, s: int, now: float, rng: np.random.Generator) -> None:
    """Move to the first loads that are ready, unless the trial fails."""
    service = m.services[s]
    if happens(service.failure, rng):
        service.phase = FAILED
        return
    left = service.needed
    for i in range(service.first_place, service.last_place):
        m.places[i].target = 1 if left > 0 and m.places[i].ready == 1 else 0
        left -= m.places[i].target
    service.phase, service.until = MOVES, now + service.failover
    if service.failover <= INSTANT:
        run_on_the_first(m, s)


@compiled
def run_on_the_first(m: Machine, s: int) -> None:
    """Run on the first loads that are ready; going back to a preferred one costs nothing."""
    service = m.services[s]
    service.phase = RUNS
    left = service.needed
    for i in range(service.first_place, service.last_place):
        m.places[i].runs = 1 if left > 0 and m.places[i].ready == 1 else 0
        left -= m.places[i].runs


@compiled
def can_run_where_it_ran(m: Machine, s: int) -> bool:
    """Tell whether all loads are ready where it runs, or ran when it last did."""
    for i in range(m.services[s].first_place, m.services[s].last_place):
        if m.places[i].runs == 1 and m.places[i].ready == 0:
            return False
    return True


@compiled
def can_run_where_it_goes(m: Machine, s: int) -> bool:
    """Tell whether all loads are ready that it is on its way to."""
    for i in range(m.services[s].first_place, m.services[s].last_place):
        if m.places[i].target == 1 and m.places[i].ready == 0:
            return False
    return True


@compiled
def is_moved_for_work(m: Machine, s: int) -> bool:
    """Tell whether nothing but planned work has taken loads where it ran."""
    for i in range(m.services[s].first_place, m.services[s].last_place):
        place = m.places[i]
        if place.runs == 1 and place.ready == 0 and not is_out_for_work(m, place.point):
            return False
    return True


@compiled
def is_dropped_by_work(m: Machine, s: int) -> bool:
    """Tell whether planned work has taken all that it misses."""
    service = m.services[s]
    for i in range(service.first_place, service.last_place):
        if m.places[i].ready == 0 and not is_out_for_work(m, m.places[i].point):
            return False
    for i in range(service.first_need, service.last_need):
        if m.points[m.lists[i]].dark == 1 and not is_out_for_work(m, m.lists[i]):
            return False
    return True


@compiled
def is_out_for_work(m: Machine, p: int) -> bool:
    """Tell whether a point is dark since planned work has begun."""
    return bool(m.points[p].dark == 1 and m.points[p].by_work == 1)
