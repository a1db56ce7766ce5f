"""What is to blame: the minimal cut sets of a load, largest contribution first, each with a sentence.

A bank of units that shares nothing with the rest counts as one event, so that a cut set names what a person
would name; what fails most often comes first. Contributions are of the cut set alone (rare-event form).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from powercalc.components import Component
from powercalc.constants import HOURS_PER_YEAR
from powercalc.engine.cut_sets import minimal_cut_sets
from powercalc.engine.diagram import build
from powercalc.engine.formula import Variable
from powercalc.engine.modules import abstracted
from powercalc.events.literals import frequencies, unavailabilities
from powercalc.languages import all_of, ask
from powercalc.plain.plain_diagram import SiteDiagram
from powercalc.plain.plain_figures import PlainFigures
from powercalc.reasons.candidates import words_of_bank
from powercalc.results.measures import Reason

MOST = 10
"""Reasons told per load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedEvent:
    """One event of a cut set: the formula that it stands for, and its figures."""

    handle: int
    unavailability: float
    frequency: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainReasons:
    """A minimal cut set with its figures, names set aside."""

    events: tuple[NamedEvent, ...]
    contribution: float
    share: float
    frequency: float | None
    """How often all are down together, [1/h]: the sum over b of w_b times the others' q; None if unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """What a person calls an event."""

    component: str
    event: str
    words: str


def reasons(
    diagram: SiteDiagram, components: Mapping[str, Component], found: PlainFigures
) -> dict[str, tuple[Reason, ...]]:
    """Return the reasons of every load; loads that are alike have the same ones under other names."""
    return {name: told for name, (told, _) in largest_cut_sets(diagram, components, found, MOST).items()}


def largest_cut_sets(
    diagram: SiteDiagram, components: Mapping[str, Component], found: PlainFigures, most: int
) -> dict[str, tuple[tuple[Reason, ...], int]]:
    """Return the cut sets of every load that contribute most, and how many more there are."""
    names = list(diagram.lost)
    distinct = [name for i, name in enumerate(names) if found.likeness[name].representative == i]
    blamed = dict(zip(distinct, _blames(diagram, found, distinct, most), strict=True))
    spoken = _PlainEventNames(diagram, components)
    return {
        name: (
            tuple(
                _reason(blame, [spoken.of(event.handle, likeness.renaming) for event in blame.events])
                for blame in blamed[names[likeness.representative]][0]
            ),
            blamed[names[likeness.representative]][1],
        )
        for name, likeness in found.likeness.items()
    }


def _blames(
    diagram: SiteDiagram, found: PlainFigures, loads: Sequence[str], most: int
) -> Iterator[tuple[list[PlainReasons], int]]:
    """Yield the largest cut sets of each of the loads, and how many are left out."""
    whole = abstracted(diagram.formulas, [diagram.lost[name] for name in loads], diagram.own.values())
    events = _events(diagram, whole.origins)
    compiled = build(whole.formulas, whole.roots)
    q = [event.unavailability for event in events]
    for root, name in enumerate(loads):
        listed = minimal_cut_sets(compiled, root).most_important(most, q)
        total = found.loads[name]["unavailability"]
        blamed = [
            _blame([events[i] for i in each.variables], each.contribution, each.contribution / total)
            for each in listed.sets
            if each.contribution > 0
        ]
        yield blamed, listed.left_out


def _blame(events: Sequence[NamedEvent], contribution: float, share: float) -> PlainReasons:
    """Return a cut set, what fails most often first."""
    return PlainReasons(
        events=tuple(sorted(events, key=lambda event: -(event.frequency or 0.0))),
        contribution=contribution,
        share=share,
        frequency=_frequency(events),
    )


def _frequency(events: Sequence[NamedEvent]) -> float | None:
    total = 0.0
    for i, event in enumerate(events):
        if event.frequency is None:
            return None
        others = (other.unavailability for j, other in enumerate(events) if j != i)
        total += event.frequency * prod(others)
    return total


def _events(diagram: SiteDiagram, origins: Sequence[int]) -> list[NamedEvent]:
    """Return the event behind each variable: a single literal, or a bank with its exact figures."""
    compiled = build(diagram.formulas, origins)
    w, unknown = frequencies(diagram.literals)
    q = unavailabilities(diagram.literals)
    u, often = compiled.probability_and_frequency(q, w)
    hidden = compiled.rests_on(unknown)
    return [
        NamedEvent(
            handle=handle,
            unavailability=float(u[i]),
            frequency=None if hidden[i] else float(often[i]),
        )
        for i, handle in enumerate(origins)
    ]


def _reason(blame: PlainReasons, names: Sequence[Name]) -> Reason:
    often = blame.frequency
    first, *others = [name.words for name in names]
    return Reason(
        cut_set=tuple(dict.fromkeys(name.component for name in names)),
        events=tuple(name.event for name in names),
        story=ask("{event}, while {events}", event=first, events=all_of(others)) if others else first,
        downtime_h_per_year=blame.contribution * HOURS_PER_YEAR,
        interruptions_per_year=None if often is None else often * HOURS_PER_YEAR,
        share=blame.share,
    )


class _PlainEventNames:
    """Names the events of a diagram, those of one load or of another that is like it."""

    def __init__(self, diagram: SiteDiagram, components: Mapping[str, Component]) -> None:
        self._diagram = diagram
        self._components = components
        self._banks = {handle: name for name, handle in diagram.own.items()}
        self._own: dict[str, list[int]] = {}
        for index, literal in enumerate(diagram.literals):
            self._own.setdefault(literal.component, []).append(index)

    def of(self, handle: int, renaming: Mapping[int, int]) -> Name:
        """Return the name of an event whose variables are renamed."""
        formulas, literals = self._diagram.formulas, self._diagram.literals
        match formulas.node(handle):
            case Variable(index):
                literal = literals[renaming.get(index, index)]
                words = literal.words or ask("{id} is down", id=literal.name)
                return Name(component=literal.component, event=literal.name, words=words)
            case _:
                bank = self._components[self._renamed_bank(handle, renaming)]
                return Name(component=bank.id, event=bank.id, words=words_of_bank(bank))

    def _renamed_bank(self, handle: int, renaming: Mapping[int, int]) -> str:
        """Return the component of a bank, or the one that plays its part under the renaming."""
        bank, literals = self._banks[handle], self._diagram.literals
        renamed = (renaming[index] for index in self._own.get(bank, ()) if index in renaming)
        return next((literals[index].component for index in renamed), bank)
