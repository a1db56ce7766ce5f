"""The formulas "the output of n has been lost for τ or longer", of every node and every τ that matters.

    Lost_n(τ) = D_n(τ)  or  InputLost_n(τ + autonomy if its storage holds, else τ)

over nested variables for each block (`dynamics.ladder`), one variable per trial on demand, nested variables
for each bus of standby sets, and one variable per switch and input: "dead since the need that arose on this
input", which is a gap or a failed move.  Ties are connectivity: see `engine.connectivity`.
Storage in a cycle of ties does not feed itself, see `wires.Cycle`.

What a node depends on must be live, and its cooling not lost for longer than it can do without:

    Lost_n(τ)  includes  Lost_s(τ) of each support s,  CoolingLost_n(τ + thermal autonomy)

In a loop of support the greatest fixed point of "live" is meant: nothing is lost at first. Going round a loop
only ever asks for a longer loss than before, and Lost(τ) falls with τ: what a node would learn from itself it
knows already. So a loop needs no more thresholds than the ways through it that pass each storage once
(`Plan.needs`), and those that are not there are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from powercalc.components import Component, Storage, Tie, Ups
from powercalc.diagram.common_cause import unit_names
from powercalc.diagram.cycles import WayIn, connected, votes
from powercalc.diagram.response.black_start import AtStart
from powercalc.diagram.response.blocks import Own
from powercalc.diagram.response.plan import DIGITS, Plan
from powercalc.diagram.response.resting import carries
from powercalc.diagram.response.wires import Cycle, may_not_hold
from powercalc.engine.formula import Formulas

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

    rungs: dict[int, list[int]] = field(default_factory=dict)
    """Per block, one variable for each threshold."""
    buses: dict[str, list[int]] = field(default_factory=dict)
    """Per generator that is called, one variable for each threshold."""
    trials: dict[int, float] = field(default_factory=dict)
    """Per trial on demand, its probability."""
    hidden: dict[int, str] = field(default_factory=dict)
    """Per fault that nobody knows of, the component that has it."""
    dead: dict[tuple[str, int], int] = field(default_factory=dict)
    """Per switch and place of the input it stands on, "dead since it needed to move"."""
    open: dict[tuple[str, str], int] = field(default_factory=dict)
    """Per path that is normally open and node that it closes for, "open although it is needed"."""
    waits: dict[tuple[str, int], int] = field(default_factory=dict)
    """The same, "not moved by hand yet", where failures to move are shared with other switches."""
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
        lists = (*rungs, *self.buses.values(), *self.returned.values(), *self.levels.values())
        single = (self.hidden, self.dead.values(), self.open.values(), self.waits.values())
        found = {*chain.from_iterable(lists), *chain.from_iterable(single), *self.supplied.values()}
        return sorted(found)


class Losses:
    """Builds the formulas of all nodes."""

    def __init__(self, plan: Plan) -> None:
        self.formulas = Formulas()
        self.variables = Variables()
        self._plan = plan
        self._wires = plan.wires
        self._lost: dict[tuple[str, float], int] = {}
        self._arrived: dict[tuple[str, float], int] = {}
        """What storage in a cycle is fed with: lost, as far as power comes from elsewhere."""
        self._cycled = {name for cycle in plan.cycle_ages for name in self._wires.cycle(cycle).ranks}
        self.trials: dict[str, int] = {}
        """The variable of each trial on demand, by its name."""
        self._hidden: dict[str, int] = {}
        for number, ages in enumerate(plan.thresholds):
            self.variables.rungs[number] = [self._variable() for _ in ages]
        for name, ages in plan.bus_thresholds.items():
            self.variables.buses[name] = [self._variable() for _ in ages]
        for id in plan.returning:  # noqa: A001
            self.variables.returned[id] = [self._variable() for _ in plan.needs[id]]
        self._looped = {
            name for group in self._wires.groups if self._wires.loops.rounds(group) for name in group
        }
        self._tell_all()

    def _tell_all(self) -> None:
        """Tell all formulas, node by node."""
        for group in self._wires.groups:
            self._tell(group)

    def _asked(self, node: str) -> Iterable[float]:
        """For how long a node must have been lost, in what is being told."""
        return sorted(self._now(self._plan.needs[node]))

    def _now(self, ages: Collection[float]) -> Collection[float]:
        """Those of some ages that are being told: all of them, where nothing trips."""
        return ages

    def _opened(self, node: str) -> Sequence[int]:  # noqa: ARG002 - where nothing trips
        """The formulas of what has opened a node besides its own failures: none here."""
        return ()

    def _later(self, sources: Sequence[str], age: float, more: float) -> float:  # noqa: ARG002 - as above
        """For how long its sources must have been lost, where a node does without them for so much more."""
        return age + more

    def lost(self, node: str, age: float = 0.0) -> int:
        """The formula "the output of the node has been lost for `age` [h] or longer"."""
        found = self._lost.get((node, round(age, DIGITS)))
        if found is None and node in self._looped:
            return self.formulas.never
        return self._lost[node, round(age, DIGITS)] if found is None else found

    def _variable(self) -> int:
        """The number of a new variable."""
        self.formulas.variable()
        return len(self.formulas.variables) - 1

    def _handle(self, number: int) -> int:
        return self.formulas.variables[number]

    def uncooled(self, node: Component, age: float = 0.0) -> int:
        """The formula "too little cooling since so long that the node has missed it for `age` [h]"."""
        if not node.cooled_by:
            return self.formulas.never
        later = self._later(node.cooled_by, age, node.thermal_autonomy or 0.0)
        lost = [self.lost(name, later) for name in node.cooled_by]
        return self.formulas.at_least(len(lost) - node.cooling_needed + 1, lost)

    def out_of_service(self, load: Component) -> int:
        """The formula "the load is without power, or cooling, or something that it depends on"."""
        return self._any(self.lost(load.id), *self._supports(load, 0.0))

    def _supports(self, node: Component, age: float) -> list[int]:
        supports = [*(self.lost(name, age) for name in node.depends_on), self.uncooled(node, age)]
        return [*supports, *self._opened(node.id)]

    def _tell(self, group: list[str]) -> None:
        """Tell all formulas of a group; in a loop of support nothing is lost at first."""
        loops = self._wires.loops
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
            self._settle_cycle(self._wires.cycle(group))
            return
        (name,) = group
        node = self._wires.components[name]
        self._lost |= {(name, age): self._of(node, age) for age in self._asked(name)}

    def _settle_cycle(self, cycle: Cycle) -> None:
        """Tell a cycle, level by level; storage in it looks at longer ages of the level of its rank."""
        asked = self._plan.cycle_ages[cycle.nodes]
        for age in sorted(self._now(set().union(*asked)), reverse=True):
            for level, ages in enumerate(asked):
                if age in ages:
                    self._connect(cycle, level, age)

    def _connect(self, cycle: Cycle, level: int, age: float) -> None:
        """Tell a level of a cycle: what is connected to something live, and what storage is fed with."""
        nodes, inside = [self._wires.components[name] for name in cycle.nodes], set(cycle.nodes)
        asked = {name for name in cycle.nodes if not inside.issuperset(self._wires.consumers[name])}
        self._lost |= {(name, age): self.formulas.always for name in cycle.nodes}
        for _ in range(1 + votes(self._wires.components, cycle.nodes)):
            ways = {node.id: list(self._ways_in(node, age, cycle, level)) for node in nodes}
            found = connected(self.formulas, ways, asked)
            self._lost |= {(name, age): lost for name, lost in found.items()}
        for node in nodes:
            if cycle.ranks.get(node.id) == level:
                self._arrived[node.id, age] = self._fed(node, age)

    def _ways_in(self, node: Component, age: float, cycle: Cycle, level: int) -> Iterator[WayIn]:
        """Yield how power comes to a node of a cycle, of whose storage the lower ranks give of their own."""
        own, supports = self._plan.own[node.id], self._any(*self._supports(node, age))
        hazards = self.struck(node, age)
        if isinstance(node, Storage) and cycle.ranks[node.id] < level:
            down = self._any(self._without(node, own, age, supports), hazards)
            yield WayIn(down=down, outside=[self.formulas.never], hops=[])
        else:
            also = (self._down(block, age) for block in own.also)
            down = self._any(self._units(own, age, node), *also, supports)
            yield self._way_in(node, age, down, cycle)
        if isinstance(node, Ups) and node.bypass:
            past = self._any(hazards, self.stuck(node))
            yield self._way_in(node, age, past, cycle, node.bypass_fed_by)

    def _way_in(
        self, node: Component, age: float, down: int, cycle: Cycle, around: Sequence[str] = ()
    ) -> WayIn:
        """The inputs of a node as one way in; a vote over inputs is of the round before."""
        if isinstance(node, Tie):
            arrivals = [(end, self.formulas.never) for end in node.between]
        elif around or (node.fed_by and node.inputs_needed == 1):
            arrivals = [(name, self._open(name, node.id)) for name in around or node.fed_by]
        else:
            arrivals = []
        known = [] if arrivals else [self._inputs(node, age)]
        if not around:
            arrivals += [(other, lost) for other, lost in self._ties_of(node, age)]
        inside = frozenset(cycle.nodes)
        outside = [self._any(self.lost(name, age), lost) for name, lost in arrivals if name not in inside]
        hops = [(name, lost) for name, lost in arrivals if name in inside]
        return WayIn(down=down, outside=[*known, *outside], hops=hops)

    def _unfed(self, node: Storage, age: float) -> int:
        """The formula "nothing reaches a storage to feed it"; in a cycle, nothing that it gives itself."""
        if node.id not in self._cycled:
            return self._inputs(node, age)
        found = self._arrived.get((node.id, round(age, DIGITS)))
        if found is None and node.id in self._looped:
            return self.formulas.never
        return self._arrived[node.id, round(age, DIGITS)] if found is None else found

    def _of(self, node: Component, age: float) -> int:
        own = self._plan.own[node.id]
        also = [self._down(block, age) for block in own.also]
        if node.is_load:
            later = self._later(node.fed_by, age, getattr(node, "hold_up", None) or 0.0)
            return self._any(self._inputs(node, later), *also)
        supports = self._supports(node, age)
        buses = [name for name, bus in self._plan.buses.items() if node.id in bus.members]
        if buses:
            supplies = (self._bus(name, age) for name in buses)
            return self._any(*supplies, *also, *supports, self._from_black(node))
        if isinstance(node, Storage):
            return self._stored(node, own, age, self._any(*supports))
        return self._any(self._units(own, age, node), *also, *supports, self._fed(node, age))

    def _from_black(self, node: Component) -> int:
        """The formula "what a generator needs, and feeds itself, is dead before it could supply"."""
        start = self._plan.black_starts.get(node.id)
        if start is None:
            return self.formulas.never
        return AtStart(self, self._wires.components, start.gap).missed(node, start.supports)

    def waits(self, generator: str) -> bool:
        """Tell whether a generator waits for a call."""
        return generator in self._wires.standby

    def own_down(self, node: Component) -> int:
        """The formula "the node is down by itself"."""
        own = self._plan.own[node.id]
        return self._any(self._units(own, 0.0), *(self._down(block, 0.0) for block in own.also))

    def struck(self, node: Component, age: float = 0.0) -> int:
        """The formula "a hazard has struck where the node stands, so long ago"."""
        return self._any(*(self._down(block, age) for block in self._plan.own[node.id].hazards))

    def stuck(self, ups: Ups) -> int:
        """The trial "its bypass does not take over"."""
        return self._trial(f"{ups.id} bypass", ups.fail_to_bypass)

    def lacks_battery(self, node: Storage, fed: int) -> int:
        """The formula "too few units hold", where `fed` is "its input is lost"."""
        own = self._plan.own[node.id]
        units = [
            self._any(
                *(self._down(block, 0.0) for block in unit),
                self.formulas.all_of([fed, self._empty(node, place)]),
            )
            for place, unit in enumerate(own.units)
        ]
        return self.formulas.at_least(own.lost_at, units)

    def _stored(self, node: Storage, own: Own, age: float, common: int) -> int:
        """Lost: too few units work and hold, or the input has been lost for longer than they hold.

        With a static bypass a UPS that does not supply passes on its bypass input, without storage; a hazard
        strikes both.
        """
        hazards = self.struck(node, age)
        without = self._without(node, own, age, common)
        if not (isinstance(node, Ups) and node.bypass):
            return self._any(without, hazards)
        around = [self._any(self.lost(name, age), self._open(name, node.id)) for name in node.bypass_fed_by]
        past = self.formulas.all_of(around) if around else self._inputs(node, age)
        past = self._any(past, self.stuck(node))
        return self._any(hazards, self.formulas.all_of([without, past]))

    def _without(self, node: Storage, own: Own, age: float, common: int) -> int:
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
        shared = self._plan.shared
        own = self._trial(name, shared.rest("battery_failure", unit, node.battery_failure))
        common = (self._trial(event.name, event.value) for event in shared.events("battery_failure", unit))
        return self._any(own, *common, self._faulty(node.id, unit))

    def _faulty(self, node: str, unit: str) -> int:
        """The formula "this unit has a fault that only a need shows", or the repair of one."""
        if node not in self._plan.resting:
            return self.formulas.never
        return self._any(*(self._fault(name, unit) for name in self._plan.resting))

    def _fault(self, name: str, unit: str) -> int:
        """The formula "this unit has this fault", one of its own or one that it shares."""
        rest = self._plan.resting[name]
        if unit not in rest.units:
            return self.formulas.never
        key = name if rest.together else unit
        if key not in self._hidden:
            self._hidden[key] = self._variable()
            self.variables.hidden[self._hidden[key]] = name
        return self._handle(self._hidden[key])

    def _too_faulty(self, node: str) -> int:
        """The formula "so many units have such a fault that it does not move, or close"."""
        component = self._wires.components[node]
        units = [self._faulty(node, unit) for unit in unit_names(component)]
        return self.formulas.at_least(component.count - component.units_needed + 1, units)

    def _trial(self, name: str, chance: float | None) -> int:
        if not chance:
            return self.formulas.never
        if name not in self.trials:
            self.trials[name] = self._variable()
            self.variables.trials[self.trials[name]] = chance
        return self._handle(self.trials[name])

    def _units(self, own: Own, age: float, node: Component | None = None) -> int:
        units = [self._any(*(self._down(block, age) for block in unit)) for unit in own.units]
        if node is not None and node.id in self._plan.resting and carries(node):
            hidden = [self._faulty(node.id, unit) for unit in unit_names(node)]
            units = [self._any(one, other) for one, other in zip(units, hidden, strict=True)]
        return self.formulas.at_least(own.lost_at, units)

    def _down(self, block: int, age: float) -> int:
        """The formula "the block has been down for `age`": all rungs up to it."""
        place = self._plan.thresholds[block].index(round(age, DIGITS))
        return self.formulas.all_of([self._handle(n) for n in self.variables.rungs[block][: place + 1]])

    def _bus(self, bus: str, age: float) -> int:
        place = self._plan.bus_thresholds[bus].index(round(age, DIGITS))
        return self.formulas.all_of([self._handle(n) for n in self.variables.buses[bus][: place + 1]])

    def _fed(self, node: Component, age: float) -> int:
        """The formula "no power comes in": too few inputs, no tie brings any, or a switch is dead."""
        if isinstance(node, Tie):
            return self.formulas.all_of([self.lost(end, age) for end in node.between])
        lost = self._inputs(node, age)
        if node.id in self._plan.switches:
            lost = self._any(lost, *self._dead(node, age))
        if node.id in self._plan.returning:
            lost = self._any(lost, self._returned(node, age))
        over = (self._any(broken, self.lost(other, age)) for other, broken in self._ties_of(node, age))
        return self.formulas.all_of([lost, *over])

    def _ties_of(self, node: Component, age: float) -> Iterator[tuple[str, int]]:
        """Yield the other end of each tie at a node, and "the tie does not conduct"."""
        for tie, other in self._wires.ties.get(node.id, ()):
            own = self._plan.own[tie]
            also = [self._down(block, age) for block in own.also]
            supports = self._supports(self._wires.components[tie], age)
            yield other, self._any(self._units(own, age), *also, *supports, self._open(tie, node.id))

    def _open(self, path: str, node: str) -> int:
        """The formula "this path has not closed for the node": not yet, or not at all for this need."""
        if (path, node) not in self._plan.paths:
            return self.formulas.never
        events = self._plan.shared.events("fail_to_transfer", path)
        common = (self._trial(event.name, event.value) for event in events)
        if (path, node) not in self.variables.open:
            self.variables.open[path, node] = self._variable()
        return self._any(self._handle(self.variables.open[path, node]), *common, self._too_faulty(path))

    def _dead(self, node: Component, age: float) -> Iterator[int]:
        """Yield "dead since it needed to leave this input", while no input up to it is live."""
        events = self._plan.shared.events("fail_to_transfer", node.id)
        common = [self._trial(event.name, event.value) for event in events]
        fails = self._any(*common, self._too_faulty(node.id))
        for place in range(len(node.fed_by) - 1):
            key = node.id, place
            dead = self._named(self.variables.dead, key)
            if fails != self.formulas.never:
                waits = self._named(self.variables.waits, key)
                dead = self._any(dead, self.formulas.all_of([fails, waits]))
            lost = [self.lost(feeder, age) for feeder in node.fed_by[: place + 1]]
            yield self.formulas.all_of([dead, *lost])

    def _returned(self, node: Component, age: float) -> int:
        """The formula "dead since it went back to an input, `age` ago", where it stood on a live one."""
        place = sorted(self._plan.needs[node.id]).index(round(age, DIGITS))
        gone = [self._handle(n) for n in self.variables.returned[node.id][: place + 1]]
        later = [self._supplied(feeder) for feeder in node.fed_by[1:]]
        return self.formulas.all_of([*gone, self._any(*later)])

    def _supplied(self, feeder: str) -> int:
        """The formula "this input has been live while the switch stood on it"."""
        sets = self._wires.sets_behind(feeder)
        called = bool(sets) and self._wires.only_generators_behind(feeder)
        return self._any(*(self._source(name) for name in (sets if called else (LIVE_FEED,))))

    def _source(self, name: str) -> int:
        if name not in self.variables.supplied:
            self.variables.supplied[name] = self._variable()
        return self._handle(self.variables.supplied[name])

    def _named(self, variables: dict[tuple[str, int], int], key: tuple[str, int]) -> int:
        if key not in variables:
            variables[key] = self._variable()
        return self._handle(variables[key])

    def _inputs(self, node: Component, age: float) -> int:
        inputs = [self._any(self.lost(name, age), self._open(name, node.id)) for name in node.fed_by]
        if not inputs:
            return self.formulas.never
        return self.formulas.at_least(len(inputs) - node.inputs_needed + 1, inputs)

    def _any(self, *parts: int) -> int:
        return self.formulas.any_of(parts)
