"""Which blocks take the power from a node by themselves, batteries spent and switches moved."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from powercalc.components import Component, Tie, Ups
from powercalc.events.blocks import Own
from powercalc.site.graph import Graph


def take_alone(
    wires: Graph, own: Mapping[str, Own], blocks: Collection[int], nodes: Collection[str]
) -> tuple[int, ...]:
    """Return those of the blocks that take the power from one of the nodes while nothing else is down."""
    above = wires.above(tuple(nodes))
    groups = [group for group in wires.groups if not above.keys().isdisjoint(group)]
    return tuple(block for block in blocks if not _live(wires, own, groups, block).issuperset(nodes))


def _live(wires: Graph, own: Mapping[str, Own], groups: Collection[list[str]], down: int) -> set[str]:
    """What is live while one block is down; nothing at first, so that a cycle does not feed itself."""
    live: set[str] = set()
    for group in groups:
        for _ in group:
            live |= {name for name in group if _is_live(wires, wires.components[name], own[name], live, down)}
    return live


def _is_live(wires: Graph, node: Component, own: Own, live: set[str], down: int) -> bool:
    units = sum(down in unit for unit in own.units)
    sound = (
        down not in own.common and (not own.units or units < own.lost_at) and live.issuperset(node.depends_on)
    )
    if down in own.hazards:
        return False
    fed = _is_fed(wires, node, live)
    past = isinstance(node, Ups) and node.bypass and (not live.isdisjoint(node.bypass_fed_by) or fed)
    return (sound and fed) or past


def _is_fed(wires: Graph, node: Component, live: set[str]) -> bool:
    if isinstance(node, Tie):
        return not live.isdisjoint(node.between)
    if not node.fed_by or sum(name in live for name in node.fed_by) >= node.inputs_needed:
        return True
    return any(tie in live and other in live for tie, other in wires.ties.get(node.id, ()))
