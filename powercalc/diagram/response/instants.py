"""Who calls at the very moment a feed fails: switches move, open paths are still open, sets still start.

Such a call is over within seconds where another input takes over; it is a call all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from powercalc.components import Component, Storage, Switch
from powercalc.diagram.response.alone import BlocksDown
from powercalc.diagram.response.calling import Way
from powercalc.diagram.response.paths import is_open, is_preferred, itself
from powercalc.diagram.response.plan import Plan
from powercalc.diagram.response.thresholds import INSTANT
from powercalc.site.calls import Caller
from powercalc.wiring.needs import Needs
from powercalc.wiring.states import StateTruths, Truths

FEW = 12
"""With more callers than this, one fails while all others are up."""

_TRUTHS = StateTruths()

Lost = Mapping[str, Truths]


class Instants:
    """The sites just before and just after a caller fails."""

    def __init__(self, plan: Plan) -> None:
        self._callers = plan.wires.callers
        orders = (0, 1) if len(plan.calling) <= FEW else (0,)
        downs = [down for order in orders for down in plan.states(order, plan.calling)]
        found = [
            (place, (down, b)) for place, down in enumerate(downs) for b in plan.calling if b not in down
        ]
        self._ways = [way for _, way in found]
        settled = _told(BlocksDown(plan.wires, plan.own, downs), plan)
        places = np.array([place for place, _ in found], dtype=int)
        self._before = {name: np.broadcast_to(lost, len(downs))[places] for name, lost in settled.items()}
        self._after = _told(_JustAfter(plan, [(*down, b) for down, b in self._ways], self._before), plan)

    def beginnings(self, name: str) -> Iterator[Way]:
        """Yield the ways in which a call begins: callers that are down without calling, and one more."""
        callers = [caller for caller in self._callers if name in caller.called]
        begins = _wanted(callers, self._after) & ~_wanted(callers, self._before)
        for place in np.flatnonzero(np.broadcast_to(begins, len(self._ways))):
            yield self._ways[place]


def _told(reading: BlocksDown, plan: Plan) -> Lost:
    """Who is lost, of all above the callers."""
    reading.tell(plan.timed)
    return reading.lost


class _JustAfter(BlocksDown):
    """Who is lost at the moment that one more block fails, in cases of which is known who was before."""

    def __init__(self, plan: Plan, cases: Sequence[Collection[int]], before: Lost) -> None:
        super().__init__(plan.wires, plan.own, cases)
        self._plan, self._settled = plan, before

    def own(self, node: Component) -> Truths:
        """It does not work; what waits for a call supplies if it did before, or starts in no time."""
        down = super().own(node)
        if node.id not in self.graph.standby or self._plan.buses[node.id].sets.start_time <= INSTANT:
            return down
        callers = [caller for caller in self.graph.callers if node.id in caller.called]
        return self.truths.any_of([down, ~_wanted(callers, self._settled)])

    def held(self, node: Component) -> Sequence[Truths]:
        """What storage has held until now it still holds."""
        return [self._settled[node.id]] if isinstance(node, Storage) and node.autonomy else ()

    def supports(self, node: Component) -> list[Truths]:
        """What is lost with what it depends on; cooling is missed as before where it can be for a while."""
        needs = Needs(self.truths, self._settled) if node.thermal_autonomy else self.needs
        return [self.needs.unsupported(node), needs.uncooled(node)]

    def moving(self, node: Component) -> Sequence[Truths]:
        """A switch is dead until it has moved on from the first input that was live."""
        if not isinstance(node, Switch) or not node.transfer_time:
            return ()
        before = [self._settled[name] for name in node.fed_by]
        beyond = [~self.truths.all_of(before[:place]) for place in range(len(before))]
        dead = [self._arriving(*each) | out for each, out in zip(self.arrivals(node), beyond, strict=True)]
        return [self.truths.all_of(before), self.truths.all_of(dead)]

    def not_closed(self, path: str, node: Component) -> Truths:
        """A path that is normally open, and takes time to close, has not if it was not needed before."""
        closes = self.graph.components[path]
        if not is_open(closes) or is_preferred(self.graph, path) or not getattr(closes, "transfer_time", 0.0):
            return self.truths.never
        return ~self._needed(path, node)

    def _needed(self, path: str, node: Component) -> Truths:
        """A path was needed before: too few of the inputs that are not open were live."""
        if path in getattr(node, "bypass_fed_by", ()):
            return self._settled[itself(node.id)]
        others = [self._settled[name] for name in node.fed_by if not is_open(self.graph.components[name])]
        return self.truths.at_least(len(others) - node.inputs_needed + 1, others)


def _wanted(callers: Collection[Caller], lost: Lost) -> Truths:
    """One of the callers wants what it calls."""
    return _TRUTHS.any_of([_wants(caller, lost) for caller in callers])


def _wants(caller: Caller, lost: Lost) -> Truths:
    return _TRUTHS.at_least(len(caller.inputs) - caller.needed + 1, [lost[name] for name in caller.inputs])
