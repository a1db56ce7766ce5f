"""Switches that share the time in which they are moved by hand, such as those of the rows of a hall.

Switches that leave one supply need to move at the same moments. Each that is stuck is moved by hand in a time
of its own; but with a time for each, the diagram of the loss of any load doubles with every switch. Where
moves hardly ever fail, two switches are hardly ever stuck at once, and one time does for all: what hangs on
one of them has the same figures, and of what hangs on several only the share in which two are stuck differs,
by no more than `error` says. Each has its own trial; and what can be lost with two of them, a load with a
switch on each cord, has a time for each.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from numpy.typing import NDArray

from powercalc.dynamics.ages import Ageing
from powercalc.engine.recording.arrays import exceeds, np, scalar, total
from powercalc.response.plan.roles import is_plain
from powercalc.site.walks import supporters

if TYPE_CHECKING:
    from powercalc.response.plan.movers import SwitchPlan
    from powercalc.response.plan.plan import Plan

Floats = NDArray[np.float64]

SELDOM = 0.01
"""Where more moves fail, a few switches have times of their own."""
MOST_UNEQUAL = 0.25
"""A stuck switch has not been moved yet with the chance e; two have not with e where they share a time, and
with e² where each has its own: so much do these differ at most."""
FEW = 4
"""Up to so many have times of their own where more moves fail, or where services rest on all of them."""


@dataclass(frozen=True, kw_only=True)
class SharedHands:
    """Which switches share a time, of those that may be stuck."""

    first: Mapping[str, str]
    """By switch that shares its time with others, the first of these; itself is one of them."""
    plan: Plan

    @classmethod
    def of(cls, plan: Plan, watched: Collection[str]) -> SharedHands:
        """`watched`: ids of what services rest on, beside the loads."""
        listed = sorted(plan.stuck - plan.given - plan.resting.keys())
        alike: dict[Hashable, list[str]] = {}
        for switch in map(plan.switches.__getitem__, listed):
            if not _has_open_path(plan, switch):
                alike.setdefault(_sort(plan, switch), []).append(switch.id)
        several = [names for names in alike.values() if len(names) > 1 and _are_shared(plan, names)]
        beside = _beside(_apart(plan, {name for names in several for name in names}, watched))
        found = {name: first for names in several for name, first in _shared(names, beside)}
        return cls(first=found, plan=plan)

    def shared_by(self, switch: str) -> str:
        """Return the switch whose time a switch has: its own, or that of another."""
        return self.first.get(switch, switch)

    def sharing(self, first: str) -> list[str]:
        """Return the switches that have the time of this one."""
        return self._members.get(first, [first])

    @cached_property
    def _members(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, first in self.first.items():
            found.setdefault(first, []).append(name)
        return found

    def error(self, above: Collection[str]) -> tuple[float, float]:
        """Return how far U and w [1/h] may be off of what all of this stands above.

        A block that makes two switches move finds both stuck in a share p² of its down states. They have one
        time where it is left to chance and they are moved alike, or where they share the time in columns. Of
        switches that things make move only together, the time is known in columns alone.
        """
        found = [*self._stuck_together(above)]
        return (
            total([0.0, *(share * scalar(each.unavailability(0.0)) for share, _, each in found)]),
            total([0.0, *(share * scalar(each.frequency(0.0)) for share, _, each in found)]),
        )

    def longer_error(self, above: Collection[str], durations: Sequence[float]) -> Floats:
        """Return the same of how often a loss lasts for each duration, [1/h].

        Its block is down as long, and the first of the switches is still stuck: of e and e², e is the larger.
        """
        found, plan = [*self._stuck_together(above)], self.plan
        places = ((plan.switches[name], place) for name in self._moved
                  for place in range(len(plan.switches[name].inputs) - 1))  # fmt: skip
        tried = max((plan.tried(switch, place) for switch, place in places), default=0.0)
        sums = []
        for hours in durations:
            waited = max(hours - tried, 0.0)
            still = [np.minimum(np.exp(-waited / by_hand) / MOST_UNEQUAL, 1.0) for _, by_hand, _ in found]
            often = [share * scalar(ageing.frequency(hours)) for share, _, ageing in found]
            sums.append(total([0.0, *(scalar(part) * each for part, each in zip(still, often, strict=True))]))
        return np.array(sums)

    def _stuck_together(self, above: Collection[str]) -> Iterator[tuple[float, float, Ageing]]:
        """Yield how far switches that a block makes move may be off, their time by hand, and the block."""
        fails: dict[tuple[int, float, str], list[float]] = {}
        for name in (name for name in above if name in self._moved):
            switch = self.plan.switches[name]
            for block in self._moved[name]:
                in_columns = block in self.plan.first or name in self.plan.joint
                told = self.shared_by(name) if in_columns else ""
                fails.setdefault((block, switch.manual_time, told), []).append(switch.fails)
        for (block, by_hand, _), chances in fails.items():
            if len(chances) > 1:
                both = MOST_UNEQUAL * (total(chances) ** 2 - total(p * p for p in chances)) / 2
                yield both, by_hand, self.plan.blocks[block].ageing

    @cached_property
    def _moved(self) -> Mapping[str, tuple[int, ...]]:
        """By switch that may be stuck, the blocks that may make it move."""
        plan = self.plan
        names = sorted(plan.stuck - plan.given)
        return {name: plan.blocks_above(plan.switches[name].inputs[:-1]) for name in names}


def is_often_dead(plan: Plan, switch: SwitchPlan) -> bool:
    """Tell whether moves of a switch interrupt loads, other than by failing once in a hundred times."""
    return switch.id in plan.resting or plan.has_gaps(switch) or exceeds(switch.fails, SELDOM)


def _are_shared(plan: Plan, names: Collection[str]) -> bool:
    return len(names) > FEW or not any(exceeds(plan.switches[name].fails, SELDOM) for name in names)


def _sort(plan: Plan, switch: SwitchPlan) -> Hashable:
    """What two switches have in common that need to move at the same moments, and are moved alike."""
    supplies = tuple(_supply(plan, feeder) for feeder in switch.inputs)
    tried = tuple(plan.tried(switch, place) for place in range(len(switch.inputs) - 1))
    return supplies, switch.transfer_time, switch.manual_time, tried, switch.id in plan.joint


def _has_open_path(plan: Plan, switch: SwitchPlan) -> bool:
    return any((feeder, switch.id) in plan.paths for feeder in switch.inputs)


def _supply(plan: Plan, node: str) -> str:
    """Return the nearest node above that columns tell to be lost at the same moments."""
    told = {*plan.first, *plan.windows.values()}
    while True:
        component, own = plan.wires.components[node], plan.own[node]
        alone = is_plain(component) and len(component.fed_by) == 1 and not supporters(component)
        if own.hazards or not told.isdisjoint(own.blocks) or not alone or plan.wires.ties.get(node):
            return node
        node = component.fed_by[0]


def _apart(plan: Plan, switches: Collection[str], watched: Collection[str]) -> Iterator[list[str]]:
    """Yield switches of which no two may share a time: they may be stuck together, or are above one load."""
    if not switches:
        return
    for event in {
        event.name: event
        for name in sorted(switches)
        for event in plan.shared.events("fail_to_transfer", name)
    }.values():
        yield sorted(event.units)
    known: set[tuple[str, ...]] = set()
    for node in plan.wires.components.values():
        asked = (*node.fed_by, *supporters(node))
        if node.is_load and asked not in known:
            known.add(asked)
            yield [name for name in plan.wires.above([node.id]) if name in switches]
    together = [name for name in plan.wires.above(watched) if name in switches]
    if len(together) <= FEW:
        yield together


def _beside(apart: Iterable[Collection[str]]) -> Mapping[str, set[str]]:
    """By switch, those with which it may not share a time."""
    found: dict[str, set[str]] = {}
    for some in apart:
        for name in some:
            found.setdefault(name, set()).update(some)
    return found


def _shared(names: Iterable[str], beside: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Yield each switch with the first of those whose time it has: none of these is apart from it."""
    classes: list[list[str]] = []
    for name in names:
        apart = beside.get(name, set())
        mine = next((each for each in classes if apart.isdisjoint(each)), None)
        if mine is None:
            classes.append(mine := [])
        mine.append(name)
        yield name, mine[0]
