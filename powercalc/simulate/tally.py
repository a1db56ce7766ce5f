"""What is counted: hours and numbers per year at every point that is watched."""

from __future__ import annotations

import math

from powercalc.simulate.compiled_course import compiled
from powercalc.simulate.machine import BINS, BINS_PER_DECADE, INSTANT, SHORTEST, YEAR, Machine

THRESHOLDS = (0.02 / 3600, 0.05, 1.0, 8.0, 24.0)
"""[h] 20 ms, 3 min, 1 h, 8 h, 24 h."""


@compiled
def bin_of(hours: float) -> int:
    """Return the place of a length in the histograms."""
    place = math.floor((math.log10(hours) - SHORTEST) * BINS_PER_DECADE)
    return min(max(place, 0), BINS - 1)


@compiled
def note_changes(m: Machine, now: float) -> None:
    """Count what has gone dark or come back in this instant; what did both never did."""
    for i in range(m.site[0].touched):
        p = m.points[i].touched
        m.points[p].listed = 0
        if m.points[p].node < 0:
            stir(m, p)
            continue
        dark = 1 - m.nodes[m.points[p].node].live
        if dark == 1 and m.points[p].dark == 0:
            goes_dark(m, p, now)
        elif dark == 0 and m.points[p].dark == 1:
            comes_back(m, p, now)
    m.site[0].touched = 0


@compiled
def goes_dark(m: Machine, p: int, now: float) -> None:
    """Begin an interruption: planned where the work itself makes it, and nothing has gone wrong meanwhile."""
    point = m.points[p]
    point.dark, point.since, point.counted = 1, now, now
    planned = m.site[0].serving >= 0 and (point.drops == 1 or m.site[0].surprised == 0)
    point.planned = point.by_work = 1 if planned else 0
    if planned:
        point.year_planned_number += 1.0
    else:
        point.year_number += 1.0
    stir(m, p)


@compiled
def comes_back(m: Machine, p: int, now: float) -> None:
    """End an interruption; service is back after the recovery time, and recoveries that overlap merge.

    One that began with planned work counts as such: no recovery, no place among the lengths.
    """
    point = m.points[p]
    length = now - point.since
    count_dark(m, p, now)
    point.dark = point.planned = 0
    stir(m, p)
    if point.by_work == 1:
        return
    if length > INSTANT:
        recover(m, p, now)
    point.year_service += now + point.recovery - max(point.since, point.service_back)
    point.service_back = now + point.recovery
    if m.site[0].muted == 0:
        for k in range(len(THRESHOLDS)):
            if length > THRESHOLDS[k] + INSTANT:
                point.longer[k] += 1.0
        point.length_bins[bin_of(length)] += 1


@compiled
def stir(m: Machine, p: int) -> None:
    """Have all services looked at that watch a point, or that are one, when this instant has come to rest."""
    point = m.points[p]
    for i in range(point.first_watcher, point.last_watcher):
        m.services[m.lists[i]].stirred = 1
        m.site[0].stirred = 1


@compiled
def recover(m: Machine, p: int, now: float) -> None:
    """Begin the recovery of all services that run on what has come back."""
    point = m.points[p]
    for i in range(point.first_watcher, point.last_watcher):
        service = m.services[m.lists[i]]
        for place in range(service.first_place, service.last_place):
            if m.places[place].point == p:
                m.places[place].back = now + m.places[place].recovery


@compiled
def count_dark(m: Machine, p: int, now: float) -> None:
    """Add the hours since they were last added."""
    point = m.points[p]
    if point.planned == 1:
        point.year_planned += now - point.counted
    else:
        point.year_hours += now - point.counted
    point.counted = now


@compiled
def close_year(m: Machine) -> None:
    """Add the year that ends to the sums, unless nobody counts, and begin the next."""
    for p in range(len(m.points)):
        point = m.points[p]
        if point.dark == 1:
            count_dark(m, p, YEAR)
        if m.site[0].muted == 0:
            add_year(m, p)
        point.year_hours, point.year_number, point.year_service = 0.0, 0.0, 0.0
        point.year_planned, point.year_planned_number = 0.0, 0.0


@compiled
def add_year(m: Machine, p: int) -> None:
    """Add one year of one point."""
    point = m.points[p]
    point.hours += point.year_hours
    point.hours2 += point.year_hours**2
    point.number += point.year_number
    point.number2 += point.year_number**2
    point.service += point.year_service
    point.service2 += point.year_service**2
    point.planned_hours += point.year_planned
    point.planned_hours2 += point.year_planned**2
    point.planned_number += point.year_planned_number
    point.planned_number2 += point.year_planned_number**2
    if point.year_hours > 0.0:
        point.year_bins[bin_of(point.year_hours)] += 1
    elif point.year_number == 0.0:
        point.quiet += 1.0


@compiled
def shift(m: Machine) -> None:
    """Count all times from the beginning of the next year."""
    for i in range(m.site[0].active):
        m.agenda[m.agenda[i].active].due -= YEAR
    m.site[0].next_failure -= YEAR
    m.site[0].next_service -= YEAR
    for n in range(len(m.nodes)):
        m.nodes[n].until -= YEAR
        m.nodes[n].since -= YEAR
        m.nodes[n].fresh -= YEAR
    for u in range(len(m.units)):
        unit = m.units[u]
        unit.tested -= YEAR
        unit.proven -= YEAR
        unit.battery_back -= YEAR
    shift_tallies(m)


@compiled
def shift_tallies(m: Machine) -> None:
    """Count the times of points, services, tanks and records from the beginning of the next year."""
    for p in range(len(m.points)):
        m.points[p].since -= YEAR
        m.points[p].counted -= YEAR
        m.points[p].service_back -= YEAR
    for s in range(len(m.services)):
        m.services[s].until -= YEAR
    for i in range(len(m.places)):
        m.places[i].back -= YEAR
    for t in range(len(m.tanks)):
        m.tanks[t].since -= YEAR
    for r in range(len(m.records)):
        m.records[r].began -= YEAR
        m.records[r].changed -= YEAR


@compiled
def close_records(m: Machine, now: float) -> None:
    """Add what standby sources have done in calls that still last; uncounted, begin to count."""
    for n in range(len(m.nodes)):
        node = m.nodes[n]
        if node.record >= 0:
            record = m.records[node.record]
            if m.site[0].muted == 0:
                record.running += node.working * (now - record.changed)
                record.called += node.called * (now - record.began)
                record.called2 += node.called * (now - record.began) ** 2
            record.changed, record.began = now, now
