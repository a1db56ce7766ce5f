"""The wiring as the outage response needs it: who is fed by whom, who calls which generators when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from powercalc.components import Component, Generator, Storage, Switch, Tie, Ups
from powercalc.site import Site, wiring
from powercalc.site.calls import Calls
from powercalc.site.order import SupportLoops, feeding_order, one_way, strong_components, supporters, ties_at


@dataclass(frozen=True, slots=True)
class Caller:
    """Generators are called while fewer than `needed` of the inputs are live."""

    inputs: tuple[str, ...]
    needed: int
    called: tuple[str, ...]
    """The generators that the call reaches."""


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


class Wires:
    """A site's graph, with the callers and what stands above them."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.components: dict[str, Component] = {component.id: component for component in site.complete}
        self.groups = feeding_order(site)
        self.loops = SupportLoops(site)
        self._cycles: dict[tuple[str, ...], Cycle] = {}
        self._sets_behind: dict[str, tuple[str, ...]] = {}
        self._calls = Calls(site)
        self._feeds = wiring.feeders(site.complete)
        for component in site.complete:
            self._feeds[component.id] = [*self._feeds[component.id], *supporters(component)]

    @cached_property
    def callers(self) -> tuple[Caller, ...]:
        """Every condition under which something calls generators."""
        return tuple(caller for node in self.components.values() for caller in self._made_by(node))

    @cached_property
    def always(self) -> frozenset[str]:
        """The generators that run always."""
        forced = [caller for caller in self.callers if len(caller.inputs) < caller.needed]
        return self._calls.always_called().union(*(caller.called for caller in forced))

    @cached_property
    def standby(self) -> tuple[str, ...]:
        """The generators that wait for a call."""
        return tuple(
            node.id
            for node in self.components.values()
            if isinstance(node, Generator) and node.id not in self.always
        )

    @cached_property
    def ties(self) -> dict[str, list[tuple[str, str]]]:
        """Per node, the ties that power comes over, each with its other end."""
        return ties_at(self.components.values())

    def cycle(self, nodes: Sequence[str]) -> Cycle:
        """A cycle of ties, as it is told."""
        known = tuple(nodes)
        if known not in self._cycles:
            self._cycles[known] = Cycle(known, self._ranks(known))
        return self._cycles[known]

    def _ranks(self, nodes: tuple[str, ...]) -> dict[str, int]:
        inside = set(nodes)
        needs = one_way(self.components[name] for name in nodes)
        within = {name: [other for other in needs[name] if other in inside] for name in nodes}
        before: dict[str, int] = {}
        for (name,) in strong_components(within):
            before[name] = max((before[other] + self._is_storage(other) for other in within[name]), default=0)
        return {name: before[name] for name in nodes if self._is_storage(name)}

    def _is_storage(self, name: str) -> bool:
        return isinstance(self.components[name], Storage)

    @cached_property
    def consumers(self) -> dict[str, list[str]]:
        """Per node, what names it as an input, a bypass input, a support, its cooling or an end of a tie."""
        found: dict[str, list[str]] = {id: [] for id in self.components}  # noqa: A001
        for id, feeders in self._feeds.items():  # noqa: A001
            for feeder in feeders:
                found[feeder].append(id)
        return found

    def above(self, nodes: tuple[str, ...]) -> dict[str, None]:
        """The nodes themselves and all that power or support can come from on its way to them."""
        found: dict[str, None] = {}
        for node in nodes:
            found |= wiring.upstream(node, self._feeds)
        return found

    def only_generators_behind(self, node: str) -> bool:
        """Tell whether every source behind a node is a generator."""
        return self._calls.only_generators_behind(node)

    def sets_behind(self, node: str) -> tuple[str, ...]:
        """The standby generators behind a node."""
        if node not in self._sets_behind:
            self._sets_behind[node] = tuple(id for id in self.above((node,)) if id in self.standby)  # noqa: A001
        return self._sets_behind[node]

    @cached_property
    def called_behind(self) -> dict[str, frozenset[str]]:
        """Per generator, those that are called when it fails."""
        found: dict[str, set[str]] = {}
        for caller in self.callers:
            for first in {name for feeder in caller.inputs for name in self.sets_behind(feeder)}:
                found.setdefault(first, set()).update(caller.called)
        return {first: frozenset(names) for first, names in found.items()}

    def _made_by(self, node: Component) -> Iterator[Caller]:
        """Yield the calls that a node makes; one with only generators behind it makes none."""
        if isinstance(node, Tie | Generator) or self.only_generators_behind(node.id):
            return
        if isinstance(node, Switch):
            for place, feeder in enumerate(node.fed_by):
                if place and self.only_generators_behind(feeder):
                    yield Caller(node.fed_by[:place], 1, self._reached(feeder))
            return
        inputs = (*node.fed_by, *(node.bypass_fed_by if isinstance(node, Ups) else ()))
        own = [feeder for feeder in inputs if self.only_generators_behind(feeder)]
        others = tuple(feeder for feeder in inputs if feeder not in own)
        if others:
            for feeder in own:
                yield Caller(others, node.inputs_needed, self._reached(feeder))

    def _reached(self, called: str) -> tuple[str, ...]:
        """The generators that a call of this input reaches: all inputs, upwards."""
        found = dict.fromkeys([called])
        for id in wiring.growing(found):  # noqa: A001
            node = self.components[id]
            inputs = [*node.fed_by, *(node.bypass_fed_by if isinstance(node, Ups) else ())]
            found |= dict.fromkeys(inputs)
        return tuple(id for id in found if isinstance(self.components[id], Generator))  # noqa: A001


def is_plain(node: Component) -> bool:
    """Tell whether a node only carries power on: no storage, no choice, no source."""
    return not (isinstance(node, Storage | Switch | Tie | Generator) or node.is_load)


def faults(node: Component) -> tuple[float, float, float]:
    """Rates of faults at rest that a test finds, that only a call finds, [1/h]; hours between tests."""
    rate, interval = node.dormant_failure_rate or 0.0, node.test_interval or 0.0
    found = rate * node.test_coverage if interval else 0.0
    return found, rate - found, interval if found else 0.0


def may_not_hold(node: Storage) -> bool:
    """Tell whether a battery can fail when it is needed."""
    return bool(node.battery_failure or node.dormant_failure_rate)
