"""What can never trip: what an element carries at most is within what its least units carry."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from powercalc.components import Tie, Ups
from powercalc.flow.network import Element, Network


def quieted(network: Network) -> Network:
    """Return the network without the trip levels that nothing can reach: the same in every state."""
    most = _most_flow(network)
    return replace(
        network,
        elements={
            name: replace(each, trip=None) if _never_trips(each, most[name]) else each
            for name, each in network.elements.items()
        },
    )


def _never_trips(element: Element, most: float) -> bool:
    return element.trip is None or most <= element.trip * element.component.units_needed


def feeding(element: Element) -> tuple[str, ...]:
    """Return all whose loss may matter to an element: inputs, bypass inputs, ties, supports."""
    component = element.component
    around = component.bypass_fed_by if isinstance(component, Ups) else ()
    ends = component.between if isinstance(component, Tie) else ()
    ties = tuple(tie for tie, _ in element.ties)
    return (*component.fed_by, *around, *ends, *ties, *(() if component.is_load else component.depends_on))


def _most_flow(network: Network) -> dict[str, float]:
    """Return what an element can carry at most: all that draws from it, with the losses of the worst way."""
    factors: dict[str, dict[str, float]] = {name: {name: 1.0} for name in network.elements}
    for group in reversed(network.order):
        loss = math.prod(network.elements[name].loss for name in group)
        if len(group) > 1:
            _share_most(factors, group, loss)
        for name in group:
            here = {source: factor * loss for source, factor in factors[name].items()}
            for feeder in set(feeding(network.elements[name])) - set(group):
                _keep_most(factors[feeder], here)
    return {
        name: math.fsum(network.elements[source].demand * factor for source, factor in found.items())
        for name, found in factors.items()
    }


def _share_most(factors: dict[str, dict[str, float]], group: tuple[str, ...], loss: float) -> None:
    """What draws from one element of a cycle may draw from all."""
    whole: dict[str, float] = {}
    for name in group:
        _keep_most(whole, {source: factor * loss for source, factor in factors[name].items()})
    for name in group:
        factors[name] = dict(whole)


def _keep_most(known: dict[str, float], found: Mapping[str, float]) -> None:
    for source, factor in found.items():
        known[source] = max(known.get(source, 0.0), factor)
