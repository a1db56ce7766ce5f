"""Strategy for whole sites: feeds, transformers, switches, generators, UPSs and racks, wired well and badly.

A site is a skeleton of one or two paths, then a tangle of further nodes fed by anything before them, then
loads. Every figure that a catalog would supply is stated. Examples shrink towards one feed and one server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypedDict, Unpack

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from powercalc.components import (
    Ats,
    Block,
    Breaker,
    Bus,
    Chiller,
    Component,
    Crah,
    Generator,
    GridFeed,
    Outage,
    Panel,
    Pdu,
    Pump,
    RackPdu,
    RotaryUps,
    Server,
    Sts,
    Switchgear,
    Tie,
    Transformer,
    Ups,
)
from powercalc.site import CommonCause, Hazard, Service, Site, Zone
from powercalc.testing.figure_strategies import FIELD, FigureStrategies


class Features(TypedDict, total=False):
    """What may be asked of generated sites: True, it occurs; False, it never does; absent, it may."""

    standby: bool
    """Generators that are called when the grid is lost."""
    two_standbys: bool
    """Each of two paths with a generator bus and a caller of its own."""
    standby_behind_standby: bool
    """A switch with two generator buses to fall back on, one after the other."""
    always_called: bool
    """A generator that a switch prefers: it runs, and never starts."""
    two_paths: bool
    """Two paths from the feeds to the loads."""
    autonomies: bool
    """A UPS that holds for a while; on two paths, for different times."""
    bypass: bool
    """A UPS that passes its input, or another, through when it is down."""
    rotary: bool
    """Rotary UPSs in the place of UPSs: generators that no path shares, so only where it is asked for."""
    transfers: bool
    """Switches, ties and generators that take time, and moves that fail."""
    ties: bool
    """Two buses with a tie between them."""
    units: bool
    """Components of several units, m of n."""
    votes: bool
    """Nodes and loads that need two of their inputs."""
    supports: bool
    """Components that depend on others which do not feed them."""
    cooling: bool
    """Cooling units fed by the site; loads, and perhaps a component, that need them, some for a while not."""
    support_loops: bool
    """A component that needs the cooling which it feeds itself, or depends on it."""
    zones: bool
    """Rooms in a building, with hazards."""
    common_cause: bool
    """Groups and banks with a beta."""
    restorations: bool
    """Restoration times that are fixed or lognormal."""
    outages: bool
    """Feeds with several lengths of outage."""
    unavailabilities: bool
    """Components with a plain unavailability, without time scale."""
    services: bool
    """One to three services on the loads, with recovery times, some that move; only where it is asked for."""


_IMPLIES = {
    "two_standbys": ("standby", "two_paths"),
    "standby_behind_standby": ("standby",),
    "ties": ("two_paths",),
    "support_loops": ("cooling",),
}
"""What a feature cannot do without."""
_NAMES = tuple(Features.__annotations__)


@st.composite
def sites(
    draw: st.DrawFn,
    *,
    min_loads: int = 1,
    max_loads: int = 3,
    max_components: int = 12,
    figures: FigureStrategies = FIELD,
    **features: Unpack[Features],
) -> Site:
    """Generate a site with `min_loads` to `max_loads` loads and the `features` asked for.

    Optional parts are added while there are fewer than `max_components`; what was asked for always comes.
    `figures` says where failure rates and times come from. See `Features` for what can be asked for.
    """
    wants = _wanted(draw, features)
    maker = _SiteMaker(draw, figures, wants, max_components - min_loads)
    ends = _skeleton(maker)
    ends = _tangle(maker, ends)
    if wants["cooling"]:
        _cool(maker, ends)
    for number in range(draw(st.integers(min_loads, max(min_loads, max_loads)))):
        _load(maker, f"load-{number}", ends)
    return Site(
        "generated",
        tuple(maker.components),
        zones=_zones(maker) if wants["zones"] else (),
        common_causes=_groups(maker) if wants["common_cause"] else (),
        services=tuple(_services(maker)) if wants["services"] else (),
    )


def _wanted(draw: st.DrawFn, features: Features) -> dict[str, bool]:
    """Decide on every feature: as asked, as another implies, or by a draw where what it needs is there."""
    asked: dict[str, bool] = {name: bool(value) for name, value in features.items()}
    if unknown := sorted(set(asked) - set(_NAMES)):
        raise InvalidArgument(f"unknown features {', '.join(unknown)}; there are {', '.join(_NAMES)}")
    for name, needs in _IMPLIES.items():
        for need in needs:
            if asked.get(name) and not asked.setdefault(need, True):
                raise InvalidArgument(f"{name} cannot be without {need}")
    decided = {name: asked.get(name, False) for name in ("rotary", "services")}
    for name in sorted(set(_NAMES) - decided.keys(), key=lambda each: (each in _IMPLIES, _NAMES.index(each))):
        possible = all(decided[need] for need in _IMPLIES.get(name, ()))
        decided[name] = asked[name] if name in asked else possible and draw(st.booleans())
    return decided


@dataclass
class _SiteMaker:
    """A site in the making, sources first."""

    draw: st.DrawFn
    figures: FigureStrategies
    wants: dict[str, bool]
    most: int
    components: list[Component] = field(default_factory=list)
    cooling: list[str] = field(default_factory=list)
    """The cooling units."""

    def add(self, component: Component) -> str:
        self.components.append(component)
        return component.id

    def maybe(self) -> bool:
        """Tell whether an optional part comes: never beyond the size asked for."""
        return len(self.components) < self.most and self.draw(st.booleans())

    def maybe_so(self) -> bool:
        """Tell whether something is stated that adds no component."""
        return bool(self.draw(st.booleans()))

    def one(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def restoration(self) -> dict[str, Any]:
        """Return the shape of the restoration time."""
        shape = self.one("fixed", "lognormal", "exponential") if self.wants["restorations"] else "exponential"
        given = {} if shape == "exponential" else {"restoration": shape}
        return given | ({"restoration_error_factor": 3} if shape == "lognormal" else {})

    def own(self) -> dict[str, Any]:
        """Return what most components state: how they fail, how many they are, on what they lean."""
        draw, figures = self.draw, self.figures
        if self.wants["unavailabilities"] and draw(st.booleans()):
            given: dict[str, Any] = {"unavailability": draw(figures.chances)}
        else:
            given = {"failure_rate": draw(figures.rates), "mttr": draw(figures.times)} | self.restoration()
        if self.wants["supports"] and draw(st.booleans()):
            given["depends_on"] = self.one(*self.supports())
        return given | self.units() | self.place()

    def supports(self) -> list[str]:
        """Return what may be leaned on: anything before that is live while nothing fails, but no tied bus."""
        tied = Bus if self.wants["ties"] else Tie
        return [each.id for each in self.components if not isinstance(each, tied | Generator)]

    def units(self) -> dict[str, Any]:
        count = self.one(1, 2, 3) if self.wants["units"] else 1
        if count == 1:
            return {}
        given = {"count": count, "needed": self.draw(st.integers(1, count))}
        return given | ({"beta": 0.1} if self.wants["common_cause"] and self.draw(st.booleans()) else {})

    def place(self) -> dict[str, Any]:
        return (
            {"zone": self.one("building", "room")} if self.wants["zones"] and self.draw(st.booleans()) else {}
        )

    def switching(self) -> dict[str, Any]:
        """Return what a switch states; without a time to restoration also how long a move by hand takes."""
        given = self.own() | self.moving()
        by_hand = given["fail_to_transfer"] and "unavailability" in given
        return given | ({"manual_transfer_time": self.draw(self.figures.times)} if by_hand else {})

    def moving(self) -> dict[str, Any]:
        """Return what a switch or an open path states about its move."""
        if not self.wants["transfers"]:
            return {"transfer_time": "0 s", "fail_to_transfer": 0}
        return {
            "transfer_time": self.draw(self.figures.delays),
            "fail_to_transfer": self.draw(self.figures.chances),
        }


def _skeleton(maker: _SiteMaker) -> list[str]:
    """Build the paths from the feeds down; return the ends that anything may be fed by."""
    letters = "ab" if maker.wants["two_paths"] else "a"
    feeds = [_feed(maker, "grid-a")]
    if len(letters) == 2 and maker.maybe():
        feeds.append(_feed(maker, "grid-b"))
    shared = [] if maker.wants["two_standbys"] or not maker.wants["standby"] else _sets(maker, "")
    heads = [_fed_path(maker, letter, feeds[i % len(feeds)], shared) for i, letter in enumerate(letters)]
    if maker.wants["ties"]:
        _tie(maker, heads)
    ends = [_held_path(maker, letter, head) for letter, head in zip(letters, heads, strict=True)]
    return [*ends, *heads, *feeds]


def _feed(maker: _SiteMaker, name: str) -> str:
    rate, time = maker.figures.feed_rates, maker.figures.feed_times
    if not maker.wants["outages"]:
        own = {"failure_rate": maker.draw(rate), "mttr": maker.draw(time)} | maker.restoration()
        return maker.add(GridFeed(name, **own, **maker.place()))
    outages = tuple(
        Outage(name=sort, failure_rate=maker.draw(rate), mttr=maker.draw(time), **maker.restoration())
        for sort in ("brief", "long")
    )
    return maker.add(GridFeed(name, outages=outages, **maker.place()))


def _sets(maker: _SiteMaker, suffix: str) -> list[str]:
    """Add the generator buses of one caller, in the order of preference."""
    numbers = (1, 2) if maker.wants["standby_behind_standby"] else (1,)
    return [_generator(maker, f"gen{suffix}-{number}") for number in numbers]


def _generator(maker: _SiteMaker, name: str) -> str:
    draw, figures = maker.draw, maker.figures
    return maker.add(
        Generator(
            name,
            failure_rate=draw(figures.running_rates),
            mttr=draw(figures.times),
            fail_to_start=draw(figures.chances),
            start_time=draw(figures.delays) if maker.wants["transfers"] else "0 s",
            **maker.restoration(),
            **maker.units(),
            **maker.place(),
        )
    )


def _fed_path(maker: _SiteMaker, letter: str, feed: str, shared: list[str]) -> str:
    """From the feed to the board: a transformer perhaps, and what falls back on the generators."""
    head = feed
    if maker.maybe():
        head = maker.add(Transformer(f"tx-{letter}", fed_by=head, **maker.own()))
    if maker.wants["standby"]:
        head = _caller(maker, letter, [head, *(shared or _sets(maker, f"-{letter}"))])
    if maker.wants["always_called"] and letter == "a":
        running = _generator(maker, "gen-running")
        head = maker.add(Sts("sts-running", fed_by=[running, head], **maker.switching()))
    if maker.wants["ties"] or maker.maybe():
        head = maker.add(Bus(f"bus-{letter}", fed_by=head, **maker.own()))
    return head


def _caller(maker: _SiteMaker, letter: str, inputs: list[str]) -> str:
    """A switch, a chain of switches, or a bus with all of them in parallel."""
    sort = maker.one("switch", "chain", "bus")
    if sort == "bus" and not (maker.wants["transfers"] or maker.wants["standby_behind_standby"]):
        return maker.add(Bus(f"main-{letter}", fed_by=inputs, **maker.own()))
    if sort == "chain" and len(inputs) > 2:
        first = maker.add(Sts(f"sts-{letter}", fed_by=inputs[:2], **maker.switching()))
        inputs = [first, *inputs[2:]]
    return maker.add(Ats(f"ats-{letter}", fed_by=inputs, **maker.switching()))


def _tie(maker: _SiteMaker, heads: list[str]) -> None:
    may_open = maker.wants["transfers"] and not maker.wants["support_loops"]
    normally = maker.one("closed", "open") if may_open else "closed"
    own = maker.own() | maker.moving() | {"normally": normally}
    own["depends_on"] = (
        ("grid-a",) if "depends_on" in own else ()
    )  # a later node would make a loop of support
    if not own["depends_on"]:
        del own["depends_on"]
    maker.add(Tie("tie", between=(heads[0], heads[1]), **own))


def _held_path(maker: _SiteMaker, letter: str, head: str) -> str:
    """From the board to the racks: a UPS and a PDU perhaps."""
    if maker.wants["rotary"] or maker.wants["autonomies"] or maker.wants["bypass"] or maker.maybe():
        head = _ups(maker, f"ups-{letter}", head)
    if maker.maybe():
        head = maker.add(Pdu(f"pdu-{letter}", fed_by=head, **maker.own()))
    return head


def _ups(maker: _SiteMaker, name: str, feed: str) -> str:
    draw, figures = maker.draw, maker.figures
    given = maker.own()
    if maker.wants["bypass"]:
        given |= {"bypass": True, "fail_to_bypass": draw(figures.chances)}
        if draw(st.booleans()):
            given["bypass_fed_by"] = maker.one(
                *(each.id for each in maker.components if not isinstance(each, Tie | Generator))
            )
    holds = maker.wants["autonomies"]
    sort = RotaryUps if maker.wants["rotary"] else Ups
    if sort is RotaryUps:
        given = {key: value for key, value in given.items() if key != "beta"} | _engine(maker)
    return maker.add(
        sort(
            name,
            fed_by=feed,
            autonomy=draw(figures.autonomies) if holds else "0 s",
            battery_failure=draw(figures.chances) if holds else 0,
            **given,
        )
    )


def _engine(maker: _SiteMaker) -> dict[str, Any]:
    """Return what a rotary UPS states of its engine."""
    draw, figures = maker.draw, maker.figures
    return {
        "engine_failure_rate": draw(figures.running_rates),
        "engine_mttr": draw(figures.times),
        "fail_to_start": draw(figures.chances),
        "start_time": draw(figures.delays) if maker.wants["transfers"] else "0 s",
    }


_PLAIN: tuple[Callable[..., Component], ...] = (Panel, Switchgear, RackPdu, Block)


def _tangle(maker: _SiteMaker, ends: list[str]) -> list[str]:
    """Add nodes that are fed by anything before them; with `votes`, one that needs two of three."""
    ends = list(ends)
    if maker.wants["votes"]:
        legs = [
            maker.add(RackPdu(f"leg-{number}", fed_by=ends[number % len(ends)], **maker.own()))
            for number in range(3)
        ]
        ends.insert(0, maker.add(Panel("two-of-three", fed_by=legs, inputs_needed=2, **maker.own())))
    for number in range(3):
        if maker.maybe():
            ends.append(_node(maker, f"node-{number}", ends))
    return ends


def _node(maker: _SiteMaker, name: str, ends: list[str]) -> str:
    inputs = maker.draw(st.lists(st.sampled_from(ends), min_size=1, max_size=3, unique=True))
    sort = maker.one("plain", "switch", "breaker")
    if sort == "switch":
        return maker.add(Sts(name, fed_by=inputs, **maker.switching()))
    if sort == "breaker":
        return maker.add(Breaker(name, fed_by=inputs, **maker.own()))
    needed = maker.draw(st.integers(1, len(inputs))) if maker.wants["votes"] else 1
    return maker.add(maker.one(*_PLAIN)(name, fed_by=inputs, inputs_needed=needed, **maker.own()))


def _cool(maker: _SiteMaker, ends: list[str]) -> None:
    """Add one to three cooling units, perhaps a pump that they need, and something that needs them."""
    feed = maker.one(*ends)
    if maker.wants["support_loops"] and maker.wants["transfers"]:
        ends = [feed]  # a switch in the loop might wait for itself, which only the simulation can tell
    given = {"depends_on": _pump(maker, ends)} if maker.maybe() else {}
    maker.cooling.append(maker.add(Crah("crah-0", fed_by=feed, **{**maker.own(), **given})))
    for number in (1, 2):
        if maker.maybe():
            sort = maker.one(Crah, Chiller)
            unit = sort(f"crah-{number}", fed_by=maker.one(*ends), **maker.own())
            maker.cooling.append(maker.add(unit))
    if maker.wants["support_loops"]:
        leans = maker.one(False, True)
        _change(maker, feed, {"depends_on": "crah-0"} if leans else _cooled(maker, maker.cooling))
    elif maker.maybe():
        _change(maker, maker.one(*ends), _cooled(maker, _some(maker)))


def _pump(maker: _SiteMaker, ends: list[str]) -> str:
    return maker.add(Pump("pump", fed_by=maker.one(*ends), **maker.own()))


def _some(maker: _SiteMaker) -> list[str]:
    units: st.SearchStrategy[str] = st.sampled_from(maker.cooling)
    return maker.draw(st.lists(units, min_size=1, max_size=3, unique=True))


def _cooled(maker: _SiteMaker, units: list[str]) -> dict[str, Any]:
    """Return what a component states that is cooled by so many of these units."""
    given: dict[str, Any] = {"cooled_by": units, "cooling_needed": maker.draw(st.integers(1, len(units)))}
    holds = maker.wants["autonomies"] and maker.maybe_so()
    return given | ({"thermal_autonomy": maker.draw(maker.figures.autonomies)} if holds else {})


def _change(maker: _SiteMaker, name: str, given: dict[str, Any]) -> None:
    place = next(n for n, each in enumerate(maker.components) if each.id == name)
    maker.components[place] = maker.components[place].changed(**given)


def _load(maker: _SiteMaker, name: str, ends: list[str]) -> None:
    cords = maker.draw(st.lists(st.sampled_from(ends), min_size=1, max_size=3))
    needed = maker.draw(st.integers(1, len(cords))) if maker.wants["votes"] else 1
    maker.add(
        Server(
            name,
            fed_by=cords,
            inputs_needed=needed,
            power="5 kW",
            hold_up="20 ms" if maker.wants["transfers"] else "0 s",
            **(_cooled(maker, _some(maker)) if maker.cooling and maker.maybe_so() else {}),
            **maker.place(),
        )
    )


def _services(maker: _SiteMaker) -> Iterator[Service]:
    """Yield services that depend on those before them, or on what leads nowhere else."""
    draw, figures = maker.draw, maker.figures
    loads = [each.id for each in maker.components if each.is_load]
    names: list[str] = []
    for number in range(draw(st.integers(1, 3))):
        places = draw(st.lists(st.sampled_from(loads), min_size=1, max_size=3, unique=True))
        given: dict[str, Any] = {"runs_on": places, "needed": draw(st.integers(1, len(places)))}
        given["recovery_time"] = draw(figures.times | st.just("0 s"))
        if maker.maybe_so():
            given["failover_time"] = draw(figures.delays | st.just("0 s"))
            given["fail_to_fail_over"] = draw(figures.chances)
        if maker.maybe_so():
            given["depends_on"] = maker.one(*(names or maker.supports()))
        names.append(f"service-{number}")
        yield Service(names[-1], **given)


def _zones(maker: _SiteMaker) -> tuple[Zone, ...]:
    fire, flood = (
        Hazard(name=name, failure_rate=maker.draw(maker.figures.rates), mttr=maker.draw(maker.figures.times))
        for name in ("fire", "flood")
    )
    building = Zone(name="building", kind="building", hazards=(flood,))
    return (building, Zone(name="room", within="building", kind="room", hazards=(fire,)))


def _groups(maker: _SiteMaker) -> tuple[CommonCause, ...]:
    """Two members that state the same sort of figure, of one kind where there are two of it."""
    able = [each for each in maker.components if each.rate is not None]
    alike = [each for each in able if sum(other.kind == each.kind for other in able) > 1]
    if len(able) < 2:
        return ()
    pool = [each for each in alike if each.kind == alike[0].kind] if alike else able
    members = maker.draw(
        st.lists(st.sampled_from([each.id for each in pool]), min_size=2, max_size=3, unique=True)
    )
    return (CommonCause(name="together", members=tuple(members), beta=maker.draw(maker.figures.chances)),)
