"""What a one-line diagram shows: a card per component, a wire per feed, a frame per zone; no positions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from powercalc.components import Component, Switch, Tie, Ups
from powercalc.flow.power_network import Element, PowerNetwork, network
from powercalc.flow.single import normal
from powercalc.flow.story import power
from powercalc.languages import noted, say, tell, told_figure, word
from powercalc.report.escape import plain
from powercalc.report.one_line.path_letters import paths
from powercalc.site import Site
from powercalc.site.calls import Calls

_NAMES = {
    "grid_feed": noted("grid feed"),
    "generator": noted("generator"),
    "solar": noted("solar"),
    "wind": noted("wind"),
    "transformer": noted("transformer"),
    "ups": noted("UPS"),
    "rotary_ups": noted("rotary UPS"),
    "panel": noted("panel"),
    "busway": noted("busway"),
    "rack_pdu": noted("rack PDU"),
    "block": noted("block"),
    "battery": noted("battery"),
    "flywheel": noted("flywheel"),
    "ats": noted("ATS"),
    "sts": noted("STS"),
    "switchgear": noted("switchgear"),
    "bus": noted("bus"),
    "breaker": noted("breaker"),
    "cable": noted("cable"),
    "pdu": noted("PDU"),
    "tie": noted("tie"),
    "chiller": noted("chiller"),
    "pump": noted("pump"),
    "crah": noted("air handler"),
    "server": noted("load"),
}
"""Kinds as people call them."""
_LONGEST = 22
"""Signs of a name or a line on a card; the whole name is in the figures."""


class WireKind(StrEnum):
    """What a wire is for."""

    FEED = "feed"
    STANDBY = "standby"
    """In use only when what comes before it is dead."""
    BYPASS = "bypass"
    SUPPORT = "support"
    COOLING = "cooling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A component, or loads with the same cords."""

    id: str
    kind: str
    title: str
    line: str
    """What kind and how much, below the title."""
    path: str | None = None
    frame: str | None = None
    """The zone that it is drawn in."""
    share: float | None = None
    """What it carries over what it may, in the normal state."""
    members: tuple[str, ...] = ()
    """The cards that this one stands for, where it stands for many."""
    is_stub: bool = False
    """Whether it only names what is drawn elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """A connection that is drawn from one card to another."""

    start: str
    end: str
    sort: WireKind
    path: str | None = None
    pairs: tuple[tuple[str, str], ...] = ()
    """The wires that this one stands for, by the ids of their ends, where it stands for others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A zone with something in it."""

    name: str
    title: str
    within: str | None


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """All that is drawn."""

    title: str
    cards: tuple[Card, ...]
    wires: tuple[Wire, ...]
    frames: tuple[Frame, ...]
    network: PowerNetwork = field(repr=False)


def drawing(site: Site) -> Drawing:
    """Return what the one-line diagram of a site shows."""
    net = network(site)
    letters = paths(site)
    carried = normal(net).through
    frames = _frames(site, net)
    return Drawing(
        title=plain(site.name, 80),
        cards=tuple(
            _card(each, net, letters, frames, float(carried[each.id][0])) for each in net.elements.values()
        ),
        wires=tuple(_wires(site, net, letters)),
        frames=tuple(frames.values()),
        network=net,
    )


def _card(
    element: Element,
    net: PowerNetwork,
    letters: Mapping[str, str],
    frames: Mapping[str, Frame],
    carried: float,
) -> Card:
    component = element.component
    members = net.members.get(element.id, (element.id,))
    zone = next((name for name in component.zone if name in frames), None)
    name = component.id if len(members) == 1 else f"{members[0]} … {members[-1]}"
    return Card(
        id=element.id,
        kind=component.kind,
        title=plain(name, _LONGEST),
        line=plain(", ".join(_told(component, element, len(members))), _LONGEST + 6),
        path=letters.get(element.id),
        frame=zone,
        share=carried / element.capacity if element.capacity else None,
    )


def key(id: str) -> str:  # noqa: A002 - it is the id
    """Return an id as attributes and scripts name it: what cannot be seen is written out, injectively."""
    return plain(id.replace("\\", "\\\\"))


def kind_name(kind: str) -> str:
    """Return a kind as people call it."""
    return say(_NAMES[kind]) if kind in _NAMES else kind.replace("_", " ")


def _told(component: Component, element: Element, members: int) -> Iterator[str]:
    """Yield what stands below the title: how many, and how much."""
    if component.is_load:
        yield say("{number} loads", number=members) if members > 1 else kind_name(component.kind)
        if element.demand:
            yield told_figure(power(element.demand))
        return
    several = (
        say(" {needed} of {number}", needed=component.units_needed, number=component.count)
        if component.count > 1
        else ""
    )
    yield f"{kind_name(component.kind)}{several}"
    if component.rating is not None:
        yield told_figure(str(component.rating))


def _frames(site: Site, net: PowerNetwork) -> dict[str, Frame]:
    """Return the zones that something is drawn in, and those around them."""
    declared = {zone.name: zone for zone in site.zones}
    used = {zone for element in net.elements.values() for zone in element.component.zone[:1]}
    found: dict[str, Frame] = {}
    for name in [*declared, *sorted(used - declared.keys())]:
        around = declared[name].within if name in declared else None
        kind = declared[name].kind if name in declared else None
        title = plain(f"{name} ({tell(word(kind))})" if kind and kind not in name else name, 40)
        found[name] = Frame(name=name, title=title, within=around)
    needed = set(used)
    for name in used:
        step = found[name].within
        while step is not None and step not in needed:
            needed.add(step)
            step = found[step].within
    return {name: frame for name, frame in found.items() if name in needed}


def _wires(site: Site, net: PowerNetwork, letters: Mapping[str, str]) -> Iterator[Wire]:
    calls = site.graph.calls
    for element in net.elements.values():
        component = element.component
        for start, sort in _connections(component, calls):
            path = letters.get(start) or (letters.get(component.id) if sort is WireKind.FEED else None)
            yield Wire(start=start, end=component.id, sort=sort, path=path)


def _connections(component: Component, calls: Calls) -> Iterator[tuple[str, WireKind]]:
    """Yield every card that a component is connected to, once for each sort of connection."""
    mixed = not all(calls.only_generators_behind(name) for name in component.fed_by)
    for place, name in enumerate(dict.fromkeys(component.fed_by)):
        waits = (isinstance(component, Switch) and place > 0) or (
            mixed and calls.only_generators_behind(name)
        )
        yield name, WireKind.STANDBY if waits else WireKind.FEED
    if isinstance(component, Tie):
        yield from ((name, WireKind.FEED) for name in component.between)
    if isinstance(component, Ups):
        yield from (
            (name, WireKind.BYPASS) for name in component.bypass_fed_by if name not in component.fed_by
        )
    yield from ((name, WireKind.SUPPORT) for name in dict.fromkeys(component.depends_on))
    yield from ((name, WireKind.COOLING) for name in dict.fromkeys(component.cooled_by))
