"""Where what can never trip ends: the heads, behind which a site may be left to formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from powercalc.cascade.overload_diagram import OwnOutages
from powercalc.components import Ups
from powercalc.engine.formula import Formulas, Variable
from powercalc.flow.limits import feeding
from powercalc.flow.power_network import PowerNetwork

MOST_HEADS = 10
"""Of more than so many there are too many patterns; what they are fed by is taken instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """An element that feeds what may trip, or a load, and that nothing behind can trip."""

    name: str
    lost: int
    """The formula of its being lost."""
    calm: frozenset[str]
    """All that stands behind it, itself included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """The heads, and the events (by variable) of all that stands before them."""

    heads: tuple[Head, ...]
    events: tuple[int, ...]


def heads(network: PowerNetwork, health: OwnOutages, formulas: Formulas, lost: Mapping[str, int]) -> Ends:
    """Return the heads; none where what is behind them shares events with what is before them."""
    calm = _calm(network)
    found = tuple(Head(name=name, lost=lost[name], calm=frozenset(calm)) for name in _ends(network, calm))
    before = _events_of(network, health, formulas, [name for name in network.elements if name not in calm])
    behind = _variables(formulas, [head.lost for head in found])
    if not behind & before:
        return Ends(heads=found, events=tuple(sorted(before)))
    everything = _events_of(network, health, formulas, list(network.elements))
    return Ends(heads=(), events=tuple(sorted(everything)))


def _calm(network: PowerNetwork) -> dict[str, None]:
    """Return what can never trip and is fed by nothing that can, loads set aside."""
    calm: dict[str, None] = {}
    for group in network.order:
        elements = [network.elements[name] for name in group]
        quiet = all(not each.component.is_load and each.trip is None for each in elements)
        if quiet and all(feeder in calm or feeder in group for each in elements for feeder in feeding(each)):
            calm.update(dict.fromkeys(group))
    while len(ends := _ends(network, calm)) > MOST_HEADS:
        for name in ends:
            del calm[name]
    return calm


def _ends(network: PowerNetwork, calm: Mapping[str, None]) -> list[str]:
    """Return what feeds anything that is not calm."""
    fed = [set(feeding(each)) for each in network.elements.values() if each.id not in calm]
    needed = set().union(*fed)
    return [name for name in calm if name in needed]


def _events_of(network: PowerNetwork, health: OwnOutages, formulas: Formulas, names: list[str]) -> set[int]:
    handles = []
    for name in names:
        component = network.elements[name].component
        handles.append(health.struck(component))
        if not component.is_load:
            handles += [
                health.lost(component),
                *(health.short(component, k) for k in range(1, component.count + 1)),
            ]
        if isinstance(component, Ups) and component.bypass:
            handles.append(health.stuck(component))
    return _variables(formulas, handles)


def _variables(formulas: Formulas, handles: list[int]) -> set[int]:
    nodes = (formulas.node(handle) for handle in formulas.reachable(handles))
    return {node.index for node in nodes if isinstance(node, Variable)}
