"""Planned work in an evaluation: outside all windows as without any, in each as in that window.

    U = (1 − Σ m_c) U_0 + Σ m_c (U_c + O_c),        w = (1 − Σ m_c) w_0 + Σ r_c N_c

m_c is the share of time in which c is in service, r_c how often that begins, U_c the mean unavailability and
N_c the interruptions in one window. O_c puts back what the first term takes too much: work waits for the end
of a loss, and does not displace it. What the work itself takes from a load is told apart: planned.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from powercalc.constants import HOURS_PER_YEAR
from powercalc.engine.recording.arrays import total
from powercalc.events.planned_work import InWindow, PlannedWindow, share
from powercalc.languages import ask
from powercalc.results.evaluation_result import LoadPoint, MaintenanceWindow
from powercalc.results.measures import Reason

if TYPE_CHECKING:
    from powercalc.site import Site

LEAST_SHARE = 1e-3
"""A window that holds less of a load's downtime is no reason worth telling."""


def mean(outside: float, windows: Iterable[PlannedWindow], inside: Iterable[InWindow]) -> float:
    """Return (1 − Σ m) · outside + Σ m · (inside + outlasted)."""
    listed = [window.service for window in windows]
    parts = (
        service.share * (each.unavailability + each.outlasted)
        for service, each in zip(listed, inside, strict=True)
    )
    return (1 - share(listed)) * outside + total(parts)


def often(
    outside: float | None, windows: Iterable[PlannedWindow], inside: Iterable[float | None]
) -> float | None:
    """Return (1 − Σ m) · outside + Σ r · N, [1/h]; None where any of them is unknown."""
    listed, counted = [window.service for window in windows], list(inside)
    if outside is None or None in counted:
        return None
    parts = (service.per_hour * (each or 0.0) for service, each in zip(listed, counted, strict=True))
    return (1 - share(listed)) * outside + total(parts)


def told(site: Site, windows: Iterable[PlannedWindow], outside: float) -> tuple[MaintenanceWindow, ...]:
    """Return what a result says of each window; `outside` is the unavailability of any load without any."""
    return tuple(_told(site, window, outside) for window in windows)


def _told(site: Site, window: PlannedWindow, outside: float) -> MaintenanceWindow:
    service = window.service
    yearly = service.per_hour * HOURS_PER_YEAR
    dropped = window.dropped
    worst = (
        [window.any_load] if not dropped else [window.loads[name] for name in window.loads.keys() - dropped]
    )
    numbers = [each.interruptions for each in worst]
    number = None if None in numbers else max((each or 0.0 for each in numbers), default=0.0)
    downtime = max((each.unavailability for each in worst), default=0.0)
    extra = window.any_load.unavailability + window.any_load.outlasted - outside
    return MaintenanceWindow(
        component=service.component,
        units=site[service.component].count,
        per_year=yearly,
        duration_h=service.hours,
        chance_of_interruption=None if number is None else -math.expm1(-number),
        interruptions_per_year=None if number is None else yearly * number,
        downtime_h_per_year=service.share * downtime * HOURS_PER_YEAR,
        extra_downtime_h_per_year=service.share * extra * HOURS_PER_YEAR,
        dropped=dropped,
        planned_downtime_h_per_year=yearly * window.any_load.planned_hours,
        planned_interruptions_per_year=yearly * window.any_load.planned_interruptions,
    )


def with_planned(load: LoadPoint, windows: Sequence[PlannedWindow]) -> LoadPoint:
    """Return the load with what planned work takes from it, and with windows among its reasons."""
    if not windows:
        return load
    planned = [(w.service.per_hour * HOURS_PER_YEAR, w.loads[load.id]) for w in windows]
    return replace(
        load,
        planned_downtime_h_per_year=math.fsum(yearly * each.planned_hours for yearly, each in planned),
        planned_interruptions_per_year=math.fsum(
            yearly * each.planned_interruptions for yearly, each in planned
        ),
        reasons_later=load.reasons_later.then(lambda told: _more_reasons(told, load, windows)),
    )


def _more_reasons(
    told: tuple[Reason, ...], load: LoadPoint, windows: Sequence[PlannedWindow]
) -> tuple[Reason, ...]:
    """Return the reasons of a load and its windows, the largest first."""
    return tuple(sorted((*told, *_reasons(load, windows)), key=lambda each: -each.downtime_h_per_year))


def _reasons(load: LoadPoint, windows: Iterable[PlannedWindow]) -> Iterator[Reason]:
    for window in windows:
        service, inside = window.service, window.loads[load.id]
        hours = service.share * inside.unavailability * HOURS_PER_YEAR
        if _share(load, hours) >= LEAST_SHARE:
            number = inside.interruptions
            yield Reason(
                cut_set=(service.component,),
                events=(f"{service.component} in service",),
                story=ask("something fails while {id} is in service", id=service.component),
                downtime_h_per_year=hours,
                interruptions_per_year=None if number is None else service.per_hour * HOURS_PER_YEAR * number,
                share=_share(load, hours),
            )


def _share(load: LoadPoint, hours: float) -> float:
    return hours / load.downtime_h_per_year if load.downtime_h_per_year else 0.0
