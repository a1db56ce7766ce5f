"""The plan of an outage response: blocks, thresholds, callers, switches; all but numbers per column."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from powercalc.components import Component, Storage, Switch, Tie, Ups
from powercalc.diagram.response.black_start import black_starts
from powercalc.diagram.response.blocks import Block, Blocks, Own
from powercalc.diagram.response.fuel import tanks
from powercalc.diagram.response.loops import refuse_unsolved
from powercalc.diagram.response.paths import PathPlan, open_paths
from powercalc.diagram.response.resting import resting
from powercalc.diagram.response.sets import bus_plans
from powercalc.diagram.response.shared import SharedTrials
from powercalc.diagram.response.wires import Cycle, Wires, is_plain, may_not_hold
from powercalc.diagram.service import Service
from powercalc.dynamics.ages import FOREVER, series
from powercalc.errors import Problem, SiteError
from powercalc.flow.limits import quieted
from powercalc.flow.network import Network
from powercalc.site import Site
from powercalc.site.order import supporters

MOST_WAYS = 20_000
"""Ways through a loop of support that are followed: nodes, ages and storages passed."""

DIGITS = 12
"""Thresholds that agree to so many decimals of an hour are one."""


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


class Plan:
    """What must be known of a site before columns of numbers can be made."""

    def __init__(self, site: Site, served: Iterable[Service] = (), network: Network | None = None) -> None:
        self.wires = Wires(site)
        self.shared = SharedTrials(site)
        self.buses = bus_plans(self.wires)
        work = {service.component: service for service in served}
        self.network = network and quieted(network)
        self._blocks = Blocks(site, frozenset(self.wires.standby), work, _counted(self.network))
        self.windows: Mapping[str, int] = self._blocks.windows
        self.own: dict[str, Own] = self._blocks.own
        self.blocks: list[Block] = self._blocks.found
        refuse_unsolved(self.wires)
        self.black_starts = black_starts(self.wires)
        self.needs, cycles = _needs(self.wires)
        self.trip_ages = _asked_of_trips(self.network, self.needs)
        """The ages at which flows are told, for what has been open so long."""
        self.needs = {name: ages | self.trip_ages for name, ages in self.needs.items()}
        self.cycle_ages: CycleAges = {
            cycle: [self.trip_ages.union(ages) for ages in asked] for cycle, asked in cycles.items()
        }
        self._bridges: dict[str, float] = {}
        paths = list(open_paths(self.wires, self.shared))
        self.resting = resting(self.wires, paths)
        self.paths = {path.key: path for path in paths if self._matters(path)}
        every = list(self._every_switch())
        self.switches = {switch.id: switch for switch in every if self._is_noticed(switch)}
        self.returning = {switch.id: switch for switch in every if self._returns(switch)}
        self._merge()
        looking = [need for rest in self.resting.values() if rest.carries for need in rest.needs]
        callers = (*self.wires.callers, *looking)
        called = [feeder for caller in callers for feeder in caller.inputs]
        self.first = self._blocks_above(called)
        movers = [*self.movers, *self.returning.values()]
        switched = [feeder for switch in movers for feeder in switch.inputs]
        second = self._blocks_above(switched)
        self.second = tuple(block for block in second if block not in set(self.first))
        self.tanks = tanks(self.wires)
        self.doubted = self._doubted()
        self.watched = self._watched()
        self.thresholds = self._thresholds()
        self.bus_thresholds = {
            name: sorted(set().union(*(self.needs[member] for member in bus.members)))
            for name, bus in self.buses.items()
        }

    @cached_property
    def usual(self) -> frozenset[int]:
        """The callers that are down for most of the time, or for good: solar power that counts as nothing."""
        down = {block: float(self.blocks[block].ageing.unavailability(0.0)) for block in self.first}
        return frozenset(block for block, chance in down.items() if chance > 0.5)

    def states(self, order: int) -> Iterator[tuple[int, ...]]:
        """Yield the callers that are down where so many are not as they are for most of the time."""
        for unusual in combinations(self.first, order):
            yield tuple(block for block in self.first if (block in self.usual) != (block in unusual))

    @cached_property
    def timed(self) -> list[list[str]]:
        """The groups of nodes of which someone asks since when they are lost: above calls and what moves."""
        callers = (*self.wires.callers, *(each for rest in self.resting.values() for each in rest.needs))
        asked = [feeder for caller in callers for feeder in caller.inputs]
        for mover in (*self.movers, *self.returning.values()):
            asked += (
                (*mover.others, mover.source, mover.node) if isinstance(mover, PathPlan) else mover.inputs
            )
        above = self.wires.above(tuple(dict.fromkeys(asked)))
        return [group for group in self.wires.groups if not above.keys().isdisjoint(group)]

    @cached_property
    def is_exact(self) -> bool:
        """Tell whether nothing is approximated: nothing is called, moves, or is bridged."""
        lasting = any(age > 0 for ages in self.thresholds for age in ages)
        return not (self.buses or self.movers or self.returning or lasting)

    @property
    def movers(self) -> list[SwitchPlan | PathPlan]:
        """All that moves when an input is lost."""
        return [*self.switches.values(), *self.paths.values()]

    @property
    def transfer_times(self) -> set[float]:
        """How long moves take, [h]; a path before a switch closes before that moves."""
        both = {
            path.transfer_time + self.switches[path.node].transfer_time
            for path in self.paths.values()
            if path.node in self.switches
        }
        return both | {mover.transfer_time for mover in self.movers}

    def _matters(self, path: PathPlan) -> bool:
        """Tell whether anyone can notice that a path was open."""
        if isinstance(self.wires.components[path.node], Switch):
            return path.may_fail or path.transfer_time > 0
        return path.may_fail or path.transfer_time > self._bridge(path.node)

    @cached_property
    def fuel_ends(self) -> list[float]:
        """The ages of a call at which an empty tank can matter to a load, [h]."""
        ends = {
            _sum(tank.autonomy, at) for name, tank in self.tanks.items() for at in self.bus_thresholds[name]
        }
        return sorted(ends)

    @cached_property
    def window(self) -> float:
        """Failures per hour of all blocks times the longest window: how far losses may relay each other."""
        longest = max((age for ages in self.thresholds for age in ages), default=0.0)
        return longest * sum(float(block.ageing.frequency(0.0)) for block in self.blocks)

    def _every_switch(self) -> Iterable[SwitchPlan]:
        """Yield the switches that have a choice."""
        for node in self.wires.components.values():
            if isinstance(node, Switch) and len(node.fed_by) > 1:
                manual = node.manual_transfer_time
                yield SwitchPlan(
                    id=node.id,
                    inputs=node.fed_by,
                    transfer_time=node.transfer_time or 0.0,
                    fail_to_transfer=self.shared.rest("fail_to_transfer", node.id, node.fail_to_transfer),
                    manual_time=manual if manual is not None else (node.mttr or 0.0),
                    return_gap=node.return_gap or 0.0,
                    fails=node.fail_to_transfer or 0.0,
                )

    def _is_noticed(self, switch: SwitchPlan) -> bool:
        """Tell whether anyone can notice its gaps or failures to move."""
        waits = any(self._waits(feeder) or (feeder, switch.id) in self.paths for feeder in switch.inputs)
        bridged = switch.transfer_time <= self._bridge(switch.id) and not waits
        fails = switch.fails or switch.id in self.resting
        return bool(fails or (switch.transfer_time and not bridged))

    def _returns(self, switch: SwitchPlan) -> bool:
        """Tell whether anyone can notice that it returns."""
        return switch.return_gap > self._bridge(switch.id)

    def _bridge(self, node: str) -> float:
        """How long a loss of this node's output is surely bridged before any load, [h]."""
        if node not in self._bridges:
            tied = bool(self.wires.ties.get(node)) or isinstance(self.wires.components[node], Tie)
            below = () if tied or node in self._looped else self.wires.consumers[node]
            self._bridges[node] = min((self._bridge_of(node, each) for each in below), default=0.0)
        return self._bridges[node]

    def _bridge_of(self, node: str, consumer: str) -> float:
        """How long a consumer, with all below it, bridges the loss of what feeds, supports or cools it."""
        below, component = self._bridge(consumer), self.wires.components[consumer]
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
        own = self.own[ups.id]
        fails = bool(any(own.units) or own.common or supporters(ups) or may_not_hold(ups))
        return fails and node in (ups.bypass_fed_by or ups.fed_by)

    @cached_property
    def _looped(self) -> frozenset[str]:
        """The nodes that support themselves in a loop with others."""
        loops = self.wires.loops
        return frozenset(name for group in self.wires.groups if loops.rounds(group) for name in group)

    def _merge(self) -> None:
        """Make one block of two plain nodes in series with nothing between and nobody beside them."""
        for group in self.wires.groups:
            if len(group) > 1:
                continue
            node = self.wires.components[group[0]]
            if len(node.fed_by) != 1 or supporters(node) or not self._can_merge(node):
                continue
            feeder = self.wires.components[node.fed_by[0]]
            if self._can_merge(feeder) and self.wires.consumers[feeder.id] == [node.id]:
                self._join(feeder.id, node.id)

    def _can_merge(self, node: Component) -> bool:
        own = self.own[node.id]
        alone = not self.wires.ties.get(node.id) and node.id not in self.resting
        alone = alone and node.id not in self.windows
        return is_plain(node) and alone and len(own.units) <= 1

    def _join(self, feeder: str, node: str) -> None:
        """Move the block of the feeder into that of the node."""
        mine, upper = self.own[node].units, self.own[feeder].units
        if not upper or not upper[0]:
            return
        numbers = [*upper[0], *(mine[0] if mine else ())]
        if len(numbers) > 1:
            members = [self.blocks[number] for number in numbers]
            name = " + ".join(member.name for member in members)
            known = all(member.known for member in members)
            numbers = list(self._blocks.add(name, series([m.ageing for m in members]), known=known))
        self.own[node] = replace(self.own[node], units=(tuple(numbers),))
        self.own[feeder] = replace(self.own[feeder], units=())

    def _blocks_above(self, nodes: Iterable[str]) -> tuple[int, ...]:
        """The blocks of all that stands above these nodes; without called generators and planned work."""
        found = self.wires.above(tuple(n for n in dict.fromkeys(nodes) if not self._waits(n)))
        blocks = dict.fromkeys(block for node in found for block in self.own[node].blocks)
        return tuple(block for block in blocks if block not in self.windows.values())

    def _waits(self, node: str) -> bool:
        return self.wires.only_generators_behind(node) and bool(self.wires.sets_behind(node))

    def _doubted(self) -> tuple[str, ...]:
        """The generators whose state others wait for: behind what a caller looks at, or before another input
        of a switch.
        """
        found: dict[str, None] = {}
        for caller in self.wires.callers:
            for feeder in caller.inputs:
                found |= dict.fromkeys(self.wires.sets_behind(feeder))
        for switch in self.movers:
            for feeder in switch.inputs[:-1]:
                found |= dict.fromkeys(self.wires.sets_behind(feeder) if self._waits(feeder) else ())
        return tuple(found)

    def doubted_for(self, first: str) -> frozenset[str]:
        """The generators that are called when this one fails."""
        return frozenset(
            name
            for caller in self.wires.callers
            if any(first in self.wires.sets_behind(feeder) for feeder in caller.inputs)
            for name in caller.called
        )

    def head_start(self, first: str, second: str) -> float:
        """For how long the second generator has supplied when that of the first comes to what calls it, [h].

        Negative where the first is there sooner.
        """
        comes = max(
            self._relayed(feeder, first)
            for caller in self.wires.callers
            if second in caller.called
            for feeder in caller.inputs
            if first in self.wires.sets_behind(feeder)
        )
        return self.buses[first].sets.start_time + comes - self.buses[second].sets.start_time

    def _relayed(self, node: str, source: str) -> float:
        """How long after a source its supply comes to a node, by the moves of switches in between, [h].

        A storage in between has bridged it: the node has not been lost.
        """
        component = self.wires.components[node]
        if node == source:
            return 0.0
        if isinstance(component, Storage):
            return -FOREVER
        inputs = [feeder for feeder in component.fed_by if source in self.wires.sets_behind(feeder)]
        moves = isinstance(component, Switch) and component.fed_by[0] not in inputs
        own = (component.transfer_time or 0.0) if isinstance(component, Switch) and moves else 0.0
        return own + min((self._relayed(feeder, source) for feeder in inputs), default=-FOREVER)

    def _watched(self) -> tuple[str, ...]:
        """The buses whose loss makes a switch further down move, other than the doubted ones."""
        feeders = [feeder for switch in self.movers for feeder in switch.inputs[:-1]]
        behind = {
            bus for feeder in feeders if not self._waits(feeder) for bus in self.wires.sets_behind(feeder)
        }
        return tuple(name for name in self.wires.standby if name in behind and name not in self.doubted)

    def _thresholds(self) -> list[list[float]]:
        """Per block, the ages that matter, ascending, [h]."""
        found: list[set[float]] = [set() for _ in self.blocks]
        for id, own in self.own.items():  # noqa: A001
            for block in own.blocks:
                found[block] |= self.needs[id]
        supports = tuple(name for start in self.black_starts.values() for name in start.supports)
        for id in self.wires.above(supports):  # noqa: A001
            for block in self.own[id].blocks:
                found[block].add(0.0)
        return [sorted(ages) for ages in found]


def _sure_autonomy(node: Component) -> float:
    """How long a node surely holds, [h]: a load's hold-up, a storage whose battery never fails."""
    if node.is_load:
        return getattr(node, "hold_up", None) or 0.0
    if isinstance(node, Storage) and not may_not_hold(node):
        return node.autonomy or 0.0
    return 0.0


def _counted(network: Network | None) -> frozenset[str]:
    """The banks of which it matters how many units work: what they carry follows from it."""
    elements = () if network is None else network.elements.values()
    return frozenset(each.id for each in elements if each.component.count > 1 and each.rating is not None)


def _asked_of_trips(network: Network | None, needs: Mapping[str, set[float]]) -> frozenset[float]:
    """For how long something that can trip must have been open before a load is lost, [h]."""
    elements = () if network is None else network.elements.values()
    return frozenset(age for each in elements if each.trip is not None for age in needs[each.id])


CycleAges = Mapping[tuple[str, ...], Sequence[Collection[float]]]
"""Per cycle of ties, the ages that each of its levels is told for, [h]."""


def _needs(wires: Wires) -> tuple[dict[str, set[float]], CycleAges]:
    """Per node, for how long it must have been lost before a load is: sums of autonomies below it, [h]."""
    needs: dict[str, set[float]] = {id: set() for id in wires.components}  # noqa: A001
    cycles: dict[tuple[str, ...], list[set[float]]] = {}
    for group in reversed(wires.groups):
        looped = bool(wires.loops.rounds(group))
        if looped:
            _needs_of_loop(wires, group, needs)
        known = frozenset(group if looped else ())
        for part in reversed(wires.loops.order(group) if looped else [group]):
            if len(part) > 1:
                cycle = wires.cycle(part)
                cycles[cycle.nodes] = _needs_of_cycle(wires, cycle, needs)
                _pass_up(wires, part, needs, known | frozenset(part))
            else:
                _pass_up(wires, part, needs, known)
    return needs, cycles


def _pass_up(
    wires: Wires, nodes: Iterable[str], needs: dict[str, set[float]], known: Collection[str]
) -> None:
    """Pass the ages of some nodes on to all that they look at, other than what is known already."""
    for name in nodes:
        for feeder, ages in _passed_up(wires, wires.components[name], needs[name]):
            if feeder not in known:
                needs[feeder] |= ages


def _needs_of_cycle(wires: Wires, cycle: Cycle, needs: dict[str, set[float]]) -> list[set[float]]:
    """Return the ages of each level of a cycle; storage asks the level of its rank for longer ones."""
    asked = [set[float]() for _ in range(cycle.levels)]
    asked.append(set().union(*(needs[name] for name in cycle.nodes)))
    for rank in reversed(range(cycle.levels)):
        above = set[float]().union(*asked[rank + 1 :])
        for name, other in cycle.ranks.items():
            if other == rank:
                asked[rank] |= _passed_by_storage(wires.components[name], above)
    for name in cycle.nodes:
        needs[name] |= set().union(*asked)
    return asked


def _needs_of_loop(wires: Wires, group: list[str], needs: dict[str, set[float]]) -> None:
    """Add what the nodes of a loop of support need of each other, on ways that pass each storage once.

    A storage, and what is cooled, may be passed once: what comes back to it with a longer age it knows.
    Raises `SiteError` for a loop with more ways through it than can be followed.
    """
    inside = set(group)
    pending = [(node, age, frozenset[str]()) for node in group for age in needs[node]]
    seen = set(pending)
    while pending:
        name, age, passed = pending.pop()
        if name in passed:
            continue
        needs[name].add(age)
        node = wires.components[name]
        beyond = passed | {name} if isinstance(node, Storage) or node.thermal_autonomy else passed
        for feeder, ages in _passed_up(wires, node, {age}):
            found = {(feeder, each, beyond) for each in ages if feeder in inside} - seen
            seen |= found
            pending += sorted(found, key=lambda way: way[:2])
        if len(seen) > MOST_WAYS:
            raise SiteError([_too_long(group)])


def _too_long(group: list[str]) -> Problem:
    return Problem(
        text=f"components support each other in a loop of too many ways: {', '.join(group)}",
        expected="a loop with fewer batteries and thermal autonomies in it; `--plain` has no such limit",
    )


def _passed_up(wires: Wires, node: Component, own: set[float]) -> Iterable[tuple[str, set[float]]]:
    """Yield what a node needs to know of its inputs, supports, cooling and ties."""
    if node.is_load:
        own.add(0.0)
        later = {_sum(age, getattr(node, "hold_up", None) or 0.0) for age in own}
    elif isinstance(node, Storage):
        later = _passed_by_storage(node, own)
    else:
        later = own
    yield from ((feeder, later) for feeder in node.fed_by)
    yield from ((support, own) for support in node.depends_on)
    warm = {_sum(age, node.thermal_autonomy or 0.0) for age in own}
    yield from ((unit, warm) for unit in node.cooled_by)
    if isinstance(node, Ups) and node.bypass:
        yield from ((feeder, own) for feeder in node.bypass_fed_by or node.fed_by)
    yield from ((end, own) for end in (node.between if isinstance(node, Tie) else ()))
    for tie, other in wires.ties.get(node.id, ()):
        yield tie, own
        yield other, own


def _passed_by_storage(node: Component, own: set[float]) -> set[float]:
    """For how long its inputs must have been lost: beyond its autonomy, or at all where it may not hold."""
    if not isinstance(node, Storage):
        return own
    longer = {_sum(age, node.autonomy or 0.0) for age in own}
    return longer | own if may_not_hold(node) else longer


def _sum(age: float, more: float) -> float:
    return round(age + more, DIGITS)
