"""A site as it behaves: the outage response with overload in it, and what is read from it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from powercalc.cascade.overload_figures import Overload, overload_of
from powercalc.components import Component, Generator, Renewable, Storage
from powercalc.constants import HOURS_PER_YEAR
from powercalc.errors import EngineLimit
from powercalc.evaluation.maintenance import mean, often
from powercalc.events.planned_work import InWindow, PlannedWindow, services, share
from powercalc.events.watched import AnyOf
from powercalc.languages import ask
from powercalc.response import ALL, DURATIONS, NO_DURATIONS, Asked, Interruptions, Response
from powercalc.response.response_result import ASYMPTOTIC, EXACT
from powercalc.response.response_windows import Planned, respond_in_windows
from powercalc.response.with_overload import responded
from powercalc.results.evaluation_result import NotConsidered, Standby
from powercalc.results.measures import Longer, Measures
from powercalc.site import CommonCause, Site

if TYPE_CHECKING:
    from powercalc.cascade.state_enumeration import Explored

_FAILING = frozenset({"failure_rate", "mttr", "unavailability"})
"""The figures that tell how anything goes down by itself."""

Key = TypeVar("Key", bound=Hashable)

DURATIONS_SPOKEN = ("20 ms", "3 min", "1 h", "8 h", "24 h")


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """The figures of a site as it behaves."""

    loads: Mapping[str, Interruptions]
    any_load: Interruptions
    cooling: Mapping[str, Interruptions]
    """Of the loads that are cooled."""
    needs: Mapping[str, Interruptions]
    """All that the service needs, of the loads that need more than power."""
    together: Mapping[AnyOf, Interruptions]
    """Of each set that was asked about."""
    standby: tuple[Standby, ...]
    method: str
    bounds: Explored | None = None
    """Where overload is a bound."""
    left_out: tuple[NotConsidered, ...] = ()
    windows: tuple[PlannedWindow, ...] = ()
    """What each window of planned work means."""
    outside: float = 0.0
    """The unavailability of any load outside all windows."""


def behaviour(
    site: Site, overload: Overload, groups: list[CommonCause] | None = None, asked: Asked = ALL
) -> Behaviour:
    """Return the outage response of a site, with its own common causes or others, and with overload."""
    subject = site if groups is None else replace(site, common_causes=tuple(groups))
    found = responded(subject, overload, asked)
    response = found.response
    planned = _planned(subject, overload, response, asked)
    windows = planned.windows
    return Behaviour(
        loads=_all_served(response.loads, windows, [window.loads for window in windows]),
        any_load=_served(response.any_load, windows, [window.any_load for window in windows]),
        cooling=_all_served(response.cooling, windows, [window.cooling for window in windows]),
        needs=_all_served(response.needs, windows, [window.needs for window in windows]),
        together=_all_served(response.together, windows, [window.together for window in windows]),
        standby=tuple(_standby(response, planned)),
        method=ASYMPTOTIC if windows and found.method == EXACT else found.method,
        bounds=found.bounds,
        left_out=(*found.left_out(), *_left_out(overload, planned)),
        windows=windows,
        outside=response.any_load.unavailability,
    )


def _planned(site: Site, overload: Overload, usual: Response, asked: Asked) -> Planned:
    """Return the windows of planned work, with overload in them where that is not too large."""
    work = services(site)
    try:
        return respond_in_windows(site, work, usual, overload.network, asked)
    except EngineLimit:
        return respond_in_windows(site, work, usual, asked=asked)


def _left_out(overload: Overload, planned: Planned) -> Iterator[NotConsidered]:
    if overload.network is not None and planned.windows and not planned.with_overload:
        why = ask("too large: what trips while something is in service is not told")
        yield NotConsidered(what="overload_in_service", why=why)


def measures_of(found: Interruptions) -> Measures:
    """Return the two figures that all measures derive from."""
    return Measures(unavailability=found.unavailability, failure_frequency=found.failure_frequency)


def longer(interruptions: Interruptions) -> tuple[Longer, ...]:
    """Return how often interruptions last longer than the usual durations, where that was asked."""
    often, errors = interruptions.longer_than, interruptions.longer_errors
    return tuple(
        Longer(duration=spoken, per_year=_yearly(often[hours]), error_per_year=_yearly(errors.get(hours)))
        for spoken, hours in zip(DURATIONS_SPOKEN, DURATIONS, strict=True)
        if hours in often
    )


def assumed_share(site: Site, overload: Overload, whole: Behaviour) -> float | None:
    """Return the part of any load's downtime that would go if nothing with an assumed figure ever failed.

    Assumed times (an autonomy, a start) count where the failures beside them are assumed, too.
    """
    total = whole.outside
    if not total:
        return None
    assumed: dict[str, set[str]] = {}
    for item in site.assumptions:
        assumed.setdefault(item.component, set()).add(item.parameter)
    short = site.contracted
    sound = tuple(_sound(component, assumed.get(component.id, set())) for component in short.complete)
    left = {
        name: tuple(each for each in row if _FAILING.isdisjoint(assumed.get(each.id, ())))
        for name, row in short.rows.items()
    }
    rows = {name: row for name, row in left.items() if row}
    certain = replace(short, components=sound, rows=rows, text=None, file=None)
    if overload.network and short is not site:
        overload = overload_of(certain)
    rest = responded(certain, overload, NO_DURATIONS).response.any_load.unavailability
    return min(max(1 - rest / total, 0.0), 1.0)


def _sound(component: Component, assumed: set[str]) -> Component:
    """Return the component with everything that fails by an assumed figure made to never fail."""
    if isinstance(component, Renewable) and not component.islanding:
        return component  # it stops with the grid, and is not credited
    changes: dict[str, object] = {}
    if assumed & _FAILING:
        changes |= {"failure_rate": "0 / year", "mtbf": None, "unavailability": None}
    if isinstance(component, Generator) and "fail_to_start" in assumed:
        changes["fail_to_start"] = 0.0
    if isinstance(component, Storage) and "battery_failure" in assumed:
        changes["battery_failure"] = 0.0
    return component.changed(**changes) if changes else component


def _all_served(
    outside: Mapping[Key, Interruptions],
    windows: Sequence[PlannedWindow],
    inside: Sequence[Mapping[Key, InWindow]],
) -> dict[Key, Interruptions]:
    """Return what every load goes through when there is planned work."""
    return {
        name: _served(each, windows, [window[name] for window in inside]) for name, each in outside.items()
    }


def _served(
    outside: Interruptions, windows: Sequence[PlannedWindow], inside: list[InWindow]
) -> Interruptions:
    """Return what a load goes through when there is planned work."""
    if not windows:
        return outside
    return replace(
        outside,
        unavailability=mean(outside.unavailability, windows, inside),
        failure_frequency=often(outside.failure_frequency, windows, [each.interruptions for each in inside]),
        longer_than={
            hours: often(number, windows, [each.longer_than.get(hours, 0.0) for each in inside])
            for hours, number in outside.longer_than.items()
        },
    )


def _standby(found: Response, planned: Planned) -> Iterator[Standby]:
    """Yield what each generator does: outside windows, and in them, where the work itself may call it."""
    outside = 1 - share(window.service for window in planned.windows)
    inside = {use.id: use for use in planned.standby}
    for use in found.standby:
        more = inside.get(use.id)
        rest = outside if more else 1.0
        yield Standby(
            id=use.id,
            calls_per_year=(use.calls + (more.calls if more else 0.0)) * HOURS_PER_YEAR,
            running_h_per_year=(rest * use.called + (more.called if more else 0.0)) * HOURS_PER_YEAR,
            set_hours_per_year=(rest * use.running + (more.running if more else 0.0)) * HOURS_PER_YEAR,
            calls_error_per_year=use.calls_error * HOURS_PER_YEAR,
            running_error_h_per_year=use.called_error * HOURS_PER_YEAR,
            set_hours_error_per_year=use.running_error * HOURS_PER_YEAR,
        )


def _yearly(per_hour: float | None) -> float | None:
    return None if per_hour is None else per_hour * HOURS_PER_YEAR
