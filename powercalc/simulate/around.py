"""A bypass through a path that is normally open: closed when the UPS itself does not supply.

Such a UPS becomes two nodes: the UPS itself, which the path watches, and its output, to which either leads.
"""

from __future__ import annotations

from dataclasses import replace

from powercalc.simulate.draft import Draft, Node
from powercalc.simulate.machine import CAUSE, STORAGE
from powercalc.simulate.set_calls import CallCondition


def itself(name: str) -> str:
    """The name of a UPS without its bypass."""
    return f"{name} itself"


def part_with_units(draft: Draft, name: str) -> str:
    """Return the node that has the units of a component."""
    return itself(name) if itself(name) in draft.nodes else name


def split_bypasses(draft: Draft) -> None:
    """Split each UPS that has a bypass through a path that is normally open."""
    for name, node in list(draft.nodes.items()):
        paths = [feeder for feeder in node.bypasses if draft.nodes[feeder].openable]
        if paths:
            _split(draft, node)
            for path in paths:
                draft.nodes[path].conditions.append(CallCondition(inputs=(itself(name),), needed=1))


def _split(draft: Draft, node: Node) -> None:
    alone, output = itself(node.name), node.name
    draft.nodes[alone] = replace(node, name=alone, has_bypass=False, bypasses=[], bypass_failure=0.0)
    draft.nodes[output] = Node(
        name=output, kind=STORAGE, inputs=[alone], inputs_needed=1, has_bypass=True, bypasses=node.bypasses,
        bypass_failure=node.bypass_failure, draws=node.draws,
    )  # fmt: skip
    for unit in (*node.units, *draft.causes):
        unit.owner = alone if unit.owner == output else unit.owner
        if unit.kind == CAUSE:
            unit.targets = tuple(alone if target == output else target for target in unit.targets)
