"""Variants of a site, read without making a site of each where they differ in figures alone."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Annotated, Any, cast

from pydantic import TypeAdapter, ValidationError

from powercalc.components import Component
from powercalc.errors import CallError, SiteError
from powercalc.site import Site
from powercalc.site.catalog_figures import completed

Changes = Mapping[str, Mapping[str, Any]]
"""As `Site.changed` takes them: figures by id."""
Key = tuple[str, str]
"""A figure: the id of a component, and its name there."""

FIGURES = frozenset({
    "failure_rate", "mtbf", "mttr", "unavailability", "dormant_failure_rate", "fail_to_start", "start_mttr",
    "standby_unavailability", "fail_to_transfer", "battery_failure",
})  # fmt: skip
"""How often things fail, and how long until they are restored. Others decide what happens when."""


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A variant: what its site is but for some figures, and these."""

    number: int
    like: Hashable
    """Equal for variants that differ in figures alone."""
    figures: Mapping[Key, float]
    """Those that are not as in the site itself."""


@dataclass
class Reader:
    """Reads the variants of one site."""

    site: Site
    _sites: dict[Hashable, Site] = field(default_factory=dict)
    """A site of each sort."""
    _given: list[Changes | Site] = field(default_factory=list)

    def __post_init__(self) -> None:
        """What the site is complete with."""
        self._complete = {component.id: component for component in self.site.complete}
        self._plain = {each.id for each in self.site.components if _stands_alone(each, self.site)}
        self._loads = [load.id for load in self.site.loads]

    def read(self, variant: Changes | Site) -> Variant:
        """Read the next variant. Raises `SiteError` that names it, `CallError` where it has other loads."""
        number = len(self._given)
        self._given.append(variant)
        if isinstance(variant, Site):
            return self._of_site(number, variant)
        differs: dict[Key, Any] = {}
        try:
            for name, stated in variant.items():
                if name not in self._plain:
                    return self._of_site(number, self.site.changed(variant))
                differs |= self._figures(self.site.by_id[name], stated)
        except SiteError:
            return self._of_site(number, self._changed(number, variant))
        like, figures = _parted(self._complete, differs)
        if like not in self._sites:
            self._sites[like] = self._checked(number, self._changed(number, variant))
        return Variant(number=number, like=like, figures=figures)

    def of(self, number: int) -> Site:
        """The site of a variant."""
        given = self._given[number]
        return given if isinstance(given, Site) else self._changed(number, given)

    def like(self, variant: Variant) -> Site:
        """A site that is as a variant but for figures."""
        return self._sites[variant.like]

    def _of_site(self, number: int, site: Site) -> Variant:
        """A variant that is a site of its own."""
        site = self._checked(number, site)
        differs = self._all_differing(site)
        if differs is None:
            self._sites[number] = site
            return Variant(number=number, like=number, figures={})
        like, figures = _parted(self._complete, differs)
        self._sites.setdefault(like, site)
        return Variant(number=number, like=like, figures=figures)

    def _all_differing(self, site: Site) -> dict[Key, Any] | None:
        """What is not as in the site itself; none where they are not made of the same components."""
        own = self.site
        same = (own.zones, own.common_causes, own.services, [*self._complete]) == (
            site.zones, site.common_causes, site.services, [each.id for each in site.complete]
        )  # fmt: skip
        if not same or site.rows or own.rows:
            return None
        found: dict[Key, Any] = {}
        for each in site.complete:
            found |= _differences(self._complete[each.id], each)
        return found

    def _figures(self, component: Component, stated: Mapping[str, Any]) -> dict[Key, Any]:
        """The fields in which a changed component differs from what it is complete with."""
        if all(key in FIGURES and getattr(component, key, None) is not None for key in stated):
            found = _read(component, stated)
            if found is not None:
                return found
        return _differences(self._complete[component.id], completed(component.changed(**stated))[0])

    def _changed(self, number: int, changes: Changes) -> Site:
        try:
            return self.site.changed(changes)
        except SiteError as error:
            problems = [replace(each, path=(f"variant {number}", *each.path)) for each in error.problems]
            raise SiteError(problems) from None

    def _checked(self, number: int, site: Site) -> Site:
        if [load.id for load in site.loads] != self._loads:
            raise CallError(f"variant {number} has other loads than the site")
        return site


def with_figures(site: Site, figures: Mapping[Key, float]) -> Site:
    """Return a site, complete, with other figures."""
    changes: dict[str, dict[str, float]] = {}
    for (name, key), value in figures.items():
        changes.setdefault(name, {})[key] = value
    components = tuple(
        cast("Any", each).model_copy(update=changes[each.id]) if each.id in changes else each
        for each in site.complete
    )
    return replace(site, components=components, text=None, file=None)


def _stands_alone(component: Component, site: Site) -> bool:
    """Whether a change of its figures changes nothing else."""
    whole = component.whole(site.by_id)
    return whole is component and component.parts() == (component,) and component.needed != "auto"


def _read(component: Component, stated: Mapping[str, Any]) -> dict[Key, Any] | None:
    """Figures that a component states already, stated anew; none where one cannot be read."""
    try:
        read = {key: _reader(type(component), key).validate_python(value) for key, value in stated.items()}
    except ValidationError:
        return None
    if None in read.values():
        return None
    return {(component.id, key): value for key, value in read.items() if value != getattr(component, key)}


@cache
def _reader(kind: type[Component], key: str) -> TypeAdapter[Any]:
    """Reads one field of a kind as the whole does."""
    told = kind.model_fields[key]
    kinds: Any = told.annotation
    return TypeAdapter(Annotated[kinds, *told.metadata] if told.metadata else kinds)


def _differences(one: Component, other: Component) -> dict[Key, Any]:
    """The fields in which two components of one id differ, with the values of the other."""
    if type(one) is not type(other):
        return {(one.id, "kind"): type(other).__name__}
    first, second = vars(one), vars(other)
    return {(one.id, key): second[key] for key, value in first.items() if second[key] != value}


def _parted(
    complete: Mapping[str, Component], differs: Mapping[Key, Any]
) -> tuple[Hashable, dict[Key, float]]:
    """What makes a variant of another sort, and its figures."""
    figures = {key: value for key, value in differs.items() if key[1] in FIGURES and value is not None}
    like = [
        (key, "stated" if key in figures else repr(value))
        for key, value in differs.items()
        if key not in figures or getattr(complete[key[0]], key[1]) is None
    ]
    return tuple(sorted(like)), {key: float(value) for key, value in figures.items()}
