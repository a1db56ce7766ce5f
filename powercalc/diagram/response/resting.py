"""What rests until it is needed, other than generators: what a fault that nobody knows of does not hurt.

Batteries rest while they are fed, a switch while its first input is live, a path that is normally open while
what it feeds has power, and anything else if all that it feeds is a later input of a switch or such a path.
What carries power at all times shows its faults at once, and has none that a test must find.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.components import Component, Generator, Storage, Switch, Tie
from powercalc.diagram.response.paths import PathPlan, is_open
from powercalc.diagram.response.wires import Caller, Wires


def resting(wires: Wires, paths: list[PathPlan]) -> dict[str, tuple[Caller, ...]]:
    """Return what may hide a fault, with the conditions under which it is needed; any one suffices."""
    found = {}
    for node in wires.components.values():
        if node.dormant_failure_rate and not (node.is_load or isinstance(node, Generator)):
            needs = _needs(wires, paths, node)
            if needs:
                found[node.id] = tuple(dict.fromkeys(needs))
    return found


def never_rests(wires: Wires, paths: list[PathPlan]) -> tuple[str, ...]:
    """Return what states dormant faults and is in use at all times."""
    found = resting(wires, paths)
    return tuple(
        node.id
        for node in wires.components.values()
        if node.dormant_failure_rate and node.id not in found and node.id not in wires.standby
    )


def _needs(wires: Wires, paths: list[PathPlan], node: Component) -> list[Caller] | None:
    """When a node is needed; None where it always is."""
    if isinstance(node, Storage):
        return [Caller(node.fed_by, node.inputs_needed, (node.id,))]
    if isinstance(node, Switch):
        return [Caller(node.fed_by[:1], 1, (node.id,))] if len(node.fed_by) > 1 else None
    if is_open(node):
        return [Caller(path.others, path.needed, (node.id,)) for path in paths if path.id == node.id] or None
    return None if isinstance(node, Tie) else _behind(wires, paths, node)


def _behind(wires: Wires, paths: list[PathPlan], node: Component) -> list[Caller] | None:
    """When any of what a plain node feeds looks for it."""
    if wires.ties.get(node.id):
        return None
    found: list[Caller] = []
    for name in wires.consumers[node.id]:
        needs = _of_consumer(wires, paths, node.id, wires.components[name])
        if needs is None:
            return None
        found += needs
    return found


def _of_consumer(
    wires: Wires, paths: list[PathPlan], feeder: str, consumer: Component
) -> list[Caller] | None:
    if feeder not in consumer.fed_by:
        return None
    if isinstance(consumer, Switch):
        place = consumer.fed_by.index(feeder)
        return [Caller(consumer.fed_by[:place], 1, (feeder,))] if place else None
    if is_open(consumer):
        return _needs(wires, paths, consumer)
    if isinstance(consumer, Storage | Tie) or consumer.is_load:
        return None
    return _behind(wires, paths, consumer)


def callers_of_plain(wires: Wires, needs: dict[str, tuple[Caller, ...]]) -> Iterator[Caller]:
    """Yield the conditions of what carries power itself: when it is repaired counts from then on."""
    for name, callers in needs.items():
        if carries(wires.components[name]):
            yield from callers


def carries(node: Component) -> bool:
    """Tell whether a fault of it that nobody knows of leaves it dead, and not only what it does on demand."""
    return not isinstance(node, Storage | Switch) and not is_open(node)
