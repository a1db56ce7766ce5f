"""What was promised against what was reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from powercalc.constants import HOURS_PER_YEAR
from powercalc.results.evaluation_result import LoadPoint, TargetCheck
from powercalc.results.measures import spoken
from powercalc.results.service_point import ServicePoint
from powercalc.site import ALL_LOADS, Longest, Site, Targets


def check_targets(
    site: Site, loads: tuple[LoadPoint, ...], services: tuple[ServicePoint, ...] = ()
) -> Iterator[TargetCheck]:
    """Yield one check per load and promise, its own targets before those of all loads; the same of services.

    What is promised of a service that was not evaluated cannot be told.
    """
    for load in loads:
        for target, promised in promises(site, load.id).items():
            yield _check(load, target, promised)
    yield from _of_services(site, {service.id: service for service in services})
    if any(each.concurrently_maintainable or each.fault_tolerant for each in site.targets.values()):
        yield from _claims(site)


def _of_services(site: Site, found: Mapping[str, ServicePoint]) -> Iterator[TargetCheck]:
    for service in site.services:
        targets = site.targets.get(service.id)
        if targets is None:
            continue
        point = found.get(service.id)
        for target, promised in stated(targets).items():
            if point is None:
                yield TargetCheck(load=service.id, target=target, promised=promised, reached=None, met=None)
            else:
                yield _check(point, target, promised)
        if targets.longest is not None:
            yield _longest(service.id, point, targets.longest)


def _longest(service: str, point: ServicePoint | None, longest: Longest) -> TargetCheck:
    duration = spoken(longest.duration)
    reached = None if point is None else point.longer_than(duration)
    return TargetCheck(
        load=service, target="longest", promised=longest.per_year, reached=reached,
        met=None if reached is None else reached <= longest.per_year, duration=duration,
    )  # fmt: skip


def _claims(site: Site) -> Iterator[TargetCheck]:
    """Yield what is claimed of the design, load by load: it holds in all states it speaks of, or not."""
    from powercalc.flow.power_network import network
    from powercalc.proofs.design import DESIGN, claimed_by, refutations

    for target in DESIGN:
        claimed = claimed_by(site, target)
        refuted = refutations(network(site), claimed, target) if claimed else {}
        for load in claimed:
            holds = load not in refuted
            yield TargetCheck(
                load=load, target=target, promised=True, reached=holds, met=holds, why=refuted.get(load)
            )


def promises(site: Site, load: str) -> dict[str, float]:
    """Return what is promised for a load, by name: an availability, else hours or times per year."""
    result: dict[str, float] = {}
    for targets in (site.targets.get(ALL_LOADS), site.targets.get(load)):
        if targets is not None:
            result |= stated(targets)
    return result


def stated(targets: Targets) -> dict[str, float]:
    """Return the promises of a table that are single figures, by name."""
    often = targets.max_interruptions
    figures = {
        "availability": targets.availability,
        "max_downtime": targets.max_downtime,
        "max_interruptions": None if often is None else often * HOURS_PER_YEAR,
        "max_service_downtime": targets.max_service_downtime,
    }
    return {name: value for name, value in figures.items() if value is not None}


def _check(point: LoadPoint | ServicePoint, target: str, promised: float) -> TargetCheck:
    if target == "availability":
        met: bool | None = point.unavailability <= 1 - promised
        reached: float | None = point.availability
    else:
        reached = _reached(point, target)
        met = None if reached is None else reached <= promised
    return TargetCheck(load=point.id, target=target, promised=promised, reached=reached, met=met)


def _reached(point: LoadPoint | ServicePoint, target: str) -> float | None:
    if target == "max_service_downtime":
        return point.service_downtime_h_per_year if isinstance(point, LoadPoint) else None
    return point.downtime_h_per_year if target == "max_downtime" else point.interruptions_per_year
