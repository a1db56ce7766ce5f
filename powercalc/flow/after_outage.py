"""What an outage does to every load: dark, left on one path, unknown, untouched; and what is too full then.

A load is on one path when one component alone, all its units, would take its power: a source, a panel, the
strip of its one cord. It is *left* on one path when that is so with something out and was not before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

from powercalc.components import Component
from powercalc.flow.power_network import PowerNetwork
from powercalc.flow.single import Out
from powercalc.flow.states import Settled
from powercalc.flow.too_full import TooFull, too_full_then
from powercalc.flow.usual_states import UsualStates
from powercalc.site.demand import demand_of
from powercalc.site.places import rack_and_room
from powercalc.wiring.alone import taken_alone

LoadState: TypeAlias = Literal["dark", "one path", "undocumented", "untouched"]
"""Of a load. "undocumented": what becomes of it hangs on a cord of which nobody knows where it leads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadAfter:
    """What becomes of one load."""

    id: str
    state: LoadState
    rack: str | None
    """The zone that it stands in, where that is within another one."""
    room: str | None
    count: int
    power_kw: float | None
    """All units together; None where it states no power."""
    cords: int
    """Of one unit, with those that nobody documented."""
    live_cords: int
    undocumented_cords: int
    dark: bool
    """It has no power over the cords that are documented."""
    dark_before: bool
    """Nor had it before anything was out."""
    by_overload: bool
    """It is dark by what trips, not by what is out."""
    one_path_before: bool
    """One component alone would have taken its power before."""
    left_on: tuple[str, ...]
    """What alone would take its power now and would not have before, nearest to the load first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterOutage:
    """What an outage does to the loads of a site, and what it overloads."""

    loads: tuple[LoadAfter, ...]
    too_full: tuple[TooFull, ...]
    live_beside: Mapping[str, tuple[str, ...]]
    """Per rack or room in which a load is dark: what feeds loads there and is live, so that a cord could go
    to it."""

    def in_state(self, state: LoadState) -> tuple[LoadAfter, ...]:
        """Return the loads in one state, in the order of the file."""
        return tuple(each for each in self.loads if each.state == state)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "loads_after": [asdict(each) for each in self.loads],
            "too_full": [each.to_dict() for each in self.too_full],
            "live_beside": {place: list(names) for place, names in self.live_beside.items()},
        }


def after_outage(rests: UsualStates) -> AfterOutage:
    """Return what becomes of every load with what was asked for out."""
    states = _BeforeAndAfter(rests)
    loads = tuple(states.load(name) for name in rests.network.by_load)
    dark_in = {each.rack or each.room for each in loads if each.dark and not each.dark_before}
    return AfterOutage(
        loads=loads,
        too_full=tuple(too_full_then(rests)),
        live_beside=states.live_in({place for place in dark_in if place is not None}),
    )


class _BeforeAndAfter:
    """Who is lost, and what alone takes whom: with nothing out, and with what was asked for."""

    def __init__(self, rests: UsualStates) -> None:
        self._net, network, out = rests.network, rests.network, rests.out
        self._before, self.then, self._untripped = rests.usual, rests.then, rests.then_untripped
        graph, nodes = network.graph, network.members
        dead = [_dead(network, {}, self._before), _dead(network, out, self.then)]
        self._alone_before, self._alone = taken_alone(graph, nodes, dead)

    def load(self, name: str) -> LoadAfter:
        """Return what becomes of one load."""
        load, element = self._net.loads[name], self._net.by_load[name]
        rack, room = rack_and_room(self._net.graph, load)
        unknown = getattr(load, "undocumented_cords", None) or 0
        dark, dark_before = (bool(each.lost[element][0]) for each in (self.then, self._before))
        before, now = self._alone_before[element], self._alone[element]
        left_on = () if dark_before else tuple(each for each in now if each not in before)
        return LoadAfter(
            id=name,
            state=_state(dark=dark and not dark_before, left=bool(left_on), unsure=unknown > 0),
            rack=rack,
            room=room,
            count=load.count,
            power_kw=None if getattr(load, "power", None) is None else demand_of(load),
            cords=len(load.fed_by) + unknown,
            live_cords=len(self._live_cords(load)),
            undocumented_cords=unknown,
            dark=dark,
            dark_before=dark_before,
            by_overload=dark and not self._untripped.lost[element][0],
            one_path_before=bool(before),
            left_on=left_on,
        )

    def live_in(self, places: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return, per rack or room, what feeds loads there and is live then."""
        found: dict[str, dict[str, None]] = {place: {} for place in sorted(places)}
        for load in self._net.loads.values():
            rack, room = rack_and_room(self._net.graph, load)
            if (place := rack or room) in places:
                found[str(place)].update(dict.fromkeys(self._live_cords(load)))
        return {place: tuple(live) for place, live in found.items()}

    def _live_cords(self, load: Component) -> list[str]:
        return [feeder for feeder in load.fed_by if not self.then.lost[feeder][0]]


def _state(*, dark: bool, left: bool, unsure: bool) -> LoadState:
    if not (dark or left):
        return "untouched"
    if unsure:
        return "undocumented"
    return "dark" if dark else "one path"


def _dead(network: PowerNetwork, out: Out, settled: Settled) -> list[str]:
    """Return what is dead by itself: too few of its units are left, or it has tripped."""
    tripped = {name for name, rounds in settled.tripped.items() if rounds[0]}
    units = {name: network.elements[name].component for name in out}
    too_few = {name for name, each in units.items() if out[name] > each.count - each.units_needed}
    return sorted(too_few | tripped)
