"""The curves of a site whose parts have nothing in common, from those of the parts, with overload in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from powercalc.cascade.overload_figures import overload_of
from powercalc.errors import EngineLimit
from powercalc.events.watched import AnyOf
from powercalc.flow.power_network import PowerNetwork
from powercalc.response.curve import Curve, all_of
from powercalc.response.respond import respond
from powercalc.response.response_result import Asked, Interruptions
from powercalc.response.survived import Curves, survival, with_loss
from powercalc.site import Site
from powercalc.site.parts import sites_of_parts


@dataclass(frozen=True, kw_only=True)
class Survived:
    """The curves of a site, and whether what trips is left out of them, as it is too large."""

    curves: Curves
    without_overload: bool = False


def survival_of_parts(
    site: Site, lost: Sequence[str], hours: Sequence[float], together: tuple[AnyOf, ...] = ()
) -> Survived:
    """Return how likely no break has come since components were lost, each independent part by itself.

    Raises `SiteError` and `EngineLimit` as an evaluation does.
    """
    asked = Asked(durations=(), uses=False, together=together)
    parts = sites_of_parts(site, asked.watched)
    found = [_of_part(part, lost, hours, asked.about(part.graph.components)) for part in parts]
    return Survived(
        curves=_united([part.curves for part in found]),
        without_overload=any(part.without_overload for part in found),
    )


def _united(parts: Sequence[Curves]) -> Curves:
    return Curves(
        loads={name: curve for part in parts for name, curve in part.loads.items()},
        any_load=all_of(part.any_load for part in parts),
        needs={name: curve for part in parts for name, curve in part.needs.items()},
        together={some: curve for part in parts for some, curve in part.together.items()},
    )


def _of_part(site: Site, lost: Sequence[str], hours: Sequence[float], asked: Asked) -> Survived:
    gone = [name for name in lost if name in site.graph.components]
    network = overload_of(with_loss(site, gone)).network
    try:
        return Survived(curves=_curves(site, gone, hours, asked, network))
    except EngineLimit:
        if network is None:
            raise
        return Survived(curves=_curves(site, gone, hours, asked, None), without_overload=True)


def _curves(
    site: Site, gone: Sequence[str], hours: Sequence[float], asked: Asked, network: PowerNetwork | None
) -> Curves:
    if gone:
        return survival(site, gone, hours, asked.together, network)
    found = respond(site, network, asked)
    return Curves(
        loads={name: _steady(each) for name, each in found.loads.items()},
        any_load=_steady(found.any_load),
        needs={name: _steady(each) for name, each in found.needs.items()},
        together={some: _steady(each) for some, each in found.together.items()},
    )


def _steady(found: Interruptions) -> Curve:
    """Where nothing is lost, breaks come at the rate of the long run: w / (1 − U)."""
    up = 1 - found.unavailability
    return Curve.steady(up, (found.failure_frequency or 0.0) / up if up > 0 else 0.0)
