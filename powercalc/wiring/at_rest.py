"""The wires at rest, as formulas over what may be down: no times, no calls."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from powercalc.components import Component, Ups
from powercalc.engine.connectivity import unconnected
from powercalc.engine.formula import Formulas
from powercalc.site.graph import Graph
from powercalc.wiring.reading import Reading, Way


class OwnHealth(Protocol):
    """What takes components down by themselves, as formulas."""

    def lost(self, component: Component) -> int:
        """Too few of its units work, or a hazard has struck."""

    def hazards(self, component: Component) -> int:
        """A hazard has struck where it stands."""

    def fails_to_bypass(self, ups: Ups) -> int:
        """The bypass does not take over."""


class AtRest(Reading[int]):
    """The formula "the output is lost" of every node."""

    def __init__(self, graph: Graph, formulas: Formulas, health: OwnHealth) -> None:
        super().__init__(graph, formulas)
        self.formulas = formulas
        self._health = health

    def own(self, node: Component) -> int:
        """Too few of its own units work, or a hazard has struck."""
        return self._health.lost(node)

    def struck(self, node: Component) -> int:
        """A hazard has struck where it stands."""
        return self._health.hazards(node)

    def stuck(self, ups: Ups) -> int:
        """Its bypass does not take over."""
        return self._health.fails_to_bypass(ups)

    def connect(self, cycle: Sequence[str]) -> None:
        """Tell a cycle by elimination; what a vote over inputs of it gives is known from the round before."""
        inside = set(cycle)
        asked = {name for name in cycle if not inside.issuperset(self.graph.consumers[name])}
        for _ in range(1 + votes(self.graph, inside)):
            ways = {name: list(self.ways_in(self.graph.components[name])) for name in cycle}
            self.lost.update(connected(self.formulas, ways, self.lost, asked))


def connected(
    formulas: Formulas,
    ways: Mapping[str, Sequence[Way[int]]],
    lost: Mapping[str, int],
    asked: Collection[str],
) -> dict[str, int]:
    """Return the formula of each node of a cycle: lost unless connected to something live.

    `asked` are the nodes that something outside looks at.
    """
    outside = {
        name: formulas.all_of([_alone(formulas, way, lost, ways) for way in ways[name]]) for name in ways
    }
    hops = {name: _hops(formulas, each, ways) for name, each in ways.items()}
    return unconnected(formulas, outside, hops, asked)


def _alone(formulas: Formulas, way: Way[int], lost: Mapping[str, int], inside: Collection[str]) -> int:
    """The way is lost, as far as the nodes of the cycle are concerned."""
    outside = [formulas.any_of([lost[name], broken]) for name, broken in way.hops if name not in inside]
    return formulas.any_of([way.down, formulas.all_of([*way.known, *outside])])


def _hops(formulas: Formulas, ways: Sequence[Way[int]], inside: Collection[str]) -> dict[str, int]:
    found: dict[str, list[int]] = {}
    for way in ways:
        for other, broken in way.hops:
            if other in inside:
                found.setdefault(other, []).append(formulas.any_of([way.down, broken]))
    return {other: formulas.all_of(each) for other, each in found.items()}


def votes(graph: Graph, cycle: Collection[str]) -> int:
    """How many nodes of a cycle need several inputs that are in it: each may come alive a round later."""
    nodes = (graph.components[name] for name in cycle)
    return sum(node.inputs_needed > 1 and not set(cycle).isdisjoint(node.fed_by) for node in nodes)
