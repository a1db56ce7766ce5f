"""What is wrong between the parts of a site: its wiring, groups, zones, services and targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from powercalc.components import Component
from powercalc.components.problems import shown
from powercalc.components.spelling import Vocabulary, quoted
from powercalc.errors import Problem
from powercalc.site import connections
from powercalc.site.catalog_figures import catalog_problems
from powercalc.site.groups import ALL_LOADS, CommonCause, Targets, Zone
from powercalc.site.services import Service, misplaced_targets, service_problems
from powercalc.site.walks import all_parts


class Groups(Protocol):
    """What a site, or one file of it, says beside its components."""

    @property
    def common_causes(self) -> tuple[CommonCause, ...]:
        """Units that fail together."""

    @property
    def zones(self) -> tuple[Zone, ...]:
        """Where things stand."""

    @property
    def services(self) -> tuple[Service, ...]:
        """What runs on the loads."""

    @property
    def targets(self) -> Mapping[str, Targets]:
        """What is promised."""


def site_problems(
    components: tuple[Component, ...],
    groups: Groups,
    *,
    known: frozenset[str] = frozenset(),
    is_part: bool = False,
) -> Iterator[Problem]:
    """Yield everything that is wrong between the parts of a site.

    `known` are ids that exist but could not be read; nothing is said about what depends on them, nor of
    their parts, which are named after them. A part of a site needs no load of its own.
    """
    common_causes, zones, services = groups.common_causes, groups.zones, groups.services
    yield from connections.problems(components, known, is_part=is_part)
    for component in components:
        yield from catalog_problems(component)
    parts = all_parts(components)
    ids = Vocabulary([part.id for part in parts] + sorted(known))
    yield from _mixed_groups(parts, common_causes)
    for group in common_causes:
        yield from _unknown_members("common_cause", group, ids, known)
    for zone in zones:
        yield from _unknown_members("zone", zone, ids, known)
    for group in common_causes:
        yield from _members_named_twice(group)
    yield from _too_much_maintenance(components)
    names = Vocabulary(zone.name for zone in zones)
    for zone in zones:
        if zone.within is not None and zone.within not in names:
            yield _unknown(("zone", zone.name, "within"), zone.within, names)
    yield from _zones_within_themselves(zones)
    yield from service_problems(services, parts, known)
    yield from _target_problems(components, groups.targets, services, known)


def _unknown_members(
    kind: str, group: CommonCause | Zone, ids: Vocabulary, known: frozenset[str]
) -> Iterator[Problem]:
    for member in group.members:
        if member not in ids and not any(member.startswith(f"{name} ") for name in known):
            yield _unknown((kind, group.name, "members"), member, ids)


def _target_problems(
    components: Iterable[Component],
    targets: Mapping[str, Targets],
    services: Iterable[Service],
    known: frozenset[str],
) -> Iterator[Problem]:
    loads = [ALL_LOADS, *(component.id for component in components if component.is_load)]
    ids = [service.id for service in services]
    names = Vocabulary([*loads[1:], *ids])
    for name in targets:
        if name != ALL_LOADS and name not in names and name not in known:
            yield _unknown(("targets", name), name, names)
    yield from misplaced_targets(targets, ids, loads)


def _unknown(path: tuple[str, ...], name: str, known: Vocabulary) -> Problem:
    return Problem(
        path=path,
        text="there is none of this name",
        found=shown(name),
        suggestion=quoted(known.nearest(name)),
    )


def _members_named_twice(group: CommonCause) -> Iterator[Problem]:
    for member in dict.fromkeys(group.members):
        if group.members.count(member) > 1:
            yield Problem(
                path=("common_cause", group.name, "members"),
                text="a member is named more than once",
                found=shown(member),
                expected="each member once; all units of a component are members already",
            )


def _mixed_groups(
    components: tuple[Component, ...], common_causes: tuple[CommonCause, ...]
) -> Iterator[Problem]:
    """Yield the groups that compare a failure rate with a plain unavailability."""
    plain = {component.id: component.unavailability is not None for component in components}
    for group in common_causes:
        kinds = {plain[member] for member in group.members if member in plain}
        if "failure_rate" in group.of and len(kinds) > 1:
            yield Problem(
                path=("common_cause", group.name, "members"),
                text="some members state a failure rate and others a plain unavailability",
                expected="members with figures of one kind",
            )


def _too_much_maintenance(components: tuple[Component, ...]) -> Iterator[Problem]:
    """Yield a problem where the windows of all components, one at a time, fill more than all time."""
    served = [component for component in components if not component.is_load]
    if sum(component.maintenance_share for component in served) >= 1:
        worst = max(served, key=lambda component: component.maintenance_share)
        yield Problem(
            path=(worst.kind, worst.id, "maintenance_time"),
            text="all components together are in service all the time, one at a time",
            expected="less planned work: maintenance_rate times maintenance_time, over all units, below 1",
        )


def _zones_within_themselves(zones: tuple[Zone, ...]) -> Iterator[Problem]:
    parent = {zone.name: zone.within for zone in zones}
    for zone in zones:
        around, steps = parent[zone.name], 0
        while around is not None and around != zone.name and steps <= len(zones):
            around, steps = parent.get(around), steps + 1
        if around == zone.name:
            yield Problem(path=("zone", zone.name, "within"), text="the zone lies within itself")
