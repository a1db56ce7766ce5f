"""A reason in a sentence: what began it, for how long it must last, and what else went wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from powercalc.components import Component, Generator, Path, Storage, Switch, Ups
from powercalc.events.common_causes import stated_groups
from powercalc.languages import all_of, amount, ask, joined, noted
from powercalc.reasons.candidates import Contributor, Suspects
from powercalc.site import Site
from powercalc.site.walks import reached, strong_components

_AS_WIRED = ask("nothing has failed: as it is wired, no power comes here")
"""The story of a load that is dark while everything works: something waits for a call that nothing makes."""
_BEGINS = ("down", "common", "common failure_rate")
"""The parts of suspects that fail by themselves; the others go wrong when they are needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A set of culprits as it is told: what began it first."""

    components: tuple[str, ...]
    events: tuple[str, ...]
    story: str


class Story:
    """The sentence about one set of culprits.

    `momentary` says that power comes back although they are still down: something else takes over.
    """

    def __init__(self, site: Site, load: str, culprits: Suspects, *, momentary: bool) -> None:
        self._site, self._load, self._culprits, self._momentary = site, load, culprits, momentary
        self._by_id = site.graph.components
        self._links = site.graph.feeders

    def told(self) -> Sentence:
        """Return the sentence, and the names in it, what began it first."""
        ranked = sorted(self._culprits, key=self._rank)
        first, *others = [culprit.words for culprit in ranked] or [_AS_WIRED]
        parts = [joined([first, self._outlasting()], ""), *self._until()]
        parts += [ask("while {events}", events=all_of(others))] if others else []
        return Sentence(
            components=tuple(dict.fromkeys(culprit.component for culprit in ranked)),
            events=tuple(event_of(culprit) for culprit in ranked),
            story=joined(parts),
        )

    def _rank(self, culprit: Contributor) -> tuple[bool, float, str]:
        """Sources first, then what fails most often, then what goes wrong on demand."""
        component = self._by_id.get(culprit.component)
        begins = _begins(culprit) and not isinstance(component, Generator)
        often = (component.rate or 0.0) + (1.0 if component.is_source else 0.0) if component else 0.0
        return not begins, -often, culprit.words

    def _outlasting(self) -> str:
        """Return "for longer than the battery holds (10 min)" where all that is down stands before one."""
        held = self._held()
        if not held or any(
            culprit.part.endswith(("battery", "battery_failure")) for culprit in self._culprits
        ):
            return ""
        above = [reached(self._links[storage.id], self._links) for storage in held]
        struck = {name for culprit in self._culprits for name in self._struck(culprit)}
        if not all(any(name in each for each in above) for name in struck):
            return ""
        times = sorted({(storage.autonomy or 0.0, _autonomy(storage)) for storage in held})
        texts = [amount(text) for _, text in times]
        span = texts[0] if len(texts) == 1 else ask("{low} to {high}", low=texts[0], high=texts[-1])
        if len(held) == 1:
            return ask(" for longer than the battery holds ({time})", time=span)
        return ask(" for longer than the batteries hold ({time})", time=span)

    def _struck(self, culprit: Contributor) -> list[str]:
        """Return what a culprit takes down: itself, the members of a group, what stands in a zone."""
        if culprit.component in self._by_id:
            return [culprit.component]
        for group in stated_groups(self._site):
            if group.name == culprit.component:
                return list(group.members)
        return [each.id for each in self._site.graph.standing_in(culprit.component)]

    def _held(self) -> list[Storage]:
        """Return the storage between the load and its sources."""
        behind = reached([self._load], self._links)
        storages = [each for each in self._site.components if isinstance(each, Storage)]
        return [storage for storage in storages if storage.autonomy and storage.id in behind]

    def _until(self) -> Iterator[str]:
        """Yield "until gen supplies": what ends a loss that is only for a moment."""
        ends = self._site.graph
        sorts: dict[str, dict[str, Component]] = {each: {} for each in _UNTIL}
        for node in self._site.components if self._momentary else ():
            for feeder in self._spared(node):
                path = self._by_id[feeder]
                if ends.only_generators_behind(feeder):
                    sorts["supplies"] |= {each.id: each for each in self._generators(feeder)}
                elif isinstance(path, Path) and path.normally == "open":
                    sorts["closes"][feeder] = path
                elif isinstance(node, Switch):
                    sorts["moves"][node.id] = node
        for does, found in sorts.items():
            if found:
                yield _until(list(found.values()), does)
                return

    def _spared(self, node: Component) -> list[str]:
        """Return the inputs of a node over which power comes, or may come, although others are dead."""
        feeders = self._links[node.id]
        if len(feeders) < 2:
            return []
        dead = {name for name in feeders if self._is_below_blamed(name, node.id)}
        if isinstance(node, Ups) and node.id in self._blamed:
            dead = set(node.fed_by)
        return [name for name in feeders if name not in dead] if dead else []

    def _is_below_blamed(self, name: str, node: str) -> bool:
        """Tell whether an input of a node comes from what the culprits take down: not back over a tie."""
        if name not in self._below_blamed or self._cycle_of[name] != self._cycle_of[node]:
            return name in self._below_blamed
        return not self._blamed.isdisjoint(reached([name], {**self._links, node: []}))

    @cached_property
    def _below_blamed(self) -> set[str]:
        """What the culprits take down, and all that power comes to from there."""
        below: dict[str, list[str]] = {}
        for name, feeders in self._links.items():
            for feeder in feeders:
                below.setdefault(feeder, []).append(name)
        return set(reached(self._blamed, below))

    @cached_property
    def _cycle_of(self) -> dict[str, int]:
        """Per node, one number for all that power reaches from each other."""
        return {name: place for place, group in enumerate(strong_components(self._links)) for name in group}

    def _generators(self, feeder: str) -> list[Component]:
        behind = (self._by_id[name] for name in reached([feeder], self._links))
        return [each for each in behind if isinstance(each, Generator)]

    @cached_property
    def _blamed(self) -> set[str]:
        """What the culprits that fail by themselves take down."""
        return {name for culprit in self._culprits if _begins(culprit) for name in self._struck(culprit)}


_UNTIL = {
    "supplies": (
        noted("until {id} supplies"), noted("until {id} supplies ({time})"),
        noted("until {id} or another supplies"),
    ),
    "closes": (
        noted("until {id} closes"), noted("until {id} closes ({time})"),
        noted("until {id} or another closes"),
    ),
    "moves": (
        noted("until {id} moves"), noted("until {id} moves ({time})"), noted("until {id} or another moves"),
    ),
}  # fmt: skip
"""What ends a loss: one of which the time is not stated, one of which it is, one of several."""


def _until(components: Sequence[Component], does: str) -> str:
    """Return "until gen supplies (15 s)", or "until gen-a or another supplies"."""
    first, *others = components
    alone, timed, several = _UNTIL[does]
    if others:
        return ask(several, id=first.id)
    time = first.given.get("start_time" if does == "supplies" else "transfer_time")
    return ask(timed, id=first.id, time=amount(time)) if isinstance(time, str) else ask(alone, id=first.id)


def _begins(culprit: Contributor) -> bool:
    """Tell whether a culprit fails by itself, and not when it is needed."""
    return culprit.part in _BEGINS


def event_of(culprit: Contributor) -> str:
    """Return what an event is called: the id of what is down, or with the part that goes wrong."""
    return culprit.component if culprit.part == "down" else f"{culprit.component} {culprit.part}"


def _autonomy(storage: Storage) -> str:
    """Return the autonomy as it was stated; of an uncertain one, which is a table, its mean."""
    stated = storage.given["autonomy"]
    return stated if isinstance(stated, str) else f"{60 * (storage.autonomy or 0.0):.3g} min"
