"""Where a cascade cannot be told exactly: the likely states one by one, and a bound on all the others.

What can never trip, with all that feeds it, is left to formulas: of it matters only which of its ends, the
heads, are lost together, and that has an exact distribution. Behind the heads every event is followed state
by state, the most probable states first. What has not been looked at has the probability R, so that

    Σ P(dark states seen) ≤ U ≤ Σ P(dark states seen) + R

and likewise for how often darkness begins: every pair of states that one event parts is seen or counted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from powercalc.cascade.cut_frontier import Head, heads
from powercalc.cascade.loss_patterns import Patterns
from powercalc.cascade.overload_diagram import OwnOutages
from powercalc.components import Component, Ups
from powercalc.engine.diagram import build
from powercalc.engine.formula import AtLeast, Constant, Formulas, Not, Variable, Weighted
from powercalc.engine.modules import abstracted
from powercalc.events.common_causes import stated_groups
from powercalc.events.literals import Floats, frequencies, unavailabilities
from powercalc.events.own_failures import Events, OwnFailures
from powercalc.flow.limits import quieted
from powercalc.flow.power_network import PowerNetwork
from powercalc.flow.states import Settled, settle
from powercalc.site import CommonCause, Site
from powercalc.wiring.at_rest import AtRest
from powercalc.wiring.state_truths import Truths

MOST_STATES = 24_000
CHUNK = 4096
_SMALLEST, _STEP = 1e-24, 4.0
"""States less likely than this are never looked at; how the cutoff goes down to it."""
_ROUNDING = 1e-14
"""What summing probabilities may lose; added to what has not been seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Between which figures the truth lies."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explored:
    """Bounds on U and w [1/h] of every load, and of any load; w is None where a figure has no time scale."""

    unavailability: Mapping[str, Bounds]
    frequency: Mapping[str, Bounds] | None
    any_unavailability: Bounds
    any_frequency: Bounds | None
    states: int
    unseen: float
    """The probability of all states that were not looked at."""

    def of(self, load: str | None) -> tuple[Bounds, Bounds | None]:
        """Return the bounds on U and w of a load, or of any load for None."""
        if load is None:
            return self.any_unavailability, self.any_frequency
        return self.unavailability[load], None if self.frequency is None else self.frequency[load]

    def to_dict(self) -> dict[str, Any]:
        """Return the bounds as JSON has them, per hour as 1/h."""
        return {
            "loads": [{"id": load, **self._told(load)} for load in self.unavailability],
            "any_load": self._told(None),
            "states_looked_at": self.states,
            "unseen_probability": self.unseen,
        }

    def _told(self, load: str | None) -> dict[str, Any]:
        down, turns = self.of(load)
        return {"unavailability": asdict(down), "frequency_per_h": turns and asdict(turns)}


def explore(
    site: Site,
    network: PowerNetwork,
    common_causes: Sequence[CommonCause] | None = None,
    most: int = MOST_STATES,
) -> Explored:
    """Return bounds on what overload and cascade make of a site."""
    network = quieted(network)
    events = Events()
    groups = list(stated_groups(site)) if common_causes is None else common_causes
    own = OwnFailures(site, events, site.graph.always, groups)
    health = OwnOutages(own)
    untripped = AtRest(site.graph, events.formulas, own)
    untripped.tell()
    ends = heads(network, health, events.formulas, untripped.lost)
    q = unavailabilities(events.literals)
    w, unknown = frequencies(events.literals)
    behind = abstracted(events.formulas, [head.lost for head in ends.heads], own.banks.values())
    patterns = Patterns.of(behind.formulas, behind.roots, *_figures(events, behind.origins))
    space = _Space.of(patterns, [int(b) for b in ends.events], q, most)
    dark = _dark(network, health, events.formulas, space, ends.heads)
    return _bounds(network, space, dark, w, hidden=bool(unknown.any()))


def _figures(events: Events, origins: Sequence[int]) -> tuple[Floats, Floats]:
    """Return the probability and the frequency of whole banks, [1/h]."""
    compiled = build(events.formulas, origins)
    w, _ = frequencies(events.literals)
    return compiled.probability_and_frequency(unavailabilities(events.literals), w)


@dataclass(frozen=True, kw_only=True)
class _Space:
    """The states looked at: a pattern of lost heads, and a set of further events that are so."""

    patterns: Patterns
    events: list[int]
    q: Floats
    states: list[tuple[int, frozenset[int]]]
    chance: Floats

    @classmethod
    def of(cls, patterns: Patterns, events: list[int], q: Floats, most: int) -> _Space:
        """Choose the most probable states: lower the cutoff until there are enough of them."""
        ranked = sorted((b for b in events if 0 < q[b] < 1), key=lambda b: -q[b])
        always = frozenset(b for b in events if q[b] >= 1)
        base = math.prod(1 - float(q[b]) for b in ranked)
        cutoff, found = 1e-6, list(_likely(patterns, ranked, q, base, 1e-6))
        while cutoff > _SMALLEST:
            more = list(_likely(patterns, ranked, q, base, cutoff / _STEP, most + 1))
            if len(more) > most:
                break
            cutoff, found = cutoff / _STEP, more
        return cls(
            patterns=patterns,
            events=ranked,
            q=q,
            states=[(pattern, some | always) for pattern, some, _ in found],
            chance=np.array([chance for *_, chance in found]),
        )

    @property
    def unseen(self) -> float:
        """The probability of all other states."""
        return max(1 - math.fsum(self.chance), 0.0) + _ROUNDING

    def pairs(self, w: Floats) -> tuple[NDArray[np.int_], Floats, float]:
        """Return (pairs, 2) states that one event parts, how often it does so, and all others do, [1/h]."""
        place = {state: number for number, state in enumerate(self.states)}
        found = [*self._by_events(place, w), *self._by_heads(place)]
        total = math.fsum(w[b] for b in self.events) + self.patterns.total
        often = np.array([weight for _, _, weight in found])
        rest = max(total - math.fsum(often), 0.0) + total * _ROUNDING
        return np.array([pair[:2] for pair in found], dtype=int).reshape(-1, 2), often, rest

    def _by_events(
        self, place: Mapping[tuple[int, frozenset[int]], int], w: Floats
    ) -> Iterator[tuple[int, int, float]]:
        for number, (pattern, some) in enumerate(self.states):
            for b in some:
                other = place.get((pattern, some - {b}))
                if other is not None and w[b] > 0:
                    yield number, other, float(w[b]) * float(self.chance[other]) / (1 - float(self.q[b]))

    def _by_heads(self, place: Mapping[tuple[int, frozenset[int]], int]) -> Iterator[tuple[int, int, float]]:
        for number, (pattern, some) in enumerate(self.states):
            share = float(self.chance[number]) / self.patterns.chance[pattern]
            for other, often in self.patterns.turns.get(pattern, {}).items():
                there = place.get((other, some))
                if there is not None:
                    yield number, there, often * share


def _likely(
    patterns: Patterns, ranked: list[int], q: Floats, base: float, cutoff: float, most: int = 10**9
) -> Iterator[tuple[int, frozenset[int], float]]:
    """Yield every state above the cutoff, a pattern and a set of events, with its probability."""
    odds = [float(q[b] / (1 - q[b])) for b in ranked]
    found = 0
    for pattern, chance in enumerate(patterns.chance):
        pending: list[tuple[int, frozenset[int], float]] = [(0, frozenset(), chance * base)]
        while pending and found < most:
            start, some, here = pending.pop()
            if here < cutoff and some:
                continue
            found += 1
            yield pattern, some, here
            for place in range(start, len(ranked)):
                if here * odds[place] < cutoff:
                    break  # ranked: the rest is less likely still
                pending.append((place + 1, some | {ranked[place]}, here * odds[place]))


@dataclass
class _StateHealth:
    """What is out in each of many states, from formulas over the events."""

    count: int
    formulas: Formulas
    health: OwnOutages
    true: NDArray[np.bool_]
    """(variables, states)"""
    heads: Mapping[str, Truths]
    calm: frozenset[str]
    _known: dict[int, Truths] = field(default_factory=dict)

    def at(self, states: NDArray[np.intp]) -> Self:
        heads = {name: lost[states] for name, lost in self.heads.items()}
        return type(self)(len(states), self.formulas, self.health, self.true[:, states], heads, self.calm)

    def lost(self, component: Component) -> Truths:
        if component.id in self.calm:
            return self.struck(component)
        return self._value(self.health.lost(component))

    def short(self, component: Component, units: int) -> Truths:
        if component.id in self.calm:
            return np.asarray(units <= 0)
        return self._value(self.health.short(component, units))

    def struck(self, component: Component) -> Truths:
        if component.id in self.calm:
            return self.heads.get(component.id, np.zeros((), dtype=bool))
        return self._value(self.health.struck(component))

    def stuck(self, component: Ups) -> Truths:
        if component.id in self.calm:
            return np.zeros((), dtype=bool)
        return self._value(self.health.stuck(component))

    def bypassed(self, component: Component, lasting: Truths) -> Truths:  # noqa: ARG002 - no minutes here
        return lasting

    def _value(self, handle: int) -> Truths:
        if handle not in self._known:
            for each in self.formulas.reachable([handle]):
                if each not in self._known:
                    self._known[each] = self._evaluated(each)
        return self._known[handle]

    def _evaluated(self, handle: int) -> Truths:
        match self.formulas.node(handle):
            case Constant(value):
                return np.asarray(value)
            case Variable(index):
                return np.asarray(self.true[index])
            case Not(part):
                return np.logical_not(self._known[part])
            case AtLeast(k, parts):
                return np.asarray(sum(self._known[part].astype(int) for part in parts) >= k)
            case Weighted(threshold, weights, parts):
                pairs = zip(weights, parts, strict=True)
                return np.asarray(sum(weight * self._known[part] for weight, part in pairs) >= threshold)


def _dark(
    network: PowerNetwork, health: OwnOutages, formulas: Formulas, space: _Space, ends: Sequence[Head]
) -> NDArray[np.bool_]:
    """Return in which states each element that is a load is dark, (loads, states)."""
    parts = []
    calm = frozenset(name for head in ends for name in head.calm)
    for start in range(0, len(space.states), CHUNK):
        some = space.states[start : start + CHUNK]
        true = np.zeros((len(formulas.variables), len(some)), dtype=bool)
        for column, (_, events) in enumerate(some):
            true[list(events), column] = True
        pattern = np.array([space.patterns.lost[number] for number, _ in some]).T.reshape(-1, len(some))
        lost = {head.name: pattern[row] for row, head in enumerate(ends)}
        settled: Settled = settle(network, _StateHealth(len(some), formulas, health, true, lost, calm))
        parts.append(np.array([settled.lost[element] for element in network.members]))
    return np.concatenate(parts, axis=1)


def _bounds(
    network: PowerNetwork, space: _Space, dark: NDArray[np.bool_], w: Floats, *, hidden: bool
) -> Explored:
    rows = np.vstack([dark, dark.any(axis=0)])
    u = rows @ space.chance
    pairs, often, rest = space.pairs(w)
    begins = np.array([often[row[pairs[:, 0]] != row[pairs[:, 1]]].sum() for row in rows])
    down = [Bounds(low=float(each), high=min(float(each) + space.unseen, 1.0)) for each in u]
    turns = [Bounds(low=float(each), high=float(each) + rest) for each in begins]
    place = {element: row for row, element in enumerate(network.members)}
    return Explored(
        unavailability={load: down[place[element]] for load, element in network.by_load.items()},
        frequency=None
        if hidden
        else {load: turns[place[element]] for load, element in network.by_load.items()},
        any_unavailability=down[-1],
        any_frequency=None if hidden else turns[-1],
        states=len(space.states),
        unseen=space.unseen,
    )
