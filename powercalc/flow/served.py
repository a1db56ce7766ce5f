"""Who has all that it needs: power, cooling, and what it depends on, in states that last.

`lost` of a load is its power; a load without its cooling goes on for its thermal autonomy, and no longer.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from powercalc.flow.power_network import PowerNetwork
from powercalc.flow.states import Settled, States
from powercalc.wiring.needs import Needs
from powercalc.wiring.state_truths import Truths

_ALGEBRA = States()


def without_power(network: PowerNetwork, settled: Settled, load: str) -> Truths:
    """Return in which states a load has no power."""
    return settled.lost[network.by_load[load]]


def without_cooling(network: PowerNetwork, settled: Settled, load: str) -> Truths:
    """Return in which states too few of its cooling units work; never where nothing cools it."""
    return np.broadcast_to(Needs(_ALGEBRA, settled.lost).uncooled(network.loads[load]), settled.count)


def without_support(network: PowerNetwork, settled: Settled, load: str) -> Truths:
    """Return in which states something that it depends on is lost."""
    return np.broadcast_to(Needs(_ALGEBRA, settled.lost).unsupported(network.loads[load]), settled.count)


def unserved(network: PowerNetwork, settled: Settled, load: str) -> Truths:
    """Return in which states a load lacks power, cooling or what it depends on."""
    kinds = (without_power, without_cooling, without_support)
    return _ALGEBRA.any_of([kind(network, settled, load) for kind in kinds])


def any_unserved(network: PowerNetwork, settled: Settled, loads: Collection[str]) -> Truths:
    """Return in which states one of the loads lacks something; those with the same needs are told once."""
    needs = {
        (network.by_load[load], (it := network.loads[load]).cooled_by, it.cooling_needed, it.depends_on): load
        for load in loads
    }
    found: Truths = np.zeros(settled.count, dtype=bool)
    for load in needs.values():
        found |= unserved(network, settled, load)
    return found
