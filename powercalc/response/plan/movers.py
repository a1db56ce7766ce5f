"""Switches that move when an input is lost: to which other inputs, and what each waits for there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from powercalc.components import Generator, Storage, Switch
from powercalc.events.common_causes import InCommon
from powercalc.response.plan.open_paths import PathPlan
from powercalc.response.plan.thresholds import total
from powercalc.site.graph import Graph


@dataclass(frozen=True, slots=True)
class SwitchPlan:
    """A switch whose moves matter: which inputs it may be stuck on, and its figures."""

    id: str
    inputs: tuple[str, ...]
    transfer_time: float
    fail_to_transfer: float
    manual_time: float
    return_gap: float
    fails: float
    """The chance of a failed move, alone or in common with others."""


def switch_plans(wires: Graph, shared: InCommon) -> Iterator[SwitchPlan]:
    """Yield the switches that have a choice."""
    for node in wires.components.values():
        if isinstance(node, Switch) and len(node.fed_by) > 1:
            manual = node.manual_transfer_time
            yield SwitchPlan(
                id=node.id,
                inputs=node.fed_by,
                transfer_time=node.transfer_time or 0.0,
                fail_to_transfer=shared.rest("fail_to_transfer", node.id, node.fail_to_transfer),
                manual_time=manual if manual is not None else (node.mttr or 0.0),
                return_gap=node.return_gap or 0.0,
                fails=node.fail_to_transfer or 0.0,
            )


@dataclass(frozen=True, slots=True)
class Wait:
    """An input supplies a switch only when `lost_at` of some nodes have been lost for so long [h]."""

    nodes: tuple[str, ...]
    lost_at: int
    hours: float
    generators: tuple[str, ...] = ()
    """What starts meanwhile, unless it has been called before."""
    moves: tuple[str, ...] = ()
    """The inputs that a switch there has left, and comes back only after its own gap; none: always so."""


Move = tuple[str, int, str]
"""A switch, the place of the input that it leaves, and the input that it moves to."""


def waits_of_all(
    wires: Graph, paths: Mapping[tuple[str, str], PathPlan], switches: Iterable[SwitchPlan]
) -> dict[Move, tuple[Wait, ...]]:
    """Return what each move waits for besides the transfer."""
    every = {switch.id: switch for switch in switches}
    moves = [
        (switch, place, target)
        for switch in every.values()
        for place in range(len(switch.inputs) - 1)
        for target in switch.inputs[place + 1 :]
    ]
    found = {
        (switch.id, place, target): tuple(_waits(wires, paths, switch, place, target))
        for switch, place, target in moves
    }
    below = {
        (switch.id, place, target): tuple(_waits_for_moves(wires, every, found, switch, place, target))
        for switch, place, target in moves
    }
    return {move: (*waits, *below[move]) for move, waits in found.items()}


def tried(waits: Mapping[Move, tuple[Wait, ...]], switch: SwitchPlan, place: int) -> float:
    """Return how long after it had to leave an input a switch would have moved, at the soonest, [h]."""
    return min(
        max(
            [
                switch.transfer_time,
                *(wait.hours for wait in waits[switch.id, place, target] if not wait.moves),
            ]
        )
        for target in switch.inputs[place + 1 :]
    )


def _waits(
    wires: Graph, paths: Mapping[tuple[str, str], PathPlan], switch: SwitchPlan, place: int, target: str
) -> Iterator[Wait]:
    """Yield what a switch that leaves its input at `place` waits for at another one, its own time included.

    A path that is normally open closes first, while a generator behind it starts.
    """
    nodes, lost_at, closes = switch.inputs[: place + 1], place + 1, 0.0
    path = paths.get((target, switch.id))
    if path is not None:
        nodes, lost_at, closes = path.others, path.needed_lost, path.transfer_time
        yield Wait(nodes, lost_at, total(closes, switch.transfer_time))
    sets = wires.sets_behind(target) if wires.only_generators_behind(target) else ()
    starts = [_start_time(wires, name) for name in sets]
    if starts and min(starts) > closes:
        yield Wait(nodes, lost_at, total(min(starts), switch.transfer_time), sets)


def _waits_for_moves(
    wires: Graph,
    switches: Mapping[str, SwitchPlan],
    waits: Mapping[Move, tuple[Wait, ...]],
    switch: SwitchPlan,
    place: int,
    target: str,
) -> Iterator[Wait]:
    """Yield what it waits for where one cause takes the inputs and makes a switch at the next one move, too.

    That one comes back after its own gap, and then this one moves to it.
    """
    above = switches.get(_passing_on(wires, target))
    if above is None or not switch.transfer_time:
        return
    for left in range(len(above.inputs) - 1):
        gap = tried(waits, above, left)
        if gap:
            hours = total(gap, switch.transfer_time)
            yield Wait(switch.inputs[: place + 1], place + 1, hours, moves=above.inputs[: left + 1])


def _passing_on(wires: Graph, node: str) -> str:
    """The nearest node above that has a choice, or holds by itself: what is in between passes it on."""
    component = wires.components[node]
    while len(component.fed_by) == 1 and not isinstance(component, Storage) and not wires.ties.get(node):
        node = component.fed_by[0]
        component = wires.components[node]
    return node


def _start_time(wires: Graph, generator: str) -> float:
    node = wires.components[generator]
    return (node.start_time or 0.0) if isinstance(node, Generator) else 0.0
