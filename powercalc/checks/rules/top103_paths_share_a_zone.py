"""The paths of a load share a room.

Finds: loads on several paths that one room, fire compartment or power-off group can leave dark; zones not
  stated.
Why: fire, water and the emergency power-off take all that stands in a zone, whichever path it belongs to.
Do: put the paths into rooms of their own; state the `zone` of what is on them.
Source: the checklist, item 6a; OVH Strasbourg 2021 and Global Switch Paris 2023, where one room took both
  paths.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, ids
from powercalc.checks.effects import Effect, in_turn, moved, zone_added
from powercalc.checks.figures import figure
from powercalc.checks.paths import on_several_paths
from powercalc.checks.rooms import rooms, zone_of
from powercalc.checks.rule import Finding, Rule, Severity, flaw, listed, unknown
from powercalc.components import Component, Pdu, Server, Switch, Switchgear, Ups
from powercalc.languages import ask
from powercalc.site import Hazard


def about(case: Case) -> tuple[str, ...]:
    """Return the loads on several paths."""
    return ids(on_several_paths(case))


def find(case: Case) -> Iterator[Finding]:
    """Yield each room that holds all paths of a load, or that nobody states where they stand."""
    found: dict[str, Server] = {}
    silent: dict[str, Component] = {}
    for load in on_several_paths(case):
        shared = [room for room in _rooms_behind(case, load) if _darkens(case, load, room)]
        found |= {room: load for room in shared if not _inner(case, room, shared)}
        silent |= (
            {each.id: each for each in case.wires.behind(load.id) if _is_asked(each)} if not shared else {}
        )
    for room, load in found.items():
        yield flaw(
            ask("all paths of {id} stand in {room}", id=load.id, room=room),
            *_at(case, room),
            effect=_effect(case, room, load),
        )
    question = ask("In which rooms and fire compartments do {names} stand?", names=listed(silent))
    for each in silent.values():
        yield unknown(ask("{id} does not state its zone", id=each.id), question, each.kind, each.id)


def _is_asked(component: Component) -> bool:
    return not component.zone and isinstance(component, Ups | Switch | Switchgear | Pdu)


def _rooms_behind(case: Case, load: Server) -> list[str]:
    """Return the rooms on the way to a load; its own room takes it in any case."""
    found = dict.fromkeys(room for each in case.wires.behind(load.id) for room in rooms(case, each))
    return [room for room in found if room not in rooms(case, load)]


def _darkens(case: Case, load: Server, room: str) -> bool:
    """Tell whether a room takes all paths; where they meet in one component is another finding."""
    inside = {each.id for each in case.site.graph.standing_in(room) if not each.is_load}
    inside.difference_update(case.wires.alone(load))
    return load.id not in case.wires.live(inside, within=load.id, by_bypass=False)


def _inner(case: Case, room: str, shared: list[str]) -> bool:
    """Tell whether a smaller room inside this one holds all paths already."""
    return any(other != room and room in case.site.graph.zones_around([other]) for other in shared)


def _at(case: Case, room: str) -> tuple[str, ...]:
    if any(zone.name == room for zone in case.site.zones):
        return ("zone", room)
    first = next(each for each in case.wires.components.values() if room in each.zone)
    return (first.kind, first.id, "zone")


def _effect(case: Case, room: str, load: Server) -> Effect | None:
    """Return what it does that one fire takes all; half of the cords then stand in a room of their own."""
    zone = zone_of(case, room)
    cords = list(dict.fromkeys(load.fed_by))
    if len(cords) < 2:
        return None
    one, other = ({each.id for each in (case.wires.components[c], *case.wires.behind(c))} for c in cords[:2])
    inside = {each.id for each in case.site.graph.standing_in(room) if room in each.zone and not each.is_load}
    parting = [moved((other - one) & inside, zone)]
    if zone.hazards:
        return Effect(
            says=ask("a second room like {room}, with its own hazards", room=room), mended=in_turn(parting)
        )
    often, lasting = figure("zone_fire"), figure("zone_fire_lasting")
    fire = Hazard(name="fire", failure_rate=often.printed, mttr=lasting.printed)
    burning = zone.model_copy(update={"hazards": (fire,)})
    apart = in_turn([zone_added(burning), moved((other - one) & inside, burning)])
    return Effect(
        says=ask(
            "a fire takes {room} {time}, for {hours}; a second room is spared",
            room=room,
            time=often.told,
            hours=lasting.told,
        ),
        flawed=zone_added(burning),
        mended=apart,
        rests_on=(often.name, lasting.name),
    )


RULE = Rule(module=__name__, manual=__doc__, severity=Severity.HIGH, item="6a", about=about, find=find)
