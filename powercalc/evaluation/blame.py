"""What is to blame under the outage response: each set of suspects alone, everything else sound.

The contribution of a set is the response of the site in which only it can go wrong, less what smaller sets
within it do already. Contributions overlap (rare-event form): they add up to a little more than the whole.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from powercalc.components import Component, Storage
from powercalc.constants import HOURS_PER_YEAR
from powercalc.diagram.response import respond
from powercalc.diagram.suspects import Suspects, suspects
from powercalc.errors import EngineLimit
from powercalc.evaluation.cooling_story import CoolingStory, too_warm, with_cooling_as_power
from powercalc.evaluation.isolated import around, isolated
from powercalc.evaluation.result import Reason
from powercalc.site import Site, wiring

MOST = 10
"""Reasons told per load."""
_MOST_LOADS = 12
"""Loads of different shape for which reasons are worked out, the worst first."""
_TRIFLE = 1e-6
"""A share below this is a rounding error of larger contributions, and no reason."""
_AS_WIRED = "nothing has failed: as it is wired, no power comes here"
"""The story of a load that is dark while everything works: something waits for a call that nothing makes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a set of suspects does alone: unavailability, and frequency [1/h] or None where unknown."""

    unavailability: float
    frequency: float | None


class Blame:
    """Works out the reasons of the loads of one site; loads of the same shape share the work."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._known: dict[Hashable, Part] = {}
        self._shapes: set[Hashable] = set()
        self._cooling = CoolingStory(site)

    def reasons(self, load: str, unavailability: float) -> tuple[Reason, ...]:
        """Return the reasons of a load that is without power for this share of the time."""
        return self._cooling.told(load, self._of(self._site, load, unavailability))

    def cooling_reasons(self, load: Component, unavailability: float) -> tuple[Reason, ...]:
        """Return the reasons of a load that misses its cooling for this share of the time."""
        site = with_cooling_as_power(self._site, load)
        return tuple(too_warm(reason, load) for reason in self._of(site, load.id, unavailability))

    def _of(self, site: Site, load: str, unavailability: float) -> tuple[Reason, ...]:
        if not unavailability:
            return ()
        part = around(site, load)
        shape, places = _shape(part)
        if shape not in self._shapes and len(self._shapes) >= _MOST_LOADS:
            return ()
        self._shapes.add(shape)
        found: dict[Suspects, Part] = {}
        for culprits in sorted(_suspects(part, load), key=len):
            alone = self._alone(part, load, culprits, (shape, _places(culprits, places)))
            found[culprits] = _less(alone, [found[other] for other in found if other < culprits])
        told = [
            _reason(part, load, culprits, each, each.unavailability / unavailability)
            for culprits, each in found.items()
            if each.unavailability > _TRIFLE * unavailability
        ]
        return tuple(sorted(told, key=lambda reason: -reason.downtime_h_per_year)[:MOST])

    def _alone(self, part: Site, load: str, culprits: Suspects, key: Hashable) -> Part:
        if key not in self._known:
            found = respond(isolated(part, culprits)).loads[load]
            self._known[key] = Part(unavailability=found.unavailability, frequency=found.failure_frequency)
        return self._known[key]


def _suspects(part: Site, load: str) -> list[Suspects]:
    """Return the suspects of a load; none where its diagram is too large for cut sets."""
    try:
        return suspects(part, load)
    except EngineLimit:
        return []


def _less(whole: Part, smaller: list[Part]) -> Part:
    """Return what a set does beyond the smaller sets within it."""
    unavailability = whole.unavailability - sum(part.unavailability for part in smaller)
    if whole.frequency is None or any(part.frequency is None for part in smaller):
        return Part(unavailability=unavailability, frequency=None)
    often = whole.frequency - sum(part.frequency or 0.0 for part in smaller)
    return Part(unavailability=unavailability, frequency=max(often, 0.0))


def _reason(part: Site, load: str, culprits: Suspects, alone: Part, share: float) -> Reason:
    ranked = sorted(culprits, key=lambda culprit: _often(part, culprit.component), reverse=True)
    first, *others = [culprit.words for culprit in ranked] or [_AS_WIRED]
    story = f"{first}, while {' and '.join(others)}" if others else first
    return Reason(
        cut_set=tuple(dict.fromkeys(culprit.component for culprit in ranked)),
        events=tuple(
            culprit.component if culprit.part == "down" else f"{culprit.component} {culprit.part}"
            for culprit in ranked
        ),
        story=story + _outlasting(part, load, culprits),
        downtime_h_per_year=alone.unavailability * HOURS_PER_YEAR,
        interruptions_per_year=None if alone.frequency is None else alone.frequency * HOURS_PER_YEAR,
        share=share,
    )


def _often(part: Site, name: str) -> float:
    """Return how often a component fails, sources first of all: what began it comes first in the story."""
    component = next((each for each in part.components if each.id == name), None)
    if component is None or component.kind == "generator":
        return 0.0
    return (component.rate or 0.0) + (1.0 if component.is_source else 0.0)


def _outlasting(part: Site, load: str, culprits: Suspects) -> str:
    """Return "for longer than the battery (10 min)" where all that is down stands before a battery."""
    links = wiring.feeders(part.components)
    behind = wiring.reached([load], links)
    held = [
        (storage, wiring.reached(links[storage.id], links))
        for storage in part.components
        if isinstance(storage, Storage) and storage.autonomy and storage.id in behind
    ]
    names = {culprit.component for culprit in culprits}
    if not (names and held) or any(culprit.part == "battery" for culprit in culprits):
        return ""
    if not all(any(name in above for _, above in held) for name in names):
        return ""
    times = sorted({(storage.autonomy or 0.0, str(storage.given["autonomy"])) for storage, _ in held})
    texts = [text for _, text in times]
    span = texts[0] if len(texts) == 1 else f"{texts[0]} to {texts[-1]}"
    return f", for longer than the batteries hold ({span})"


def _shape(part: Site) -> tuple[Hashable, Mapping[str, int]]:
    """Return what is left of a site when its names are set aside, and the place of each name."""
    places = {component.id: place for place, component in enumerate(part.components)}
    components = tuple(
        (
            component.kind,
            tuple(sorted((key, _unnamed(value, places)) for key, value in component.given.items())),
        )
        for component in part.components
    )
    groups = tuple((tuple(places[m] for m in g.members), g.model, g.of, g.mttr) for g in part.common_causes)
    return (components, repr(groups), repr(part.zones)), places


def _unnamed(value: object, places: Mapping[str, int]) -> str:
    names = (value,) if isinstance(value, str) else value
    if isinstance(names, list | tuple):
        return repr([places.get(name, name) if isinstance(name, str) else name for name in names])
    return repr(value)


def _places(culprits: Suspects, places: Mapping[str, int]) -> Hashable:
    return frozenset(
        (places.get(c.component, c.component), c.part, c.words if c.part == "common" else "")
        for c in culprits
    )
