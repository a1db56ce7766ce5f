"""Single outages: every component with one unit out, one after the other, and what then flows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from powercalc.components import Path
from powercalc.flow.power_network import PowerNetwork
from powercalc.flow.states import Outages, Settled, outages_of, overloaded, settle
from powercalc.flow.story import cascade_told, power
from powercalc.site.asked import units_asked

CHUNK = 4096
"""So many states are followed at a time."""
Out = Mapping[str, int]
"""How many units of which component are out."""


def parts(network: PowerNetwork) -> list[str]:
    """Return all that can be out: every component but the loads."""
    return [name for name in network.elements if name not in network.members]


def singles(network: PowerNetwork) -> list[Out]:
    """Return one unit of each component out."""
    return [{name: 1} for name in parts(network)]


def further(network: PowerNetwork, out: Out) -> dict[str, Out]:
    """Return one unit more of each component out, of all that has one left, beside what is out."""
    counts = {name: network.elements[name].component.count for name in parts(network)}
    return {
        name: {**out, name: out.get(name, 0) + 1}
        for name, count in counts.items()
        if out.get(name, 0) < count
    }


def normal(network: PowerNetwork) -> Settled:
    """Return the state in which nothing is out."""
    return settle(network, outages_of([{}]))


def too_full(network: PowerNetwork) -> Iterator[str]:
    """Yield what is overloaded when nothing is out, each as a sentence."""
    if all(each.capacity is None and each.trip is None for each in network.elements.values()):
        return
    outages = outages_of([{}])
    settled = settle(network, outages)
    if cascade := cascade_told(network, settled, 0, {}):
        yield f"overloaded in the normal state: {cascade}"
    for name, over in overloaded(network, outages, settled).items():
        if over[0]:
            carried, may = float(settled.through[name][0]), network.elements[name].capacity or 0.0
            yield f"overloaded in the normal state: {name} carries {power(carried)} of {power(may)}"


def in_chunks(
    network: PowerNetwork, states: Sequence[Out]
) -> Iterator[tuple[Sequence[Out], Outages, Settled]]:
    """Yield where states come to rest, some thousands at a time."""
    for start in range(0, len(states), CHUNK):
        some = states[start : start + CHUNK]
        outages = outages_of(some)
        yield some, outages, settle(network, outages)


def closed_by_hand(network: PowerNetwork) -> list[str]:
    """Return the paths that are normally open and that only a person closes."""
    return [name for name in parts(network) if _by_hand(network, name)]


def _by_hand(network: PowerNetwork, name: str) -> bool:
    component = network.elements[name].component
    return isinstance(component, Path) and component.normally == "open" and component.manual


def units_out(network: PowerNetwork, asked: Sequence[str]) -> dict[str, int]:
    """Read what is to be out: "ups-a" is all its units, "gen:2" is two of them. Raises `CallError`."""
    counts = {name: network.elements[name].component.count for name in parts(network)}
    return units_asked(asked, counts, [*network.loads])
