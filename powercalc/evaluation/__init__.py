"""One call: a site or a plain structure in, a frozen Evaluation out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from powercalc._version import __version__
from powercalc.components import Component
from powercalc.diagram.expand import SYSTEM, mesh_diagram, structure_diagram
from powercalc.diagram.plain import plain_diagram
from powercalc.diagram.structure import Network, Vote
from powercalc.evaluation.common_cause import assumed_groups
from powercalc.evaluation.considered import not_considered
from powercalc.evaluation.numbers import Figures, Pair, assumed_share, figures, root_figures
from powercalc.evaluation.overload import diagram_of, overload_of, with_cascades
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
EXACT = "exact"


def evaluate(subject: Site | Component | Vote | Network) -> Evaluation:
    """Return availability, downtime and interruptions of every load.

    Computed without approximation from the site's diagram; raises `SiteError` for a site that cannot be
    evaluated and `EngineLimit` for one that is too large.
    """
    if isinstance(subject, Site):
        return _evaluate_site(subject)
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


def _evaluate_site(site: Site) -> Evaluation:
    overload = overload_of(site)
    diagram = plain_diagram(site)
    plain = figures(diagram)
    components = {component.id: component for component in site.complete}
    blamed = reasons(diagram, components, plain)
    found = plain
    if overload.network is not None:
        diagram = diagram_of(site, overload, diagram)
        found = figures(diagram)
        blamed = with_cascades(site, overload, found, blamed)
    loads = _load_points(site, found, blamed)
    checks = tuple(check_targets(site, loads))
    return Evaluation(
        site=site.name,
        loads=loads,
        any_load=Measures(**found.any_load),
        with_common_cause=_with_common_cause(site),
        assumptions=site.assumptions,
        inherited=site.inherited,
        assumed_share=assumed_share(found, diagram, {item.component for item in site.assumptions}),
        not_considered=tuple(not_considered(site, overload.why_not)),
        targets=checks,
        warnings=tuple(str(problem) for problem in site.warnings),
        method=PLAIN,
        input_sha256=None if site.text is None else hashlib.sha256(site.text.encode()).hexdigest(),
        version=__version__,
    )


def _with_common_cause(site: Site) -> WithCommonCause | None:
    groups = assumed_groups(site)
    if not groups:
        return None
    found = figures(diagram_of(site, overload_of(site), plain_diagram(site, groups), groups))
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
