"""What follows from an outage, told as people tell it: who carries how much of what it may, and trips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

from powercalc.flow.power_network import PowerNetwork
from powercalc.flow.states import Settled
from powercalc.languages import amount, ask, joined, listed, noted

_MOST_NAMED = 4


def cascade_told(network: PowerNetwork, settled: Settled, place: int, out: Mapping[str, int]) -> str:
    """Return the trips of one state, round by round; an empty text when nothing trips.

    `out` is how many units of which component are out in it.
    """
    rounds: dict[int, list[str]] = {}
    for name, tripped in settled.tripped.items():
        if tripped[place]:
            rounds.setdefault(int(tripped[place]), []).append(name)
    told = [_round(network, settled, place, out, rounds[number]) for number in sorted(rounds)]
    return (
        reduce(lambda first, then: ask("{first}, then {then}", first=first, then=then), told) if told else ""
    )


def _round(
    network: PowerNetwork, settled: Settled, place: int, out: Mapping[str, int], names: list[str]
) -> str:
    said = [
        _trip(network, name, float(settled.at_first[name][place]), out.get(name, 0))
        for name in names[:_MOST_NAMED]
    ]
    if len(names) > _MOST_NAMED:
        said.append(ask("{number} more trip as well", number=len(names) - _MOST_NAMED))
    return joined(said, "; ")


def _trip(network: PowerNetwork, name: str, carried: float, out: int) -> str:
    element = network.elements[name]
    limit = (element.trip or 0.0) * (element.component.count - out)
    ends = _BYPASSED if getattr(element.component, "bypass", False) else _TRIPS
    return ask(ends, id=name, power=power(carried), limit=power(limit))


_TRIPS = noted("{id} would carry {power} of {limit} and trips")
_BYPASSED = noted("{id} would carry {power} of {limit} and goes to bypass")


def power(kilowatts: float) -> str:
    """Return a power as it is said: "5.75 kW", "1.2 MW"."""
    if kilowatts >= 9999.5:
        return amount(f"{kilowatts / 1000:.4g} MW")
    return amount(f"{kilowatts:.4g} kW")


def outages_told(network: PowerNetwork, out: Mapping[str, int]) -> str:
    """Return what is out: "ups-a and one unit of gen"."""
    return listed(_outage(network, name, units) for name, units in out.items())


def _outage(network: PowerNetwork, name: str, units: int) -> str:
    count = network.elements[name].component.count
    if count == 1:
        return name
    if units >= count:
        return ask("all {number} units of {id}", number=count, id=name)
    if units == 1:
        return ask("one unit of {id}", id=name)
    return ask("{number} units of {id}", number=units, id=name)


def unprotected_told(loads: Sequence[str], on_bypass: Sequence[str]) -> str:
    """Return who has power and no storage behind it: "rack runs unprotected, on the bypass of ups-a"."""
    why = f"on the bypass of {listed(list(on_bypass))}" if on_bypass else "with no battery behind it"
    return f"{_some(loads)} {'runs' if len(loads) == 1 else 'run'} unprotected, {why}"


def some_told(loads: Sequence[str], title: str) -> str:
    """Return who is so: "a, b and 3 more loads are dark"."""
    return f"{_some(loads)} {'is' if len(loads) == 1 else 'are'} {title}"


def _some(loads: Sequence[str]) -> str:
    shown = [*loads[:5], f"{len(loads) - 5} more loads"] if len(loads) > 5 else list(loads)
    return listed(shown)


def units_named(network: PowerNetwork, name: str, units: int) -> str:
    """Return units as one asks for them: "ups-a" is all its units, "ups-a:1" one of several."""
    return name if units >= network.elements[name].component.count else f"{name}:{units}"
