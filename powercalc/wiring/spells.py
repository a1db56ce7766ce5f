"""Since when and until when a node is dead after something is lost, everything else being sound.

Two times, [h], from the moment of the loss: until when a node holds, on batteries and on what is not lost,
and from when it is live for good, on what was not lost and on generators that are called. What is live for
good before it stops to hold is never dead: it holds for ever and is back at once. That a switch may be dead
for a second time, when an input that it moved to dies too, is left out, and so is cooling.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from typing import NamedTuple

from powercalc.components import Component, Generator, Path, Storage, Switch
from powercalc.site.calls import Caller
from powercalc.site.graph import Graph
from powercalc.wiring.needs import Needs
from powercalc.wiring.reading import Reading, Way


class Spell(NamedTuple):
    """A node is dead from `holds` until `back`, [h]."""

    holds: float
    back: float

    @property
    def is_dead(self) -> bool:
        """Whether it is dead at all."""
        return self.holds < self.back

    @property
    def length(self) -> float:
        """How long it is dead, [h]."""
        return max(self.back - self.holds, 0.0)


LIVE = Spell(inf, 0.0)
LOST = Spell(0.0, inf)
INSTANT = 1e-9
"""What lies closer together happens at once, [h]."""
_AGAIN = 4
"""Rounds beside one for each generator and each that depends on others."""


class Spells:
    """Truths as spells in which something is so."""

    never = LIVE
    always = LOST

    def at_least(self, k: int, parts: Sequence[Spell]) -> Spell:
        """At least k of them are so."""
        if not 0 < k <= len(parts):
            return LOST if k <= 0 else LIVE
        holds, back = sorted(each.holds for each in parts), sorted(each.back for each in parts)
        return _spell(holds[k - 1], back[len(parts) - k])

    def any_of(self, parts: Sequence[Spell]) -> Spell:
        """From the first of them until the last is over."""
        return self.at_least(1, parts)

    def all_of(self, parts: Sequence[Spell]) -> Spell:
        """While all of them are so."""
        return self.at_least(len(parts), parts)


def _spell(holds: float, back: float) -> Spell:
    return Spell(holds, back) if holds < back else LIVE


@dataclass
class Loss:
    """What the loss of some nodes does to the others; `starts` is how many starts a generator takes."""

    graph: Graph
    lost: Collection[str]
    starts: float
    within: Collection[str] | None = None
    """The nodes to look at, all of them when absent."""
    unmeasured: Collection[str] = ()
    """Storage that is taken to hold nothing."""
    begins: Mapping[str, float] = field(default_factory=dict)
    """So long after the beginning a node is lost, [h]; at the beginning where it is not named."""
    charged: Mapping[str, float] = field(default_factory=dict)
    """For how long storage holds, from `at` on or from a later loss of its feed, whatever was before, [h]."""
    at: float = 0.0
    """The moment at which `charged` is known, [h]."""

    @property
    def spells(self) -> Mapping[str, Spell]:
        """How each node fares."""
        return self._settled.lost

    def fed(self, node: str) -> Spell:
        """Return how the inputs of a node fare."""
        return self._settled.starved(self.graph.components[node])

    @cached_property
    def _settled(self) -> _Round:
        """The last of the rounds: calls and supports are known from the round before."""
        looked_at = dict.fromkeys(self.graph.components if self.within is None else self.within)
        waits = [name for name in self.graph.standby if name in looked_at and name not in self.lost]
        inside = ([name for name in group if name in looked_at] for group in self.graph.groups)
        groups = [group for group in inside if group]
        before = dict.fromkeys(self.graph.components, LIVE) | dict.fromkeys(waits, LOST)
        depend = sum(bool(self.graph.components[name].depends_on) for name in looked_at)
        for _ in range(_AGAIN + len(waits) + depend):
            found = _Round(self, before)
            found.tell(groups)
            found.call(waits)
            if found.lost == before:
                break
            before = found.lost
        return found


class _Round(Reading[Spell]):
    """One round: how nodes fare, given how calls and supports fared in the one before."""

    def __init__(self, loss: Loss, before: Mapping[str, Spell]) -> None:
        super().__init__(loss.graph, Spells())
        self._loss = loss
        self._earlier = before
        self.lost.update(dict.fromkeys(loss.graph.components, LOST))
        self._waiting = {name for name in loss.graph.standby if name not in loss.lost}

    def call(self, waiting: Collection[str]) -> None:
        """Tell when generators supply: their starts after the first call."""
        for name in waiting:
            node = self.graph.components[name]
            start = node.start_time if isinstance(node, Generator) else None
            calls = (_called(caller, self.lost) for caller in self.graph.callers if name in caller.called)
            supplies = Spell(0.0, min(calls, default=inf) + self._loss.starts * (start or 0.0))
            self.lost[name] = self.truths.any_of([supplies, *self.supports(node)])

    def starved(self, node: Component) -> Spell:
        """How the inputs of a node fare."""
        return self.truths.any_of([self.unfed(node), *self.moving(node)])

    # -- what a loss means ---------------------------------------------------------------------

    def lost_of(self, node: Component) -> Spell:
        """The output of a node is lost; of a generator that waits, as in the round before."""
        if node.id in self._waiting:
            return self._earlier[node.id]
        feeder = None if node.id in self._loss.lost else self.graph.passing.get(node.id)
        return super().lost_of(node) if feeder is None else self.lost[feeder]

    def own(self, node: Component) -> Spell:
        """It is lost, or nothing happens to it."""
        if node.id not in self._loss.lost:
            return LIVE
        return Spell(self._loss.begins.get(node.id, 0.0), inf)

    def supports(self, node: Component) -> list[Spell]:
        """What is lost with what it depends on, as in the round before: of a circle nothing is at first."""
        return [Needs(self.truths, self._earlier).unsupported(node)]

    def moving(self, node: Component) -> list[Spell]:
        """A switch moves when its first input is dead, and returns to it at once."""
        if not isinstance(node, Switch) or len(node.fed_by) < 2:
            return []
        first, *others = (self.lost[name] for name in node.fed_by)
        moved = (max(first.holds, each.back) + (node.transfer_time or 0.0) for each in others)
        return [_spell(first.holds, min((first.back, *moved)))]

    def not_closed(self, path: str, node: Component) -> Spell:
        """An open path closes some time after the node is dead without it; it is closed if it has to be."""
        it = self.graph.components[path]
        closed = [name for name in node.fed_by if not _opens(self.graph.components[name])]
        if not _opens(it) or (path in node.fed_by and len(closed) < node.inputs_needed):
            return LIVE
        dead = self.truths.at_least(
            len(closed) - node.inputs_needed + 1, [self.lost[name] for name in closed]
        )
        return Spell(0.0, dead.holds + (getattr(it, "transfer_time", None) or 0.0))

    def own_way(self, node: Component) -> Way[Spell]:
        """Through its own units; storage holds for its autonomy."""
        way = super().own_way(node)
        if not isinstance(node, Storage):
            return way
        unfed = self.unfed(node)
        return Way(down=way.down, known=[_spell(self._spent(node, unfed.holds), unfed.back)])

    def _spent(self, node: Storage, since: float) -> float:
        """When what storage holds is spent, where its feed is lost since then."""
        if node.id in self._loss.charged:
            return max(since, self._loss.at) + self._loss.charged[node.id]
        return since + (0.0 if node.id in self._loss.unmeasured else node.autonomy or 0.0)


def _called(caller: Caller, found: Mapping[str, Spell]) -> float:
    """Return when fewer of the inputs are live than a caller needs."""
    lost = sorted(found[name].holds for name in caller.inputs)
    return lost[len(lost) - caller.needed] if len(lost) >= caller.needed else 0.0


def _opens(node: Component) -> bool:
    return isinstance(node, Path) and node.normally == "open"
