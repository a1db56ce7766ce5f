"""Since when and until when a node is dead after something is lost, everything else being sound.

Two times, [h], from the moment of the loss: until when a node holds, on batteries and on what is not lost,
and from when it is live for good, on what was not lost and on generators that are called. What is live for
good before it stops to hold is never dead: it holds for ever and is back at once. That a switch may be dead
for a second time, when an input that it moved to dies too, is left out, and so is cooling.

Where some are lost at other times than others and it matters what is so at one moment (`Loss.now`), of spells
that follow each other the one at that moment counts, or the next; and what has lost its cooling is lost when
that has lasted for its thermal autonomy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
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


@dataclass(frozen=True)
class SpellsAround(Spells):
    """Spells of what begins at different times: of several that follow each other, the one that matters now.

    That is the one that lasts, else the next, else the last; or the last that has begun, else the first.
    """

    now: float
    before: bool = False
    """Whether it matters what has begun."""

    def at_least(self, k: int, parts: Sequence[Spell]) -> Spell:
        """At least k of them are so."""
        if not 0 < k <= len(parts):
            return super().at_least(k, parts)
        found = list(_at_least(k, [each for each in parts if each.is_dead]))
        if self.before:
            begun = (each for each in reversed(found) if each.holds <= self.now)
            return next(begun, found[0] if found else LIVE)
        later = (each for each in found if each.back > self.now)
        return next(later, found[-1] if found else LIVE)


def _at_least(k: int, parts: Sequence[Spell]) -> Iterator[Spell]:
    """Yield the spells, one after the other, in which at least k of them are so."""
    times = sorted({at for each in parts for at in each})
    begin: float | None = None
    for at in times:
        enough = sum(each.holds <= at < each.back for each in parts) >= k
        if enough and begin is None:
            begin = at
        elif not enough and begin is not None:
            yield Spell(begin, at)
            begin = None
    if begin is not None:
        yield Spell(begin, inf)


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
    now: float | None = None
    """The moment that matters, where some are lost at other times than others, [h]."""
    before: bool = False
    """Whether it matters what has begun by then, rather than what lasts or comes next."""
    fuel: Mapping[str, float] = field(default_factory=dict)
    """For how long generators can run on what is in their tanks `at` that moment, [h]."""

    @property
    def spells(self) -> Mapping[str, Spell]:
        """How each node fares."""
        return self._settled.lost

    def fed(self, node: str) -> Spell:
        """Return how the inputs of a node fare."""
        return self._settled.starved(self.graph.components[node])

    def called(self, generator: str) -> float:
        """Return since when a generator that waits is called; endless where it is not."""
        return self._settled.called[generator]

    @cached_property
    def _settled(self) -> _Round:
        """The last of the rounds: calls and supports are known from the round before."""
        looked_at = dict.fromkeys(self.graph.components if self.within is None else self.within)
        waits = [name for name in self.graph.standby if name in looked_at and name not in self.lost]
        inside = ([name for name in group if name in looked_at] for group in self.graph.groups)
        groups = [group for group in inside if group]
        before = dict.fromkeys(self.graph.components, LIVE) | dict.fromkeys(waits, LOST)
        found = self._settle(groups, waits, before, cooling=False)
        cooled = self.now is not None and any(self.graph.components[name].cooled_by for name in looked_at)
        return self._settle(groups, waits, found.lost, cooling=True) if cooled else found

    def _settle(
        self, groups: Sequence[Sequence[str]], waits: Sequence[str], before: Mapping[str, Spell], *,
        cooling: bool,
    ) -> _Round:  # fmt: skip
        """Go on round by round until nothing changes: of a circle of cooling nothing is lost at first."""
        nodes = [self.graph.components[name] for group in groups for name in group]
        depend = sum(bool(node.depends_on or (cooling and node.cooled_by)) for node in nodes)
        for _ in range(_AGAIN + len(waits) + depend):
            found = _Round(self, before, cooling=cooling)
            found.tell(groups)
            found.call(waits)
            if found.lost == before:
                break
            before = found.lost
        return found


class _Round(Reading[Spell]):
    """One round: how nodes fare, given how calls and supports fared in the one before."""

    def __init__(self, loss: Loss, before: Mapping[str, Spell], *, cooling: bool = False) -> None:
        super().__init__(loss.graph, Spells() if loss.now is None else SpellsAround(loss.now, loss.before))
        self._loss = loss
        self._earlier, self._cooling = before, cooling
        self.lost.update(dict.fromkeys(loss.graph.components, LOST))
        self.called: dict[str, float] = {}
        self._waiting = {name for name in loss.graph.standby if name not in loss.lost}

    def call(self, waiting: Collection[str]) -> None:
        """Tell when generators supply: their starts after the first call."""
        for name in waiting:
            calls = (_called(caller, self.lost) for caller in self.graph.callers if name in caller.called)
            self.called[name] = min(calls, default=inf)
        for name in waiting:
            node = self.graph.components[name]
            start = node.start_time if isinstance(node, Generator) else None
            supplies = Spell(0.0, self.called[name] + self._loss.starts * (start or 0.0))
            self.lost[name] = self.truths.any_of([supplies, *self._dry(node), *self.supports(node)])

    def _dry(self, node: Component) -> list[Spell]:
        """When a generator has no fuel, where a moment matters: all on one tank from its first call on."""
        if self._loss.now is None or not isinstance(node, Generator) or node.fuel_autonomy is None:
            return []
        first = min(at for name, at in self.called.items() if _shares(self.graph.components[name], node))
        if node.id in self._loss.fuel:
            return [_spell(max(first, self._loss.at) + self._loss.fuel[node.id], inf)]
        resupply = inf if node.fuel_resupply is None else node.fuel_resupply
        return [_spell(first + node.fuel_autonomy, first + resupply)]

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
        """What is lost with what it depends on, as in the round before: of a circle nothing is at first.

        And with its cooling, for longer than it runs without, where a moment matters.
        """
        needs = Needs(self.truths, self._earlier)
        if not self._cooling or not node.cooled_by:
            return [needs.unsupported(node)]
        uncooled = needs.uncooled(node)
        warm = _spell(uncooled.holds + (node.thermal_autonomy or 0.0), uncooled.back)
        return [needs.unsupported(node), warm]

    def moving(self, node: Component) -> list[Spell]:
        """A switch moves when its first input is dead, and returns to it at once."""
        if not isinstance(node, Switch) or len(node.fed_by) < 2:
            return []
        first, *others = (self.lost[name] for name in node.fed_by)
        moved = (self._live(each, first.holds) + (node.transfer_time or 0.0) for each in others)
        return [_spell(first.holds, min((first.back, *moved)))]

    def _live(self, spell: Spell, at: float) -> float:
        """When something that is dead in a spell is live, at a time or after it."""
        if self._loss.now is None or spell.holds <= at:
            return max(at, spell.back)
        return at

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


def _shares(generator: Component, other: Generator) -> bool:
    """Whether a generator is another one, or on one tank with it."""
    same = isinstance(generator, Generator) and generator.tank is not None and generator.tank == other.tank
    return generator.id == other.id or same


def _called(caller: Caller, found: Mapping[str, Spell]) -> float:
    """Return when fewer of the inputs are live than a caller needs."""
    lost = sorted(found[name].holds for name in caller.inputs)
    return lost[len(lost) - caller.needed] if len(lost) >= caller.needed else 0.0


def _opens(node: Component) -> bool:
    return isinstance(node, Path) and node.normally == "open"
