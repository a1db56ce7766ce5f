"""One call: a site or a plain structure in, a frozen Evaluation out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from powercalc._version import __version__
from powercalc.components import Component
from powercalc.diagram.expand import SYSTEM, mesh_diagram, structure_diagram
from powercalc.diagram.plain import plain_diagram
from powercalc.diagram.response.unsupported import unsupported
from powercalc.diagram.structure import Network, Vote
from powercalc.evaluation.behaviour import Behaviour, behaviour, longer, measures_of
from powercalc.evaluation.behaviour import assumed_share as behaving_share
from powercalc.evaluation.blame import Blame
from powercalc.evaluation.common_cause import assumed_groups
from powercalc.evaluation.considered import not_considered
from powercalc.evaluation.numbers import Figures, Pair, assumed_share, figures, root_figures
from powercalc.evaluation.overload import Found, Overload, overload_of, with_cascades, with_overload
from powercalc.evaluation.reasons import reasons
from powercalc.evaluation.result import (
    ASSUMED_BETA,
    Evaluation,
    LoadPoint,
    Measures,
    Reason,
    WithCommonCause,
)
from powercalc.evaluation.targets import check_targets
from powercalc.site import Site

__all__ = ["Evaluation", "LoadPoint", "Measures", "evaluate"]

PLAIN = "plain block diagram"
"""The method until the outage response is computed: standby as parallel, no times."""
BOUND = "plain block diagram, overload as a bound"
EXACT = "exact"


def evaluate(subject: Site | Component | Vote | Network, *, response: bool = False) -> Evaluation:
    """Return availability, downtime and interruptions of every load.

    A site is taken for a plain block diagram, exactly. With `response` it is evaluated as it behaves in an
    outage: generators are called, batteries hold for minutes, switches move. `method` says how a figure was
    obtained. Raises `SiteError` for a site that cannot be evaluated and `EngineLimit` for one too large.
    """
    if isinstance(subject, Site):
        return _as_it_behaves(subject) if response else _as_plain_blocks(subject)
    found = _structure_figures(subject)
    return Evaluation(
        site="diagram",
        loads=(LoadPoint(id=SYSTEM, **found),),
        any_load=Measures(**found),
        method=EXACT,
        version=__version__,
    )


def _structure_figures(structure: Component | Vote | Network) -> Pair:
    """Return the figures of a plain structure; a network by itself needs no formulas."""
    if isinstance(structure, Network) and (mesh := mesh_diagram(structure)):
        return root_figures(*mesh)[0]
    return figures(structure_diagram(structure)).any_load


def _as_it_behaves(site: Site) -> Evaluation:
    overload = overload_of(site)
    found = behaviour(site, overload)
    loads = _behaving_loads(site, found)
    if overload.network is not None:
        blamed = {load.id: load.reasons for load in loads}
        totals = {load.id: load.unavailability for load in loads}
        told = with_cascades(site, overload, totals, blamed)
        loads = tuple(replace(load, reasons=told[load.id]) for load in loads)
    left_out = not_considered(site, overload.why_not, unsupported(site))
    return Evaluation(
        site=site.name,
        loads=loads,
        any_load=measures_of(found.any_load),
        with_common_cause=_behaving_with_common_cause(site, overload),
        assumed_share=behaving_share(site, found),
        not_considered=tuple(left_out),
        targets=tuple(check_targets(site, loads)),
        standby=found.standby,
        method=found.method,
        **_told_of(site),
    )


def _behaving_loads(site: Site, found: Behaviour, *, blamed: bool = True) -> tuple[LoadPoint, ...]:
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


def _behaving_with_common_cause(site: Site, overload: Overload) -> WithCommonCause | None:
    groups = assumed_groups(site)
    if not groups:
        return None
    found = behaviour(site, overload, groups)
    return WithCommonCause(
        beta=ASSUMED_BETA,
        groups=tuple(group.members for group in groups),
        loads=_behaving_loads(site, found, blamed=False),
        any_load=measures_of(found.any_load),
    )


def _told_of(site: Site) -> dict[str, Any]:
    """Return what a result says of its site, whatever the method."""
    return {
        "assumptions": site.assumptions,
        "inherited": site.inherited,
        "warnings": tuple(str(problem) for problem in site.warnings),
        "input_sha256": None if site.text is None else hashlib.sha256(site.text.encode()).hexdigest(),
        "version": __version__,
    }


def _as_plain_blocks(site: Site) -> Evaluation:
    overload = overload_of(site)
    diagram = plain_diagram(site)
    plain = Found(diagram=diagram, figures=figures(diagram))
    components = {component.id: component for component in site.complete}
    blamed = reasons(diagram, components, plain.figures)
    result = with_overload(site, overload, plain)
    found = result.figures
    if overload.network is not None:
        totals = {load: measured["unavailability"] for load, measured in found.loads.items()}
        blamed = with_cascades(site, overload, totals, blamed)
    rests_on = plain if result.bounds else result
    loads = _load_points(site, found, blamed)
    checks = tuple(check_targets(site, loads))
    return Evaluation(
        site=site.name,
        loads=loads,
        any_load=Measures(**found.any_load),
        with_common_cause=_with_common_cause(site),
        assumed_share=assumed_share(
            rests_on.figures, rests_on.diagram, {item.component for item in site.assumptions}
        ),
        not_considered=tuple(not_considered(site, overload.why_not)),
        targets=checks,
        method=BOUND if result.bounds else PLAIN,
        bounds=result.bounds,
        **_told_of(site),
    )


def _with_common_cause(site: Site) -> WithCommonCause | None:
    groups = assumed_groups(site)
    if not groups:
        return None
    diagram = plain_diagram(site, groups)
    plain = Found(diagram=diagram, figures=figures(diagram))
    found = with_overload(site, overload_of(site), plain, groups).figures
    return WithCommonCause(
        beta=ASSUMED_BETA,
        groups=tuple(group.members for group in groups),
        loads=_load_points(site, found),
        any_load=Measures(**found.any_load),
    )


def _load_points(
    site: Site, found: Figures, blamed: Mapping[str, tuple[Reason, ...]] | None = None
) -> tuple[LoadPoint, ...]:
    return tuple(
        LoadPoint(
            id=load.id,
            count=load.count,
            recovery_time=getattr(load, "recovery_time", None),
            reasons=(blamed or {}).get(load.id, ()),
            **found.loads[load.id],
        )
        for load in site.loads
    )
