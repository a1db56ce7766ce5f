"""What is to blame under the outage response: each set of suspects alone, everything else sound.

The contribution of a set is the response of the site in which only it can go wrong, less what smaller sets
within it do already. Contributions overlap (rare-event form): they add up to a little more than the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from functools import partial

from powercalc.components import Component
from powercalc.constants import HOURS_PER_YEAR
from powercalc.errors import EngineLimit
from powercalc.reasons.candidates import MOST as MOST_SUSPECTED
from powercalc.reasons.candidates import Suspects, suspects
from powercalc.reasons.cooling_sentences import (
    CoolingStory,
    too_warm,
    with_cooling_as_power,
    with_supports_as_power,
)
from powercalc.reasons.isolated_site import (
    Components,
    Surroundings,
    alike,
    figures_of,
    isolated,
    unnamed,
    wiring_of,
)
from powercalc.reasons.likeliest import likeliest
from powercalc.reasons.sentences import Sentence, Story
from powercalc.reasons.shapes import Marks, told_of
from powercalc.response import NO_DURATIONS, respond
from powercalc.results.lazy import Later
from powercalc.results.measures import Lost, Measures, Reason
from powercalc.site import Site

MOST = 10
"""Reasons told per load."""
FEWEST, NEARLY_ALL = 6, 0.998
"""No further sets are looked at when so many explain this much: smaller ones first, the likeliest of them."""
_MOST_LOADS = 12
"""Loads of different shape for which reasons are worked out, the worst first."""
_LOOKED_AT = 200
"""Loads among which those shapes are looked for."""
_TRIFLE = 1e-6
"""A share below this is a rounding error of larger contributions, and no reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What a set of suspects does alone, or all of them: unavailability, frequency [1/h] or None, unknown."""

    unavailability: float
    frequency: float | None

    def weight(self, total: Contribution) -> float:
        """The share of all downtime, or of all interruptions, whichever is more: a service pays for each."""
        shares = [self.unavailability / total.unavailability]
        if self.frequency is not None and total.frequency:
            shares.append(self.frequency / total.frequency)
        return max(shares)


class OutageReasons:
    """Works out the reasons of the loads of one site; loads of the same shape share the work."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._surroundings = Surroundings(site)
        self._cooling = CoolingStory(site)
        self._warm: dict[Hashable, tuple[Reason, ...]] = {}
        self._unsupported: dict[tuple[str, ...], Lost] = {}
        self._told: dict[Hashable, Later[tuple[Marks, tuple[Reason, ...]]]] = {}
        self._alone: dict[Hashable, Contribution] = {}
        self._closed = False

    def reasons(self, load: str, total: Contribution) -> tuple[Reason, ...]:
        """Return the reasons of a load that is without power for so long, and so often."""
        return self._cooling.told(load, self._of(self._surroundings, load, total))

    def look_at(self, load: str, total: Contribution) -> None:
        """Note the shape of a load: its reasons are worked out with these figures, when asked for."""
        if total.unavailability:
            self._noted(self._surroundings, load, total)

    def close(self) -> None:
        """Note no more shapes, so that nothing depends on who is asked about first."""
        self._closed = True

    def cooling_reasons(self, load: Component, total: Contribution) -> tuple[Reason, ...]:
        """Return the reasons of a load that misses its cooling for so long, and so often.

        Loads that are cooled alike have them in common.
        """
        alike = load.cooled_by, load.cooling_needed, load.thermal_autonomy
        if alike not in self._warm:
            site = with_cooling_as_power(self._site, load)
            self._warm[alike] = self._of(Surroundings(site), load.id, total)
        return tuple(too_warm(reason, load) for reason in self._warm[alike])

    def support_lost(self, load: Component) -> Lost:
        """Return how often and how long something that a load depends on is lost, and why.

        Loads that depend on the same have it in common.
        """
        alike = load.depends_on
        if alike not in self._unsupported:
            site = with_supports_as_power(self._site, load)
            found = respond(site, asked=NO_DURATIONS).loads[load.id]
            total = Contribution(unavailability=found.unavailability, frequency=found.failure_frequency)
            measures = Measures(unavailability=total.unavailability, failure_frequency=total.frequency)
            reasons = self._of(Surroundings(site), load.id, total)
            self._unsupported[alike] = Lost(measures=measures, reasons=reasons)
        return self._unsupported[alike]

    def _of(self, surroundings: Surroundings, load: str, total: Contribution) -> tuple[Reason, ...]:
        """Return the reasons of a load: those of another one of its shape, where there is one."""
        noted = self._noted(surroundings, load, total) if total.unavailability else None
        if noted is None:
            return ()
        found, names = noted
        marks, told = found.value
        renaming = marks.renaming(names)
        return tuple(told_of(reason, renaming) for reason in told)

    def _noted(
        self, surroundings: Surroundings, load: str, total: Contribution
    ) -> tuple[Later[tuple[Marks, tuple[Reason, ...]]], tuple[str, ...]] | None:
        """Return the reasons of a load under marks, and its names; None where its shape is one too many."""
        shape, names = _shape(surroundings, load)
        if shape not in self._told:
            if self._closed or len(self._told) >= _MOST_LOADS:
                return None
            self._told[shape] = Later(partial(self._marked, surroundings, load, total, names))
        return self._told[shape], names

    def _marked(
        self, surroundings: Surroundings, load: str, total: Contribution, names: tuple[str, ...]
    ) -> tuple[Marks, tuple[Reason, ...]]:
        """Return the marks of what the power of a load depends on, and its reasons under them."""
        part = likeliest(surroundings.of(load), MOST_SUSPECTED)
        marks = Marks.at({each.id for each in part.components}, names)
        return marks, _worked_out(marks.site(part), marks.on(load), total, self._alone)


class ReasonsOfLoads(Mapping[str, tuple[Reason, ...]]):
    """The reasons of loads: of the worst ones and those of their shape, worked out when asked for."""

    def __init__(self, site: Site, totals: Mapping[str, Contribution]) -> None:
        self._blame = OutageReasons(site)
        self._totals = totals
        worst_first = sorted(totals, key=lambda name: -totals[name].unavailability)
        for name in worst_first[:_LOOKED_AT]:
            self._blame.look_at(name, totals[name])
        self._blame.close()

    def __getitem__(self, load: str) -> tuple[Reason, ...]:
        return self._blame.reasons(load, self._totals[load])

    def __iter__(self) -> Iterator[str]:
        return iter(self._totals)

    def __len__(self) -> int:
        return len(self._totals)


def _worked_out(
    part: Site, load: str, total: Contribution, known: MutableMapping[Hashable, Contribution]
) -> tuple[Reason, ...]:
    """Return the reasons of a load; `known` is what sets of suspects do alone, in parts wired alike."""
    found: dict[Suspects, Contribution] = {}
    suspected = _suspects(part, load)
    orders = alike(part, load)
    wired, made = wiring_of(part, orders[0]), Components()
    for culprits in sorted(suspected, key=len):
        keys = [(wired, figures_of(part, culprits, places)) for places in orders]
        key = next((each for each in keys if each in known), keys[0])
        if key not in known:
            known[key] = _alone(part, load, culprits, made)
        found[culprits] = _less(known[key], [found[other] for other in found if other < culprits])
        if len(found) >= FEWEST and _is_all(found.values(), total):
            break
    telling = sorted(found, key=lambda culprits: -found[culprits].weight(total))[:MOST]
    told = [
        _reason(
            Story(part, load, culprits, momentary=suspected[culprits]).told(),
            found[culprits],
            found[culprits].unavailability / total.unavailability,
        )
        for culprits in telling
        if found[culprits].weight(total) > _TRIFLE
    ]
    return tuple(
        sorted(told, key=lambda reason: (-float(f"{reason.downtime_h_per_year:.9e}"), reason.events))
    )


def _is_all(found: Collection[Contribution], total: Contribution) -> bool:
    """Tell whether the sets explain all downtime and all interruptions, but for next to nothing."""
    hours = sum(part.unavailability for part in found)
    often = sum(part.frequency or 0.0 for part in found)
    return hours > NEARLY_ALL * total.unavailability and often > NEARLY_ALL * (total.frequency or 0.0)


def _alone(part: Site, load: str, culprits: Suspects, made: Components) -> Contribution:
    found = respond(isolated(part, culprits, made), asked=NO_DURATIONS).loads[load]
    return Contribution(unavailability=found.unavailability, frequency=found.failure_frequency)


def _suspects(part: Site, load: str) -> dict[Suspects, bool]:
    """Return the suspects of a load; none where its diagram is too large for cut sets."""
    try:
        return suspects(part, load)
    except EngineLimit:
        return {}


def _less(whole: Contribution, smaller: list[Contribution]) -> Contribution:
    """Return what a set does beyond the smaller sets within it."""
    unavailability = max(whole.unavailability - sum(part.unavailability for part in smaller), 0.0)
    if whole.frequency is None or any(part.frequency is None for part in smaller):
        return Contribution(unavailability=unavailability, frequency=None)
    often = whole.frequency - sum(part.frequency or 0.0 for part in smaller)
    return Contribution(unavailability=unavailability, frequency=max(often, 0.0))


def _reason(told: Sentence, alone: Contribution, share: float) -> Reason:
    return Reason(
        cut_set=told.components,
        events=told.events,
        story=told.story,
        downtime_h_per_year=alone.unavailability * HOURS_PER_YEAR,
        interruptions_per_year=None if alone.frequency is None else alone.frequency * HOURS_PER_YEAR,
        share=share,
    )


def _shape(surroundings: Surroundings, load: str) -> tuple[Hashable, tuple[str, ...]]:
    """Return what is left of the part of a load when its names are set aside, and the names.

    As one meets them from the load: in which order a file lists two paths makes no difference.
    """
    components = surroundings.nearest_first(load)
    places = {component.id: place for place, component in enumerate(components)}
    described = tuple(
        (
            component.kind,
            tuple(sorted((key, unnamed(value, places)) for key, value in _matters(surroundings, component))),
        )
        for component in components
    )
    groups = tuple(
        (group.name, tuple(places[member] for member in group.members))
        for group in surroundings.common_causes(components)
    )
    return (described, groups, places[load]), tuple(places)


def _matters(surroundings: Surroundings, component: Component) -> Iterator[tuple[str, object]]:
    """Yield what a component states, but for what a load draws."""
    apart = {"count", "power", "power_factor", "recovery_time"} if component.is_load else ()
    for key, value in surroundings.bearing(component).items():
        if key not in apart:
            yield key, value
