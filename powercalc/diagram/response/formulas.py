"""The formulas "the output of n has been lost for τ or longer", of every node and every τ that matters.

    Lost_n(τ) = D_n(τ)  or  InputLost_n(τ + autonomy if its storage holds, else τ)

over nested variables for each block (`dynamics.ladder`), one variable per trial on demand, nested variables
for each bus of standby sets, and one variable per switch and input: "dead since the need that arose on this
input", which is a gap or a failed move.  Ties are connectivity: the least fixed point, unrolled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from powercalc.components import Component, Storage, Tie, Ups
from powercalc.diagram.response.blocks import Own
from powercalc.diagram.response.plan import DIGITS, Plan
from powercalc.engine.formula import Formulas


@dataclass
class Variables:
    """What the variables of the diagram mean: their numbers by what they stand for."""

    rungs: dict[int, list[int]] = field(default_factory=dict)
    """Per block, one variable for each threshold."""
    buses: dict[str, list[int]] = field(default_factory=dict)
    """Per generator that is called, one variable for each threshold."""
    trials: dict[int, float] = field(default_factory=dict)
    """Per trial on demand, its probability."""
    dead: dict[tuple[str, int], int] = field(default_factory=dict)
    """Per switch and place of the input it stands on, "dead since it needed to move"."""


class Losses:
    """Builds the formulas of all nodes."""

    def __init__(self, plan: Plan) -> None:
        self.formulas = Formulas()
        self.variables = Variables()
        self._plan = plan
        self._wires = plan.wires
        self._lost: dict[tuple[str, float], int] = {}
        self._trials: dict[tuple[str, int], int] = {}
        for number, ages in enumerate(plan.thresholds):
            self.variables.rungs[number] = [self._variable() for _ in ages]
        for bus in self._wires.standby:
            self.variables.buses[bus] = [self._variable() for _ in plan.needs[bus]]
        for group in self._wires.groups:
            self._settle(group)

    def lost(self, node: str, age: float = 0.0) -> int:
        """The formula "the output of the node has been lost for `age` [h] or longer"."""
        return self._lost[node, round(age, DIGITS)]

    def _variable(self) -> int:
        """The number of a new variable."""
        self.formulas.variable()
        return len(self.formulas.variables) - 1

    def _handle(self, number: int) -> int:
        return self.formulas.variables[number]

    def _settle(self, group: list[str]) -> None:
        """Tell all formulas of a node, or of the nodes of a cycle: all lost at first, then round by round."""
        if len(group) > 1:
            for node in group:
                for age in self._plan.needs[node]:
                    self._lost[node, age] = self.formulas.always
        for _ in group:
            found = {
                (node, age): self._of(self._wires.components[node], age)
                for node in group
                for age in sorted(self._plan.needs[node])
            }
            self._lost |= found

    def _of(self, node: Component, age: float) -> int:
        own = self._plan.own[node.id]
        supports = [self.lost(name, age) for name in node.depends_on]
        also = [self._down(block, age) for block in own.also]
        if node.id in self.variables.buses:
            return self._any(self._bus(node.id, age), *also, *supports)
        if isinstance(node, Storage):
            return self._stored(node, own, age, self._any(*also, *supports))
        if node.is_load:
            return self._any(
                self._inputs(node, age + (getattr(node, "hold_up", None) or 0.0)), *also, *supports
            )
        return self._any(self._units(own, age), *also, *supports, self._fed(node, age))

    def _stored(self, node: Storage, own: Own, age: float, also: int) -> int:
        """Lost: too few units work and hold, or the input has been lost for longer than they hold.

        With a static bypass a UPS that is down passes on its bypass input, without storage.
        """
        formulas = self.formulas
        spent = self._inputs(node, age + (node.autonomy or 0.0))
        lacking = self._inputs(node, age) if node.battery_failure else formulas.never
        units = [
            self._any(
                *(self._down(block, age) for block in unit),
                formulas.all_of([lacking, self._empty(node, place)]),
            )
            for place, unit in enumerate(own.units)
        ]
        short = formulas.at_least(own.lost_at, units)
        if not (isinstance(node, Ups) and node.bypass):
            return self._any(short, also, spent)
        around = [self.lost(name, age) for name in node.bypass_fed_by]
        past = self._any(
            formulas.all_of(around) if around else self._inputs(node, age), self._stuck_bypass(node)
        )
        down = self._any(self._units(own, age), also)
        empty = [formulas.all_of([lacking, self._empty(node, place)]) for place in range(len(own.units))]
        held = formulas.at_least(own.lost_at, empty if len(empty) == 1 else units)
        held = formulas.all_of([held, lacking])
        hazards = [self._down(block, age) for block in own.also]
        return self._any(*hazards, formulas.all_of([down, past]), held, spent)

    def _empty(self, node: Storage, place: int) -> int:
        """The trial "the battery of this unit does not hold"."""
        return self._trial((f"{node.id} battery", 0 if node.shared_battery else place), node.battery_failure)

    def _stuck_bypass(self, node: Ups) -> int:
        return self._trial((f"{node.id} bypass", 0), node.fail_to_bypass)

    def _trial(self, key: tuple[str, int], chance: float | None) -> int:
        if not chance:
            return self.formulas.never
        if key not in self._trials:
            self._trials[key] = self._variable()
            self.variables.trials[self._trials[key]] = chance
        return self._handle(self._trials[key])

    def _units(self, own: Own, age: float) -> int:
        units = [self._any(*(self._down(block, age) for block in unit)) for unit in own.units]
        return self.formulas.at_least(own.lost_at, units)

    def _down(self, block: int, age: float) -> int:
        """The formula "the block has been down for `age`": all rungs up to it."""
        place = self._plan.thresholds[block].index(round(age, DIGITS))
        return self.formulas.all_of([self._handle(n) for n in self.variables.rungs[block][: place + 1]])

    def _bus(self, bus: str, age: float) -> int:
        place = sorted(self._plan.needs[bus]).index(round(age, DIGITS))
        return self.formulas.all_of([self._handle(n) for n in self.variables.buses[bus][: place + 1]])

    def _fed(self, node: Component, age: float) -> int:
        """The formula "no power comes in": too few inputs, no tie brings any, or a switch is dead."""
        if isinstance(node, Tie):
            return self.formulas.all_of([self.lost(end, age) for end in node.between])
        lost = self._inputs(node, age)
        if node.id in self._plan.switches:
            lost = self._any(lost, *self._dead(node, age))
        return self.formulas.all_of([lost, *self._over_ties(node, age)])

    def _over_ties(self, node: Component, age: float) -> Iterator[int]:
        for tie, other in self._wires.ties.get(node.id, ()):
            own = self._plan.own[tie]
            also = [self._down(block, age) for block in own.also]
            yield self._any(self._units(own, age), *also, self.lost(other, age))

    def _dead(self, node: Component, age: float) -> Iterator[int]:
        """Yield "dead since it needed to leave this input", while no input up to it is live."""
        for place in range(len(node.fed_by) - 1):
            key = node.id, place
            if key not in self.variables.dead:
                self.variables.dead[key] = self._variable()
            lost = [self.lost(feeder, age) for feeder in node.fed_by[: place + 1]]
            yield self.formulas.all_of([self._handle(self.variables.dead[key]), *lost])

    def _inputs(self, node: Component, age: float) -> int:
        inputs = [self.lost(name, age) for name in node.fed_by]
        if not inputs:
            return self.formulas.never
        return self.formulas.at_least(len(inputs) - node.inputs_needed + 1, inputs)

    def _any(self, *parts: int) -> int:
        return self.formulas.any_of(parts)
