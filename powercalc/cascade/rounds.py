"""Overload and cascade in formulas: rounds of weighted thresholds, until nothing more trips.

In each round the flow on every element is a sum over events, given what has tripped so far; an element of
which k units work trips when the sum is above k times its trip level. What has tripped stays so for the
rounds that follow, so the rounds end. Whether a round adds anything is asked of its decision diagram: exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from powercalc.cascade.weighted_sums import Sum, Sums
from powercalc.engine.diagram import NO_HINTS, Budget, Diagram, build
from powercalc.engine.formula import AtLeast, Formulas, Node, Variable, parts_of
from powercalc.engine.order import Hints
from powercalc.engine.table import FALSE
from powercalc.errors import EngineLimit
from powercalc.flow.flow_algebra import Flow, Health
from powercalc.flow.power_network import PowerNetwork
from powercalc.flow.rules import FlowRules

ROUND_BUDGET = Budget(nodes=100_000)
"""How large the diagrams of one round may become."""

MOST_TIED = 128
"""Components in one ring or mesh of ties whose flows are told in formulas: these grow with every round."""


class Build(Protocol):
    """What builds the diagram of formulas."""

    def __call__(self, formulas: Formulas, roots: Sequence[int], *, budget: Budget, hints: Hints) -> Diagram:
        """Return it. Raises `EngineLimit` when it outgrows the budget."""


@dataclass(frozen=True, kw_only=True)
class SettledCascade:
    """Who is lost and what has tripped, when nothing more trips: formulas over the events of `health`."""

    lost: Mapping[str, int]
    """Per element: its output is lost."""
    tripped: Mapping[str, int]
    """Per element that can trip at all: it has."""
    rounds: int
    """How many rounds of trips there can be."""


def cascade(
    network: PowerNetwork, formulas: Formulas, health: Health[int], *, budget: Budget = ROUND_BUDGET
) -> SettledCascade:
    """Return where the cascade comes to rest, given formulas for what is out.

    `health` may be about any moment: what is lost in it is taken as lost, whatever the reason. Raises
    `EngineLimit` when a round outgrows the budget.
    """
    refuse_large_rings(network)
    rules = FlowRules(network, Sums(formulas), health)
    tripped: dict[str, int] = {}
    rounds = 0
    while True:
        flow = rules.flow(tripped)
        fresh = fresh_trips(rules, network, formulas, flow, tripped, partial(possible, budget=budget))
        if not fresh:
            return SettledCascade(lost=flow.lost, tripped=tripped, rounds=rounds)
        rounds += 1
        for name, over in fresh.items():
            tripped[name] = formulas.any_of([over, tripped.get(name, formulas.never)])


def refuse_large_rings(network: PowerNetwork) -> None:
    """Raise `EngineLimit` where power may go round through more than are told in formulas."""
    largest = max(map(len, network.order), default=0)
    if largest > MOST_TIED:
        raise EngineLimit(
            f"{largest} components in one ring or mesh of ties are more than {MOST_TIED}, up to which "
            "overload is told in formulas: leave out ties, or the ratings of what hardly ever trips"
        )


def fresh_trips(
    rules: FlowRules[int, Sum],
    network: PowerNetwork,
    formulas: Formulas,
    flow: Flow[int, Sum],
    tripped: Mapping[str, int],
    possible: Callable[[Formulas, Sequence[int]], list[bool]],
) -> dict[str, int]:
    """Return what trips in this round: only what can happen, and has not happened before."""
    found = {}
    for name, element in network.elements.items():
        over = rules.overloaded(flow, name, element.trip)
        before = tripped.get(name, formulas.never)
        fresh = formulas.all_of([over, formulas.negation(before)])
        if fresh != formulas.never:
            found[name] = over, fresh
    if not found:
        return {}
    can = possible(formulas, [fresh for _, fresh in found.values()])
    return {name: over for (name, (over, _)), it_can in zip(found.items(), can, strict=True) if it_can}


def possible(
    formulas: Formulas,
    roots: Sequence[int],
    *,
    built: Build = build,
    budget: Budget = ROUND_BUDGET,
    hints: Hints = NO_HINTS,
) -> list[bool]:
    """Tell which of the formulas can be true. Raises `EngineLimit`.

    Nothing else is asked of the diagram, so it need not be the smallest.
    """
    try:
        diagram = built(formulas, roots, budget=replace(budget, any_order=True), hints=hints)
    except EngineLimit:
        diagram = built(formulas, roots, budget=budget, hints=hints)
    return [root != FALSE for root in diagram.roots.tolist()]


def done_otherwise_too(formulas: Formulas, roots: Sequence[int]) -> set[int]:
    """Return variables without which the same can be true.

    Wherever one is met, another variable beside it would do, which is met nowhere else: a failure in common
    beside that of each alone.
    """
    met: dict[int, list[int]] = {root: [root] for root in roots}
    for handle in formulas.reachable(roots):
        for part in parts_of(formulas.node(handle)):
            met.setdefault(part, []).append(handle)
    variables = [handle for handle in met if isinstance(formulas.node(handle), Variable)]
    alone, found = {handle for handle in variables if len(met[handle]) == 1}, set()
    for handle in variables:
        if all(_another_would_do(formulas.node(where), handle, alone) for where in met[handle]):
            found.add(handle)
            alone.discard(handle)
    return found


def _another_would_do(where: Node, handle: int, alone: set[int]) -> bool:
    if not isinstance(where, AtLeast) or where.k > 1:
        return False
    return any(part in alone and part != handle for part in where.parts)
