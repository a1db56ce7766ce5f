"""Who calls whom: which generators stand by until they are called, and which run always."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.components import Component, Generator, Switch
from powercalc.site import wiring
from powercalc.site.model import Site


class Calls:
    """The calling rules of a site, from its wiring alone.

    A switch calls an input when all inputs before it are dead, so its first input is called always. A node
    with only generators behind it passes a call on to all its inputs; a load with only generators behind it
    calls them always.
    """

    def __init__(self, site: Site) -> None:
        self._components = {component.id: component for component in site.components}
        self._feeds = wiring.feeders(site.components)
        self._standby: dict[str, bool] = {}

    def only_generators_behind(self, node: str) -> bool:
        """Tell whether every source behind a node, ties followed, is a generator."""
        if node not in self._standby:
            found = wiring.upstream(node, self._feeds)
            sources = [self._components[name] for name in found if self._is_source(self._components[name])]
            self._standby[node] = bool(sources) and all(isinstance(source, Generator) for source in sources)
        return self._standby[node]

    def always_called(self) -> frozenset[str]:
        """Return the generators that run always: first choice of a switch, or all that a load has."""
        called = dict.fromkeys(
            first for node in self._components.values() for first in self._calls_always(node)
        )
        for node in wiring.growing(called):
            if self.only_generators_behind(node):
                called.update(dict.fromkeys(self._feeds.get(node, ())))
        return frozenset(node for node in called if isinstance(self._components[node], Generator))

    def _calls_always(self, node: Component) -> Iterator[str]:
        """Yield the inputs that a node calls whatever the others do."""
        standby = [name for name in node.fed_by if self.only_generators_behind(name)]
        if self.only_generators_behind(node.id):
            yield from node.fed_by if node.is_load else ()
        elif isinstance(node, Switch):
            yield from (name for name in node.fed_by[:1] if name in standby)
        elif len(node.fed_by) - len(standby) < node.inputs_needed:
            yield from standby

    @staticmethod
    def _is_source(component: Component) -> bool:
        return component.is_source or (component.kind == "block" and not component.fed_by)
