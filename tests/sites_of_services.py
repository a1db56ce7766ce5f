"""Sites with services where much goes wrong: loads are lost some times a year and recover for hours or days.

Each kind is a shape; its figures are drawn over wide ranges, or are nought. `OF_SERVICES` lists the kinds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

import powercalc as pc
from powercalc.components import Block, Component, Panel, Server, Transformer
from powercalc.site import Hazard, Service, Site, Zone
from tests.stressed import Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a shape is made of."""

    components: list[Component]
    services: list[Service]
    zones: tuple[Zone, ...] = ()


class Strained(Figures):
    """Figures of places and services; a place is down for some per cent of the time, recovery included."""

    def weak(self, name: str, *feeds: str, **given: Any) -> Transformer | Panel:
        """What stands on the way to one load, lost now and then."""
        own = {"failure_rate": f"{self.span(0.5, 8.0)} / year", "mttr": self.time(0.5, 20.0)}
        return self.one(Transformer, Panel)(name, fed_by=feeds, **(own | given))  # type: ignore[no-any-return]

    def utility(self, name: str, **given: Any) -> Component:
        """A feed with outages of minutes to hours."""
        rate = f"{self.span(1.0, 12.0)} / year"
        return pc.GridFeed(name, **({"failure_rate": rate, "mttr": self.time(0.2, 8.0)} | given))

    def place(self, name: str, *cords: str, **given: Any) -> Server:
        return Server(
            name, fed_by=cords, **({"hold_up": "0 s", "recovery_time": self.time(1.0, 40.0)} | given)
        )

    def recovery(self) -> dict[str, Any]:
        """That of the service, or what its loads state, or none."""
        return dict(self.one({"recovery_time": self.time(2.0, 48.0)}, {}, {"recovery_time": 0}))

    def moving(self) -> dict[str, Any]:
        time = self.one("0 s", "15 min", self.time(0.1, 4.0))
        return {"failover_time": time, "fail_to_fail_over": self.chance(0.4)}

    def hazard(self, zone: str) -> Zone:
        """A zone with a fire, or with none."""
        fire = Hazard(name="fire", failure_rate=f"{self.span(0.2, 2.0)} / year", mttr=self.time(2.0, 40.0))
        return Zone(name=zone, kind="building", hazards=(fire,) if self.one(True, False) else ())

    def building(self, side: str, **given: Any) -> list[Component]:
        """A feed, a panel and a load, with a battery in between or not."""
        head, battery = f"panel-{side}", self.one(True, False)
        found: list[Component] = [self.utility(f"grid-{side}"), self.weak(head, f"grid-{side}", **given)]
        if battery:
            found.append(self.ups(f"ups-{side}", head, **given))
        return [*found, self.place(f"place-{side}", f"ups-{side}" if battery else head, **given)]


def _service(f: Strained, name: str, *places: str, **given: Any) -> Service:
    return Service(name, runs_on=places, **(f.recovery() | given))


def _one_building(f: Strained) -> Parts:
    """Two or three loads behind shared feeds, some with a battery, some without."""
    letters = f.one("ab", "abc")
    feeds = f.one(["grid"], ["grid", "grid-2"])
    found: list[Component] = [f.utility(feed) for feed in feeds]
    found.append(f.bus("main", *feeds))
    for letter in letters:
        head = f"panel-{letter}"
        found.append(f.weak(head, "main"))
        if f.one(True, False):
            found.append(f.ups(f"ups-{letter}", head))
            head = f"ups-{letter}"
        found.append(f.place(f"place-{letter}", head))
    places = [f"place-{letter}" for letter in letters]
    one, all_ = _service(f, "one", places[0]), _service(f, "any", *places)
    return Parts(components=found, services=[one, all_])


def _standby_building(f: Strained) -> Parts:
    """A set and a switch above two batteries: a loss of seconds is recovered from like one of hours."""
    found = [
        f.utility("grid"), f.set("gen"), f.ats("ats", "grid", "gen"),
        f.ups("ups-a", "ats"), f.ups("ups-b", "ats"),
        f.place("place-a", "ups-a"), f.place("place-b", "ups-b"), f.place("both", "ups-a", "ups-b"),
    ]  # fmt: skip
    services = [_service(f, "any", "place-a", "place-b"), _service(f, "dual", "both")]
    return Parts(components=found, services=services)


def _two_sites(f: Strained) -> Parts:
    """Halves that share nothing, or a region."""
    zone = {"zone": "region"} if f.one(True, False) else {}
    zones = (f.hazard("region"),) if zone else ()
    found = [*f.building("a", **zone), *f.building("b", **zone)]
    services = [
        _service(f, "any", "place-a", "place-b"),
        _service(f, "both", "place-a", "place-b", needed=2),
    ]
    return Parts(components=found, services=services, zones=zones)


def _two_of_three(f: Strained) -> Parts:
    zone = {"zone": "region"} if f.one(True, False) else {}
    zones = (f.hazard("region"),) if zone else ()
    found = [part for side in "abc" for part in f.building(side, **zone)]
    places = [f"place-{side}" for side in "abc"]
    moved = f.moving() if f.one(True, False) else {}
    services = [_service(f, "two", *places, needed=2), _service(f, "one", *places, **moved)]
    return Parts(components=found, services=services, zones=zones)


def _failover(f: Strained) -> Parts:
    """Places in different buildings, which a region may take together."""
    zone = {"zone": "region"} if f.one(True, False) else {}
    zones = (f.hazard("region"),) if zone else ()
    sides = f.one("ab", "abc")
    found = [part for side in sides for part in f.building(side, **zone)]
    places = [f"place-{side}" for side in sides]
    services = [_service(f, "moved", *places, **f.moving()), _service(f, "too", *places, **f.moving())]
    return Parts(components=found, services=services, zones=zones)


def _failover_within(f: Strained) -> Parts:
    """Places in one building behind one feed, and perhaps one elsewhere."""
    found = [
        f.utility("grid"), f.bus("main", "grid"), f.weak("panel-a", "main"), f.weak("panel-b", "main"),
        f.place("place-a", "panel-a"), f.place("place-b", "panel-b"),
    ]  # fmt: skip
    places = ["place-a", "place-b"]
    if f.one(True, False):
        found += f.building("c")
        places.append("place-c")
    services = [_service(f, "moved", *places, **f.moving()), _service(f, "too", *places, **f.moving())]
    return Parts(components=found, services=services)


def _networks(f: Strained) -> Parts:
    """A network without feed, and one that hangs on the power of a place."""
    own = {"failure_rate": f"{f.span(0.5, 8.0)} / year", "mttr": f.time(0.5, 20.0)}
    found = [*f.building("a"), *f.building("b"), Block("network", **own)]
    found.append(Block("local", fed_by=f.one("panel-a", "grid-a"), **own))
    moved = f.moving() if f.one(True, False) else {}
    return Parts(
        components=found,
        services=[
            _service(f, "wide", "place-a", "place-b", depends_on="network", **moved),
            _service(f, "near", "place-a", depends_on="local"),
            _service(f, "far", "place-b", depends_on=["local", "network"]),
        ],
    )


def _chains(f: Strained) -> Parts:
    """Services that depend on each other, on the same places and on others."""
    own = {"failure_rate": f"{f.span(0.5, 8.0)} / year", "mttr": f.time(0.5, 20.0)}
    found = [*f.building("a"), *f.building("b"), Block("network", **own)]
    moved = f.moving() if f.one(True, False) else {}
    first = _service(f, "first", "place-a", **f.one({}, {"depends_on": "network"}))
    second = _service(f, "second", "place-a", "place-b", depends_on="first")
    third = _service(f, "third", "place-b", "place-a", depends_on=f.one("second", "first"), **moved)
    return Parts(components=found, services=[third, second, first])


Shape = Callable[[Strained], Parts]

SHAPES: dict[str, Shape] = {
    "one building": _one_building,
    "one building with a set": _standby_building,
    "two sites": _two_sites,
    "two of three": _two_of_three,
    "failover between buildings": _failover,
    "failover within a building": _failover_within,
    "networks": _networks,
    "chains": _chains,
}


def _site(draw: st.DrawFn, name: str, shape: Shape) -> Site:
    parts = shape(Strained(draw))
    return pc.Site(name, tuple(parts.components), zones=parts.zones, services=tuple(parts.services))


def _strategy(name: str, shape: Shape) -> st.SearchStrategy[Site]:
    return st.composite(_site)(name, shape)


OF_SERVICES: dict[str, st.SearchStrategy[Site]] = {
    name: _strategy(name, shape) for name, shape in SHAPES.items()
}
"""By kind: its sites."""
