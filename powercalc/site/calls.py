"""Who calls whom: which generators stand by until they are called, and which run always."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from powercalc.components import Component, Cooling, Generator, Switch, Tie
from powercalc.site.walks import growing, inputs_of, reached, turned


@dataclass(frozen=True, slots=True)
class Caller:
    """Generators are called while fewer than `needed` of the inputs are live."""

    inputs: tuple[str, ...]
    needed: int
    called: tuple[str, ...]
    """The generators that the call reaches."""


class Calls:
    """The calling rules of a site, from its wiring alone.

    A switch calls an input when all inputs before it are dead, so its first input is called always. A node
    with only generators behind it passes a call on to all its inputs; a load, or a cooling unit, with only
    generators behind it calls them always.
    """

    def __init__(self, components: Mapping[str, Component], feeders: Mapping[str, Iterable[str]]) -> None:
        self._components = components
        self._feeders = feeders
        onward = turned(feeders)
        sources = [component for component in components.values() if _is_source(component)]
        generators = reached((each.id for each in sources if isinstance(each, Generator)), onward)
        others = reached((each.id for each in sources if not isinstance(each, Generator)), onward)
        self._only_generators = {node for node in generators if node not in others}

    def only_generators_behind(self, node: str) -> bool:
        """Tell whether every source behind a node, ties followed, is a generator."""
        return node in self._only_generators

    @cached_property
    def always(self) -> frozenset[str]:
        """The generators that run always: first choice of a switch, or all that a load has."""
        called = dict.fromkeys(
            first for node in self._components.values() for first in self._calls_always(node)
        )
        for node in growing(called):
            if self.only_generators_behind(node):
                called.update(dict.fromkeys(self._feeders.get(node, ())))
        return frozenset(self._generators(called))

    @cached_property
    def standby(self) -> tuple[str, ...]:
        """The generators that wait for a call."""
        return tuple(name for name in self._generators(self._components) if name not in self.always)

    @cached_property
    def ever(self) -> frozenset[str]:
        """The generators that something calls, always or when too few other inputs are live."""
        called = (name for node in self._components.values() for name in self._may_call(node))
        return frozenset(self._generators(reached(called, self._feeders)))

    @cached_property
    def callers(self) -> tuple[Caller, ...]:
        """Every condition under which something calls generators."""
        return tuple(caller for node in self._components.values() for caller in self._made_by(node))

    def _generators(self, names: Iterable[str]) -> Iterator[str]:
        return (name for name in names if isinstance(self._components[name], Generator))

    def _may_call(self, node: Component) -> Iterator[str]:
        """Yield the inputs that a node calls at all."""
        if self.only_generators_behind(node.id):
            yield from node.fed_by if node.is_load or isinstance(node, Cooling) else ()
            return
        yield from (name for name in inputs_of(node) if self.only_generators_behind(name))

    def _calls_always(self, node: Component) -> Iterator[str]:
        """Yield the inputs that a node calls whatever the others do."""
        standby = [name for name in node.fed_by if self.only_generators_behind(name)]
        if self.only_generators_behind(node.id):
            yield from node.fed_by if node.is_load or isinstance(node, Cooling) else ()
        elif isinstance(node, Switch):
            yield from (name for name in node.fed_by[:1] if name in standby)
        elif len(node.fed_by) - len(standby) < node.inputs_needed:
            yield from standby

    def _made_by(self, node: Component) -> Iterator[Caller]:
        """Yield the calls that a node makes; one with only generators behind it makes none."""
        if isinstance(node, Tie | Generator) or self.only_generators_behind(node.id):
            return
        if isinstance(node, Switch):
            for place, feeder in enumerate(node.fed_by):
                if place and self.only_generators_behind(feeder):
                    yield Caller(node.fed_by[:place], 1, self._reached(feeder))
            return
        inputs = inputs_of(node)
        own = [feeder for feeder in inputs if self.only_generators_behind(feeder)]
        others = tuple(feeder for feeder in inputs if feeder not in own)
        if others:
            for feeder in own:
                yield Caller(others, node.inputs_needed, self._reached(feeder))

    def _reached(self, called: str) -> tuple[str, ...]:
        """The generators that a call of this input reaches: all inputs, upwards."""
        found = dict.fromkeys([called])
        for name in growing(found):
            found |= dict.fromkeys(inputs_of(self._components[name]))
        return tuple(self._generators(found))


def _is_source(component: Component) -> bool:
    return component.is_source or (component.kind == "block" and not component.fed_by)
