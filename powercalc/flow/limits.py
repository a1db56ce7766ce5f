"""What can never trip: what an element carries at most is within what its least units carry."""

from __future__ import annotations

from dataclasses import replace

from powercalc.components import Tie, Ups
from powercalc.flow.power_network import Element, PowerNetwork
from powercalc.site.demand import most_drawn
from powercalc.site.walks import supporters


def quieted(network: PowerNetwork) -> PowerNetwork:
    """Return the network without the trip levels that nothing can reach: the same in every state."""
    elements = network.elements
    most = most_drawn(
        network.order,
        {name: feeding(each) for name, each in elements.items()},
        {name: each.demand for name, each in elements.items()},
        {name: each.loss for name, each in elements.items()},
    )
    calm = {
        name: replace(each, trip=None) if _never_trips(each, most[name]) else each
        for name, each in elements.items()
    }
    return replace(network, elements=calm)


def _never_trips(element: Element, most: float) -> bool:
    return element.trip is None or most <= element.trip * element.component.units_needed


def feeding(element: Element) -> tuple[str, ...]:
    """Return all whose loss may matter to an element: inputs, bypass inputs, ties, supports."""
    component = element.component
    around = component.bypass_fed_by if isinstance(component, Ups) else ()
    ends = component.between if isinstance(component, Tie) else ()
    ties = tuple(tie for tie, _ in element.ties)
    return (*component.fed_by, *around, *ends, *ties, *(() if component.is_load else supporters(component)))
