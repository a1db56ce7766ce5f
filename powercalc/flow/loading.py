"""What every element carries in the state that is shown, after the worst failure in it, and what it may more.

A point's head-room is what a further load at it may draw before, in the state that is shown, after any single
failure in it, or with all grid feeds lost, something on its way carries more than it may: the least of
(limit - flow) / (what of each further kW passes there). What its own limit would allow beyond that and the
worst failure is stranded: capacity that cannot be used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from powercalc.components import GridFeed
from powercalc.flow.after_outage import AfterOutage, after_outage
from powercalc.flow.power_network import Element, PowerNetwork
from powercalc.flow.protection import on_bypass, unprotected
from powercalc.flow.rules import FlowRules
from powercalc.flow.single import Out, further, parts
from powercalc.flow.states import Flows, Outages, Settled, States, outages_of, settle
from powercalc.flow.story import cascade_told, outages_told, units_named
from powercalc.flow.usual_states import UsualStates
from powercalc.tabular import Row, Tabular

MOST_FAILURES = 3000
"""With more components than this, the worst failure and the head-room of each are left out: every one of them
would be looked at after the failure of every other one."""
ALL_FEEDS = "all grid feeds"
"""What is out when the grid is lost altogether, where it has several feeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """One element: all in kW, its units together; None where it states no rating or nothing can fail."""

    id: str
    kind: str
    normal_kw: float
    rating_kw: float | None
    limit_kw: float | None
    """What it carries at most: its rating, or its trip level where that is lower."""
    asked_kw: float | None
    """With what was asked for out."""
    worst_kw: float | None
    """After the worst single failure of something else, or of the grid, in the state that is shown."""
    worst_out: str | None
    """That failure; None where none adds to what it carries in that state."""
    head_room_kw: float | None
    stranded_kw: float | None
    planned_kw: float | None
    """`max_utilization` times what it carries at most."""

    @property
    def overloaded(self) -> bool:
        """In the normal state it would carry more than it may."""
        return self.limit_kw is not None and self.normal_kw > self.limit_kw * (1 + 1e-9)

    @property
    def beyond_plan(self) -> bool:
        """In the normal state it carries more than is to be planned with."""
        return self.planned_kw is not None and self.normal_kw > self.planned_kw * (1 + 1e-9)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Loads(Tabular):
    """The flow on every element, and what follows from an outage that was asked for."""

    site: str
    out: tuple[str, ...]
    """What was asked for: "ups" is all its units, "ups:1" one of several."""
    out_told: str
    """The same as a sentence has it."""
    elements: tuple[Loading, ...]
    dark: tuple[str, ...]
    """The loads without power, with what was asked for out."""
    dark_normally: tuple[str, ...]
    cascade: str
    """What trips then, told; empty when nothing does."""
    cascade_normally: str
    on_bypass: tuple[str, ...]
    """The UPSs that pass power through their bypass then."""
    unprotected: tuple[str, ...]
    """The loads that a UPS, battery or flywheel stands behind when nothing is out, and none does then."""
    without_power: tuple[str, ...]
    """Loads that state no power and are taken to draw none."""
    knows_worst: bool = True
    """False where the site is too large to look at every single failure."""
    after: AfterOutage | None = None
    """What becomes of every load with what was asked for out; None where nothing was."""

    def in_short(self) -> str:
        """Return what it is of and what it says."""
        out = f", with {self.out_told} out" if self.out else ""
        return f"{self.site}: {len(self.elements)} elements, {len(self.dark)} loads dark{out}"

    def records(self) -> Iterator[Row]:
        """Yield a row for each element, [kW]."""
        yield from (asdict(element) for element in self.elements)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON has it."""
        found = asdict(replace(self, after=None))
        del found["after"]
        found |= self.after.to_dict() if self.after is not None else {}
        for each, element in zip(found["elements"], self.elements, strict=True):
            each["overloaded"], each["beyond_plan"] = element.overloaded, element.beyond_plan
        return {"schema": "powercalc/loads/1", **found}


def loads(site: str, network: PowerNetwork, out: Out) -> Loads:
    """Return the flow on every element, with these units out beside the normal state.

    The worst failure, the head-room and what is stranded are those of the state with these units out.
    """
    rests = UsualStates(network=network, out=out)
    asked, real = rests.then, rests.usual
    findings = _Findings(rests)
    return Loads(
        site=site,
        out=tuple(units_named(network, name, units) for name, units in out.items()),
        out_told=outages_told(network, out),
        elements=tuple(findings.loading(network.elements[name]) for name in parts(network)),
        dark=tuple(_dark(network, asked)),
        dark_normally=tuple(_dark(network, real)),
        cascade=cascade_told(network, asked, 0, out) if out else "",
        cascade_normally=cascade_told(network, real, 0, {}),
        on_bypass=on_bypass(network, asked, 0),
        unprotected=tuple(
            load for load, so in unprotected(network, asked, rests.usual_untripped).items() if so[0]
        ),
        without_power=network.without_power,
        knows_worst=findings.knows_worst,
        after=after_outage(rests) if out else None,
    )


def _dark(network: PowerNetwork, settled: Settled) -> Iterator[str]:
    for load, element in network.by_load.items():
        if settled.lost[element][0]:
            yield load


@dataclass(frozen=True, slots=True)
class _Failure:
    """What fails beside what is out: its name, of which component, and what is out then."""

    name: str
    component: str | None
    out: Out


class _Findings:
    """The states that a loading is read from; nothing trips in them, so that what is too much shows."""

    def __init__(self, rests: UsualStates) -> None:
        network, out = rests.network, rests.out
        self._at_rest, self._asked = rests.usual_untripped, rests.then if out else None
        self._shown = rests.then_untripped
        self.knows_worst = len(parts(network)) <= MOST_FAILURES
        self._failures = tuple(_failures(network, out)) if self.knows_worst else ()
        outages = outages_of([out, *(each.out for each in self._failures)])
        self._settled = settle(network.untripped, outages) if self._failures else self._shown
        self._rooms = _head_rooms(network, outages, self._settled) if self.knows_worst else {}

    def loading(self, element: Element) -> Loading:
        flow, capacity = float(self._at_rest.through[element.id][0]), element.capacity
        room, planned = self._rooms.get(element.id), element.component.max_utilization
        rating = None if element.rating is None else element.rating * element.component.count
        worst, worst_out = self._worst(element.id)
        most = max(float(self._shown.through[element.id][0]), worst or 0.0)
        left = None if capacity is None or room is None else max(capacity - most - room, 0.0)
        return Loading(
            id=element.id,
            kind=element.component.kind,
            normal_kw=flow,
            rating_kw=rating,
            limit_kw=capacity,
            asked_kw=None if self._asked is None else float(self._asked.through[element.id][0]),
            worst_kw=worst,
            worst_out=worst_out,
            head_room_kw=room,
            stranded_kw=left,
            planned_kw=None if capacity is None or planned is None else capacity * planned,
        )

    def _worst(self, id: str) -> tuple[float | None, str | None]:  # noqa: A002 - it is the id
        """Return the most that it carries after one failure of something else, and which one."""
        flow = float(self._shown.through[id][0])
        others = [place for place, each in enumerate(self._failures) if each.component != id]
        if not others:
            return None, None
        carried = self._settled.through[id][1:]
        worst = max(others, key=lambda place: float(carried[place]))
        more = carried[worst] > flow * (1 + 1e-9)
        return max(float(carried[worst]), flow), self._failures[worst].name if more else None


def _failures(network: PowerNetwork, out: Out) -> Iterator[_Failure]:
    """Yield every single failure beside what is out, and the loss of all grid feeds at once."""
    for name, state in further(network, out).items():
        yield _Failure(units_named(network, name, 1), name, state)
    feeds = [each.component for each in network.elements.values() if isinstance(each.component, GridFeed)]
    if sum(feed.count for feed in feeds) > 1:
        yield _Failure(ALL_FEEDS, None, {**out, **{feed.id: feed.count for feed in feeds}})


def _head_rooms(network: PowerNetwork, outages: Outages, settled: Settled) -> dict[str, float | None]:
    """Return, per element, the kW more that it may carry; None where no limit stands on the way."""
    left = dict(_left(network, outages, settled))
    skeleton = _without_loads(network)
    return {name: _head_room(skeleton, name, outages, left) for name in parts(network)}


def _left(network: PowerNetwork, outages: Outages, settled: Settled) -> Iterator[tuple[str, Flows]]:
    """Yield, per element with a limit, what its working units can carry beyond the flow, (states,)."""
    for name, element in network.elements.items():
        if element.limit is not None:
            working = element.component.count - outages.units.get(name, np.zeros(outages.count, dtype=int))
            yield name, element.limit * working - settled.through[name]


def _without_loads(network: PowerNetwork) -> PowerNetwork:
    """Return the network without its loads and with nothing that draws power."""
    kept = {name: network.elements[name] for name in parts(network)}
    return replace(
        network,
        elements={name: replace(each, demand=0.0) for name, each in kept.items()},
    )


def _head_room(
    skeleton: PowerNetwork, name: str, outages: Outages, left: Mapping[str, Flows]
) -> float | None:
    """Return the least of what is left over what passes of one kW more at this element.

    What its power comes from decides alone: nothing else need be told, and a hall has a thousand others.
    """
    above = {each: skeleton.elements[each] for each in skeleton.graph.above((name,))}
    drawing = {**above, name: replace(skeleton.elements[name], demand=1.0)}
    flow = FlowRules(replace(skeleton, elements=drawing), States(), outages).flow({})
    room = np.inf
    for other, rest in ((each, left[each]) for each in drawing if each in left):
        passing = np.broadcast_to(flow.through.get(other, States.nothing), outages.count)
        on_its_way = passing > 1e-9
        if on_its_way.any():
            room = min(room, float((rest[on_its_way] / passing[on_its_way]).min()))
    return None if np.isinf(room) else max(room, 0.0)
