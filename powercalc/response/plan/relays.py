"""How long after a source is there its supply comes to what stands below it."""

from __future__ import annotations

from powercalc.components import Storage, Switch
from powercalc.dynamics.ages import FOREVER
from powercalc.site.graph import Graph


def relayed(wires: Graph, node: str, source: str) -> float:
    """Return how long after a source its supply comes to a node, by the moves of switches in between, [h].

    A storage in between has bridged it: the node has not been lost.
    """
    above, found = wires.above((node,)), {source: 0.0}
    for name in (name for group in wires.groups for name in group if name in above):
        component = wires.components[name]
        inputs = [feeder for feeder in component.fed_by if feeder in found]
        if name == source or not inputs:
            continue
        moves = isinstance(component, Switch) and component.fed_by[0] not in inputs
        own = (component.transfer_time or 0.0) if isinstance(component, Switch) and moves else 0.0
        held = isinstance(component, Storage)
        found[name] = -FOREVER if held else own + min(found[feeder] for feeder in inputs)
    return found.get(node, -FOREVER)
