"""The timeline of one event: what fails, what holds, what starts, what goes dark and when it is back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from powercalc._version import __version__
from powercalc.components import Server
from powercalc.errors import CallError, EngineLimit
from powercalc.simulate.around import part_with_units
from powercalc.simulate.course import ScriptedCourse, without_chance
from powercalc.simulate.demand_changes import fell
from powercalc.simulate.draft import Draft, Node
from powercalc.simulate.events import take_down
from powercalc.simulate.happenings import Happening
from powercalc.simulate.lower import Lowered, lowered
from powercalc.simulate.machine import CAUSE, DOWN, PATH, SETS, STANDBY, STORAGE, SWITCH, TIE
from powercalc.simulate.schedule import mark, set_due
from powercalc.simulate.standby_sets import rest
from powercalc.simulate.translate import cooling_of, service_of
from powercalc.site import Site
from powercalc.site.asked import units_asked

MOST_FAILING = 10_000
"""So many units of a component fail one by one in a timeline: some seconds' work."""

_DEMANDS = {"start": (STANDBY,), "battery": (STORAGE,), "transfer": (SWITCH, PATH, TIE), "bypass": (STORAGE,)}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOutages:
    """What one load went through."""

    id: str
    dark_h: float
    interruptions: int
    power_back_h: float | None
    """When power came back for good; None when it never went, or stayed away."""
    without_cooling_h: float | None
    """For how long its cooling was missed, beyond its thermal autonomy; None where nothing cools it."""
    service_back_h: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The timeline of one event, from 0 h on; everything that is not in `fail` goes well."""

    site: str
    fail: tuple[str, ...]
    duration_h: float
    lines: tuple[Happening, ...]
    loads: tuple[LoadOutages, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the timeline as plain values, for JSON."""
        told = asdict(self)
        loads = [{key: _finite(value) for key, value in load.items()} for load in told["loads"]]
        return {"schema": "powercalc/trace/1", **told, "loads": loads, "version": __version__}


def _finite(value: Any) -> Any:
    """Return a value for JSON, which knows no "for ever"."""
    return None if value == math.inf else value


def trace(site: Site, fail: Sequence[str], duration_h: float = 3.0) -> Trace:
    """Follow one event: at 0 h everything in `fail` fails, and is restored after `duration_h`.

    A standby generator in `fail` does not start. "ID.start", "ID.battery", "ID.transfer" and "ID.bypass" say
    which demand on a component goes wrong; all others go well. What fails on demand is repaired, and a stuck
    switch moved by hand, after its mean time. "ID" is all units of a component, "ID:1" one of them.
    Raises `CallError` for what is not in the site.
    """
    if not (math.isfinite(duration_h) and duration_h > 0.0):
        raise CallError(f"an event lasts for more than no time, not {duration_h} h")
    ready = lowered(site)
    down = _arranged(ready.draft, fail, {each.id: each.count for each in site.complete})
    run = _EventCourse(ready, site)
    run.through_failure(down, duration_h)
    return Trace(
        site=site.name,
        fail=tuple(fail),
        duration_h=duration_h,
        lines=tuple(sorted(run.lines, key=lambda line: line.time_h)),
        loads=tuple(run.loads()),
    )


def _arranged(draft: Draft, fail: Sequence[str], counts: Mapping[str, int]) -> dict[str, int]:
    """Take all chance out of the draft, except what is to go wrong; return what is down from 0 h on.

    That is a component with all its units, or so many as "ID:1" says.
    """
    without_chance(draft)
    down = {name: units for name in fail for name, units in _meant(draft, name, counts)}
    return {name: units for name, units in down.items() if units or not _goes_wrong(draft, name)}


def _meant(draft: Draft, name: str, counts: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Yield the component and how many of its units are meant; 0 for all, and for a demand of it."""
    id, _, number = name.rpartition(":")  # noqa: A001
    if name in draft.nodes or id not in draft.nodes:
        yield name, 0
        return
    ((_, units),) = units_asked([name], counts).items()
    yield id, 0 if units == counts[id] and number else units


def _goes_wrong(draft: Draft, name: str) -> bool:
    """Let a demand on a component go wrong; return False when the component itself is to be down."""
    id, _, demand = (name, "", "") if name in draft.nodes else name.rpartition(".")  # noqa: A001
    node = draft.nodes.get(id if demand == "bypass" else part_with_units(draft, id))
    if name.endswith("."):
        node = None
    if node is None:
        raise CallError(f'there is no component "{name}" that could fail')
    if not (node.units or node.has_bypass or node.kind == STANDBY):
        raise CallError(f"{id} has nothing that could fail: say what feeds it")
    if not demand and node.kind == STANDBY and not _runs_always(node):
        demand = "start"
    if not demand:
        return False
    if node.kind not in _DEMANDS.get(demand, ()):
        raise CallError(f'"{id}" has no demand named "{demand}"')
    if demand == "bypass":
        node.bypass_failure = 1.0
    else:
        node.failure = 1.0
    return True


def _runs_always(node: Node) -> bool:
    return any(condition.is_always for condition in node.conditions)


class _EventCourse(ScriptedCourse):
    """The course of one event, and what the loads go through in it."""

    def __init__(self, ready: Lowered, site: Site) -> None:
        super().__init__(ready)
        self.site = site
        self.lost_since: dict[str, float] = {}
        self.lost: dict[str, list[tuple[float, float]]] = {}

    def through_failure(self, down: Mapping[str, int], duration: float) -> None:
        """Run from the failure until nothing more happens."""
        self.through((0.0, partial(self._fail, name, units, duration)) for name, units in down.items())

    def begun(self) -> None:
        """Note what is dark from the beginning on."""
        self.lost_since = {name: 0.0 for name in self._all_watched() if not self._is_live(name)}

    def _is_live(self, name: str) -> bool:
        return bool(self.m.nodes[self.place[name]].live)

    def _fail(self, name: str, units: int, duration: float, _now: float) -> None:
        """Take so many units of a component down, all of them for 0, for so long. Raises `EngineLimit`."""
        n = self.place[part_with_units(self.ready.draft, name)]
        node = self.m.nodes[n]
        last = node.first_unit + units if units else node.last_unit
        if last - node.first_unit > MOST_FAILING:
            raise EngineLimit(
                f"{name}: {last - node.first_unit} units are more than {MOST_FAILING}, which a timeline can "
                f"take down one by one: name as many as it cannot do without, such as {name}:1"
            )
        for u in range(node.first_unit, last):
            unit = self.m.units[u]
            if unit.state == DOWN:
                continue
            if unit.kind == SETS:
                rest(self.m, n, u, 0.0, DOWN)
                mark(self.m, n)
            elif unit.kind == CAUSE:
                fell(self.m, u, 0.0, self.rng)
            else:
                take_down(self.m, u)
            set_due(self.m, u, duration)

    def changed(self, now: float) -> None:
        """Note what went dark or came back for the loads."""
        for name in self._all_watched():
            if not self._is_live(name):
                self.lost_since.setdefault(name, now)
            elif name in self.lost_since:
                self.lost.setdefault(name, []).append((self.lost_since.pop(name), now))
                self._note_service(name, now)

    def _all_watched(self) -> Iterator[str]:
        """Yield the nodes of all loads, each once, and those of their cooling and service."""
        watched = (name for node in self.ready.load_nodes.values() for name in self._watched(node))
        yield from dict.fromkeys(watched)

    def _watched(self, node: str) -> tuple[str, ...]:
        """Return the node of a load, and those of its cooling and its service where there are any."""
        return tuple(name for name in (node, cooling_of(node), service_of(node)) if name in self.place)

    def _service(self, node: str) -> str:
        """Return the node that stands for all that the service needs."""
        return self._watched(node)[-1]

    def _note_service(self, name: str, now: float) -> None:
        for load, node in self.ready.load_nodes.items():
            recovery = self._recovery(load)
            if load == node and name == self._service(node) and recovery is not None:
                self.lines.append(Happening.of(now + recovery, load, "service", f"{load}: service is back"))

    def _recovery(self, load: str) -> float | None:
        component = self.site[load]
        return component.recovery_time if isinstance(component, Server) else None

    def loads(self) -> Iterator[LoadOutages]:
        """Yield what each load went through."""
        for load, node in self.ready.load_nodes.items():
            service, recovery = self._back(self._service(node)), self._recovery(load)
            cooling = cooling_of(node)
            yield LoadOutages(
                id=load,
                dark_h=self._hours(node),
                interruptions=len(self.lost.get(node, ())) + (node in self.lost_since),
                power_back_h=self._back(node),
                without_cooling_h=self._hours(cooling) if cooling in self.place else None,
                service_back_h=None if service is None or recovery is None else service + recovery,
            )

    def _hours(self, name: str) -> float:
        """Return for how long something was lost; for ever, if it still is."""
        spells = self.lost.get(name, [])
        return math.inf if name in self.lost_since else sum((end - start for start, end in spells), 0.0)

    def _back(self, name: str) -> float | None:
        """Return when something came back for good; None when it never went, or stayed away."""
        spells = self.lost.get(name, [])
        return spells[-1][1] if spells and name not in self.lost_since else None
