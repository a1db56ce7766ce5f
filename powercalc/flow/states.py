"""The power flow and its trips in many states at a time: an array over states for every truth and flow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from powercalc.components import Component, Ups
from powercalc.flow.flow_algebra import Alternatives, Flow, Health
from powercalc.flow.power_network import PowerNetwork
from powercalc.flow.rules import FlowRules
from powercalc.wiring.state_truths import FALSE, TRUE, StateTruths, Truths

Flows = NDArray[np.float64]

ROUNDING = 1e-9
"""What a sum of floats may be above a limit and still be that limit."""


@dataclass(frozen=True, kw_only=True)
class Outages:
    """What is out, state by state. What is not named is sound in all of them."""

    count: int
    """How many states."""
    units: Mapping[str, NDArray[np.int_]] = field(default_factory=dict)
    """How many units of a component are out, (states,)."""
    hazards: Mapping[str, Truths] = field(default_factory=dict)
    """Where a component stands a hazard has struck, (states,)."""
    stuck_bypasses: Mapping[str, Truths] = field(default_factory=dict)
    """The bypass of a UPS does not take over, (states,)."""

    def at(self, states: NDArray[np.intp]) -> Self:
        """Return some of the states."""
        return type(self)(
            count=len(states),
            units={name: each[states] for name, each in self.units.items()},
            hazards={name: each[states] for name, each in self.hazards.items()},
            stuck_bypasses={name: each[states] for name, each in self.stuck_bypasses.items()},
        )

    def lost(self, component: Component) -> Truths:
        """Too few units of a component work, or a hazard has struck."""
        struck = self.struck(component)
        if component.id not in self.units:
            return struck
        return (self.units[component.id] > component.count - component.units_needed) | struck

    def short(self, component: Component, units: int) -> Truths:
        """At least so many of its units are out."""
        if units <= 0:
            return TRUE
        return self.units[component.id] >= units if component.id in self.units else FALSE

    def struck(self, component: Component) -> Truths:
        """A hazard has struck where it stands."""
        return self.hazards.get(component.id, FALSE)

    def stuck(self, component: Ups) -> Truths:
        """Its bypass does not take over."""
        return self.stuck_bypasses.get(component.id, FALSE)

    def bypassed(self, component: Component, lasting: Truths) -> Truths:  # noqa: ARG002 - no minutes here
        """It is down or not fed: no storage bridges anything in states that last."""
        return lasting


class States(StateTruths):
    """The algebra of arrays over states."""

    nothing: Flows = np.zeros(())

    def drawn(self, power: float, when: Truths) -> Flows:
        """A power when something is so."""
        return np.multiply(power, when, dtype=np.float64)

    def total(self, flows: Sequence[Flows]) -> Flows:
        """The sum of flows."""
        return reduce(np.add, flows, self.nothing) if len(flows) != 1 else flows[0]

    def only(self, flow: Flows, when: Truths, factor: float = 1.0) -> Flows:
        """A flow times a factor, when something is so."""
        return flow * when if factor == 1.0 else flow * when * factor

    def split(self, flow: Flows, parts: Sequence[Alternatives[Truths]]) -> list[Flows]:
        """A flow divided in proportion to the weights in force; evenly when all are 0."""
        if len(parts) == 1:
            return [flow * self.any_of([when for _, when in parts[0]])]
        weights = [reduce(np.add, (weight * when for weight, when in part)) for part in parts]
        whole = reduce(np.add, weights)
        each = flow / np.where(whole > 0, whole, 1.0)
        if np.all(whole > 0):
            return [weight * each for weight in weights]
        live = [self.any_of([when for _, when in part]) for part in parts]
        number = np.maximum(reduce(np.add, (one.astype(float) for one in live)), 1.0)
        evenly = np.where(whole > 0, 0.0, flow / number)
        return [weight * each + one * evenly for weight, one in zip(weights, live, strict=True)]

    def above(self, flow: Flows, limit: float) -> Truths:
        """The flow is above a limit, by more than rounding."""
        return flow > limit * (1 + ROUNDING)


@dataclass(frozen=True, kw_only=True)
class Settled:
    """Where states come to rest: nothing trips any more. All arrays are (states,)."""

    count: int
    lost: Mapping[str, Truths]
    through: Mapping[str, Flows]
    """[kW] that each element carries."""
    raw: Mapping[str, Truths]
    """Passes a UPS through its bypass."""
    tripped: Mapping[str, NDArray[np.int_]]
    """In which round an element has tripped, 1 first; 0 for not at all. Only elements that have at all."""
    at_first: Mapping[str, Flows]
    """[kW] in the round in which an element tripped, else nothing."""

    def only(self, place: int) -> Settled:
        """Return one of the states."""
        here = slice(place, place + 1)
        tripped = {name: each[here] for name, each in self.tripped.items() if each[place]}
        return Settled(
            count=1,
            lost={name: each[here] for name, each in self.lost.items()},
            through={name: each[here] for name, each in self.through.items()},
            raw={name: each[here] for name, each in self.raw.items()},
            tripped=tripped,
            at_first={name: self.at_first[name][here] for name in tripped},
        )


class StateHealth(Health[Truths], Protocol):
    """What is out in each of many states."""

    @property
    def count(self) -> int:
        """How many states."""

    def at(self, states: NDArray[np.intp]) -> Self:
        """Return some of the states."""


def settle(network: PowerNetwork, outages: StateHealth) -> Settled:
    """Follow power and trips until nothing trips: all overloaded elements of a round together."""
    count = outages.count
    tripped: dict[str, NDArray[np.int_]] = {}
    at_first: dict[str, Flows] = {}
    moving = np.arange(count)
    fresh, flow = _overloads(network, outages, {})
    result = _spread(network, flow, count)
    for number in range(1, 1 + len(network.elements)):
        some = reduce(np.logical_or, fresh.values(), np.zeros(len(moving), dtype=bool))
        kept = np.flatnonzero(np.broadcast_to(some, moving.shape))
        if not len(kept):
            break
        for name, over in fresh.items():
            here = np.broadcast_to(over, moving.shape)[kept]
            if here.any():
                rounds = tripped.setdefault(name, np.zeros(count, dtype=int))
                rounds[moving[kept][here]] = number
                carried = np.broadcast_to(flow.through[name], moving.shape)[kept]
                at_first.setdefault(name, np.zeros(count))[moving[kept][here]] = carried[here]
        moving = moving[kept]
        fresh, flow = _overloads(
            network, outages.at(moving), {name: each[moving] > 0 for name, each in tripped.items()}
        )
        _write(result, _spread(network, flow, len(moving)), moving)
    return Settled(count=count, tripped=tripped, at_first=at_first, **result)


def _overloads(
    network: PowerNetwork, outages: StateHealth, tripped: dict[str, Truths]
) -> tuple[dict[str, Truths], Flow[Truths, Flows]]:
    """Return what trips now, and the flow that trips it."""
    rules = FlowRules(network, States(), outages)
    flow = rules.flow(tripped)
    fresh = {}
    for name, element in network.elements.items():
        if element.trip is not None:
            over = rules.overloaded(flow, name, element.trip)
            fresh[name] = over & ~tripped[name] if name in tripped else over
    return fresh, flow


def _spread(network: PowerNetwork, flow: Flow[Truths, Flows], count: int) -> dict[str, Any]:
    return {
        "lost": {name: np.broadcast_to(each, count).copy() for name, each in flow.lost.items()},
        "through": {
            name: np.broadcast_to(flow.through.get(name, 0.0), count).copy() for name in network.elements
        },
        "raw": {name: np.broadcast_to(each, count).copy() for name, each in flow.raw.items()},
    }


def _write(result: Mapping[str, Any], part: Mapping[str, Any], states: NDArray[np.intp]) -> None:
    for kind, arrays in part.items():
        for name, each in arrays.items():
            result[kind][name][states] = each


def overloaded(network: PowerNetwork, outages: Outages, settled: Settled) -> dict[str, Truths]:
    """Return per element with a limit in which states it carries more than its working units may."""
    flow = Flow(lost=dict(settled.lost), through=dict(settled.through))
    rules = FlowRules(network, States(), outages)
    return {
        name: np.broadcast_to(rules.overloaded(flow, name, element.limit), settled.count)
        for name, element in network.elements.items()
        if element.limit is not None
    }


def outages_of(states: Iterable[Mapping[str, int]]) -> Outages:
    """Return the outages of a list of states, each as how many units of which component are out."""
    listed = list(states)
    units: dict[str, NDArray[np.int_]] = {}
    for place, state in enumerate(listed):
        for name, out in state.items():
            units.setdefault(name, np.zeros(len(listed), dtype=int))[place] = out
    return Outages(count=len(listed), units=units)
