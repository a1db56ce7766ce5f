"""Given which blocks are down since when: since when nodes are lost, generators called, switches dead.

Everything here is arrays over columns; an age is [h], −∞ for what is live.  An age that follows from the
blocks alone is certain; `possible` is the oldest age of any block above a node, for what is lost by a trial
on demand in between (a battery that does not hold, a switch that is stuck).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from powercalc.components import Component, Storage, Tie, Ups
from powercalc.diagram.response.movers import SwitchPlan
from powercalc.diagram.response.paths import PathPlan, itself
from powercalc.diagram.response.plan import Plan
from powercalc.diagram.response.thresholds import INSTANT
from powercalc.site.calls import Caller
from powercalc.site.graph import Cycle
from powercalc.site.walks import supporters

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LIVE = -np.inf


class Ages:
    """The ages of all nodes in some columns."""

    def __init__(
        self,
        plan: Plan,
        blocks: Mapping[int, Floats],
        buses: Mapping[str, Floats],
        columns: int,
        *,
        holds: bool = True,
    ) -> None:
        self._holds = holds
        self._plan = plan
        self._blocks = blocks
        self._buses = buses
        self._live = np.full(columns, LIVE)
        self._moves: dict[str, list[tuple[Floats, Floats]]] = {}
        self.lost: dict[str, Floats] = {}
        self.possible: dict[str, Floats] = {}
        self._arrived: dict[str, Floats] = {}
        """Since when storage in a cycle is not fed by what is outside it."""
        self._before: dict[str, Floats] = {}
        """Of a cycle that is being told, what the round before says of its nodes: as supports."""
        for group in plan.timed:
            self._tell(group)

    def called(self, bus: str) -> Floats:
        """The age of the call of a generator: since the first of its callers wants it."""
        callers = self._callers(bus)
        certain = _oldest([self._wanting(caller, self.lost) for caller in callers], self._live)
        maybe = _oldest([self._wanting(caller, self.possible) for caller in callers], self._live)
        return np.where(certain > LIVE, certain, maybe)

    def wanted(self, callers: Iterable[Caller]) -> Floats:
        """Since when the first of these conditions holds, by what follows from the blocks alone."""
        return _oldest([self._wanting(caller, self.lost) for caller in callers], self._live)

    def _callers(self, bus: str) -> list[Caller]:
        members = self._plan.buses[bus].members
        return [caller for caller in self._plan.wires.callers if set(members) & set(caller.called)]

    def certainly_called(self, bus: str) -> Floats:
        """As `called`, for what follows from the blocks alone."""
        return self.wanted(self._callers(bus))

    def since_move(
        self, switch: SwitchPlan, calls: Mapping[str, Floats], starts: Mapping[str, Floats | float]
    ) -> list[tuple[Floats, Floats]]:
        """Since when a switch has needed to move, and how long ago that was over, [h].

        At each place but the last.

        At the need age α, the output is dead until α0 + transfer time, α0 when another input became live:
        negative until then; nan where there was no need at this place. It is told once, as calls and starts
        follow from the columns, too.
        """
        if switch.id not in self._moves:
            self._moves[switch.id] = self._since_move(switch, calls, starts)
        return self._moves[switch.id]

    def _since_move(
        self, switch: SwitchPlan, calls: Mapping[str, Floats], starts: Mapping[str, Floats | float]
    ) -> list[tuple[Floats, Floats]]:
        """The same, worked out."""
        lost = [self.lost[feeder] for feeder in switch.inputs]
        result = []
        for place in range(len(switch.inputs) - 1):
            need = lost[place]
            if place == 0:
                need = np.where(need > LIVE, need, self.possible[switch.inputs[0]])
            stands = np.logical_and.reduce([need > LIVE, *(lost[i] > need for i in range(place))])
            since = np.full_like(need, np.inf)
            for other in range(place + 1, len(switch.inputs)):
                ready = self._ready(switch, switch.inputs[other], need, calls, starts)
                since = np.minimum(since, np.where(lost[other] < need, ready, np.inf))
            # where all is lost together, only a trial on demand can have made it move before
            alone = np.isinf(since)
            need = np.where(alone, self.possible[switch.inputs[place]], need)
            moved = need - np.where(alone, 0.0, since) - switch.transfer_time
            result.append((need, np.where(stands, moved, np.nan)))
        return result

    def sooner(
        self, switch: SwitchPlan, place: int, need: Floats, starts: Mapping[str, Floats | float]
    ) -> Iterator[tuple[str, Floats]]:
        """Yield the generators that a switch at this place can stand on while those before them still start.

        Each with how long ago the move to it was over, [h]: negative until then.
        """
        for feeder in switch.inputs[place + 1 :]:
            if not self._plan.wires.only_generators_behind(feeder):
                return
            if feeder in starts:
                yield feeder, need - starts[feeder] - switch.transfer_time

    def since_needed(self, path: PathPlan) -> Floats:
        """Since when a path that is normally open is needed, [h]."""
        k = path.needed_lost
        need = _at_least(k, [self.lost[name] for name in path.others])
        return np.where(need > LIVE, need, _at_least(k, [self.possible[name] for name in path.others]))

    def since_closed(
        self, path: PathPlan, calls: Mapping[str, Floats], starts: Mapping[str, Floats | float]
    ) -> tuple[Floats, Floats]:
        """Since when a path that is normally open is needed, and how long ago it has closed, [h].

        Negative until then; nan: no need.

        It waits for its time and for its source, side by side.
        """
        need = self.since_needed(path)
        ready = self._called(path.source, need, calls, starts)
        waits = np.maximum(np.where(self.lost[path.source] < need, ready, 0.0), path.transfer_time)
        return need, np.where(need > LIVE, need - waits, np.nan)

    def _ready(
        self,
        switch: SwitchPlan,
        feeder: str,
        need: Floats,
        calls: Mapping[str, Floats],
        starts: Mapping[str, Floats | float],
    ) -> Floats:
        """α0: from which need age on an input can be live; a path must close, what is called must start."""
        path = self._plan.paths.get((feeder, switch.id))
        if path is None:
            return self._called(feeder, need, calls, starts)
        return np.asarray(np.nan_to_num(need - self.since_closed(path, calls, starts)[1], nan=np.inf))

    def _called(
        self, feeder: str, need: Floats, calls: Mapping[str, Floats], starts: Mapping[str, Floats | float]
    ) -> Floats:
        """α0 of what may have to be called: the start time, less what has passed of it."""
        sets = [bus for bus in self._plan.wires.sets_behind(feeder) if bus in calls]
        if not sets or not self._plan.wires.only_generators_behind(feeder):
            return np.zeros_like(need)
        with np.errstate(invalid="ignore"):
            waits = [np.maximum(starts[bus] - (calls[bus] - need), 0.0) for bus in sets]
        return np.asarray(np.nan_to_num(np.minimum.reduce(waits), nan=np.inf))

    def _wanting(self, caller: Caller, ages: Mapping[str, Floats]) -> Floats:
        """Since when fewer than `needed` of a caller's inputs are live."""
        return _at_least(len(caller.inputs) - caller.needed + 1, [ages[name] for name in caller.inputs])

    def _tell(self, group: list[str]) -> None:
        """Tell a group; in a loop of support nothing is lost at first."""
        loops = self._plan.wires.loops
        rounds = loops.rounds(group)
        if not rounds:
            self._settle(group)
            return
        self.lost |= dict.fromkeys(group, self._live)
        self.possible |= dict.fromkeys(group, self._live)
        for _ in range(rounds):
            for part in loops.order(group):
                self._settle(part)

    def _settle(self, group: list[str]) -> None:
        if len(group) == 1:
            node = self._plan.wires.components[group[0]]
            self.lost[node.id] = self._of(node)
            self.possible[node.id] = self._possible(node)
            return
        cycle = self._plan.wires.cycle(group)
        self._before = {name: self.lost[name] for name in group if name in self.lost}
        self.possible |= dict.fromkeys(group, self._live)
        for level in range(cycle.levels + 1):
            self._connect(cycle, level)
            for name in (name for name, rank in cycle.ranks.items() if rank == level):
                self._arrived[name] = self._fed(self._plan.wires.components[name])
        self._before = {}

    def _connect(self, cycle: Cycle, level: int) -> None:
        """Tell a cycle of ties from "all lost" until nothing changes; storage of this rank passes on only."""
        passing = {name for name, rank in cycle.ranks.items() if rank >= level}
        nodes = [self._plan.wires.components[name] for name in cycle.nodes]
        self.lost |= {node.id: np.full_like(self._live, np.inf) for node in nodes}
        for _ in nodes:
            before = [(self.lost[name], self.possible[name]) for name in cycle.nodes]
            self.lost |= {node.id: self._of(node, passes=node.id in passing) for node in nodes}
            self.possible |= {node.id: self._possible(node) for node in nodes}
            after = [(self.lost[name], self.possible[name]) for name in cycle.nodes]
            if np.array_equal(before, after):
                return

    def _of(self, node: Component, *, passes: bool = False) -> Floats:
        own = self._plan.own[node.id]
        if node.id in self._buses:
            also = [self._block(block) for block in own.also]
            return _oldest([self._buses[node.id], *also, *self._supports(node)], self._live)
        fed, struck = self._fed(node), [self._block(block) for block in own.hazards]
        if isinstance(node, Storage):
            later = fed if passes else self._arrived.get(node.id, fed) - (node.autonomy or 0.0) * self._holds
            fed = np.where(later >= 0, later, LIVE)
        units = [_oldest([self._block(block) for block in unit], self._live) for unit in own.units]
        down = _at_least(own.lost_at, units) if units else self._live
        common = [self._block(block) for block in own.common]
        lost = _oldest([down, *common, *self._supports(node), fed], self._live)
        if isinstance(node, Ups) and node.bypass:
            self.lost[itself(node.id)] = _oldest([lost, *struck], self._live)
            around = [self.lost[name] for name in node.bypass_fed_by] or [self._fed(node)]
            lost = np.minimum(lost, np.minimum.reduce(around))
        return _oldest([lost, *struck], self._live)

    def _supports(self, node: Component) -> list[Floats]:
        """Since when each support is lost, and since when the cooling is missed."""
        found = [self._support(name) for name in node.depends_on]
        if node.cooled_by:
            units = [self._support(name) for name in node.cooled_by]
            warm = _at_least(len(units) - node.cooling_needed + 1, units) - (node.thermal_autonomy or 0.0)
            found.append(np.where(warm >= 0, warm, LIVE))
        return found

    def _support(self, name: str) -> Floats:
        """Since when a support is lost; of a cycle of ties that supports itself, none is at first."""
        return self._before[name] if name in self._before else self.lost[name]

    def _possible(self, node: Component) -> Floats:
        own = self._plan.own[node.id]
        above = [*node.fed_by, *supporters(node), *(tie for tie, _ in self._plan.wires.ties.get(node.id, ()))]
        if isinstance(node, Tie):
            above += node.between
        known = [self.possible[name] for name in above if name in self.possible]
        if isinstance(node, Storage):  # it has held, unless what is above has not been lost for so long
            held = (node.autonomy or 0.0) * self._holds
            known = [np.where(age >= held - INSTANT, np.maximum(age - held, 0.0), age) for age in known]
        ages = [self._block(block) for block in own.blocks]
        found = _oldest([*ages, *known], self._live)
        if isinstance(node, Ups) and node.bypass:
            alone = self.lost[itself(node.id)]
            self.possible[itself(node.id)] = np.where(alone > LIVE, alone, found)
        lost = self.lost[node.id]
        if node.id in self._buses:
            # one that nobody called, or that never came, says nothing of when: what calls it does
            lost = np.where(np.isposinf(lost), LIVE, lost)
        return np.where(lost > LIVE, lost, found)

    def _block(self, block: int) -> Floats:
        return self._blocks.get(block, self._live)

    def _fed(self, node: Component) -> Floats:
        if isinstance(node, Tie):
            return np.asarray(np.minimum.reduce([self.lost[end] for end in node.between]))
        fed = self._inputs(node)
        if node.id in self._plan.switches:
            fed = _oldest([fed, *self._moving(self._plan.switches[node.id])], self._live)
        for tie, other in self._plan.wires.ties.get(node.id, ()):
            blocks = [self._block(block) for block in self._plan.own[tie].blocks]
            supports = self._supports(self._plan.wires.components[tie])
            closing = self._closing(tie, node.id)
            fed = np.minimum(fed, _oldest([*blocks, *supports, closing, self.lost[other]], self._live))
        return fed

    def _closing(self, path: str, node: str) -> Floats:
        """Since when a path is needed that has not closed yet."""
        found = self._plan.paths.get((path, node))
        if found is None or found.around:
            return self._live
        need = _at_least(found.needed_lost, [self.lost[name] for name in found.others])
        return np.where((need >= 0) & (need < found.transfer_time - INSTANT), need, LIVE)

    def _moving(self, switch: SwitchPlan) -> Iterator[Floats]:
        """Yield since when a switch is dead because it moves, from input to input: to what is live then."""
        lost = [self.lost[feeder] for feeder in switch.inputs]
        for place in range(len(lost) - 1):
            need = np.minimum.reduce(lost[: place + 1])
            over = np.full_like(need, np.inf)
            for other in range(place + 1, len(lost)):
                waits = self._plan.waits[switch.id, place, switch.inputs[other]]
                hours = max([switch.transfer_time, *(wait.hours for wait in waits)])
                over = np.where(lost[other] == LIVE, np.minimum(over, hours), over)
            yield np.where((need >= 0) & (need < over - INSTANT) & np.isfinite(over), need, LIVE)

    def _inputs(self, node: Component) -> Floats:
        inputs = [np.maximum(self.lost[name], self._closing(name, node.id)) for name in node.fed_by]
        if not inputs:
            return self._live
        return _at_least(len(inputs) - node.inputs_needed + 1, inputs)


def _oldest(ages: list[Floats], live: Floats) -> Floats:
    """Since when one of them is lost."""
    return np.asarray(np.maximum.reduce([live, *ages]))


def _at_least(k: int, ages: list[Floats]) -> Floats:
    """Since when at least k of them are lost."""
    if k <= 0:
        return np.full_like(ages[0], np.inf)
    if len(ages) == 1:
        return ages[0]
    return np.asarray(np.sort(np.stack(ages), axis=0)[len(ages) - k])
