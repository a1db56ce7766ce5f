"""What one further failure takes: every component with one unit more out, and which loads then lack what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from powercalc.flow.power_network import PowerNetwork
from powercalc.flow.served import unserved, without_power
from powercalc.flow.single import Out, further, in_chunks
from powercalc.flow.states import Settled


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenLoads:
    """The loads that lack something while some units are out."""

    power: frozenset[str]
    needs: frozenset[str]
    """Power, cooling or what they depend on."""


def taken_by_one_more(network: PowerNetwork, out: Out) -> dict[str, TakenLoads]:
    """Return, by component of which one unit more is out, the loads that lack something then."""
    states: Mapping[str, Out] = further(network, out)
    names, found = iter(states), {}
    for _, _, settled in in_chunks(network, list(states.values())):
        for taken in taken_loads(network, settled):
            found[next(names)] = taken
    return found


def taken_loads(network: PowerNetwork, settled: Settled) -> Iterator[TakenLoads]:
    """Yield the loads that lack something in each of some states."""
    loads = list(network.by_load)
    dark: NDArray[np.bool_] = np.array([without_power(network, settled, load) for load in loads])
    more = {load for load in loads if network.loads[load].cooled_by or network.loads[load].depends_on}
    lacking = np.array(
        [
            unserved(network, settled, load) if load in more else without
            for load, without in zip(loads, dark, strict=True)
        ]
    )
    for place in range(settled.count):
        yield TakenLoads(power=_where(loads, dark[:, place]), needs=_where(loads, lacking[:, place]))


def _where(loads: list[str], so: NDArray[np.bool_]) -> frozenset[str]:
    return frozenset(loads[place] for place in np.flatnonzero(so))
