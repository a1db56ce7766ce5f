"""What the names of a scenario mean: components, units, hazards, demands; and those that mean nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from powercalc.components import Path
from powercalc.components.problems import shown
from powercalc.components.spelling import nearest, quoted
from powercalc.errors import CallError, Problem
from powercalc.simulate.around import part_with_units
from powercalc.simulate.draft import Draft, Node
from powercalc.simulate.lower import Lowered, lowered
from powercalc.simulate.machine import PATH, STANDBY, STORAGE, SWITCH, TIE
from powercalc.simulate.replay.scenario import Scenario, Seen, Stated
from powercalc.site import Site
from powercalc.site.asked import units_asked

DEMANDS = {
    "start": "a generator that starts on call",
    "battery": "a UPS, battery or flywheel",
    "transfer": "a switch, or a breaker or tie that is normally open",
    "bypass": "a UPS with a bypass",
    "failover": "a service with failover_time",
}
"""What can go wrong when it is called on, and of what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPart:
    """What a name stands for: a component with so many units (0 for all), a hazard, or a demand."""

    name: str
    id: str
    units: int = 0
    demand: str = ""
    hazard: bool = False


class ScenarioNames:
    """The names of a site that a scenario may use."""

    def __init__(self, site: Site, draft: Draft) -> None:
        self.draft = draft
        self.counts = {each.id: each.count for each in site.complete if not each.is_load}
        self.loads = {each.id for each in site.complete if each.is_load}
        self.services = {service.id: service for service in site.services}
        self.paths = {each.id: each for each in site.complete if isinstance(each, Path)}
        self.hazards = {unit.name for unit in draft.causes if unit.name}

    def part(self, name: str) -> NamedPart | Problem:
        """Return what a name stands for, or what is wrong with it."""
        if name in self.counts:
            return NamedPart(name=name, id=name)
        if name in self.hazards:
            return NamedPart(name=name, id=name, hazard=True)
        id, dot, demand = name.rpartition(".")  # noqa: A001 - it is the id
        if dot and (id in self.counts or id in self.services):
            return self._demand(name, id, demand)
        id, colon, _ = name.rpartition(":")  # noqa: A001
        if colon and id in self.counts:
            return self._units(name, id)
        return self._unknown(name)

    def _demand(self, name: str, id: str, demand: str) -> NamedPart | Problem:  # noqa: A002
        if demand not in DEMANDS:
            near = nearest(demand, DEMANDS)
            expected = None if near else f"one of {', '.join(DEMANDS)}"
            meant = f'"{id}.{near}"' if near else None
            return Problem(
                text="there is no such demand", found=shown(name), suggestion=meant, expected=expected
            )
        if not self._has(id, demand):
            of = DEMANDS[demand]
            return Problem(text=f'"{id}" has no demand of this name', found=shown(name), expected=of)
        return NamedPart(name=name, id=id, demand=demand)

    def _has(self, id: str, demand: str) -> bool:  # noqa: A002
        if id in self.services:
            return demand == "failover" and self.services[id].moves
        node = self.node(id, demand)
        match demand:
            case "start":
                return node.kind == STANDBY and not any(each.is_always for each in node.conditions)
            case "battery":
                return node.kind == STORAGE and bool(node.units)
            case "bypass":
                return node.has_bypass
            case "transfer":
                return node.kind == SWITCH or (node.kind in (PATH, TIE) and node.openable)
            case _:
                return False

    def node(self, id: str, demand: str = "") -> Node:  # noqa: A002
        """Return the node that has the units of a component, or that makes a trial."""
        return self.draft.nodes[id if demand == "bypass" else part_with_units(self.draft, id)]

    def _units(self, name: str, id: str) -> NamedPart | Problem:  # noqa: A002
        try:
            ((_, units),) = units_asked([name], self.counts).items()
        except CallError as error:
            return Problem(text=str(error), found=shown(name))
        return NamedPart(name=name, id=id, units=units)

    def _unknown(self, name: str) -> Problem:
        if name in self.loads or name in self.services:
            what = "load" if name in self.loads else "service"
            text = f"is a {what}, which does not fail by itself"
            return Problem(text=text, found=shown(name), expected="what it stands on")
        near = quoted(nearest(name, [*self.counts, *self.hazards]))
        expected = None if near else "an id of the site, ID:1, ZONE.HAZARD, or ID.start and the like"
        text = "nothing in the site that could fail has this id"
        return Problem(text=text, found=shown(name), suggestion=near, expected=expected)

    def path(self, name: str) -> Path | Problem:
        """Return the breaker or tie of a name, or what is wrong with it."""
        if name in self.paths:
            return self.paths[name]
        near = quoted(nearest(name, self.paths))
        known = name in self.counts or name in self.loads or name in self.services
        text = "is no breaker and no tie" if known else "no breaker and no tie has this id"
        expected = None if near else "the id of a breaker or a tie"
        return Problem(text=text, found=shown(name), suggestion=near, expected=expected)

    def observed(self, name: str) -> Problem | None:
        """Return what is wrong with what was observed."""
        seen = [*self.loads, *self.services]
        if name in seen:
            return None
        if name in self.counts:
            return Problem(text="is neither a load nor a service", found=shown(name), expected="one of these")
        near = quoted(nearest(name, seen))
        expected = None if near else "the id of a load or of a service"
        return Problem(
            text="no load and no service has this id", found=shown(name), suggestion=near, expected=expected
        )


def problems_of_names(site: Site, scenario: Scenario, ready: Lowered | None = None) -> Iterator[Problem]:
    """Yield what is wrong between a scenario and a site: names that mean nothing, and acts that cannot be."""
    names = ScenarioNames(site, (ready or lowered(site)).draft)
    acts = _Acts(names)
    for event in scenario.events:
        yield from acts.problems(event)
    for seen in scenario.observed:
        yield from _observed(names, seen)


def _observed(names: ScenarioNames, seen: Seen) -> Iterator[Problem]:
    if problem := names.observed(seen.what):
        yield _at(problem, ("observed", seen.index, "what"))


def _at(problem: Problem, path: tuple[str | int, ...]) -> Problem:
    return Problem(
        path=path,
        text=problem.text,
        found=problem.found,
        suggestion=problem.suggestion,
        expected=problem.expected,
    )


class _Acts:
    """What has been done so far, in the order of time: what never failed cannot be restored."""

    def __init__(self, names: ScenarioNames) -> None:
        self.names = names
        self.failed: dict[str, None] = {}
        self.by_hand: dict[str, str] = {}
        """The breakers and ties that stand otherwise than normally: "open" or "close"."""

    def problems(self, event: Stated) -> Iterator[Problem]:
        """Yield what is wrong with an event."""
        for act, name in event.acts:
            flaw = self._switch(act, name) if act in ("open", "close") else self._fail(act, name)
            if flaw is not None:
                yield _at(flaw, ("event", event.index, act))

    def _fail(self, act: str, name: str) -> Problem | None:
        part = self.names.part(name)
        if isinstance(part, Problem):
            return part
        if act == "fail" and name in self.failed:
            return Problem(
                text="has failed already", found=shown(name), expected="restore before it fails again"
            )
        if act == "restore" and name not in self.failed:
            return self._never(name)
        if act == "fail":
            self.failed[name] = None
        else:
            del self.failed[name]
        return None

    def _never(self, name: str) -> Problem:
        near = quoted(nearest(name, self.failed))
        expected = None if near else "what has failed before, as it was named there"
        text = "is restored and has not failed before"
        return Problem(text=text, found=shown(name), suggestion=near, expected=expected)

    def _switch(self, act: str, name: str) -> Problem | None:
        path = self.names.path(name)
        if isinstance(path, Problem):
            return path
        stands = self.by_hand.get(name, "open" if path.normally == "open" else "close")
        if stands == act:
            word = "open" if act == "open" else "closed"
            by = "" if name in self.by_hand else " normally"
            return Problem(text=f"is {word}{by}", found=shown(name), expected=_OTHERWISE[act])
        self.by_hand[name] = act
        return None


_OTHERWISE: Mapping[str, str] = {
    "open": "to open what is closed; ID.transfer keeps an open one from closing by itself",
    "close": "to close what is open",
}
