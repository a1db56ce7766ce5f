"""From components to nodes: what each kind does."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from powercalc.components import (
    ERROR_FACTOR,
    Component,
    Generator,
    GridFeed,
    Outage,
    Path,
    Server,
    Storage,
    Switch,
    Tie,
    Ups,
)
from powercalc.simulate import set_calls
from powercalc.simulate.draft import Draft, FailingUnit, Node, WatchedPoint
from powercalc.simulate.machine import (
    EXPONENTIAL,
    FIXED,
    LOGNORMAL,
    NEVER,
    PATH,
    PLAIN,
    RESTING,
    SETS,
    STANDBY,
    STORAGE,
    SWITCH,
    TEST,
    TIE,
)

ANY_LOAD = "any load"
_NORMAL_95 = 1.645
_SHAPES = {"exponential": EXPONENTIAL, "fixed": FIXED, "lognormal": LOGNORMAL}


def drafted(components: Sequence[Component]) -> tuple[Draft, dict[str, str]]:
    """Return the nodes, and per load the name of the node it shares with all loads of the same cords."""
    by_id = {component.id: component for component in components}
    called = set_calls.calls(by_id)
    draft = Draft(nodes={})
    for component in components:
        if not isinstance(component, Server):
            node = draft.nodes[component.id] = _node(component)
            if isinstance(component, Generator):
                _standby(node, component, called[component.id])
            if isinstance(component, Path) and not isinstance(component, Tie):
                node.conditions = set_calls.needs(component, by_id)
            if component.dormant_failure_rate and node.kind == PLAIN:
                _rest(node, set_calls.wanting(component, by_id))
            _add_tests(draft, node, component)
            if component.cooled_by:
                node.supports.append(_cooling(draft, component))
    _tie(draft, components)
    return draft, _loads(draft, [component for component in components if isinstance(component, Server)])


def _node(component: Component) -> Node:
    """Return the node of a component, with its units and figures."""
    node = Node(
        name=component.id,
        inputs=list(component.fed_by),
        inputs_needed=component.inputs_needed if component.fed_by else 0,
        supports=list(component.depends_on),
        units=list(_units(component)),
        units_needed=component.units_needed,
    )
    match component:
        case GridFeed() if component.outages:
            node.units_needed = len(component.outages)
        case Storage():
            _storage(node, component)
        case Switch():
            node.kind, node.inputs_needed = SWITCH, 1
            node.delay, node.failure = component.transfer_time or 0.0, component.fail_to_transfer or 0.0
            by_hand = component.manual_transfer_time
            node.manual = (component.mttr or 0.0) if by_hand is None else by_hand
            node.return_gap = component.return_gap or 0.0
        case Path():
            node.openable = component.normally == "open"
            node.kind = TIE if isinstance(component, Tie) else PATH if node.openable else node.kind
            node.delay, node.failure = component.transfer_time or 0.0, component.fail_to_transfer or 0.0
        case _:
            pass
    return node


def _storage(node: Node, component: Storage) -> None:
    node.kind, node.one_trial = STORAGE, component.shared_battery
    node.hold, node.failure = component.autonomy or 0.0, component.battery_failure or 0.0
    if isinstance(component, Ups):
        node.has_bypass, node.bypasses = component.bypass, list(component.bypass_fed_by)
        node.bypass_failure = component.fail_to_bypass or 0.0


def _standby(node: Node, component: Generator, conditions: list[set_calls.CallCondition]) -> None:
    """Complete a generator. One that is called always runs from the beginning, and starts without a trial."""
    node.kind, node.conditions = STANDBY, conditions
    if conditions == [set_calls.ALWAYS]:
        return
    node.delay, node.failure = component.start_time or 0.0, component.fail_to_start or 0.0
    node.out = component.standby_unavailability or 0.0
    if component.fuel_autonomy is not None:
        node.tank = f"tank {component.tank}" if component.tank else component.id
        node.fuel = component.fuel_autonomy
        node.resupply = NEVER if component.fuel_resupply is None else component.fuel_resupply


def _rest(node: Node, conditions: list[set_calls.CallCondition] | None) -> None:
    """Let a plain node rest until it is needed, if there is a time when it is not."""
    if conditions:
        node.kind, node.conditions = RESTING, conditions


def _add_tests(draft: Draft, node: Node, component: Component) -> None:
    """Add dormant faults to the units, and the tests that find them; what is always in use has none."""
    rate = component.dormant_failure_rate or 0.0
    if rate == 0.0 or not rests(component, node):
        return
    coverage = component.test_coverage if component.test_interval is not None else 0.0
    for unit in node.units:
        unit.dormant, unit.untested = rate * coverage, rate * (1.0 - coverage)
    if component.test_interval is not None:
        draft.causes.append(FailingUnit(kind=TEST, owner=component.id, repair=component.test_interval))


def rests(component: Component, node: Node) -> bool:
    """Tell whether it rests until it is needed."""
    if node.kind in (STANDBY, RESTING):
        return node.conditions != [set_calls.ALWAYS]
    return node.kind == STORAGE or node.openable or (node.kind == SWITCH and len(component.fed_by) > 1)


def _units(component: Component) -> Iterator[FailingUnit]:
    """Yield the units of a component; each sort of grid outage is one, and all are needed."""
    if isinstance(component, GridFeed) and component.outages:
        for outage in component.outages:
            yield FailingUnit(
                owner=component.id, rate=outage.failure_rate, repair=outage.mttr,
                law=_SHAPES[outage.restoration], sigma=sigma(outage),
                service_rate=(component.maintenance_rate or 0.0) / len(component.outages),
                service_time=component.maintenance_time or 0.0,
            )  # fmt: skip
        return
    mean = component.mttr or 0.0
    start_repair = mean
    if isinstance(component, Generator) and component.start_mttr is not None:
        start_repair = component.start_mttr
    rate, first = component.rate or 0.0, None
    if isinstance(component, Generator):
        first = component.failure_rate_first_hour
    for _ in range(component.count):
        yield FailingUnit(
            kind=SETS if isinstance(component, Generator) else FailingUnit().kind, owner=component.id,
            rate=rate, first=rate if first is None else first, repair=mean, start_repair=start_repair,
            law=_SHAPES[component.restoration], sigma=sigma(component),
            plain=component.unavailability or 0.0,
            service_rate=component.maintenance_rate or 0.0, service_time=component.maintenance_time or 0.0,
            mistake=component.maintenance_error or 0.0,
        )  # fmt: skip


def sigma(figures: Component | Outage) -> float:
    """Return s = ln(EF) / 1.645 of a lognormal restoration; EF is its 95th percentile over its median."""
    factor = figures.restoration_error_factor
    return math.log(ERROR_FACTOR if factor is None else factor) / _NORMAL_95


def cooling_of(name: str) -> str:
    """The name of the node that is the cooling of a component."""
    return f"cooling of {name}"


def service_of(load: str) -> str:
    """The name of the node that is the service of a load which needs more than power."""
    return f"service of {load}"


def _cooling(draft: Draft, component: Component) -> str:
    """Add the cooling of a component: it holds for the thermal autonomy. Return its name."""
    name = cooling_of(component.id)
    draft.nodes[name] = Node(
        name=name, kind=STORAGE, inputs=list(component.cooled_by), inputs_needed=component.cooling_needed,
        hold=component.thermal_autonomy or 0.0,
    )  # fmt: skip
    return name


def _tie(draft: Draft, components: Sequence[Component]) -> None:
    """Join the ends of each tie: both feed the tie, and the tie feeds each end that is no source."""
    for component in components:
        if isinstance(component, Tie):
            node = draft.nodes[component.id]
            node.inputs, node.inputs_needed = list(component.between), 1
            for end in component.between:
                if draft.nodes[end].inputs and component.id not in draft.nodes[end].inputs:
                    draft.nodes[end].inputs.append(component.id)
                    draft.nodes[end].ties += 1


def _loads(draft: Draft, loads: Sequence[Server]) -> dict[str, str]:
    """Add one node per sort of load, its cooling and service, and the node of all loads together."""
    sorts: dict[tuple[object, ...], str] = {}
    shared = {load.id: sorts.setdefault(_sort(load), load.id) for load in loads}
    for load in loads:
        if shared[load.id] == load.id:
            _load(draft, load)
    first = list(sorts.values())
    draft.nodes[ANY_LOAD] = Node(name=ANY_LOAD, inputs=first, inputs_needed=len(first))
    draft.points.append(WatchedPoint(node=ANY_LOAD))
    return shared


def _sort(load: Server) -> tuple[object, ...]:
    """Return what tells loads apart; those of one sort are dark together."""
    cords = load.fed_by if load.share else tuple(sorted(load.fed_by))
    return (
        cords, load.share, load.inputs_needed, load.hold_up, load.recovery_time, load.depends_on,
        load.cooled_by, load.cooling_needed, load.thermal_autonomy, frozenset(load.zone),
    )  # fmt: skip


def _load(draft: Draft, load: Server) -> None:
    recovery = load.recovery_time or 0.0
    draft.nodes[load.id] = Node(
        name=load.id, kind=STORAGE, inputs=list(load.fed_by), inputs_needed=load.inputs_needed,
        hold=load.hold_up or 0.0,
    )  # fmt: skip
    draft.points.append(WatchedPoint(node=load.id, recovery=recovery))
    if load.cooled_by or load.depends_on:
        cooling = [_cooling(draft, load)] if load.cooled_by else []
        draft.points += [WatchedPoint(node=name) for name in cooling]
        service = service_of(load.id)
        needs = list(dict.fromkeys([load.id, *cooling, *load.depends_on]))
        draft.nodes[service] = Node(name=service, inputs=needs, inputs_needed=len(needs))
        draft.points.append(WatchedPoint(node=service, recovery=recovery))
