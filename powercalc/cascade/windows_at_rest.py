"""Windows of planned work in a plain block diagram: standby as parallel, no times.

One diagram knows every unit that can be in service as a variable; a window is a column in which one of them
is out. Where overload can trip anything, each window has a diagram of its own, with the cascade in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from powercalc.cascade.overload_diagram import OwnOutages
from powercalc.cascade.rounds import cascade
from powercalc.dynamics.durations import legendre
from powercalc.engine.diagram import Diagram, build
from powercalc.events.common_causes import stated_groups
from powercalc.events.literals import Floats, Literal, frequencies, unavailabilities
from powercalc.events.own_failures import Events, OwnFailures, in_service
from powercalc.events.planned_work import SURE, ComponentWork, InWindow, PlannedWindow
from powercalc.flow.limits import quieted
from powercalc.flow.power_network import PowerNetwork
from powercalc.measures.flips import probability_and_frequency
from powercalc.plain.plain_diagram import plain_diagram
from powercalc.site import Site

POINTS = 12
"""At how many times a window is looked at."""
TRIED = (0.01, 0.5, 0.99)
"""Chances of being down that stand for any, where it is asked only what can happen."""


def plain_windows(site: Site, work: Sequence[ComponentWork]) -> list[PlannedWindow]:
    """Return what each window means for the loads, overload left out."""
    diagram = plain_diagram(site, served=work)
    names = {literal.name: place for place, literal in enumerate(diagram.literals)}
    asked = [diagram.lost, diagram.uncooled, diagram.out_of_service]
    roots = [*(root for about in asked for root in about.values()), diagram.any_lost]
    served = [names[name] for each in work if (name := in_service(each.component)) in names]
    look = _Look(build(diagram.formulas, roots), diagram.literals, served)
    found = []
    for service in work:
        told = iter(look.window(service, names.get(in_service(service.component))))
        loads, cooling, needs = ({name: next(told) for name in about} for about in asked)
        found.append(
            PlannedWindow(service=service, loads=loads, any_load=next(told), cooling=cooling, needs=needs)
        )
    return found


def overload_windows(site: Site, network: PowerNetwork, work: Iterable[ComponentWork]) -> list[PlannedWindow]:
    """Return what each window means, with trips and cascades.

    Raises `EngineLimit` when one is too large to be exact.
    """
    return [_with_cascade(site, network, service) for service in work]


def _with_cascade(site: Site, network: PowerNetwork, service: ComponentWork) -> PlannedWindow:
    events = Events()
    own = OwnFailures(site, events, site.graph.always, stated_groups(site))
    health = OwnOutages(own, {service.component: service.units})
    lost = cascade(quieted(network), events.formulas, health).lost
    by_load: Mapping[str, int] = {load.id: lost[network.by_load[load.id]] for load in site.loads}
    distinct = list(dict.fromkeys(by_load.values()))
    roots = [*distinct, events.formulas.any_of(distinct)]
    *found, any_load = _Look(build(events.formulas, roots), events.literals).at(service.hours)
    by_root = dict(zip(distinct, found, strict=True))
    return PlannedWindow(
        service=service, loads={load: by_root[root] for load, root in by_load.items()}, any_load=any_load
    )


class _Look:
    """Looks at the roots of a diagram in the course of a window."""

    def __init__(self, diagram: Diagram, literals: Sequence[Literal], served: Sequence[int] = ()) -> None:
        self._diagram = diagram
        self._owners = np.array([literal.component for literal in literals])
        self._q = unavailabilities(literals)
        self._q[list(served)] = 0.0
        self._w, unknown = frequencies(literals)
        self._unknown = unknown
        ends = [literal.mttr if literal.chance is None and literal.mttr else np.inf for literal in literals]
        self._repairs = 1 / np.array(ends)

    def at(self, hours: float, out: int | None = None) -> list[InWindow]:
        """What each root goes through while the variable `out` is true."""
        times, weights = legendre(POINTS)
        old = self._q[:, None] * np.exp(-np.outer(self._repairs, times * hours))
        columns = np.column_stack([self._q, np.zeros(len(self._q)), old])
        if out is not None:
            columns[out] = 1.0
        lost = self._diagram.probability(columns)
        begun = np.maximum(lost[:, 0] - lost[:, 2:] @ weights, 0.0)
        _, often = probability_and_frequency(self._diagram, columns[:, 0], self._w)
        known = self._known(columns[:, 0])
        return [
            self._told(hours, float(begun[root]), float(often[root]), known[root], lost[root, 1] > SURE)
            for root in range(len(begun))
        ]

    def _known(self, q: Floats) -> list[bool]:
        """Whether nothing whose rate nobody knows can interrupt each root: beside what is out, it may not.

        Anything else may be down, at several chances: with one alone, a long row or a wide bank would vanish.
        """
        chances = (np.where((q > 0) & (q < 1), chance, q) for chance in TRIED)
        w = self._unknown.astype(np.float64)
        often = [probability_and_frequency(self._diagram, each, w)[1] for each in chances]
        return [not any(each) for each in zip(*often, strict=True)]

    def window(self, service: ComponentWork, out: int | None) -> list[InWindow]:
        """What each root goes through, with what outlasts the wait for the window."""
        before = self.outlasted(service).tolist()
        inside = self.at(service.hours, out)
        return [replace(each, outlasted=u) for each, u in zip(inside, before, strict=True)]

    def outlasted(self, service: ComponentWork) -> Floats:
        """The chance of a loss from before the window, with what is worked on in place, (roots,)."""
        times, weights = legendre(POINTS)
        old = self._q[:, None] * np.exp(-np.outer(self._repairs, times * service.hours))
        old[self._owners == service.component] = 0.0
        return np.asarray(self._diagram.probability(old) @ weights)

    def _told(self, hours: float, begun: float, often: float, known: bool, planned: bool) -> InWindow:  # noqa: FBT001
        if planned:
            return InWindow(unavailability=0.0, counted=0.0, planned_hours=hours, planned_interruptions=1.0)
        return InWindow(unavailability=begun, counted=max(often, 0.0) * hours, known=known)
