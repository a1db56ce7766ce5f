"""Which events matter for a load as the site behaves in outages, by what the measures mean.

The site is evaluated without each event, and with it for certain:

    Fussell-Vesely       (U − U(never)) / U, which is the share that reasons give an event
    risk reduction       U / U(never)
    risk achievement     U(certain) / U
    Birnbaum             U(certain) − U(never)
    criticality          the share of the downtime in which the event is there and the load would not be lost
                         without it: in the response that is (U − U(never)) / U as well

In a plain block diagram criticality is q I_B / U. Here what lasts for ever is not what lasts for hours: with
the grid down for good the fuel is gone, so that q I_B / U is no share of anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from powercalc.cascade.overload_figures import overload_of
from powercalc.components import Component
from powercalc.constants import HOURS_PER_YEAR
from powercalc.engine.diagram import build
from powercalc.engine.remembered import Remembered
from powercalc.errors import EngineLimit, SiteError
from powercalc.evaluation.behaviour import behaviour
from powercalc.evaluation.ranking import ANY_LOAD, RESPONSE, EventImportance, Ranking
from powercalc.events.common_causes import common_events, stated_groups
from powercalc.events.literals import unavailabilities
from powercalc.events.own_failures import Events, OwnFailures
from powercalc.reasons.candidates import Contributor
from powercalc.reasons.isolated_site import FIGURES
from powercalc.reasons.one_event import certain, events, without
from powercalc.reasons.sentences import event_of
from powercalc.response import ALL_LOADS, NO_DURATIONS, Asked
from powercalc.response.columns.trifles import TINY
from powercalc.response.with_overload import responded
from powercalc.site import Site

_MORE = 1.02
"""A figure is taken to be so many times larger, to see what it is worth."""
_ROUNDING = 1e-9
"""Changes of less than this share of the downtime are rounding, or states of the callers left out."""
_NOTHING = 1e-20
"""A share of the downtime that nothing can have but what is told to happen hardly ever."""
_TRIFLE = 1e-5
"""What a figure is worth is not asked of an event with a smaller share."""


def rank_in_outages(site: Site, name: str, which: Collection[Contributor] | None = None) -> Ranking:
    """Return the importance of every event for a load, or for any load, or of some events."""
    figures = _VariantUnavailability(site, name)
    rows = [figures.importance(event) for event in (events(site) if which is None else which)]
    return Ranking(
        site=site.name,
        load=name,
        unavailability=figures.usual,
        method=RESPONSE,
        events=tuple(sorted(rows, key=lambda row: (-(row.fussell_vesely or 0.0), row.event))),
    )


class _VariantUnavailability:
    """The unavailability of a load, or of any, in variants of a site."""

    def __init__(self, site: Site, name: str) -> None:
        self._site, self._name = site, name
        self._asked = Asked(
            durations=(),
            remembered=Remembered(),
            often=False,
            load=ALL_LOADS if name == ANY_LOAD else name,
            weights=_weights(site, name),
        )
        self.usual = self._of(site)

    def importance(self, event: Contributor) -> EventImportance:
        """Return the measures of one event."""
        never, always, usual = self._never(event), self._certain(event), self.usual
        gain = usual - never if abs(usual - never) > _ROUNDING * usual else 0.0
        share = gain / usual if usual else None
        by_rate, by_mttr = self._worth(event) if share and share > _TRIFLE else (None, None)
        return EventImportance(
            component=event.component,
            event=event.words if event.part == "common" else event_of(event),
            units=1,
            unavailability=self._chances.get((event.component, event.part, event.words)),
            birnbaum=None if always is None else always - never,
            criticality=share,
            fussell_vesely=share,
            risk_achievement=always / usual if usual and always is not None else None,
            risk_reduction=usual / (usual - gain) if usual - gain > 0 else None,
            downtime_by_failure_rate=by_rate,
            downtime_by_mttr=by_mttr,
        )

    def _of(self, variant: Site) -> float:
        return behaviour(variant, overload_of(variant), asked=self._asked).any_load.unavailability

    def _never(self, event: Contributor) -> float:
        """Return U without the event; where it hardly ever happens, what is left of it is nothing."""
        found = self._of(without(self._site, event))
        return found if found > _NOTHING * self.usual else 0.0

    def _certain(self, event: Contributor) -> float | None:
        """Return U with the event for certain; None where that site is too large, or is none."""
        try:
            return self._of(certain(self._site, event))
        except (SiteError, EngineLimit):
            return None

    def _worth(self, event: Contributor) -> tuple[float | None, float | None]:
        """Return what a failure a year more, and an hour of restoration more, cost in hours a year."""
        component = next((each for each in self._site.complete if each.id == event.component), None)
        if component is None or event.part != "down" or component.unavailability is not None:
            return None, None
        rate, mttr = component.rate, component.mttr
        first = getattr(component, "failure_rate_first_hour", None)
        rates = {"failure_rate": rate or 0.0, **({} if first is None else {"failure_rate_first_hour": first})}
        more = {key: f"{each * _MORE!r} / h" for key, each in rates.items()}
        by_rate = self._slope(component, rate, {"mtbf": None, **more})
        by_mttr = self._slope(component, mttr, {"mttr": f"{(mttr or 0) * _MORE!r} h"})
        return by_rate, None if by_mttr is None else by_mttr * HOURS_PER_YEAR

    def _slope(self, component: Component, figure: float | None, changes: dict[str, Any]) -> float | None:
        if not figure:
            return None
        given = tuple(
            each.changed(**changes) if each.id == component.id else each for each in self._site.complete
        )
        more = self._of(replace(self._site, components=given, text=None, file=None))
        change = more - self.usual
        return change / (figure * (_MORE - 1)) if abs(change) > _ROUNDING * self.usual else 0.0

    @cached_property
    def _chances(self) -> dict[tuple[str, str, str], float]:
        """How probable each event is, by itself or with what it has in common with others."""
        return dict(_chances(self._site))


def _weights(site: Site, name: str) -> tuple[float, float]:
    """Return how states of the callers count, so that they are looked at as closely as in an evaluation.

    There each matters by its share of the downtime, or of the interruptions, of the load that has fewest.
    """
    found = responded(site, overload_of(site), NO_DURATIONS).response
    every = [*found.loads.values(), *found.needs.values(), *found.cooling.values()]
    here = (found.any_load if name == ANY_LOAD else found.loads[name]).unavailability
    least = min(each.unavailability for each in every)
    seldom = min(
        (each.failure_frequency for each in every if each.failure_frequency is not None), default=0.0
    )
    return here / max(least, TINY), here / max(seldom, TINY)


def _chances(site: Site) -> Iterator[tuple[tuple[str, str, str], float]]:
    found = Events()
    own = OwnFailures(site, found, site.graph.always, stated_groups(site))
    banks = [each for each in site.complete if not each.is_load]
    for each in banks:
        own.lost(each)
    compiled = build(found.formulas, [own.banks[each.id] for each in banks])
    down = dict(
        zip((each.id for each in banks), compiled.probability(unavailabilities(found.literals)), strict=True)
    )
    common = {(e.group, f"common {e.figure}"): e for e in common_events(site, site.common_causes, FIGURES)}
    for event in events(site):
        component = next((each for each in banks if each.id == event.component), None)
        key = event.component, event.part, event.words
        figures = {"battery": "battery_failure", "transfer": "fail_to_transfer", "bypass": "fail_to_bypass"}
        if component is not None and event.part == "down":
            yield key, float(down[component.id])
        elif component is not None and event.part in figures:
            yield key, getattr(component, figures[event.part]) or 0.0
        elif event.part == "common":
            zone = next(each for each in site.zones if each.name == event.component)
            hazard = next(each for each in zone.hazards if f"{each.name} in {zone.name}" == event.words)
            lasting = hazard.failure_rate * (hazard.mttr or 0.0)
            yield key, lasting / (1 + lasting)
        elif (event.component, event.part) in common:
            shared = common[event.component, event.part]
            lasting = shared.value * (shared.mttr or 0.0)
            yield key, shared.value if shared.mttr is None else lasting / (1 + lasting)
