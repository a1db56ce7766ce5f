"""Who calls at the very moment a feed fails: switches move, open paths are still open, sets still start.

Such a call is over within seconds where another input takes over; it is a call all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from powercalc.components import Component, Storage, Switch, Tie, Ups
from powercalc.diagram.response.calling import Way
from powercalc.diagram.response.paths import is_open
from powercalc.diagram.response.plan import Plan
from powercalc.diagram.response.thresholds import INSTANT
from powercalc.site.calls import Caller

FEW = 12
"""With more callers than this, one fails while all others are up."""

Live = Mapping[str, bool]


class Instants:
    """The sites just before and just after a caller fails."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._wires = plan, plan.wires
        orders = (0, 1) if len(plan.calling) <= FEW else (0,)
        self._before = {
            down: self._site(down, None) for order in orders for down in plan.states(order, plan.calling)
        }
        self._after = {
            (down, b): self._site((*down, b), before)
            for down, before in self._before.items()
            for b in plan.calling
            if b not in down
        }

    def beginnings(self, name: str) -> Iterator[Way]:
        """Yield the ways in which a call begins: callers that are down without calling, and one more."""
        callers = [caller for caller in self._wires.callers if name in caller.called]
        for (down, b), after in self._after.items():
            if _wanted(callers, after) and not _wanted(callers, self._before[down]):
                yield down, b

    def _site(self, down: Collection[int], before: Live | None) -> dict[str, bool]:
        """What is live, of all above the callers; settled, or just after it was as `before`.

        Ties from "all dead" upwards.
        """
        live: dict[str, bool] = {}
        for group in self._plan.timed:
            live |= dict.fromkeys(group, False)
            changed = True
            while changed:
                found = {
                    name: self._is_live(self._wires.components[name], down, live, before) for name in group
                }
                changed = len(group) > 1 and any(live[name] != found[name] for name in group)
                live |= found
        return live

    def _is_live(self, node: Component, down: Collection[int], live: Live, before: Live | None) -> bool:
        if node.id in self._wires.standby:
            return before is None or self._supplies(node.id, before)
        own = self._plan.own[node.id]
        units = sum(any(block in down for block in unit) for unit in own.units)
        struck = any(block in down for block in own.hazards)
        sound = (not own.units or units < own.lost_at) and not any(block in down for block in own.common)
        sound = sound and all(live[name] for name in node.depends_on)
        fed = self._is_fed(node, live, before)
        held = isinstance(node, Storage) and before is not None and before[node.id] and bool(node.autonomy)
        around = isinstance(node, Ups) and node.bypass and self._is_passed(node, live, fed=fed)
        return not struck and ((sound and (fed or held)) or around)

    def _is_passed(self, ups: Ups, live: Live, *, fed: bool) -> bool:
        """Something is live that the bypass can pass on."""
        return any(live[name] for name in ups.bypass_fed_by) if ups.bypass_fed_by else fed

    def _supplies(self, name: str, before: Live) -> bool:
        """A set supplies just after a caller failed if it did before, or starts in no time."""
        callers = [caller for caller in self._wires.callers if name in caller.called]
        return _wanted(callers, before) or self._plan.buses[name].sets.start_time <= INSTANT

    def _is_fed(self, node: Component, live: Live, before: Live | None) -> bool:
        if isinstance(node, Tie):
            return any(live[end] for end in node.between)
        if not node.fed_by:
            return True
        if isinstance(node, Switch) and node.transfer_time and before is not None:
            stood = next((place for place, name in enumerate(node.fed_by) if before[name]), -1)
            return any(live[name] for name in node.fed_by[: stood + 1])
        closed = [name for name in node.fed_by if not self._is_open(name, node, before)]
        if sum(live[name] for name in closed) >= node.inputs_needed:
            return True
        ties = self._wires.ties.get(node.id, ())
        return any(live[tie] and live[other] and not self._is_open(tie, node, before) for tie, other in ties)

    def _is_open(self, path: str, node: Component, before: Live | None) -> bool:
        """A path that is normally open has closed for a node if that lacked power before, or in no time."""
        component = self._wires.components[path]
        if before is None or not is_open(component) or not getattr(component, "transfer_time", 0.0):
            return False
        others = [name for name in node.fed_by if not is_open(self._wires.components[name])]
        return sum(before[name] for name in others) >= node.inputs_needed


def _wanted(callers: Collection[Caller], live: Live) -> bool:
    return any(sum(live[name] for name in caller.inputs) < caller.needed for caller in callers)
