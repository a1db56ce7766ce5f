"""Every admissible set of options, from the cheapest on: evaluated, or ruled out by a bound.

As sets are looked at in the order of their costs, what has been found at any moment is the whole front up to
the cost of the next one; an end that comes early leaves that much proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from powercalc.errors import SiteError
from powercalc.evaluation.many import ManyEvaluations, evaluate_many
from powercalc.improvement.goals import WantedTarget, excess
from powercalc.improvement.improvement_result import Measured
from powercalc.improvement.option_sets import DECIMALS, OptionSets
from powercalc.site import Site

Progress = Callable[[int, int], None]
ROUNDING = 1e-9
"""Downtimes that agree to so many digits are the same."""
_NOISE = 1e-5
"""How far sums over ages by points may be off, as a share: a bound has to be clear of it."""
_SECONDS = 2.0
"""How long a batch should take: Ctrl-C loses no more."""
_LARGEST = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedSet:
    """A set that was evaluated, with the figures that decide."""

    mask: int
    cost: float
    downtime: float
    """What stands against the cost, [h/year]."""
    power_downtime: float
    """Without recovery, where that is counted; the same otherwise."""
    interruptions: float
    service_downtime: float
    reached: tuple[float, ...]
    """What it reaches of each target."""
    excess: float
    """By how much it misses the worst of the targets; at most 1 where it meets them."""


@dataclass(slots=True)
class KnownSets:
    """Sets that were evaluated early, and the options that never hurt.

    A set is no better than one that was evaluated and differs from it only in having more of these.
    """

    helping: int = 0
    known: list[tuple[int, float]] = field(default_factory=list)
    """Sets and their downtime."""

    def of(self, mask: int) -> float:
        """Return the least downtime that a set may have."""
        return max(
            (
                downtime
                for larger, downtime in self.known
                if mask & ~larger == 0 == larger & ~mask & ~self.helping
            ),
            default=0.0,
        )


@dataclass(slots=True, kw_only=True)
class SetSearch:
    """The sets that have been looked at, and what is proved of the others."""

    sets: OptionSets
    measured: Measured
    goals: tuple[WantedTarget, ...]
    only_downtime: bool = True
    """Whether the targets are of nothing but the downtime that is measured."""
    bounds: KnownSets = field(default_factory=KnownSets)
    found: list[EvaluatedSet] = field(default_factory=list)
    impossible: dict[int, str] = field(default_factory=dict)
    early: dict[int, EvaluatedSet] = field(default_factory=dict)
    """Sets that were evaluated as bounds, and whose turn has not come."""
    by_bounds: int = 0
    bounds_evaluated: int = 0
    reached: int = 0
    """How many of the sets, from the cheapest on, are settled."""
    progress: Progress | None = None
    _pace: float = 0.0
    _best: float = float("inf")
    _met: bool = False

    def run(self, enough: Callable[[EvaluatedSet], bool]) -> bool:
        """Look at every set; False where Ctrl-C ended it. `enough` tells whether a set meets all targets."""
        masks = self.sets.masks
        try:
            if self.progress:
                self.progress(self.reached, len(masks))
            while self.reached < len(masks):
                batch = self._next_batch(masks)
                if batch:
                    self._take([int(masks[place]) for place in batch], enough)
                    self.reached = batch[-1] + 1
                if self.progress:
                    self.progress(self.reached, len(masks))
        except KeyboardInterrupt:
            return False
        return True

    def _next_batch(self, masks: NDArray[np.int64]) -> list[int]:
        """Return the places of the next sets that have to be evaluated; those before them are settled."""
        batch: list[int] = []
        place, size = self.reached, self._size()
        while place < len(masks) and len(batch) < size:
            if not self._is_ruled_out(int(masks[place])):
                batch.append(place)
            elif not batch:
                self.by_bounds += 1
                self.reached = place + 1
            else:
                break
            place += 1
        return batch

    def _size(self) -> int:
        """Return how many sets take about as long as one is willing to lose."""
        return 8 if not self._pace else int(np.clip(_SECONDS / self._pace, 1, _LARGEST))

    def _is_ruled_out(self, mask: int) -> bool:
        """Tell whether a cheaper set is no worse, and this one is not needed for the targets."""
        if not self.bounds.known or mask in self.early:
            return False
        if self.bounds.of(mask) * (1 - _NOISE) < self._best:
            return False
        return self._met or not self.goals or self.only_downtime

    def _take(self, batch: Sequence[int], enough: Callable[[EvaluatedSet], bool]) -> None:
        """Evaluate sets, in their turn."""
        start = monotonic()
        fresh = [mask for mask in batch if mask not in self.early]
        found = {each.mask: each for each in self.evaluated(fresh)} | self.early
        if fresh:
            self._pace = (monotonic() - start) / len(fresh)
        for mask in batch:
            if mask in found:
                self.found.append(found[mask])
                self._best = min(self._best, found[mask].downtime)
                self._met = self._met or (bool(self.goals) and enough(found[mask]))

    def early_rest(self) -> list[EvaluatedSet]:
        """Return the sets that were evaluated as bounds and whose turn has not come."""
        there = {each.mask for each in self.found}
        return [each for mask, each in self.early.items() if mask not in there]

    def evaluated(self, masks: Sequence[int]) -> list[EvaluatedSet]:
        """Return sets with their figures; those that are no site are noted and left out."""
        sites = list(self._sites(masks))
        if not sites:
            return []
        many = evaluate_many(self.sets.site, [site for _, site in sites])
        return list(self._rows([mask for mask, _ in sites], many))

    def _sites(self, masks: Sequence[int]) -> Iterator[tuple[int, Site]]:
        for mask in masks:
            try:
                yield mask, self.sets.applied(mask)
            except SiteError as error:
                self.impossible[mask] = str(error.problems[0])

    def _rows(self, masks: Sequence[int], many: ManyEvaluations) -> Iterator[EvaluatedSet]:
        costs = self.sets.cost(np.array(masks, dtype=np.int64))
        downtime, often, service = figures(self.measured, many)
        reached = [goal.reached(many) for goal in self.goals]
        missed = excess(self.goals, many)
        for row, mask in enumerate(masks):
            yield EvaluatedSet(
                mask=mask,
                cost=float(costs[row]),
                downtime=float(service[row] if self.measured.with_recovery else downtime[row]),
                power_downtime=float(downtime[row]),
                interruptions=float(often[row]),
                service_downtime=float(service[row]),
                reached=tuple(float(each[row]) for each in reached),
                excess=float(missed[row]),
            )


def figures(measured: Measured, many: ManyEvaluations) -> tuple[NDArray[np.float64], ...]:
    """Return downtime, interruptions, downtime with recovery a year of what is measured, (variants,) each."""
    from powercalc.constants import HOURS_PER_YEAR

    if measured.is_service:
        place = many.services.index(str(measured.what))
        down = many.of_services[:, place] * HOURS_PER_YEAR
        return down, many.frequency_of_services[:, place] * HOURS_PER_YEAR, down
    if measured.what is None:
        service = many.service_downtime_h_per_year
        alone = service[:, 0] if len(many.loads) == 1 else np.full(len(many), np.nan)
        any_load = many.any_unavailability * HOURS_PER_YEAR, many.any_failure_frequency * HOURS_PER_YEAR
        return (*any_load, alone)
    place = many.loads.index(measured.what)
    tables = many.downtime_h_per_year, many.interruptions_per_year, many.service_downtime_h_per_year
    return tuple(table[:, place] for table in tables)


def front(found: Sequence[EvaluatedSet]) -> list[EvaluatedSet]:
    """Return the sets that no other one beats: none is as cheap or cheaper, and no worse.

    Of sets that cost the same and leave the same, the one with fewest options that stand first in the file.
    """
    kept: list[EvaluatedSet] = []
    for each in sorted(found, key=in_order):
        if not kept or each.downtime * (1 + ROUNDING) < kept[-1].downtime:
            kept.append(each)
    return kept


def in_order(found: EvaluatedSet) -> tuple[float, float, int, int]:
    """Return by what sets are ordered: cost, downtime, how few options, which of these stand first."""
    return round(found.cost, DECIMALS), found.downtime, found.mask.bit_count(), found.mask
