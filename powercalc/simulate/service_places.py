"""From the services of a site to what they watch: the loads they may run on, and what they depend on."""

from __future__ import annotations

from collections.abc import Mapping

from powercalc.components import Server
from powercalc.simulate.draft import Draft, SimulatedPlace, SimulatedService, WatchedPoint
from powercalc.simulate.event_order import circles
from powercalc.simulate.translate import service_of
from powercalc.site import Service, Site


def add_services(draft: Draft, site: Site, load_nodes: Mapping[str, str]) -> None:
    """Add the services, each after those that it depends on, and watch the components that they depend on."""
    draft.guarded = len(draft.points)
    services = {service.id: service for service in site.services}
    needs = {each.id: [load_nodes.get(need, need) for need in each.depends_on] for each in site.services}
    order = [name for (name,) in circles(_of_services(services))]
    watched = {point.node for point in draft.points}
    components = [need for each in needs.values() for need in each if need not in services]
    draft.points += [WatchedPoint(node=node) for node in dict.fromkeys(components) if node not in watched]
    numbers = {point.node: p for p, point in enumerate(draft.points)}
    of_services = {name: p for p, name in enumerate(order, start=len(draft.points))}
    for name in order:
        service = services[name]
        points = {load: _needed_by(load, numbers, load_nodes) for load in service.runs_on}
        draft.services.append(
            SimulatedService(
                id=name,
                places=[
                    SimulatedPlace(load=load, point=p, recovery=_recovery(site, service, load))
                    for load, p in points.items()
                ],
                needs=[{**numbers, **of_services}[need] for need in dict.fromkeys(needs[name])],
                needed=service.needed,
                failover=service.failover_time,
                failure=service.fail_to_fail_over,
            )
        )


def _of_services(services: Mapping[str, Service]) -> dict[str, list[str]]:
    """Return, per service, the services that it depends on."""
    return {name: [need for need in each.depends_on if need in services] for name, each in services.items()}


def _needed_by(load: str, numbers: Mapping[str, int], load_nodes: Mapping[str, str]) -> int:
    """Return the number of the point that stands for all that a load needs."""
    node = load_nodes[load]
    return numbers[service_of(node) if service_of(node) in numbers else node]


def _recovery(site: Site, service: Service, load: str) -> float:
    """Return the recovery of the service on a load: its own figure, or else that of the load."""
    component = site[load]
    own = component.recovery_time if isinstance(component, Server) else None
    return (own if service.recovery_time is None else service.recovery_time) or 0.0
