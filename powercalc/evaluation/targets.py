"""What was promised against what was reached."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.constants import HOURS_PER_YEAR
from powercalc.results.evaluation_result import LoadPoint, TargetCheck
from powercalc.site import ALL_LOADS, Site, Targets


def check_targets(site: Site, loads: tuple[LoadPoint, ...]) -> Iterator[TargetCheck]:
    """Yield one check per load and promise; its own targets go before those of all loads."""
    for load in loads:
        for target, promised in promises(site, load.id).items():
            yield _check(load, target, promised)
    if any(each.concurrently_maintainable or each.fault_tolerant for each in site.targets.values()):
        yield from _claims(site)


def _claims(site: Site) -> Iterator[TargetCheck]:
    """Yield what is claimed of the design, load by load: it holds in all states it speaks of, or not."""
    from powercalc.flow.network import network
    from powercalc.prove.design import DESIGN, claimed_by, refutations

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
            result |= {name: value for name, value in _figures(targets).items() if value is not None}
    return result


def _figures(targets: Targets) -> dict[str, float | None]:
    often = targets.max_interruptions
    return {
        "availability": targets.availability,
        "max_downtime": targets.max_downtime,
        "max_interruptions": None if often is None else often * HOURS_PER_YEAR,
        "max_service_downtime": targets.max_service_downtime,
    }


def _check(load: LoadPoint, target: str, promised: float) -> TargetCheck:
    if target == "availability":
        met: bool | None = load.unavailability <= 1 - promised
        return TargetCheck(load=load.id, target=target, promised=promised, reached=load.availability, met=met)
    reached = {
        "max_downtime": load.downtime_h_per_year,
        "max_interruptions": load.interruptions_per_year,
        "max_service_downtime": load.service_downtime_h_per_year,
    }[target]
    met = None if reached is None else reached <= promised
    return TargetCheck(load=load.id, target=target, promised=promised, reached=reached, met=met)
