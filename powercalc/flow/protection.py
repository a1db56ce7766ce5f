"""What storage stands behind: a load that runs on a bypass alone is lost with the next dip of the grid.

An element is held up when it is live and passes what a UPS, battery or flywheel puts out by itself, or
when enough of its inputs are held up. What passes a bypass is not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from powercalc.components import Storage, Switch, Tie, Ups
from powercalc.flow.power_network import Element, PowerNetwork
from powercalc.flow.states import Settled, States, outages_of, settle
from powercalc.wiring.state_truths import Truths

_ALGEBRA = States()


def held_up(network: PowerNetwork, settled: Settled) -> dict[str, Truths]:
    """Return, per element, in which states a storage stands behind what it passes on, (states,)."""
    found: dict[str, Truths] = dict.fromkeys(network.elements, States.never)
    for group in network.order:
        for _ in group:
            for name in group:
                here = _passes(network.elements[name], settled, found)
                found[name] = np.broadcast_to(here & ~settled.lost[name], settled.count)
    return found


def _passes(element: Element, settled: Settled, found: Mapping[str, Truths]) -> Truths:
    component = element.component
    inputs = [found[name] for name in component.fed_by]
    if isinstance(component, Storage) and component.autonomy:
        raw = settled.raw.get(component.id, States.never)
        around = [found[name] for name in component.bypass_fed_by] if isinstance(component, Ups) else []
        return ~raw | _ALGEBRA.any_of(around or inputs)
    if isinstance(component, Tie):
        return _ALGEBRA.any_of([found[end] for end in component.between])
    over = [found[tie] for tie, _ in element.ties]
    needed = 1 if isinstance(component, Switch) else component.inputs_needed
    own = _ALGEBRA.at_least(needed, inputs) if inputs else States.never
    return _ALGEBRA.any_of([own, *over])


def unprotected(network: PowerNetwork, settled: Settled, usual: Settled | None = None) -> dict[str, Truths]:
    """Return, per load that storage holds up when nothing is out, in which states it runs without.

    `usual` is the state with nothing out and nothing tripping, where that has been settled already.
    """
    before = held_up(network, usual or settle(network.untripped, outages_of([{}])))
    now = before if settled is usual else held_up(network, settled)
    return {
        load: ~settled.lost[element] & ~now[element]
        for load, element in network.by_load.items()
        if before[element][0]
    }


def any_unprotected(network: PowerNetwork, settled: Settled, loads: Collection[str]) -> Truths:
    """Return in which states one of the loads runs without the storage that holds it up otherwise."""
    chosen = set(loads)
    found = [so for load, so in unprotected(network, settled).items() if load in chosen]
    return np.broadcast_to(_ALGEBRA.any_of(found), settled.count)


def on_bypass(network: PowerNetwork, settled: Settled, place: int) -> tuple[str, ...]:
    """Return the UPSs that pass power through their bypass in a state."""
    return tuple(name for name in network.elements if name in settled.raw and settled.raw[name][place])
