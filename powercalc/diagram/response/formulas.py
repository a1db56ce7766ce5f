"""The formulas "the output of n has been lost for τ or longer", of every node and every τ that matters.

    Lost_n(τ) = D_n(τ)  or  InputLost_n(τ + autonomy if its storage holds, else τ)

over nested variables for each block (`dynamics.ladder`), one variable per trial on demand, and nested
variables for each bus of standby sets.  τ is an age, or that at which a gap or a wait is over (`thresholds`):
switches and open paths are dead while such a time is not over (`moves`).  Ties are connectivity: see
`engine.connectivity`.  Storage in a cycle of ties does not feed itself, see `wires.Cycle`.

What a node depends on must be live, and its cooling not lost for longer than it can do without:

    Lost_n(τ)  includes  Lost_s(τ) of each support s,  CoolingLost_n(τ + thermal autonomy)

In a loop of support the greatest fixed point of "live" is meant: nothing is lost at first. Going round a loop
only ever asks for a longer loss than before, and Lost(τ) falls with τ: what a node would learn from itself it
knows already. So a loop needs no more thresholds than the ways through it that pass each storage once
(`Plan.asked`), and those that are not there are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeVar

from powercalc.components import Component, Storage, Tie, Ups
from powercalc.diagram.common_cause import unit_names
from powercalc.diagram.cycles import WayIn, connected, votes
from powercalc.diagram.response.black_start import AtStart
from powercalc.diagram.response.blocks import Own
from powercalc.diagram.response.movers import Move, Wait
from powercalc.diagram.response.moves import Moves
from powercalc.diagram.response.plan import Plan
from powercalc.diagram.response.resting import carries
from powercalc.diagram.response.thresholds import ByHand, Hand, Threshold, later, nesting, order
from powercalc.diagram.response.wires import Cycle, may_not_hold
from powercalc.engine.formula import Formulas

Key = TypeVar("Key")

LIVE_FEED = ""
"""Stands for the feeds that nobody calls."""


@dataclass(frozen=True, slots=True)
class OverloadCall:
    """A generator that an overload may call."""

    uncalled: int
    """The variable "no block has called it"."""
    late: int
    """The variable "it does not supply when an overload calls it"."""
    chance: float
    frequency: float
    """[1/h]."""


@dataclass
class Variables:
    """What the variables of the diagram mean: their numbers by what they stand for."""

    count: int = 0
    """How many there are."""
    rungs: dict[int, list[int]] = field(default_factory=dict)
    """Per block, one variable for each threshold."""
    hands: dict[Hand, list[int]] = field(default_factory=dict)
    """Per block or bus, switch and when that is tried: "down for so long that it has been moved by hand"."""
    buses: dict[str, list[int]] = field(default_factory=dict)
    """Per generator that is called, one variable for each threshold."""
    trials: dict[int, float] = field(default_factory=dict)
    """Per trial on demand, its probability."""
    hidden: dict[int, str] = field(default_factory=dict)
    """Per fault that nobody knows of, the component that has it."""
    dead: dict[tuple[str, int], int] = field(default_factory=dict)
    """Per switch and place that it leaves, "dead since it needed to", where columns tell."""
    waits: dict[tuple[str, int], int] = field(default_factory=dict)
    """The same, "not moved by hand yet", where failures to move are shared with other switches."""
    late: dict[tuple[Move, Wait], int] = field(default_factory=dict)
    """Per move that waits for generators, "they were not called before"."""
    by_hand: dict[tuple[str, int], int] = field(default_factory=dict)
    """Per switch and place that it leaves, "moved by hand", where columns tell when."""
    long: dict[tuple[str, int, int], int] = field(default_factory=dict)
    """Per switch, place that it leaves and time: "what columns give has been down for so long"."""
    slow: dict[tuple[str, int], int] = field(default_factory=dict)
    """Per switch and place that it leaves, "moving it by hand takes longer than is asked for"."""
    brief: dict[tuple[tuple[object, ...], float], int] = field(default_factory=dict)
    """Per mover and hours, "a time as short as that counts"."""
    open: dict[tuple[str, str], int] = field(default_factory=dict)
    """Per path that is normally open and node that it closes for, "it does not close for this need"."""
    returned: dict[str, list[int]] = field(default_factory=dict)
    """Per switch with a gap on return, one variable for each threshold: "dead since it went back"."""
    supplied: dict[str, int] = field(default_factory=dict)
    """Per generator that such a switch may go back from, "it has supplied"; `LIVE_FEED` for all else."""
    by_overload: dict[str, OverloadCall] = field(default_factory=dict)
    """Per generator that an overload may call."""
    levels: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    """Per generator and number of sets, one variable for each threshold: "so many do not supply"."""

    def varying(self, callers: Iterable[int]) -> list[int]:
        """The variables whose figures differ between columns: the callers', and all that hangs on ages."""
        asked = set(callers)
        rungs = [numbers for block, numbers in self.rungs.items() if block in asked]
        hands = [each for key, each in self.hands.items() if key[0] in asked or isinstance(key[0], str)]
        lists = (*rungs, *hands, *self.buses.values(), *self.returned.values(), *self.levels.values())
        single = (
            self.hidden,
            self.dead.values(),
            self.waits.values(),
            self.by_hand.values(),
            self.late.values(),
            self.open.values(),
        )
        found = {*chain.from_iterable(lists), *chain.from_iterable(single), *self.supplied.values()}
        return sorted(found)


class Losses:
    """Builds the formulas of all nodes."""

    def __init__(self, plan: Plan, beside: Losses | None = None) -> None:
        """`beside`: others, whose variables and moves these share."""
        self.plan = plan
        self.wires = plan.wires
        self._lost: dict[tuple[str, Threshold], int] = {}
        self._arrived: dict[tuple[str, Threshold], int] = {}
        """What storage in a cycle is fed with: lost, as far as power comes from elsewhere."""
        self._cycled = {name for cycle in plan.cycles for name in self.wires.cycle(cycle).ranks}
        self._before: dict[tuple[str, Threshold], int] = {}
        """Of a cycle that is being told, what the round before says of its nodes: as supports."""
        self._looped = {
            name for group in self.wires.groups if self.wires.loops.rounds(group) for name in group
        }
        self.formulas: Formulas = beside.formulas if beside else Formulas()
        self.variables: Variables = beside.variables if beside else Variables()
        self.trials: dict[str, int] = beside.trials if beside else {}
        """The variable of each trial on demand, by its name."""
        self.hidden: dict[str, int] = beside.hidden if beside else {}
        self.moves: Moves = beside.moves if beside else Moves(self)
        if beside is None:
            self._make_variables()
        self._tell_all()

    def _make_variables(self) -> None:
        """Make the variables that nest."""
        plan = self.plan
        for number, rungs in enumerate(plan.rungs):
            self.variables.rungs[number] = [self.new_variable() for _ in rungs]
        for name, rungs in plan.bus_rungs.items():
            self.variables.buses[name] = [self.new_variable() for _ in rungs]
        for key, asked in plan.times_by_hand.items():
            self.variables.hands[key] = [self.new_variable() for _ in asked]
        for id in plan.returning:  # noqa: A001
            self.variables.returned[id] = [self.new_variable() for _ in nesting(plan.told[id])]

    def _tell_all(self) -> None:
        """Tell all formulas, node by node."""
        for group in self.wires.groups:
            self._tell(group)

    def _asked(self, node: str) -> Iterable[Threshold]:
        """For how long a node must have been lost, in what is being told."""
        return sorted(self._now(self._told(node)), key=order)

    def _told(self, node: str) -> Collection[Threshold]:
        return self.plan.asked[node]

    def _now(self, ages: Collection[Threshold]) -> Collection[Threshold]:
        """Those of some ages that are being told: all of them, where nothing trips."""
        return ages

    def _opened(self, node: str) -> Sequence[int]:  # noqa: ARG002 - where nothing trips
        """The formulas of what has opened a node besides its own failures: none here."""
        return ()

    def _later(self, sources: Sequence[str], age: Threshold, more: float) -> Threshold:  # noqa: ARG002
        """For how long its sources must have been lost, where a node does without them for so much more."""
        return later(age, more)

    def lost(self, node: str, age: Threshold = 0.0) -> int:
        """The formula "the output of the node has been lost for `age` [h] or longer"."""
        found = self._lost.get((node, age))
        if found is None and node in self._looped:
            return self.formulas.never
        return self._lost[node, age] if found is None else found

    def all_lost(self, node: str) -> list[int]:
        """The formulas "lost for so long" of a node that have been told, for every age."""
        found = (self._lost.get((node, age)) for age in self.plan.told[node])
        return [each for each in found if each is not None and each > self.formulas.always]

    def lost_itself(self, ups: str, age: Threshold) -> int:
        """The formula "a UPS has not supplied by itself for so long"."""
        node = self.wires.components[ups]
        assert isinstance(node, Storage)
        return self._without(node, self.plan.own[ups], age, self._any(*self._supports(node, age)))

    def new_variable(self) -> int:
        """The number of a new variable."""
        self.formulas.variable()
        self.variables.count = len(self.formulas.variables)
        return self.variables.count - 1

    def numbered(self, variables: dict[Key, int], key: Key) -> int:
        """The formula of a variable among these, a new one where there is none yet."""
        if key not in variables:
            variables[key] = self.new_variable()
        return self.handle(variables[key])

    def handle(self, number: int) -> int:
        """The formula of a variable."""
        return self.formulas.variables[number]

    def uncooled(self, node: Component, age: Threshold = 0.0) -> int:
        """The formula "too little cooling since so long that the node has missed it for `age` [h]"."""
        if not node.cooled_by:
            return self.formulas.never
        later = self._later(node.cooled_by, age, node.thermal_autonomy or 0.0)
        lost = [self._support(name, later) for name in node.cooled_by]
        return self.formulas.at_least(len(lost) - node.cooling_needed + 1, lost)

    def out_of_service(self, load: Component) -> int:
        """The formula "the load is without power, or cooling, or something that it depends on"."""
        return self._any(self.lost(load.id), *self._supports(load, 0.0))

    def _supports(self, node: Component, age: Threshold) -> list[int]:
        supports = [*(self._support(name, age) for name in node.depends_on), self.uncooled(node, age)]
        return [*supports, *self._opened(node.id)]

    def _support(self, name: str, age: Threshold) -> int:
        """The formula "this support is lost"; of a cycle of ties that supports itself, none is at first."""
        found = self._before.get((name, age))
        return self.lost(name, age) if found is None else found

    def _tell(self, group: list[str]) -> None:
        """Tell all formulas of a group; in a loop of support nothing is lost at first."""
        loops = self.wires.loops
        rounds = loops.rounds(group)
        if not rounds:
            self._settle(group)
            return
        for node in group:
            self._lost |= dict.fromkeys(((node, age) for age in self._asked(node)), self.formulas.never)
        for _ in range(rounds):
            for part in loops.order(group):
                self._settle(part)

    def _settle(self, group: list[str]) -> None:
        """Tell all formulas of a node, or of the nodes of a cycle."""
        if len(group) > 1:
            self._settle_cycle(self.wires.cycle(group))
            return
        (name,) = group
        node = self.wires.components[name]
        self._lost |= {(name, age): self._of(node, age) for age in self._asked(name)}

    def _settle_cycle(self, cycle: Cycle) -> None:
        """Tell a cycle, level by level; storage in it looks at longer ages of the level of its rank."""
        asked = self.plan.cycles[cycle.nodes]
        inside = set(cycle.nodes)
        self._before = {key: lost for key, lost in self._lost.items() if key[0] in inside}
        for age in sorted(self._now(set().union(*asked)), key=order, reverse=True):
            for level, ages in enumerate(asked):
                if age in ages:
                    self._connect(cycle, level, age)
        self._before = {}

    def _connect(self, cycle: Cycle, level: int, age: Threshold) -> None:
        """Tell a level of a cycle: what is connected to something live, and what storage is fed with."""
        nodes, inside = [self.wires.components[name] for name in cycle.nodes], set(cycle.nodes)
        asked = {name for name in cycle.nodes if not inside.issuperset(self.wires.consumers[name])}
        self._lost |= {(name, age): self.formulas.always for name in cycle.nodes}
        for _ in range(1 + votes(self.wires.components, cycle.nodes)):
            ways = {node.id: list(self._ways_in(node, age, cycle, level)) for node in nodes}
            found = connected(self.formulas, ways, asked)
            self._lost |= {(name, age): lost for name, lost in found.items()}
        for node in nodes:
            if cycle.ranks.get(node.id) == level:
                self._arrived[node.id, age] = self._fed(node, age)

    def _ways_in(self, node: Component, age: Threshold, cycle: Cycle, level: int) -> Iterator[WayIn]:
        """Yield how power comes to a node of a cycle, of whose storage the lower ranks give of their own."""
        own, supports = self.plan.own[node.id], self._any(*self._supports(node, age))
        hazards = self.struck(node, age)
        if isinstance(node, Storage) and cycle.ranks[node.id] < level:
            down = self._any(self._without(node, own, age, supports), hazards)
            yield WayIn(down=down, outside=[self.formulas.never], hops=[])
        else:
            also = (self._down(block, age) for block in own.also)
            down = self._any(self._units(own, age, node), *also, supports, *self._moving(node, age, cycle))
            yield self._way_in(node, age, down, cycle)
        if isinstance(node, Ups) and node.bypass:
            past = self._any(hazards, self.stuck(node))
            yield self._way_in(node, age, past, cycle, node.bypass_fed_by)

    def _moving(self, node: Component, age: Threshold, cycle: Cycle) -> Iterable[int]:
        """The formulas "dead since it had to move" of a switch whose inputs are outside the cycle."""
        outside = not set(node.fed_by) & set(cycle.nodes)
        return self.moves.dead(node, age) if outside else ()

    def _way_in(
        self, node: Component, age: Threshold, down: int, cycle: Cycle, around: Sequence[str] = ()
    ) -> WayIn:
        """The inputs of a node as one way in; a vote over inputs is of the round before."""
        if isinstance(node, Tie):
            arrivals = [(end, self.formulas.never) for end in node.between]
        elif around or (node.fed_by and node.inputs_needed == 1):
            arrivals = [(name, self.moves.open(name, node.id, age)) for name in around or node.fed_by]
        else:
            arrivals = []
        known = [] if arrivals else [self._inputs(node, age)]
        if not around:
            arrivals += [(other, lost) for other, lost in self._ties_of(node, age)]
        inside = frozenset(cycle.nodes)
        outside = [self._any(self.lost(name, age), lost) for name, lost in arrivals if name not in inside]
        hops = [(name, lost) for name, lost in arrivals if name in inside]
        return WayIn(down=down, outside=[*known, *outside], hops=hops)

    def _unfed(self, node: Storage, age: Threshold) -> int:
        """The formula "nothing reaches a storage to feed it"; in a cycle, nothing that it gives itself."""
        if node.id not in self._cycled:
            return self._inputs(node, age)
        found = self._arrived.get((node.id, age))
        if found is None and node.id in self._looped:
            return self.formulas.never
        return self._arrived[node.id, age] if found is None else found

    def _of(self, node: Component, age: Threshold) -> int:
        own = self.plan.own[node.id]
        also = [self._down(block, age) for block in own.also]
        if node.is_load:
            later = self._later(node.fed_by, age, getattr(node, "hold_up", None) or 0.0)
            return self._any(self._inputs(node, later), *also)
        supports = self._supports(node, age)
        buses = [name for name, bus in self.plan.buses.items() if node.id in bus.members]
        if buses:
            supplies = (self._bus(name, age) for name in buses)
            return self._any(*supplies, *also, *supports, self._from_black(node))
        if isinstance(node, Storage):
            return self._stored(node, own, age, self._any(*supports))
        return self._any(self._units(own, age, node), *also, *supports, self._fed(node, age))

    def _from_black(self, node: Component) -> int:
        """The formula "what a generator needs, and feeds itself, is dead before it could supply"."""
        start = self.plan.black_starts.get(node.id)
        if start is None:
            return self.formulas.never
        return AtStart(self, self.wires.components, start.gap).missed(node, start.supports)

    def waits(self, generator: str) -> bool:
        """Tell whether a generator waits for a call."""
        return generator in self.wires.standby

    def own_down(self, node: Component) -> int:
        """The formula "the node is down by itself"."""
        own = self.plan.own[node.id]
        return self._any(self._units(own, 0.0), *(self._down(block, 0.0) for block in own.also))

    def struck(self, node: Component, age: Threshold = 0.0) -> int:
        """The formula "a hazard has struck where the node stands, so long ago"."""
        return self._any(*(self._down(block, age) for block in self.plan.own[node.id].hazards))

    def stuck(self, ups: Ups) -> int:
        """The trial "its bypass does not take over"."""
        return self.trial(f"{ups.id} bypass", ups.fail_to_bypass)

    def lacks_battery(self, node: Storage, fed: int) -> int:
        """The formula "too few units hold", where `fed` is "its input is lost"."""
        own = self.plan.own[node.id]
        units = [
            self._any(
                *(self._down(block, 0.0) for block in unit),
                self.formulas.all_of([fed, self._empty(node, place)]),
            )
            for place, unit in enumerate(own.units)
        ]
        return self.formulas.at_least(own.lost_at, units)

    def _stored(self, node: Storage, own: Own, age: Threshold, common: int) -> int:
        """Lost: too few units work and hold, or the input has been lost for longer than they hold.

        With a static bypass a UPS that does not supply passes on its bypass input, without storage; a hazard
        strikes both.
        """
        hazards = self.struck(node, age)
        without = self._without(node, own, age, common)
        if not (isinstance(node, Ups) and node.bypass):
            return self._any(without, hazards)
        around = [
            self._any(self.lost(name, age), self.moves.open(name, node.id, age))
            for name in node.bypass_fed_by
        ]
        past = self.formulas.all_of(around) if around else self._inputs(node, age)
        past = self._any(past, self.stuck(node))
        return self._any(hazards, self.formulas.all_of([without, past]))

    def _without(self, node: Storage, own: Own, age: Threshold, common: int) -> int:
        """The formula "it does not supply itself": too few units work and hold, or it is spent."""
        formulas = self.formulas
        common = self._any(common, *(self._down(block, age) for block in own.common))
        spent = self._unfed(node, self._later(node.fed_by, age, node.autonomy or 0.0))
        lacking = self._unfed(node, age) if may_not_hold(node) else formulas.never
        units = [
            self._any(
                *(self._down(block, age) for block in unit),
                formulas.all_of([lacking, self._empty(node, place)]),
            )
            for place, unit in enumerate(own.units)
        ]
        return self._any(formulas.at_least(own.lost_at, units), common, spent)

    def _empty(self, node: Storage, place: int) -> int:
        """The trials "the battery of this unit does not hold", its own and what it shares."""
        unit = unit_names(node)[place]
        name = f"{node.id} battery" if node.shared_battery else f"{unit} battery"
        shared = self.plan.shared
        own = self.trial(name, shared.rest("battery_failure", unit, node.battery_failure))
        common = (self.trial(event.name, event.value) for event in shared.events("battery_failure", unit))
        return self._any(own, *common, self.faulty(node.id, unit))

    def faulty(self, node: str, unit: str) -> int:
        """The formula "this unit has a fault that only a need shows", or the repair of one."""
        if node not in self.plan.resting:
            return self.formulas.never
        return self._any(*(self._fault(name, unit) for name in self.plan.resting))

    def _fault(self, name: str, unit: str) -> int:
        """The formula "this unit has this fault", one of its own or one that it shares."""
        rest = self.plan.resting[name]
        if unit not in rest.units:
            return self.formulas.never
        key = name if rest.together else unit
        if key not in self.hidden:
            self.hidden[key] = self.new_variable()
            self.variables.hidden[self.hidden[key]] = name
        return self.handle(self.hidden[key])

    def trial(self, name: str, chance: float | None) -> int:
        """The trial on demand of a name, the old one where there is one."""
        if not chance:
            return self.formulas.never
        if name not in self.trials:
            self.trials[name] = self.new_variable()
            self.variables.trials[self.trials[name]] = chance
        return self.handle(self.trials[name])

    def _units(self, own: Own, age: Threshold, node: Component | None = None) -> int:
        units = [self._any(*(self._down(block, age) for block in unit)) for unit in own.units]
        if node is not None and node.id in self.plan.resting and carries(node):
            hidden = [self.faulty(node.id, unit) for unit in unit_names(node)]
            units = [self._any(one, other) for one, other in zip(units, hidden, strict=True)]
        return self.formulas.at_least(own.lost_at, units)

    def _down(self, block: int, age: Threshold) -> int:
        """The formula "the block has been down for `age`": all rungs up to it."""
        if isinstance(age, ByHand):
            return self._by_hand(block, age)
        place = self.plan.rungs[block].index(age)
        return self.formulas.all_of([self.handle(n) for n in self.variables.rungs[block][: place + 1]])

    def _bus(self, bus: str, age: Threshold) -> int:
        if isinstance(age, ByHand):
            return self._by_hand(bus, age)
        place = self.plan.bus_rungs[bus].index(age)
        return self.formulas.all_of([self.handle(n) for n in self.variables.buses[bus][: place + 1]])

    def _by_hand(self, owner: int | str, age: ByHand) -> int:
        """The formula "it has been down for so long that a switch has been moved by hand".

        Of a block that columns give, `Variables.long` tells that.
        """
        if isinstance(owner, int) and owner in self.plan.first:
            return self.formulas.always
        listed = self.variables.rungs[owner] if isinstance(owner, int) else self.variables.buses[owner]
        key = owner, age.mean, age.tried, age.after, age.place is None
        before = listed[: len(self.plan.before_hand(key))]
        keys = dict.fromkeys([self.plan.sooner(key), key])
        hands = [n for each in keys for n in self.variables.hands[each][: (age.place or 0) + 1]]
        return self.formulas.all_of([self.handle(n) for n in (*before, *hands)])

    def _fed(self, node: Component, age: Threshold) -> int:
        """The formula "no power comes in": too few inputs, no tie brings any, or a switch is dead."""
        if isinstance(node, Tie):
            return self.formulas.all_of([self.lost(end, age) for end in node.between])
        lost = self._inputs(node, age)
        if node.id in self.plan.switches:
            lost = self._any(lost, *self.moves.dead(node, age))
        if node.id in self.plan.returning:
            lost = self._any(lost, self._returned(node, age))
        over = (self._any(broken, self.lost(other, age)) for other, broken in self._ties_of(node, age))
        return self.formulas.all_of([lost, *over])

    def _ties_of(self, node: Component, age: Threshold) -> Iterator[tuple[str, int]]:
        """Yield the other end of each tie at a node, and "the tie does not conduct"."""
        for tie, other in self.wires.ties.get(node.id, ()):
            own = self.plan.own[tie]
            also = [self._down(block, age) for block in own.also]
            also += [*self._supports(self.wires.components[tie], age), self.moves.open(tie, node.id, age)]
            yield other, self._any(self._units(own, age), *also)

    def _returned(self, node: Component, age: Threshold) -> int:
        """The formula "dead since it went back to an input, `age` ago", where it stood on a live one."""
        if isinstance(age, ByHand):
            return self.formulas.never  # a gap on return is over long before
        place = nesting(self.plan.told[node.id]).index(age)
        gone = [self.handle(n) for n in self.variables.returned[node.id][: place + 1]]
        later = [self._supplied(feeder) for feeder in node.fed_by[1:]]
        return self.formulas.all_of([*gone, self._any(*later)])

    def _supplied(self, feeder: str) -> int:
        """The formula "this input has been live while the switch stood on it"."""
        sets = self.wires.sets_behind(feeder)
        called = bool(sets) and self.wires.only_generators_behind(feeder)
        return self._any(*(self._source(name) for name in (sets if called else (LIVE_FEED,))))

    def _source(self, name: str) -> int:
        if name not in self.variables.supplied:
            self.variables.supplied[name] = self.new_variable()
        return self.handle(self.variables.supplied[name])

    def _inputs(self, node: Component, age: Threshold) -> int:
        inputs = [
            self._any(self.lost(name, age), self.moves.open(name, node.id, age)) for name in node.fed_by
        ]
        if not inputs:
            return self.formulas.never
        return self.formulas.at_least(len(inputs) - node.inputs_needed + 1, inputs)

    def _any(self, *parts: int) -> int:
        return self.formulas.any_of(parts)
