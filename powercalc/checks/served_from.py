"""From where the services of a file are served: the sites of the model, and what is left without one."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case
from powercalc.site import Facts, Service
from powercalc.site.practices import Sites


def sites_of_loads(case: Case) -> tuple[str, ...]:
    """Return the sites of the model on which loads stand, by name; the first file is ""."""
    return tuple(dict.fromkeys(case.site.stands_at[load.id] for load in case.site.loads))


def several(case: Case) -> bool:
    """Tell whether the model has loads on more sites than one."""
    return len(sites_of_loads(case)) > 1


def other_sites(case: Case) -> tuple[str, ...]:
    """Return the other sites: those that are stated, or else those of the file, where it has several."""
    practice = case.practice(Sites)
    stated = tuple(other.name for other in practice.other) if practice else ()
    return stated or tuple(name for name in sites_of_loads(case) if name and several(case))


def facts(case: Case) -> dict[str, Facts | None]:
    """Return what is known of each of these sites."""
    return {name: case.site.sites[name] for name in sites_of_loads(case)}


def named(case: Case, name: str) -> str:
    """Return the name of a site for people."""
    return name or case.site.name


def tied_to(case: Case, service: Service) -> Iterator[str]:
    """Yield the sites without which a service has too few loads."""
    places = [case.site.stands_at[load] for load in service.runs_on]
    for name in dict.fromkeys(places):
        if len(places) - places.count(name) < service.needed:
            yield name


def stating_recovery(case: Case, load: str) -> bool:
    """Tell whether all services on a load state their own recovery time, so that the load's tells nothing."""
    on_it = [service for service in case.site.services if load in service.runs_on]
    return bool(on_it) and all(service.recovery_time is not None for service in on_it)
