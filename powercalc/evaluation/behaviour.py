"""A site as it behaves: the outage response, with what overload adds to it.

The response knows calls, batteries and transfers; overload is told by the plain diagram with the cascade in
it. What the cascade adds there is added here: it is a matter of states that last, not of the first minutes,
and what both count twice is of the order of their product.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from powercalc.components import Component, Generator, Storage
from powercalc.constants import HOURS_PER_YEAR
from powercalc.diagram.plain import plain_diagram
from powercalc.diagram.response import DURATIONS, Interruptions, Response, respond
from powercalc.evaluation.numbers import Pair, figures
from powercalc.evaluation.overload import Found, Overload, with_overload
from powercalc.evaluation.result import Longer, Measures, Standby
from powercalc.site import CommonCause, Site

DURATIONS_SPOKEN = ("20 ms", "3 min", "1 h", "8 h", "24 h")
ANY_LOAD = ""
"""The key of any load among what overload adds."""


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
    added: Mapping[str, Pair]
    """What overload adds, per load."""


def behaviour(site: Site, overload: Overload, groups: list[CommonCause] | None = None) -> Behaviour:
    """Return the outage response of a site, with its own common causes or others, and with overload."""
    subject = site if groups is None else replace(site, common_causes=tuple(groups))
    found = respond(subject)
    added = _added(subject, overload)
    return Behaviour(
        loads={name: _plus(each, added.get(name)) for name, each in found.loads.items()},
        any_load=_plus(found.any_load, added.get(ANY_LOAD)),
        cooling=found.cooling,
        needs={name: _plus(each, added.get(name)) for name, each in found.service.items()},
        standby=tuple(_standby(found)),
        method=found.method,
        added=added,
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


def assumed_share(site: Site, whole: Behaviour) -> float | None:
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
    rest = respond(replace(site, components=sound, text=None, file=None)).any_load.unavailability
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


def _added(site: Site, overload: Overload) -> dict[str, Pair]:
    """Return what the cascade adds to the plain figures, per load and for any load."""
    if overload.network is None:
        return {}
    diagram = plain_diagram(site)
    plain = Found(diagram=diagram, figures=figures(diagram))
    tripped = with_overload(site, overload, plain).figures
    return {
        ANY_LOAD: _more(tripped.any_load, plain.figures.any_load),
        **{name: _more(tripped.loads[name], plain.figures.loads[name]) for name in plain.figures.loads},
    }


def _more(with_trips: Pair, without: Pair) -> Pair:
    one, other = with_trips["failure_frequency"], without["failure_frequency"]
    return Pair(
        unavailability=with_trips["unavailability"] - without["unavailability"],
        failure_frequency=None if one is None or other is None else one - other,
    )


def _plus(found: Interruptions, more: Pair | None) -> Interruptions:
    if more is None:
        return found
    known = found.failure_frequency is not None and more["failure_frequency"] is not None
    return replace(
        found,
        unavailability=found.unavailability + more["unavailability"],
        failure_frequency=(found.failure_frequency or 0.0) + (more["failure_frequency"] or 0.0)
        if known
        else None,
    )


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
