"""Gaps on return that may come as what is down comes back: no course of regimes counts them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from powercalc.components import Component, Storage, Switch
from powercalc.site import Site


def gap_share(site: Site, points: Collection[str], down: Collection[str]) -> float:
    """The chance that a gap is not bridged on the way to any of some nodes, as what is down comes back."""
    return max((_to_any(site, points, switch) for switch in gapped(site, down)), default=0.0)


def gapped(site: Site, down: Collection[str]) -> Iterator[Switch]:
    """Yield the switches that return with a gap to what may come back above them."""
    for node in site.complete:
        above = site.graph.for_power([node.id]) if isinstance(node, Switch) and node.return_gap else {}
        if isinstance(node, Switch) and any(name in above for name in down):
            yield node


def _to_any(site: Site, points: Collection[str], switch: Switch) -> float:
    """At most: that of all nodes added up, or of all storage that the gap of a switch meets first."""
    shares = {point: _through(site, point, switch) for point in points}
    reached = {point for point, share in shares.items() if share}
    alone = sum(shares.values())
    return alone if len(reached) < 2 else min(alone, _past_the_first(site, reached, switch))


def _past_the_first(site: Site, points: Collection[str], switch: Switch) -> float:
    """The chances of storage that the gap of a switch meets first on its way to some nodes, added up."""
    graph, on_the_way = site.graph, site.graph.for_power(points)
    found, seen, waiting = 0.0, {switch.id}, [switch.id]
    while waiting:
        for name in graph.fed.get(waiting.pop(), ()):
            if name in seen or name not in on_the_way:
                continue
            seen.add(name)
            share = _not_held(graph.components[name], switch.return_gap or 0.0)
            if share < 1:
                found += share
            elif name in points:
                return 1.0
            else:
                waiting.append(name)
    return min(found, 1.0)


def _through(site: Site, point: str, switch: Switch) -> float:
    """The largest chance that storage does not hold, over the ways from a switch to a node; 0 for no way."""
    gap = switch.return_gap or 0.0
    shares = {point: 0.0 if (getattr(site.graph.components[point], "hold_up", None) or 0.0) >= gap else 1.0}
    waiting = [point]
    while waiting:
        name = waiting.pop()
        passed = shares[name] * _not_held(site.graph.components[name], gap)
        for feeder in site.graph.feeders[name]:
            if passed > shares.get(feeder, 0.0):
                shares[feeder] = passed
                waiting.append(feeder)
    return shares.get(switch.id, 0.0)


def _not_held(node: Component, gap: float) -> float:
    """The chance that a node does not bridge a gap."""
    if not isinstance(node, Storage) or (node.autonomy or 0.0) < gap:
        return 1.0
    return min((node.battery_failure or 0.0) * node.count, 1.0)
