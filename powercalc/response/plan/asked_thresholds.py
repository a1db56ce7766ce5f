"""For how long each node must have been lost for a load to be: sums of autonomies below it, gaps, waits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from powercalc.components import Component, Storage, Tie, Ups
from powercalc.errors import Problem, SiteError
from powercalc.response.plan.movers import Move, SwitchPlan, Wait
from powercalc.response.plan.open_paths import PathPlan
from powercalc.response.plan.roles import may_not_hold
from powercalc.response.plan.thresholds import TIMES, ByHand, Passed, Threshold, lasts, later, order
from powercalc.site.graph import Cycle, Graph

MOST_WAYS = 20_000
"""Ways through a loop of support that are followed: nodes, ages and storages passed."""

Asked = tuple[str, Iterable[Threshold]]
"""A node, and what is asked of it."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """The switches that may be stuck."""

    ids: frozenset[str]
    joint: frozenset[str]
    """Those that things make move only together."""
    tried: Mapping[tuple[str, int], float]
    """Per switch and place that it leaves, how long after that it would have moved, [h]."""


class Thresholds:
    """What is asked of the nodes of a site."""

    def __init__(
        self,
        wires: Graph,
        switches: Mapping[str, SwitchPlan],
        stuck: Stuck,
        paths: Mapping[tuple[str, str], PathPlan],
        waits: Mapping[Move, tuple[Wait, ...]],
        watched: frozenset[str] = frozenset(),
    ) -> None:
        """`watched`: ids beside the loads of which the loss is asked about by itself."""
        self._wires, self._switches, self._stuck, self._waits = wires, switches, stuck, waits
        self._paths_to: dict[str, list[PathPlan]] = {}
        for path in paths.values():
            self._paths_to.setdefault(path.node, []).append(path)
        self.of_nodes: dict[str, set[Threshold]] = {
            name: {0.0} if name in watched else set() for name in wires.components
        }
        """Per node, what is asked of it."""
        self.of_cycles: dict[tuple[str, ...], list[set[Threshold]]] = {}
        """Per cycle of ties, what each of its levels is told for."""
        for group in reversed(wires.groups):
            self._of_group(group)

    def _of_group(self, group: list[str]) -> None:
        looped = bool(self._wires.loops.rounds(group))
        if looped:
            self._of_loop(group, self.of_nodes)
        known = frozenset(group if looped else ())
        for part in reversed(self._wires.loops.order(group) if looped else [group]):
            if len(part) > 1:
                cycle = self._wires.cycle(part)
                self.of_cycles[cycle.nodes] = self._of_cycle(cycle)
                self._pass_up(part, known | frozenset(part))
            else:
                self._pass_up(part, known)

    def _pass_up(self, nodes: Iterable[str], known: Collection[str]) -> None:
        """Pass what is asked of some nodes on to all that they look at, other than what is known already."""
        for name in nodes:
            for feeder, thresholds in self._passed_up(self._wires.components[name], self.of_nodes[name]):
                if feeder not in known:
                    self.of_nodes[feeder].update(thresholds)

    def _of_cycle(self, cycle: Cycle) -> list[set[Threshold]]:
        """Return what each level of a cycle is told for: storage asks that of its rank for longer ages."""
        nodes = self._wires.components
        asked = [set[Threshold]() for _ in range(cycle.levels)]
        asked.append(set().union(*(self.of_nodes[name] for name in cycle.nodes)))
        moving = [each for name in cycle.nodes for each in self._moves(nodes[name], asked[-1])]
        asked[-1].update(each for name, ages in moving if name in cycle.nodes for each in ages)
        for rank in reversed(range(cycle.levels)):
            above = set[Threshold]().union(*asked[rank + 1 :])
            for name, other in cycle.ranks.items():
                if other == rank:
                    asked[rank] |= _through(nodes[name], above)
        for name in cycle.nodes:
            self.of_nodes[name] |= set().union(*asked)
        return asked

    def _of_loop(self, group: list[str], asked: dict[str, set[Threshold]]) -> None:
        """Add what the nodes of a loop of support ask of each other, on ways that pass each storage once.

        A storage, and what is cooled, may be passed once: what comes back to it with a longer age it knows.
        Raises `SiteError` for a loop with more ways through it than can be followed.
        """
        inside = set(group)
        pending = [(node, age, frozenset[str]()) for node in group for age in asked[node]]
        seen = set(pending)
        while pending:
            name, age, passed = pending.pop()
            if name in passed:
                continue
            asked[name].add(age)
            node = self._wires.components[name]
            beyond = passed | {name} if isinstance(node, Storage) or node.thermal_autonomy else passed
            for feeder, ages in self._passed_up(node, {age}):
                found = {(feeder, each, beyond) for each in ages if feeder in inside} - seen
                seen |= found
                pending += sorted(found, key=lambda way: (way[0], order(way[1])))
            if len(seen) > MOST_WAYS:
                raise SiteError([_too_long(group)])

    def _passed_up(self, node: Component, own: set[Threshold]) -> Iterator[Asked]:
        """Yield what a node needs to know of its inputs, supports, cooling and ties."""
        for path in self._paths_to.get(node.id, ()):
            if path.around and any(lasts(path.transfer_time, each) for each in own):
                own.add(Passed(path.transfer_time))
        if node.is_load:
            own.add(0.0)
        through = _through(node, own)
        yield from ((feeder, through) for feeder in node.fed_by)
        yield from ((support, own) for support in node.depends_on)
        warm = {later(each, node.thermal_autonomy or 0.0) for each in own}
        yield from ((unit, warm) for unit in node.cooled_by)
        if isinstance(node, Ups) and node.bypass:
            yield from ((feeder, own) for feeder in node.bypass_fed_by or node.fed_by)
        yield from ((end, own) for end in (node.between if isinstance(node, Tie) else ()))
        for tie, other in self._wires.ties.get(node.id, ()):
            yield tie, own
            yield other, own
        yield from self._moves(node, own)

    def _moves(self, node: Component, own: set[Threshold]) -> Iterator[Asked]:
        """Yield what is asked of inputs to know whether a switch has moved, or a path has closed."""
        if node.id in self._switches:
            yield from self._moving(self._switches[node.id], own)
        for path in self._paths_to.get(node.id, ()):
            yield from self._closing(path, own)

    def _moving(self, switch: SwitchPlan, own: set[Threshold]) -> Iterator[Asked]:
        """Yield what a switch asks of the inputs that it leaves: whether the move is over."""
        if any(lasts(switch.transfer_time, each) for each in own):
            yield from ((feeder, (Passed(switch.transfer_time),)) for feeder in switch.inputs[:-1])
        if own and switch.id in self._stuck.ids:
            for place, feeder in enumerate(switch.inputs[:-1]):
                tried = [self._stuck.tried[switch.id, each] for each in range(place, len(switch.inputs) - 1)]
                times = range(len(TIMES)) if switch.id in self._stuck.joint else (None,)
                yield feeder, [ByHand(switch.manual_time, each, after) for after in tried for each in times]
        for place, _ in enumerate(switch.inputs[:-1]):
            for target in switch.inputs[place + 1 :]:
                for wait in self._waits[switch.id, place, target]:
                    if any(lasts(wait.hours, each) for each in own):
                        yield from ((name, (Passed(wait.hours),)) for name in wait.nodes)
                        yield from ((name, {*own, Passed(wait.hours)}) for name in wait.moves)

    def _closing(self, path: PathPlan, own: set[Threshold]) -> Iterator[Asked]:
        """Yield what a path asks of the other inputs: whether it has closed."""
        if not path.around and any(lasts(path.transfer_time, each) for each in own):
            yield from ((name, (Passed(path.transfer_time),)) for name in path.others)


def _through(node: Component, own: set[Threshold]) -> set[Threshold]:
    """For how long its inputs must have been lost: beyond what it bridges, at all where it may not hold."""
    if node.is_load:
        return {later(each, getattr(node, "hold_up", None) or 0.0) for each in own}
    if not isinstance(node, Storage):
        return own
    longer = {later(each, node.autonomy or 0.0) for each in own}
    return longer | own if may_not_hold(node) else longer


def _too_long(group: list[str]) -> Problem:
    return Problem(
        text=f"components support each other in a loop of too many ways: {', '.join(group)}",
        expected="a loop with fewer batteries and thermal autonomies in it; `--plain` has no such limit",
    )
