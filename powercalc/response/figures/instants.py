"""Who calls at the very moment a feed fails: switches move, open paths are still open, sets still start.

Such a call is over within seconds where another input takes over; it is a call all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import inf, nan

from numpy.typing import NDArray

from powercalc.components import Component, Storage, Switch
from powercalc.engine.recording.arrays import np, scalar
from powercalc.response.columns.calling import LONG, Way
from powercalc.response.columns.node_ages import LIVE, Ages
from powercalc.response.plan.open_paths import is_open, is_preferred, itself
from powercalc.response.plan.plan import Plan
from powercalc.response.plan.single_causes import BlocksDown
from powercalc.response.plan.thresholds import INSTANT
from powercalc.site.calls import Caller
from powercalc.wiring.needs import Needs
from powercalc.wiring.state_truths import StateTruths, Truths

FEW = 12
"""With more callers than this, one fails while all others are up."""

_TRUTHS = StateTruths()

Floats = NDArray[np.float64]

Lost = Mapping[str, Truths]


class Instants:
    """The sites just before and just after a caller fails; and storage that this has spent since."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        orders = (0, 1) if len(plan.calling) <= FEW else (0,)
        downs = [down for order in orders for down in plan.states(order, plan.calling)]
        found = [
            (place, (down, b)) for place, down in enumerate(downs) for b in plan.calling if b not in down
        ]
        self._ways = [way for _, way in found]
        self._cases = [(*down, b) for down, b in self._ways]
        self._places = np.array([place for place, _ in found], dtype=int)
        settled = _told(BlocksDown(plan.wires, plan.own, downs), plan)
        before = {name: np.broadcast_to(lost, len(downs))[self._places] for name, lost in settled.items()}
        holds = {name: np.where(before[own], 0.0, inf) for name, own in _storage(plan, before).items()}
        self._moments = [_Moment(plan, self._cases, before, holds, np.zeros(len(found)))]
        self._moments += self._spending(downs)

    def beginnings(self, name: str) -> Mapping[Way, float]:
        """The ways in which a call begins: callers that are down without calling, and one more.

        With the chance that what begins it lasts so long.
        """
        found: dict[Way, float] = {}
        for moment in self._moments:
            for place in np.flatnonzero(np.broadcast_to(moment.begins(name), len(self._ways))):
                way = self._ways[place]
                found[way] = max(found.get(way, 0.0), self._lasting(way, moment.hours[place]))
        return found

    def _spending(self, downs: Sequence[Collection[int]]) -> Iterator[_Moment]:
        """Yield the moments at which storage is spent that would hold without the last of the losses."""
        plan = self._plan
        if not self._ways or not _storage(plan, ()):
            return
        first, then = _spent(plan, downs), _spent(plan, self._cases)
        lasts = {name: np.where(first[name][self._places] < inf, 0.0, then[name]) for name in then}
        for hours in lasts.values():
            holds = {name: each >= hours for name, each in lasts.items()}
            before = _told(_Bridged(plan, self._cases, holds), plan)
            yield _Moment(plan, self._cases, before, lasts, np.where((hours > 0) & (hours < inf), hours, nan))

    def _lasting(self, way: Way, hours: float) -> float:
        ageing = self._plan.blocks[way[1]].ageing
        often = scalar(ageing.frequency(0.0))
        return scalar(ageing.frequency(hours)) / often if hours and often else 1.0


class _Moment:
    """Who was lost and who is, in some cases, when something happens; not where its `hours` are no number."""

    def __init__(
        self,
        plan: Plan,
        cases: Sequence[Collection[int]],
        before: Lost,
        lasts: Mapping[str, Floats],
        hours: Floats,
    ) -> None:
        """`hours`: since what makes it happen; `lasts`: for how long storage holds from then on."""
        self.hours = hours
        self._callers = plan.wires.callers
        self._before = before
        holds = {name: each > np.nan_to_num(hours) for name, each in lasts.items()}
        self._after = _told(_JustAfter(plan, cases, before, holds), plan)

    def begins(self, name: str) -> Truths:
        """A generator is called, and was not."""
        callers = [caller for caller in self._callers if name in caller.called]
        return _wanted(callers, self._after) & ~_wanted(callers, self._before) & ~np.isnan(self.hours)


def _told(reading: BlocksDown, plan: Plan) -> Lost:
    """Who is lost, of all above the callers."""
    reading.tell(plan.timed)
    return reading.lost


def _storage(plan: Plan, lost: Collection[str]) -> Mapping[str, str]:
    """The storage above the callers that holds for a while, each with its name without its bypass."""
    nodes = (plan.wires.components[name] for group in plan.timed for name in group)
    names = [node.id for node in nodes if isinstance(node, Storage) and node.autonomy]
    return {name: itself(name) if itself(name) in lost else name for name in names}


def _spent(plan: Plan, cases: Sequence[Collection[int]]) -> Mapping[str, Floats]:
    """After how many hours storage stops to supply by itself, if some blocks are lost at once."""
    blocks = {b: np.array([LONG if b in down else LIVE for down in cases]) for b in plan.calling}
    sets = {name: np.full(len(cases), LIVE) for name in plan.doubted}
    lost = Ages(plan, blocks, sets, len(cases)).lost
    return {name: LONG - lost[own] for name, own in _storage(plan, lost).items()}


class _Bridged(BlocksDown):
    """Who is lost while some storage holds, and all that moves has moved."""

    def __init__(self, plan: Plan, cases: Sequence[Collection[int]], holds: Mapping[str, Truths]) -> None:
        super().__init__(plan.wires, plan.own, cases)
        self._holds = holds

    def held(self, node: Component) -> Sequence[Truths]:
        """Storage that holds supplies."""
        return [~self._holds[node.id]] if node.id in self._holds else ()


class _JustAfter(_Bridged):
    """Who is lost at the moment that something is, in cases of which is known who was before."""

    def __init__(
        self, plan: Plan, cases: Sequence[Collection[int]], before: Lost, holds: Mapping[str, Truths]
    ) -> None:
        super().__init__(plan, cases, holds)
        self._plan, self._settled = plan, before

    def own(self, node: Component) -> Truths:
        """It does not work; what waits for a call supplies if it did before, or starts in no time."""
        down = super().own(node)
        if node.id not in self.graph.standby or self._plan.buses[node.id].sets.start_time <= INSTANT:
            return down
        callers = [caller for caller in self.graph.callers if node.id in caller.called]
        return self.truths.any_of([down, ~_wanted(callers, self._settled)])

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
