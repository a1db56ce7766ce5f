"""The services of a site at this moment: up, recovering or down, what takes them, how likely a break is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf

import numpy as np

from powercalc.evaluation.state_now import Situation
from powercalc.events.watched import AnyOf, LoadNeeds, Watched
from powercalc.response.further_failures import FurtherFailures
from powercalc.response.now_courses import SetCourse
from powercalc.results.chances import ChanceNow
from powercalc.results.now_result import DOWN, RECOVERING, UP, PointNow
from powercalc.services.breaks import Break, breaks, slower
from powercalc.services.joint_outages import ServicePlace
from powercalc.services.service_moves import Need
from powercalc.services.site_services import Services
from powercalc.services.unbroken import Unbroken
from powercalc.site import Site

Places = frozenset[ServicePlace]


@dataclass(frozen=True)
class ServicesNow:
    """The services of a site."""

    site: Site

    @cached_property
    def _unbroken(self) -> Unbroken:
        return Unbroken(Services(self.site))

    @cached_property
    def _needs(self) -> Mapping[str, Need]:
        return {need.id: need for need in Services(self.site).needs()}

    @property
    def together(self) -> tuple[AnyOf, ...]:
        """The sets of which it must be known when any one is lost."""
        found = dict.fromkeys(self._unbroken.together)
        for name, need in self._needs.items():
            recovery = _recovery(need)
            found |= {part: None for some in self._unbroken.sets(name) for part in slower(some, recovery)}
        return tuple(found)

    def chances(
        self, courses: Mapping[AnyOf, SetCourse], durations: Sequence[float], down: Mapping[str, float]
    ) -> dict[str, list[Break]]:
        """By service, the chance of a break within each duration, some things being down for so long, [h]."""
        hours = np.array(durations)
        further = FurtherFailures(self.site, hours, hours if down else np.zeros_like(hours))

        def found(name: str, need: Need) -> list[Break]:
            recovery, since = _recovery(need), self._since(need, down)
            places, longest = [place.id for place in recovery], max(recovery.values())
            more = further.above(places, power=False, recovery=longest)
            return breaks(self._unbroken, name, courses, recovery, durations, since=since, further=more)

        return {name: found(name, need) for name, need in self._needs.items()}

    def _since(self, need: Need, down: Mapping[str, float]) -> float:
        """For how long the last thing that is down and stands above a service has been so, [h]."""
        above = self.site.graph.above([place.watched.id for place in _places(need)]) if down else {}
        return min((since for name, since in down.items() if name in above), default=inf)

    def told(
        self,
        name: str,
        situation: Situation,
        taken: Mapping[str, Mapping[str, frozenset[str]]],
        within: tuple[ChanceNow, ...],
    ) -> PointNow:
        """A service, with the chances of a break as they are where it is up."""
        need = self._needs[name]
        lost = frozenset(place for place in _places(need) if self._is_lost(place, situation))
        waiting = frozenset(place for place in _places(need) if _recovers(place, situation))
        moving = any(_is_moving(each, lost | waiting, situation) for each in need.all())
        is_down = need.is_down(lost) or moving
        state = DOWN if is_down else RECOVERING if need.is_down(lost | waiting) else UP
        broken = state != UP
        return PointNow(
            id=name,
            state=state,
            interruption=tuple(
                replace(each, probability=1.0, error=0.0) if broken else each for each in within
            ),
            one_away=()
            if broken
            else tuple(each for each, loads in taken.items() if _breaks(need, lost | waiting, each, loads)),
        )

    def _is_lost(self, place: ServicePlace, situation: Situation) -> bool:
        """Whether it lacks power now, or, of a place that needs more, anything that it needs."""
        watched = place.watched
        lacking = situation.lacks(watched.id) if self._is_load(watched.id) else ()
        more = {
            LoadNeeds.POWER: (),
            LoadNeeds.COOLED_POWER: [each for each in lacking if each == "cooling"],
            LoadNeeds.ALL: lacking,
        }[watched.needs]
        return situation.is_dark(watched.id) or bool(more)

    def _is_load(self, name: str) -> bool:
        return self.site.graph.components[name].is_load


def _places(need: Need) -> Iterator[ServicePlace]:
    for each in need.all():
        yield from (*each.places, *each.components)


def _recovery(need: Need) -> dict[Watched, float]:
    """For how long each place is not ready after it was lost, [h]."""
    found: dict[Watched, float] = {}
    for place in _places(need):
        found[place.watched] = max(place.recovery, found.get(place.watched, 0.0))
    return found


def _is_moving(need: Need, lost: Places, situation: Situation) -> bool:
    """Whether a service is on its way from a place that was lost to another."""
    gone: frozenset[ServicePlace] = frozenset()
    for at, place in sorted(
        (situation.lost_since(place.watched.id), place) for place in lost & set(need.places)
    ):
        ran, gone = need.runs_on(gone), gone | {place}
        was_here = ran[need.places.index(place)]
        if was_here and not need.is_down(gone) and situation.now - at < (need.failover or 0.0):
            return True
    return False


def _recovers(place: ServicePlace, situation: Situation) -> bool:
    """Whether a place has been dark and is not ready again."""
    ago = situation.was_dark_until(place.watched.id)
    return ago is not None and ago < place.recovery


def _breaks(need: Need, lost: Places, name: str, taken: Mapping[str, frozenset[str]]) -> bool:
    """Whether a failure takes the service, or makes it move."""
    then = lost | {place for place in _places(need) if _is_taken(place, name, taken)}
    if then == lost:
        return False
    moved = any(each.failover and each.runs_on(then) != each.runs_on(lost) for each in need.all())
    return need.is_down(then) or moved


def _is_taken(place: ServicePlace, name: str, taken: Mapping[str, frozenset[str]]) -> bool:
    watched = place.watched
    return watched.id == name or watched.id in taken["power" if watched.needs is LoadNeeds.POWER else "needs"]
