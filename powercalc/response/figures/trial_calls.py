"""Calls that a trial brings about, and how many there may be: a call is counted when a block fails.

A generator below a switch that is stuck, a path that has not closed or a battery that did not hold is called
though no block or generator above would call it by itself.  Each such trial is asked no more often than
something above it fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod

from powercalc.components import Component, Generator, Storage, Switch, Ups
from powercalc.engine.recording.arrays import scalar
from powercalc.response.plan.open_paths import is_open
from powercalc.response.plan.plan import Plan


class TrialCalls:
    """How often trials may call the generators of a site, and for how long."""

    def __init__(self, plan: Plan, failures: Mapping[str, float]) -> None:
        """`failures`: how often each generator that waits for a call fails to start or to run, [1/h]."""
        self._plan, self._wires, self._failures = plan, plan.wires, failures

    def of(self, generator: str) -> tuple[float, float]:
        """How often, [1/h], and for which share of time a generator may be called beside what is counted."""
        often = hours = 0.0
        for node in self._above(generator):
            lost = self._lost(node.id)
            for chance, lasts in self._trials(node):
                often, hours = often + chance * lost, hours + chance * lost * lasts
        return often, min(hours, 1.0)

    def stuck(self, generator: str) -> Iterator[tuple[str, float, float]]:
        """Yield what may be stuck above a generator, how often, [1/h], and for how long, [h]."""
        for node in self._above(generator):
            if node.id in self._plan.switches and (fails := self._plan.switches[node.id].fails):
                longest = self._longest(node.id)
                lasts = min(self._plan.switches[node.id].manual_time or longest, longest)
                yield node.id, fails * self._lost(node.id), lasts

    def _above(self, generator: str) -> Iterator[Component]:
        """Yield what stands above the inputs that call a generator."""
        callers = (caller for caller in self._wires.callers if generator in caller.called)
        names = dict.fromkeys(name.removesuffix(" itself") for each in callers for name in each.inputs)
        for name in self._wires.above(tuple(names)):
            yield self._wires.components[name]

    def _lost(self, node: str) -> float:
        """How often something above fails, [1/h], at most."""
        above = self._wires.above((node,))
        blocks = {b for name in above for b in self._plan.own[name].blocks}
        often = sum(scalar(self._plan.blocks[b].ageing.frequency(0.0)) for b in blocks)
        return often + sum(self._failures.get(name, 0.0) for name in above)

    def _trials(self, node: Component) -> Iterator[tuple[float, float]]:
        """Yield the chance that a node calls by a trial, and for how long, [h]."""
        if isinstance(node, Switch) and node.id in self._plan.switches:
            switch = self._plan.switches[node.id]
            yield switch.fails, min(switch.manual_time or self._longest(node.id), self._longest(node.id))
        if isinstance(node, Storage) and node.battery_failure:
            yield node.battery_failure, self._longest(node.id)
        if isinstance(node, Ups) and node.fail_to_bypass:
            yield node.fail_to_bypass, self._longest(node.id)
        if is_open(node):
            trial = getattr(node, "fail_to_transfer", None) or 0.0
            yield trial, self._longest(node.id)

    def _longest(self, node: str) -> float:
        """The longest mean time of what is down above a node, [h]."""
        above = self._wires.above((node,))
        blocks = {b for name in above for b in self._plan.own[name].blocks}
        scales = [scale for b in blocks for scale in self._plan.blocks[b].ageing.scales()]
        nodes = (self._wires.components[name] for name in above)
        return max([0.0, *scales, *(each.mttr or 0.0 for each in nodes if isinstance(each, Generator))])


def chance_of_failing(generator: Generator) -> float:
    """The chance that a set refuses a call."""
    chances = (generator.fail_to_start, generator.standby_unavailability, generator.unavailability)
    return 1 - prod(1 - (each or 0.0) for each in chances)
