"""The graph of a site, built once and asked by everybody: who is linked to whom, and in which order.

Two sorts of cycle: power can come back over ties, and components can support each other (the UPS needs
cooling, the cooling is fed by the UPS). The first are told from the bottom, live only if connected to
something live; the second from the top, live as long as nothing outside has failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from powercalc.components import Component, Generator, Path, Storage, Switch, Tie
from powercalc.site.calls import Caller, Calls
from powercalc.site.walks import (
    feeders,
    one_way,
    reached,
    strong_components,
    supporters,
    ties_at,
    turned,
)

if TYPE_CHECKING:
    from powercalc.site.groups import Hazard, Zone


@dataclass(frozen=True, slots=True)
class Cycle:
    """Nodes that ties join in a cycle, and the storage among them.

    What storage gives of its own must not feed it. So a cycle is told in levels: at the first, storage only
    passes on what reaches it from outside, which says what the storage of rank 0 is fed with; at each further
    level one rank more gives of its own; at the last all of it does.
    """

    nodes: tuple[str, ...]
    ranks: Mapping[str, int]
    """Per storage, behind how many others it stands in the cycle, ties aside."""

    @property
    def levels(self) -> int:
        """The number of the last level; 0 where there is no storage."""
        return 1 + max(self.ranks.values(), default=-1)


class Graph:
    """Who is linked to whom."""

    def __init__(self, components: Iterable[Component], zones: Iterable[Zone] = ()) -> None:
        self.components: dict[str, Component] = {component.id: component for component in components}
        self._zones = {zone.name: zone for zone in zones}
        self._cycles: dict[tuple[str, ...], Cycle] = {}
        self._sets_behind: dict[str, tuple[str, ...]] = {}

    def restated(self, anew: Iterable[Component]) -> Graph:
        """Return the graph with some components stated anew, which are linked and stand as they were.

        What is known of the links is known there, too.
        """
        found = copy(self)
        found.components = {**self.components, **{each.id: each for each in anew}}
        return found

    # -- links -----------------------------------------------------------------------------

    @cached_property
    def ties(self) -> Mapping[str, list[tuple[str, str]]]:
        """Per node, the ties that power comes over, each with its other end; none at a source."""
        return ties_at(self.components.values())

    @cached_property
    def feeders(self) -> Mapping[str, list[str]]:
        """Per node, what power can come from: inputs, bypass inputs, ties and their ends."""
        return feeders(self.components.values())

    @cached_property
    def fed(self) -> Mapping[str, list[str]]:
        """Per node that feeds anything, what power can go on to from there."""
        return turned(self.feeders)

    @cached_property
    def needs(self) -> Mapping[str, list[str]]:
        """Per node, what power, support and cooling come from."""
        return {name: [*links, *supporters(self.components[name])] for name, links in self.feeders.items()}

    @cached_property
    def consumers(self) -> Mapping[str, list[str]]:
        """Per node, what names it as an input, a bypass input, a support, its cooling or an end of a tie."""
        found = turned(self.needs)
        return {name: found.get(name, []) for name in self.components}

    @cached_property
    def passing(self) -> Mapping[str, str]:
        """Per node that only passes on what its one input brings, that input.

        It has neither supports nor ties, nothing to close, to move or to hold: it is lost with its input, or
        by itself.
        """
        single = (
            each for each in self.components.values() if len(each.fed_by) == 1 and self._passes_on(each)
        )
        found = {each.id: each.fed_by[0] for each in single}
        return {name: feeder for name, feeder in found.items() if not _is_open(self.components[feeder])}

    def _passes_on(self, node: Component) -> bool:
        does_more = isinstance(node, Storage | Switch | Tie | Generator) or _is_open(node)
        return not (does_more or supporters(node) or self.ties.get(node.id)) and node.inputs_needed == 1

    def above(self, nodes: Iterable[str]) -> dict[str, None]:
        """The nodes themselves and all that power or support can come from on its way to them."""
        return reached(nodes, self.needs)

    def for_power(self, nodes: Iterable[str]) -> dict[str, None]:
        """The nodes and all that their power needs, nearest first: not the supports of a load."""
        return reached(nodes, self._powering)

    @cached_property
    def _powering(self) -> Mapping[str, list[str]]:
        loads = (name for name, component in self.components.items() if component.is_load)
        return {**self.needs, **{name: self.feeders[name] for name in loads}}

    # -- order -----------------------------------------------------------------------------

    @cached_property
    def groups(self) -> list[list[str]]:
        """The ids in groups, what feeds, supports and cools first; a group of several is a cycle."""
        return strong_components(self.needs)

    @cached_property
    def loops(self) -> SupportLoops:
        """The groups in which components support each other."""
        return SupportLoops(self)

    def cycle(self, nodes: Sequence[str]) -> Cycle:
        """A cycle of ties, as it is told."""
        known = tuple(nodes)
        if known not in self._cycles:
            self._cycles[known] = Cycle(known, self._ranks(known))
        return self._cycles[known]

    def _ranks(self, nodes: tuple[str, ...]) -> dict[str, int]:
        inside = set(nodes)
        inputs = one_way(self.components[name] for name in nodes)
        within = {name: [other for other in inputs[name] if other in inside] for name in nodes}
        before: dict[str, int] = {}
        for (name,) in strong_components(within):
            before[name] = max((before[other] + self._is_storage(other) for other in within[name]), default=0)
        return {name: before[name] for name in nodes if self._is_storage(name)}

    def _is_storage(self, name: str) -> bool:
        return isinstance(self.components[name], Storage)

    # -- calls -----------------------------------------------------------------------------

    @cached_property
    def calls(self) -> Calls:
        """Who calls which generators."""
        return Calls(self.components, self.feeders)

    @property
    def callers(self) -> tuple[Caller, ...]:
        """Every condition under which something calls generators."""
        return self.calls.callers

    @property
    def always(self) -> frozenset[str]:
        """The generators that run always."""
        return self.calls.always

    @property
    def standby(self) -> tuple[str, ...]:
        """The generators that wait for a call."""
        return self.calls.standby

    def only_generators_behind(self, node: str) -> bool:
        """Tell whether every source behind a node is a generator."""
        return self.calls.only_generators_behind(node)

    def sets_behind(self, node: str) -> tuple[str, ...]:
        """The standby generators behind a node."""
        if node not in self._sets_behind:
            self._sets_behind[node] = tuple(name for name in self.above((node,)) if name in self.standby)
        return self._sets_behind[node]

    @cached_property
    def called_behind(self) -> Mapping[str, frozenset[str]]:
        """Per generator, those that are called when it fails."""
        found: dict[str, set[str]] = {}
        for caller in self.callers:
            for first in {name for feeder in caller.inputs for name in self.sets_behind(feeder)}:
                found.setdefault(first, set()).update(caller.called)
        return {first: frozenset(names) for first, names in found.items()}

    # -- zones -----------------------------------------------------------------------------

    def zones_around(self, names: Iterable[str]) -> tuple[str, ...]:
        """Zones and all around them, each once, from the inside out; also such as are not declared."""
        found: dict[str, None] = {}
        for name in names:
            here: str | None = name
            while here is not None and here not in found:
                found[here] = None
                here = self._zones[here].within if here in self._zones else None
        return tuple(found)

    def kind_of_zone(self, name: str) -> str | None:
        """The kind of a zone, where it states one."""
        return self._zones[name].kind if name in self._zones else None

    def standing_in(self, zone: str) -> tuple[Component, ...]:
        """The components that stand in a zone or in one within it."""
        return tuple(each for each in self.components.values() if zone in self.zones_around(each.zone))

    def hazards(self, component: Component) -> Iterator[tuple[str, Hazard]]:
        """Yield what may strike where a component stands, each with the name of its zone."""
        for name in self.zones_around(component.zone):
            for hazard in self._zones[name].hazards if name in self._zones else ():
                yield name, hazard


def _is_open(node: Component) -> bool:
    return isinstance(node, Path) and node.normally == "open"


class SupportLoops:
    """The groups in which components support each other, and how each of them is told.

    Over support the greatest fixed point of "live" is wanted, over ties the least. So a group is told in
    rounds: at first no support is lost; each round goes through the group in the order of the power, cycles
    of ties from "all lost". In every state a round without news is the last, and each brings the loss of at
    least one more of the supporters, so one round more than there are supporters is enough.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._orders: dict[tuple[str, ...], list[list[str]]] = {}
        self._rounds: dict[tuple[str, ...], int] = {}

    def rounds(self, group: Sequence[str]) -> int:
        """Return in how many rounds a group is told; 0 for one that is no loop of support."""
        known = tuple(group)
        if known not in self._rounds:
            supported = (other for name in group for other in supporters(self._graph.components[name]))
            found = set(group).intersection(supported)
            self._rounds[known] = len(found) + 1 if found else 0
        return self._rounds[known]

    def order(self, group: Sequence[str]) -> list[list[str]]:
        """Return a group in the order of the power alone; several together are a cycle of ties."""
        known = tuple(group)
        if known not in self._orders:
            inside, powered = set(group), self._graph.feeders
            needs = {name: [other for other in powered[name] if other in inside] for name in group}
            self._orders[known] = strong_components(needs)
        return self._orders[known]
