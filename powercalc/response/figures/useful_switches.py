"""How often what rests is put to use when it is needed: what moves or closes needs something to move to.

A switch is tried, and shows a fault that nobody knew of, when another input is live; a path that is normally
open when its source is.  Where that has to start, or to close first, some needs pass without a trial.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod

from powercalc.components import Component, Switch
from powercalc.dynamics.standby import StandbyGroup
from powercalc.engine.recording.arrays import np, scalar
from powercalc.response.plan.open_paths import is_open
from powercalc.response.plan.plan import Plan

Hidden = Callable[[str, float], float]
"""From what rests, and the share of its needs that are trials, to the chance of such a fault."""


def useful(
    plan: Plan, buses: Mapping[str, StandbyGroup], weights: Sequence[float], hidden: Hidden
) -> dict[str, float]:
    """Return, for all that rests, the share of its needs in which it is tried."""
    found: dict[str, float] = {}
    listed = [name for name in plan.resting if name in plan.wires.components]
    for name in sorted(listed, key=lambda name: isinstance(plan.wires.components[name], Switch)):
        node = plan.wires.components[name]
        if isinstance(node, Switch):
            missing = prod(
                1 - _arrives(plan, buses, weights, feeder, found, hidden) for feeder in node.fed_by[1:]
            )
            found[name] = 1 - missing
        elif is_open(node):
            sources = {path.source for path in plan.paths.values() if path.id == name}
            found[name] = max((_supplies(plan, buses, weights, source) for source in sources), default=1.0)
    return found


def _arrives(
    plan: Plan,
    buses: Mapping[str, StandbyGroup],
    weights: Sequence[float],
    feeder: str,
    found: Mapping[str, float],
    hidden: Hidden,
) -> float:
    """The chance that an input is live when it is needed: its source supplies, and a path has closed."""
    supplies, node = _supplies(plan, buses, weights, feeder), plan.wires.components[feeder]
    if not is_open(node):
        return supplies
    closes = (1 - _trial(node)) * (1 - (hidden(feeder, found[feeder]) if feeder in found else 0.0))
    return supplies * closes


def _trial(node: Component) -> float:
    return getattr(node, "fail_to_transfer", None) or 0.0


def _supplies(plan: Plan, buses: Mapping[str, StandbyGroup], weights: Sequence[float], feeder: str) -> float:
    """The chance that a source supplies once it has had time to start; of a feed that is live, 1."""
    sets = plan.wires.sets_behind(feeder)
    if not sets or not plan.wires.only_generators_behind(feeder):
        return 1.0
    return 1 - prod(_never(plan, buses, weights, generator) for generator in sets)


def _never(plan: Plan, buses: Mapping[str, StandbyGroup], weights: Sequence[float], generator: str) -> float:
    """The chance that a generator does not start, alone or with others."""
    starts = []
    for name, bus in plan.buses.items():
        if generator in bus.members:
            at_call = buses[name].at_call
            never = buses[name].never(np.full(len(at_call), buses[name].start), at_call)
            alike = len(at_call) == len(weights)
            starts.append(1 - scalar(np.average(never, weights=weights if alike else None)))
    return 1 - prod(starts)
