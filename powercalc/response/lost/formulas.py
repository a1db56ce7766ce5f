"""The formulas "the output of n has been lost for τ or longer", of every node and every τ that matters.

By the rules of the wires for every age (`at_age`), over nested variables for each block (`dynamics.ladder`),
one variable per trial on demand, and nested variables for each bus of standby sets.  τ is an age, or that at
which a gap or a wait is over (`thresholds`): switches and open paths are dead while such a time is not over
(`moves`).  In a loop of support the greatest fixed point of "live" is meant: nothing is lost at first. Going
round a loop only ever asks for a longer loss than before, and Lost(τ) falls with τ: what a node would learn
from itself it knows already. So a loop needs no more thresholds than the ways through it that pass each
storage once (`Plan.asked`), and those that are not there are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from powercalc.components import Component, Storage, Ups
from powercalc.engine.formula import Formulas
from powercalc.response.lost.at_age import AtAge
from powercalc.response.lost.moves import Moves
from powercalc.response.lost.tie_cycles import Joined
from powercalc.response.lost.unit_formulas import Units
from powercalc.response.lost.variables import LIVE_FEED, Variables
from powercalc.response.plan.dormant_faults import carries
from powercalc.response.plan.plan import Plan
from powercalc.response.plan.thresholds import ByHand, Passed, Threshold, later, nesting, order

Key = TypeVar("Key")


class Losses:
    """Builds the formulas of all nodes."""

    def __init__(self, plan: Plan, beside: Losses | None = None) -> None:
        """`beside`: others, whose variables and moves these share."""
        self.plan = plan
        self.wires = plan.wires
        self._lost: dict[tuple[str, Threshold], int] = {}
        self._before: dict[tuple[str, Threshold], int] = {}
        """Of a cycle that is being told, what the round before says of its nodes: as supports."""
        self.looped = {
            name for group in self.wires.groups if self.wires.loops.rounds(group) for name in group
        }
        self.formulas: Formulas = beside.formulas if beside else Formulas()
        self.variables: Variables = beside.variables if beside else Variables()
        self.trials: dict[str, int] = beside.trials if beside else {}
        """The variable of each trial on demand, by its name."""
        self.hidden: dict[str, int] = beside.hidden if beside else {}
        self.moves: Moves = beside.moves if beside else Moves(self)
        self.units, self.joined = Units(self), Joined(self)
        self._telling: str | None = None
        """The component whose formulas are being made, or the first one of a cycle."""
        self._at: dict[Threshold, AtAge] = {}
        if beside is None:
            self._make_variables()
        self._tell_all()

    def _make_variables(self) -> None:
        """Make the variables that nest."""
        plan = self.plan
        for number, rungs in enumerate(plan.rungs):
            self.variables.rungs[number] = [self.new_variable() for _ in rungs]
        # what takes several buses is asked first: given that, each of them is asked as if it were not there
        shared_first = sorted(plan.bus_rungs.items(), key=lambda each: -len(plan.buses[each[0]].members))
        for name, rungs in shared_first:
            self.variables.buses[name] = [self.new_variable() for _ in rungs]
        for hand, asked in plan.times_by_hand.items():
            self.variables.hands[hand] = [self.new_variable() for _ in asked]
        for name, units in plan.unready.items():
            key = name, units.fault is not None
            self.variables.unready[key] = [self.new_variable() for _ in units.rungs]
        for id in plan.returning:  # noqa: A001
            self.variables.returned[id] = [self.new_variable() for _ in nesting(plan.told[id])]

    def _tell_all(self) -> None:
        """Tell all formulas, node by node."""
        for group in self.wires.groups:
            self._tell(group)

    def _asked(self, node: str) -> Iterable[Threshold]:
        """For how long a node must have been lost, in what is being told."""
        return sorted(self.now(self._told(node)), key=order)

    def _told(self, node: str) -> Collection[Threshold]:
        return self.plan.asked[node]

    def now(self, ages: Collection[Threshold]) -> Collection[Threshold]:
        """Those of some ages that are being told: all of them, where nothing trips."""
        return ages

    def opened(self, node: str) -> Sequence[int]:  # noqa: ARG002 - where nothing trips
        """The formulas of what has opened a node besides its own failures: none here."""
        return ()

    def later(self, sources: Sequence[str], age: Threshold, more: float) -> Threshold:  # noqa: ARG002
        """For how long its sources must have been lost, where a node does without them for so much more."""
        return later(age, more)

    def spent(self, storage: Storage, age: Threshold) -> Threshold:
        """For how long storage must have been without feed to be spent for so long."""
        return self.later(storage.fed_by, age, storage.autonomy or 0.0)

    def lost(self, node: str, age: Threshold = 0.0) -> int:
        """The formula "the output of the node has been lost for `age` [h] or longer"."""
        found = self._lost.get((node, age))
        if found is None and node in self.looped:
            return self.formulas.never
        return self._lost[node, age] if found is None else found

    def all_lost(self, node: str) -> list[int]:
        """The formulas "lost for so long" of a node that have been told, for every age."""
        found = (self._lost.get((node, age)) for age in self.plan.told[node])
        return [each for each in found if each is not None and each > self.formulas.always]

    def take(self, lost: Mapping[tuple[str, Threshold], int]) -> None:
        """Note formulas of nodes as they are told."""
        self._lost |= lost

    def begin_round(self, nodes: Collection[str]) -> None:
        """From here on, tell the supports among some nodes as they are known now; of all others, as ever."""
        self._before = {key: lost for key, lost in self._lost.items() if key[0] in nodes} if nodes else {}

    def lost_itself(self, ups: str, age: Threshold) -> int:
        """The formula "a UPS has not supplied by itself for so long"."""
        node = self.wires.components[ups]
        assert isinstance(node, Storage)
        return self.at(age).without(node)

    def new_variable(self) -> int:
        """The number of a new variable."""
        self.formulas.variable()
        self.variables.count = len(self.formulas.variables)
        number = self.variables.count - 1
        if self._telling is not None:
            self.variables.made_for[number] = self._telling
        return number

    def numbered(self, variables: dict[Key, int], key: Key) -> int:
        """The formula of a variable among these, a new one where there is none yet."""
        if key not in variables:
            variables[key] = self.new_variable()
        return self.handle(variables[key])

    def handle(self, number: int) -> int:
        """The formula of a variable."""
        return self.formulas.variables[number]

    def support_lost(self, name: str, age: Threshold) -> int:
        """The formula "this support is lost"; of a cycle of ties that supports itself, none is at first."""
        found = self._before.get((name, age))
        return self.lost(name, age) if found is None else found

    def at(self, age: Threshold) -> AtAge:
        """The rules of the wires for an age."""
        if age not in self._at:
            self._at[age] = AtAge(self, age)
        return self._at[age]

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
        self._telling = group[0]
        if len(group) > 1:
            self.joined.settle(self.wires.cycle(group))
            return
        node = self.wires.components[group[0]]
        self._lost |= {(node.id, age): self.at(age).lost_of(node) for age in self._asked(node.id)}

    def unfed(self, node: Storage, age: Threshold) -> int:
        """The formula "nothing reaches a storage to feed it"; in a cycle, nothing that it gives itself."""
        return self.joined.unfed(node, age) if node.id in self.joined.cycled else self.at(age).unfed(node)

    def waits(self, generator: str) -> bool:
        """Tell whether a generator waits for a call."""
        return generator in self.wires.standby

    def own_down(self, node: Component) -> int:
        """The formula "the node is down by itself"."""
        own = self.plan.own[node.id]
        return self.any_of(
            self.units.too_few(node, 0.0, self.formulas.never), *(self.down(block, 0.0) for block in own.also)
        )

    def struck(self, node: Component, age: Threshold = 0.0) -> int:
        """The formula "a hazard has struck where the node stands, so long ago"."""
        return self.any_of(*(self.down(block, age) for block in self.plan.own[node.id].hazards))

    def stuck(self, ups: Ups) -> int:
        """The trial "its bypass does not take over"."""
        return self.trial(f"{ups.id} bypass", ups.fail_to_bypass)

    def faulty(self, node: str, unit: str, *, alone: bool = True) -> int:
        """The formula "this unit has a fault that only a need shows", or the repair of one.

        Of those that it shares with others, and of its own unless they are told elsewhere.
        """
        if node not in self.plan.resting:
            return self.formulas.never
        names = (name for name in self.plan.faults_of[unit] if alone or self.plan.resting[name].together)
        return self.any_of(*(self._fault(name, unit) for name in names))

    def _fault(self, name: str, unit: str) -> int:
        """The formula "this unit has this fault", one of its own or one that it shares."""
        key = name if self.plan.resting[name].together else unit
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

    def too_few(self, node: Component, age: Threshold) -> int:
        """The formula "too few units carry power": they are down, or were found with a fault."""
        hides = node.id in self.plan.resting and carries(node)
        return self.units.too_few(node, age, self.formulas.always if hides else self.formulas.never)

    def down(self, block: int, age: Threshold) -> int:
        """The formula "the block has been down for `age`": all rungs up to it."""
        if isinstance(age, ByHand):
            return self._by_hand(block, age)
        listed = self.plan.rungs[block][: self.plan.rungs[block].index(age) + 1]
        variables = map(self.handle, self.variables.rungs[block])
        return self.formulas.all_of(
            [
                self.any_of(variable, *self._overtaken(block, each, age))
                for each, variable in zip(listed, variables, strict=False)
            ]
        )

    def _overtaken(self, block: int, each: Threshold, age: Threshold) -> Iterator[int]:
        """Yield "this age comes later than the end of a gap": where longer losses are asked for.

        All ages that are asked for move by as much, the ends of gaps do not: what nests else does no more.
        """
        if not isinstance(age, Passed) or not isinstance(each, float) or block not in self.plan.first:
            return
        if self.plan.overtakes(each, age.hours):
            key = block, each, age.hours
            if key not in self.variables.overtaken:
                self.variables.overtaken[key] = self.new_variable()
            yield self.handle(self.variables.overtaken[key])

    def bus(self, bus: str, age: Threshold) -> int:
        """The formula "a bus has not supplied for `age`"."""
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

    def returned(self, node: Component, age: Threshold) -> int:
        """The formula "dead since it went back to an input, `age` ago", where it stood on a live one."""
        if isinstance(age, ByHand):
            return self.formulas.never  # a gap on return is over long before
        place = nesting(self.plan.told[node.id]).index(age)
        gone = [self.handle(n) for n in self.variables.returned[node.id][: place + 1]]
        later = [self._supplied(feeder) for feeder in node.fed_by[1:]]
        return self.formulas.all_of([*gone, self.any_of(*later)])

    def _supplied(self, feeder: str) -> int:
        """The formula "this input has been live while the switch stood on it"."""
        sets = self.wires.sets_behind(feeder)
        called = bool(sets) and self.wires.only_generators_behind(feeder)
        return self.any_of(*(self._source(name) for name in (sets if called else (LIVE_FEED,))))

    def _source(self, name: str) -> int:
        if name not in self.variables.supplied:
            self.variables.supplied[name] = self.new_variable()
        return self.handle(self.variables.supplied[name])

    def any_of(self, *parts: int) -> int:
        """The formula "one of these"."""
        return self.formulas.any_of(parts)
