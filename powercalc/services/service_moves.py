"""For how long one outage takes a service, from when each of its places is ready again.

A service that runs on all its places at once is down until enough of them are ready. One that moves is down
until it can run again where it ran, or until a move is over: a move begins when enough places are ready, and,
where it failed, anew when another one becomes ready.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from powercalc.services.joint_outages import ServicePlace

Floats = NDArray[np.float64]
Until = Mapping[ServicePlace, Floats]
"""Per place that an outage takes, when it is ready again, (cases,) [h]."""


class MoveCourse(NamedTuple):
    """One way that the trials of moves can go: how likely it is, and for how long services are down."""

    chance: Floats
    """(cases,)"""
    down: Mapping[str, Floats]
    """Per service, [h], (cases,)"""


@dataclass(frozen=True, kw_only=True)
class Need:
    """What a service needs, with all that it depends on."""

    id: str
    places: tuple[ServicePlace, ...]
    """In order of preference."""
    needed: int
    failover: float | None = None
    """[h] for a move; None where it runs on all places at once."""
    fail_to_fail_over: float = 0.0
    components: tuple[ServicePlace, ...] = ()
    """What it depends on beside services."""
    services: tuple[Need, ...] = field(default=())

    def all(self) -> tuple[Need, ...]:
        """All services that this one depends on, and itself: each after those that it depends on."""
        found: dict[str, Need] = {}
        for each in self.services:
            found |= {need.id: need for need in each.all()}
        return (*found.values(), self)

    @property
    def moves(self) -> bool:
        """Whether a move may take it down, or what it depends on."""
        return any(each.failover or each.fail_to_fail_over for each in self.all())

    def without_moves(self) -> Need:
        """The same, were every move over at once."""
        services = tuple(each.without_moves() for each in self.services)
        return replace(self, failover=None, services=services)

    def runs_on(self, lost: frozenset[ServicePlace]) -> tuple[bool, ...]:
        """Where it runs while some places are not ready: the first that are."""
        ready = [place not in lost for place in self.places]
        return tuple(here and sum(ready[:number]) < self.needed for number, here in enumerate(ready))

    def waits(self, lost: frozenset[ServicePlace]) -> bool:
        """Whether it, or a service that it depends on, has too few places while some are not ready."""
        return self._has_too_few(lost) or any(each.waits(lost) for each in self.services)

    def _has_too_few(self, lost: frozenset[ServicePlace]) -> bool:
        return sum(place not in lost for place in self.places) < self.needed

    def is_down(self, lost: frozenset[ServicePlace]) -> bool:
        """Whether it is down while some places are not ready."""
        depends = any(each in lost for each in self.components)
        return self._has_too_few(lost) or depends or any(each.is_down(lost) for each in self.services)


def courses(need: Need, until: Until, before: frozenset[ServicePlace]) -> list[MoveCourse]:
    """Return how an outage goes for a service and all that it depends on.

    `before` are the places that were not ready when it began.
    """
    cases = next(iter(until.values()))
    found = [MoveCourse(np.ones_like(cases), {})]
    for each in need.all():
        found = [
            MoveCourse(course.chance * chance, {**course.down, each.id: _longest(each, down, until, course)})
            for course in found
            for chance, down in _own(each, until, before)
        ]
    return found


def _longest(need: Need, own: Floats, until: Until, course: MoveCourse) -> Floats:
    """For how long a service is down, by itself or by what it depends on."""
    components = [until[each] for each in need.components if each in until]
    return np.asarray(
        np.maximum.reduce([own, *components, *(course.down[each.id] for each in need.services)])
    )


def _own(need: Need, until: Until, before: frozenset[ServicePlace]) -> Iterator[tuple[Floats, Floats]]:
    """Yield how likely it is that a service finds no place for so long, and for how long, (cases,)."""
    none = np.zeros_like(next(iter(until.values())))
    ready = np.stack([until.get(place, none) for place in need.places])
    at = np.sort(ready, axis=0)[need.needed - 1 :]
    if need.failover is None:
        yield none + 1.0, at[0]
        return
    ran = np.array(need.runs_on(before))
    back = ready[ran].max(axis=0) if ran.any() else at[0]
    yield from _moves(back, at, need.failover, need.fail_to_fail_over)


def _moves(back: Floats, begins: Floats, lasts: float, fails: float) -> Iterator[tuple[Floats, Floats]]:
    """Yield the ways that the moves go: the first one that succeeds, or none until it is back."""
    left = np.ones_like(back)
    for number, begin in enumerate(begins):
        new = (begin > begins[number - 1]) if number else np.ones_like(back, dtype=bool)
        chance = np.where(new, left * (1 - fails), 0.0)
        if chance.any():
            yield chance, np.minimum(back, begin + lasts)
        left = left - chance
    if left.any():
        yield left, back
