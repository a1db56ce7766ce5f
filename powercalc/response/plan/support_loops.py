"""Loops of support that the outage response cannot tell: those that may not start again by themselves.

In a loop of levels (a UPS that feeds its own cooling) everything is live again as soon as power is. Not so
where something in the loop moves only after a time: while a switch is on its way, what it feeds is dead, and
with it what the next input of the switch needs. That depends on what has been lost in between, which ages do
not say. The simulation follows such a loop. (Generators are told: see `black_start`.)
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush

from powercalc.components import Component, Storage, Switch
from powercalc.engine.recording.arrays import scalar
from powercalc.errors import Problem, SiteError
from powercalc.response.plan.open_paths import is_open
from powercalc.response.plan.roles import may_not_hold
from powercalc.site.graph import Graph


def refuse_unsolved(wires: Graph) -> None:
    """Raise `SiteError` naming every loop of support in which something moves that the loop waits for."""
    problems = [
        problem for group in wires.groups if wires.loops.rounds(group) for problem in _unsolved(wires, group)
    ]
    if problems:
        raise SiteError(problems)


def _unsolved(wires: Graph, group: list[str]) -> Iterator[Problem]:
    for name in group:
        node = wires.components[name]
        if is_open(node):
            yield _problem(node, group, "a path that is normally open")
        elif isinstance(node, Switch) and _waits_for_itself(wires, node, set(group)):
            yield _problem(node, group, "a switch that may wait for what it feeds itself")


def _problem(node: Component, group: list[str], what: str) -> Problem:
    return Problem(
        path=(node.kind, node.id),
        text=f"is {what}, in a loop of components that support each other ({', '.join(group)}); "
        "whether the loop starts again by itself is not computed",
        expected="a loop broken by what needs nothing of it; `powercalc simulate` follows the loop as it is",
    )


def _waits_for_itself(wires: Graph, switch: Switch, group: set[str]) -> bool:
    """Tell whether a later input may be lost because the switch is dead: its move is not surely bridged."""
    later = [
        feeder for feeder in switch.fed_by[1:] if feeder in group and not wires.only_generators_behind(feeder)
    ]
    if not later or not (switch.transfer_time or switch.fail_to_transfer):
        return False
    held = _holds(wires, switch.id, group)
    longest = min((held[feeder] for feeder in later if feeder in held), default=scalar("inf"))
    return bool(switch.fail_to_transfer) or (switch.transfer_time or 0.0) >= longest


def _holds(wires: Graph, start: str, group: set[str]) -> dict[str, float]:
    """Return, per node of the group, how long it surely holds when `start` is dead, [h] (Dijkstra)."""
    found: dict[str, float] = {}
    pending = [(0.0, start)]
    while pending:
        held, name = heappop(pending)
        if name in found:
            continue
        found[name] = held
        for consumer in wires.consumers[name]:
            if consumer in group and consumer not in found:
                heappush(pending, (held + _bridges(wires.components[consumer], name), consumer))
    return found


def _bridges(node: Component, lost: str) -> float:
    """How long a node surely does without something that it is fed, supported or cooled by, [h]."""
    if lost in node.depends_on:
        return 0.0
    ways = [node.thermal_autonomy or 0.0] if lost in node.cooled_by else []
    if lost not in node.cooled_by or lost in node.fed_by:
        sure = isinstance(node, Storage) and not may_not_hold(node)
        ways.append(getattr(node, "autonomy", None) or 0.0 if sure else 0.0)
    return min(ways)
