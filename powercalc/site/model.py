"""The site: its components as stated, complete with figures, and what is said about it as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from powercalc.components import Component
from powercalc.components.spelling import nearest
from powercalc.errors import Problem, SiteError
from powercalc.site.catalog_figures import (
    Assumption,
    Completed,
    Inherited,
    completed_with,
)
from powercalc.site.demand import demand_of
from powercalc.site.graph import Graph
from powercalc.site.groups import CommonCause, Facts, Targets, Waiver, Zone
from powercalc.site.named_parts import by_id, restated
from powercalc.site.restatement import Restatement, variant
from powercalc.site.rows import contracted
from powercalc.site.services import Service
from powercalc.site.shown import row_of
from powercalc.site.site_files import SourceFile, Sources
from powercalc.site.site_problems import site_problems
from powercalc.site.site_warnings import site_warnings
from powercalc.site.sizing import Sizing, sizings
from powercalc.site.walks import all_parts, neighbours
from powercalc.site.zones import standing_at, standing_in, without_members
from powercalc.tabular import html_of_rows

if TYPE_CHECKING:
    from powercalc.site.imported_from import InventoryRecord
    from powercalc.site.practices import Practice


@dataclass(frozen=True, repr=False)
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
    included: tuple[SourceFile, ...] = ()
    """The files that it includes, each with the name before its ids and what it says of its own site."""
    restates: Restatement | None = field(default=None, init=False, repr=False, compare=False)
    """The site that it is like but for figures, and these: what is known of that one is known here, too."""

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
            parts = all_parts(standing_in(self.zones, self.components))
            object.__setattr__(self, "components", tuple(standing_in(self.zones, parts)))
            object.__setattr__(self, "zones", tuple(map(without_members, self.zones)))
        problems = problems or tuple(each for each in sizings(self.components) if isinstance(each, Problem))
        if problems:
            raise SiteError(problems)

    def __getitem__(self, id: str) -> Component:  # noqa: A002 - it is the id
        return self.by_id[id]

    def __repr__(self) -> str:
        return f"<Site {self.name!r}: {len(self.components)} components, {len(self.loads)} of them loads>"

    def _repr_html_(self) -> str:
        """Return the first components as a notebook shows them."""
        return html_of_rows(repr(self)[1:-1], map(row_of, self.components))

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
        return self.restates.graph(self) if self.restates else Graph(self.complete, self.zones)

    @cached_property
    def complete(self) -> tuple[Component, ...]:
        """The components with every figure they need, stated or from the catalog."""
        return tuple(component for component, _ in self.filled)

    @cached_property
    def contracted(self) -> Site:
        """The same with one component in the place of each long row."""
        known = self.restates.contracted(self) if self.restates else None
        return known or contracted(self)

    def in_series(self, component: Component) -> tuple[Component, ...]:
        """Return the complete components that a component stands for: mostly itself."""
        return self.rows.get(component.id, (component,))

    @cached_property
    def assumptions(self) -> tuple[Assumption, ...]:
        """The figures that came from the catalog."""
        return tuple(assumption for _, assumed in self.filled for assumption in assumed)

    @cached_property
    def warnings(self) -> tuple[Problem, ...]:
        """What is not wrong but probably not meant, each with its place in the file."""
        return self.located(site_warnings(self.components, self.graph, self.zones, self.inherited))

    @cached_property
    def sources(self) -> Sources | None:
        """The files that it was read from; None where it was built or changed in Python."""
        if self.text is None:
            return None
        own = len(self.waivers) - sum(source.waivers for source in self.included)
        first = SourceFile(name="", text=self.text, file=self.file, facts=self.facts, waivers=own)
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
    def filled(self) -> tuple[Completed, ...]:
        """The components with every figure they need, each with those that came from the catalog."""
        return self.restates.filled(self) if self.restates else tuple(self._filled())

    def _filled(self) -> Iterator[Completed]:
        found = (each for each in sizings(self.components) if isinstance(each, Sizing))
        stated: dict[str, dict[str, Any]] = {each.component.id: {"needed": each.needed} for each in found}
        for each in self.components:
            yield completed_with(each, stated.get(each.id, {}))

    @cached_property
    def has_followers(self) -> bool:
        """Whether the number of units that any component needs follows from what is behind it."""
        return any(each.needed == "auto" for each in self.components)

    @cached_property
    def draws(self) -> bool:
        """Whether anything states how much power it takes."""
        return any(map(demand_of, self.complete))

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
        """Return the site without some components and services, each with all its units: "pdu-b", "ups-*".

        Several are named as for `changed`, by a pattern or by a kind. Raises `SiteError` with every problem:
        what names nothing that is there, and what still names one of them.
        """
        names = [service.id for service in self.services]
        ids = tuple(by_id({name: {} for name in ids}, self.components, names))
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
        from powercalc.site.file_rewriting import written

        return written(self)

    def _variant(self, **given: Any) -> Site:
        """Return the site with other parts: what it was read from is where it comes from."""
        origin = self if self.text is not None else self.origin
        return variant(self, {**given, "text": None, "file": None, "origin": origin})

    def _no_such(self, id: str) -> Problem:  # noqa: A002
        ids = [*self.by_id, *(service.id for service in self.services)]
        return Problem(path=(id,), text="no component has this id", suggestion=nearest(id, ids))
