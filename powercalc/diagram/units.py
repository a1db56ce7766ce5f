"""From a component to its own failure: units, common causes, zones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from powercalc.components import Component, Generator, GridFeed, Ups
from powercalc.diagram.literals import Literal
from powercalc.engine.formula import Formulas
from powercalc.site import CommonCause, Site, Zone


@dataclass
class Events:
    """The formulas of a site in the making, with the literal behind each variable."""

    formulas: Formulas = field(default_factory=Formulas)
    literals: list[Literal] = field(default_factory=list)
    _made: dict[str, int] = field(default_factory=dict)

    def event(self, literal: Literal) -> int:
        """Return the formula of a literal; what has no chance is never, and the same name is the same event."""
        if literal.unavailability == 0 and literal.frequency == 0:
            return self.formulas.never
        if literal.name not in self._made:
            self._made[literal.name] = self.formulas.variable()
            self.literals.append(literal)
        return self._made[literal.name]


@dataclass(frozen=True)
class Share:
    """The part of one figure that a component has in common with others."""

    group: str
    figure: str
    value: float
    """β times the smallest member's figure: 1/h, or a probability."""
    mttr: float | None


class OwnFailures:
    """The failure of each component itself, its input set aside, as formulas over `Events`."""

    def __init__(self, site: Site, events: Events, always_called: Iterable[str]) -> None:
        self._events = events
        self._always_called = frozenset(always_called)
        self._zones = {zone.name: zone for zone in site.zones}
        self._shares = dict(_shares(site))

    def lost(self, component: Component) -> int:
        """Return "this component itself is down": too few units work, or what it shares is down."""
        formulas = self._events.formulas
        units = [self._unit(component, number) for number in range(1, component.count + 1)]
        bank = formulas.at_least(component.count - component.units_needed + 1, units)
        return formulas.any_of([bank, *self._common(component), *self._hazards(component)])

    def hazards(self, component: Component) -> int:
        """Return "a hazard of a zone that it stands in has struck"."""
        return self._events.formulas.any_of(self._hazards(component))

    def fails_to_bypass(self, ups: Ups) -> int:
        """Return "the static bypass does not take over when needed"."""
        chance = ups.fail_to_bypass or 0.0
        return self._events.event(
            Literal(name=f"{ups.id} bypass", component=ups.id, chance=chance, demand=True)
        )

    def _unit(self, component: Component, number: int) -> int:
        name = component.id if component.count == 1 else f"{component.id} #{number}"
        if isinstance(component, GridFeed) and component.outages:
            return self._events.formulas.any_of(
                [
                    self._events.event(
                        Literal(
                            name=f"{name} {outage.name}",
                            component=component.id,
                            failure_rate=outage.failure_rate,
                            mttr=outage.mttr,
                        )
                    )
                    for outage in component.outages
                ]
            )
        ways = [self._events.event(self._down(component, name))]
        if isinstance(component, Generator) and component.id not in self._always_called:
            ways += [self._events.event(demand) for demand in self._no_start(component, name)]
        return self._events.formulas.any_of(ways)

    def _down(self, component: Component, name: str) -> Literal:
        shared = self._taken(component, "failure_rate")
        if component.unavailability is not None:
            return Literal(name=name, component=component.id, chance=component.unavailability - shared)
        rate = (component.rate or 0.0) - shared
        return Literal(name=name, component=component.id, failure_rate=rate, mttr=component.mttr)

    def _no_start(self, component: Generator, name: str) -> Iterator[Literal]:
        """Yield what keeps a standby set from starting when called."""
        q = (component.fail_to_start or 0.0) - self._taken(component, "fail_to_start")
        yield Literal(name=f"{name} start", component=component.id, chance=q, demand=True)
        if component.standby_unavailability:
            out = component.standby_unavailability
            yield Literal(name=f"{name} out of service", component=component.id, chance=out, demand=True)

    def _taken(self, component: Component, figure: str) -> float:
        """Return how much of a figure is common, and so no longer the component's own."""
        return sum(share.value for share in self._shares.get(component.id, ()) if share.figure == figure)

    def _common(self, component: Component) -> Iterator[int]:
        """Yield the common causes in series with the component."""
        for share in self._shares.get(component.id, ()):
            name = f"{share.group} {_COMMON[share.figure]}"
            plain = component.unavailability is not None and share.figure == "failure_rate"
            if share.figure == "failure_rate" and not plain:
                literal = Literal(name=name, component=share.group, failure_rate=share.value, mttr=share.mttr)
            elif plain:
                literal = Literal(name=name, component=share.group, chance=share.value)
            elif component.id in self._always_called:
                continue
            else:
                literal = Literal(name=name, component=share.group, chance=share.value, demand=True)
            yield self._events.event(literal)

    def _hazards(self, component: Component) -> Iterator[int]:
        for zone in self._around(component.zone):
            for hazard in zone.hazards:
                yield self._events.event(
                    Literal(
                        name=f"{zone.name} {hazard.name}",
                        component=zone.name,
                        failure_rate=hazard.failure_rate,
                        mttr=hazard.mttr,
                    )
                )

    def _around(self, names: Iterable[str]) -> Iterator[Zone]:
        """Yield the declared zones of these names and all zones around them, each once."""
        found = dict.fromkeys(names)
        pending = list(found)
        while pending:
            zone = self._zones.get(pending.pop(0))
            if zone is None:
                continue
            yield zone
            if zone.within is not None and zone.within not in found:
                found[zone.within] = None
                pending.append(zone.within)


_COMMON = {"failure_rate": "common cause", "fail_to_start": "common start failure"}
"""The shared figures that a plain block diagram can express, and what the event is called."""


def _shares(site: Site) -> Iterator[tuple[str, list[Share]]]:
    """Yield, per component, the parts of its figures that it has in common with others."""
    members = {component.id: component for component in site.complete}
    result: dict[str, list[Share]] = {}
    for group in _groups(site):
        present = [members[name] for name in group.members]
        for figure in _COMMON:
            if figure in group.of and (share := _share(group, figure, present)):
                for member in present:
                    result.setdefault(member.id, []).append(share)
    yield from result.items()


def _groups(site: Site) -> Iterator[CommonCause]:
    """Yield the groups of the site, and one for each bank with a `beta` of its own."""
    yield from site.common_causes
    for component in site.complete:
        if component.beta and component.count > 1:
            yield CommonCause(name=component.id, members=(component.id,), beta=component.beta)


def _share(group: CommonCause, figure: str, members: list[Component]) -> Share | None:
    """Return β times the smallest member's figure, or None when a member has no such figure."""
    figures = [_figure(member, figure) for member in members]
    smallest = min((value for value in figures if value is not None), default=None)
    if smallest is None or None in figures or not group.beta * smallest:
        return None
    mttrs = [member.mttr for member in members if member.mttr is not None]
    mttr = group.mttr if group.mttr is not None else max(mttrs, default=None)
    return Share(group.name, figure, group.beta * smallest, mttr)


def _figure(member: Component, figure: str) -> float | None:
    if figure == "failure_rate":
        return member.unavailability if member.unavailability is not None else member.rate
    value: float | None = getattr(member, figure, None)
    return value
