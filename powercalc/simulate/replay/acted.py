"""A scenario acted out on a site by the machine of the simulation."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import zip_longest

from powercalc.components import Server
from powercalc.errors import SiteError
from powercalc.simulate.carriers import HELD
from powercalc.simulate.course import Deed, ScriptedCourse, without_chance
from powercalc.simulate.happenings import Happening
from powercalc.simulate.lower import Lowered, lowered
from powercalc.simulate.machine import INSTANT, STANDBY, STORAGE
from powercalc.simulate.replay.acts import ScenarioActs
from powercalc.simulate.replay.moments import Moment, written
from powercalc.simulate.replay.named import NamedPart, ScenarioNames, problems_of_names
from powercalc.simulate.replay.replay_result import (
    Carried,
    Compared,
    LostInterval,
    Replay,
    Replayed,
    TimelineEntry,
)
from powercalc.simulate.replay.scenario import Scenario, Seen, Stated
from powercalc.simulate.replay.whys import RECOVERS, Whys, whole_of
from powercalc.site import Site
from powercalc.site.positions import located

_LOSSES = frozenset({"dark", "dead", "lost", "empty", "hot", "failed", "down"})
"""Happenings of which it is told why."""
_MOVES = frozenset({"called", "moves", "stuck", "closes", "battery", "hold-up", "uncooled"})
"""Happenings that follow from what the component, or what it is there for, has lost."""
_REPEATED = frozenset({"lost", "back", "down", "up", "dead", "live", "opens", "closes"})
"""Happenings that a stated event says already."""


def replay(site: Site, scenario: Scenario) -> Replay:
    """Tell again what happened: whatever the scenario does not name goes well.

    Raises `SiteError` for a scenario that names what is not there.
    """
    ready = lowered(site)
    if problems := tuple(problems_of_names(site, scenario, ready)):
        raise SiteError(located(problems, scenario.text, scenario.file))
    without_chance(ready.draft)
    story = _Story(ready, site, scenario)
    story.through(story.deeds(), scenario.until_h + 2 * INSTANT)
    return story.told()


@dataclass(slots=True)
class _Spells:
    """The intervals of one state, in the order in which they began; the last may be open."""

    closed: list[LostInterval] = field(default_factory=list)
    since: float | None = None
    reasons: list[str] = field(default_factory=list)

    def see(self, now: float, why: str | None) -> None:
        """See whether the state lasts, and why; None where it does not."""
        if why is not None:
            self.since = now if self.since is None else self.since
            self.reasons += [each for each in why.split("; ") if each and each not in self.reasons]
        elif self.since is not None:
            if now > self.since + INSTANT:
                self.closed.append(self._until(self.since, now))
            self.since, self.reasons = None, []

    def see_state(self, now: float, state: str | None) -> None:
        """See which of several states it is in: another one is another interval."""
        if state not in (None, *self.reasons):
            self.see(now, None)
        self.see(now, state)

    def _until(self, since: float, now: float | None) -> LostInterval:
        return LostInterval(from_h=_clean(since), to_h=now, why=_in_turn(self.reasons))

    def all(self) -> tuple[LostInterval, ...]:
        """Return all intervals; one that is not over has no end."""
        still = () if self.since is None else (self._until(self.since, None),)
        return (*self.closed, *still)


def _in_turn(reasons: Sequence[str]) -> str:
    """Return reasons in one line; a load that recovers is told behind what it was without."""
    told: list[str] = []
    for reason in reasons:
        load = reason.removesuffix(f" {RECOVERS}")
        before = next((place for place, each in enumerate(told) if each.startswith(f"{load} without")), None)
        if reason == load or before is None:
            told.append(reason)
        else:
            told[before] += f", then {RECOVERS}"
    return "; ".join(told)


def _clean(hours: float) -> float:
    return 0.0 if abs(hours) < INSTANT else float(hours)


class _Story(ScriptedCourse):
    """The course of a scenario, and what loads, services, batteries and generators go through in it."""

    def __init__(self, ready: Lowered, site: Site, scenario: Scenario) -> None:
        super().__init__(ready)
        self.site, self.scenario = site, scenario
        self.names = ScenarioNames(site, ready.draft)
        self.hands = ScenarioActs(ready.draft, self.m, self.place)
        self.opened: set[str] = set()
        self.whys = Whys(ready, self.m, self.place, self.opened)
        self.stated: list[TimelineEntry] = []
        self.timeline: list[TimelineEntry] = []
        nodes = list(dict.fromkeys(ready.load_nodes.values()))
        self.power = {node: _Spells() for node in nodes}
        self.whole = {node: _Spells() for node in nodes}
        self.services = [_Spells() for _ in ready.draft.services]
        self.carriers = {name: _Spells() for name in ready.names if self._carries(name)}

    def _carries(self, name: str) -> bool:
        node = self.ready.draft.nodes[name]
        return bool(node.units) and (node.kind == STANDBY or (node.kind == STORAGE and node.hold > 0.0))

    def deeds(self) -> Iterator[tuple[float, Deed]]:
        """Yield what the scenario says, each at its time."""
        restored = [
            (event.at_h, name)
            for event in self.scenario.events
            for act, name in event.acts
            if act == "restore"
        ]
        for event in self.scenario.events:
            for act, name in event.acts:
                stays = any(name == other and event.at_h <= at_h for at_h, other in restored)
                yield event.at_h, partial(self._act, event, act, name, stays)

    def _act(self, event: Stated, act: str, name: str, stays: bool, now: float) -> None:  # noqa: FBT001
        """Do what is stated, and tell it."""
        if act in ("open", "close"):
            (self.hands.open if act == "open" else self.hands.close)(name)
            (self.opened.add if act == "open" else self.opened.discard)(name)
            self._state(event, name, *_BY_HAND[act], now)
            return
        part = self.names.part(name)
        assert isinstance(part, NamedPart)
        if act == "fail":
            self.hands.fail(part, now, stays=stays)
        else:
            self.hands.restore(part, now)
        self._state(event, part.id, *_wording(part, act), now)

    def _state(self, event: Stated, component: str, sort: str, text: str, now: float) -> None:
        why = event.note or "stated in the scenario"
        self.stated.append(self._line(now, component, sort, why, f"{component}: {text}", event.at))

    def _line(
        self, now: float, component: str, event: str, why: str, text: str, at: Moment | None = None
    ) -> TimelineEntry:
        return TimelineEntry(
            at_h=_clean(now),
            at=written(self.scenario.start, now, at),
            component=component,
            event=event,
            why=why,
            text=text,
            stated=at is not None,
        )

    def changed(self, now: float) -> None:
        """Note what an instant has changed: lines of the timeline, and the intervals."""
        said = {line.component for line in self.stated}
        self.timeline += self.stated
        self.timeline += [
            self._follows(line, now)
            for line in self.lines
            if not (line.component in said and line.event in _REPEATED)
        ]
        self.lines.clear()
        for node in self.power:
            self._see(self.power[node], node, now)
            self._see(self.whole[node], whole_of(self.ready, node), now)
        for s, spells in enumerate(self.services):
            dark = self.m.points[self.m.services[s].point].dark
            spells.see(now, self.whys.of_service(s) if dark else None)
        for name, spells in self.carriers.items():
            spells.see_state(now, self._carrying(name))
        self.stated.clear()

    def _follows(self, line: Happening, now: float) -> TimelineEntry:
        why = self._why(line) or "; ".join(self._stated_above(line.component))
        return self._line(now, line.component, line.event, why, line.text)

    def _why(self, line: Happening) -> str:
        services = self.hands.services
        if line.component in services:
            return self.whys.of_service(services[line.component]) if line.event in _LOSSES else ""
        if line.event in _MOVES:
            return self.whys.of_inputs(line.component)
        return self.whys.of(line.component) if line.event in _LOSSES else ""

    def _stated_above(self, component: str) -> Iterator[str]:
        """Yield what the scenario says at this moment of what stands above a component."""
        if self.stated and component in self.place:
            above = self.whys.above(component)
            yield from (line.text for line in self.stated if line.component in above)

    def _see(self, spells: _Spells, name: str, now: float) -> None:
        live = self.m.nodes[self.place[name]].live
        spells.see(now, None if live else self.whys.of(name) if spells.since is None else "")

    def _carrying(self, name: str) -> str | None:
        """Return what a battery or a generator does; None while it rests."""
        is_ = self.m.nodes[self.place[name]]
        if is_.kind == STANDBY:
            return None if not is_.called else "runs" if is_.live else "called, supplies nothing"
        if is_.phase == 0:
            return None
        return "on battery" if is_.phase == HELD and is_.live else "battery spent"

    def told(self) -> Replay:
        """Return all that was noted."""
        services = [
            Replayed(id=service.id, intervals=spells.all())
            for service, spells in zip(self.ready.draft.services, self.services, strict=True)
        ]
        order = [service.id for service in self.site.services]
        services.sort(key=lambda each: order.index(each.id))
        loads = tuple(self._load(load) for load in self.site.complete if isinstance(load, Server))
        return Replay(
            site=self.site.name,
            name=self.scenario.name,
            start=self.scenario.start,
            until_h=self.scenario.until_h,
            timeline=tuple(self.timeline),
            loads=loads,
            services=tuple(services),
            carriers=tuple(self._carrier(name) for name in self.carriers),
            observed=tuple(_compared(seen, [*loads, *services]) for seen in self.scenario.observed),
            source=self.scenario.source,
        )

    def _load(self, load: Server) -> Replayed:
        node = self.ready.load_nodes[load.id]
        more = load.recovery_time is not None or whole_of(self.ready, node) != node
        tails = tuple(_with_tail(self.whole[node].all(), load.recovery_time or 0.0, self.scenario.until_h))
        return Replayed(id=load.id, intervals=self.power[node].all(), not_ready=tails if more else None)

    def _carrier(self, name: str) -> Carried:
        is_generator = self.ready.draft.nodes[name].kind == STANDBY
        kind = "generator" if is_generator else "battery"
        return Carried(id=name.removesuffix(" itself"), kind=kind, intervals=self.carriers[name].all())


_BY_HAND = {"open": ("opened", "opened by hand"), "close": ("closed", "closed by hand")}
_FAILING = {
    "start": "will not start when called",
    "battery": "battery will not hold",
    "transfer": "will not move when called on",
    "bypass": "bypass will not carry",
    "failover": "will fail to move",
}


def _wording(part: NamedPart, act: str) -> tuple[str, str]:
    """Return the sort of a stated event, and how it is told."""
    units = f"{part.units} of its units " if part.units else ""
    if act == "restore":
        what = f"{part.demand} works again" if part.demand else "over" if part.hazard else "restored"
        return "restored", f"{units}{what}"
    if part.demand:
        return "will fail", _FAILING[part.demand]
    return "fails", "strikes" if part.hazard else f"{units}{'fail' if part.units > 1 else 'fails'}"


def _with_tail(spells: Sequence[LostInterval], recovery: float, end: float) -> Iterator[LostInterval]:
    """Yield intervals with the recovery after each; what recovers when it is lost again was not back."""
    since: float | None = None
    whys: list[str] = []
    for spell, following in zip_longest(spells, spells[1:]):
        since = spell.from_h if since is None else since
        whys.append(spell.why)
        back = None if spell.to_h is None else spell.to_h + recovery
        if following is None or (back is not None and following.from_h >= back):
            over = back is not None and back <= end + INSTANT
            why = "; ".join(dict.fromkeys(whys)) + (
                f", then {RECOVERS}" if recovery and spell.to_h is not None else ""
            )
            yield LostInterval(from_h=since, to_h=back if over else None, why=why)
            since, whys = None, []


def _compared(seen: Seen, computed: Iterable[Replayed]) -> Compared:
    """Return an observation beside what is computed: all that overlaps with it, or what comes nearest."""
    (of,) = (each for each in computed if each.id == seen.what)
    found = [each for each in of.intervals if _overlaps(seen, each)]
    return Compared(
        what=seen.what,
        lost_h=seen.lost_h,
        back_h=seen.back_h,
        computed_lost_h=found[0].from_h if found else None,
        computed_back_h=found[-1].to_h if found else None,
        stayed=seen.stayed,
        source=seen.source,
    )


def _overlaps(seen: Seen, lost: LostInterval) -> bool:
    """Tell whether an interval has anything to do with what was seen; never lost is about all of them."""
    begin = -math.inf if seen.lost_h is None else seen.lost_h
    end = math.inf if seen.back_h is None else seen.back_h
    return lost.from_h <= end and (lost.to_h is None or lost.to_h >= begin)
