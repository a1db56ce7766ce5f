"""A site like another one but for figures, built in proportion to what changes.

10,000 cables are not looked over again because one switch fails more often.

What rules between components, and the graph, read of a component is `seen_of` it. Where that is as it was for
all that is stated anew, and each of it is sound by itself, a variant of a valid site is valid; and its graph,
what completes its components and its long rows are those of the site, but for these components. In every
other case a variant is built and looked over as a whole.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from powercalc.components import Component
from powercalc.site.catalog_figures import Completed, catalog_problems, completed
from powercalc.site.connections import own_figures
from powercalc.site.graph import Graph
from powercalc.site.rows import for_all, same_rows
from powercalc.site.walks import links

if TYPE_CHECKING:
    from powercalc.site.model import Site
    from powercalc.site.services import Service

_MAY_DIFFER = ("components", "services", "inherited", "rows", "text", "file", "origin")
"""The parts of a site in which a variant that is built in proportion may differ."""
_OF_LINKS = ("neighbours", "stands_at", "sites", "has_followers")
"""What a site has worked out, if it was asked, of what does not change: its links and its zones."""


def seen_of(component: Component) -> Hashable:
    """Return all that a rule between components, or the graph, reads of one of them."""
    return (
        type(component),
        component.id,
        tuple(links(component)),
        component.inputs_needed,
        component.zone,
        getattr(component, "normally", None),
        component.unavailability is None,
        component.maintenance_share,
    )


def variant(site: Site, stated: Mapping[str, Any]) -> Site:
    """Return a site with other parts, by field. Raises `SiteError` with every problem."""
    anew = _anew(site.components, stated.get("components", site.components))
    if anew is None or not stated.keys() <= {*_MAY_DIFFER} or not _is_sound(site, anew, stated):
        return replace(site, **stated)
    first = site.restates
    if first is None:
        return Restatement(site=site, anew=anew).made(stated)
    parts = {name: getattr(site, name) for name in _MAY_DIFFER}
    return Restatement(site=first.site, anew={**first.anew, **anew}).made({**parts, **stated})


def _anew(before: Sequence[Component], after: Sequence[Component]) -> dict[str, Component] | None:
    """Return what is stated anew, by id; None where others see it, or where not all is in its place."""
    if len(before) != len(after):
        return None
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old is not new]
    if any(seen_of(old) != seen_of(new) for old, new in changed):
        return None
    return {new.id: new for _, new in changed}


def _is_sound(site: Site, anew: Mapping[str, Component], stated: Mapping[str, Any]) -> bool:
    """Tell whether all that is stated anew is sound by itself, and no figure follows from those of others."""
    if site.has_followers or any(each.needed == "auto" for each in anew.values()):
        return False
    services = stated.get("services", site.services)
    return [*map(_named_by, services)] == [*map(_named_by, site.services)] and not any(_wrong(anew.values()))


def _named_by(service: Service) -> Hashable:
    """Return all that a rule between services, or the rows of a site, reads of a service."""
    return service.id, service.runs_on, service.depends_on


def _wrong(anew: Iterable[Component]) -> Iterator[object]:
    """Yield what is wrong with single components, and what is composed of others."""
    for each in anew:
        yield from own_figures(each)
        yield from catalog_problems(each)
        yield from (part for part in each.parts() if part is not each)


@dataclass(frozen=True, kw_only=True)
class Restatement:
    """Some components of a valid site, stated anew in their places so that the others do not see it."""

    site: Site
    anew: Mapping[str, Component]

    def made(self, stated: Mapping[str, Any]) -> Site:
        """Return the site with them, and with other parts, by field."""
        found: Site = object.__new__(type(self.site))
        for each in fields(self.site):
            object.__setattr__(found, each.name, stated.get(each.name, getattr(self.site, each.name)))
        object.__setattr__(found, "restates", self)
        vars(found).update({name: vars(self.site)[name] for name in _OF_LINKS if name in vars(self.site)})
        return found

    def filled(self, found: Site) -> tuple[Completed, ...]:
        """Return the components of the variant with every figure that they need."""
        anew = {name: completed(each) for name, each in self.anew.items()}
        return tuple(
            anew.get(each.id) or known for each, known in zip(found.components, self.site.filled, strict=True)
        )

    def graph(self, found: Site) -> Graph:
        """Return the graph of the variant: who is linked to whom is as it was."""
        return self.site.graph.restated(each for each in found.complete if each.id in self.anew)

    def contracted(self, found: Site) -> Site | None:
        """Return the variant with one component for each long row; None where these are other rows."""
        complete = {name: found.graph.components[name] for name in self.anew}
        if not same_rows(self.site, complete):
            return None
        short = self.site.contracted
        if short is self.site:
            return found
        rows = {
            last: tuple(complete.get(each.id, each) for each in row)
            if any(each.id in complete for each in row)
            else row
            for last, row in short.rows.items()
        }
        anew = {each.id: self._in_short(each, short) for each in short.components if each.id in self.anew}
        parts = {name: getattr(found, name) for name in _MAY_DIFFER}
        parts["components"] = tuple(anew.get(each.id, each) for each in short.components)
        return Restatement(site=short, anew=anew).made({**parts, "rows": {**rows, **found.rows}})

    def _in_short(self, each: Component, short: Site) -> Component:
        """Return what stands in the contracted variant where a component stands in the contracted site."""
        new = self.anew[each.id]
        return for_all(new, each.fed_by) if each.id in short.rows and each.id not in self.site.rows else new
