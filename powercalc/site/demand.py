"""What each component carries at most: all that draws from it, with the losses of the worst way."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from powercalc.components import Component, Cooling, Server


def demand_of(component: Component) -> float:
    """Return what a component takes itself, all its units together, [kW]."""
    match component:
        case Server():
            return component.count * (component.power or 0.0)
        case Cooling():
            return component.units_needed * (component.power or 0.0)
        case _:
            return 0.0


def most_drawn(
    groups: Sequence[Sequence[str]],
    feeding: Mapping[str, Iterable[str]],
    demand: Mapping[str, float],
    loss: Mapping[str, float],
) -> dict[str, float]:
    """Return what can be drawn from each component at most, [kW].

    `groups` are in the order in which they feed each other, those of several are cycles; `feeding` names
    what each draws from; `loss` is power in over power out.
    """
    factors: dict[str, dict[str, float]] = {name: {name: 1.0} for group in groups for name in group}
    for group in reversed(groups):
        lost = math.prod(loss[name] for name in group)
        if len(group) > 1:
            _share_most(factors, group, lost)
        for name in group:
            here = {source: factor * lost for source, factor in factors[name].items()}
            for feeder in set(feeding[name]) - set(group):
                _keep_most(factors[feeder], here)
    return {
        name: math.fsum(demand[source] * factor for source, factor in found.items())
        for name, found in factors.items()
    }


def _share_most(factors: dict[str, dict[str, float]], group: Sequence[str], loss: float) -> None:
    """What draws from one element of a cycle may draw from all."""
    whole: dict[str, float] = {}
    for name in group:
        _keep_most(whole, {source: factor * loss for source, factor in factors[name].items()})
    for name in group:
        factors[name] = dict(whole)


def _keep_most(known: dict[str, float], found: Mapping[str, float]) -> None:
    for source, factor in found.items():
        known[source] = max(known.get(source, 0.0), factor)
