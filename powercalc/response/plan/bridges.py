"""For how long a loss is surely bridged below: by batteries that never fail and by hold-up of loads."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from powercalc.components import Component, Storage, Tie, Ups
from powercalc.events.blocks import Own
from powercalc.response.plan.roles import may_not_hold
from powercalc.site.graph import Graph
from powercalc.site.walks import strong_components, supporters


class Bridges:
    """What bridges the loss of each node's output."""

    def __init__(self, wires: Graph, own: Mapping[str, Own]) -> None:
        self._wires, self._own = wires, own

    def of(self, node: str) -> float:
        """How long a loss of this node's output is surely bridged before any load, [h]."""
        return self._all[node]

    @cached_property
    def _all(self) -> dict[str, float]:
        """The same of all nodes, those that nothing is below first; ties and loops bridge nothing."""
        ties, loops = self._wires.ties, self._wires.loops
        looped = {name for group in self._wires.groups if loops.rounds(group) for name in group}
        below = {
            name: ()
            if ties.get(name) or isinstance(node, Tie) or name in looped
            else self._wires.consumers[name]
            for name, node in self._wires.components.items()
        }
        found: dict[str, float] = {}
        for (name,) in strong_components(below):
            found[name] = min((self._past(name, each, found[each]) for each in below[name]), default=0.0)
        return found

    def _past(self, node: str, consumer: str, below: float) -> float:
        """How long a consumer, with all below it, bridges the loss of what feeds, supports or cools it."""
        component = self._wires.components[consumer]
        ways = [below] if node in component.depends_on else []
        if node in component.cooled_by:
            ways.append((component.thermal_autonomy or 0.0) + below)
        if not ways or node in component.fed_by:
            ways.append(_sure_autonomy(component) + below)
        if isinstance(component, Ups) and component.bypass and self._may_be_passed(component, node):
            ways.append(below)
        return min(ways)

    def _may_be_passed(self, ups: Ups, node: str) -> bool:
        """Tell whether what feeds a UPS may pass around it: it bridges nothing while it is down."""
        own = self._own[ups.id]
        fails = bool(any(own.units) or own.common or supporters(ups) or may_not_hold(ups))
        return fails and node in (ups.bypass_fed_by or ups.fed_by)


def _sure_autonomy(node: Component) -> float:
    """How long a node surely holds, [h]: a load's hold-up, a storage whose battery never fails."""
    if node.is_load:
        return getattr(node, "hold_up", None) or 0.0
    if isinstance(node, Storage) and not may_not_hold(node):
        return node.autonomy or 0.0
    return 0.0
