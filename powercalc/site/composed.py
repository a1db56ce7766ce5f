"""One site of several files: each id of an included file with the name of that file before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydantic import BaseModel

from powercalc.components import Component
from powercalc.errors import Problem
from powercalc.site.catalog_figures import Inherited
from powercalc.site.groups import ALL_LOADS, CommonCause, Facts, Targets, Waiver, Zone
from powercalc.site.includes import Include
from powercalc.site.services import Service
from powercalc.site.site_files import SourceFile
from powercalc.site.stand import Owner, Stand
from powercalc.site.walks import type_of_links

if TYPE_CHECKING:
    from powercalc.site.imported_from import InventoryRecord
    from powercalc.site.practices import Practice

M = TypeVar("M", bound=BaseModel)
_NAMING = (*type_of_links, "zone", "tank")
"""The keys of components that name what stands in their own file."""


@dataclass(frozen=True, kw_only=True)
class FilePart:
    """What one file says, as far as it could be read, and the files that it includes."""

    text: str
    file: str
    found: Stand = field(default_factory=Stand)
    facts: Facts | None = None
    common_causes: tuple[CommonCause, ...] = ()
    zones: tuple[Zone, ...] = ()
    services: tuple[Service, ...] = ()
    targets: Mapping[str, Targets] = field(default_factory=dict)
    practices: tuple[Practice, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    inventory: InventoryRecord | None = None
    included: tuple[tuple[Include, FilePart], ...] = ()
    unread: tuple[str, ...] = ()
    """The names of included files whose tables could not be read."""
    is_read: bool = True
    """Whether its tables are known at all."""
    problems: tuple[Problem, ...] = ()
    """What is wrong in the file itself, not yet located."""

    def files(self) -> Iterator[FilePart]:
        """Yield this file and all that it includes, each once."""
        seen = {id(self): self}
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            fresh = {id(each): each for _, each in part.included if id(each) not in seen}
            seen |= fresh
            waiting += reversed(fresh.values())

    def count(self) -> int:
        """Return how many files it is with all that it includes, each as often as it is included."""
        return _counted(self, {})

    def ids(self) -> Iterator[str]:
        """Yield the ids of its components and of those of the files that it includes."""
        yield from (each for _, each in self.found.owners)
        yield from self.ids_included()

    def ids_included(self) -> Iterator[str]:
        """Yield the ids of the included components, as this file names them."""
        for include, part in self.included:
            yield from (f"{include.name}/{each}" for each in part.ids())

    def unknown(self) -> Iterator[str]:
        """Yield the names of included files of which nothing is known, also of those further in."""
        yield from self.unread
        for include, part in self.included:
            if part.is_read:
                yield from (f"{include.name}/{each}" for each in part.unknown())
            else:
                yield include.name


def _counted(part: FilePart, known: dict[int, int]) -> int:
    if id(part) not in known:
        known[id(part)] = 1 + sum(_counted(inner, known) for _, inner in part.included)
    return known[id(part)]


@dataclass(kw_only=True)
class Composed:
    """All that several files say, as one site states it."""

    components: list[Component] = field(default_factory=list)
    common_causes: list[CommonCause] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    targets: dict[str, Targets] = field(default_factory=dict)
    waivers: list[Waiver] = field(default_factory=list)
    inherited: list[Inherited] = field(default_factory=list)
    sources: list[SourceFile] = field(default_factory=list)
    origins: dict[Owner, Mapping[str, str]] = field(default_factory=dict)
    inventory: InventoryRecord | None = None
    """What an import recorded, of all files together."""

    def add(self, part: FilePart, at: FileStanding) -> None:
        """Add a file and all that it includes."""
        before = Prefix(at.name)
        self.components += (before.component(each, at.zones) for each in part.found.components)
        self.common_causes += map(before.common_cause, part.common_causes)
        self.zones += map(before.zone, part.zones)
        self.services += map(before.service, part.services)
        self.waivers += map(before.waiver, part.waivers)
        self.inherited += map(before.inherited, part.found.inherited)
        self.sources.append(_source(part, at.name))
        if part.inventory is not None:
            from powercalc.site.imported_from import prefixed, with_findings

            self.inventory = with_findings(self.inventory, prefixed(part.inventory, before.id))
        for (kind, id), keys in part.found.origins.items():  # noqa: A001 - it is the id
            origins = {key: before.origin(origin) for key, origin in keys.items()}
            self.origins[kind, before.id(id)] = origins
        promised = at.promised
        if at.name:
            promised = promised | _stated(part.targets.get(ALL_LOADS))
        self._targets(part, before, promised)
        for include, inner in part.included:
            zones = (*at.zones, *map(before.id, include.zone))
            self.add(inner, FileStanding(name=before.id(include.name), zones=zones, promised=promised))

    def _targets(self, part: FilePart, before: Prefix, promised: dict[str, Any]) -> None:
        """Add what is promised, where no file around it says otherwise.

        What an included file promises of every load is said of each of its loads.
        """
        own = {name if name == ALL_LOADS else before.id(name): _stated(t) for name, t in part.targets.items()}
        if before.name:
            own.pop(ALL_LOADS, None)
            loads = [before.id(each.id) for each in part.found.components if each.is_load]
            own |= {load: {**promised, **own.get(load, {})} for load in loads if promised}
        for name, stated in own.items():
            self.targets[name] = _targets({**stated, **_stated(self.targets.get(name))})


@dataclass(frozen=True, kw_only=True)
class FileStanding:
    """Where a file stands in the whole: its name, the zones around it, what is promised of all its loads."""

    name: str = ""
    zones: tuple[str, ...] = ()
    promised: dict[str, Any] = field(default_factory=dict)


def composed(part: FilePart) -> Composed:
    """Return what a file and all that it includes say as one site."""
    whole = Composed()
    whole.add(part, FileStanding())
    return whole


@dataclass(frozen=True, slots=True)
class Prefix:
    """The name of an included file before each id of that file; none of the first file."""

    name: str

    def id(self, name: str) -> str:
        """Return an id of the file as the whole has it."""
        return f"{self.name}/{name}" if self.name else name

    def ids(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return ids of the file as the whole has them."""
        return tuple(map(self.id, names))

    def component(self, component: Component, zones: tuple[str, ...]) -> Component:
        """Return a component of the file, which stands in further zones of the files around it."""
        if not self.name:
            return component
        given = component.given
        keys = [key for key in _NAMING if key in given and key in type(component).model_fields]
        named: dict[str, Any] = {key: self._named(getattr(component, key)) for key in keys}
        if zones:
            named["zone"] = (*named.get("zone", ()), *zones)
        return cast("Component", _renamed(cast("BaseModel", component), {"id": self.id(component.id)}, named))

    def _named(self, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        return self.id(value) if isinstance(value, str) else self.ids(value)

    def service(self, service: Service) -> Service:
        """Return a service of the file."""
        if not self.name:
            return service
        named = {"runs_on": self.ids(service.runs_on)}
        if service.depends_on:
            named["depends_on"] = self.ids(service.depends_on)
        return _renamed(service, {"id": self.id(service.id)}, named)

    def common_cause(self, group: CommonCause) -> CommonCause:
        """Return a common cause of the file."""
        named = {"name": self.id(group.name), "members": self.ids(group.members)}
        return group.model_copy(update=named) if self.name else group

    def zone(self, zone: Zone) -> Zone:
        """Return a zone of the file."""
        if not self.name:
            return zone
        named: dict[str, Any] = {"name": self.id(zone.name)}
        if zone.within is not None:
            named["within"] = self.id(zone.within)
        if zone.members:
            named["members"] = self.ids(zone.members)
        return zone.model_copy(update=named)

    def waiver(self, waiver: Waiver) -> Waiver:
        """Return a waiver of the file; of "*" what stands in that file is left."""
        return waiver.model_copy(update={"scope": self.id(waiver.scope)}) if self.name else waiver

    def inherited(self, item: Inherited) -> Inherited:
        """Return what a component of the file takes from a type or a default there."""
        return replace(item, component=self.id(item.component), origin=self.origin(item.origin))

    def origin(self, origin: str) -> str:
        """Return a type or a default of the file, "type hall-ups", as the whole has it."""
        sort, _, name = origin.partition(" ")
        return f"{sort} {self.id(name)}" if self.name else origin


def _renamed(model: M, own: Mapping[str, Any], named: Mapping[str, Any]) -> M:
    """Return a component or a service with another id and other names in it, as if it were stated so."""
    changed = model.model_copy(update={**own, **named})
    changed._given = {**model._given, **named}  # type: ignore[attr-defined]  # noqa: SLF001 - both have it
    return changed


def _source(part: FilePart, name: str) -> SourceFile:
    return SourceFile(
        name=name,
        text=part.text,
        file=part.file,
        facts=part.facts,
        practices=part.practices,
        waivers=len(part.waivers),
    )


def _stated(targets: Targets | None) -> dict[str, Any]:
    return {} if targets is None else {key: getattr(targets, key) for key in targets.model_fields_set}


def _targets(stated: dict[str, Any]) -> Targets:
    """Return targets with figures that were read already."""
    return Targets.model_construct(_fields_set=set(stated), **stated)
