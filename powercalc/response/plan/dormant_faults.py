"""What rests until it is needed, other than generators: what a fault that nobody knows of does not hurt.

Batteries rest while they are fed, a switch while its first input is live, a path that is normally open while
what it feeds has power, and anything else if all that it feeds is a later input of a switch or such a path.
What carries power at all times shows its faults at once, and has none that a test must find.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from powercalc.components import Component, Generator, Storage, Switch, Tie
from powercalc.events.common_causes import CommonEvent, common_events, stated_groups, unit_names
from powercalc.response.plan.open_paths import PathPlan, is_open
from powercalc.response.plan.roles import faults, is_plain
from powercalc.site import Site
from powercalc.site.calls import Caller
from powercalc.site.graph import Graph


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A fault that nobody knows of: of each of some units, or of all of them together."""

    needs: tuple[Caller, ...]
    """The conditions under which it shows; any one suffices."""
    units: tuple[str, ...]
    together: bool = False
    found: float
    """[1/h], of faults that a test finds."""
    untested: float
    """[1/h], of faults that only a need shows."""
    interval: float
    """[h] between tests; 0 where there are none."""
    mttr: float
    carries: bool
    """Whether it leaves its owner dead, and not only what that does on demand."""


def resting(site: Site, paths: list[PathPlan]) -> dict[str, Rest]:
    """Return what may hide a fault, by the component, or by the name of a common cause."""
    found: dict[str, Rest] = {}
    events, wires = list(hidden_events(site)), site.graph
    for node in wires.components.values():
        hides = node.dormant_failure_rate and not (node.is_load or isinstance(node, Generator))
        if hides and (needs := _needs(wires, paths, node)):
            found[node.id] = _alone(node, needs, events)
    for event in events:
        struck = {name: found[name] for name in event.members if name in found}
        if struck:
            coverage, interval = tests([wires.components[name] for name in struck])
            found[event.name] = _in_common(
                event, struck.values(), group_mttr(site, event), coverage, interval
            )
    return found


def hidden_events(site: Site) -> Iterator[CommonEvent]:
    """Yield the common causes of faults that nobody knows of."""
    return common_events(site, stated_groups(site), ("dormant",))


def group_mttr(site: Site, event: CommonEvent) -> float | None:
    """The restoration time that the group of an event states, [h]."""
    return next((g.mttr for g in stated_groups(site) if g.name == event.group), None)


def _alone(node: Component, needs: list[Caller], events: list[CommonEvent]) -> Rest:
    """The faults of each unit by itself."""
    found, untested, interval = faults(node)
    units = tuple(unit_names(node))
    common = sum(event.value for event in events if units[0] in event.units)
    share = max(1 - common / (found + untested), 0.0)
    return Rest(
        needs=tuple(dict.fromkeys(needs)), units=units, found=found * share, untested=untested * share,
        interval=interval if share else 0.0, mttr=node.mttr or 0.0, carries=carries(node),
    )  # fmt: skip


def tests(nodes: Iterable[Component]) -> tuple[float, float]:
    """How much of a fault in common the tests of its members find, and hours between tests, if any."""
    found = [(node.test_coverage, faults(node)[2]) for node in nodes]
    tested = [(coverage, interval) for coverage, interval in found if interval]
    if not tested:
        return 0.0, 0.0
    return min(coverage for coverage, _ in tested), min(interval for _, interval in tested)


def _in_common(
    event: CommonEvent, struck: Collection[Rest], mttr: float | None, coverage: float, interval: float
) -> Rest:
    """The fault that several things have together: the test of any of them finds it."""
    return Rest(
        needs=tuple(dict.fromkeys(need for rest in struck for need in rest.needs)),
        units=tuple(sorted(event.units)), together=True,
        found=event.value * coverage, untested=event.value * (1 - coverage),
        interval=interval,
        mttr=max(rest.mttr for rest in struck) if mttr is None else mttr,
        carries=any(rest.carries for rest in struck),
    )  # fmt: skip


def never_rests(site: Site, paths: list[PathPlan]) -> tuple[str, ...]:
    """Return what states dormant faults and is in use at all times."""
    found, wires = resting(site, paths), site.graph
    return tuple(
        node.id
        for node in wires.components.values()
        if node.dormant_failure_rate and node.id not in found and node.id not in wires.standby
    )


def _needs(wires: Graph, paths: list[PathPlan], node: Component) -> list[Caller] | None:
    """When a node is needed; None where it always is."""
    if isinstance(node, Storage):
        return [Caller(node.fed_by, node.inputs_needed, (node.id,))]
    if isinstance(node, Switch):
        return [Caller(node.fed_by[:1], 1, (node.id,))] if len(node.fed_by) > 1 else None
    if is_open(node):
        return [Caller(path.others, path.needed, (node.id,)) for path in paths if path.id == node.id] or None
    return None if isinstance(node, Tie) else _behind(wires, paths, node)


def _behind(wires: Graph, paths: list[PathPlan], node: Component) -> list[Caller] | None:
    """When any of what a plain node feeds looks for it."""
    found: list[Caller] = []
    pending, seen = [node.id], {node.id}
    while pending:
        feeder = pending.pop()
        if wires.ties.get(feeder):
            return None
        for consumer in (wires.components[name] for name in wires.consumers[feeder]):
            if feeder in consumer.fed_by and is_plain(consumer) and not is_open(consumer):
                pending += {consumer.id} - seen
                seen.add(consumer.id)
                continue
            needs = _of_consumer(paths, feeder, consumer)
            if needs is None:
                return None
            found += needs
    return found


def _of_consumer(paths: list[PathPlan], feeder: str, consumer: Component) -> list[Caller] | None:
    """When what does not only carry power on looks for one of its inputs; None where it always does."""
    if feeder not in consumer.fed_by:
        return None
    if isinstance(consumer, Switch):
        place = consumer.fed_by.index(feeder)
        return [Caller(consumer.fed_by[:place], 1, (feeder,))] if place else None
    if is_open(consumer):
        return [Caller(p.others, p.needed, (consumer.id,)) for p in paths if p.id == consumer.id] or None
    return None


def carries(node: Component) -> bool:
    """Tell whether a fault of it that nobody knows of leaves it dead, and not only what it does on demand."""
    return not isinstance(node, Storage | Switch) and not is_open(node)
