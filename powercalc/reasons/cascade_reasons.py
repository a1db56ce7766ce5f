"""The cascades that are to blame: up to three things at once that take a load down by overload.

A thing is so many units of a component down, a hazard that strikes a zone, or a common cause. States of them
are settled in the power flow; of those that take a load down, the smallest are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, islice
from math import prod
from typing import Any

import numpy as np

from powercalc.cascade.overload_figures import Overload
from powercalc.components import Component
from powercalc.constants import HOURS_PER_YEAR
from powercalc.engine.diagram import build
from powercalc.events.common_causes import CommonEvent, common_events, stated_groups, unit_names
from powercalc.events.literals import Literal, frequencies, unavailabilities
from powercalc.events.own_failures import Events, OwnFailures
from powercalc.flow.power_network import PowerNetwork
from powercalc.flow.states import Outages, Settled, settle
from powercalc.flow.story import cascade_told, outages_told
from powercalc.languages import ask, listed, noted, word
from powercalc.reasons.candidates import Contributor, Suspects
from powercalc.reasons.sentences import event_of
from powercalc.results.measures import Reason
from powercalc.site import Site

MOST = 10
"""Reasons told per load."""
MOST_MEASURED = 40
"""Cascades, of all loads together, that are looked at one by one."""
_MOST_STATES = (1_000, 10_000, 10_000)
"""States of one, of two and of three things."""
_IN_TRIPLES = 40
"""So many things, the likeliest ones, are looked at three at a time."""
_TRIFLE = 1e-6
Measure = Callable[[str, Suspects], tuple[float, float | None]]
"""Hours and interruptions per year of a load by the overload that follows when these go wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CascadeReason:
    """A reason by overload, and what begins it."""

    culprits: Suspects
    reason: Reason


def with_cascades(
    site: Site,
    overload: Overload,
    totals: Mapping[str, float],
    blamed: Mapping[str, tuple[Reason, ...]],
    measure: Measure | None = None,
) -> Mapping[str, tuple[Reason, ...]]:
    """Return the reasons of every load, cut sets and cascades together, the largest first.

    Those in `blamed` are asked for with those of the load. `totals` are the unavailabilities of the loads;
    `measure` tells what a cascade does, else it is the product of what the plain block diagram has for its
    parts.
    """
    by_overload = cascade_reasons(site, overload)
    if measure is not None:
        by_overload = _measured(by_overload, totals, measure)
    return _Together(totals, blamed, by_overload)


class _Together(Mapping[str, tuple[Reason, ...]]):
    """The reasons of loads, cut sets and cascades together, put together when they are asked for."""

    def __init__(
        self,
        totals: Mapping[str, float],
        blamed: Mapping[str, tuple[Reason, ...]],
        by_overload: Mapping[str, list[CascadeReason]],
    ) -> None:
        self._totals, self._blamed, self._by_overload = totals, blamed, by_overload

    def __getitem__(self, load: str) -> tuple[Reason, ...]:
        by_itself = self._blamed.get(load, ())
        told = [each.reason for each in self._by_overload.get(load, ())[:MOST]]
        shared = _shared([*by_itself, *told], self._totals[load])
        return tuple(sorted(shared, key=lambda each: -each.downtime_h_per_year))

    def __iter__(self) -> Iterator[str]:
        return iter(self._totals)

    def __len__(self) -> int:
        return len(self._totals)


def _measured(
    found: Mapping[str, list[CascadeReason]], totals: Mapping[str, float], measure: Measure
) -> dict[str, list[CascadeReason]]:
    """Return the reasons with the figures of a measure, those of the likeliest cascades."""
    likely = sorted(
        (_share(each.reason, totals[load]), place, each.culprits)
        for load, told in found.items()
        for place, each in enumerate(told)
        if each.culprits
    )
    looked_at = set(list(dict.fromkeys(culprits for _, _, culprits in reversed(likely)))[:MOST_MEASURED])
    return {
        load: list(_of_load(load, told, looked_at, totals[load], measure)) for load, told in found.items()
    }


def _of_load(
    load: str, told: Sequence[CascadeReason], looked_at: set[Suspects], total: float, measure: Measure
) -> Iterator[CascadeReason]:
    """Yield the cascades of a load, each with what it does beyond the smaller ones within it."""
    alone: dict[Suspects, tuple[float, float | None]] = {}
    figures = []
    for each in sorted(told, key=lambda each: len(each.culprits)):
        if each.culprits not in looked_at:
            figures.append(each)
        elif each.culprits not in alone:
            within = [figure for other, figure in alone.items() if other < each.culprits]
            hours, often = measure(load, each.culprits)
            hours = max(hours - sum(smaller for smaller, _ in within), 0.0)
            if often is not None:
                often = max(often - sum(smaller or 0.0 for _, smaller in within), 0.0)
            alone[each.culprits] = hours, often
            told_anew = replace(each.reason, downtime_h_per_year=hours, interruptions_per_year=often)
            figures.append(replace(each, reason=told_anew))
    telling = [each for each in figures if _share(each.reason, total) > _TRIFLE]
    yield from sorted(telling, key=lambda each: -each.reason.downtime_h_per_year)


def _share(reason: Reason, unavailability: float) -> float:
    return reason.downtime_h_per_year / (unavailability * HOURS_PER_YEAR) if unavailability else 0.0


def _shared(found: Iterable[Reason], unavailability: float) -> Iterator[Reason]:
    """Yield reasons with their shares of a load's downtime; none for a load that is never down."""
    yield from (replace(each, share=_share(each, unavailability)) for each in found if unavailability)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Thing:
    """One thing that goes wrong: how probable, how often, and what is out because of it."""

    culprit: Contributor
    q: float
    w: float | None
    words: str
    units: Mapping[str, int] = field(default_factory=dict)
    """How many units of which component it takes."""
    struck: frozenset[str] = frozenset()
    """The components that a hazard takes."""

    @property
    def level(self) -> int:
        """How many units it takes, of all components."""
        return sum(self.units.values())


_State = tuple[_Thing, ...]


def cascade_reasons(site: Site, overload: Overload) -> dict[str, list[CascadeReason]]:
    """Return, per load, what takes it down by overload and not by itself, the likeliest first.

    A state is left out of which a part is enough.
    """
    net = overload.network
    if net is None:
        return {}
    things = sorted(_things(site), key=lambda each: -each.q)
    states = [(), *_states(things)]
    outages = _outages_of(states)
    settled = settle(net, outages)
    alone = settle(net.untripped, outages)
    found: dict[str, list[CascadeReason]] = {}
    for element, loads in net.members.items():
        dark = settled.lost[element]
        by_overload = dark & ~alone.lost[element]
        if by_overload[0]:
            ranked = [CascadeReason(culprits=frozenset(), reason=_in_the_normal_state(net, settled, things))]
        elif dark[0] or not by_overload.any():
            ranked = []
        else:
            smallest = _smallest(states, dark, by_overload)
            told = [_cascade(net, settled, place, states[place]) for place in smallest]
            ranked = sorted(told, key=lambda each: -each.reason.downtime_h_per_year)[:MOST_MEASURED]
        found |= dict.fromkeys(loads, ranked)
    return found


def _states(things: Sequence[_Thing]) -> Iterator[_State]:
    """Yield states of one, two and three things, no component twice, not too many."""
    for order, some in ((1, things), (2, things), (3, things[:_IN_TRIPLES])):
        apart = (
            state for state in combinations(some, order) if len({each.culprit for each in state}) == order
        )
        yield from islice(apart, _MOST_STATES[order - 1])


def _outages_of(states: Sequence[_State]) -> Outages:
    units: dict[str, np.ndarray[Any, np.dtype[np.int_]]] = {}
    hazards: dict[str, np.ndarray[Any, np.dtype[np.bool_]]] = {}
    for thing, places in _with_places(states):
        for name, out in thing.units.items():
            if name not in units:
                units[name] = np.zeros(len(states), dtype=int)
            units[name][places] = np.maximum(units[name][places], out)
        for name in thing.struck:
            if name not in hazards:
                hazards[name] = np.zeros(len(states), dtype=bool)
            hazards[name][places] = True
    return Outages(count=len(states), units=units, hazards=hazards)


def _with_places(states: Sequence[_State]) -> Iterable[tuple[_Thing, list[int]]]:
    """Return each thing that goes wrong in some state, with the places of those states."""
    found: dict[int, tuple[_Thing, list[int]]] = {}
    for place, state in enumerate(states):
        for thing in state:
            found.setdefault(id(thing), (thing, []))[1].append(place)
    return found.values()


def _smallest(
    states: Sequence[_State],
    dark: np.ndarray[Any, np.dtype[np.bool_]],
    by_overload: np.ndarray[Any, np.dtype[np.bool_]],
) -> Iterator[int]:
    """Yield the places of states that take a load down by overload, and of which no part takes it down."""
    enough: dict[Suspects, list[dict[Contributor, int]]] = {}
    for place in np.flatnonzero(dark).tolist():
        levels = {thing.culprit: thing.level for thing in states[place]}
        parts = (frozenset(part) for n in range(1, len(levels) + 1) for part in combinations(levels, n))
        smaller = (each for part in parts for each in enough.get(part, ()))
        if any(all(level <= levels[culprit] for culprit, level in each.items()) for each in smaller):
            continue
        enough.setdefault(frozenset(levels), []).append(levels)
        if by_overload[place]:
            yield place


def _cascade(net: PowerNetwork, settled: Settled, place: int, state: _State) -> CascadeReason:
    known = all(each.w is not None for each in state)
    often = sum((each.w or 0.0) * prod(o.q for o in state if o is not each) for each in state)
    out: dict[str, int] = {}
    for each in state:
        out |= each.units
    reason = Reason(
        cut_set=tuple(dict.fromkeys(each.culprit.component for each in state)),
        events=tuple(_event(net, each) for each in state),
        story=ask(
            "{event}: {effect}", event=_told(net, state), effect=cascade_told(net, settled, place, out)
        ),
        downtime_h_per_year=prod(each.q for each in state) * HOURS_PER_YEAR,
        interruptions_per_year=often * HOURS_PER_YEAR if known else None,
        share=0.0,
    )
    return CascadeReason(culprits=frozenset(each.culprit for each in state), reason=reason)


def _event(net: PowerNetwork, thing: _Thing) -> str:
    return outages_told(net, thing.units) if thing.culprit.part == "down" else event_of(thing.culprit)


def _told(net: PowerNetwork, state: _State) -> str:
    """Return what begins it: hazards and common causes, then "ups-a and one unit of gen are down"."""
    plain = [each for each in state if each.culprit.part == "down"]
    words = [each.words for each in state if each.culprit.part != "down"]
    if plain:
        out = {name: units for each in plain for name, units in each.units.items()}
        one = len(plain) == 1 and next(iter(out.values())) == 1
        words.append(ask(_IS_DOWN if one else _ARE_DOWN, id=outages_told(net, out)))
    return listed(words)


_IS_DOWN, _ARE_DOWN = noted("{id} is down"), noted("{id} are down")


def _in_the_normal_state(net: PowerNetwork, settled: Settled, things: Iterable[_Thing]) -> Reason:
    """Return the reason of a load that is dark while nothing is down."""
    return Reason(
        cut_set=(),
        events=(),
        story=ask(
            "{event}: {effect}", event=ask("nothing is down"), effect=cascade_told(net, settled, 0, {})
        ),
        downtime_h_per_year=prod(1 - each.q for each in things) * HOURS_PER_YEAR,
        interruptions_per_year=None,
        share=0.0,
    )


def _things(site: Site) -> Iterator[_Thing]:
    """Yield all that can go wrong and takes units down."""
    events = Events()
    groups = list(stated_groups(site))
    own = OwnFailures(site, events, site.graph.always, groups)
    made: list[tuple[_Thing, int]] = []
    for component in site.complete:
        if not component.is_load:
            made += _of_component(component, own)
    for event in common_events(site, site.common_causes, ("failure_rate",)):
        made.append(_of_group(event, events, site))
    made += _of_hazards(site, events)
    compiled = build(events.formulas, [handle for _, handle in made])
    chance = unavailabilities(events.literals)
    w, unknown = frequencies(events.literals)
    q, often = compiled.probability_and_frequency(chance, w)
    _, hidden = compiled.probability_and_frequency(chance, unknown.astype(float))
    for place, (thing, _) in enumerate(made):
        if q[place] > 0:
            yield replace(thing, q=float(q[place]), w=None if hidden[place] else float(often[place]))


def _of_component(component: Component, own: OwnFailures) -> Iterator[tuple[_Thing, int]]:
    """Yield "so many units are down", one after the other."""
    own.lost(component)
    for units in range(1, component.count + 1):
        culprit = Contributor(component.id, "down", ask("{id} is down", id=component.id))
        thing = _Thing(culprit=culprit, q=0.0, w=None, words=culprit.words, units={component.id: units})
        yield thing, own.short(component, units)


def _of_group(event: CommonEvent, events: Events, site: Site) -> tuple[_Thing, int]:
    """Return "a common cause has struck", with the units that it takes."""
    by_unit = {unit: each.id for each in site.complete for unit in unit_names(each)}
    units: dict[str, int] = {}
    for unit in sorted(event.units):
        units[by_unit[unit]] = units.get(by_unit[unit], 0) + 1
    culprit = Contributor(event.group, "common failure_rate", ask("{id} strikes", id=event.name))
    lasting = event.mttr is not None
    literal = Literal(
        name=event.name, component=event.group, failure_rate=event.value if lasting else None,
        mttr=event.mttr, chance=None if lasting else event.value, members=event.members,
        words=ask("{id} strikes", id=event.name),
    )  # fmt: skip
    return _Thing(culprit=culprit, q=0.0, w=None, words=culprit.words, units=units), events.event(literal)


def _of_hazards(site: Site, events: Events) -> Iterator[tuple[_Thing, int]]:
    """Yield "a hazard has struck a zone", with all that stands in it."""
    for zone in site.zones:
        struck = frozenset(each.id for each in site.graph.standing_in(zone.name))
        for hazard in zone.hazards if struck else ():
            words = ask("{hazard} in {zone}", hazard=word(hazard.name), zone=zone.name)
            literal = Literal(
                name=f"{zone.name} {hazard.name}", component=zone.name, failure_rate=hazard.failure_rate,
                mttr=hazard.mttr, words=words,
            )  # fmt: skip
            culprit = Contributor(zone.name, "common", words)
            thing = _Thing(culprit=culprit, q=0.0, w=None, words=words, struck=struck)
            yield thing, events.event(literal)
