"""Overload in an evaluation: the diagram with the cascade in it, exact or as a bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from powercalc.engine.diagram import Budget
from powercalc.errors import EngineLimit
from powercalc.flow.power_network import PowerNetwork, network
from powercalc.languages import ask, listed
from powercalc.site import CommonCause, Site
from powercalc.site.demand import demand_of

if TYPE_CHECKING:
    from powercalc.cascade.state_enumeration import Explored
    from powercalc.plain.plain_diagram import SiteDiagram
    from powercalc.plain.plain_figures import Pair, PlainFigures

_NODES = 300_000
"""What the diagram with the cascade may take, before it is a bound."""


@dataclass(frozen=True, kw_only=True)
class Overload:
    """Whether overload enters the figures of a site, and if not, why."""

    network: PowerNetwork | None = None
    why_not: str | None = None
    warnings: tuple[str, ...] = ()
    """What carries more than it may when nothing is out."""


def overload_of(site: Site) -> Overload:
    """Tell whether a site states what overload needs: powers, and ratings of what can trip.

    Raises `SiteError` for ratings that cannot be compared with the loads.
    """
    drawing = any(demand_of(each) for each in site.complete)
    found = network(site) if drawing else None
    if found is None or len(found.without_power) == len(site.loads):
        return Overload(why_not=ask("no load states its power"))
    from powercalc.flow.single import too_full

    warnings = tuple(too_full(found))
    if not found.can_overload:
        return Overload(why_not=ask("nothing that can trip states a rating"), warnings=warnings)
    lacking = listed(list(found.without_power[:5]))
    partly = ask("taken to draw nothing, as they state no power: {names}", names=lacking) if lacking else None
    return Overload(network=found, why_not=partly, warnings=warnings)


@dataclass(frozen=True, kw_only=True)
class OverloadFigures:
    """The figures of a site, and the diagram that they come from."""

    diagram: SiteDiagram
    figures: PlainFigures
    bounds: Explored | None = None
    """Where the cascade could not be told exactly; the figures are then the upper ones."""


def with_overload(
    site: Site, overload: Overload, plain: OverloadFigures, common_causes: Sequence[CommonCause] | None = None
) -> OverloadFigures:
    """Return the figures with the cascade in them: exact, or as bounds where that is too large."""
    if overload.network is None:
        return plain
    from powercalc.cascade.overload_diagram import overload_diagram
    from powercalc.cascade.state_enumeration import explore
    from powercalc.plain.plain_figures import figures

    try:
        diagram = overload_diagram(site, overload.network, common_causes)
        return OverloadFigures(diagram=diagram, figures=figures(diagram, Budget(nodes=_NODES)))
    except EngineLimit:
        bounds = explore(site, overload.network, common_causes)
    upper = replace(
        plain.figures,
        loads={load: _upper(bounds, load) for load in plain.figures.loads},
        any_load=_upper(bounds, None),
    )
    return OverloadFigures(diagram=plain.diagram, figures=upper, bounds=bounds)


def _upper(bounds: Explored, load: str | None) -> Pair:
    from powercalc.plain.plain_figures import Pair

    down, turns = bounds.of(load)
    return Pair(unavailability=down.high, failure_frequency=turns.high if turns else None)
