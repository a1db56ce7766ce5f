"""What is done to the machine at a moment: something fails, is restored, is opened or closed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from powercalc.simulate.around import part_with_units
from powercalc.simulate.carriers import HELD, PASSED, REFUSED
from powercalc.simulate.demand_changes import burden, leave_trial
from powercalc.simulate.draft import Draft
from powercalc.simulate.events import take_down
from powercalc.simulate.failover import call_on
from powercalc.simulate.machine import (
    DOWN,
    FAILED,
    NEVER,
    PATH,
    PLAIN,
    READY,
    RUNNING,
    SETS,
    STUCK,
    SWITCH,
    WAITS,
    Machine,
)
from powercalc.simulate.replay.named import NamedPart
from powercalc.simulate.schedule import mark, set_due
from powercalc.simulate.standby_sets import rest


class ScenarioActs:
    """Whoever does to the machine what a scenario says."""

    def __init__(self, draft: Draft, m: Machine, place: Mapping[str, int]) -> None:
        self.draft, self.m, self.place = draft, m, place
        self.services = {service.id: s for s, service in enumerate(draft.services)}
        units = sum(len(node.units) for node in draft.nodes.values())
        self.hazards = {unit.name: units + i for i, unit in enumerate(draft.causes) if unit.name}
        self.taken: dict[str, list[int]] = {}
        """The units that each failure has taken, by its name."""
        self.as_wired: dict[str, tuple[float, ...]] = {}

    def node(self, part: NamedPart) -> int:
        """Return the node that a part is about."""
        return self.place[part.id if part.demand == "bypass" else part_with_units(self.draft, part.id)]

    def fail(self, part: NamedPart, now: float, *, stays: bool) -> None:
        """Let something fail until it is restored; a demand that is not going to be is mended in its time."""
        if part.hazard:
            u = self.hazards[part.id]
            self.m.units[u].state = DOWN
            burden(self.m, u, 1)
        elif part.demand == "failover":
            self.m.services[self.services[part.id]].failure = 1.0
        elif part.demand:
            self._spoil(part, stays=stays)
        else:
            self._take(part, now)

    def restore(self, part: NamedPart, now: float) -> None:
        """Let something work again."""
        if part.hazard:
            u = self.hazards[part.id]
            self.m.units[u].state = READY
            burden(self.m, u, -1)
        elif part.demand == "failover":
            self._mend_service(self.services[part.id])
        elif part.demand:
            self._mend(part, now)
        else:
            self._give_back(part, now)

    def _take(self, part: NamedPart, now: float) -> None:
        """Take down so many units, all of them for 0, that no other failure has taken."""
        n = self.node(part)
        node = self.m.nodes[n]
        others = {u for units in self.taken.values() for u in units}
        of_node = range(node.first_unit, node.last_unit)
        free = [u for u in of_node if u not in others and self.m.units[u].plain < 1.0]
        taken = self.taken[part.name] = free[: part.units or None]
        for u in taken:
            unit = self.m.units[u]
            if unit.state == RUNNING:
                rest(self.m, n, u, now, DOWN)
            elif unit.kind == SETS:
                unit.state = DOWN
            elif unit.state == READY:
                take_down(self.m, u)
            set_due(self.m, u, NEVER)
        mark(self.m, n)

    def _give_back(self, part: NamedPart, now: float) -> None:
        n = self.node(part)
        for u in self.taken.pop(part.name):
            unit = self.m.units[u]
            unit.state, unit.tested, unit.proven = READY, now, now
            if unit.kind != SETS:
                self.m.nodes[n].working += 1
        mark(self.m, n)

    def _spoil(self, part: NamedPart, *, stays: bool) -> None:
        """Let a demand go wrong from now on; a battery that holds gives out, a bypass that carries ends."""
        n = self.node(part)
        node, units = self.m.nodes[n], self._units(n)
        self.as_wired[part.name] = (node.manual, *(unit.start_repair for unit in units))
        if part.demand == "bypass":
            node.bypass_failure = 1.0
            node.tried = REFUSED if node.tried == PASSED else node.tried
        else:
            node.failure = 1.0
        if part.demand == "battery" and node.phase == HELD:
            node.holding = 0
            for unit in units:
                unit.holding = 0
        if stays:
            node.manual = NEVER if part.demand == "transfer" else node.manual
            for unit in units if part.demand == "start" else ():
                unit.start_repair = NEVER
        mark(self.m, n)

    def _mend(self, part: NamedPart, now: float) -> None:
        """Let a demand go well again, and what has gone wrong be put right."""
        n = self.node(part)
        node, units = self.m.nodes[n], self._units(n)
        node.manual, *repairs = self.as_wired.pop(part.name)
        for unit, repair in zip(units, repairs, strict=True):
            unit.start_repair = repair
        if part.demand == "bypass":
            node.bypass_failure, node.tried = 0.0, 0
        else:
            node.failure = 0.0
        if part.demand == "start":
            self._put_right(n, now)
        elif part.demand == "transfer":
            self._move(n, now)
        mark(self.m, n)

    def _units(self, n: int) -> list[Any]:
        node = self.m.nodes[n]
        return [self.m.units[u] for u in range(node.first_unit, node.last_unit)]

    def _put_right(self, n: int, now: float) -> None:
        """Let units supply that did not start."""
        others = {u for units in self.taken.values() for u in units}
        for u in range(self.m.nodes[n].first_unit, self.m.nodes[n].last_unit):
            unit = self.m.units[u]
            if unit.state == DOWN and u not in others:
                unit.state, unit.tested, unit.proven = READY, now, now
                set_due(self.m, u, NEVER)

    def _move(self, n: int, now: float) -> None:
        """Move a stuck switch, or close a path that did not close."""
        node = self.m.nodes[n]
        if node.kind == SWITCH:
            node.until = now if node.phase == STUCK else node.until
        elif node.tried == 1 and node.closed == 0:
            leave_trial(self.m, n)
            node.tried = 0

    def _mend_service(self, s: int) -> None:
        service = self.m.services[s]
        service.failure = 0.0
        if service.phase == FAILED:
            service.phase = WAITS
        call_on(self.m, s)

    def open(self, id: str) -> None:  # noqa: A002 - it is the id
        """Open a breaker or a tie by hand: until it is closed, it conducts nothing."""
        n = self.place[id]
        node = self.m.nodes[n]
        if self.draft.nodes[id].openable:
            node.kind, node.openable = self.draft.nodes[id].kind, 1
            node.closed, node.tried, node.phase, node.until = 0, 0, 0, NEVER
        else:
            node.blocked += 1
        mark(self.m, n)

    def close(self, id: str) -> None:  # noqa: A002
        """Close a breaker or a tie by hand; one that is normally open conducts until it is opened."""
        n = self.place[id]
        node = self.m.nodes[n]
        if self.draft.nodes[id].openable:
            if node.tried == 1:
                leave_trial(self.m, n)
            node.kind = PLAIN if node.kind == PATH else node.kind
            node.openable, node.closed, node.tried = 0, 1, 0
            set_due(self.m, len(self.m.units) + n, NEVER)
        else:
            node.blocked -= 1
        mark(self.m, n)
