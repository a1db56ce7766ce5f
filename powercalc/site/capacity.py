"""From a rating in kW, kVA or A to what one unit can carry, in kW. Nothing is converted by a silent guess."""

from __future__ import annotations

import math
from collections.abc import Iterable

from powercalc.components import Component, Server
from powercalc.errors import Problem
from powercalc.units import Rating

_WAYS = {1: 1.0, 2: 1.0, 3: math.sqrt(3.0)}
"""Apparent power over voltage times current, by the number of phases; the voltage is line to line."""


def common_power_factor(components: Iterable[Component]) -> float | None:
    """Return the power factor that all loads with a power state, if they state one and the same."""
    stated = {each.power_factor for each in components if isinstance(each, Server) and each.power}
    return stated.pop() if len(stated) == 1 else None


def kilowatts(component: Component, key: str, of_loads: float | None) -> float | Problem | None:
    """Return a component's `rating` or `trip` in kW, per unit: kVA · cos φ, or V · A · cos φ (· √3).

    `of_loads` is the power factor where the component states none. A `Problem` says what is missing.
    """
    level: Rating | None = getattr(component, key)
    if level is None:
        return None
    if level.unit == "kW":
        return level.value
    power_factor = component.power_factor if component.power_factor is not None else of_loads
    if lack := list(_lack(component, level, power_factor)):
        return Problem(
            path=(component.kind, component.id, key),
            text=f"is in {level.unit}, the loads are in kW",
            found=f'"{level}"',
            expected=f"{' and '.join(lack)} beside it, or a {key} in kW",
        )
    if level.unit == "kVA":
        return level.value * (power_factor or 0.0)
    volts, ways = component.voltage or 0.0, _WAYS[component.phases or 1]
    return level.value * volts * ways * (power_factor or 0.0) / 1000


def most_carried(component: Component, of_loads: float | None) -> float | Problem | None:
    """Return the most that one unit carries, [kW]: its `rating`, or its `trip` level where that is lower.

    None where it states neither; a `Problem` where one of them cannot be compared.
    """
    stated = [kilowatts(component, key, of_loads) for key in ("rating", "trip")]
    unclear = next((each for each in stated if isinstance(each, Problem)), None)
    return unclear or min((each for each in stated if isinstance(each, float)), default=None)


def _lack(component: Component, level: Rating, power_factor: float | None) -> Iterable[str]:
    if level.unit == "A":
        if component.voltage is None:
            yield "voltage"
        if component.phases is None:
            yield "phases"
    if power_factor is None:
        yield "power_factor (here or at every load)"
