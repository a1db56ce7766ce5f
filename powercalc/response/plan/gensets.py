"""The standby sets of a site as buses: each generator, and what several of them fail by together.

A common cause of starting or running is a bus of one set of its own, in series with each generator that it
strikes: it is called when they are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from powercalc.components import ERROR_FACTOR, Generator
from powercalc.dynamics.chain import Sets
from powercalc.dynamics.first_hour import FIRST_HOUR
from powercalc.dynamics.stages import fixed, lognormal
from powercalc.events.common_causes import CommonEvent, common_events, stated_groups, unit_names
from powercalc.response.plan.dormant_faults import group_mttr, tests
from powercalc.response.plan.roles import faults
from powercalc.response.plan.thresholds import INSTANT, total
from powercalc.site import Site
from powercalc.site.graph import Graph

FIGURES = ("failure_rate", "fail_to_start", "dormant")
"""What standby sets can have in common."""
STAGES = 11
"""The most stages of a repair that is not exponential."""
ENOUGH = 4, 7
"""Stages with which a lognormal, and a fixed time come out within 2 % of the downtime."""
ALONE, BESIDE, BEHIND = 60, 36, 12
"""The most states that stages may make of the chain of a bus: alone, beside others, behind or before one."""


@dataclass(frozen=True, slots=True)
class BusPlan:
    """A bus of sets: the generators that are lost with it, and its figures."""

    members: tuple[str, ...]
    sets: Sets


def bus_plans(site: Site) -> dict[str, BusPlan]:
    """Return the buses by name: generators by their id, common causes by the name of the event."""
    wires = site.graph
    generators = {id: node for id in wires.standby if isinstance(node := wires.components[id], Generator)}  # noqa: A001
    events = list(_shared(site, generators))
    most = _most_states(wires)
    plans = {
        id: BusPlan((id,), _staged(_own(node, events), node, most))
        for id, node in generators.items()  # noqa: A001
    }
    for event in events:
        members = tuple(id for id, node in generators.items() if event.units & set(unit_names(node)))  # noqa: A001
        struck = [generators[id] for id in members]  # noqa: A001
        plans[event.name] = BusPlan(members, _common(event, struck, group_mttr(site, event)))
    return plans


def causes_that_call(
    buses: Mapping[str, BusPlan],
    sets: Collection[str],
    called_for: Callable[[str], frozenset[str]],
    *,
    uses: bool,
) -> list[str]:
    """Return the common causes of some sets that call a generator which they do not strike.

    With the `uses` of generators, those that call any at all: what loads go through does not depend on it.
    """
    return [
        name
        for name, bus in buses.items()
        if name not in bus.members
        and not set(sets).isdisjoint(bus.members)
        and called_for(name).difference(() if uses else bus.members)
    ]


def first_hours(buses: Iterable[BusPlan]) -> set[float]:
    """Return the ages of a call at which sets of another rate in their first hour have run for it, [h]."""
    return {bus.sets.start_time + FIRST_HOUR for bus in buses if bus.sets.first_rate is not None}


def highest_rate(node: Generator) -> float:
    """The highest rate at which a set fails while it runs, [1/h]."""
    return max(node.rate or 0.0, node.failure_rate_first_hour or 0.0)


def _most_states(wires: Graph) -> int:
    """How large the chain of a bus may become: chains of several are looked at together."""
    if any(wires.sets_behind(feeder) for caller in wires.callers for feeder in caller.inputs):
        return BEHIND
    return ALONE if len(wires.standby) == 1 else BESIDE


def _staged(sets: Sets, node: Generator, most: int) -> Sets:
    """The sets with repairs of their shape, in as many stages as the chain may have states for."""
    if node.restoration == "exponential":
        return sets
    count = max((n for n in range(1, STAGES + 1) if sets.states(n) <= most), default=1)
    if node.restoration == "fixed":
        return replace(sets, repair=fixed(count))
    return replace(sets, repair=lognormal(node.restoration_error_factor or ERROR_FACTOR, count))


def staged_roughly(site: Site) -> tuple[str, ...]:
    """Return the generators whose repairs have too few stages to be told from others of the same mean."""
    plans, wires = bus_plans(site), site.graph
    needed = {"exponential": 1, "lognormal": ENOUGH[0], "fixed": ENOUGH[1]}
    return tuple(
        id
        for id in wires.standby  # noqa: A001
        if len(plans[id].sets.repair.rates) < needed[wires.components[id].restoration]
    )


def strikes_some(site: Site) -> Iterator[CommonEvent]:
    """Yield the common causes that strike some sets of a bus and leave enough of them: not computed.

    One that leaves too few is in series with the bus, whatever the other sets do.
    """
    for event in common_events(site, stated_groups(site), FIGURES):
        for id in site.graph.standby:  # noqa: A001
            node = site.graph.components[id]
            struck = event.units & set(unit_names(node))
            if struck and node.count - len(struck) >= node.units_needed:
                yield event


def _shared(site: Site, generators: dict[str, Generator]) -> Iterator[CommonEvent]:
    """Yield the common causes that leave too few sets of every bus that they strike."""
    partial = {event.name for event in strikes_some(site)}
    units = {unit for node in generators.values() for unit in unit_names(node)}
    for event in common_events(site, stated_groups(site), FIGURES):
        if event.units & units and event.name not in partial:
            yield event


def _own(node: Generator, events: list[CommonEvent]) -> Sets:
    """The figures of a generator, what it has in common with others taken off."""
    unit = unit_names(node)[0]
    taken = dict.fromkeys(FIGURES, 0.0)
    for event in events:
        if unit in event.units:
            taken[event.figure] += event.value
    mttr, first = node.mttr or 0.0, node.failure_rate_first_hour
    found, untested, interval = faults(node)
    share = max(1 - taken["dormant"] / (found + untested), 0.0) if found + untested else 0.0
    return Sets(
        count=node.count,
        needed=node.units_needed,
        failure_rate=max((node.rate or 0.0) - taken["failure_rate"], 0.0),
        first_rate=None if first is None else max(first - taken["failure_rate"], 0.0),
        mttr=mttr,
        start_mttr=mttr if node.start_mttr is None else node.start_mttr,
        fail_to_start=max((node.fail_to_start or 0.0) - taken["fail_to_start"], 0.0),
        out_of_service=1 - (1 - (node.standby_unavailability or 0.0)) * (1 - (node.unavailability or 0.0)),
        start_time=_start(node),
        dormant_rate=found * share,
        untested_rate=untested * share,
        test_interval=interval if share else 0.0,
        mistakes=node.mistakes,
    )


def _start(node: Generator) -> float:
    """How long after its call it supplies, [h]: at once where nothing tells the two apart."""
    hours = total(node.start_time or 0.0, 0.0)
    return hours if hours > INSTANT else 0.0


def _common(event: CommonEvent, members: list[Generator], stated: float | None) -> Sets:
    """One cause as a set of its own: it strikes at the start, while they run, or unseen while they rest."""
    starts = event.figure == "fail_to_start"
    resets = [node.mttr or 0.0 if node.start_mttr is None else node.start_mttr for node in members]
    mttr = max(resets if starts else [node.mttr or 0.0 for node in members]) if stated is None else stated
    coverage, interval = tests(members)
    hidden = event.value if event.figure == "dormant" else 0.0
    return Sets(
        count=1,
        needed=1,
        failure_rate=event.value if event.figure == "failure_rate" else 0.0,
        mttr=mttr,
        start_mttr=mttr,
        fail_to_start=event.value if starts else 0.0,
        out_of_service=0.0,
        start_time=min(_start(node) for node in members),
        dormant_rate=hidden * coverage,
        untested_rate=hidden * (1 - coverage),
        test_interval=interval if hidden else 0.0,
    )
