"""Where a switch between generators stands when a call begins: where the last call has left it.

A switch all of whose inputs are called stays on its input when all of them stop. It stands on a later one
where the call before ended while its first input did not supply: then it has no trial for that one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from math import prod

from numpy.typing import NDArray

from powercalc.dynamics.standby import StandbyGroup
from powercalc.engine.recording.arrays import np, scalar
from powercalc.response.plan.movers import SwitchPlan
from powercalc.response.plan.plan import Plan

Floats = NDArray[np.float64]


def stands_on_first(switch: SwitchPlan, plan: Plan, buses: Mapping[str, StandbyGroup]) -> float:
    """Return the chance that a switch stands on its first input when a call begins.

    A call ends with supply from the first, a; or without, and the switch on a later one, b; else it leaves
    the switch where it was: a / (a + b). Certain where an input is live between calls.
    """
    wires = plan.wires
    behind = [
        [buses[name] for name in wires.sets_behind(feeder) if name in buses] for feeder in switch.inputs
    ]
    if not (all(behind) and all(wires.only_generators_behind(feeder) for feeder in switch.inputs)):
        return 1.0
    lost = [prod(_mean(bus, partial(_lost, bus)) for bus in each) for each in behind]
    moved = 1 - switch.fails * max(_mean(bus, partial(_stuck, switch.manual_time)) for bus in behind[0])
    back, away = 1 - lost[0], lost[0] * (1 - prod(lost[1:])) * moved
    return back / (back + away) if back + away else 1.0


def _mean(bus: StandbyGroup, of_length: Callable[[Floats], Floats]) -> float:
    """The mean over the calls of a bus of a function of their lengths, [h]."""
    calls = sum(demand.rate for demand in bus.demands)
    found = [demand.rate * scalar(demand.weights @ of_length(demand.lengths)) for demand in bus.demands]
    return sum(found) / calls if calls else 1.0


def _lost(bus: StandbyGroup, lengths: Floats) -> Floats:
    """The chance of no supply at the end of calls of some lengths."""
    before = np.ones((len(lengths), 1)) @ bus.at_call[:1]
    return bus.lost_for(np.zeros_like(lengths), lengths, before)


def _stuck(manual_time: float, lengths: Floats) -> Floats:
    """The chance that a switch that failed to move has not been moved by hand when the call ends."""
    return np.exp(-lengths / manual_time) if manual_time else np.zeros_like(lengths)
