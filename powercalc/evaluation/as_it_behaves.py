"""A site evaluated as it behaves in an outage: generators are called, batteries hold, switches move."""

from __future__ import annotations

from dataclasses import replace

from powercalc.diagram.response.unsupported import unsupported
from powercalc.evaluation.behaviour import Behaviour, assumed_share, behaviour, longer, measures_of
from powercalc.evaluation.blame import Blame
from powercalc.evaluation.common_cause import assumed_groups
from powercalc.evaluation.considered import not_considered
from powercalc.evaluation.overload import Overload, overload_of
from powercalc.evaluation.result import ASSUMED_BETA, Evaluation, LoadPoint, WithCommonCause
from powercalc.evaluation.targets import check_targets
from powercalc.evaluation.told import told_of
from powercalc.site import Site


def as_it_behaves(site: Site) -> Evaluation:
    """Return the evaluation of a site with its outage response."""
    overload = overload_of(site)
    found = behaviour(site, overload)
    loads = _loads(site, found)
    if overload.network is not None:
        from powercalc.evaluation.cascades import with_cascades

        blamed = {load.id: load.reasons for load in loads}
        totals = {load.id: load.unavailability for load in loads}
        told = with_cascades(site, overload, totals, blamed)
        loads = tuple(replace(load, reasons=told[load.id]) for load in loads)
    left_out = not_considered(site, overload.why_not, unsupported(site))
    return Evaluation(
        site=site.name,
        loads=loads,
        any_load=measures_of(found.any_load),
        with_common_cause=_with_common_cause(site, overload),
        assumed_share=assumed_share(site, found),
        not_considered=tuple(left_out),
        targets=tuple(check_targets(site, loads)),
        standby=found.standby,
        method=found.method,
        **told_of(site, overload.warnings),
    )


def _loads(site: Site, found: Behaviour, *, blamed: bool = True) -> tuple[LoadPoint, ...]:
    blame = Blame(site)
    worst_first = sorted(site.loads, key=lambda load: -found.loads[load.id].unavailability)
    reasons_of = {
        load.id: blame.reasons(load.id, found.loads[load.id].unavailability) if blamed else ()
        for load in worst_first
    }
    return tuple(
        LoadPoint(
            id=load.id,
            count=load.count,
            recovery_time=getattr(load, "recovery_time", None),
            reasons=reasons_of[load.id],
            unavailability=found.loads[load.id].unavailability,
            failure_frequency=found.loads[load.id].failure_frequency,
            unavailability_error=found.loads[load.id].error,
            interruptions_longer_than=longer(found.loads[load.id]),
        )
        for load in site.loads
    )


def _with_common_cause(site: Site, overload: Overload) -> WithCommonCause | None:
    groups = assumed_groups(site)
    if not groups:
        return None
    found = behaviour(site, overload, groups)
    return WithCommonCause(
        beta=ASSUMED_BETA,
        groups=tuple(group.members for group in groups),
        loads=_loads(site, found, blamed=False),
        any_load=measures_of(found.any_load),
    )
