"""Options that only ever help: proved, option by option, in every wiring that the others may leave.

They give bounds: a set without some of them is no better than the set that has these, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from powercalc.errors import SiteError
from powercalc.improvement.applying import applied
from powercalc.improvement.improvement_result import Measured
from powercalc.improvement.never_worse import hindrance
from powercalc.improvement.option import Option
from powercalc.improvement.option_sets import Masks, OptionSets
from powercalc.improvement.search import SetSearch

FIGURES = frozenset(
    {"failure_rate", "mtbf", "mttr", "unavailability", "count", "fail_to_start", "battery_failure",
     "autonomy", "fail_to_transfer", "manual_transfer_time", "transfer_time", "hold_up", "recovery_time"}
)  # fmt: skip
"""Keys of components that change no wiring, and nothing on which a proof rests beside what they say."""
_WIRINGS = 256
"""In so many wirings an option is looked at."""
_WORTH = 4
"""Bounds are evaluated where they are at most one in so many of the sets."""


def helping(sets: OptionSets, measured: Measured) -> dict[str, str | None]:
    """Return by option why it is not proved that it never hurts; None where it is."""
    if measured.is_service or measured.with_recovery:
        why = "a service is down as often as something is lost, and not only as long"
        return {option.id: why for option in sets.options}
    proofs = _Proofs(sets)
    return {option.id: proofs.hindrance(place) for place, option in enumerate(sets.options)}


@dataclass(frozen=True)
class _Proofs:
    sets: OptionSets

    @cached_property
    def _wiring(self) -> int:
        """The options that do more than to change figures, as a set."""
        of_site = set(self.sets.site.by_id)
        wired = (
            1 << place
            for place, option in enumerate(self.sets.options)
            if option.adds or option.removes or not _is_of_figures(option, of_site)
        )
        return sum(wired)

    def hindrance(self, place: int) -> str | None:
        """Return why an option may hurt in one of the sets without it; None where it never does."""
        bit = 1 << place
        without = self.sets.possible[self.sets.possible & bit == 0]
        both = without[np.isin(without | bit, self.sets.possible)]
        wirings = np.unique(both & self._wiring)
        if len(wirings) > _WIRINGS:
            return f"the other options leave {len(wirings):,} wirings, and {_WIRINGS} are looked at"
        for wiring in wirings:
            if why := self._in(int(wiring), self.sets.options[place]):
                return why
        return None

    def _in(self, wiring: int, option: Option) -> str | None:
        """Return why an option may hurt beside others that change the wiring."""
        others = [each for place, each in enumerate(self.sets.options) if wiring >> place & 1]
        try:
            return hindrance(applied(self.sets.site, others), applied(self.sets.site, [*others, option]))
        except SiteError as error:
            return f"there is no site with it alone: {error.problems[0].text}"


def _is_of_figures(option: Option, of_site: Iterable[str]) -> bool:
    return all(id in of_site and FIGURES.issuperset(keys) for id, keys in option.changes.items())  # noqa: A001


def bounds_of(search: SetSearch, reasons: Mapping[str, str | None]) -> None:
    """Evaluate the sets that bound others: all that has what never hurts, and what has all but one or two."""
    sets = search.sets
    helps = sum(1 << place for place, option in enumerate(sets.options) if reasons[option.id] is None)
    if not helps:
        return
    search.bounds.helping = helps
    chosen = _bounding(sets.possible, helps)
    within = set(sets.masks.tolist())
    for start in range(0, len(chosen), 32):
        for each in search.evaluated(chosen[start : start + 32]):
            search.bounds.known.append((each.mask, each.downtime))
            if each.mask in within:
                search.early[each.mask] = each
            else:
                search.bounds_evaluated += 1


def _bounding(possible: Masks, helps: int) -> list[int]:
    """Return the sets that bound others: first those to which nothing that helps can be added."""
    there = set(possible.tolist())
    bits = [1 << place for place in range(helps.bit_length()) if helps >> place & 1]
    largest = [mask for mask in there if not any(mask | bit in there for bit in bits if not mask & bit)]
    found = dict.fromkeys(sorted(largest))
    layer = list(found)
    while True:
        layer = list(dict.fromkeys(_without_one(layer, bits, there)))
        if not layer or (len(found) + len(layer)) * _WORTH > len(possible):
            return list(found) if len(found) * _WORTH <= len(possible) else []
        found |= dict.fromkeys(layer)


def _without_one(layer: Iterable[int], bits: Iterable[int], there: set[int]) -> Iterator[int]:
    for mask in layer:
        yield from (mask & ~bit for bit in bits if mask & bit and mask & ~bit in there)
