"""Since when and until when a node is dead after something is lost, everything else being sound.

Two times, [h], from the moment of the loss: until when a node holds, on batteries and on what is not lost,
and from when it is live for good, on what was not lost and on generators that are called. What is live for
good before it stops to hold is never dead: it holds for ever and is back at once. That a switch may be dead
for a second time, when an input that it moved to dies too, is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import NamedTuple, TypeGuard

from powercalc.components import Component, Generator, Path, Storage, Switch, Tie, Ups
from powercalc.site import Site
from powercalc.site.calls import Caller


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


class Wiring:
    """What all losses of a site have in common: its nodes in the order of power, and who calls whom."""

    def __init__(self, site: Site) -> None:
        self.nodes = site.graph.components
        self.groups = site.graph.groups
        self.ties = site.graph.ties
        self.callers: tuple[Caller, ...] = site.graph.callers
        self.always = site.graph.always

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The place of each node in the order of power."""
        return {name: n for n, group in enumerate(self.groups) for name in group}

    def in_order(self, names: Iterable[str]) -> list[str]:
        """Return nodes in the order of power; what is in a circle comes as often as the circle is long."""
        chosen = set(names)
        places = sorted({self.place[name] for name in chosen})
        groups = ([name for name in self.groups[n] if name in chosen] for n in places)
        return [name for group in groups for _ in group for name in group]


@dataclass
class Loss:
    """What the loss of some nodes does to the others; `starts` is how many starts a generator takes."""

    wiring: Wiring
    lost: Collection[str]
    starts: float
    within: Collection[str] | None = None
    """The nodes to look at, all of them when absent."""
    unmeasured: Collection[str] = ()
    """Storage that is taken to hold nothing."""

    @cached_property
    def spells(self) -> Mapping[str, Spell]:
        """How each node fares; in rounds, as calls and supports are known from the round before."""
        nodes = self.wiring.nodes
        order = self.wiring.in_order(nodes if self.within is None else self.within)
        standby = [name for name in order if self._waits(name)]
        before: dict[str, Spell] = dict.fromkeys(nodes, LIVE) | dict.fromkeys(standby, LOST)
        for _ in range(_AGAIN + len(standby) + sum(bool(nodes[name].depends_on) for name in order)):
            found = dict.fromkeys(nodes, LOST) | {name: before[name] for name in standby}
            for name in order:
                if name not in standby:
                    found[name] = self._of(nodes[name], found, before)
            found |= {name: self._called(nodes[name], found, before) for name in standby}
            if found == before:
                break
            before = found
        return before

    def fed(self, node: str) -> Spell:
        """Return how the inputs of a node fare."""
        return self._fed(self.wiring.nodes[node], self.spells)

    def _waits(self, name: str) -> bool:
        is_standby = isinstance(self.wiring.nodes[name], Generator) and name not in self.wiring.always
        return is_standby and name not in self.lost

    def _called(self, node: Component, found: Mapping[str, Spell], before: Mapping[str, Spell]) -> Spell:
        """Return when a generator supplies: its starts after the first call."""
        start = node.start_time if isinstance(node, Generator) else None
        calls = (_call(caller, found) for caller in self.wiring.callers if node.id in caller.called)
        return _supported(node, Spell(0.0, min(calls, default=inf) + self.starts * (start or 0.0)), before)

    def _of(self, node: Component, found: Mapping[str, Spell], before: Mapping[str, Spell]) -> Spell:
        itself = LOST if node.id in self.lost else self._itself(node, found, before)
        if not isinstance(node, Ups) or not node.bypass:
            return itself
        around = [found[name] for name in node.bypass_fed_by]
        return _either([itself, *(around or [self._fed(node, found)])])

    def _itself(self, node: Component, found: Mapping[str, Spell], before: Mapping[str, Spell]) -> Spell:
        """Return how a node fares without its bypass."""
        fed = self._fed(node, found)
        if isinstance(node, Storage):
            held = 0.0 if node.id in self.unmeasured else node.autonomy or 0.0
            fed = _spell(fed.holds + held, fed.back)
        return _supported(node, fed, before)

    def _fed(self, node: Component, found: Mapping[str, Spell]) -> Spell:
        if isinstance(node, Tie):
            return _enough([found[end] for end in node.between], 1)
        if not node.fed_by and not self.wiring.ties.get(node.id):
            return LIVE
        if isinstance(node, Switch):
            return _switched([found[name] for name in node.fed_by], node.transfer_time or 0.0)
        own = self._by_inputs(node, found) if node.fed_by else LOST
        ties = [self._through(tie, found[end], own) for tie, end in self.wiring.ties.get(node.id, ())]
        return _either([own, *ties])

    def _by_inputs(self, node: Component, found: Mapping[str, Spell]) -> Spell:
        closed = [found[name] for name in node.fed_by if not _opens(self.wiring.nodes[name])]
        if len(closed) < node.inputs_needed:  # without its open paths it would never be live: they are closed
            return _enough([found[name] for name in node.fed_by], node.inputs_needed)
        own = _enough(closed, node.inputs_needed)
        opened = (name for name in node.fed_by if _opens(self.wiring.nodes[name]))
        return _enough(
            [*closed, *(self._through(name, found[name], own) for name in opened)], node.inputs_needed
        )

    def _through(self, name: str, source: Spell, own: Spell) -> Spell:
        """Return what comes through a tie or a path; an open one closes some time after the node is dead."""
        path = self.wiring.nodes[name]
        if name in self.lost:
            return LOST
        if not _opens(path):
            return source
        return _spell(0.0, max(source.back, own.holds + (path.transfer_time or 0.0)))


def _opens(node: Component) -> TypeGuard[Path]:
    return isinstance(node, Path) and node.normally == "open"


def _call(caller: Caller, found: Mapping[str, Spell]) -> float:
    """Return when fewer of the inputs are live than a caller needs."""
    lost = sorted(found[name].holds for name in caller.inputs)
    return lost[len(lost) - caller.needed] if len(lost) >= caller.needed else 0.0


def _supported(node: Component, fed: Spell, before: Mapping[str, Spell]) -> Spell:
    """Return how a node fares that also depends on others: of a circle none is dead at first.

    A support takes the service of a load, not its power.
    """
    if node.is_load:
        return fed
    parts = [fed, *(before[name] for name in node.depends_on)]
    return _spell(min(part.holds for part in parts), max(part.back for part in parts))


def _spell(holds: float, back: float) -> Spell:
    return Spell(holds, back) if holds < back else LIVE


def _enough(spells: list[Spell], needed: int) -> Spell:
    """Return how a node fares that is live while so many of its inputs are."""
    holds = sorted((each.holds for each in spells), reverse=True)
    back = sorted(each.back for each in spells)
    return _spell(holds[needed - 1], back[needed - 1])


def _either(spells: list[Spell]) -> Spell:
    return _enough(spells, 1)


def _switched(spells: list[Spell], transfer: float) -> Spell:
    """Return how a switch fares: it moves when its first input is dead, and returns to it at once."""
    first, *others = spells
    moved = (max(first.holds, each.back) + transfer for each in others)
    return _spell(first.holds, min((first.back, *moved)))
