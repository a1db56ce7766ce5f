"""Sites where much goes wrong in turn: switches below switches, sets that take turns, weak grids.

Each kind is a shape; its figures are drawn over wide ranges, or are nought. `STRESSED` lists the kinds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

import powercalc as pc
from powercalc.components import (
    Ats,
    Bus,
    Component,
    Crah,
    Generator,
    GridFeed,
    Panel,
    Server,
    Sts,
    Switchgear,
    Tie,
    Transformer,
    Ups,
)
from powercalc.site import Hazard, Site, Zone

AUTONOMIES = ("7 s", "30 s", "2 min", "3 min", "5 min", "8 min", "20 min", "50 min", "80 min", "1 h", "8 h")
"""Some are no round number of hours; some are durations that interruptions are counted by."""


class Figures:
    """The figures of one site, each a draw: any over a wide range, and often nought where that can be."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def one(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def span(self, low: float, high: float) -> str:
        """Any number between the two on a logarithmic scale, to three digits."""
        place = self.draw(st.floats(0.0, 1.0))
        return f"{math.exp(math.log(low) + place * math.log(high / low)):.3g}"

    def time(self, low: float, high: float) -> str:
        return f"{self.span(low, high)} h"

    def rate(self, low: float, high: float, *, never: bool = True) -> str | int:
        """So many a year, or never."""
        return 0 if never and self.one(True, False, True) else f"{self.span(low, high)} / year"

    def chance(self, high: float = 0.3) -> float:
        return 0.0 if self.one(True, False) else float(self.span(0.002, high))

    def gap(self) -> str:
        return str(self.one("0 s", "4 ms", "100 ms", "5 s", "1 min"))

    def feed(self, name: str, *, sound: bool = False) -> GridFeed:
        """A feed that is lost often; where `sound`, perhaps never."""
        rate = self.rate(0.5, 30.0, never=sound)
        return GridFeed(name, failure_rate=rate, mttr=self.time(0.1, 30.0))

    def set(self, name: str, **given: Any) -> Generator:
        """A set, or a few, that fails often while it runs."""
        drawn = {
            "failure_rate": self.one(0, f"1 / {self.span(10.0, 500.0)} h"),
            "mttr": self.time(3.0, 60.0),
            "fail_to_start": self.chance(),
            "start_time": self.one("0 s", "10 s", "30 s", "2 min"),
        }
        return Generator(name, **(drawn | given))

    def own(self) -> dict[str, Any]:
        return {"failure_rate": self.rate(0.05, 3.0), "mttr": self.time(1.0, 60.0)}

    def move(self) -> dict[str, Any]:
        return {"transfer_time": self.gap(), "fail_to_transfer": self.chance()}

    def ats(self, name: str, *inputs: str) -> Ats:
        return Ats(name, fed_by=inputs, **self.own(), **self.move())

    def sts(self, name: str, *inputs: str) -> Sts:
        return Sts(name, fed_by=inputs, **self.own(), **self.move())

    def ups(self, name: str, feed: str, **given: Any) -> Ups:
        drawn = {"autonomy": self.one(*AUTONOMIES), "battery_failure": self.chance()}
        return Ups(name, fed_by=feed, **(self.own() | drawn | given))

    def bus(self, name: str, *inputs: str, **given: Any) -> Bus:
        return Bus(name, fed_by=inputs, **self.own(), **given)

    def load(self, name: str, *cords: str, **given: Any) -> Server:
        drawn = {"hold_up": self.one("0 s", "20 ms"), "recovery_time": self.one("1 h", "4 h", "12 h")}
        return Server(name, fed_by=cords, **(drawn | given))


def _open_tie(f: Figures) -> list[Component]:
    behind = f.one(False, True)
    heads = ("ats-a", "ats-b") if behind else ("grid-1", "grid-2")
    switches = [f.ats(f"ats-{x}", f"grid-{n}", "gen") for x, n in (("a", 1), ("b", 2))]
    return [
        f.feed("grid-1", sound=True), f.feed("grid-2"), *([f.set("gen"), *switches] if behind else []),
        f.bus("bus-a", heads[0]), f.bus("bus-b", heads[1]),
        Tie("tie", between=("bus-a", "bus-b"), normally="open", **f.own(), **f.move()),
        f.sts("sts", "bus-a", "bus-b"), f.load("one", "sts"),
    ]  # fmt: skip


def _runs_always(f: Figures) -> list[Component]:
    order = f.one(("ats-a", "ats-b"), ("ats-b", "ats-a"))
    return [
        f.feed("grid", sound=True), f.set("gen", fail_to_start=0, start_time="0 s"),
        Transformer("tx-a", fed_by="grid", failure_rate=f.rate(0.2, 5.0, never=False), mttr=f.time(2.0, 40)),
        f.ats("ats-a", "tx-a", "gen"), f.ats("ats-b", "gen", "grid"), f.ats("low", *order),
        f.load("below", "low"), f.load("dual", "ats-a", "ats-b"),
    ]  # fmt: skip


def _moves_twice(f: Figures) -> list[Component]:
    sets = [f.set("g1"), f.set("g2")]
    if f.one(True, False):
        return [f.feed("grid"), *sets, f.ats("ats", "grid", "g1", "g2"), f.load("rack", "ats")]
    return [
        f.feed("grid"), *sets, f.ats("ats-1", "grid", "g1"), f.ats("ats-2", "ats-1", "g2"),
        f.load("rack", "ats-2"),
    ]  # fmt: skip


def _odd_autonomies(f: Figures) -> list[Component]:
    head = f.one("grid-1", "ats")
    return [
        f.feed("grid-1"), f.feed("grid-2", sound=True), f.set("gen"), f.ats("ats", "grid-1", "gen"),
        f.ups("ups", head), f.sts("sts", "ups", "grid-2"), f.load("one", "sts"), f.load("straight", "ups"),
    ]  # fmt: skip


def _switch_beside(f: Figures) -> list[Component]:
    return [
        f.feed("grid"), f.set("gen-1"), f.set("gen-2", **_fuel(f)), f.ats("ats-a", "grid", "gen-1"),
        f.ats("ats-b", "grid", "gen-2"), f.sts("sts", "ats-a", "ats-b"),
        f.load("dual", "ats-a", "ats-b"), f.load("behind", "sts"),
    ]  # fmt: skip


def _fuel(f: Figures) -> dict[str, Any]:
    if f.one(False, True):
        return {}
    return {"fuel_autonomy": f.one("4 h", "8 h", "24 h"), "fuel_resupply": f.one("30 h", "48 h")}


def _two_above(f: Figures) -> list[Component]:
    return [
        f.feed("g1"), f.feed("g2"), f.feed("g3", sound=True), f.bus("a", "g1", "g2"), f.ats("ats", "a", "g3"),
        f.load("rack", "ats"),
    ]  # fmt: skip


def _stuck_above_a_battery(f: Figures) -> list[Component]:
    sets = {"fail_to_start": 0, "start_time": "0 s"} if f.one(True, False) else {}
    stuck = Ats("ats-b", fed_by=("grid", "gen"), **f.own(), **(f.move() | {"fail_to_transfer": 0.05}))
    battery = [f.ups("ups", "ats-b")] if f.one(True, False, True) else []
    return [
        f.feed("grid"), f.set("gen", **sets), stuck, *battery,
        f.sts("sts", "ups" if battery else "ats-b", "gen"), f.load("behind", "sts"),
    ]  # fmt: skip


def _gap_above(f: Figures) -> list[Component]:
    return [
        f.feed("grid-1"), f.feed("grid-2", sound=True), f.set("gen-1"), f.set("gen-2"),
        Switchgear("board", fed_by="gen-1", **f.own()),
        Ats("ats-1", fed_by=("grid-1", "grid-2"), **f.own(), **(f.move() | {"transfer_time": "1 min"})),
        f.ats("ats-2", "ats-1", "board"), f.sts("sts", "ats-2", "gen-2"), f.load("behind", "sts"),
    ]  # fmt: skip


def _crossed(f: Figures, **given: Any) -> list[Component]:
    feeds = [f.feed("grid")] if f.one(True, False) else [f.feed("grid"), f.feed("grid-2", sound=True)]
    orders = (("g1", "g2"), ("g2", "g1"))
    chained = f.one(False, True)
    found: list[Component] = [*feeds, f.set("g1"), f.set("g2", **given)]
    for letter, feed, (one, other) in zip("ab", (feeds[0].id, feeds[-1].id), orders, strict=True):
        if chained:
            found += [f.ats(f"first-{letter}", feed, one), f.ats(letter, f"first-{letter}", other)]
        else:
            found.append(f.ats(letter, feed, one, other))
    return [*found, f.load("on-a", "a"), f.load("on-b", "b"), f.load("dual", "a", "b")]


def _fuel_crossed(f: Figures) -> list[Component]:
    return _crossed(f, fuel_autonomy=f.one("4 h", "8 h", "24 h"), fuel_resupply=f.one("30 h", "48 h"))


def _bypass(f: Figures) -> list[Component]:
    around: dict[str, Any] = {"bypass": True, "fail_to_bypass": f.chance()}
    around |= f.one({}, {"bypass_fed_by": ["b"]}, {"bypass_fed_by": ["b", "gen"]})
    # a set that the switch below calls, and the bypass before it passes on, would never come to rest
    other = "b" if "gen" in around.get("bypass_fed_by", ()) else f.one("gen", "b")
    leans: dict[str, Any] = {"depends_on": "control"} if f.one(True, False) else {}
    leans |= {"cooled_by": "crah"} if f.one(True, False) else {}
    zone = {"zone": f.one("building", "room")} if f.one(True, False) else {}
    set_zone = {"zone": "room"} if f.one(True, False) else {}
    return [
        f.feed("a"), f.feed("b", sound=True), f.set("gen", **set_zone),
        f.ats("ats", "a", "gen"), Panel("control", fed_by=f.one("ats", "b"), **f.own()),
        Crah("crah", fed_by=f.one("ats", "b"), **f.own()),
        f.ups("ups", f.one("ats", "a"), **around, **leans, **zone), f.sts("sts", "ups", other),
        f.load("below", "sts"), f.load("straight", "ups"),
    ]  # fmt: skip


def _weak(f: Figures) -> list[Component]:
    down = float(f.span(1.0, 24.0))
    share = float(f.span(0.1, 0.5))
    grid = GridFeed("grid", failure_rate=f"1 / {down * (1 - share) / share:.4g} h", mttr=f"{down} h")
    battery = [f.ups("ups", "ats")] if f.one(True, False) else []
    return [
        grid, f.set("gen", **f.one({}, {"count": 2, "needed": 1})), f.ats("ats", "grid", "gen"), *battery,
        f.load("rack", "ups" if battery else "ats"),
    ]  # fmt: skip


def _hidden(f: Figures) -> list[Component]:
    count = f.one(3, 4, 5)
    hides = {
        "dormant_failure_rate": f"{f.span(0.5, 8.0)} / year",
        "test_interval": f.one("14 days", "60 days"),
    }
    gen = f.set("gen", count=count, needed=f.one(1, count - 1, 2), **hides)
    return [f.feed("grid"), gen, f.ats("ats", "grid", "gen"), f.ups("ups", "ats"), f.load("rack", "ups")]


def _recovers(f: Figures) -> list[Component]:
    battery = [f.ups("ups", "ats")] if f.one(True, False) else []
    return [
        f.feed("grid"), f.set("gen"), f.ats("ats", "grid", "gen"), *battery,
        f.load("single", "ups" if battery else "ats", recovery_time=f.time(0.5, 40.0)),
    ]  # fmt: skip


def _zones(f: Figures) -> Sequence[Zone]:
    fire, flood = (
        Hazard(name=name, failure_rate=f"{f.span(0.5, 10.0)} / year", mttr=f.time(1.0, 40.0))
        for name in ("fire", "flood")
    )
    building = Zone(name="building", kind="building", hazards=(flood,))
    return (building, Zone(name="room", within="building", kind="room", hazards=(fire,)))


Shape = Callable[[Figures], list[Component]]

SHAPES: dict[str, Shape] = {
    "two buses with an open tie, a switch below both": _open_tie,
    "a set that runs always, a switch below": _runs_always,
    "a switch that moves twice": _moves_twice,
    "autonomies that are no round number of hours": _odd_autonomies,
    "a switch beside a load": _switch_beside,
    "two feeds above a switch": _two_above,
    "a stuck switch above a battery above a switch": _stuck_above_a_battery,
    "a gap above a switch": _gap_above,
    "fuel with crossed orders of two sets": _fuel_crossed,
    "crossed orders of two sets": _crossed,
    "a bypass with zones and supports": _bypass,
    "a weak grid": _weak,
    "hidden faults of three to five sets": _hidden,
    "service after one outage or two": _recovers,
}


def _site(draw: st.DrawFn, name: str, shape: Shape) -> Site:
    figures = Figures(draw)
    components = shape(figures)
    zones = _zones(figures) if any(component.zone for component in components) else ()
    return pc.Site(name, tuple(components), zones=tuple(zones))


def _strategy(name: str, shape: Shape) -> st.SearchStrategy[Site]:
    return st.composite(_site)(name, shape)


STRESSED: dict[str, st.SearchStrategy[Site]] = {
    name: _strategy(name, shape) for name, shape in SHAPES.items()
}
"""By kind: its sites."""
