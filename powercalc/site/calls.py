"""Who calls whom: which generators stand by until they are called, and which run always."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from powercalc.components import Component, Cooling, Generator, Switch, Ups
from powercalc.site import wiring

if TYPE_CHECKING:
    from powercalc.site.model import Site


class Calls:
    """The calling rules of a site, from its wiring alone.

    A switch calls an input when all inputs before it are dead, so its first input is called always. A node
    with only generators behind it passes a call on to all its inputs; a load, or a cooling unit, with only
    generators behind it calls them always.
    """

    def __init__(self, site: Site) -> None:
        self._components = {component.id: component for component in site.components}
        self._feeds = wiring.feeders(site.components)
        sources = [component for component in site.components if _is_source(component)]
        generators = self._fed_from(source.id for source in sources if isinstance(source, Generator))
        others = self._fed_from(source.id for source in sources if not isinstance(source, Generator))
        self._only_generators = {node for node in generators if node not in others}

    def only_generators_behind(self, node: str) -> bool:
        """Tell whether every source behind a node, ties followed, is a generator."""
        return node in self._only_generators

    def always_called(self) -> frozenset[str]:
        """Return the generators that run always: first choice of a switch, or all that a load has."""
        called = dict.fromkeys(
            first for node in self._components.values() for first in self._calls_always(node)
        )
        for node in wiring.growing(called):
            if self.only_generators_behind(node):
                called.update(dict.fromkeys(self._feeds.get(node, ())))
        return frozenset(node for node in called if isinstance(self._components[node], Generator))

    def ever_called(self) -> frozenset[str]:
        """Return the generators that something calls, always or when too few other inputs are live."""
        called = dict.fromkeys(name for node in self._components.values() for name in self._may_call(node))
        for node in wiring.growing(called):
            called.update(dict.fromkeys(self._feeds.get(node, ())))
        return frozenset(node for node in called if isinstance(self._components[node], Generator))

    def _may_call(self, node: Component) -> Iterator[str]:
        """Yield the inputs that a node calls at all."""
        if self.only_generators_behind(node.id):
            yield from node.fed_by if node.is_load or isinstance(node, Cooling) else ()
            return
        inputs = [*node.fed_by, *(node.bypass_fed_by if isinstance(node, Ups) else ())]
        yield from (name for name in inputs if self.only_generators_behind(name))

    def _calls_always(self, node: Component) -> Iterator[str]:
        """Yield the inputs that a node calls whatever the others do."""
        standby = [name for name in node.fed_by if self.only_generators_behind(name)]
        if self.only_generators_behind(node.id):
            yield from node.fed_by if node.is_load or isinstance(node, Cooling) else ()
        elif isinstance(node, Switch):
            yield from (name for name in node.fed_by[:1] if name in standby)
        elif len(node.fed_by) - len(standby) < node.inputs_needed:
            yield from standby

    def _fed_from(self, sources: Iterable[str]) -> dict[str, None]:
        """Return everything that power from the sources can reach, themselves included."""
        onward: dict[str, list[str]] = {}
        for node, feeders in self._feeds.items():
            for feeder in feeders:
                onward.setdefault(feeder, []).append(node)
        return wiring.reached(sources, onward)


def _is_source(component: Component) -> bool:
    return component.is_source or (component.kind == "block" and not component.fed_by)
