"""A site as it behaves: the outage response with overload in it, and what is read from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from powercalc.components import Component, Generator, Storage
from powercalc.constants import HOURS_PER_YEAR
from powercalc.diagram.response import DURATIONS, Interruptions, Response
from powercalc.evaluation.overload import Overload
from powercalc.evaluation.responding import responded
from powercalc.evaluation.result import Longer, Measures, NotConsidered, Standby
from powercalc.site import CommonCause, Site

if TYPE_CHECKING:
    from powercalc.diagram.explored import Explored

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
    standby: tuple[Standby, ...]
    method: str
    bounds: Explored | None = None
    """Where overload is a bound."""
    left_out: tuple[NotConsidered, ...] = ()


def behaviour(site: Site, overload: Overload, groups: list[CommonCause] | None = None) -> Behaviour:
    """Return the outage response of a site, with its own common causes or others, and with overload."""
    subject = site if groups is None else replace(site, common_causes=tuple(groups))
    found = responded(subject, overload)
    return Behaviour(
        loads=found.response.loads,
        any_load=found.response.any_load,
        cooling=found.response.cooling,
        needs=found.response.service,
        standby=tuple(_standby(found.response)),
        method=found.method,
        bounds=found.bounds,
        left_out=tuple(found.left_out()),
    )


def measures_of(found: Interruptions) -> Measures:
    """Return the two figures that all measures derive from."""
    return Measures(unavailability=found.unavailability, failure_frequency=found.failure_frequency)


def longer(interruptions: Interruptions) -> tuple[Longer, ...]:
    """Return how often interruptions last longer than the usual durations."""
    return tuple(
        Longer(duration=spoken, per_year=_yearly(interruptions.longer_than[hours]))
        for spoken, hours in zip(DURATIONS_SPOKEN, DURATIONS, strict=True)
    )


def assumed_share(site: Site, overload: Overload, whole: Behaviour) -> float | None:
    """Return the part of any load's downtime that would go if nothing with an assumed figure ever failed.

    Assumed times (an autonomy, a start) count where the failures beside them are assumed, too.
    """
    total = whole.any_load.unavailability
    if not total:
        return None
    assumed: dict[str, set[str]] = {}
    for item in site.assumptions:
        assumed.setdefault(item.component, set()).add(item.parameter)
    sound = tuple(_sound(component, assumed.get(component.id, set())) for component in site.complete)
    certain = replace(site, components=sound, text=None, file=None)
    rest = responded(certain, overload).response.any_load.unavailability
    return min(max(1 - rest / total, 0.0), 1.0)


def _sound(component: Component, assumed: set[str]) -> Component:
    """Return the component with everything that fails by an assumed figure made to never fail."""
    changes: dict[str, object] = {}
    if assumed & {"failure_rate", "mttr", "unavailability"}:
        changes |= {"failure_rate": "0 / year", "mtbf": None, "unavailability": None}
    if isinstance(component, Generator) and "fail_to_start" in assumed:
        changes["fail_to_start"] = 0.0
    if isinstance(component, Storage) and "battery_failure" in assumed:
        changes["battery_failure"] = 0.0
    return component.changed(**changes) if changes else component


def _standby(found: Response) -> list[Standby]:
    return [
        Standby(
            id=use.id,
            calls_per_year=use.calls * HOURS_PER_YEAR,
            running_h_per_year=use.called * HOURS_PER_YEAR,
            set_hours_per_year=use.running * HOURS_PER_YEAR,
        )
        for use in found.standby
    ]


def _yearly(per_hour: float | None) -> float | None:
    return None if per_hour is None else per_hour * HOURS_PER_YEAR
