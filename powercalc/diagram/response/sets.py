"""The standby sets of a site as buses: each generator, and what several of them fail by together.

A common cause of starting or running is a bus of one set of its own, in series with each generator that it
strikes: it is called when they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from powercalc.components import Generator
from powercalc.diagram.common_cause import CommonEvent, common_events, stated_groups, unit_names
from powercalc.diagram.response.resting import group_mttr, tests
from powercalc.diagram.response.wires import Wires, faults
from powercalc.dynamics.chain import Sets

FIGURES = ("failure_rate", "fail_to_start", "dormant")
"""What standby sets can have in common."""


@dataclass(frozen=True, slots=True)
class BusPlan:
    """A bus of sets: the generators that are lost with it, and its figures."""

    members: tuple[str, ...]
    sets: Sets


def bus_plans(wires: Wires) -> dict[str, BusPlan]:
    """Return the buses by name: generators by their id, common causes by the name of the event."""
    generators = {id: node for id in wires.standby if isinstance(node := wires.components[id], Generator)}  # noqa: A001
    events = list(_shared(wires, generators))
    plans = {id: BusPlan((id,), _own(node, events)) for id, node in generators.items()}  # noqa: A001
    for event in events:
        members = tuple(id for id, node in generators.items() if event.units & set(unit_names(node)))  # noqa: A001
        struck = [generators[id] for id in members]  # noqa: A001
        plans[event.name] = BusPlan(members, _common(event, struck, group_mttr(wires, event)))
    return plans


def strikes_some(wires: Wires) -> Iterator[CommonEvent]:
    """Yield the common causes that strike some sets of a bus and not others: not computed."""
    for event in common_events(wires.site, stated_groups(wires.site), FIGURES):
        for id in wires.standby:  # noqa: A001
            struck = event.units & set(unit_names(wires.components[id]))
            if struck and len(struck) < wires.components[id].count:
                yield event


def _shared(wires: Wires, generators: dict[str, Generator]) -> Iterator[CommonEvent]:
    """Yield the common causes that strike whole buses of sets."""
    partial = {event.name for event in strikes_some(wires)}
    units = {unit for node in generators.values() for unit in unit_names(node)}
    for event in common_events(wires.site, stated_groups(wires.site), FIGURES):
        if event.units & units and event.name not in partial:
            yield event


def _own(node: Generator, events: list[CommonEvent]) -> Sets:
    """The figures of a generator, what it has in common with others taken off."""
    unit = unit_names(node)[0]
    taken = dict.fromkeys(FIGURES, 0.0)
    for event in events:
        if unit in event.units:
            taken[event.figure] += event.value
    mttr = node.mttr or 0.0
    found, untested, interval = faults(node)
    share = max(1 - taken["dormant"] / (found + untested), 0.0) if found + untested else 0.0
    return Sets(
        count=node.count,
        needed=node.units_needed,
        failure_rate=max((node.rate or 0.0) - taken["failure_rate"], 0.0),
        mttr=mttr,
        start_mttr=mttr if node.start_mttr is None else node.start_mttr,
        fail_to_start=max((node.fail_to_start or 0.0) - taken["fail_to_start"], 0.0),
        out_of_service=node.standby_unavailability or 0.0,
        start_time=node.start_time or 0.0,
        dormant_rate=found * share,
        untested_rate=untested * share,
        test_interval=interval if share else 0.0,
        mistakes=node.mistakes,
    )


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
        start_time=min(node.start_time or 0.0 for node in members),
        dormant_rate=hidden * coverage,
        untested_rate=hidden * (1 - coverage),
        test_interval=interval if hidden else 0.0,
    )
