"""How long blocks and generators are down before others are called, whether a load notices or not."""

from __future__ import annotations

from powercalc.response.plan.asked_thresholds import Stuck, Thresholds
from powercalc.response.plan.plan import Plan
from powercalc.response.plan.thresholds import reached, total


class CallAges:
    """The ages, [h], at which a call may begin as others do not supply; none where none waits for another."""

    def __init__(self, plan: Plan) -> None:
        waits = any(plan.doubted_for(first) - {first} for first in plan.doubted)
        of_nodes = _of_nodes(plan) if waits else {}
        members = {name: plan.buses[name].members for name in plan.doubted}
        self.of_generators = {
            name: sorted({age for each in members[name] for age in of_nodes.get(each, ())})
            for name in members
        }
        empty = {total(plan.tanks[name].autonomy, at) for name in plan.tanks for at in of_nodes.get(name, ())}
        self._blocks: dict[int, set[float]] = {}
        for name, ages in of_nodes.items():
            for block in plan.own[name].blocks:
                if block in plan.first:
                    dry = {total(at, end) for at in ages for end in empty}
                    self._blocks.setdefault(block, set()).update(ages, dry)

    def of_block(self, block: int) -> list[float]:
        """Those of a block, with the ends of the fuel that its loss has begun to spend."""
        return sorted(self._blocks.get(block, ()))


def _of_nodes(plan: Plan) -> dict[str, list[float]]:
    """For how long each node must have been lost: sums of the autonomies between it and what calls."""
    asking = frozenset(feeder for caller in plan.wires.callers for feeder in caller.inputs)
    asked = Thresholds(plan.wires, {}, Stuck(frozenset(), frozenset(), {}), {}, {}, asking).of_nodes
    return {name: reached(thresholds) for name, thresholds in asked.items()}
