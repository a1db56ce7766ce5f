"""What has changed between two states of the site, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from powercalc.simulate.carriers import HELD
from powercalc.simulate.draft import SimulatedService
from powercalc.simulate.lower import Lowered
from powercalc.simulate.machine import (
    FAILED,
    INSTANT,
    MOVES,
    MOVING,
    PATH,
    RUNS,
    STANDBY,
    STANDING,
    STORAGE,
    STUCK,
    SWITCH,
    TIE,
    Machine,
)
from powercalc.simulate.translate import cooling_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line of a timeline."""

    time_h: float
    component: str
    event: str
    text: str

    @classmethod
    def of(cls, time: float, component: str, event: str, text: str) -> Happening:
        """Return a line; what is less than an instant after 0 is at 0."""
        return cls(
            time_h=0.0 if abs(time) < INSTANT else float(time), component=component, event=event, text=text
        )


class Before(NamedTuple):
    """What a machine was before an instant, as far as it is compared with what it has become."""

    nodes: Any
    services: Any
    dark: Any
    """Per point."""
    runs: Any
    """Per place of a service."""

    @classmethod
    def of(cls, m: Machine) -> Before:
        """Keep what a machine is now."""
        return cls(m.nodes.copy(), m.services.copy(), m.points.dark.copy(), m.places.runs.copy())


def happenings(ready: Lowered, before: Any, m: Machine, now: float) -> Iterator[Happening]:
    """Yield what has changed in this instant, in the order in which power flows."""
    loads = _loads(ready)
    cooled = {cooling_of(name): loads.get(name, name) for name in ready.names}
    for n, name in enumerate(ready.names):
        node = ready.draft.nodes[name]
        was, is_ = before[n], m.nodes[n]
        match node.kind:
            case _ if name in loads:
                found = _load(loads[name], was, is_)
            case _ if name in cooled:
                found = _cooling(cooled[name], was, is_)
            case kind if kind == STANDBY:
                found = _standby(name, was, is_)
            case kind if kind == STORAGE and (node.units or not node.has_bypass):
                found = _storage(name, was, is_, now)
            case kind if kind == SWITCH:
                found = _switch(name, node.inputs, was, is_)
            case kind if kind in (PATH, TIE) and node.openable:
                found = _path(name, was, is_)
            case _:
                found = _plain(name, was, is_) if node.units or node.has_bypass else iter(())
        for event, text in (*_opening(name, was, is_), *found):
            yield Happening.of(now, name, event, text)


def of_services(ready: Lowered, before: Before, m: Machine, now: float) -> Iterator[Happening]:
    """Yield what has changed for the services in this instant, each after those that it depends on."""
    for s, service in enumerate(ready.draft.services):
        was, is_ = before.services[s], m.services[s]
        down = m.points[is_.point].dark - before.dark[is_.point]
        found = [*_moving(service, before, m, s)] if is_.moves and is_.phase != was.phase else []
        if down:
            found.append(("down", "down") if down > 0 else ("up", "up again"))
        for event, text in found:
            yield Happening.of(now, service.id, event, f"{service.id}: {text}")


def _moving(service: SimulatedService, before: Before, m: Machine, s: int) -> Iterator[tuple[str, str]]:
    """Tell that a service is on its way, that it fails to move, or where it runs now."""
    places = slice(m.services[s].first_place, m.services[s].last_place)
    match m.services[s].phase:
        case phase if phase == MOVES:
            yield "moves", f"moves to {_where(service, m.places.target[places])}"
        case phase if phase == FAILED:
            yield "stuck", "fails to move"
        case phase if phase == RUNS and (m.places.runs[places] != before.runs[places]).any():
            yield "runs", f"runs on {_where(service, m.places.runs[places])}"


def _where(service: SimulatedService, chosen: Any) -> str:
    return ", ".join(place.load for place, here in zip(service.places, chosen, strict=True) if here)


def _opening(name: str, was: Any, is_: Any) -> Iterator[tuple[str, str]]:
    """Tell of what trips, and of what carries again since it would not trip any more."""
    if is_.tripped and not was.tripped:
        limit = is_.limit * max(is_.holding if is_.phase == HELD else is_.working, 0)
        end = "goes to bypass" if is_.has_bypass else "trips"
        yield "trips", f"{name}: would carry {is_.beyond:.4g} kW of {limit:.4g} kW and {end}"
    elif was.tripped and not is_.tripped:
        yield "closed", f"{name}: would not trip any more, closed again"


def _loads(ready: Lowered) -> dict[str, str]:
    """Return, per node of a sort of loads, how to speak of them."""
    sorts: dict[str, list[str]] = {}
    for load, node in ready.load_nodes.items():
        sorts.setdefault(node, []).append(load)
    return {
        node: ", ".join(loads) if len(loads) < 4 else f"{node} and {len(loads) - 1} others"
        for node, loads in sorts.items()
    }


def _load(names: str, was: Any, is_: Any) -> Iterator[tuple[str, str]]:
    if was.live and not is_.live:
        yield "dark", f"{names}: dark"
    elif is_.live and not was.live:
        yield "power", f"{names}: power is back"
    elif is_.phase == HELD and was.phase == 0:
        yield "hold-up", f"{names}: on hold-up"


def _cooling(names: str, was: Any, is_: Any) -> Iterator[tuple[str, str]]:
    """Tell of the cooling of a component: lost, missed after the thermal autonomy, and back."""
    if is_.phase and not was.phase and is_.live:
        yield "uncooled", f"{names}: without cooling, still cool"
    elif was.live and not is_.live:
        yield "hot", f"{names}: without cooling for too long"
    elif was.phase and not is_.phase:
        yield "cooled", f"{names}: cooled again"


def _standby(name: str, was: Any, is_: Any) -> Iterator[tuple[str, str]]:
    units = is_.last_unit - is_.first_unit
    if is_.called and not was.called:
        yield "called", f"{name}: called"
    if was.called and not is_.called:
        yield "stopped", f"{name}: no longer called"
    elif is_.started and not was.started and is_.working < units:
        lost = units - is_.working
        yield "failed", f"{name}: {lost} of {units} {'does' if lost == 1 else 'do'} not start"
    if is_.live and not was.live:
        yield "supplies", f"{name}: supplies, {is_.working} of {units} running"
    elif was.live and not is_.live and is_.called:
        yield "lost", f"{name}: supplies no longer, {is_.working} of {units} running"


def _storage(name: str, was: Any, is_: Any, now: float) -> Iterator[tuple[str, str]]:
    units = is_.last_unit - is_.first_unit
    if 0 < is_.working < was.working:
        yield "down", f"{name}: {units - is_.working} of {units} units down"
    elif is_.working < was.working:
        yield "down", f"{name}: down"
    elif is_.working > was.working:
        yield "up", f"{name}: restored"
    if is_.phase and not was.phase:
        held = is_.phase == HELD and is_.holding >= is_.units_needed
        yield "battery", f"{name}: feed lost, " + ("on battery" if held else "no battery holds")
    elif was.phase and not is_.phase:
        yield "fed", f"{name}: fed again"
    elif is_.phase and was.live and not is_.live and now >= is_.until - INSTANT:
        yield "empty", f"{name}: battery empty"


def _switch(name: str, inputs: list[str], was: Any, is_: Any) -> Iterator[tuple[str, str]]:
    if is_.working != was.working:
        yield from _units(name, was, is_)
    if is_.phase == STUCK and was.phase != STUCK:
        yield "stuck", f"{name}: does not move"
    elif is_.phase == MOVING and was.phase != MOVING:
        yield "moves", f"{name}: moves to {inputs[is_.target]}"
    elif is_.phase == STANDING and is_.at != was.at:
        yield "stands", f"{name}: on {inputs[is_.at]}"


def _path(name: str, was: Any, is_: Any) -> Iterator[tuple[str, str]]:
    if is_.working != was.working:
        yield from _units(name, was, is_)
    if is_.closed and not was.closed:
        yield "closes", f"{name}: closes"
    elif was.closed and not is_.closed:
        yield "opens", f"{name}: opens"


def _plain(name: str, was: Any, is_: Any) -> Iterator[tuple[str, str]]:
    if is_.working != was.working:
        yield from _units(name, was, is_)
    elif was.live and not is_.live:
        yield "dead", f"{name}: without power"
    elif is_.live and not was.live:
        yield "live", f"{name}: with power again"


def _units(name: str, was: Any, is_: Any) -> Iterator[tuple[str, str]]:
    if is_.working < was.working:
        yield "lost", f"{name}: lost"
    else:
        yield "back", f"{name}: back"
