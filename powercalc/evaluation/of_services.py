"""The services of a site, from what the sets of their places go through in outages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from powercalc.constants import HOURS_PER_YEAR
from powercalc.evaluation.behaviour import Behaviour
from powercalc.evaluation.service_reasons import service_reasons
from powercalc.languages import ask, noted
from powercalc.results.evaluation_result import LoadPoint, NotConsidered
from powercalc.results.lazy import Later
from powercalc.results.measures import Longer, Reason, spoken
from powercalc.results.service_point import ServiceCause, ServicePoint
from powercalc.services.site_services import Served, Services


def service_points(
    services: Services, found: Behaviour, loads: tuple[LoadPoint, ...]
) -> Iterator[ServicePoint]:
    """Yield what each service of a site goes through."""
    of_loads = {load.id: load for load in loads}
    for served in services.served(found.together):
        yield _point(served, of_loads)


def _point(served: Served, loads: Mapping[str, LoadPoint]) -> ServicePoint:
    figures = served.figures
    hours = figures.unavailability * HOURS_PER_YEAR
    return ServicePoint(
        id=served.need.id,
        unavailability=figures.unavailability,
        failure_frequency=figures.failure_frequency if served.known else None,
        unavailability_error=figures.error,
        interruptions_longer_than=tuple(
            Longer(duration=spoken(duration), per_year=often * HOURS_PER_YEAR if served.known else None)
            for duration, often in figures.longer_than.items()
        ),
        causes=tuple(
            ServiceCause(what=what, downtime_h_per_year=u * HOURS_PER_YEAR) for what, u in served.causes
        ),
        reasons_later=Later[tuple[Reason, ...]](partial(service_reasons, served, loads, hours)),
    )


_WITHOUT_RATE = noted("something that takes {names} states no rate: it counts without any recovery")


def without_recovery(services: Iterable[ServicePoint]) -> Iterator[NotConsidered]:
    """Yield which services are told without a recovery, as nobody knows how often what takes them comes."""
    unknown = [service.id for service in services if service.failure_frequency is None]
    if unknown:
        why = ask(_WITHOUT_RATE, names=", ".join(unknown))
        yield NotConsidered(what="recovery_of_services", why=why)
