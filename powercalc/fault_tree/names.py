"""What the definitions of a model are called, and what a reference means.

A name is looked up in the fault tree or component where it is written, then among the public names of
the whole model, then as a path (`tree.component.event`), as SCRAM does it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from powercalc.fault_tree.xml_tree import XmlElement

EVENTS = ("gate", "basic-event", "house-event")
"""They share one space of names: `<event name="x"/>` may mean any of them."""


@dataclass(slots=True)
class DefinitionIndex:
    """All definitions, by where they stand and by what they are known as."""

    kinds: dict[XmlElement, str] = field(default_factory=dict)
    paths: dict[tuple[str, str], XmlElement] = field(default_factory=dict)
    ids: dict[tuple[str, str], XmlElement] = field(default_factory=dict)

    def add(self, kind: str, element: XmlElement) -> XmlElement | None:
        """Note a definition; return the one that has its name already, and leave that."""
        path, known = (_space(kind), element.path), (_space(kind), element.id)
        earlier = self.paths.get(path) or self.ids.get(known)
        if earlier is None:
            self.kinds[element] = kind
            self.paths[path] = self.ids[known] = element
        return earlier

    def of(self, kind: str) -> list[XmlElement]:
        """Return the definitions of a kind in their order."""
        return [element for element, each in self.kinds.items() if each == kind]

    def find(self, kinds: Collection[str], name: str, scope: str) -> XmlElement | None:
        """Return the definition of one of these kinds that a name means in a scope."""
        space = _space(next(iter(kinds)))
        local = self.paths.get((space, f"{scope}.{name}")) if scope else None
        for found in (local, self.ids.get((space, name)), self.paths.get((space, name))):
            if found is not None and self.kinds[found] in kinds:
                return found
        return None


def _space(kind: str) -> str:
    return "event" if kind in EVENTS else kind
