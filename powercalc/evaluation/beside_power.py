"""What a load needs beside power, in a plain block diagram: its cooling, and what it depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from powercalc.diagram.plain import SiteDiagram
from powercalc.evaluation.cooling_story import too_warm
from powercalc.evaluation.numbers import Figures, Pair, figures
from powercalc.evaluation.reasons import reasons
from powercalc.evaluation.result import Lost, Measures, Reason
from powercalc.site import Site


@dataclass(frozen=True, kw_only=True)
class Beside:
    """The figures of each load that needs more than power."""

    cooling: Mapping[str, Measures] = field(default_factory=dict)
    needs: Mapping[str, Measures] = field(default_factory=dict)
    """Power, cooling and supports together."""


def beside(diagram: SiteDiagram, plain: Figures, with_overload: Figures) -> Beside:
    """Return the figures beside power; what overload takes from power it takes from service too."""
    if not diagram.out_of_service:
        return Beside()
    needs = figures(diagram.of_service()).loads
    cooling = figures(diagram.of_cooling()).loads if diagram.uncooled else {}
    return Beside(
        cooling={name: Measures(**pair) for name, pair in cooling.items()},
        needs={
            name: _plus(pair, plain.loads[name], with_overload.loads[name]) for name, pair in needs.items()
        },
    )


def cooling_reasons(site: Site, diagram: SiteDiagram) -> Mapping[str, tuple[Reason, ...]]:
    """Return what takes the cooling of every load that is cooled."""
    if not diagram.uncooled:
        return {}
    about = diagram.of_cooling()
    components = {component.id: component for component in site.complete}
    return {
        name: tuple(too_warm(reason, components[name]) for reason in told)
        for name, told in reasons(about, components, figures(about)).items()
    }


def supports_lost(site: Site, diagram: SiteDiagram) -> Mapping[str, Lost]:
    """Return what takes what each load depends on."""
    if not diagram.unsupported:
        return {}
    about = diagram.of_supports()
    components, found = {component.id: component for component in site.complete}, figures(about)
    return {
        name: Lost(measures=Measures(**found.loads[name]), reasons=told)
        for name, told in reasons(about, components, found).items()
    }


def _plus(needs: Pair, plain: Pair, tripped: Pair) -> Measures:
    often, without, with_trips = (pair["failure_frequency"] for pair in (needs, plain, tripped))
    known = often is not None and without is not None and with_trips is not None
    return Measures(
        unavailability=needs["unavailability"] + tripped["unavailability"] - plain["unavailability"],
        failure_frequency=(often or 0.0) + (with_trips or 0.0) - (without or 0.0) if known else None,
    )
