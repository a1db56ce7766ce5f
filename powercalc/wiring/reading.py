"""The rules of the wires: when the output of a component is lost, given what is lost around it.

A node is lost when every way in is: a way in is lost when what lies on it is down, or nothing arrives on it.

- A load has one way in, its cords. What it depends on and what cools it take its service, not its power.
- A tie is fed from either end.
- Any other node is down by itself, with a support, or without its cooling; power arrives at its inputs, and
  over ties where a node that is not lost stands at the other end.
- A UPS with a bypass has a second way in, which neither its own failures nor its supports are on: its bypass
  inputs, or else whatever feeds it. It is lost where the bypass does not take over.
- What strikes a zone is on every way in.

Cycles over ties mean connectivity: of all solutions the one in which most is lost. Loops of support mean the
contrary: nothing is lost that nothing outside has taken (see `site.graph.SupportLoops`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

from powercalc.components import Component, Tie, Ups
from powercalc.site.graph import Graph
from powercalc.wiring.needs import Needs
from powercalc.wiring.truths import B, Truths


@dataclass(frozen=True, slots=True, kw_only=True)
class Way(Generic[B]):
    """A way in: lost when it is down, or when nothing arrives on it."""

    down: B
    known: Sequence[B] = ()
    """What else must be lost for nothing to arrive."""
    hops: Sequence[tuple[str, B]] = ()
    """The nodes that power arrives from, each with "lost on the way from there"."""


class Rules(ABC, Generic[B]):
    """The rules, told in truths of any sort, over "its output is lost" of the nodes around.

    Of a component itself a meaning says what takes it down (`own`, `struck`, `stuck`); where time passes,
    also what has not closed or moved yet, and what storage gives.
    """

    def __init__(
        self, graph: Graph, truths: Truths[B], lost: Mapping[str, B], supporting: Mapping[str, B]
    ) -> None:
        """`supporting` is what is lost of nodes as supports, where that differs."""
        self.graph = graph
        self.truths = truths
        self.around = lost
        self.needs = Needs(truths, supporting)

    # -- what a meaning says ---------------------------------------------------------------

    @abstractmethod
    def own(self, node: Component) -> B:
        """Too few of its own units work."""

    def struck(self, node: Component) -> B:  # noqa: ARG002 - whoever knows of hazards says more
        """A hazard has struck where it stands."""
        return self.truths.never

    def stuck(self, ups: Ups) -> B:  # noqa: ARG002 - as above
        """Its bypass does not take over."""
        return self.truths.never

    def not_closed(self, path: str, node: Component) -> B:  # noqa: ARG002 - as above
        """A path that is normally open has not closed for the node that it leads to."""
        return self.truths.never

    def moving(self, node: Component) -> Sequence[B]:  # noqa: ARG002 - as above
        """What keeps a switch dead although one of its inputs is live."""
        return ()

    def held(self, node: Component) -> Sequence[B]:  # noqa: ARG002 - as above
        """What must be lost beside the feed, since it supplies in its place."""
        return ()

    # -- the rules -------------------------------------------------------------------------

    def lost_of(self, node: Component) -> B:
        """The output of a node is lost: no way in is live."""
        return self.truths.all_of([self._lost_on(way) for way in self.ways_in(node)])

    def ways_in(self, node: Component) -> Iterator[Way[B]]:
        """Yield every way in to a node."""
        if node.is_load:
            yield self._way(node, self.struck(node))
            return
        yield self.own_way(node)
        if isinstance(node, Ups) and node.bypass:
            past = self.truths.any_of([self.struck(node), self.stuck(node)])
            around = [(name, self.not_closed(name, node)) for name in node.bypass_fed_by]
            yield Way(down=past, hops=around) if around else self._way(node, past)

    def own_way(self, node: Component) -> Way[B]:
        """The way in that is not around it: through its own units."""
        down = [self.own(node), self.struck(node), *self.supports(node), *self.moving(node)]
        return self._way(node, self.truths.any_of(down), self.held(node))

    def unfed(self, node: Component) -> B:
        """No power comes in: too few inputs are live, and no tie brings any."""
        return self._lost_on(self._way(node, self.truths.never))

    def supports(self, node: Component) -> list[B]:
        """What is lost with what it depends on, and with its cooling."""
        return [self.needs.unsupported(node), self.needs.uncooled(node)]

    def broken(self, tie: str, node: Component) -> B:
        """A tie itself does not conduct to a node."""
        it = self.graph.components[tie]
        down = [self.own(it), self.struck(it), *self.supports(it), self.not_closed(tie, node)]
        return self.truths.any_of(down)

    def arrivals(self, node: Component) -> Sequence[tuple[str, B]]:
        """The inputs of a node, each with "lost on the way from there"."""
        return [(name, self.not_closed(name, node)) for name in node.fed_by]

    def _way(self, node: Component, down: B, held: Sequence[B] = ()) -> Way[B]:
        """What arrives at the inputs of a node and over its ties."""
        if isinstance(node, Tie):
            return Way(down=down, hops=[(end, self.truths.never) for end in node.between])
        arrivals = self.arrivals(node)
        over = [(other, self.broken(tie, node)) for tie, other in self.graph.ties.get(node.id, ())]
        if node.inputs_needed == 1 and arrivals:
            return Way(down=down, known=held, hops=[*arrivals, *over])
        votes = [self._arriving(*each) for each in arrivals]
        needed = len(votes) - node.inputs_needed + 1
        few = self.truths.at_least(needed, votes) if votes else self.truths.never
        return Way(down=down, known=[*held, few], hops=over)

    def _lost_on(self, way: Way[B]) -> B:
        nothing = self.truths.all_of([*way.known, *(self._arriving(*hop) for hop in way.hops)])
        return self.truths.any_of([way.down, nothing])

    def _arriving(self, name: str, broken: B) -> B:
        return self.truths.any_of([self.around[name], broken])


class Reading(Rules[B]):
    """All nodes of a site, told one after the other."""

    def __init__(self, graph: Graph, truths: Truths[B]) -> None:
        self.lost: dict[str, B] = {}
        """Per node that has been told, "its output is lost"."""
        self._before: dict[str, B] = {}
        """Of a cycle that is being told, what the round before says of its nodes: as supports."""
        self.at_first = truths.never
        """What is lost in a loop of support before anything is told."""
        super().__init__(graph, truths, self.lost, ChainMap(self._before, self.lost))

    def tell(self, groups: Iterable[Sequence[str]] | None = None) -> None:
        """Tell all nodes, or those of some groups; in a loop of support nothing is lost at first."""
        loops = self.graph.loops
        for group in self.graph.groups if groups is None else groups:
            rounds = loops.rounds(group)
            if rounds:
                self.lost.update(dict.fromkeys(group, self.at_first))
            parts = loops.order(group) if rounds else [group]
            for _ in range(max(rounds, 1)):
                for part in parts:
                    self._tell_part(part)

    def _tell_part(self, part: Sequence[str]) -> None:
        if len(part) == 1:
            self.settle(part)
            return
        self._before.update({name: self.lost[name] for name in part if name in self.lost})
        self.lost.update(dict.fromkeys(part, self.truths.always))
        self.connect(part)
        self._before.clear()

    def connect(self, cycle: Sequence[str]) -> None:
        """Tell a cycle of ties of which all is lost at first: round after round, power from node to node."""
        for _ in cycle:
            self.settle(cycle)

    def settle(self, nodes: Sequence[str]) -> None:
        """Tell some nodes, each from what has been told before."""
        self.lost.update({name: self.lost_of(self.graph.components[name]) for name in nodes})
