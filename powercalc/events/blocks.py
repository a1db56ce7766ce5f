"""What can be down in a site, as blocks with ages: the units of each component, common causes, hazards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from powercalc.components import ERROR_FACTOR, Component, Storage
from powercalc.dynamics.ages import Ageing, Alternating, Bank, Lasting, series
from powercalc.dynamics.durations import Exponential, Fixed, duration
from powercalc.dynamics.readiness import Readiness
from powercalc.engine.recording.arrays import is_recording, scalar
from powercalc.events.common_causes import CommonEvent, InCommon, stated_groups, unit_names
from powercalc.events.failures import Failure, failures
from powercalc.events.planned_work import ComponentWork
from powercalc.site import Site


@dataclass(frozen=True, slots=True)
class AgedBlock:
    """One independent thing that is up or down."""

    name: str
    ageing: Ageing
    known: bool = True
    """False when nobody knows how often it goes down."""


MOST_APART = 1_000
"""So many units of a component are told apart where one of them is in service, though it does not matter."""


@dataclass(frozen=True, slots=True)
class Own:
    """How a component fails by itself, over the numbers of blocks.

    Down while `lost_at` of the units are (a unit is when one of its blocks is), or a common cause or a hazard
    of a zone has struck all of it.
    """

    units: tuple[tuple[int, ...], ...] = ()
    lost_at: int = 1
    common: tuple[int, ...] = ()
    hazards: tuple[int, ...] = ()

    @property
    def also(self) -> tuple[int, ...]:
        """What strikes all units together."""
        return (*self.common, *self.hazards)

    @property
    def blocks(self) -> tuple[int, ...]:
        """All blocks, each once."""
        return tuple(dict.fromkeys([*(block for unit in self.units for block in unit), *self.also]))


def done_alone_too(own: Mapping[str, Own]) -> frozenset[int]:
    """Return the common causes that do what each of those whom they strike can do by itself."""
    common = {block for each in own.values() for block in each.common}
    needed = {block for each in own.values() if not (each.units and all(each.units)) for block in each.common}
    units = (unit for each in own.values() for unit in each.units)
    return frozenset(common - needed).difference(*(unit for unit in units if common.issuperset(unit)))


@dataclass
class Blocks:
    """The blocks of a site, and how each component is made of them."""

    site: Site
    standby: frozenset[str]
    """The generators that are called: their running failures are no blocks."""
    served: Mapping[str, ComponentWork] = field(default_factory=dict)
    """The planned work that is looked at, by component."""
    counted: frozenset[str] = frozenset()
    """The banks of which each unit is a block of its own."""
    found: list[AgedBlock] = field(default_factory=list)
    own: dict[str, Own] = field(default_factory=dict)
    equal: dict[str, Readiness] = field(default_factory=dict)
    """By component that may not be ready when it is needed, its units where these are told together."""
    windows: dict[str, int] = field(default_factory=dict)
    """By component, the block that is down while a unit of it is in service."""
    _numbers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        figures = ("failure_rate", "battery_failure", "dormant")
        self._common = InCommon(self.site, stated_groups(self.site), figures)
        for component in self.site.complete:
            self.own[component.id] = self._own(component)

    def add(self, name: str, ageing: Ageing, *, known: bool = True) -> Iterator[int]:
        """Yield the number of a block, the old one where the name is known; nothing for what never fails."""
        if name not in self._numbers:
            if not scalar(ageing.unavailability(0.0)) and not scalar(ageing.frequency(0.0)):
                return
            self._numbers[name] = len(self.found)
            self.found.append(AgedBlock(name, ageing, known))
        yield self._numbers[name]

    def _own(self, component: Component) -> Own:
        hazards = tuple(self._hazards(component))
        served = tuple(self._in_service(component))
        if component.is_load or component.id in self.standby:
            return Own(hazards=hazards)
        names = unit_names(component)
        lost_at = component.count - component.units_needed + 1
        everywhere, somewhere = self._shared(names, "failure_rate")
        common = tuple(number for event in everywhere for number in self._struck(event))
        alone = self._alone(component, names[0])
        known = all(each.unavailability in (None, 0.0, 1.0) for each in self.site.in_series(component))
        together = not (somewhere or self._told_apart(component, names))
        if served:  # one that is out is as good as all, where all are needed and none waits
            together = together and lost_at == 1 and component.count > MOST_APART and not _waits(component)
        if component.count > 1 and together:
            if _waits(component):
                self.equal[component.id] = Readiness(unit=alone, count=component.count, lost_at=lost_at)
            bank = Bank(alone, component.count, lost_at)
            return Own(((*served, *self.add(component.id, bank, known=known)),), 1, common, hazards)
        out = frozenset(names[: self._units_out(component)])
        units = tuple(
            (
                *(served if name in out else ()),
                *self.add(name, alone, known=known),
                *(number for event in somewhere if name in event.units for number in self._struck(event)),
            )
            for name in names
        )
        return Own(units, lost_at, common, hazards)

    def _told_apart(self, component: Component, names: Sequence[str]) -> bool:
        """Tell whether it matters which units are down: what each carries, or shares with some of the others.

        What waits to be needed is told in windows of its own planned work as in those of others.
        """
        shares = any(self._shared(names, figure)[1] for figure in ("battery_failure", "dormant"))
        return (
            shares or component.id in self.counted or (_waits(component) and bool(component.maintenance_rate))
        )

    def _units_out(self, component: Component) -> int:
        service = self.served.get(component.id)
        return service.units if service else 0

    def _in_service(self, component: Component) -> Iterator[int]:
        """Yield the block "a unit is in service", of the first unit, which stands for each of them.

        Its rate is that of the time in which no unit is, so that windows come as often as stated.
        """
        if service := self.served.get(component.id):
            rate = service.per_hour / (1 - service.share)
            for block in self.add(f"{component.id} in service", Alternating(rate, Fixed(service.hours))):
                self.windows[component.id] = block
                yield block

    def _alone(self, component: Component, unit: str) -> Ageing:
        """One unit by itself, what it has in common with others taken off; of a row, all of it."""
        if component.id in self.site.rows:
            return _of_row(self.site.rows[component.id])
        return _unit(component, self._common.taken("failure_rate", unit))

    def _shared(self, names: Sequence[str], figure: str) -> tuple[list[CommonEvent], list[CommonEvent]]:
        """The common causes that strike all of these units, and those that strike some."""
        events = self._common.events(figure, *names)
        everywhere = [event for event in events if event.units.issuperset(names)]
        return everywhere, [event for event in events if not event.units.issuperset(names)]

    def _struck(self, event: CommonEvent) -> Iterator[int]:
        if event.mttr is None:
            yield from self.add(event.name, Lasting(event.value), known=False)
        else:
            yield from self.add(event.name, Alternating(event.value, Exponential(event.mttr)))

    def _hazards(self, component: Component) -> Iterator[int]:
        for zone, hazard in self.site.graph.hazards(component):
            block = Alternating(hazard.failure_rate, Exponential(hazard.mttr))
            yield from self.add(f"{zone} {hazard.name}", block)


def _waits(component: Component) -> bool:
    """Tell whether each of its units may turn out, when it is needed, not to be ready."""
    return isinstance(component, Storage) or bool(component.dormant_failure_rate)


_KEPT = 32
_rows: dict[int, tuple[tuple[Component, ...], Ageing]] = {}
"""By its identity, each row that was told last and how it ages: variants share what they do not change."""


def _of_row(row: tuple[Component, ...]) -> Ageing:
    """All of a row."""
    if is_recording():
        return series([_whole(member) for member in row])
    known = _rows.get(id(row))
    if known is None:
        known = _rows[id(row)] = row, series([_whole(member) for member in row])
        if len(_rows) > _KEPT:
            _rows.pop(next(iter(_rows)), None)
    return known[1]


def _whole(member: Component) -> Ageing:
    """All units of a component that has nothing in common with others."""
    unit = _unit(member, 0.0)
    if member.count == 1:
        return unit
    return Bank(unit, member.count, member.count - member.units_needed + 1)


def _unit(component: Component, common: float) -> Ageing:
    """One unit, what it has in common with others taken off."""
    return series([_ageing(each) for each in failures(component, common)])


def _ageing(failure: Failure) -> Ageing:
    if failure.chance is not None:
        return Lasting(max(failure.chance, 0.0))
    factor = ERROR_FACTOR if failure.error_factor is None else failure.error_factor
    return Alternating(max(failure.rate, 0.0), duration(failure.restoration, failure.mttr or 0.0, factor))
