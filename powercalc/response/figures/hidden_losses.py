"""Faults that nobody knows of until a test or a need, of all that rests; tests that several things share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

from numpy.typing import NDArray

from powercalc.components import Component, Generator, Storage, Switch
from powercalc.dynamics.ages import FOREVER, rate_while_up
from powercalc.dynamics.chain import SHORTEST
from powercalc.dynamics.standby import StandbyGroup
from powercalc.dynamics.tested import Moment, Resting
from powercalc.engine.recording.arrays import np, scalar
from powercalc.response.columns.calling import Way
from powercalc.response.columns.node_ages import LIVE, Ages
from powercalc.response.figures.useful_switches import useful
from powercalc.response.plan.dormant_faults import Rest
from powercalc.response.plan.plan import Plan
from powercalc.response.plan.roles import faults, is_plain

Floats = NDArray[np.float64]


def shared_tests(plan: Plan) -> dict[float, float]:
    """By interval, the longest mean repair of what is tested so; where several things are.

    Everything with the same interval is tested on the same day.
    """
    tested = [node for node in plan.wires.components.values() if faults(node)[2] and _waits(plan, node)]
    often: Counter[float] = Counter()
    for node in tested:
        often[faults(node)[2]] += 1 if isinstance(node, Generator) else node.count
    return {
        interval: max(node.mttr or 0.0 for node in tested if faults(node)[2] == interval)
        for interval, number in often.items()
        if number > 1
    }


def hides_faults(plan: Plan) -> bool:
    """Tell whether anything that waits may have a fault that nobody knows of."""
    return any(node.dormant_failure_rate and _waits(plan, node) for node in plan.wires.components.values())


def _waits(plan: Plan, node: Component) -> bool:
    return node.id in plan.resting or node.id in plan.wires.standby


def hidden(
    plan: Plan,
    losses: Mapping[str, Iterable[Way]],
    shared: Container[Way],
    moments: Sequence[Moment],
    weights: Sequence[float],
    buses: Mapping[str, StandbyGroup],
) -> dict[str, Floats]:
    """By what rests, the chance that a unit has a fault, or is in repair, when it is needed, (moments,)."""

    def fault(name: str, tried: float) -> Floats:
        often = {way: tried * rate_while_up(plan.blocks[way[1]].ageing) for way in losses[name]}
        together = sum(rate for way, rate in often.items() if way in shared) if moments[0].rate else 0.0
        return _without(plan.resting[name], sum(often.values()) - together, together, moments)

    tried = useful(
        plan, buses, weights, lambda name, share: scalar(np.average(fault(name, share), weights=weights))
    )
    return {name: fault(name, tried.get(name, 1.0)) for name in plan.resting}


def losses(plan: Plan) -> dict[str, list[Way]]:
    """The blocks any one of which makes something that rests needed, while no generator supplies."""
    size = len(plan.blocks)
    if not plan.resting or not size:
        return {name: [] for name in plan.resting}
    down = {block: np.where(np.arange(size) == block, 1.0, LIVE) for block in range(size)}
    ages = Ages(plan, down, {bus: np.full(size, FOREVER) for bus in plan.buses}, size)
    return {
        name: [((), b) for b in np.flatnonzero(_needed(plan, name, ages)).tolist()] for name in plan.resting
    }


def _needed(plan: Plan, name: str, ages: Ages) -> NDArray[np.bool_]:
    """Where what rests is needed: by what is lost, and a battery by the gap of a switch above it."""
    needed = ages.wanted(plan.resting[name].needs) > LIVE
    node = plan.wires.components.get(name)
    while node is not None and len(node.fed_by) == 1 and _is_line(node, name):
        node = plan.wires.components[node.fed_by[0]]
        if isinstance(node, Switch):
            moves = bool(node.transfer_time or node.return_gap)
            return np.asarray(needed | ((ages.lost[node.fed_by[0]] > LIVE) & moves))
    return np.asarray(needed)


def _is_line(node: Component, name: str) -> bool:
    """Tell whether a gap above a node reaches the battery of this name: nothing between them holds."""
    return isinstance(node, Storage) if node.id == name else is_plain(node)


def _without(rest: Rest, alone: float, together: float, moments: Sequence[Moment]) -> Floats:
    """It is well, in repair, has a fault that a test finds, or one that only a need shows.

    It is needed `alone` and `together` [1/h] with other things.
    """
    found, untested = rest.found, rest.untested
    repair = 1 / max(rest.mttr, SHORTEST)
    rates = np.array([
        [0.0, 0.0, found, untested],
        [repair, 0.0, 0.0, 0.0],
        [0.0, alone, 0.0, 0.0],
        [0.0, alone, found, 0.0],
    ])  # fmt: skip
    rates -= np.diag(rates.sum(axis=1))
    resting = Resting(
        between=rates, rate=together, call=np.eye(4)[[0, 1, 1, 1]], test=np.eye(4)[[0, 1, 1, 3]],
        interval=rest.interval, mttr=rest.mttr,
    )  # fmt: skip
    return np.array([resting.at(moment)[1:].sum() for moment in moments])
