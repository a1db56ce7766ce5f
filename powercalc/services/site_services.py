"""From the services of a site to what must be known of it, and from that to their figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from powercalc.components import Component
from powercalc.events.watched import AnyOf, LoadNeeds, Watched
from powercalc.response import DURATIONS, Asked, Interruptions
from powercalc.services.joint_outages import (
    JointOutage,
    LossesOfPlaces,
    ServicePlace,
    joint_outages,
    watched_sets,
)
from powercalc.services.service_figures import ServiceFigures, service_figures
from powercalc.services.service_moves import Need
from powercalc.site import Service, Site
from powercalc.site.parts import independent_parts
from powercalc.site.services import recovery_on

_OWN = {"id", "name", "note", "source", "type", "catalog", "count", "power", "share", "recovery_time",
        "undocumented_cords"}  # fmt: skip
"""What tells one load from another without changing when it is lost."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """What a service goes through, and because of what."""

    need: Need
    figures: ServiceFigures
    outages: tuple[JointOutage, ...]
    """All that takes any of its places, or of what it depends on."""
    causes: tuple[tuple[str, float], ...]
    """Power, cooling, each other cause by its name: with the unavailability that it adds to those before."""
    known: bool
    """Whether it is known how often all that takes it comes: else it is told without recovery from that."""
    by_load: Mapping[str, frozenset[ServicePlace]]
    """The places of each load, one for each recovery time."""


class Services:
    """The services of a site: what to ask of it, and what they go through."""

    def __init__(self, site: Site) -> None:
        self._services = {service.id: service for service in site.services}
        self._promised = {name: each.longest.duration for name, each in site.targets.items() if each.longest}
        self._components = site.graph.components
        parts = independent_parts(site) if site.services else ()
        self.part_of = {name: number for number, part in enumerate(parts) for name in part}
        """The part of the site, among those that have nothing in common, that each component stands in."""
        self._alike: dict[object, str] = {}

    def needs(self) -> Iterator[Need]:
        """Yield what each service needs."""
        return map(self._need, self._services.values())

    @cached_property
    def together(self) -> tuple[AnyOf, ...]:
        """The sets of which the losses must be known. Raises `EngineLimit` where these are too many."""
        found = dict[AnyOf, None]()
        for service in self._services.values():
            for _, need in self._causes(service):
                for some in self._by_part(need).values():
                    found |= dict.fromkeys(watched_sets(some))
        return tuple(found)

    @cached_property
    def durations(self) -> tuple[float, ...]:
        """For how long losses must be followed, [h]: less a recovery, as long as something that is asked."""
        places = [place for service in self._services.values() for place in _places(self._need(service))]
        asked = {*DURATIONS, *self._promised.values()}
        asked |= {*(service.failover_time or 0.0 for service in self._services.values())}
        recoveries = {place.recovery for place in places}
        return tuple(sorted({*DURATIONS, *(x - less for x in asked for less in recoveries if x > less)}))

    def asked(self, asked: Asked) -> Asked:
        """What is asked of a site, and beside it what its services need to know."""
        if not self._services:
            return asked
        durations = tuple(sorted({*asked.durations, *self.durations}))
        return replace(asked, together=self.together, durations=durations)

    def served(self, known: Mapping[AnyOf, Interruptions]) -> Iterator[Served]:
        """Yield what each service goes through, from what the sets go through."""
        self._losses = {some: LossesOfPlaces(found=found) for some, found in known.items()}
        self._outages = dict[tuple[ServicePlace, ...], list[JointOutage]]()
        for service in self._services.values():
            steps, before = list[tuple[str, float]](), 0.0
            for cause, need in self._causes(service):
                outages = tuple(each for some in self._by_part(need).values() for each in self._taking(some))
                found = service_figures(need, outages, self._told(service))
                steps.append((cause, max(found.unavailability - before, 0.0)))
                before = found.unavailability
            yield Served(
                need=need,
                figures=found,
                outages=outages,
                causes=tuple(steps),
                known=all(losses.known for some in self._by_part(need).values() for losses in self._of(some)),
                by_load=self._by_load(service),
            )

    def _told(self, service: Service) -> tuple[float, ...]:
        """For which durations it is told how often the service is down for longer, [h]."""
        promised = self._promised.get(service.id)
        return DURATIONS if promised is None else tuple(sorted({*DURATIONS, promised}))

    def _by_load(self, service: Service) -> dict[str, frozenset[ServicePlace]]:
        found: dict[str, frozenset[ServicePlace]] = {}
        for each in self._all(service):
            for name in each.runs_on:
                place = self._place(each, name, LoadNeeds.ALL)
                found[name] = found.get(name, frozenset()) | {place}
        return found

    def _of(self, places: tuple[ServicePlace, ...]) -> Iterator[LossesOfPlaces]:
        return (self._losses[frozenset([place.watched])] for place in places)

    def _taking(self, places: tuple[ServicePlace, ...]) -> list[JointOutage]:
        if places not in self._outages:
            self._outages[places] = joint_outages(places, self._losses, self.durations)
        return self._outages[places]

    def _causes(self, service: Service) -> list[tuple[str, Need]]:
        """Each cause by its name, with what the service needs where only it and those before it count."""
        steps = [("power", self._need(service, LoadNeeds.POWER, frozenset()))]
        loads = [self._components[name] for name in self._loads(service)]
        if any(load.cooled_by for load in loads):
            steps.append(("cooling", self._need(service, LoadNeeds.COOLED_POWER, frozenset())))
        if supports := dict.fromkeys(name for load in loads for name in load.depends_on):
            steps.append((", ".join(supports), self._need(service, LoadNeeds.ALL, frozenset())))
        others = list(self._others(service))
        for number, name in enumerate(others):
            steps.append((name, self._need(service, LoadNeeds.ALL, frozenset(others[: number + 1]))))
        return steps

    def _all(self, service: Service) -> Iterator[Service]:
        """Yield a service and all that it depends on."""
        yield service
        for name in service.depends_on:
            if name in self._services:
                yield from self._all(self._services[name])

    def _loads(self, service: Service) -> Iterator[str]:
        return (name for each in self._all(service) for name in each.runs_on)

    def _others(self, service: Service) -> dict[str, None]:
        """The components that a service depends on, itself or by another one."""
        named = (name for each in self._all(service) for name in each.depends_on)
        return dict.fromkeys(name for name in named if name in self._components)

    def _need(
        self, service: Service, needs: LoadNeeds = LoadNeeds.ALL, counted: frozenset[str] | None = None
    ) -> Need:
        """What a service needs: of its loads so much, and of other components those that count."""
        names = [
            name
            for name in service.depends_on
            if name in self._components and (counted is None or name in counted)
        ]
        return Need(
            id=service.id,
            places=tuple(self._place(service, name, needs) for name in service.runs_on),
            needed=service.needed,
            failover=service.failover_time,
            fail_to_fail_over=service.fail_to_fail_over,
            components=tuple(ServicePlace(Watched(name), 0.0) for name in names),
            services=tuple(
                self._need(self._services[name], needs, counted)
                for name in service.depends_on if name in self._services
            ),
        )  # fmt: skip

    def _place(self, service: Service, name: str, needs: LoadNeeds) -> ServicePlace:
        load = self._components[name]
        if needs is LoadNeeds.ALL and not load.depends_on:
            needs = LoadNeeds.COOLED_POWER
        if needs is LoadNeeds.COOLED_POWER and not load.cooled_by:
            needs = LoadNeeds.POWER
        return ServicePlace(Watched(self._like(load), needs), recovery_on(service, load))

    def _like(self, load: Component) -> str:
        """The first load that is lost exactly when this one is."""
        look = load.kind, *(repr(getattr(load, key)) for key in type(load).model_fields if key not in _OWN)
        return self._alike.setdefault(look, load.id)

    def _by_part(self, need: Need) -> dict[int, tuple[ServicePlace, ...]]:
        """The places of a service by the part of the site that they stand in."""
        found: dict[int, dict[ServicePlace, None]] = {}
        for place in _places(need):
            found.setdefault(self.part_of[place.watched.id], {})[place] = None
        return {part: tuple(sorted(some)) for part, some in found.items()}


def _places(need: Need) -> Sequence[ServicePlace]:
    return [place for each in need.all() for place in (*each.places, *each.components)]
