"""Given which blocks are down since when: since when nodes are lost, generators called, switches dead.

Everything here is arrays over columns; an age is [h], −∞ for what is live.  An age that follows from the
blocks alone is certain; `possible` is the oldest age of any block above a node, for what is lost by a trial
on demand in between (a battery that does not hold, a switch that is stuck).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from numpy.typing import NDArray

from powercalc.components import Component, Storage, Tie, Ups
from powercalc.engine.recording.arrays import np
from powercalc.response.plan.movers import SwitchPlan
from powercalc.response.plan.open_paths import PathPlan, itself
from powercalc.response.plan.plan import Plan
from powercalc.response.plan.thresholds import INSTANT
from powercalc.site.calls import Caller
from powercalc.site.walks import supporters
from powercalc.wiring.reading import Reading, Way

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LIVE = -np.inf


class Since:
    """Truths as times: since when something is so, [h]; −∞ where it is not, ∞ where it always is."""

    def __init__(self, columns: int) -> None:
        self.never = np.full(columns, LIVE)
        self.always = np.full(columns, np.inf)

    def at_least(self, k: int, parts: Sequence[Floats]) -> Floats:
        """Since when at least k of them are so."""
        if k <= 0:
            return self.always
        if k > len(parts):
            return self.never
        return parts[0] if len(parts) == 1 else np.asarray(np.sort(np.stack(parts), axis=0)[len(parts) - k])

    def any_of(self, parts: Sequence[Floats]) -> Floats:
        """Since when one of them is so."""
        return np.asarray(np.maximum.reduce(np.array([self.never, *parts])))

    def all_of(self, parts: Sequence[Floats]) -> Floats:
        """Since when all of them are so."""
        return np.asarray(np.minimum.reduce(np.array([self.always, *parts])))


class Ages(Reading[Floats]):
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
        super().__init__(plan.wires, Since(columns))
        self._holds = holds
        self._plan = plan
        self._blocks = blocks
        self._buses = buses
        self._live = self.truths.never
        self._moves: dict[tuple[str, int], list[tuple[Floats, Floats]]] = {}
        self._certain: dict[str, Floats] = {}
        self._maybe: dict[str, Floats] = {}
        self.possible: dict[str, Floats] = {}
        self._arrived: dict[str, Floats] = {}
        """Since when storage in a cycle is not fed by what is outside it."""
        self._passing: Collection[str] = ()
        """The storage in a cycle that is being told as passing on only."""
        self.tell(plan.timed)

    def called(self, bus: str) -> Floats:
        """The age of the call of a generator: since the first of its callers wants it."""
        if bus not in self._maybe:
            maybe = self.truths.any_of(
                [self._wanting(caller, self.possible) for caller in self._callers(bus)]
            )
            certain = self.certainly_called(bus)
            self._maybe[bus] = np.where(certain > LIVE, certain, maybe)
        return self._maybe[bus]

    def wanted(self, callers: Iterable[Caller]) -> Floats:
        """Since when the first of these conditions holds, by what follows from the blocks alone."""
        return self.truths.any_of([self._wanting(caller, self.lost) for caller in callers])

    def _callers(self, bus: str) -> list[Caller]:
        members = self._plan.buses[bus].members
        return [caller for caller in self._plan.wires.callers if set(members) & set(caller.called)]

    def certainly_called(self, bus: str) -> Floats:
        """As `called`, for what follows from the blocks alone."""
        if bus not in self._certain:
            self._certain[bus] = self.wanted(self._callers(bus))
        return self._certain[bus]

    def since_move(
        self, switch: SwitchPlan, calls: Mapping[str, Floats], starts: Mapping[str, Floats | float]
    ) -> list[tuple[Floats, Floats]]:
        """Since when a switch has needed to move, and how long ago that was over, [h].

        At each place but the last.

        At the need age α, the output is dead until α0 + transfer time, α0 when another input became live:
        negative until then; nan where there was no need at this place. It is told once, as calls and starts
        follow from the columns, too.
        """
        key = switch.id, len(switch.inputs)
        if key not in self._moves:
            self._moves[key] = self._since_move(switch, calls, starts)
        return self._moves[key]

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
                need = np.where(np.isposinf(need), self._since_called(switch.inputs[0], calls), need)
            stands = np.logical_and.reduce(np.array([need > LIVE, *(lost[i] > need for i in range(place))]))
            since = self._another(switch, place, need, calls, starts)
            # where all is lost together, only a trial on demand can have made it move before
            alone = np.isinf(since)
            need = np.where(alone, self.possible[switch.inputs[place]], need)
            moved = need - np.where(alone, 0.0, since) - switch.transfer_time
            result.append((need, np.where(stands, moved, np.nan)))
        return result

    def since_all_lost(
        self,
        switch: SwitchPlan,
        place: int,
        calls: Mapping[str, Floats],
        starts: Mapping[str, Floats | float],
    ) -> tuple[Floats, Floats]:
        """Since when all inputs up to this one are lost, and how long ago a switch moved on from them, [h].

        Wherever it stood among them. Negative until then; nan where they are not.
        """
        need = self.truths.all_of([self.lost[feeder] for feeder in switch.inputs[: place + 1]])
        since = self._another(switch, place, need, calls, starts)
        with np.errstate(invalid="ignore"):
            return need, np.where(need > LIVE, need - since - switch.transfer_time, np.nan)

    def _another(
        self,
        switch: SwitchPlan,
        place: int,
        need: Floats,
        calls: Mapping[str, Floats],
        starts: Mapping[str, Floats | float],
    ) -> Floats:
        """From which need age on an input after this one is live; ∞: none is."""
        since = np.full_like(need, np.inf)
        for feeder in switch.inputs[place + 1 :]:
            ready = self._ready(switch, feeder, need, calls, starts)
            since = np.minimum(since, np.where(self.lost[feeder] < need, ready, np.inf))
        return since

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
        need = self.truths.at_least(k, [self.lost[name] for name in path.others])
        return np.where(
            need > LIVE, need, self.truths.at_least(k, [self.possible[name] for name in path.others])
        )

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

    def _since_called(self, feeder: str, calls: Mapping[str, Floats]) -> Floats:
        """Since when an input that has never come is called: since then a switch would leave it, [h]."""
        sets = [calls[bus] for bus in self._plan.wires.sets_behind(feeder) if bus in calls]
        return self.truths.any_of(sets) if sets else self.truths.always

    def _called(
        self, feeder: str, need: Floats, calls: Mapping[str, Floats], starts: Mapping[str, Floats | float]
    ) -> Floats:
        """α0 of what may have to be called: the start time, less what has passed of it."""
        sets = [bus for bus in self._plan.wires.sets_behind(feeder) if bus in calls]
        if not sets or not self._plan.wires.only_generators_behind(feeder):
            return np.zeros_like(need)
        with np.errstate(invalid="ignore"):
            waits = [np.maximum(starts[bus] - (calls[bus] - need), 0.0) for bus in sets]
        return np.asarray(np.nan_to_num(np.minimum.reduce(np.array(waits)), nan=np.inf))

    def _wanting(self, caller: Caller, ages: Mapping[str, Floats]) -> Floats:
        """Since when fewer than `needed` of a caller's inputs are live."""
        return self.truths.at_least(
            len(caller.inputs) - caller.needed + 1, [ages[name] for name in caller.inputs]
        )

    # -- what takes a node down --------------------------------------------------------------

    def own(self, node: Component) -> Floats:
        """Since when too few units work, or a common cause has struck; a bus does not supply."""
        own = self._plan.own[node.id]
        common = [self._block(block) for block in own.common]
        if node.id in self._buses:
            buses = [self._buses[name] for name in self._plan.buses_of(node.id) if name in self._buses]
            return self.truths.any_of([*buses, *common])
        units = [self.truths.any_of([self._block(block) for block in unit]) for unit in own.units]
        return self.truths.any_of(
            [self.truths.at_least(own.lost_at, units) if units else self._live, *common]
        )

    def struck(self, node: Component) -> Floats:
        """Since when a hazard has struck."""
        return self.truths.any_of([self._block(block) for block in self._plan.own[node.id].hazards])

    def supports(self, node: Component) -> list[Floats]:
        """Since when a support is lost, and since when the cooling is missed."""
        if not supporters(node):
            return []
        warm = self.needs.uncooled(node) - (node.thermal_autonomy or 0.0)
        return [self.needs.unsupported(node), np.where(warm >= 0, warm, LIVE)]

    def not_closed(self, path: str, node: Component) -> Floats:
        """Since when a path is needed that has not closed yet."""
        return self._closing(path, node.id)

    def moving(self, node: Component) -> Sequence[Floats]:
        """Since when a switch is dead because it moves."""
        switch = self._plan.switches.get(node.id)
        return [*self._moving(switch)] if switch else ()

    def own_way(self, node: Component) -> Way[Floats]:
        """Through its own units; storage holds for its autonomy, unless it passes on only."""
        way = super().own_way(node)
        if isinstance(node, Storage) and node.id not in self._passing:
            fed = self._arrived.get(node.id)
            later = (self.unfed(node) if fed is None else fed) - (node.autonomy or 0.0) * self._holds
            spent = np.where(later >= -INSTANT, np.maximum(later, 0.0), LIVE)
            way = Way(down=way.down, known=[spent])
        if isinstance(node, Ups) and node.bypass:
            self.lost[itself(node.id)] = self._lost_on(way)
        return way

    # -- in which order ------------------------------------------------------------------------

    def settle(self, nodes: Sequence[str]) -> None:
        """Tell some nodes: since when they are lost, and since when they may be."""
        super().settle(nodes)
        self.possible.update({name: self._possible(self.graph.components[name]) for name in nodes})

    def connect(self, cycle: Sequence[str]) -> None:
        """Tell a cycle level by level, and at each until nothing changes; see `site.graph.Cycle`."""
        told = self.graph.cycle(cycle)
        self.possible.update(dict.fromkeys(cycle, self._live))
        for level in range(told.levels + 1):
            self._passing = {name for name, rank in told.ranks.items() if rank >= level}
            self.lost.update(dict.fromkeys(cycle, self.truths.always))
            for _ in cycle:
                before = [(self.lost[name], self.possible[name]) for name in cycle]
                self.settle(cycle)
                after = [(self.lost[name], self.possible[name]) for name in cycle]
                if np.array_equal(before, after):
                    break
            for name in (name for name, rank in told.ranks.items() if rank == level):
                self._arrived[name] = self.unfed(self.graph.components[name])
        self._passing = ()

    def _possible(self, node: Component) -> Floats:
        own = self._plan.own[node.id]
        feeding = [*node.fed_by, *(tie for tie, _ in self._plan.wires.ties.get(node.id, ()))]
        if isinstance(node, Tie):
            feeding += node.between
        held = (node.autonomy or 0.0) * self._holds if isinstance(node, Storage) else 0.0
        known = [
            *self._outlasted(feeding, held),
            *self._outlasted(node.depends_on, 0.0),
            *self._outlasted(node.cooled_by, node.thermal_autonomy or 0.0),
        ]
        ages = [self._block(block) for block in own.blocks]
        found = self.truths.any_of([*ages, *known])
        if isinstance(node, Ups) and node.bypass:
            alone = self.lost[itself(node.id)]
            self.possible[itself(node.id)] = np.where(alone > LIVE, alone, found)
        lost = self.lost[node.id]
        if node.id in self._buses:
            # one that nobody called, or that never came, says nothing of when: what calls it does
            lost = np.where(np.isposinf(lost), LIVE, lost)
        return np.where(lost > LIVE, lost, found)

    def _outlasted(self, above: Iterable[str], hours: float) -> Iterator[Floats]:
        """Yield since when what is above may be missed, if one does without it for so long.

        One has, unless it has not been lost for so long.
        """
        for age in (self.possible[name] for name in above if name in self.possible):
            yield np.where(age >= hours - INSTANT, np.maximum(age - hours, 0.0), age) if hours else age

    def _block(self, block: int) -> Floats:
        return self._blocks.get(block, self._live)

    def _closing(self, path: str, node: str) -> Floats:
        """Since when a path is needed that has not closed yet."""
        found = self._plan.paths.get((path, node))
        if found is None:
            return self._live
        need = self.truths.at_least(found.needed_lost, [self.lost[name] for name in found.others])
        return np.where((need >= 0) & (need < found.transfer_time - INSTANT), need, LIVE)

    def _moving(self, switch: SwitchPlan) -> Iterator[Floats]:
        """Yield since when a switch is dead because it moves, from input to input: to what is live then."""
        lost = [self.lost[feeder] for feeder in switch.inputs]
        for place in range(len(lost) - 1):
            need = np.minimum.reduce(np.array(lost[: place + 1]))
            over = np.full_like(need, np.inf)
            for other in range(place + 1, len(lost)):
                waits = self._plan.waits[switch.id, place, switch.inputs[other]]
                hours = np.full_like(need, switch.transfer_time)
                for wait in waits:
                    left = self.truths.all_of([self.lost[name] for name in wait.moves])
                    late = (left >= 0) & (left < wait.hours - INSTANT) if wait.moves else True
                    hours = np.where(late, np.maximum(hours, wait.hours), hours)
                over = np.where(lost[other] == LIVE, np.minimum(over, hours), over)
            yield np.where((need >= 0) & (need < over - INSTANT) & np.isfinite(over), need, LIVE)
