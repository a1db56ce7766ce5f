"""The slow truth: all 2ⁿ states of a small site or structure, one by one, who is live in each.

Nothing here is shared with the diagrams. A bank of units is one event, by the binomial law; everything else
follows power along the wires, state by state, sweep by sweep, until nothing more comes alive. What components
depend on and are cooled by is taken to be there at first; what turns out dead is taken away, and all is
followed again. Storage, delays and transfers are left out: a plain block diagram. Every sum is of terms of
one sign, so small figures keep their digits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from powercalc.components import Component, Cooling, Generator, GridFeed, Switch, Tie, Ups
from powercalc.errors import CallError
from powercalc.site import CommonCause, Site
from powercalc.structures.structure import Network, Vote

States = NDArray[np.bool_]
Lost = Literal["power", "cooling", "service"]
MOST_EVENTS = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Enumerated:
    """What enumeration found for one load: U, and w in 1/h, None where a plain unavailability hides it."""

    unavailability: float
    failure_frequency: float | None


@dataclass(frozen=True, slots=True)
class Event:
    """Something independent that is either so or not: how probable, how often it begins (None: unknown)."""

    q: float
    w: float | None


def enumerated(
    subject: Site | Component | Vote | Network, *, most_events: int = MOST_EVENTS, of: Lost = "power"
) -> dict[str, Enumerated]:
    """Return the figures of every load of a small site and of "any load"; of a structure, of "system".

    `of` says what is lost: the power of a load, its cooling, or its service, which needs both.
    Raises `CallError` when there are more than `most_events` independent events.
    """
    table = _Table(most_events)
    if isinstance(subject, Site):
        lost = _Wires(subject, table).lost(of)
        lost["any load"] = np.logical_or.reduce(list(lost.values()))
    else:
        lost = {"system": ~_structure_live(subject, table)}
    return table.figures(lost)


@dataclass
class _Table:
    """The events, and in which of the 2ⁿ states each of them is so. All are named before any is asked for."""

    most: int
    events: dict[str, Event] = field(default_factory=dict)

    def add(self, name: str, event: Event) -> None:
        if event != Event(0.0, 0.0):
            self.events.setdefault(name, event)

    def happened(self, name: str) -> States:
        """Return in which states an event is so; one that cannot be never is."""
        if len(self.events) > self.most:
            raise CallError(f"{len(self.events)} events are too many to enumerate; {self.most} can be")
        if name not in self.events:
            return np.zeros(2 ** len(self.events), dtype=bool)
        position = list(self.events).index(name)
        one_cycle = np.repeat([False, True], 2**position)
        return np.tile(one_cycle, 2 ** (len(self.events) - position - 1))

    def figures(self, lost: Mapping[str, States]) -> dict[str, Enumerated]:
        """U = Σ P(state) over lost states; w = Σ wᵢ P(states of the others that event i turns to lost)."""
        weights = self._weights(range(len(self.events)))
        often: dict[str, list[float]] = {name: [] for name in lost}
        hidden = dict.fromkeys(lost, False)
        for i, event in enumerate(self.events.values()):
            others = self._weights(j for j in range(len(self.events)) if j != i)
            for name, states in lost.items():
                pair = states.reshape(-1, 2, 2**i)
                chance = float(others[(pair[:, 1] & ~pair[:, 0]).ravel()].sum())
                hidden[name] |= event.w is None and chance > 0
                often[name].append((event.w or 0.0) * chance)
        return {
            name: Enumerated(
                unavailability=float(weights[states].sum()),
                failure_frequency=None if hidden[name] else math.fsum(often[name]),
            )
            for name, states in lost.items()
        }

    def _weights(self, chosen: Iterable[int]) -> NDArray[np.float64]:
        """Return the probability of each state of the chosen events, the first of them changing fastest."""
        events = list(self.events.values())
        weights = np.ones(1)
        for i in chosen:
            q = events[i].q
            weights = np.concatenate([weights * (1 - q), weights * q])
        return weights


def _alternating(rate: float, mttr: float) -> Event:
    """U = λr / (1 + λr), w = λ / (1 + λr)."""
    return Event(rate * mttr / (1 + rate * mttr), rate / (1 + rate * mttr))


def _plain(chance: float) -> Event:
    return Event(chance, 0.0 if chance in (0.0, 1.0) else None)


def _either(events: Sequence[Event]) -> Event:
    """At least one of independent events: 1 − Π(1 − q), entered from none of them."""
    q = 0.0
    for event in events:
        q += event.q - q * event.q
    if any(event.w is None for event in events):
        return Event(q, None)
    often = [
        (event.w or 0.0) * math.prod(1 - other.q for j, other in enumerate(events) if j != i)
        for i, event in enumerate(events)
    ]
    return Event(q, math.fsum(often))


def _bank(unit: Event, count: int, needed: int) -> Event:
    """Fewer than `needed` of `count` units work: the binomial law."""
    fatal = count - needed + 1
    up = 1 - unit.q
    q = math.fsum(math.comb(count, k) * unit.q**k * up ** (count - k) for k in range(fatal, count + 1))
    last = count * math.comb(count - 1, fatal - 1) * unit.q ** (fatal - 1) * up ** (count - fatal)
    return Event(q, None if unit.w is None else unit.w * last)


class _Wires:
    """A site as wired: the events that take each component down, and who is live in each state."""

    def __init__(self, site: Site, table: _Table) -> None:
        self._table = table
        self._all = {component.id: component for component in site.complete}
        self._zones = {zone.name: zone for zone in site.zones}
        self._always = set(_running_always(self._all))
        self._groups = [*site.common_causes, *_own_groups(self._all.values())]
        self._killers = {component.id: list(self._events(component)) for component in self._all.values()}
        self._strikes = {component.id: list(self._hazards(component)) for component in self._all.values()}
        for component in self._all.values():
            if isinstance(component, Ups) and component.fail_to_bypass:
                table.add(f"{component.id} bypass", Event(component.fail_to_bypass, 0.0))

    def lost(self, of: Lost) -> dict[str, States]:
        """Return, per load, in which states it is without what is asked for."""
        live = self._settled()
        told: dict[Lost, Callable[[Component], States]] = {
            "power": lambda load: live[load.id],
            "cooling": lambda load: self._cooled(load, live),
            "service": lambda load: _all([live[load.id], self._backed(load, live)]),
        }
        return {load.id: ~told[of](load) for load in self._all.values() if load.is_load}

    def _settled(self) -> dict[str, States]:
        """Return who is live in each state, from "all that supports or cools is live" downwards."""
        works = {name: ~self._any(self._killers[name]) for name in self._all}
        live = dict.fromkeys(self._all, ~self._table.happened("nothing"))
        while True:
            before = live
            sound = {
                name: works[name] if each.is_load else works[name] & self._backed(each, before)
                for name, each in self._all.items()
            }
            live = self._powered(sound)
            if all(np.array_equal(live[name], before[name]) for name in live):
                return live

    def _powered(self, sound: Mapping[str, States]) -> dict[str, States]:
        """Return who is live where so much works, from "all dead" upwards."""
        live = dict.fromkeys(self._all, self._table.happened("nothing"))
        while True:
            before = live
            live = dict(before)
            for component in self._all.values():
                live[component.id] = self._live(component, sound, live)
            if all(np.array_equal(live[name], before[name]) for name in live):
                return live

    def _backed(self, node: Component, live: Mapping[str, States]) -> States:
        """All that it depends on is live, and it is cooled."""
        return _all([self._cooled(node, live), *(live[name] for name in node.depends_on)])

    def _cooled(self, node: Component, live: Mapping[str, States]) -> States:
        """Enough of its cooling units are live; always, for what names none."""
        if not node.cooled_by:
            return ~self._table.happened("nothing")
        return _at_least(node.cooling_needed, [live[name] for name in node.cooled_by])

    def _any(self, names: Iterable[str]) -> States:
        happened = [self._table.happened(name) for name in names]
        return _at_least(1, [self._table.happened("nothing"), *happened])

    def _live(self, node: Component, sound: Mapping[str, States], live: Mapping[str, States]) -> States:
        if node.is_load:
            return _enough(node, live) & ~self._any(self._strikes[node.id])
        if isinstance(node, Tie):
            one, other = node.between
            return sound[node.id] & (live[one] | live[other])
        if isinstance(node, Ups) and node.bypass:
            around = [live[name] for name in node.bypass_fed_by]
            fed = _enough(node, live) | self._over_ties(node, sound, live)
            through = (_at_least(1, around) if around else fed) & ~self._table.happened(f"{node.id} bypass")
            return ((sound[node.id] & fed) | through) & ~self._any(self._strikes[node.id])
        fed = _enough(node, live) if node.fed_by else ~self._table.happened("nothing")
        return sound[node.id] & (fed | self._over_ties(node, sound, live))

    def _over_ties(self, node: Component, sound: Mapping[str, States], live: Mapping[str, States]) -> States:
        found = self._table.happened("nothing")
        for tie in self._all.values():
            if isinstance(tie, Tie) and node.id in tie.between:
                other = tie.between[1 - tie.between.index(node.id)]
                found = found | (sound[tie.id] & live[other])
        return found

    def _events(self, component: Component) -> Iterator[str]:
        """Yield the events that take a component down; the table learns them."""
        if not component.is_load:
            self._table.add(component.id, self._own(component))
            yield component.id
            yield from self._shared(component)
        yield from self._hazards(component)

    def _own(self, component: Component) -> Event:
        unit = self._unit(component)
        return _bank(unit, component.count, component.units_needed)

    def _unit(self, component: Component) -> Event:
        taken = math.fsum(_common(group, "rate", self._all) for group in self._of(component))
        if isinstance(component, GridFeed) and component.outages:
            return _either([_alternating(each.failure_rate, each.mttr) for each in component.outages])
        if component.unavailability is not None:
            return _plain(component.unavailability - taken)
        down = _alternating((component.rate or 0.0) - taken, component.mttr or 0.0)
        if not isinstance(component, Generator) or component.id in self._always:
            return down
        common = math.fsum(_common(group, "start", self._all) for group in self._of(component))
        start = Event((component.fail_to_start or 0.0) - common, 0.0)
        return _either([down, start, Event(component.standby_unavailability or 0.0, 0.0)])

    def _of(self, component: Component) -> Iterator[CommonCause]:
        return (group for group in self._groups if component.id in group.members)

    def _shared(self, component: Component) -> Iterator[str]:
        for number, group in enumerate(self._groups):
            if component.id not in group.members:
                continue
            rate = _common(group, "rate", self._all)
            if component.unavailability is not None:
                self._table.add(f"common {number}", _plain(rate))
            else:
                mttr = max(self._all[name].mttr or 0.0 for name in group.members)
                mttr = mttr if group.mttr is None else group.mttr
                self._table.add(f"common {number}", _alternating(rate, mttr))
            yield f"common {number}"
            if component.id not in self._always:
                start = _common(group, "start", self._all)
                self._table.add(f"common start {number}", Event(start, 0.0))
                yield f"common start {number}"

    def _hazards(self, component: Component) -> Iterator[str]:
        seen: set[str] = set()
        around = list(component.zone)
        while around:
            zone = self._zones.get(around.pop())
            if zone is None or zone.name in seen:
                continue
            seen.add(zone.name)
            around += [zone.within] if zone.within else []
            for hazard in zone.hazards:
                name = f"{zone.name} {hazard.name}"
                self._table.add(name, _alternating(hazard.failure_rate, hazard.mttr))
                yield name


def _enough(node: Component, live: Mapping[str, States]) -> States:
    """At least `inputs_needed` inputs are live; an id that stands twice is two cords."""
    return _at_least(node.inputs_needed, [live[name] for name in node.fed_by])


def _at_least(needed: int, parts: Sequence[States]) -> States:
    counted = parts[0].astype(np.int16)
    for part in parts[1:]:
        counted += part
    return counted >= needed


def _all(parts: Sequence[States]) -> States:
    return _at_least(len(parts), parts)


def _own_groups(components: Iterable[Component]) -> Iterator[CommonCause]:
    for component in components:
        if component.beta and component.count > 1:
            yield CommonCause(name=component.id, members=(component.id,), beta=component.beta)


def _common(group: CommonCause, what: str, components: Mapping[str, Component]) -> float:
    """Return β times the smallest member's figure, 0 where a member has none or the group shares none."""
    if {"rate": "failure_rate", "start": "fail_to_start"}[what] not in group.of:
        return 0.0
    found = []
    for name in group.members:
        member = components[name]
        if what == "start":
            found.append(getattr(member, "fail_to_start", None) or 0.0)
        elif member.unavailability is not None:
            found.append(member.unavailability)
        else:
            found.append(member.rate or 0.0)
    return (group.beta or 0.0) * min(found)


def _running_always(components: Mapping[str, Component]) -> Iterator[str]:
    """Yield the generators that run always: nothing else is there to be preferred to them."""
    called: list[str] = []
    for node in components.values():
        standby = [name for name in node.fed_by if _generators_only(name, components)]
        others = [name for name in node.fed_by if name not in standby]
        if _generators_only(node.id, components):
            called += node.fed_by if node.is_load or isinstance(node, Cooling) else ()
        elif isinstance(node, Switch):
            called += [name for name in node.fed_by[:1] if name in standby]
        elif len(others) < node.inputs_needed:
            called += standby
    seen: set[str] = set()
    while called:
        name = called.pop()
        if name in seen:
            continue
        seen.add(name)
        if isinstance(components[name], Generator):
            yield name
        elif _generators_only(name, components):
            called += _behind(name, components)


def _generators_only(node: str, components: Mapping[str, Component]) -> bool:
    reached = {node}
    pending = [node]
    while pending:
        fresh = set(_behind(pending.pop(), components)) - reached
        reached |= fresh
        pending += sorted(fresh)
    sources = [name for name in reached if not _behind(name, components)]
    return bool(sources) and all(isinstance(components[name], Generator) for name in sources)


def _behind(node: str, components: Mapping[str, Component]) -> list[str]:
    """Return what can feed a node: inputs, bypass inputs, and over its ties."""
    component = components[node]
    found = [*component.fed_by, *getattr(component, "bypass_fed_by", ()), *getattr(component, "between", ())]
    return found + [tie.id for tie in components.values() if isinstance(tie, Tie) and node in tie.between]


def _structure_live(structure: Component | Vote | Network, table: _Table) -> States:
    for block in _blocks(structure):
        unit = (
            _plain(block.unavailability)
            if block.unavailability is not None
            else (_alternating(block.rate or 0.0, block.mttr or 0.0))
        )
        table.add(block.id, _bank(unit, block.count, block.units_needed))
    return _part_live(structure, lambda block: ~table.happened(block.id), ~table.happened("nothing"))


def _blocks(structure: Component | Vote | Network) -> Iterator[Component]:
    match structure:
        case Vote(_, parts):
            for part in parts:
                yield from _blocks(part)
        case Network(_, _, edges, nodes, _):
            yield from (block for *_, block in edges if block is not None)
            yield from (block for _, block in nodes)
        case Component():
            yield structure


def _part_live(
    part: Component | Vote | Network, works: Callable[[Component], States], sure: States
) -> States:
    match part:
        case Vote(needed, parts):
            return _at_least(needed, [_part_live(each, works, sure) for each in parts])
        case Network():
            return _connected(part, works, sure)
        case Component():
            return works(part)


def _connected(net: Network, works: Callable[[Component], States], sure: States) -> States:
    blocks = dict(net.nodes)
    names = {end for edge in net.edges for end in edge[:2]}
    sound = {name: works(blocks[name]) if name in blocks else sure for name in names}
    live = dict.fromkeys(names, ~sure) | {net.source: sound[net.source]}
    ways = [(one, other, block) for one, other, block in net.edges]
    ways += [] if net.directed else [(other, one, block) for one, other, block in net.edges]
    for _ in names:
        for start, end, block in ways:
            open_way = sure if block is None else works(block)
            live[end] = live[end] | (live[start] & open_way & sound[end])
    return live[net.target]
