"""From a component to its own failure: units, common causes, zones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from powercalc.components import Component, Generator, Ups
from powercalc.engine.formula import Formulas
from powercalc.events.common_causes import PLAIN_FIGURES, InCommon, unit_names
from powercalc.events.failures import failures
from powercalc.events.literals import Literal
from powercalc.events.planned_work import ComponentWork
from powercalc.languages import ask, word
from powercalc.site import CommonCause, Site


@dataclass
class Events:
    """The formulas of a site in the making, with the literal behind each variable."""

    formulas: Formulas = field(default_factory=Formulas)
    literals: list[Literal] = field(default_factory=list)
    _made: dict[Literal, int] = field(default_factory=dict)

    def event(self, literal: Literal) -> int:
        """Return the formula of a literal: equal literals are one event, and what has no chance is never."""
        if literal.frequency == 0 and literal.unavailability == 0:
            return self.formulas.never
        if literal not in self._made:
            self._made[literal] = self.formulas.variable()
            self.literals.append(literal)
        return self._made[literal]


def in_service(component: str) -> str:
    """Return the name of the event "a unit of it is in service"."""
    return f"{component} in service"


class OwnFailures:
    """The failure of each component itself, its input set aside, as formulas over `Events`."""

    def __init__(
        self,
        site: Site,
        events: Events,
        always_called: Iterable[str],
        groups: Iterable[CommonCause],
        served: Iterable[ComponentWork] = (),
    ) -> None:
        self._served = {service.component: service for service in served}
        self._events = events
        self._always_called = frozenset(always_called)
        self._graph = site.graph
        self.banks: dict[str, int] = {}
        self._common = InCommon(site, groups, PLAIN_FIGURES)

    def lost(self, component: Component) -> int:
        """Return "this component itself is down": too few units work, or a hazard has struck."""
        formulas = self._events.formulas
        units = [self._unit(component, name) for name in unit_names(component)]
        bank = formulas.at_least(component.count - component.units_needed + 1, units)
        self.banks[component.id] = bank
        return formulas.any_of([bank, *self._hazards(component)])

    def short(self, component: Component, units: int, out: int = 0) -> int:
        """Return "at least so many units of this component are down", of which some are `out` for service."""
        down = [self._unit(component, name) for name in unit_names(component)[out:]]
        return self._events.formulas.at_least(units - out, down)

    def either(self, one: int, other: int) -> int:
        """Return "one of them or both"."""
        return self._events.formulas.any_of([one, other])

    def hazards(self, component: Component) -> int:
        """Return "a hazard of a zone that it stands in has struck"."""
        return self._events.formulas.any_of(self._hazards(component))

    def fails_to_bypass(self, ups: Ups) -> int:
        """Return "the static bypass does not take over when needed"."""
        chance = ups.fail_to_bypass or 0.0
        return self._events.event(
            Literal(
                name=f"{ups.id} bypass",
                component=ups.id,
                chance=chance,
                demand=True,
                words=ask("the bypass of {id} does not take over", id=ups.id),
            )
        )

    def _unit(self, component: Component, name: str) -> int:
        ways = [*self._in_service(component, name), *self._down(component, name)]
        ways += self._shared(name, "failure_rate")
        if isinstance(component, Generator) and component.id not in self._always_called:
            ways += [*self._no_start(component, name), *self._shared(name, "fail_to_start")]
        return self._events.formulas.any_of(ways)

    def _in_service(self, component: Component, name: str) -> Iterator[int]:
        """Yield "this unit is in service": of identical ones, the first stand for all."""
        service = self._served.get(component.id)
        if service is not None and name in unit_names(component)[: service.units]:
            literal = Literal(
                name=in_service(component.id), component=component.id, chance=service.share, demand=True
            )
            yield self._events.event(literal)

    def _down(self, component: Component, name: str) -> Iterator[int]:
        for each in failures(component, self._common.taken("failure_rate", name)):
            if each.chance is not None:
                yield self._events.event(Literal(name=name, component=component.id, chance=each.chance))
            elif each.sort is None:
                yield self._block(name, component.id, each.rate, each.mttr)
            else:
                words = ask("{id} is out ({sort})", id=name, sort=each.sort)
                yield self._block(f"{name} {each.sort}", component.id, each.rate, each.mttr, words)

    def _block(
        self, name: str, component: str, failure_rate: float, mttr: float | None, words: str | None = None
    ) -> int:
        return self._events.event(
            Literal(name=name, component=component, failure_rate=failure_rate, mttr=mttr, words=words)
        )

    def _no_start(self, component: Generator, name: str) -> Iterator[int]:
        """Yield what keeps a standby set from starting when called."""
        own = (component.fail_to_start or 0.0) - self._common.taken("fail_to_start", name)
        out = component.standby_unavailability or 0.0
        for what, chance, words in (
            ("start", own, ask("{id} does not start", id=name)),
            ("out of service", out, ask("{id} is out of service", id=name)),
        ):
            yield self._events.event(
                Literal(
                    name=f"{name} {what}", component=component.id, chance=chance, demand=True, words=words
                )
            )

    def _shared(self, unit: str, figure: str) -> Iterator[int]:
        """Yield the common causes in series with the unit."""
        for event in self._common.events(figure, unit):
            lasting = event.mttr is not None
            yield self._events.event(
                Literal(
                    name=event.name,
                    component=event.group,
                    failure_rate=event.value if lasting else None,
                    mttr=event.mttr,
                    chance=None if lasting else event.value,
                    demand=figure != "failure_rate",
                    members=event.members,
                    words=ask("{id} strikes", id=event.name),
                )
            )

    def _hazards(self, component: Component) -> Iterator[int]:
        for zone, hazard in self._graph.hazards(component):
            name = f"{zone} {hazard.name}"
            words = ask("{hazard} in {zone}", hazard=word(hazard.name), zone=zone)
            yield self._block(name, zone, hazard.failure_rate, hazard.mttr, words)
