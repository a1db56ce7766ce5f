"""A site taken for a plain block diagram: exact, with overload in it where ratings are stated."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from powercalc.cascade.overload_figures import Overload, OverloadFigures, overload_of, with_overload
from powercalc.evaluation.assumed_common_cause import as_counted, assumed_groups, counted_betas
from powercalc.evaluation.beside_power import Beside, beside, cooling_reasons, supports_lost
from powercalc.evaluation.considered import not_considered
from powercalc.evaluation.maintenance import told, with_planned
from powercalc.evaluation.plain_maintenance import beside_with_windows, windows_of_plain, with_windows
from powercalc.evaluation.targets import check_targets
from powercalc.evaluation.told import told_of
from powercalc.plain.plain_diagram import plain_diagram
from powercalc.plain.plain_figures import PlainFigures, assumed_share, figures
from powercalc.reasons.cooling_sentences import CoolingStory
from powercalc.reasons.plain_reasons import reasons
from powercalc.results.evaluation_result import (
    ASSUMED_BETA,
    NOT_BLAMED,
    NOTHING_LOST,
    PLAIN,
    Blamed,
    Evaluation,
    LoadPoint,
    LostOfLoads,
    WithCommonCause,
    lost_of,
    reasons_of,
)
from powercalc.results.lazy import Later
from powercalc.results.measures import Measures, Reason
from powercalc.site import Site

BOUND = f"{PLAIN}, overload as a bound"


def as_plain_blocks(site: Site) -> Evaluation:
    """Return the evaluation of a site as a plain block diagram."""
    overload = overload_of(site)
    diagram = plain_diagram(site)
    plain = OverloadFigures(diagram=diagram, figures=figures(diagram))
    result = with_overload(site, overload, plain)
    found = result.figures
    windows = windows_of_plain(site, overload.network)
    outside, found = found.any_load["unavailability"], with_windows(found, windows)
    blamed = Later(partial(_reasons, site, overload, plain, found))
    more = beside_with_windows(beside(plain, result), windows)
    warm = Later(partial(cooling_reasons, site, plain.diagram))
    supports = Later(partial(supports_lost, site, plain.diagram))
    points = _load_points(site, found, more, blamed, warm, supports)
    loads = tuple(with_planned(load, windows) for load in points)
    checks = tuple(check_targets(site, loads))
    return Evaluation(
        site=site.name,
        loads=loads,
        any_load=Measures(**found.any_load),
        with_common_cause_later=Later(partial(_with_common_cause, site, overload)),
        assumed_share_later=Later(partial(_assumed_share, site, plain if result.bounds else result)),
        not_considered=tuple(not_considered(site, overload.why_not)),
        targets=checks,
        maintenance=told(site, windows, outside),
        method=BOUND if result.bounds else PLAIN,
        bounds=result.bounds,
        **told_of(site, overload.warnings),
    )


def _reasons(
    site: Site, overload: Overload, plain: OverloadFigures, found: PlainFigures
) -> Mapping[str, tuple[Reason, ...]]:
    components = site.graph.components
    cooling = CoolingStory(site)
    told = reasons(plain.diagram, components, plain.figures)
    blamed = {load: cooling.told(load, each) for load, each in told.items()}
    if overload.network is None:
        return blamed
    from powercalc.reasons.cascade_reasons import with_cascades

    totals = {load: measured["unavailability"] for load, measured in found.loads.items()}
    return with_cascades(site, overload, totals, blamed)


def _assumed_share(site: Site, found: OverloadFigures) -> float | None:
    return assumed_share(found.figures, found.diagram, {item.component for item in site.assumptions})


def _with_common_cause(site: Site, overload: Overload) -> WithCommonCause | None:
    suggested = assumed_groups(site)
    if not suggested:
        return None
    counted = counted_betas(site, suggested)
    groups = as_counted(suggested, counted)
    diagram = plain_diagram(site, groups)
    plain = OverloadFigures(diagram=diagram, figures=figures(diagram))
    tripped = with_overload(site, overload, plain, groups)
    windows = windows_of_plain(site, overload.network, groups)
    found = with_windows(tripped.figures, windows)
    more = beside_with_windows(beside(plain, tripped), windows)
    return WithCommonCause(
        beta=ASSUMED_BETA,
        groups=tuple(group.members for group in suggested),
        counted=tuple(counted),
        loads=_load_points(site, found, more),
        any_load=Measures(**found.any_load),
    )


def _load_points(
    site: Site,
    found: PlainFigures,
    more: Beside,
    blamed: Blamed = NOT_BLAMED,
    cooling_blamed: Blamed = NOT_BLAMED,
    supports: LostOfLoads = NOTHING_LOST,
) -> tuple[LoadPoint, ...]:
    return tuple(
        LoadPoint(
            id=load.id,
            count=load.count,
            recovery_time=getattr(load, "recovery_time", None),
            reasons_later=reasons_of(load.id, blamed),
            cooling=more.cooling.get(load.id),
            needs=more.needs.get(load.id),
            cooling_reasons_later=reasons_of(load.id, cooling_blamed),
            support_later=lost_of(load.id, supports),
            **found.loads[load.id],
        )
        for load in site.loads
    )
