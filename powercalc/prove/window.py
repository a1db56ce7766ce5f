"""A maintenance window: one component out for some hours, from a state in which nothing else is down.

At time t into it another block is down with probability U (1 - e^(-(λ + μ) t)), not with its steady U, and
goes down at the rate λ (1 - U (1 - e^(-(λ + μ) t))). The expected number of interruptions is the integral
over the window of how often the loss begins, N; the chance of at least one is 1 - e^(-N).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from powercalc.diagram.cascade import cascade
from powercalc.diagram.common_cause import stated_groups
from powercalc.diagram.literals import Floats, Literal
from powercalc.diagram.overload import OwnHealth
from powercalc.diagram.units import Events, OwnFailures
from powercalc.engine.diagram import build
from powercalc.flow.network import Network, network
from powercalc.flow.single import in_chunks, parts, units_out
from powercalc.measures.flips import frequency
from powercalc.prove.states import Search, State
from powercalc.site import Site
from powercalc.site.calls import Calls

_NODES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What a maintenance window means for the loads."""

    site: str
    component: str
    units: int
    duration_h: float
    dark: tuple[str, ...]
    """The loads without power for as long as it lasts."""
    overloaded: tuple[str, ...]
    story: str
    chance: Mapping[str, float]
    """Per load, the chance of an interruption within the window; 1 for what is dark anyway."""
    must_not_fail: Mapping[str, tuple[str, ...]]
    """Per load, each component of which one unit more would take its power."""
    loses_redundancy: tuple[str, ...]
    """The loads that no single failure takes down, but one does within the window."""
    without_time_scale: tuple[str, ...]
    """Components with a plain unavailability: taken as sound throughout."""
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON has it."""
        return {"schema": "powercalc/window/1", **asdict(self)}


def window(site: Site, asked: str, hours: float) -> Window:
    """Return what taking a component out for some hours means. Raises `CallError` for an unknown one."""
    net = network(site)
    ((name, units),) = units_out(net, [asked]).items()
    if ":" not in asked or asked in parts(net):
        units = 1  # service goes unit by unit
    loads = tuple(load.id for load in site.loads)
    found = Search(network=net).told(State(out={name: units}), loads)
    before, within = _single_points(net, {}), _single_points(net, {name: units})
    chances, timeless = _chances(site, net, {name: units}, hours)
    return Window(
        site=site.name,
        component=name,
        units=units,
        duration_h=hours,
        dark=found.dark,
        overloaded=found.overloaded,
        story=found.story,
        chance={load: 1.0 if load in found.dark else chances[load] for load in loads},
        must_not_fail={load: points for load, points in within.items() if load not in found.dark},
        loses_redundancy=tuple(load for load in within if load not in before and load not in found.dark),
        without_time_scale=timeless,
        warnings=tuple(str(problem) for problem in site.warnings),
    )


def _single_points(net: Network, out: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """Return, per load, the components of which one unit more out takes its power."""
    counts = {name: net.elements[name].component.count for name in parts(net)}
    states = [
        {**out, name: out.get(name, 0) + 1} for name, count in counts.items() if out.get(name, 0) < count
    ]
    points: dict[str, list[str]] = {}
    for some, _, settled in in_chunks(net, states):
        for element, loads in net.members.items():
            for place in np.flatnonzero(settled.lost[element]).tolist():
                more = next(name for name in some[place] if some[place][name] != out.get(name, 0))
                for load in loads:
                    points.setdefault(load, []).append(more)
    return {load: tuple(points[load]) for load in net.by_load if load in points}


def _chances(
    site: Site, net: Network, out: Mapping[str, int], hours: float
) -> tuple[dict[str, float], tuple[str, ...]]:
    """Return, per load, the chance of an interruption, and what has no time scale."""
    events = Events()
    own = OwnFailures(site, events, Calls(site).always_called(), stated_groups(site))
    lost = cascade(net, events.formulas, OwnHealth(own, out)).lost
    roots = [lost[element] for element in net.members]
    compiled = build(events.formulas, roots)
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    expected = np.zeros(len(roots))
    for node, weight in zip((nodes + 1) / 2 * hours, weights / 2 * hours, strict=True):
        q, w = _at(events.literals, float(node))
        expected += weight * frequency(compiled, q, w)
    chance = dict(zip(net.members, (-np.expm1(-expected)).tolist(), strict=True))
    timeless = {each.component for each in events.literals if each.chance is not None and not each.demand}
    return {load: float(chance[element]) for load, element in net.by_load.items()}, tuple(sorted(timeless))


def _at(literals: list[Literal], t: float) -> tuple[Floats, Floats]:
    """Return, per literal, the probability of being down at time t and the rate of going down, [1/h]."""
    pairs = [_moment(literal, t) for literal in literals]
    return np.array([q for q, _ in pairs]), np.array([w for _, w in pairs])


def _moment(literal: Literal, t: float) -> tuple[float, float]:
    if literal.chance is not None:
        return (literal.chance if literal.demand else 0.0), 0.0
    rate = literal.failure_rate or 0.0
    q = literal.unavailability
    if literal.mttr:
        q *= -math.expm1(-(rate + 1 / literal.mttr) * t)
    return q, rate * (1 - q)
