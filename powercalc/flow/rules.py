"""What flows, stated once for any algebra: arrays over states, or formulas over events.

Going down the wiring, "lost" by the rules of `wiring.reading`, with what has tripped counted as down. Going
up, each element draws what it passes on, divided by its efficiency:

- a load from its live cords, in proportion to their shares, evenly where none is stated;
- a switch all of it from the first live input;
- a UPS from its inputs, or through its bypass, without loss, when it is down or has tripped;
- anything else from its live inputs in parallel, by what they can carry where each states it, else evenly;
  inputs with only generators behind them, or only over paths that are normally open, while the others are
  too few; ties when its own inputs are dead.

In a cycle power comes from what was live before: live at first are those with power from outside, and one
round after the other those that these reach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic

import numpy as np

from powercalc.components import Component, Server, Switch, Tie, Ups
from powercalc.flow.flow_algebra import Algebra, F, Flow, Health
from powercalc.flow.power_network import Element, PowerNetwork, has_bypass
from powercalc.site.graph import Graph
from powercalc.wiring.reading import Reading
from powercalc.wiring.truths import B, Truths


class FlowRules(Generic[B, F]):
    """The rules over one network, algebra and state of health."""

    def __init__(self, network: PowerNetwork, algebra: Algebra[B, F], health: Health[B]) -> None:
        self._net = network
        self._algebra = algebra
        self._health = health

    def flow(self, tripped: Mapping[str, B], lost: Mapping[str, B] | None = None) -> Flow[B, F]:
        """Return the flow with these elements open; `lost` says who is, outside cycles, if that is known."""
        return _Pass(self._net, self._algebra, self._health, tripped, lost or {}).flow()

    def overloaded(self, flow: Flow[B, F], name: str, limit: float | None) -> B:
        """Return "carries more than its working units may", at `limit` kW each."""
        element = self._net.elements[name]
        if limit is None:
            return self._algebra.never
        return self._algebra.any_of(
            [
                self._algebra.all_of(
                    [
                        self._health.short(element.component, out),
                        self._algebra.above(flow.through[name], limit * (element.component.count - out)),
                    ]
                )
                for out in element.shorts
            ]
        )


class _Live(Reading[B]):
    """Who is lost, in rounds where power goes round."""

    def __init__(
        self,
        graph: Graph,
        truths: Truths[B],
        health: Health[B],
        tripped: Mapping[str, B],
        known: Mapping[str, B],
    ) -> None:
        super().__init__(graph, truths)
        self._health, self._tripped, self._known = health, tripped, known
        self.rounds: dict[str, list[dict[str, B]]] = {}
        """Per node of a cycle its rounds, each as the nodes that it changes, with what was said before."""

    def own(self, node: Component) -> B:
        """Too few of its units work, a hazard has struck, or it has tripped."""
        lost = self._health.lost(node)
        return self.truths.any_of([lost, self._tripped[node.id]]) if node.id in self._tripped else lost

    def struck(self, node: Component) -> B:
        """A hazard has struck where it stands."""
        return self._health.struck(node)

    def stuck(self, ups: Ups) -> B:
        """Its bypass does not take over."""
        return self._health.stuck(ups)

    def broken(self, tie: str, node: Component) -> B:  # noqa: ARG002 - it conducts either way or not at all
        """A tie is lost: itself, or since neither end was live a round before."""
        return self.lost[tie]

    def lost_of(self, node: Component) -> B:
        """The output of a node is lost, as far as that is not known."""
        return self._known[node.id] if node.id in self._known else super().lost_of(node)

    def connect(self, cycle: Sequence[str]) -> None:
        """Tell a cycle in rounds, and remember each; a node is told anew where one before it changed."""
        rounds: list[dict[str, B]] = []
        self.rounds.update(dict.fromkeys(cycle, rounds))
        places, behind = {name: place for place, name in enumerate(cycle)}, self._behind(cycle)
        asked = list(cycle)
        while asked and len(rounds) < len(cycle):
            found = {name: super(_Live, self).lost_of(self.graph.components[name]) for name in asked}
            fresh = [name for name in asked if not _is_same(found[name], self.lost[name])]
            rounds.append({name: self.lost[name] for name in fresh})
            self.lost.update({name: found[name] for name in fresh})
            asked = sorted({other for name in fresh for other in behind[name]}, key=places.__getitem__)

    def _behind(self, cycle: Sequence[str]) -> dict[str, set[str]]:
        """Per node of a cycle, those that are told from it; over a tie from its other end, too."""
        found: dict[str, set[str]] = {name: set() for name in cycle}
        for name in cycle:
            over = (other for _, other in self.graph.ties.get(name, ()))
            for other in (*self.graph.needs[name], *over):
                if other in found:
                    found[other].add(name)
        return found


def _is_same(one: B, other: B) -> bool:
    """Tell whether two truths, formulas or arrays over states, are the same."""
    return one is other or bool(np.all(np.asarray(one) == np.asarray(other)))


class _Pass(Generic[B, F]):
    """One pass down and one pass up."""

    def __init__(
        self,
        network: PowerNetwork,
        algebra: Algebra[B, F],
        health: Health[B],
        tripped: Mapping[str, B],
        known: Mapping[str, B],
    ) -> None:
        self._net, self._algebra, self._health = network, algebra, health
        self._reading = _Live(network.graph, algebra, health, tripped, known)
        self._reading.tell(network.groups)
        self._lost = self._reading.lost
        self._into: dict[str, list[F]] = {}
        self._through: dict[str, F] = {}
        self._raw: dict[str, B] = {}

    def flow(self) -> Flow[B, F]:
        for group in reversed(self._net.order):
            self._go_up(group)
        return Flow(lost=self._lost, through=self._through, raw=self._raw)

    def _go_up(self, group: Sequence[str]) -> None:
        if len(group) == 1:
            element = self._net.elements[group[0]]
            self._draw(element, self._passing(element), self._is_live, self._is_live(element.id))
            return
        self._go_round(group)

    def _go_round(self, group: Sequence[str]) -> None:
        """Go up a cycle, the last round first: what came alive in a round draws from what was live before."""
        rounds, algebra = self._reading.rounds[group[0]], self._algebra
        lost = {name: self._lost[name] for name in group}

        def live(name: str) -> B:
            return algebra.negation(lost[name] if name in lost else self._lost[name])

        for before in reversed(rounds):
            after = {name: lost[name] for name in before}
            lost.update(before)
            for name in before:
                new = algebra.all_of([before[name], algebra.negation(after[name])])
                element = self._net.elements[name]
                self._draw(element, algebra.only(self._passing(element), new), live, new)
        told = set[str]().union(*rounds)
        for name in (name for name in group if name not in told):
            self._draw(self._net.elements[name], algebra.nothing, live, algebra.never)

    def _passing(self, element: Element) -> F:
        """Return what is drawn from an element and what it takes itself."""
        own = []
        if element.demand:
            own = [self._algebra.drawn(element.demand, self._algebra.negation(self._lost[element.id]))]
        return self._algebra.total([*self._into.get(element.id, ()), *own])

    def _draw(self, element: Element, flow: F, live: Callable[[str], B], now: B) -> None:
        """Send a flow on to what an element draws it from, and note what it carries."""
        carried = [flow]
        if has_bypass(element.component):
            flow, carried = self._past_the_bypass(element, flow, live, now)
        known = [self._through[element.id]] if element.id in self._through else []
        self._through[element.id] = self._algebra.total([*known, *carried])
        inputs = self._algebra.only(flow, self._algebra.always, element.loss) if element.loss != 1 else flow
        for name, part in self._sources(element, inputs, live):
            self._into.setdefault(name, []).append(part)

    def _past_the_bypass(
        self, element: Element, flow: F, live: Callable[[str], B], now: B
    ) -> tuple[F, list[F]]:
        """Return what is left for its own inputs, and what it carries itself."""
        ups = element.component
        down = [self._reading.own(ups), *self._reading.supports(ups)]
        lasting = self._algebra.any_of([*down, self._algebra.negation(self._enough(ups, live))])
        raw = self._health.bypassed(ups, lasting)
        normal = self._algebra.negation(raw)
        known = [self._raw[ups.id]] if ups.id in self._raw else []
        self._raw[ups.id] = self._algebra.any_of([*known, self._algebra.all_of([raw, now])])
        around = (ups.bypass_fed_by if isinstance(ups, Ups) else ()) or ups.fed_by
        parts = [[(1.0, live(name))] for name in around]
        for name, part in zip(around, self._algebra.split(self._algebra.only(flow, raw), parts), strict=True):
            self._into.setdefault(name, []).append(part)
        own = self._algebra.only(flow, normal)
        return own, [own]

    def _is_live(self, name: str) -> B:
        return self._algebra.negation(self._lost[name])

    def _sources(self, element: Element, flow: F, live: Callable[[str], B]) -> Iterator[tuple[str, F]]:
        component = element.component
        match component:
            case Switch():
                yield from self._first(component, flow, live)
            case Tie():
                for end in component.between:
                    yield end, self._algebra.only(flow, live(end))
            case Server():
                shares = component.share or (1.0,) * len(component.fed_by)
                parts = [[(share, live(name))] for share, name in zip(shares, component.fed_by, strict=True)]
                yield from zip(component.fed_by, self._algebra.split(flow, parts), strict=True)
            case _ if not component.fed_by:
                return
            case _ if element.ties:
                enough = self._enough(component, live)
                yield from self._parallel(element, self._algebra.only(flow, enough), live)
                rest = self._algebra.only(flow, self._algebra.negation(enough))
                yield from self._over_ties(element, rest, live)
            case _:
                yield from self._parallel(element, flow, live)

    def _first(self, switch: Component, flow: F, live: Callable[[str], B]) -> Iterator[tuple[str, F]]:
        dead: list[B] = []
        for name in dict.fromkeys(switch.fed_by):
            yield name, self._algebra.only(flow, self._algebra.all_of([live(name), *dead]))
            dead.append(self._algebra.negation(live(name)))

    def _enough(self, component: Component, live: Callable[[str], B]) -> B:
        inputs = [live(name) for name in component.fed_by]
        return self._algebra.at_least(component.inputs_needed, inputs) if inputs else self._algebra.always

    def _parallel(self, element: Element, flow: F, live: Callable[[str], B]) -> Iterator[tuple[str, F]]:
        component = element.component
        if not any(element.standby):
            yield from self._shared(element, component.fed_by, flow, live)
            return
        pairs = zip(component.fed_by, element.standby, strict=True)
        first = tuple(name for name, waits in pairs if not waits)
        enough = self._algebra.at_least(component.inputs_needed, [live(name) for name in first])
        yield from self._shared(element, first, self._algebra.only(flow, enough), live)
        rest = self._algebra.only(flow, self._algebra.negation(enough))
        yield from self._shared(element, component.fed_by, rest, live)

    def _shared(
        self, element: Element, inputs: Sequence[str], flow: F, live: Callable[[str], B]
    ) -> Iterator[tuple[str, F]]:
        parts = [list(self._weights(name, live(name), by_rating=element.by_rating)) for name in inputs]
        yield from zip(inputs, self._algebra.split(flow, parts), strict=True)

    def _weights(self, name: str, live: B, *, by_rating: bool) -> Iterator[tuple[float, B]]:
        """Yield what an input counts for: what its units can carry, those in repair set aside; or one.

        Of a bank that is down altogether, and live all the same, its bypass carries: all that it is rated.
        """
        element = self._net.elements[name]
        if not by_rating or element.rating is None:
            yield 1.0, live
            return
        component = element.component
        working = [component.count - out for out in element.shorts]
        if has_bypass(component) and len(working) > 1:
            working.append(component.count)
        for out, units in enumerate(working):
            exactly = [live]
            if out:
                exactly.append(self._health.short(component, out))
            if out + 1 < len(working):
                exactly.append(self._algebra.negation(self._health.short(component, out + 1)))
            yield element.rating * units, self._algebra.all_of(exactly)

    def _over_ties(self, element: Element, flow: F, live: Callable[[str], B]) -> Iterator[tuple[str, F]]:
        parts = [[(1.0, self._algebra.all_of([live(tie), live(other)]))] for tie, other in element.ties]
        ties = [tie for tie, _ in element.ties]
        yield from zip(ties, self._algebra.split(flow, parts), strict=True)
