"""What the plan of an outage response needs to know of what trips."""

from __future__ import annotations

from collections.abc import Mapping

from powercalc.flow.power_network import PowerNetwork
from powercalc.response.plan.thresholds import Threshold, reached


def counted(network: PowerNetwork | None) -> frozenset[str]:
    """Return the banks of which it matters how many units work: what they carry follows from it."""
    elements = () if network is None else network.elements.values()
    return frozenset(each.id for each in elements if each.component.count > 1 and each.rating is not None)


def asked_of_trips(network: PowerNetwork | None, asked: Mapping[str, set[Threshold]]) -> frozenset[float]:
    """Return for how long something that can trip must have been open before a load is lost, [h]."""
    elements = () if network is None else network.elements.values()
    return frozenset(age for each in elements if each.trip is not None for age in reached(asked[each.id]))
