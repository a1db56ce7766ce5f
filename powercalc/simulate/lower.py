"""From a site to flat arrays."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from powercalc.simulate import machine as kinds
from powercalc.simulate.around import split_bypasses
from powercalc.simulate.draft import Draft, FailingUnit, Node, SimulatedService
from powercalc.simulate.event_order import circles, ordered
from powercalc.simulate.machine import Machine, Records
from powercalc.simulate.powers import add_powers
from powercalc.simulate.refuse import refuse, refuse_loop, refuse_support_loop
from powercalc.simulate.service_places import add_services
from powercalc.simulate.shared import add_shared
from powercalc.simulate.translate import drafted
from powercalc.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Lowered:
    """A site ready to be simulated: its draft, the order of its nodes, and the node of each load."""

    draft: Draft
    groups: tuple[Parts, ...]
    load_nodes: dict[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """The nodes in the order of the arrays."""
        return tuple(name for group in self.groups for part in group for name in part)

    @property
    def standby(self) -> tuple[str, ...]:
        """The generators, in the order of the records."""
        return tuple(name for name in self.names if self.draft.nodes[name].kind == kinds.STANDBY)

    @property
    def years_before(self) -> int:
        """The years that pass uncounted: ten of the longest restoration and recovery times, at least one."""
        units = [unit for node in self.draft.nodes.values() for unit in node.units] + self.draft.causes
        times = [unit.repair for unit in units]
        times += [place.recovery for service in self.draft.services for place in service.places]
        times += [service.failover or 0.0 for service in self.draft.services]
        return max(1, math.ceil(10 * max(times, default=0.0) / kinds.YEAR))

    def is_untimed(self, service: SimulatedService) -> bool:
        """Tell whether a service needs what is plainly unavailable, which has no time scale."""
        return any(self._is_untimed(p) for p in (*service.needs, *(place.point for place in service.places)))

    def has_unknown_tails(self, service: SimulatedService) -> bool:
        """Tell whether a recovery or a move follows what has no time scale."""
        return any(
            (place.recovery or service.failover) and self._is_untimed(place.point) for place in service.places
        ) or any(
            self.has_unknown_tails(self.draft.services[p - len(self.draft.points)])
            for p in service.needs
            if p >= len(self.draft.points)
        )

    def _is_untimed(self, p: int) -> bool:
        points = self.draft.points
        if p < len(points):
            return self.has_unknown_frequency(points[p].node)
        return self.is_untimed(self.draft.services[p - len(points)])

    def has_unknown_frequency(self, point: str) -> bool:
        """Tell whether a plain unavailability, which has no time scale, stands on the way to a node."""
        found = {point: None}
        done = 0
        while done < len(found):
            node = self.draft.nodes[list(found)[done]]
            done += 1
            if any(0.0 < unit.plain < 1.0 for unit in node.units):
                return True
            called = [feeder for condition in node.conditions for feeder in condition.inputs]
            found |= dict.fromkeys((*node.inputs, *node.supports, *node.bypasses, *called))
        return False

    def machine(self) -> Machine:
        """Return fresh arrays."""
        return _Builder(self.draft, self.groups).machine()


def lowered(site: Site) -> Lowered:
    """Work out nodes, units, calls and order. Raises SiteError for what cannot be simulated."""
    refuse(site)
    draft, load_nodes = drafted(site.complete)
    add_shared(draft, site, load_nodes)
    add_powers(draft, site, load_nodes)
    split_bypasses(draft)
    add_services(draft, site, load_nodes)
    before = {name: (*node.inputs, *node.supports, *node.bypasses) for name, node in draft.nodes.items()}
    wished = {
        name: [feeder for condition in node.conditions for feeder in condition.inputs]
        for name, node in draft.nodes.items()
    }
    groups = tuple(_in_parts(draft, group) for group in ordered(before, wished))
    return Lowered(draft=draft, groups=groups, load_nodes=load_nodes)


Parts = tuple[tuple[str, ...], ...]
"""A group of nodes in the order of the power: in one part those between ties, more in a loop of support."""


def _support_each_other(draft: Draft, group: Iterable[str]) -> bool:
    inside = set(group)
    return any(inside & set(draft.nodes[name].supports) for name in group)


def _in_parts(draft: Draft, group: tuple[str, ...]) -> Parts:
    """Return a group part by part. Raises SiteError for a loop that cannot be simulated."""
    inside = set(group)
    if _support_each_other(draft, group):
        refuse_support_loop(draft, group)
        nodes = {name: draft.nodes[name] for name in group}
        power = {
            name: [feeder for feeder in (*node.inputs, *node.bypasses) if feeder in inside]
            for name, node in nodes.items()
        }
        parts = tuple(circles(power))
    else:
        parts = (group,)
    for part in parts:
        if len(part) > 1:
            refuse_loop(draft, part)
    return parts


def _ranks(draft: Draft, circle: tuple[str, ...]) -> dict[str, int]:
    """Return, per node between ties, behind how much storage it stands, ties aside."""
    inside = {name for name in circle if draft.nodes[name].kind != kinds.TIE}
    feeding = {
        name: [feeder for feeder in draft.nodes[name].inputs if feeder in inside]
        for name in circle
        if name in inside
    }
    found: dict[str, int] = {}
    for (name,) in circles(feeding):
        before = [found[other] + (draft.nodes[other].kind == kinds.STORAGE) for other in feeding[name]]
        found[name] = max(before, default=0)
    return found


def records(size: int, dtype: np.dtype[np.void]) -> Records:
    """Return an array of records, all zero."""
    return np.zeros(size, dtype).view(np.recarray)


class _Builder:
    """Numbers everything, and fills the arrays in."""

    def __init__(self, draft: Draft, groups: tuple[Parts, ...]) -> None:
        self.draft = draft
        self.parts = groups
        self.groups = [[name for part in group for name in part] for group in groups]
        self.nodes = [draft.nodes[name] for group in self.groups for name in group]
        self.place = {node.name: n for n, node in enumerate(self.nodes)}
        self.units = [unit for node in self.nodes for unit in node.units] + draft.causes
        self.unit_place = {id(unit): u for u, unit in enumerate(self.units)}
        self.lists: list[int] = []
        self.weights: dict[int, float] = {}
        self.conditions: list[tuple[int, int, int]] = []

    def add(self, values: Iterable[int]) -> tuple[int, int]:
        """Append a list; return where it begins and ends."""
        first = len(self.lists)
        self.lists += values
        return first, len(self.lists)

    def places(self, names: Iterable[str]) -> list[int]:
        """Return the numbers of nodes."""
        return [self.place[name] for name in names]

    def machine(self) -> Machine:
        """Return the arrays."""
        nodes, units = self._all_nodes(), self._all_units()
        trials, tanks, records_ = self._trials(), self._tanks(nodes), self._records(nodes)
        points, conditions = self._points(nodes), self._conditions()
        services, places = self._services(points)
        agenda = records(len(units) + len(nodes) + len(services), kinds.KEY)
        agenda.due, agenda.slot = kinds.NEVER, -1
        site = self._site(units)
        return Machine(
            site=site, nodes=nodes, units=units, agenda=agenda, points=points, shared=trials, tanks=tanks,
            records=records_, conditions=conditions, services=services, places=places,
            lists=np.array(self.lists, dtype=np.int64),
            weights=np.array([self.weights.get(place, 1.0) for place in range(len(self.lists))]),
        )  # fmt: skip

    def _site(self, units: Records) -> Records:
        table = records(1, kinds.SITE)
        site = table[0]
        failing = [u for u, unit in enumerate(self.units) if _fails_at_any_time(unit)]
        plain = [u for u, unit in enumerate(self.units) if unit.plain > 0.0]
        site.first_failing, site.last_failing = self.add(failing)
        site.first_plain, site.last_plain = self.add(plain)
        for u in failing:
            site.failures_per_hour += self.units[u].rate
            units[u].cumulative = site.failures_per_hour
        served = [u for u, unit in enumerate(self.units) if unit.service_rate * unit.service_time > 0.0]
        site.first_served, site.last_served = self.add(served)
        site.services_per_hour = sum(self.units[u].service_rate for u in served)
        site.serving = -1
        site.manual_is_fixed = self.draft.manual_is_fixed
        site.rated = self.draft.rated
        site.guarded = self.draft.guarded
        return table

    def _all_nodes(self) -> Records:
        nodes = records(len(self.nodes), kinds.NODE)
        unit = 0
        consumers = self._all_consumers()
        for n, node in enumerate(self.nodes):
            into = nodes[n]
            _figures(node, into)
            into.leader, into.group_end, into.point, into.record = n, n + 1, -1, -1
            into.first_input, into.last_input = self.add(self.places(node.inputs))
            into.first_tie = into.last_input - node.ties
            self.weights |= dict(enumerate(node.weights, into.first_input))
            into.first_support, into.last_support = self.add(self.places(node.supports))
            into.first_bypass, into.last_bypass = self.add(self.places(node.bypasses))
            into.first_consumer, into.last_consumer = self.add(consumers[n])
            into.first_condition, into.last_condition = self._add_conditions(node)
            into.first_unit, into.last_unit = unit, unit + len(node.units)
            into.working = 0 if node.kind == kinds.STANDBY else len(node.units)
            into.first_shared, into.last_shared = self.add(node.shared)
            exposed = [self.unit_place[id(cause)] for cause in node.exposed]
            into.first_exposed, into.last_exposed = self.add(exposed)
            unit += len(node.units)
        self._set_leaders(nodes)
        return nodes

    def _all_consumers(self) -> list[list[int]]:
        """Return, per node, the nodes that are to be settled when it comes alive or dies."""
        consumers: list[dict[int, None]] = [{} for _ in self.nodes]
        for n, node in enumerate(self.nodes):
            watched = [feeder for condition in node.conditions for feeder in condition.inputs]
            for feeder in self.places((*node.inputs, *node.supports, *node.bypasses, *watched)):
                consumers[feeder][n] = None
        inside = {self.place[name]: group for group in self.groups for name in group}
        return [
            [other for other in found if len(inside[n]) == 1 or self.nodes[other].name not in inside[n]]
            for n, found in enumerate(consumers)
        ]

    def _add_conditions(self, node: Node) -> tuple[int, int]:
        first = len(self.conditions)
        for condition in node.conditions:
            begin, end = self.add(self.places(condition.inputs))
            self.conditions.append((begin, end, condition.needed))
        return first, len(self.conditions)

    def _set_leaders(self, nodes: Records) -> None:
        first = 0
        for group in self.groups:
            for n in range(first, first + len(group)):
                nodes[n].leader = first
            nodes[first].group_end = first + len(group)
            first += len(group)
        for group, parts in zip(self.groups, self.parts, strict=True):
            self._set_parts(nodes, self.place[group[0]], parts)

    def _set_parts(self, nodes: Records, leader: int, parts: Parts) -> None:
        """Say where each part of a loop of support ends; the others of a part end nowhere."""
        first = leader
        loop = leader if _support_each_other(self.draft, [name for part in parts for name in part]) else -1
        for part in parts:
            ranks = _ranks(self.draft, part)
            for n, name in enumerate(part, start=first):
                nodes[n].rank = ranks.get(name, 0)
                nodes[n].loop = loop
                nodes[n].backed, nodes[n].part_end, nodes[n].part = 1, -1, first
            nodes[first].part_end = first + len(part)
            first += len(part)

    def _all_units(self) -> Records:
        units = records(len(self.units), kinds.UNIT)
        for u, unit in enumerate(self.units):
            into = units[u]
            into.owner = -1 if unit.owner is None else self.place[unit.owner]
            into.first_target, into.last_target = self.add(self.places(unit.targets))
        for name in _UNIT_FIGURES:
            units[name] = [getattr(unit, name) for unit in self.units]
        return units

    def _conditions(self) -> Records:
        table = records(len(self.conditions), kinds.CONDITION)
        for c, condition in enumerate(self.conditions):
            table[c].first, table[c].last, table[c].needed = condition
        return table

    def _trials(self) -> Records:
        table = records(len(self.draft.trials), kinds.SHARED)
        for k, trial in enumerate(self.draft.trials):
            table[k].failure, table[k].hidden = trial.failure, trial.hidden
            table[k].cause = -1 if trial.cause is None else self.unit_place[id(trial.cause)]
        return table

    def _tanks(self, nodes: Records) -> Records:
        names = list(dict.fromkeys(node.tank for node in self.nodes if node.tank is not None))
        for n, node in enumerate(self.nodes):
            nodes[n].tank = -1 if node.tank is None else names.index(node.tank)
        return records(len(names), kinds.TANK)

    def _records(self, nodes: Records) -> Records:
        standby = [n for n, node in enumerate(self.nodes) if node.kind == kinds.STANDBY]
        for record, n in enumerate(standby):
            nodes[n].record = record
        return records(len(standby), kinds.RECORD)

    def _points(self, nodes: Records) -> Records:
        table = records(self.draft.watched, kinds.POINT)
        table.service_back, table.dark, table.node = -kinds.NEVER, 1, -1
        for p, point in enumerate(self.draft.points):
            table[p].node, table[p].recovery = self.place[point.node], point.recovery
            nodes[self.place[point.node]].point = p
        return table

    def _services(self, points: Records) -> tuple[Records, Records]:
        """Return the services and their places, and let each be stirred by itself and by what it watches."""
        drafts, own = self.draft.services, len(self.draft.points)
        services = records(len(drafts), kinds.SERVED)
        places = records(sum(len(service.places) for service in drafts), kinds.PLACE)
        watchers: list[list[int]] = [[] for _ in points]
        end = 0
        for s, service in enumerate(drafts):
            into = services[s]
            into.point, into.needed, into.failure = own + s, service.needed, service.failure
            into.moves, into.failover = service.failover is not None, service.failover or 0.0
            into.first_need, into.last_need = self.add(service.needs)
            into.first_place, end = end, end + len(service.places)
            into.last_place = end
            for i, place in enumerate(service.places, start=into.first_place):
                places[i].point, places[i].recovery, places[i].back = (
                    place.point,
                    place.recovery,
                    -kinds.NEVER,
                )
                places[i].runs = i < into.first_place + service.needed
            for p in dict.fromkeys([own + s, *service.needs, *(place.point for place in service.places)]):
                watchers[p].append(s)
        for p, watching in enumerate(watchers):
            points[p].first_watcher, points[p].last_watcher = self.add(watching)
        return services, places


_NODE_FIGURES: Sequence[str] = (
    "kind", "inputs_needed", "has_bypass", "units_needed", "one_trial", "openable", "delay", "hold",
    "failure", "bypass_failure", "manual", "return_gap", "out", "fuel", "resupply",
    "draws", "by_rating", "demand", "rating", "limit", "loss",
)  # fmt: skip
_UNIT_FIGURES: Sequence[str] = (
    "kind", "law", "rate", "first", "repair", "start_repair", "sigma", "plain", "dormant", "untested",
    "service_rate", "service_time", "mistake",
)  # fmt: skip


def _figures(node: Node, into: np.record) -> None:
    for name in _NODE_FIGURES:
        setattr(into, name, getattr(node, name))
    into.closed = 0 if node.openable else 1
    into.until = kinds.NEVER if node.openable else 0.0


def _fails_at_any_time(unit: FailingUnit) -> bool:
    return unit.rate > 0.0 and unit.is_always_exposed and unit.kind in _ALWAYS


_ALWAYS = (kinds.ORDINARY, kinds.CAUSE, kinds.HAZARD)
