"""Fuel: from `fuel_autonomy` after the first call on a tank until resupply, all sets on it stand still."""

from __future__ import annotations

import math
from dataclasses import dataclass

from powercalc.components import Component, Generator
from powercalc.site.graph import Graph


@dataclass(frozen=True, slots=True, kw_only=True)
class Tank:
    """What a generator runs on."""

    users: tuple[str, ...]
    """All generators on it."""
    autonomy: float
    """[h], from the first call."""
    resupply: float
    """[h], from the first call; for ever where none comes."""


def tanks(wires: Graph) -> dict[str, Tank]:
    """Return, per generator that waits for a call, its tank, if that can run dry."""
    found = {}
    for name in wires.standby:
        node = wires.components[name]
        if runs_dry(node) and isinstance(node, Generator):
            resupply = math.inf if node.fuel_resupply is None else node.fuel_resupply
            users = (name, *(other for other in wires.standby if _share(node, wires.components[other])))
            found[name] = Tank(users=users, autonomy=node.fuel_autonomy or 0.0, resupply=resupply)
    return found


def runs_dry(node: Component) -> bool:
    """Tell whether fuel can end before more comes."""
    if not isinstance(node, Generator) or node.fuel_autonomy is None:
        return False
    return node.fuel_resupply is None or node.fuel_resupply > node.fuel_autonomy


def _share(node: Generator, other: Component) -> bool:
    same = isinstance(other, Generator) and other.id != node.id and other.tank == node.tank
    return same and node.tank is not None
