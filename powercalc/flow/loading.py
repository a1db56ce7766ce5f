"""What every element carries: in the normal state, after the worst single failure, and how much more it may.

A point's head-room is what a further load at it may draw before, in the normal state or after any single
failure, something on its way is above its rating: the least of (rating - flow) / (what of each further kW
passes there). What its own rating would allow beyond that and the worst single failure is stranded:
capacity that cannot be used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from powercalc.flow.network import Element, Network
from powercalc.flow.rules import Rules
from powercalc.flow.single import normal, parts, singles
from powercalc.flow.states import Flows, Outages, Settled, States, outages_of, settle
from powercalc.flow.story import cascade_told


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """One element: all in kW, its units together; None where it states no rating or nothing can fail."""

    id: str
    kind: str
    normal_kw: float
    rating_kw: float | None
    asked_kw: float | None
    """With what was asked for out."""
    worst_kw: float | None
    """After the worst single failure of something else; as in the normal state where none adds to it."""
    worst_out: str | None
    head_room_kw: float | None
    stranded_kw: float | None
    planned_kw: float | None
    """`max_utilization` times its rating."""

    @property
    def overloaded(self) -> bool:
        """In the normal state it carries more than its rating."""
        return self.rating_kw is not None and self.normal_kw > self.rating_kw * (1 + 1e-9)

    @property
    def beyond_plan(self) -> bool:
        """In the normal state it carries more than is to be planned with."""
        return self.planned_kw is not None and self.normal_kw > self.planned_kw * (1 + 1e-9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loads:
    """The flow on every element, and what follows from an outage that was asked for."""

    site: str
    out: tuple[str, ...]
    elements: tuple[Loading, ...]
    dark: tuple[str, ...]
    """The loads without power, with what was asked for out."""
    dark_normally: tuple[str, ...]
    cascade: str
    """What trips then, told; empty when nothing does."""
    cascade_normally: str
    without_power: tuple[str, ...]
    """Loads that state no power and are taken to draw none."""

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON has it."""
        found = asdict(self)
        for each, element in zip(found["elements"], self.elements, strict=True):
            each["overloaded"], each["beyond_plan"] = element.overloaded, element.beyond_plan
        return {"schema": "powercalc/loads/1", **found}


def loads(site: str, network: Network, out: Mapping[str, int]) -> Loads:
    """Return the flow on every element, with these units out beside the normal state."""
    names, at_rest = parts(network), normal(network.untripped)
    outages = outages_of(singles(network))
    failed = settle(network.untripped, outages)
    room = _head_rooms(network, outages_of([{}, *singles(network)]))
    asked = settle(network, outages_of([out]))
    real = normal(network)
    findings = _Findings(
        at_rest=at_rest, failed=failed, names=names, rooms=room, asked=asked if out else None
    )
    return Loads(
        site=site,
        out=tuple(out),
        elements=tuple(findings.loading(network.elements[name]) for name in names),
        dark=tuple(_dark(network, asked)),
        dark_normally=tuple(_dark(network, real)),
        cascade=cascade_told(network, asked, 0, out) if out else "",
        cascade_normally=cascade_told(network, real, 0, {}),
        without_power=network.without_power,
    )


def _dark(network: Network, settled: Settled) -> Iterator[str]:
    for load, element in network.by_load.items():
        if settled.lost[element][0]:
            yield load


@dataclass(frozen=True, kw_only=True)
class _Findings:
    """The states that a loading is read from."""

    at_rest: Settled
    failed: Settled
    names: list[str]
    """What is out in each state of `failed`, one after the other."""
    rooms: Mapping[str, float | None]
    asked: Settled | None

    def loading(self, element: Element) -> Loading:
        flow, capacity = float(self.at_rest.through[element.id][0]), element.capacity
        room, planned = self.rooms[element.id], element.component.max_utilization
        worst, worst_out = self._worst(element.id, flow)
        return Loading(
            id=element.id,
            kind=element.component.kind,
            normal_kw=flow,
            rating_kw=capacity,
            asked_kw=None if self.asked is None else float(self.asked.through[element.id][0]),
            worst_kw=worst,
            worst_out=worst_out,
            head_room_kw=room,
            stranded_kw=None
            if capacity is None or room is None
            else max(capacity - max(flow, worst or 0.0) - room, 0.0),
            planned_kw=None if capacity is None or planned is None else capacity * planned,
        )

    def _worst(self, id: str, flow: float) -> tuple[float | None, str | None]:  # noqa: A002 - it is the id
        """Return the most that it carries after a single failure of something else, and which one."""
        if len(self.names) < 2:
            return None, None
        others = np.where(np.array(self.names) == id, -1.0, self.failed.through[id])
        worst = int(np.argmax(others))
        more = others[worst] > flow * (1 + 1e-9)
        return max(float(others[worst]), flow), self.names[worst] if more else None


def _head_rooms(network: Network, outages: Outages) -> dict[str, float | None]:
    """Return, per element, the kW more that it may carry; None where no rating stands on the way."""
    settled = settle(network.untripped, outages)
    left = dict(_left(network, outages, settled))
    skeleton = _without_loads(network)
    return {name: _head_room(skeleton, name, outages, left) for name in parts(network)}


def _left(network: Network, outages: Outages, settled: Settled) -> Iterator[tuple[str, Flows]]:
    """Yield, per element with a rating, what its working units can carry beyond the flow, (states,)."""
    for name, element in network.elements.items():
        if element.rating is not None:
            working = element.component.count - outages.units.get(name, np.zeros(outages.count, dtype=int))
            yield name, element.rating * working - settled.through[name]


def _without_loads(network: Network) -> Network:
    """Return the network without its loads and with nothing that draws power."""
    kept = {name: network.elements[name] for name in parts(network)}
    return replace(
        network,
        elements={name: replace(each, demand=0.0) for name, each in kept.items()},
        order=tuple(group for group in network.order if group[0] in kept),
    )


def _head_room(skeleton: Network, name: str, outages: Outages, left: Mapping[str, Flows]) -> float | None:
    """Return the least of what is left over what passes of one kW more at this element."""
    drawing = {**skeleton.elements, name: replace(skeleton.elements[name], demand=1.0)}
    flow = Rules(replace(skeleton, elements=drawing), States(), outages).flow({})
    room = np.inf
    for other, rest in left.items():
        passing = np.broadcast_to(flow.through.get(other, States.nothing), outages.count)
        on_its_way = passing > 1e-9
        if on_its_way.any():
            room = min(room, float((rest[on_its_way] / passing[on_its_way]).min()))
    return None if np.isinf(room) else max(room, 0.0)
