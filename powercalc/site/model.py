"""The site: its components as stated, complete with figures, and what is said about it as a whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from powercalc.components import Component
from powercalc.components.problems import shown
from powercalc.components.spelling import Vocabulary, nearest, quoted
from powercalc.errors import Problem, SiteError
from powercalc.site import connections
from powercalc.site.catalog_figures import (
    Assumption,
    Inherited,
    Origins,
    catalog_problems,
    completed,
    told_once,
)
from powercalc.site.graph import Graph
from powercalc.site.groups import CommonCause, Facts, Targets, Waiver, Zone
from powercalc.site.named_parts import by_id
from powercalc.site.plausible import implausible
from powercalc.site.rows import contracted
from powercalc.site.services import Service, misplaced_targets, service_problems
from powercalc.site.silent_switches import taken_as_perfect
from powercalc.site.sizing import Sizing, sizing_warnings, sizings
from powercalc.site.sources import Source, Sources
from powercalc.site.standby_warnings import standby_warnings
from powercalc.site.support_warnings import support_warnings
from powercalc.site.walks import neighbours

if TYPE_CHECKING:
    from powercalc.site.inventory import InventoryRecord
    from powercalc.site.practices import Practice

ALL_LOADS = "*"
"""The key of the targets that hold for every load."""


@dataclass(frozen=True)
class Site:
    """A site: power flows from sources to loads along `fed_by`.

    Raises `SiteError` with every problem of the wiring when it is built. `components` are as stated, with
    the parts of what is composed of others in its place; `complete` has their absent figures from the
    catalog, each of which `assumptions` tells.
    """

    name: str
    components: tuple[Component, ...]
    _: KW_ONLY
    common_causes: tuple[CommonCause, ...] = ()
    zones: tuple[Zone, ...] = ()
    services: tuple[Service, ...] = ()
    """What runs on the loads, in the order of the file."""
    targets: Mapping[str, Targets] = field(default_factory=dict)
    practices: tuple[Practice, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    facts: Facts | None = None
    inventory: InventoryRecord | None = None
    """What an import recorded: where it came from, and what the inventory showed at once."""
    inherited: tuple[Inherited, ...] = ()
    rows: Mapping[str, tuple[Component, ...]] = field(default_factory=dict)
    """By component that stands for all of a row in series, these, complete (`contracted`)."""
    text: str | None = None
    """The file as it was read, for its hash and for places in it."""
    file: str | None = None
    """The name of the file, for people."""
    origin: Site | None = field(default=None, repr=False, compare=False)
    """The site that was read from a file, of which this is a variant."""
    included: tuple[Source, ...] = ()
    """The files that it includes, each with the name before its ids and what it says of its own site."""

    def __post_init__(self) -> None:
        for name in (
            "components",
            "common_causes",
            "zones",
            "services",
            "practices",
            "waivers",
            "inherited",
            "included",
        ):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        problems = tuple(site_problems(self.components, self))
        if not problems:
            parts = parts_of(standing_in(self.zones, self.components))
            object.__setattr__(self, "components", tuple(standing_in(self.zones, parts)))
            object.__setattr__(self, "zones", tuple(map(_without_members, self.zones)))
        problems = problems or tuple(each for each in sizings(self.components) if isinstance(each, Problem))
        if problems:
            raise SiteError(problems)

    def __getitem__(self, id: str) -> Component:  # noqa: A002 - it is the id
        return self.by_id[id]

    @property
    def loads(self) -> tuple[Component, ...]:
        """The load points, in the order of the file."""
        return tuple(component for component in self.components if component.is_load)

    @cached_property
    def neighbours(self) -> tuple[str, ...]:
        """The ids of the load points, those of one distribution group together."""
        return tuple(neighbours(self.components))

    @cached_property
    def graph(self) -> Graph:
        """Who is linked to whom: the complete components by id, their links, calls, cycles and zones."""
        return Graph(self.complete, self.zones)

    @cached_property
    def complete(self) -> tuple[Component, ...]:
        """The components with every figure they need, stated or from the catalog."""
        return tuple(component for component, _ in self._filled)

    @cached_property
    def contracted(self) -> Site:
        """The same with one component in the place of each long row."""
        return contracted(self)

    def in_series(self, component: Component) -> tuple[Component, ...]:
        """Return the complete components that a component stands for: mostly itself."""
        return self.rows.get(component.id, (component,))

    @cached_property
    def assumptions(self) -> tuple[Assumption, ...]:
        """The figures that came from the catalog."""
        return tuple(assumption for _, assumed in self._filled for assumption in assumed)

    @cached_property
    def warnings(self) -> tuple[Problem, ...]:
        """What is not wrong but probably not meant, each with its place in the file."""
        return self.located(site_warnings(self))

    @cached_property
    def sources(self) -> Sources | None:
        """The files that it was read from; None where it was built or changed in Python."""
        if self.text is None:
            return None
        own = len(self.waivers) - sum(source.waivers for source in self.included)
        first = Source(name="", text=self.text, file=self.file, facts=self.facts, waivers=own)
        return Sources((replace(first, practices=self.practices), *self.included))

    def located(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return problems with their places in the files; without files they stay as they are."""
        found = tuple(problems)
        return self.sources.located(found) if self.sources and found else found

    @cached_property
    def stands_at(self) -> Mapping[str, str]:
        """Per component, the site that it stands at, by its name in `sites`.

        That is the innermost zone around it with `kind = "site"`, else the innermost included file with a
        [site] that it comes from, else the site of the first file, "".
        """
        return dict(standing_at(self.components, self.zones, self.graph, self.included))

    @cached_property
    def sites(self) -> Mapping[str, Facts | None]:
        """The sites that components stand at, each with what is known of it."""
        facts = {source.name: source.facts for source in self.included} | {"": self.facts}
        return {name: facts.get(name) for name in dict.fromkeys(self.stands_at.values())}

    @cached_property
    def _filled(self) -> tuple[tuple[Component, tuple[Assumption, ...]], ...]:
        found = (each for each in sizings(self.components) if isinstance(each, Sizing))
        stated: dict[str, dict[str, Any]] = {each.component.id: {"needed": each.needed} for each in found}
        for id in self.taken_as_perfect:  # noqa: A001 - it is the id
            stated.setdefault(id, {})["fail_to_transfer"] = 0
        return tuple(
            completed(each.changed(**stated[each.id]) if each.id in stated else each)
            for each in self.components
        )

    @cached_property
    def taken_as_perfect(self) -> tuple[str, ...]:
        """The static switches whose moves are taken never to fail: many, and none states how often."""
        return taken_as_perfect(self.components)

    @cached_property
    def by_id(self) -> Mapping[str, Component]:
        """The components as stated, by id; `graph.components` has the complete ones."""
        return {component.id: component for component in self.components}

    def changed(self, changes: Mapping[str, Mapping[str, Any]]) -> Site:
        """Return a variant: `site.changed({"rack": {"count": 240}, "ups-*": {"autonomy": "15 min"}})`.

        Each change names a component or a service by its id, several by a pattern as in a shell, or all of a
        kind: "generator". Of several that meet in one key the last one holds. A key set to None goes back to
        its default. Raises `SiteError` with every problem.
        """
        changes = by_id(changes, self.components, (service.id for service in self.services))
        services = {service.id: service for service in self.services}
        problems = [self._no_such(id) for id in changes if id not in self.by_id and id not in services]  # noqa: A001
        components = restated(self.by_id, changes, problems)
        for service in services.values():
            try:
                services[service.id] = service.changed(**changes.get(service.id, {}))
            except SiteError as error:
                problems += error.problems
        if problems:
            raise SiteError(problems)
        anew = {(id, key) for id, keys in changes.items() for key in keys}  # noqa: A001
        inherited = tuple(item for item in self.inherited if (item.component, item.parameter) not in anew)
        given: dict[str, Any] = {
            "components": tuple(components.values()),
            "services": tuple(services.values()),
            "inherited": inherited,
        }
        return self._variant(**given)

    def added(self, *parts: Component | Service) -> Site:
        """Return the site with more components and services. Raises `SiteError` with every problem."""
        components = (*self.components, *(each for each in parts if isinstance(each, Component)))
        services = (*self.services, *(each for each in parts if isinstance(each, Service)))
        return self._variant(components=components, services=services)

    def removed(self, *ids: str) -> Site:
        """Return the site without some components and services, each with all its units.

        Raises `SiteError` with every problem: an id that is not there, and what still names one of them.
        """
        names = {service.id for service in self.services}
        if problems := [self._no_such(id) for id in ids if id not in self.by_id and id not in names]:  # noqa: A001
            raise SiteError(problems)
        wholes = {self.by_id[id].whole(self.by_id) for id in ids if id in self.by_id}  # noqa: A001
        gone = {part.id for whole in wholes for part in whole.parts()} | {*ids}
        return self._variant(
            components=tuple(each for each in self.components if each.id not in gone),
            services=tuple(each for each in self.services if each.id not in gone),
            inherited=tuple(item for item in self.inherited if item.component not in gone),
        )

    def to_toml(self) -> str:
        """Return the text of a file that reads as this site; comments of the file that it was read from stay.

        Raises `CallError` for what no file can say.
        """
        from powercalc.site.rewriting import written

        return written(self)

    def _variant(self, **given: Any) -> Site:
        """Return the site with other parts: what it was read from is where it comes from."""
        origin = self if self.text is not None else self.origin
        return replace(self, **given, text=None, file=None, origin=origin)

    def _no_such(self, id: str) -> Problem:  # noqa: A002
        ids = [*self.by_id, *(service.id for service in self.services)]
        return Problem(path=(id,), text="no component has this id", suggestion=nearest(id, ids))


def restated(
    components: Mapping[str, Component], changes: Mapping[str, Mapping[str, Any]], problems: list[Problem]
) -> dict[str, Component]:
    """Return components with some figures stated anew, by id; a part stands for the whole that it is of.

    What is wrong with them is added to the problems.
    """
    found = dict(components)
    for component in components.values():
        try:
            if stated := changes.get(component.id):
                whole = component.whole(found)
                for part in whole.parts():
                    if part.id != component.id:
                        found.pop(part.id, None)
                found[component.id] = whole.changed(**stated)
        except SiteError as error:
            problems += error.problems
    return found


def standing_in(zones: Iterable[Zone], components: Iterable[Component]) -> Iterator[Component]:
    """Yield components with the zones that name them as members beside those that they name themselves."""
    around: dict[str, list[str]] = {}
    for zone in zones:
        for member in zone.members:
            around.setdefault(member, []).append(zone.name)
    for component in components:
        more = [name for name in around.get(component.id, ()) if name not in component.zone]
        yield component.changed(zone=(*component.zone, *dict.fromkeys(more))) if more else component


def _without_members(zone: Zone) -> Zone:
    """Return a zone whose members name it themselves by now."""
    return zone.model_copy(update={"members": ()}) if zone.members else zone


def parts_of(components: Iterable[Component]) -> tuple[Component, ...]:
    """Return components with the parts of what is composed of others in its place."""
    return tuple(part for component in components for part in component.parts())


class Groups(Protocol):
    """What a site, or one file of it, says beside its components."""

    @property
    def common_causes(self) -> tuple[CommonCause, ...]:
        """Units that fail together."""

    @property
    def zones(self) -> tuple[Zone, ...]:
        """Where things stand."""

    @property
    def services(self) -> tuple[Service, ...]:
        """What runs on the loads."""

    @property
    def targets(self) -> Mapping[str, Targets]:
        """What is promised."""


def site_problems(
    components: tuple[Component, ...],
    groups: Groups,
    *,
    known: frozenset[str] = frozenset(),
    is_part: bool = False,
) -> Iterator[Problem]:
    """Yield everything that is wrong between the parts of a site.

    `known` are ids that exist but could not be read; nothing is said about what depends on them, nor of
    their parts, which are named after them. A part of a site needs no load of its own.
    """
    common_causes, zones, services = groups.common_causes, groups.zones, groups.services
    yield from connections.problems(components, known, is_part=is_part)
    for component in components:
        yield from catalog_problems(component)
    parts = parts_of(components)
    ids = Vocabulary([part.id for part in parts] + sorted(known))
    yield from _mixed_groups(parts, common_causes)
    named = [
        *((("common_cause", each.name, "members"), each.members) for each in common_causes),
        *((("zone", each.name, "members"), each.members) for each in zones),
    ]
    for path, members in named:
        for member in members:
            if member not in ids and not any(member.startswith(f"{name} ") for name in known):
                yield _unknown(path, member, ids)
    for group in common_causes:
        yield from _members_named_twice(group)
    yield from _too_much_maintenance(components)
    names = Vocabulary(zone.name for zone in zones)
    for zone in zones:
        if zone.within is not None and zone.within not in names:
            yield _unknown(("zone", zone.name, "within"), zone.within, names)
    yield from _zones_within_themselves(zones)
    yield from service_problems(services, parts, known)
    yield from _target_problems(components, groups.targets, services, known)


def _target_problems(
    components: Iterable[Component],
    targets: Mapping[str, Targets],
    services: Iterable[Service],
    known: frozenset[str],
) -> Iterator[Problem]:
    loads = [ALL_LOADS, *(component.id for component in components if component.is_load)]
    ids = [service.id for service in services]
    names = Vocabulary([*loads[1:], *ids])
    for name in targets:
        if name != ALL_LOADS and name not in names and name not in known:
            yield _unknown(("targets", name), name, names)
    yield from misplaced_targets(targets, ids, loads)


def standing_at(
    components: Iterable[Component], zones: Iterable[Zone], graph: Graph, included: Iterable[Source]
) -> Iterator[tuple[str, str]]:
    """Yield each component with the site that it stands at; see `Site.stands_at`."""
    declared = {zone.name for zone in zones if zone.kind == "site"}
    files = {source.name for source in included if source.facts is not None}
    for component in components:
        around = next((each for each in graph.zones_around(component.zone) if each in declared), None)
        yield component.id, _file_of(component.id, files) if around is None else around


def _file_of(id: str, files: Collection[str]) -> str:  # noqa: A002 - it is the id
    """Return the innermost of the files that an id comes from; "" where it is none of these."""
    while "/" in id:
        id = id.rpartition("/")[0]  # noqa: A001 - it is the id
        if id in files:
            return id
    return ""


def _unknown(path: tuple[str, ...], name: str, known: Vocabulary) -> Problem:
    return Problem(
        path=path,
        text="there is none of this name",
        found=shown(name),
        suggestion=quoted(known.nearest(name)),
    )


def _members_named_twice(group: CommonCause) -> Iterator[Problem]:
    for member in dict.fromkeys(group.members):
        if group.members.count(member) > 1:
            yield Problem(
                path=("common_cause", group.name, "members"),
                text="a member is named more than once",
                found=shown(member),
                expected="each member once; all units of a component are members already",
            )


def _mixed_groups(
    components: tuple[Component, ...], common_causes: tuple[CommonCause, ...]
) -> Iterator[Problem]:
    """Yield the groups that compare a failure rate with a plain unavailability."""
    plain = {component.id: component.unavailability is not None for component in components}
    for group in common_causes:
        kinds = {plain[member] for member in group.members if member in plain}
        if "failure_rate" in group.of and len(kinds) > 1:
            yield Problem(
                path=("common_cause", group.name, "members"),
                text="some members state a failure rate and others a plain unavailability",
                expected="members with figures of one kind",
            )


def _too_much_maintenance(components: tuple[Component, ...]) -> Iterator[Problem]:
    """Yield a problem where the windows of all components, one at a time, fill more than all time."""
    served = [component for component in components if not component.is_load]
    if sum(component.maintenance_share for component in served) >= 1:
        worst = max(served, key=lambda component: component.maintenance_share)
        yield Problem(
            path=(worst.kind, worst.id, "maintenance_time"),
            text="all components together are in service all the time, one at a time",
            expected="less planned work: maintenance_rate times maintenance_time, over all units, below 1",
        )


def _zones_within_themselves(zones: tuple[Zone, ...]) -> Iterator[Problem]:
    parent = {zone.name: zone.within for zone in zones}
    for zone in zones:
        around, steps = parent[zone.name], 0
        while around is not None and around != zone.name and steps <= len(zones):
            around, steps = parent.get(around), steps + 1
        if around == zone.name:
            yield Problem(path=("zone", zone.name, "within"), text="the zone lies within itself")


def _origins(site: Site) -> Origins:
    kinds = {component.id: component.kind for component in site.components}
    found: dict[tuple[str, str], dict[str, str]] = {}
    for item in site.inherited:
        found.setdefault((kinds[item.component], item.component), {})[item.parameter] = item.origin
    return found


def site_warnings(site: Site) -> Iterator[Problem]:
    """Yield what is not wrong but probably not meant."""
    yield from sizing_warnings(site.components)
    yield from standby_warnings(site.components, site.graph)
    yield from support_warnings(site.components, site.graph)
    yield from told_once(implausible(site.components), _origins(site))
    declared = Vocabulary(zone.name for zone in site.zones)
    stood_in: dict[str, tuple[str, str]] = {}
    for component in site.components:
        if component.count > 1 and component.needed is None and not component.is_load:
            yield Problem(
                path=(component.kind, component.id),
                text=f"has {component.count} units and does not say how many are needed; all are taken",
                expected="needed",
            )
        if component.is_load and component.maintenance_rate is not None:
            yield Problem(
                path=(component.kind, component.id, "maintenance_rate"),
                text="planned work on a load is no matter of its power and does not count",
                expected="maintenance of what feeds it",
            )
        for zone in component.zone:
            stood_in.setdefault(zone, (component.kind, component.id))
    for zone, owner in stood_in.items():
        if zone not in declared:
            yield Problem(
                path=(*owner, "zone"),
                text="the zone is not declared",
                found=shown(zone),
                suggestion=quoted(declared.nearest(zone)),
            )
