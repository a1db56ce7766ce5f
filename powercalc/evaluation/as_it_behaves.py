"""A site evaluated as it behaves in an outage: generators are called, batteries hold, switches move."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from powercalc.cascade.overload_figures import Overload, overload_of
from powercalc.errors import EngineLimit
from powercalc.evaluation.assumed_common_cause import as_counted, assumed_groups, counted_betas
from powercalc.evaluation.behaviour import Behaviour, assumed_share, behaviour, longer, measures_of
from powercalc.evaluation.considered import not_considered
from powercalc.evaluation.maintenance import told as windows_told
from powercalc.evaluation.maintenance import with_planned
from powercalc.evaluation.of_services import service_points, without_recovery
from powercalc.evaluation.targets import check_targets
from powercalc.evaluation.told import told_of
from powercalc.reasons.outage_reasons import Contribution, OutageReasons, ReasonsOfLoads
from powercalc.response import ALL, SUPPOSED, Asked, Interruptions
from powercalc.response.unsupported import unsupported
from powercalc.results.evaluation_result import (
    ASSUMED_BETA,
    NOT_BLAMED,
    NOTHING_LOST,
    Blamed,
    Evaluation,
    LoadPoint,
    LostOfLoads,
    WithCommonCause,
    lost_of,
    reasons_of,
)
from powercalc.results.lazy import Later
from powercalc.results.measures import Lost, Reason
from powercalc.services.site_services import Services
from powercalc.site import CommonCause, Site
from powercalc.site.parts import independent_parts


def as_it_behaves(site: Site, asked: Asked = ALL) -> Evaluation:
    """Return the evaluation of a site with its outage response."""
    overload, services = overload_of(site), Services(site)
    found = behaviour(site, overload, asked=services.asked(asked))
    reasons = Later(partial(_reasons, site, overload, found))
    warm, supports = Later(partial(_cooling_reasons, site, found)), Later(partial(_supports, site))
    loads = _loads(site, found, reasons, warm, supports)
    loads = tuple(with_planned(load, found.windows) for load in loads)
    served = tuple(service_points(services, found, loads))
    left_out = not_considered(site, overload.why_not, unsupported(site.contracted))
    return Evaluation(
        site=site.name,
        loads=loads,
        any_load=measures_of(found.any_load),
        services=served,
        with_common_cause_later=Later(partial(_with_common_cause, site, overload)),
        assumed_share_later=Later(partial(assumed_share, site, overload, found)),
        not_considered=(*left_out, *found.left_out, *without_recovery(served)),
        targets=tuple(check_targets(site, loads, served)),
        standby=found.standby,
        maintenance=windows_told(site, found.windows, found.outside),
        method=found.method,
        bounds=found.bounds,
        **told_of(site, overload.warnings),
    )


def _reasons(site: Site, overload: Overload, found: Behaviour) -> Mapping[str, tuple[Reason, ...]]:
    """Return the reasons of every load; those of the worst loads are worked out first."""
    blamed = ReasonsOfLoads(site, {load.id: _all(found.loads[load.id]) for load in site.loads})
    if overload.network is None:
        return blamed
    from powercalc.reasons.cascade_reasons import with_cascades
    from powercalc.reasons.outage_cascades import InOutages

    measure = None if found.left_out else InOutages(site, overload.network)
    totals = {load.id: found.loads[load.id].unavailability for load in site.loads}
    return with_cascades(site, overload, totals, blamed, measure)


def _cooling_reasons(site: Site, found: Behaviour) -> Mapping[str, tuple[Reason, ...]]:
    """Return what takes the cooling of every load that is cooled, the worst first."""
    blame = OutageReasons(site)
    cooled = [load for load in site.complete if load.id in found.cooling]
    worst_first = sorted(cooled, key=lambda load: -found.cooling[load.id].unavailability)
    return {load.id: blame.cooling_reasons(load, _all(found.cooling[load.id])) for load in worst_first}


def _supports(site: Site) -> Mapping[str, Lost]:
    """Return what takes what each load depends on."""
    blame = OutageReasons(site)
    return {load.id: blame.support_lost(load) for load in site.complete if load.is_load and load.depends_on}


def _all(found: Interruptions) -> Contribution:
    return Contribution(unavailability=found.unavailability, frequency=found.failure_frequency)


def _loads(
    site: Site,
    found: Behaviour,
    reasons: Blamed = NOT_BLAMED,
    cooling_reasons: Blamed = NOT_BLAMED,
    supports: LostOfLoads = NOTHING_LOST,
) -> tuple[LoadPoint, ...]:
    return tuple(
        LoadPoint(
            id=load.id,
            count=load.count,
            recovery_time=getattr(load, "recovery_time", None),
            reasons_later=reasons_of(load.id, reasons),
            unavailability=found.loads[load.id].unavailability,
            failure_frequency=found.loads[load.id].failure_frequency,
            unavailability_error=found.loads[load.id].error,
            needs_error=found.needs[load.id].error if load.id in found.needs else None,
            course=(found.needs if load.id in found.needs else found.loads)[load.id].course,
            frequency_error=found.loads[load.id].frequency_error,
            interruptions_longer_than=longer(found.loads[load.id]),
            cooling=measures_of(found.cooling[load.id]) if load.id in found.cooling else None,
            needs=measures_of(found.needs[load.id]) if load.id in found.needs else None,
            cooling_reasons_later=reasons_of(load.id, cooling_reasons),
            support_later=lost_of(load.id, supports),
        )
        for load in site.loads
    )


def _with_common_cause(site: Site, overload: Overload) -> WithCommonCause | None:
    """Return the figure beside; None where nothing suggests one, or where it is too large."""
    groups = assumed_groups(site)
    found = _supposed(site, overload, groups)
    if found is None and groups:
        # what joins parts that have nothing else in common would make one large site of them
        within = _within_parts(site, groups)
        found = _supposed(site, overload, within) if len(within) < len(groups) else None
    return found


def _supposed(site: Site, overload: Overload, groups: list[CommonCause]) -> WithCommonCause | None:
    """Return the figure with some groups; None where there are none, or where it is too large."""
    if not groups:
        return None
    counted = counted_betas(site, groups)
    try:
        found = behaviour(site, overload, as_counted(groups, counted), SUPPOSED)
    except EngineLimit:
        return None
    return WithCommonCause(
        beta=ASSUMED_BETA,
        groups=tuple(group.members for group in groups),
        counted=tuple(counted),
        loads=_loads(site, found),
        any_load=measures_of(found.any_load),
    )


def _within_parts(site: Site, groups: list[CommonCause]) -> list[CommonCause]:
    """Return the groups all of whose members stand in one independent part of the site."""
    part = {name: number for number, names in enumerate(independent_parts(site)) for name in names}
    return [group for group in groups if len({part[member] for member in group.members}) == 1]
