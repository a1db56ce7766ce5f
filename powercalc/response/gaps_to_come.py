"""Gaps on return that may come as what is down comes back: no course of regimes counts them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from powercalc.components import Component, Storage, Switch
from powercalc.site import Site


def gap_share(site: Site, points: Iterable[str], down: Collection[str]) -> float:
    """The chance that a gap is not bridged on the way to any of some nodes, as what is down comes back."""
    switches = [each.id for each in gapped(site, down)]
    return max((_through(site, point, switch) for point in points for switch in switches), default=0.0)


def gapped(site: Site, down: Collection[str]) -> Iterator[Switch]:
    """Yield the switches that return with a gap to what may come back above them."""
    for node in site.complete:
        above = site.graph.for_power([node.id]) if isinstance(node, Switch) and node.return_gap else {}
        if isinstance(node, Switch) and any(name in above for name in down):
            yield node


def _through(site: Site, point: str, switch: str) -> float:
    """The largest chance that storage does not hold, over the ways from a switch to a node; 0 for no way."""
    node = site.graph.components[switch]
    gap = (node.return_gap or 0.0) if isinstance(node, Switch) else 0.0
    shares = {point: 0.0 if (getattr(site.graph.components[point], "hold_up", None) or 0.0) >= gap else 1.0}
    waiting = [point]
    while waiting:
        name = waiting.pop()
        passed = shares[name] * _not_held(site.graph.components[name], gap)
        for feeder in site.graph.feeders[name]:
            if passed > shares.get(feeder, 0.0):
                shares[feeder] = passed
                waiting.append(feeder)
    return shares.get(switch, 0.0)


def _not_held(node: Component, gap: float) -> float:
    """The chance that a node does not bridge a gap."""
    if not isinstance(node, Storage) or (node.autonomy or 0.0) < gap:
        return 1.0
    return min((node.battery_failure or 0.0) * node.count, 1.0)
