"""Why a service is down: what takes its places, and how much of its downtime that is.

What takes the power of some loads at the same moment is one reason of a service that runs on them: the hours
without power, where it needs them all, and its recovery or its move after each interruption. Outages that
have nothing in common and are there together are one reason more; what the service depends on is one by
itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, combinations

import numpy as np

from powercalc.constants import HOURS_PER_YEAR
from powercalc.languages import all_of, amount, ask, joined, noted
from powercalc.results.evaluation_result import LoadPoint
from powercalc.results.measures import Reason
from powercalc.services.joint_outages import JointOutage, ServicePlace
from powercalc.services.service_moves import Need, courses
from powercalc.services.site_services import Served

LEAST_SHARE = 1e-3
"""Of the downtime of a service: what is less is not named."""
MOST_TOGETHER = 3
"""So many outages that have nothing in common are looked at together."""
ROUNDING = 1e-9
NONE: frozenset[ServicePlace] = frozenset()


@dataclass(frozen=True, kw_only=True)
class _Lost:
    """What takes some loads at the same moment, and what is lost with it."""

    what: str
    """power, cooling, or support"""
    reasons: Mapping[str, Reason]
    """By load."""

    @property
    def hours(self) -> float:
        """[h/year] without it on all of these loads."""
        return min(reason.downtime_h_per_year for reason in self.reasons.values())

    @property
    def often(self) -> float | None:
        """[1/year]"""
        known = [reason.interruptions_per_year for reason in self.reasons.values()]
        return None if None in known else min(each or 0.0 for each in known)


def service_reasons(served: Served, loads: Mapping[str, LoadPoint], hours: float) -> tuple[Reason, ...]:
    """Return what takes a service down, the largest share first; `hours` is its downtime, [h/year]."""
    found = chain(_of_loads(served, loads), _of_components(served), _together(served))
    shares = (
        replace(each, share=each.downtime_h_per_year / hours if hours else 0.0) for each in _merged(found)
    )
    told = (each for each in shares if each.share >= LEAST_SHARE)
    return tuple(sorted(told, key=lambda each: -each.share))


def _merged(found: Iterable[Reason]) -> Iterator[Reason]:
    """Yield what is told in the same words once: each of them is there without the others."""
    alike: dict[tuple[tuple[str, ...], str], list[Reason]] = {}
    for each in found:
        alike.setdefault((each.cut_set, each.story), []).append(each)
    for some in alike.values():
        often = [each.interruptions_per_year for each in some]
        yield replace(
            some[0],
            downtime_h_per_year=math.fsum(each.downtime_h_per_year for each in some),
            interruptions_per_year=None if None in often else math.fsum(each or 0.0 for each in often),
        )


def _of_loads(served: Served, loads: Mapping[str, LoadPoint]) -> Iterator[Reason]:
    """Yield what takes loads that the service runs on."""
    for lost in _by_events(loads[name] for name in served.by_load):
        some, often = next(iter(lost.reasons.values())), lost.often
        taken = frozenset(place for name in lost.reasons for place in served.by_load[name])
        if not often:
            continue
        down = _down_after(served.need, taken, lost.hours / often)
        if down:
            yield replace(
                some,
                story=joined([some.story, _aftermath(served.need, taken, lost, often * down)], ""),
                downtime_h_per_year=often * down,
                interruptions_per_year=often,
            )


def _by_events(loads: Iterable[LoadPoint]) -> Iterator[_Lost]:
    """Yield what takes loads, each with all that it takes."""
    found: dict[tuple[str, ...], dict[str, Reason]] = {}
    for load in loads:
        for what, reason in _once(load):
            alike = found.setdefault((what, *reason.events, reason.story[-24:]), {})
            alike.setdefault(load.id, reason)
    yield from (_Lost(what=key[0], reasons=reasons) for key, reasons in found.items())


def _once(load: LoadPoint) -> Iterator[tuple[str, Reason]]:
    """Yield what takes a load: what takes its cooling, too, as often as its power, is one interruption."""
    often: dict[tuple[str, ...], float] = {}
    lost = (("power", load.reasons), ("cooling", load.cooling_reasons), ("support", load.support_reasons))
    for what, reasons in lost:
        before = dict(often)
        for reason in reasons:
            times = reason.interruptions_per_year or 0.0
            if times > before.get(reason.events, 0.0) * (1 + ROUNDING):
                often[reason.events] = often.get(reason.events, 0.0) + times
                yield what, reason


def _down_after(need: Need, taken: frozenset[ServicePlace], lost: float) -> float:
    """For how long a service is down after its places were lost for so long, [h], on average."""
    until = {place: np.array([lost + place.recovery]) for place in taken}
    return math.fsum(float(each.chance[0] * each.down[need.id][0]) for each in courses(need, until, NONE))


def _aftermath(need: Need, taken: frozenset[ServicePlace], lost: _Lost, service: float) -> str:
    """Return ", then 41 h of restarting: 20 min a year of lost power, 250 of lost service"."""
    after = _down_after(need, taken, 0.0)
    restarting = need.is_down(taken)
    told = ask(_IN_A_YEAR[lost.what], lost=_two(lost.hours * 60), service=_two(service * 60))
    if not after:
        return ask("{event}: {effect}", event="", effect=told)
    then = ask(_RESTARTING if restarting else _MOVING, time=_two(after))
    return ask("{event}: {effect}", event=then, effect=told)


_RESTARTING = noted(", then {time} h of restarting")
_MOVING = noted(", then {time} h of moving elsewhere, or waiting where that fails, on average")
_IN_A_YEAR = {
    "power": noted("{lost} min a year of lost power, {service} of lost service"),
    "cooling": noted("{lost} min a year of lost cooling, {service} of lost service"),
    "support": noted("{lost} min a year of lost support, {service} of lost service"),
}


def _two(number: float) -> str:
    """Two digits, and no exponent."""
    return amount(f"{float(f'{number:.2g}'):.10g}")


def _of_components(served: Served) -> Iterator[Reason]:
    """Yield what is down beside the loads: networks and the like."""
    beside = {place for each in served.need.all() for place in each.components}
    for outage in served.outages:
        names = sorted(place.watched.id for place in outage.places & beside)
        if names and not served.need.is_down(outage.places - beside):
            yield _reason(names, ask(_IS_DOWN if len(names) == 1 else _ARE_DOWN, id=all_of(names)), outage)


def _together(served: Served) -> Iterator[Reason]:
    """Yield outages that have nothing in common and together leave too few places."""
    for number in range(2, MOST_TOGETHER + 1):
        for some in combinations(served.outages, number):
            places = [outage.places for outage in some]
            every = frozenset[ServicePlace]().union(*places)
            fewer = [
                frozenset[ServicePlace]().union(*(p for p in places if p is not left)) for left in places
            ]
            if served.need.is_down(every) and not any(map(served.need.is_down, fewer)):
                names = sorted({place.watched.id for place in every})
                story = ask(_NOT_READY, names=all_of(names))
                yield _reason(names, story, *some)


_IS_DOWN, _ARE_DOWN = noted("{id} is down"), noted("{id} are down")
_NOT_READY = noted("{names} are not ready at the same time, each for a reason of its own")


def _reason(names: list[str], story: str, *outages: JointOutage) -> Reason:
    """Outages that are there at the same time by chance."""
    chances = [outage.chance for outage in outages]
    all_there = math.prod(chances)
    begins = [each.often * all_there / each.chance for each in outages if each.chance]
    return Reason(
        cut_set=tuple(names),
        events=tuple(f"{name} not ready" for name in names),
        story=story,
        downtime_h_per_year=all_there * HOURS_PER_YEAR,
        interruptions_per_year=math.fsum(begins) * HOURS_PER_YEAR,
        share=0.0,
    )
