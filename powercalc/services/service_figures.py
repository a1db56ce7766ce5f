"""How often services are down, and for how long: from the joint outages of all that they need.

In the diagram of a service each joint outage is a variable: a place is not ready while any outage that takes
it is there or is being recovered from. That tells when too few places are ready, whatever overlaps by chance.
What moves add is told outage by outage: of the one that makes it move, alone or while one other is there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from powercalc.dynamics.durations import legendre
from powercalc.engine.diagram import build
from powercalc.engine.formula import Formulas
from powercalc.services.joint_outages import JointOutage, ServicePlace
from powercalc.services.overlapping import busy_for_longer
from powercalc.services.service_moves import Need, courses

Floats = NDArray[np.float64]

NONE: frozenset[ServicePlace] = frozenset()
WORTH = 1e-6
"""Pairs of outages that may add less than this share of all hours are not looked at."""
POINTS = 4
"""Moments of an outage that are looked at, to see how much of it is left."""


@dataclass(frozen=True, kw_only=True)
class ServiceFigures:
    """What a service goes through in the long run."""

    unavailability: float
    failure_frequency: float
    """[1/h]"""
    longer_than: Mapping[float, float]
    """By duration [h]: how often it is down for longer, [1/h]."""
    error: float = 0.0
    """How far the unavailability may be off by what is known of its places."""

    @classmethod
    def none(cls, durations: Sequence[float]) -> ServiceFigures:
        """Nothing ever."""
        return cls(unavailability=0.0, failure_frequency=0.0, longer_than=dict.fromkeys(durations, 0.0))


def service_figures(need: Need, outages: Sequence[JointOutage], durations: Sequence[float]) -> ServiceFigures:
    """Return what a service goes through, with how often it is down for longer than some durations [h]."""
    if not outages:
        return ServiceFigures.none(durations)
    lengths = np.array(durations)
    down, often = _too_few(need, outages)
    if need.moves:
        more, oftener = _moving(need, outages, down)
        down, often = down + more, often + oftener
    longer = _longer(need, outages, often, lengths)
    worse = [replace(each, hazard=each.hazard * (1 + each.error)) for each in outages]
    return ServiceFigures(
        unavailability=min(down, 1.0),
        error=max(_too_few(need, worse)[0] - _too_few(need, outages)[0], 0.0),
        failure_frequency=often,
        longer_than=dict(zip(durations, map(float, longer), strict=True)),
    )


def _too_few(need: Need, outages: Sequence[JointOutage]) -> tuple[float, float]:
    """U and how often too few places are ready, [1/h]."""
    chance, often = _lasting(need, outages, np.zeros(1))
    return float(chance[0]), float(often[0])


def _lasting(need: Need, outages: Sequence[JointOutage], lengths: Floats) -> tuple[Floats, Floats]:
    """U and how often [1/h] by outages that have each been there for so long, both (lengths,)."""
    formulas = Formulas()
    variables = [formulas.variable() for _ in outages]
    lost: dict[ServicePlace, list[int]] = {}
    for variable, outage in zip(variables, outages, strict=True):
        for place in outage.places:
            lost.setdefault(place, []).append(variable)
    diagram = build(formulas, [_down(need, lost, formulas)])
    lasting = np.array([[outage.lasting(each) for each in lengths] for outage in outages])
    chance, often = diagram.probability_and_frequency(lasting[..., 0], lasting[..., 1])
    return np.asarray(chance[0]), np.asarray(often[0])


def _longer(need: Need, outages: Sequence[JointOutage], often: float, lengths: Floats) -> Floats:
    """How often the service is down for longer than each length, [1/h], of all that it is down.

    By outages that take it by themselves, as these overlap; by two together; else by what has lasted so long.
    """
    events = _Lengths(need, outages, lengths)
    hours, rates = events.alone()
    first, busy = min(float(rates.sum()), often), np.zeros_like(lengths)
    if first:
        free = _free(outages)
        busy = busy_for_longer(float(rates.sum()) / free, hours, rates / rates.sum(), lengths)
    share = events.of_two()
    if share is None:
        _, lasting = _lasting(need, outages, np.array([0.0, *lengths]))
        share = lasting[1:] / lasting[0] if lasting[0] else np.zeros_like(lengths)
    return np.asarray(first * busy + max(often - first, 0.0) * share)


@dataclass(frozen=True)
class _Lengths:
    """For how long outages take a service, event by event."""

    need: Need
    outages: Sequence[JointOutage]
    lengths: Floats

    def alone(self) -> tuple[Floats, Floats]:
        """For how long [h] each outage takes the service by itself, and how often [1/h], (cases,)."""
        cases = [self._cases(*event) for event in self._events() if event[1] is None]
        none = [np.zeros(0)]
        return np.concatenate(none + [hours for hours, _ in cases]), np.concatenate(
            none + [rates for _, rates in cases]
        )

    def of_two(self) -> Floats | None:
        """Of outages that take the service while another one is there: the share that lasts longer."""
        total, longer = 0.0, np.zeros_like(self.lengths)
        for event in self._events():
            if event[1] is not None:
                hours, rates = self._cases(*event)
                total += float(rates.sum())
                longer += [float(rates @ (hours > length)) for length in self.lengths]
        return longer / total if total else None

    def _events(self) -> Iterator[tuple[JointOutage, JointOutage | None, float]]:
        """Yield each outage that begins, with what is there already, and how often, [1/h]."""
        free = _free(self.outages)
        for outage in self.outages:
            for other, chance in _others(outage, self.outages, free) if outage.often else ():
                if not self.need.is_down(other.places if other else NONE):
                    yield outage, other, outage.often * chance

    def _cases(self, outage: JointOutage, other: JointOutage | None, rate: float) -> tuple[Floats, Floats]:
        """For how long [h] it takes the service, if at all, and how often [1/h], (cases,)."""
        shares, until = _cases(outage, other)
        hours, rates = [np.zeros(0)], [np.zeros(0)]
        for course in courses(self.need, until, other.places if other else NONE):
            lasts = course.down[self.need.id]
            hours.append(lasts[lasts > 0])
            rates.append((rate * shares * course.chance)[lasts > 0])
        return np.concatenate(hours), np.concatenate(rates)


def _down(need: Need, lost: Mapping[ServicePlace, list[int]], formulas: Formulas) -> int:
    """The formula "too few places are ready, or what it depends on is down"."""
    places = [formulas.any_of(lost.get(place, ())) for place in need.places]
    few = formulas.at_least(len(places) - need.needed + 1, places)
    components = [formulas.any_of(lost.get(place, ())) for place in need.components]
    return formulas.any_of([few, *components, *(_down(each, lost, formulas) for each in need.services)])


def _moving(need: Need, outages: Sequence[JointOutage], down: float) -> tuple[float, float]:
    """What moves add to U and to how often the service is down, [1/h]."""
    swift = need.without_moves()
    hours, often = 0.0, 0.0
    free = _free(outages)
    for outage in outages:
        for other, chance in _others(outage, outages, free):
            before = other.places if other else NONE
            rate = outage.often * chance
            if not rate or need.waits(before) or (other and rate * _longest(outage) < WORTH * down):
                continue
            shares, until = _cases(outage, other)
            begins = not need.is_down(before)
            for sign, told in ((1.0, need), (-1.0, swift)):
                for course in courses(told, until, before):
                    weight, lasts = sign * rate * shares * course.chance, course.down[need.id]
                    hours += float(weight @ lasts)
                    often += float(weight @ (lasts > 0)) * begins
    return hours, max(often, 0.0)


def _free(outages: Iterable[JointOutage]) -> float:
    """The chance that no outage is there, or recovered from."""
    return math.exp(-math.fsum(outage.hazard for outage in outages))


def _longest(outage: JointOutage) -> float:
    return float(outage.hours.max()) + max(place.recovery for place in outage.places)


def _others(
    outage: JointOutage, outages: Iterable[JointOutage], free: float
) -> Iterator[tuple[JointOutage | None, float]]:
    """Yield what is there when an outage begins, at most one other, and how likely that is.

    None of it is the outage itself: while that is there, or being recovered from, it does not begin.
    """
    yield None, free
    for other in outages:
        if other is not outage and not other.places >= outage.places:
            yield other, free * math.expm1(other.hazard)


def _cases(outage: JointOutage, other: JointOutage | None) -> tuple[Floats, dict[ServicePlace, Floats]]:
    """Lengths of an outage, each with what may be left of another: their shares, when places are ready."""
    hours, shares = outage.hours, outage.shares
    if other is None:
        return shares, {place: hours + place.recovery for place in outage.places}
    left, chances = _left(other)
    until = {place: np.repeat(hours + place.recovery, len(left)) for place in outage.places}
    for place in other.places:
        ready = np.tile(left + place.recovery - other.shortest, len(hours))
        until[place] = np.maximum(until[place], ready) if place in until else ready
    return np.outer(shares, chances).ravel(), until


def _left(outage: JointOutage) -> tuple[Floats, Floats]:
    """How much of an outage and its recovery is left at a moment at which it is there, with the shares."""
    lengths = outage.hours + outage.shortest
    weights = outage.shares * lengths
    total = weights.sum()
    weights = weights / total if total else outage.shares
    points, parts = legendre(POINTS)
    return np.outer(lengths, points).ravel(), np.outer(weights, parts).ravel()
