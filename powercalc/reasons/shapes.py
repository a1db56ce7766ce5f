"""Names that can be found again in a sentence: what is told of one load is told of those like it.

Loads of one shape have the same reasons under other names. The reasons are worked out on a site whose ids
carry marks that no text has, and the marks show where another load's names belong.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from powercalc.components import Component
from powercalc.languages import Message
from powercalc.results.measures import Reason
from powercalc.site import Site
from powercalc.site.walks import links

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Characters for private use: Unicode gives them no meaning, and nobody writes them."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The ids of a part of a site, each with a mark of its own: its place among all of the part."""

    places: Mapping[str, int]

    @classmethod
    def at(cls, ids: Container[str], names: Iterable[str]) -> Marks:
        """Return the marks of some of the names."""
        return cls({name: place for place, name in enumerate(names) if name in ids})

    def on(self, id: str) -> str:  # noqa: A002 - it is the id
        """Return the id with its mark; what is none of the ids stays as it is."""
        return f"{id}{_OPEN}{self.places[id]}{_CLOSE}" if id in self.places else id

    def site(self, site: Site) -> Site:
        """Return the site with marked ids."""
        components = tuple(self._component(component) for component in site.components)
        groups = tuple(
            group.model_copy(update={"members": tuple(map(self.on, group.members))})
            for group in site.common_causes
        )
        return replace(site, components=components, common_causes=groups, services=(), targets={})

    def _component(self, component: Component) -> Component:
        named: dict[str, Any] = {}
        for key, target in links(component):
            named.setdefault(key, []).append(self.on(target))
        return type(component)(self.on(component.id), **{**component.given, **named})

    def renaming(self, names: Sequence[str]) -> Mapping[str, str]:
        """Return, by marked id, the name of what stands in its place in another part."""
        return {self.on(each): names[place] for each, place in self.places.items()}


def told_of(reason: Reason, renaming: Mapping[str, str]) -> Reason:
    """Return the reason with other names in the places of the marked ids."""
    return replace(
        reason,
        cut_set=tuple(_renamed(each, renaming) for each in reason.cut_set),
        events=tuple(_renamed(each, renaming) for each in reason.events),
        story=_renamed(reason.story, renaming),
    )


def _renamed(text: str, under: Mapping[str, str]) -> str:
    if _OPEN not in text:
        return text
    if isinstance(text, Message):
        return text.changed(lambda part: _renamed(part, under))
    return reduce(lambda so_far, name: so_far.replace(name, under[name]), under, text)
