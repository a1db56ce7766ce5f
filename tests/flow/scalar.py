"""The slow truth of load and trips: one state at a time, in plain Python, shared with nothing in the package.

Every load pushes its power up the wires, cord by cord; what carries too much is opened; all over again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from powercalc.components import (
    Component,
    Cooling,
    Generator,
    GridFeed,
    Path,
    Server,
    Switch,
    Tie,
    Ups,
)
from powercalc.site import Site


@dataclass
class State:
    """What is out: how many units of which component, what a hazard struck, which bypasses are stuck."""

    units: dict[str, int] = field(default_factory=dict)
    struck: frozenset[str] = frozenset()
    stuck: frozenset[str] = frozenset()


class Wires:
    def __init__(self, site: Site) -> None:
        self.all = {component.id: component for component in site.complete}
        self.ties = [each for each in self.all.values() if isinstance(each, Tie)]
        reach = {name: self._reach(name) for name in self.all}
        self.loop = {name: {o for o in reach[name] if name in reach[o]} | {name} for name in self.all}

    def behind(self, name: str) -> list[str]:
        node = self.all[name]
        found = [*node.fed_by, *getattr(node, "bypass_fed_by", ()), *getattr(node, "between", ())]
        return found + [tie.id for tie in self.ties if name in tie.between]

    def _reach(self, start: str) -> set[str]:
        found: set[str] = set()
        pending = [start]
        while pending:
            name = pending.pop()
            for other in self.behind(name):
                if other not in found:
                    found.add(other)
                    pending.append(other)
        return found

    def waits(self, name: str) -> bool:
        """Only generators behind it, or only what is normally open."""
        seen, pending = {name}, [name]
        while pending:
            for other in self.behind(pending.pop()):
                if other not in seen:
                    seen.add(other)
                    pending.append(other)
        sources = [each for each in seen if not self.behind(each)]
        return all(isinstance(self.all[each], Generator) for each in sources) or self._open(name, set())

    def _open(self, name: str, seen: set[str]) -> bool:
        node = self.all[name]
        if isinstance(node, Path) and node.normally == "open":
            return True
        if name in seen or not node.fed_by:
            return False
        return all(self._open(other, seen | {name}) for other in node.fed_by)


def kilowatts(node: Component) -> float | None:
    level = node.trip or node.rating
    if level is None or not node.can_trip:
        return None
    assert level.unit == "kW"
    return level.value


class Case:
    """One state of the wires, with what has tripped so far."""

    def __init__(self, wires: Wires, state: State, tripped: set[str]) -> None:
        self.wires, self.state, self.tripped = wires, state, tripped
        self.when: dict[str, int] = {}
        self.live: set[str] = set()
        self.backed = set(wires.all)
        while self.spread() != self.backed:
            self.backed = self.live
        for loop in {frozenset(each) for each in wires.loop.values()}:
            inside, number = self.live - loop, 0
            while fresh := {n for n in loop if n not in inside and self.comes_alive(n, inside)}:
                number += 1
                inside |= fresh
                self.when.update(dict.fromkeys(fresh, number))
        self.carried: dict[str, float] = dict.fromkeys(wires.all, 0.0)

    def spread(self) -> set[str]:
        """What is live while so much is there to support and to cool it."""
        self.live = set()
        while fresh := {n for n in self.wires.all if n not in self.live and self.comes_alive(n, self.live)}:
            self.live |= fresh
        return self.live

    def cooled(self, node: Component) -> bool:
        return (
            not node.cooled_by or sum(name in self.backed for name in node.cooled_by) >= node.cooling_needed
        )

    def sound(self, node: Component) -> bool:
        out = self.state.units.get(node.id, 0)
        works = node.count - out >= node.units_needed and node.id not in self.state.struck
        supported = self.cooled(node) and all(name in self.backed for name in node.depends_on)
        return works and node.id not in self.tripped and supported

    def enough(self, node: Component, live: set[str]) -> bool:
        return sum(name in live for name in node.fed_by) >= node.inputs_needed

    def comes_alive(self, name: str, live: set[str]) -> bool:
        node = self.wires.all[name]
        if node.is_load:
            return self.enough(node, live) and name not in self.state.struck
        if isinstance(node, Tie):
            return self.sound(node) and any(end in live for end in node.between)
        if isinstance(node, Ups) and node.bypass:
            around = (
                any(n in live for n in node.bypass_fed_by) if node.bypass_fed_by else self.enough(node, live)
            )
            through = around and name not in self.state.stuck
            return name not in self.state.struck and (
                through or (self.sound(node) and self.enough(node, live))
            )
        if not self.sound(node):
            return False
        if not node.fed_by or self.enough(node, live):
            return True
        return any(tie.id in live and other in live for tie, other in self.over(name))

    def over(self, name: str) -> Iterator[tuple[Tie, str]]:
        for tie in self.wires.ties:
            if name in tie.between:
                yield tie, next(end for end in tie.between if end != name)

    def usable(self, name: str) -> set[str]:
        """What was live before a node that is in a loop; all that is live for any other."""
        loop = self.wires.loop[name]
        return {n for n in self.live if n not in loop or self.when[n] < self.when[name]}

    def push(self, name: str, power: float) -> None:
        """Draw so much from an element, and on from what feeds it."""
        node, usable = self.wires.all[name], self.usable(name)
        if isinstance(node, Ups) and node.bypass and not (self.sound(node) and self.enough(node, usable)):
            around = [n for n in node.bypass_fed_by or node.fed_by if n in usable]
            for other in around:
                self.push(other, power / len(around))
            return
        self.carried[name] += power
        shares = self.shares(node, usable)
        assert math.isclose(sum(share for _, share in shares), 1.0) or not self.wires.behind(name)
        for other, share in shares:
            self.push(other, power * share / (node.efficiency or 1))

    def shares(self, node: Component, usable: set[str]) -> list[tuple[str, float]]:
        if isinstance(node, Tie):
            return [(end, 1.0) for end in node.between if end in usable]
        inputs = [name for name in node.fed_by if name in usable]
        if isinstance(node, Switch):
            return [(inputs[0], 1.0)]
        if isinstance(node, Server):
            weights = node.share or [1.0] * len(node.fed_by)
            return spread([(n, w) for n, w in zip(node.fed_by, weights, strict=True) if n in usable])
        waiting = [name for name in node.fed_by if self.wires.waits(name)]
        if len(waiting) < len(node.fed_by):
            others = [name for name in inputs if name not in waiting]
            inputs = others if len(others) >= node.inputs_needed else inputs
        if node.fed_by and not self.enough(node, usable):
            ways = [tie.id for tie, o in self.over(node.id) if tie.id in usable and o in usable]
            return spread([(way, 1.0) for way in ways])
        by_rating = all(self.wires.all[name].rating for name in node.fed_by)
        return spread([(name, self.able(name) if by_rating else 1.0) for name in inputs])

    def able(self, name: str) -> float:
        node = self.wires.all[name]
        assert node.rating is not None
        working = node.count - self.state.units.get(name, 0)
        if isinstance(node, Ups) and node.bypass and working < node.units_needed:
            return node.rating.value * node.count
        return node.rating.value * working

    def overloaded(self) -> set[str]:
        for node in self.wires.all.values():
            power = (getattr(node, "power", None) or 0.0) * (
                node.units_needed if isinstance(node, Cooling) else node.count
            )
            if node.id in self.live and power:
                self.push(node.id, power)
        found = set()
        for node in self.wires.all.values():
            limit = kilowatts(node)
            working = node.count - self.state.units.get(node.id, 0)
            if limit is not None and self.carried[node.id] > limit * working * (1 + 1e-9):
                found.add(node.id)
        return found - self.tripped


def spread(weighted: list[tuple[str, float]]) -> list[tuple[str, float]]:
    whole = math.fsum(weight for _, weight in weighted)
    return [(name, weight / whole if whole else 1 / len(weighted)) for name, weight in weighted]


def settled(wires: Wires, state: State) -> Case:
    """Where the state comes to rest."""
    tripped: set[str] = set()
    while True:
        case = Case(wires, state, set(tripped))
        fresh = case.overloaded()
        if not fresh:
            return case
        tripped |= fresh


# -- all states ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Event:
    q: float
    w: float
    unit: str | None = None
    struck: frozenset[str] = frozenset()
    stuck: str | None = None


def events(site: Site, always: frozenset[str]) -> Iterator[Event]:
    """The independent events: a unit is down, a hazard strikes, a bypass is stuck."""
    for node in site.complete:
        if not node.is_load:
            yield from (each for _ in range(node.count) for each in unit_events(node, always))
        if isinstance(node, Ups) and node.bypass and node.fail_to_bypass:
            yield Event(node.fail_to_bypass, 0.0, stuck=node.id)
    around = {zone.name: zone.within for zone in site.zones}
    for zone in site.zones:
        for hazard in zone.hazards:
            struck = frozenset(c.id for c in site.complete if stands_in(c, zone.name, around))
            if struck and hazard.failure_rate:
                yield alternating(hazard.failure_rate, hazard.mttr, struck=struck)


def stands_in(node: Component, zone: str, around: dict[str, str | None]) -> bool:
    for name in node.zone:
        here: str | None = name
        while here is not None:
            if here == zone:
                return True
            here = around.get(here)
    return False


def unit_events(node: Component, always: frozenset[str]) -> Iterator[Event]:
    """One event per unit: down for any reason."""
    assert not (isinstance(node, GridFeed) and node.outages)
    down = alternating(node.rate or 0.0, node.mttr or 0.0, unit=node.id)
    start = 0.0
    if isinstance(node, Generator) and node.id not in always:
        start = node.fail_to_start or 0.0
    q = down.q + start - down.q * start
    if q or down.w:
        yield Event(q, down.w * (1 - start), unit=node.id)


def alternating(
    rate: float, mttr: float, *, unit: str | None = None, struck: frozenset[str] = frozenset()
) -> Event:
    x = rate * mttr
    return Event(x / (1 + x), rate / (1 + x), unit=unit, struck=struck)


def state_of(chosen: list[Event]) -> State:
    units: dict[str, int] = {}
    for event in chosen:
        if event.unit:
            units[event.unit] = units.get(event.unit, 0) + 1
    return State(
        units=units,
        struck=frozenset().union(*(event.struck for event in chosen)),
        stuck=frozenset(event.stuck for event in chosen if event.stuck),
    )


def enumerated(
    site: Site, always: frozenset[str], most: int = 10, *, service: bool = False
) -> dict[str, tuple[float, float]] | None:
    """U and w of every load over all states, or None when there are too many; of its power or its service."""
    listed = list(events(site, always))
    if len(listed) > most:
        return None
    wires = Wires(site)
    loads = [load.id for load in site.loads]
    dark = {}
    for number in range(2 ** len(listed)):
        case = settled(wires, state_of([e for i, e in enumerate(listed) if number >> i & 1]))
        dark[number] = {
            load for load in loads if load not in case.live or (service and not served(case, load))
        }
    return {load: figures(listed, dark, load) for load in loads}


def served(case: Case, load: str) -> bool:
    """It has its cooling and all that it depends on."""
    node = case.wires.all[load]
    return case.cooled(node) and all(name in case.live for name in node.depends_on)


def figures(listed: list[Event], dark: dict[int, set[str]], load: str) -> tuple[float, float]:
    def weight(number: int, without: int | None = None) -> float:
        return math.prod(e.q if number >> i & 1 else 1 - e.q for i, e in enumerate(listed) if i != without)

    q = math.fsum(weight(number) for number, lost in dark.items() if load in lost)
    w = math.fsum(
        event.w * weight(number, i)
        for i, event in enumerate(listed)
        for number in dark
        if not number >> i & 1 and (load in dark[number]) != (load in dark[number | 1 << i])
    )
    return q, w
