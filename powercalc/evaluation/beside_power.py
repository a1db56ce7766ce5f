"""What a load needs beside power, in a plain block diagram: its cooling, and what it depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from powercalc.cascade.overload_figures import OverloadFigures
from powercalc.plain.plain_diagram import SiteDiagram
from powercalc.plain.plain_figures import Pair, figures
from powercalc.reasons.cooling_sentences import too_warm
from powercalc.reasons.plain_reasons import reasons
from powercalc.results.measures import Lost, Measures, Reason
from powercalc.site import Site


@dataclass(frozen=True, kw_only=True)
class Beside:
    """The figures of each load that needs more than power."""

    cooling: Mapping[str, Measures] = field(default_factory=dict)
    needs: Mapping[str, Measures] = field(default_factory=dict)
    """Power, cooling and supports together."""


def beside(plain: OverloadFigures, found: OverloadFigures) -> Beside:
    """Return the figures beside power, with what trips in them.

    Where the cascade is told as a bound, `found` has no diagram of it; what overload takes from power at
    most it then takes from service too.
    """
    if not found.diagram.out_of_service:
        return Beside()
    needs = figures(found.diagram.of_service()).loads
    cooling = figures(found.diagram.of_cooling()).loads if found.diagram.uncooled else {}
    if found.bounds is not None:
        before, after = plain.figures.loads, found.figures.loads
        needs = {name: _plus(pair, before[name], after[name]) for name, pair in needs.items()}
    return Beside(
        cooling={name: Measures(**pair) for name, pair in cooling.items()},
        needs={name: Measures(**pair) for name, pair in needs.items()},
    )


def cooling_reasons(site: Site, diagram: SiteDiagram) -> Mapping[str, tuple[Reason, ...]]:
    """Return what takes the cooling of every load that is cooled."""
    if not diagram.uncooled:
        return {}
    about = diagram.of_cooling()
    components = site.graph.components
    return {
        name: tuple(too_warm(reason, components[name]) for reason in told)
        for name, told in reasons(about, components, figures(about)).items()
    }


def supports_lost(site: Site, diagram: SiteDiagram) -> Mapping[str, Lost]:
    """Return what takes what each load depends on."""
    if not diagram.unsupported:
        return {}
    about = diagram.of_supports()
    components, found = site.graph.components, figures(about)
    return {
        name: Lost(measures=Measures(**found.loads[name]), reasons=told)
        for name, told in reasons(about, components, found).items()
    }


def _plus(needs: Pair, plain: Pair, tripped: Pair) -> Pair:
    often, without, with_trips = (pair["failure_frequency"] for pair in (needs, plain, tripped))
    known = often is not None and without is not None and with_trips is not None
    return Pair(
        unavailability=min(
            needs["unavailability"] + tripped["unavailability"] - plain["unavailability"], 1.0
        ),
        failure_frequency=(often or 0.0) + (with_trips or 0.0) - (without or 0.0) if known else None,
    )
