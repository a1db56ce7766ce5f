"""A site as a plain block diagram: who is without power, given what is down. No times, no calls.

Every node n of the wiring has one formula, "the output of n is lost":

    Lost_n = own failure, or a support lost, or too little cooling, or too few inputs live

A cycle (a tie between two buses) is connectivity: live means connected to something live, the least fixed
point (`engine.connectivity`). A loop of support is the other way round (see `SupportLoops`).

A load is without power when its cords are. What it depends on and what cools it take its service, not its
power, and have formulas of their own.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from powercalc.components import Component, Tie, Ups
from powercalc.diagram.common_cause import stated_groups
from powercalc.diagram.cycles import WayIn, connected, votes
from powercalc.diagram.literals import Literal
from powercalc.diagram.service import Service
from powercalc.diagram.units import Events, OwnFailures
from powercalc.engine.formula import Formulas
from powercalc.site import CommonCause, Site


@dataclass(frozen=True, kw_only=True)
class SiteDiagram:
    """The formulas of a site: one "is without power" per load, over independent literals."""

    formulas: Formulas
    literals: tuple[Literal, ...]
    lost: Mapping[str, int]
    """The formula of each load, in the order of the file."""
    any_lost: int
    """At least one load is without power."""
    own: Mapping[str, int] = field(default_factory=dict)
    """The formula of each component's own units: too few of them work."""
    uncooled: Mapping[str, int] = field(default_factory=dict)
    """Per load that is cooled: too few of its cooling units are live."""
    unsupported: Mapping[str, int] = field(default_factory=dict)
    """Per load that depends on anything: something that it depends on is lost."""
    out_of_service: Mapping[str, int] = field(default_factory=dict)
    """Per load that needs more than power: without power, cooling, or something that it depends on."""

    def of_cooling(self) -> SiteDiagram:
        """The same diagram, asked about cooling instead of power."""
        return self._asked(self.uncooled)

    def of_supports(self) -> SiteDiagram:
        """The same diagram, asked about what loads depend on."""
        return self._asked(self.unsupported)

    def of_service(self) -> SiteDiagram:
        """The same diagram, asked about all that a load needs."""
        return self._asked(self.out_of_service)

    def with_service(self, site: Site, lost: Mapping[str, int]) -> SiteDiagram:
        """The same diagram with what loads need beside power; `lost` has the formula of every node."""
        needs = Needs(self.formulas, lost)
        loads = [load for load in site.complete if load.is_load]
        return replace(
            self,
            uncooled={load.id: needs.uncooled(load) for load in loads if load.cooled_by},
            unsupported={load.id: needs.unsupported(load) for load in loads if load.depends_on},
            out_of_service={load.id: needs.lost(load) for load in loads if load.cooled_by or load.depends_on},
        )

    def _asked(self, about: Mapping[str, int]) -> SiteDiagram:
        return replace(self, lost=about, any_lost=self.formulas.any_of(about.values()))


def plain_diagram(
    site: Site, common_causes: Iterable[CommonCause] | None = None, served: Iterable[Service] = ()
) -> SiteDiagram:
    """Return the plain block diagram of a site, with its own common causes or with other ones.

    A unit of each component `served` can be in service, which is one more literal.
    """
    events = Events()
    groups = stated_groups(site) if common_causes is None else common_causes
    own = OwnFailures(site, events, site.graph.always, groups, served)
    losses = Losses(site, events, own)
    lost = losses.all()
    loads = {load.id: lost[load.id] for load in site.loads}
    return SiteDiagram(
        formulas=events.formulas,
        literals=tuple(events.literals),
        lost=loads,
        any_lost=events.formulas.any_of(loads[name] for name in site.neighbours),
        own=own.banks,
    ).with_service(site, lost)


class Needs:
    """What a component needs beside power, as formulas over those of what supports it."""

    def __init__(self, formulas: Formulas, lost: Mapping[str, int]) -> None:
        self._formulas = formulas
        self._lost = lost

    def lost(self, load: Component) -> int:
        """Return "it is without power, or cooling, or something that it depends on"."""
        return self._formulas.any_of([self._lost[load.id], self.uncooled(load), self.unsupported(load)])

    def uncooled(self, component: Component) -> int:
        """Return "too few of the cooling units are live"; never, for what needs none."""
        units = [self._lost[name] for name in component.cooled_by]
        if not units:
            return self._formulas.never
        return self._formulas.at_least(len(units) - component.cooling_needed + 1, units)

    def unsupported(self, component: Component) -> int:
        """Return "something that it depends on is lost"."""
        return self._formulas.any_of(self._lost[name] for name in component.depends_on)


class Losses:
    """Builds "the output of n is lost" for every node of a site."""

    def __init__(self, site: Site, events: Events, own: OwnFailures) -> None:
        self._graph = site.graph
        self._components = site.graph.components
        self._events = events
        self._formulas = events.formulas
        self._own = own
        self._lost: dict[str, int] = {}
        self._before: dict[str, int] = {}
        """Of a cycle that is being told, what the round before says of its nodes: as supports."""
        self.needs = Needs(self._formulas, ChainMap(self._before, self._lost))

    def all(self) -> dict[str, int]:
        """Return the formula of every node."""
        loops = self._graph.loops
        for group in self._graph.groups:
            rounds = loops.rounds(group)
            if rounds:
                self._lost.update(dict.fromkeys(group, self._formulas.never))
            parts = loops.order(group) if rounds else [group]
            for _ in range(max(rounds, 1)):
                for part in parts:
                    self._settle(part)
        return self._lost

    def _settle(self, group: list[str]) -> None:
        if len(group) == 1:
            self._lost[group[0]] = self._of(self._components[group[0]])
        else:
            self._connect(group)

    def _connect(self, cycle: list[str]) -> None:
        """Tell a cycle; what a vote over inputs of it gives is known from the round before."""
        own = {name: self._own.lost(self._components[name]) for name in cycle}
        asked = {name for name in cycle if not own.keys() >= set(self._graph.consumers[name])}
        self._before.update({name: self._lost[name] for name in cycle if name in self._lost})
        self._lost.update(dict.fromkeys(cycle, self._formulas.always))
        for _ in range(1 + votes(self._components, cycle)):
            nodes = {name: list(self._ways_in(self._components[name], own)) for name in cycle}
            self._lost.update(connected(self._formulas, nodes, asked))
        self._before.clear()

    def _ways_in(self, component: Component, own: Mapping[str, int]) -> Iterator[WayIn]:
        """Yield how power comes to a node of a cycle whose nodes have these formulas of their own."""
        down = self._formulas.any_of([own[component.id], *self._supports(component), *self._also(component)])
        known, arrivals = self._arrivals(component)
        hazards = self._own.hazards(component)
        stored = [*known, *self._instead(component)]
        yield self._way_in(self._formulas.any_of([hazards, down]), arrivals, own, stored)
        if isinstance(component, Ups) and component.bypass:
            around = [(name, self._not_closed(name)) for name in component.bypass_fed_by]
            past = self._formulas.any_of([hazards, self._own.fails_to_bypass(component)])
            yield self._way_in(past, around or arrivals, own, () if around else known)

    def _arrivals(self, component: Component) -> tuple[list[int], list[tuple[str, int]]]:
        """Return what is known to be lost of the inputs, and from where else power may come, over what."""
        if isinstance(component, Tie):
            return [], [(end, self._formulas.never) for end in component.between]
        over = [(other, self._broken(tie)) for tie, other in self._graph.ties.get(component.id, ())]
        if component.inputs_needed > 1 or not component.fed_by:
            return [self._alone(component)], over
        return [], [*((name, self._not_closed(name)) for name in component.fed_by), *over]

    def _way_in(
        self,
        down: int,
        arrivals: Iterable[tuple[str, int]],
        inside: Collection[str],
        known: Iterable[int] = (),
    ) -> WayIn:
        """Part what comes from outside a cycle from the hops within."""
        arrivals = list(arrivals)
        outside = [
            self._formulas.any_of([self._lost[name], broken])
            for name, broken in arrivals
            if name not in inside
        ]
        hops = [each for each in arrivals if each[0] in inside]
        return WayIn(down=down, outside=[*known, *outside], hops=hops)

    def _of(self, component: Component) -> int:
        if component.is_load:
            return self._formulas.any_of([self._inputs(component), self._own.hazards(component)])
        own = self._own.lost(component)
        supports = self._supports(component)
        if isinstance(component, Ups) and component.bypass:
            return self._with_bypass(component, self._formulas.any_of([own, *supports]))
        return self._formulas.any_of([own, *supports, *self._also(component), self._fed(component)])

    def _with_bypass(self, ups: Ups, down: int) -> int:
        """Lost = (down or input lost) and (bypass input lost or no transfer to it), or a hazard."""
        around = [self._arriving(name) for name in ups.bypass_fed_by]
        input_lost = self._fed(ups)
        bypass_lost = self._formulas.all_of(around) if around else self._unstored(ups)
        stuck = self._own.fails_to_bypass(ups)
        ordinary = self._formulas.any_of([down, input_lost])
        around_lost = self._formulas.any_of([bypass_lost, stuck])
        return self._formulas.any_of(
            [
                self._own.hazards(ups),
                self._formulas.all_of([ordinary, around_lost]),
            ]
        )

    def _unstored(self, ups: Ups) -> int:
        """Return "no power comes in that a bypass could pass on", without storage."""
        return self._formulas.all_of([self._alone(ups), *self._over_ties(ups)])

    def _fed(self, component: Component) -> int:
        """Return "no power comes in": too few inputs live, and no tie brings any."""
        if isinstance(component, Tie):
            return self._formulas.all_of([self._lost[end] for end in component.between])
        return self._formulas.all_of([self._inputs(component), *self._over_ties(component)])

    def _over_ties(self, component: Component) -> Iterator[int]:
        for tie, other in self._graph.ties.get(component.id, ()):
            yield self._formulas.any_of([self._broken(tie), self._lost[other]])

    def _broken(self, tie: str) -> int:
        """Return "the tie itself does not conduct"."""
        component = self._components[tie]
        own = self._own.lost(component)
        return self._formulas.any_of([own, *self._supports(component), self._not_closed(tie)])

    def _supports(self, component: Component) -> list[int]:
        return [self.needs.unsupported(component), self.needs.uncooled(component)]

    def _inputs(self, component: Component) -> int:
        """Return "too few inputs are live, and nothing supplies in their place"."""
        return self._formulas.all_of([self._alone(component), *self._instead(component)])

    def _alone(self, component: Component) -> int:
        inputs = [self._arriving(name) for name in component.fed_by]
        if not inputs:
            return self._formulas.never
        return self._formulas.at_least(len(inputs) - component.inputs_needed + 1, inputs)

    def _also(self, component: Component) -> list[int]:  # noqa: ARG002 - whoever knows of more says more
        """Return what else takes a node down that only carries power: here nothing."""
        return []

    def _instead(self, component: Component) -> list[int]:  # noqa: ARG002 - as above
        """Return what must be lost beside the inputs, as it supplies in their place: here nothing."""
        return []

    def _arriving(self, feeder: str) -> int:
        """Return "nothing comes over this input": it is lost, or a path that has not closed."""
        return self._formulas.any_of([self._lost[feeder], self._not_closed(feeder)])

    def _not_closed(self, path: str) -> int:  # noqa: ARG002 - whoever knows of closing says more
        """Return "a path that is normally open has not closed": here all are closed."""
        return self._formulas.never
