"""Why something has no power, or a service is down: what has failed above it, what is spent, what moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from powercalc.simulate.carriers import HELD
from powercalc.simulate.lower import Lowered
from powercalc.simulate.machine import (
    DOWN,
    HAZARD,
    MOVES,
    MOVING,
    PATH,
    STANDBY,
    STORAGE,
    STUCK,
    SWITCH,
    TIE,
    WAITS,
    Machine,
)
from powercalc.simulate.machine import FAILED as FAILED_TO_MOVE
from powercalc.simulate.schedule import is_wanted
from powercalc.simulate.translate import cooling_of, service_of

MOST = 6
"""How many reasons are told of one loss."""
RECOVERS = "recovers"


class Whys:
    """The reasons in one machine, as it stands."""

    def __init__(self, ready: Lowered, m: Machine, place: Mapping[str, int], opened: set[str]) -> None:
        self.ready, self.m, self.place, self.opened = ready, m, place, opened
        units = [unit for name in ready.names for unit in ready.draft.nodes[name].units]
        self.causes = {len(units) + i: unit for i, unit in enumerate(ready.draft.causes)}

    def of(self, name: str) -> str:
        """Return why a node is not live, in a few words."""
        return _told(self._of(name, set()))

    def of_inputs(self, name: str) -> str:
        """Return why inputs are not live: those of a switch, or those for which something is called."""
        node = self.ready.draft.nodes[name]
        watched = [feeder for condition in node.conditions for feeder in condition.inputs] or node.inputs
        seen: set[str] = set()
        return _told(reason for feeder in watched for reason in self._of(feeder, seen))

    def above(self, name: str) -> set[str]:
        """Return all that a node stands on, itself, and the hazards of all of that."""
        found, waiting = {name}, [name]
        while waiting:
            node = self.ready.draft.nodes[waiting.pop()]
            more = {*node.inputs, *node.supports, *node.bypasses} - found
            found |= more
            waiting += more
        return found | {unit.name for unit in self.causes.values() if unit.name and found & {*unit.targets}}

    def _of(self, name: str, seen: set[str]) -> Iterator[str]:
        if name in seen or self.m.nodes[self.place[name]].live:
            return
        seen.add(name)
        node, is_ = self.ready.draft.nodes[name], self.m.nodes[self.place[name]]
        if is_.struck or is_.blocked or is_.tripped:
            yield from self._struck(name)
            return
        for support in node.supports:
            yield from self._of(support, seen)
        yield from self._inputs(name, seen)
        for path in node.bypasses:
            yield from self._of(path, seen)
        yield from self._own(name)

    def _inputs(self, name: str, seen: set[str]) -> Iterator[str]:
        """Yield why too few inputs are live; a switch that is stuck misses the one that it stands on."""
        node, is_ = self.ready.draft.nodes[name], self.m.nodes[self.place[name]]
        if is_.kind in (PATH, TIE) and not is_.closed:
            return
        inputs = node.inputs[: is_.at + 1] if node.kind == SWITCH and is_.phase == STUCK else node.inputs
        for feeder in inputs:
            yield from self._of(feeder, seen)

    def _struck(self, name: str) -> Iterator[str]:
        n = self.place[name]
        if name in self.opened:
            yield f"{name} open"
        for u, unit in self.causes.items():
            if self.m.units[u].state == DOWN and name in unit.targets:
                yield unit.name if unit.kind == HAZARD and unit.name else "a common cause"
        if self.m.nodes[n].tripped:
            yield f"{name} tripped"

    def _own(self, name: str) -> Iterator[str]:
        """Yield what is wrong with the node itself."""
        node, is_ = self.ready.draft.nodes[name], self.m.nodes[self.place[name]]
        shown = name.removesuffix(" itself")
        match node.kind:
            case kind if kind == STANDBY:
                yield from self._standby(shown, self.place[name])
            case kind if kind == STORAGE and not node.units:
                if name.startswith(cooling_of("")) and is_.phase == HELD:
                    yield f"{name} lost"
            case _ if is_.working < is_.units_needed:
                yield f"{shown} failed"
            case kind if kind == STORAGE and is_.phase:
                spent = is_.phase == HELD and is_.holding >= is_.units_needed
                yield f"battery of {shown} {'spent' if spent else 'does not hold'}"
            case kind if kind == SWITCH and is_.phase == STUCK:
                yield f"{shown} does not move"
            case kind if kind == SWITCH and is_.phase == MOVING:
                yield f"{shown} moves"
            case kind if kind in (PATH, TIE) and not is_.closed:
                yield f"{shown} open"

    def _standby(self, name: str, n: int) -> Iterator[str]:
        is_ = self.m.nodes[n]
        if not is_wanted(self.m, n):
            return
        if not is_.started:
            yield f"{name} starts"
        elif is_.working < is_.units_needed:
            yield f"{name} does not run"

    def of_service(self, s: int) -> str:
        """Return why a service is down: what it misses, what still recovers, that it moves."""
        return "; ".join(dict.fromkeys(self._of_service(s)))

    def _of_service(self, s: int) -> Iterator[str]:
        service, is_ = self.ready.draft.services[s], self.m.services[s]
        for p in service.needs:
            if self.m.points[p].dark:
                yield f"{self._point(p)} down"
        places = self.m.places[is_.first_place : is_.last_place]
        if is_.moves and is_.phase in (MOVES, FAILED_TO_MOVE):
            yield "moves" if is_.phase == MOVES else "fails to move"
        elif is_.phase == WAITS if is_.moves else is_.ready < is_.needed:
            for place, now in zip(service.places, places, strict=True):
                if not now.ready:
                    yield self._not_ready(place.load, dark=bool(self.m.points[now.point].dark))

    def _not_ready(self, load: str, *, dark: bool) -> str:
        if not dark:
            return f"{load} {RECOVERS}"
        node = self.ready.load_nodes[load]
        if not self.m.nodes[self.place[node]].live:
            return f"{load} without power"
        cooling = cooling_of(node)
        if cooling in self.place and not self.m.nodes[self.place[cooling]].live:
            return f"{load} without cooling"
        return f"{load} without what it depends on"

    def _point(self, p: int) -> str:
        points = self.ready.draft.points
        return points[p].node if p < len(points) else self.ready.draft.services[p - len(points)].id


def _told(reasons: Iterable[str]) -> str:
    found = list(dict.fromkeys(reasons))
    more = f"; and {len(found) - MOST} more" if len(found) > MOST else ""
    return "; ".join(found[:MOST]) + more


def whole_of(ready: Lowered, node: str) -> str:
    """Return the node of all that a load needs: power, and cooling and support where it has them."""
    return service_of(node) if service_of(node) in ready.draft.nodes else node
