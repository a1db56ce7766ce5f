"""Overload in the outage response: what has been open for τ, since it carried too much for that long.

    Lost_n(τ) = D_n(τ)  or  Open_n(τ)  or  InputLost_n(...)

Open_n(τ) is the cascade of `cascade.rounds` over what has been lost for τ: who has been down for τ, which
storage has been spent for τ, which generator has not supplied for τ. What is not, draws and passes on power.
What has been open for longer is open, so the ages are told from the longest down. An age is told where
something that can trip is asked about it; at such an age everything is, as all of it may draw power there.
Gaps and failed moves follow from what has failed, not from what has tripped: how long ago is not told.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from powercalc.cascade.rounds import Build, done_otherwise_too, fresh_trips, possible, refuse_large_rings
from powercalc.cascade.weighted_sums import Sums
from powercalc.components import Component, Storage, Ups
from powercalc.dynamics.chain import Sets
from powercalc.engine.diagram import build
from powercalc.engine.formula import Formulas
from powercalc.engine.order import Hints
from powercalc.engine.remembered import Remembered
from powercalc.events.blocks import done_alone_too
from powercalc.flow.power_network import PowerNetwork
from powercalc.flow.rules import FlowRules
from powercalc.response.lost.formulas import Losses
from powercalc.response.lost.nearness import by_wiring
from powercalc.response.lost.variables import OverloadCall
from powercalc.response.plan.plan import Plan
from powercalc.response.plan.thresholds import Threshold, later, reached


class _ToldFormulas(Losses):
    """The formulas of all nodes, told also for the ages at which flows are."""

    def _told(self, node: str) -> Collection[Threshold]:
        return self.plan.told[node]

    def later(self, sources: Sequence[str], age: Threshold, more: float) -> Threshold:
        """The age plus an autonomy; the same age where only flows are asked about what comes later."""
        then = later(age, more)
        known = (then in self.plan.told[name] or name in self.looped for name in sources)
        return then if all(known) else age

    def spent(self, storage: Storage, age: Threshold) -> Threshold:
        """The same of storage; in a cycle of ties, as far as what feeds it is told for that long."""
        then = super().spent(storage, age)
        return then if storage.id not in self.joined.cycled or self.joined.tells(storage.id, then) else age


class LossesWithTrips(_ToldFormulas):
    """The formulas of all nodes, with what is open in them."""

    def __init__(self, plan: Plan, network: PowerNetwork, remembered: Remembered | None = None) -> None:
        refuse_large_rings(network)
        self._network = network
        self._built: Build = remembered.build if remembered else build
        self._open_for: dict[str, int] = {}
        self._age = 0.0
        super().__init__(plan, beside=_ToldFormulas(plan))

    def _tell_all(self) -> None:
        """Tell all ages, the longest first; where something can trip, again with what trips."""
        for age in reversed(reached(set().union(*self.plan.told.values()))):
            self._age = age
            self._tell_now()
            if age in self.plan.trip_ages:
                self._follow(age)

    def _can(self, formulas: Formulas, roots: Sequence[int]) -> list[bool]:
        """Tell which of the formulas can be true. Raises `EngineLimit`.

        A common cause does nothing that those whom it strikes could not do each alone: without it, the same
        can be true.
        """
        variables, plan = self.variables, self.plan
        blocks = [variables.rungs.get(block, ()) for block in done_alone_too(plan.own)]
        buses = [variables.buses[bus] for bus in variables.buses if self._is_common(bus)]
        without = {self.handle(each): formulas.never for each in chain(*blocks, *buses)}
        roots = formulas.all_substituted(roots, without)
        shared = dict.fromkeys(done_otherwise_too(formulas, roots), formulas.never)
        roots = formulas.all_substituted(roots, shared)
        return possible(formulas, roots, built=self._built, hints=Hints(proposed=by_wiring(variables, plan)))

    def _tell_now(self) -> None:
        for group in self.wires.groups:
            self._tell(group)

    def _follow(self, age: float) -> None:
        """Add what trips, round by round, until nothing more does. Raises `EngineLimit`."""
        rules = FlowRules(self._network, Sums(self.formulas), _AtAge(self, age))
        while True:
            flow = rules.flow(self._open_for, {name: self.lost(name, age) for name in self._network.elements})
            fresh = fresh_trips(rules, self._network, self.formulas, flow, self._open_for, self._can)
            if not fresh:
                return
            for name, over in fresh.items():
                self._open_for[name] = self.any_of(over, self._open_for.get(name, self.formulas.never))
            self._tell_now()

    def _is_common(self, bus: str) -> bool:
        """Tell whether sets of other buses fail in common on it, and by themselves, too."""
        members = self.plan.buses[bus].members
        return bus not in members and self.variables.buses.keys() >= set(members)

    def now(self, ages: Collection[Threshold]) -> Collection[Threshold]:
        """Tell one age after the other."""
        return [self._age] if self._age in ages else []

    def opened(self, node: str) -> tuple[int, ...]:
        """The formula "it has tripped for the age that is being told"."""
        return (self._open_for[node],) if node in self._open_for else ()

    # -- health at an age ------------------------------------------------------------------

    def own_lost(self, component: Component, age: float) -> int:
        """Too few of its units have worked at any time of the age, or a hazard struck before it."""
        own = self.plan.own[component.id]
        also = [self.down(block, age) for block in own.also]
        if component.id in self.plan.buses:
            return self.any_of(*self._supplies_nothing(component.id, age), *also)
        return self.any_of(self.too_few(component, age), *also)

    def short(self, component: Component, units: int, age: float) -> int:
        """So many of its units have been down for the age, or hold nothing while there is no feed."""
        if units <= 0:
            return self.formulas.always
        if component.id in self.plan.buses:
            return self._sets_short(component, units, age)
        if isinstance(component, Storage):
            return self.formulas.at_least(units, self.at(age).units_without(component))
        return self.formulas.at_least(units, self.units.each(component, age, self.formulas.never))

    def bypassed(self, component: Component, age: float) -> int:
        """Power passes its bypass: it has not supplied by itself for the age."""
        if not isinstance(component, Storage):
            return self.formulas.never
        return self.at(age).without(component)

    def bus(self, bus: str, age: Threshold) -> int:
        """As always; where no block has called a generator, an overload may.

        A block above those that call it is in the columns, and so is the age of such a call. Of any other,
        and of what moves the load there, only that it lasts is known.
        """
        ordinary = super().bus(bus, age)
        above = self.plan.wires.above(self._callers_of(bus))
        called = self.any_of(*(self._open_for[name] for name in above if name in self._open_for))
        if called == self.formulas.never:
            return ordinary
        if bus not in self.variables.by_overload:
            uncalled, late = self.new_variable(), self.new_variable()
            self.variables.by_overload[bus] = OverloadCall(
                uncalled, late, *in_a_call(self.plan.buses[bus].sets)
            )
        call = self.variables.by_overload[bus]
        well = self.formulas.negation(self.handle(call.late))
        supplies = self.formulas.all_of([self.handle(call.uncalled), called, well])
        return self.formulas.all_of([ordinary, self.formulas.negation(supplies)])

    def _callers_of(self, bus: str) -> tuple[str, ...]:
        members = set(self.plan.buses[bus].members)
        calling = (each for each in self.wires.callers if members.intersection(each.called))
        return tuple(dict.fromkeys(feeder for each in calling for feeder in each.inputs))

    def _supplies_nothing(self, generator: str, age: float) -> Iterable[int]:
        return [self.bus(name, age) for name in self.plan.buses_of(generator)]

    def _sets_short(self, generator: Component, units: int, age: float) -> int:
        """So many sets do not supply: too few for the bus, or one of the levels below that."""
        levels = range(units, generator.count - generator.units_needed + 1)
        fewer = [self._level(generator.id, level, age) for level in levels]
        return self.any_of(self.bus(generator.id, age), *fewer)

    def _level(self, generator: str, level: int, age: float) -> int:
        """The formula "so many sets have not supplied for the age", given that enough have."""
        ages = self.plan.bus_thresholds[generator]
        key = generator, level
        if key not in self.variables.levels:
            self.variables.levels[key] = [self.new_variable() for _ in ages]
        place = ages.index(age)
        return self.formulas.all_of([self.handle(n) for n in self.variables.levels[key][: place + 1]])


def in_a_call(sets: Sets) -> tuple[float, float]:
    """The chance that too few sets supply, and how often that begins, in a call about as long as a repair, m.

    Of one set at the age a of the call, p∞ + (q − p∞) e^(−(λ + 1/m) a); on average over an exponential a of
    mean m the exponential is 1 / (2 + λ m).
    """
    x = sets.failure_rate * sets.mttr
    share, running = 1 / (2 + x), x / (1 + x)
    fails = running + (sets.fail_to_start - running) * share
    fails = 1 - (1 - fails) * (1 - sets.out_of_service)
    n, k = sets.count, sets.count - sets.needed + 1
    few = math.fsum(math.comb(n, i) * fails**i * (1 - fails) ** (n - i) for i in range(k, n + 1))
    last = n * math.comb(n - 1, k - 1) * fails ** (k - 1) * (1 - fails) ** (n - k)
    return few, last * sets.failure_rate * (1 - fails)


@dataclass(frozen=True)
class _AtAge:
    """What has been out for an age."""

    losses: LossesWithTrips
    age: float

    def lost(self, component: Component) -> int:
        return self.losses.own_lost(component, self.age)

    def short(self, component: Component, units: int) -> int:
        return self.losses.short(component, units, self.age)

    def struck(self, component: Component) -> int:
        return self.losses.struck(component, self.age)

    def stuck(self, component: Ups) -> int:
        return self.losses.stuck(component)

    def bypassed(self, component: Component, lasting: int) -> int:  # noqa: ARG002 - it may hold meanwhile
        return self.losses.bypassed(component, self.age)
