"""Runs of years, shared out over workers in fixed blocks: the same seed gives the same sums."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from powercalc.errors import PowercalcError
from powercalc.executors import Packed, Progress, Stop, WorkLost, foretell, in_batches
from powercalc.executors import processes as together
from powercalc.simulate.budget import check_time, seconds_a_year
from powercalc.simulate.entry import run_years
from powercalc.simulate.lower import Lowered
from powercalc.simulate.machine import BINS, Integers, Machine, Numbers

BLOCK = 2000
"""Years that share one stream of random numbers."""
_SUMS = (
    "hours", "hours2", "number", "number2", "service", "service2", "quiet",
    "planned_hours", "planned_hours2", "planned_number", "planned_number2",
)  # fmt: skip
_SUMMED = ("sums", "longer", "records")
_RECORDS = ("calls", "called", "running", "trials", "start_failures", "run_failures", "called2")


class Restless(PowercalcError):
    """The site never comes to rest: what goes live in one instant ends what made it live."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearBlock:
    """What one block of years has counted; bins are kept apart since they are added in any order."""

    years: int
    sums: Numbers
    longer: Numbers
    records: Numbers
    year_bins: Integers
    length_bins: Integers


@dataclass(slots=True)
class Total:
    """What all blocks have counted. Blocks are added in their order, whichever is done first."""

    year_bins: Integers
    length_bins: Integers
    years: int = 0
    _waiting: dict[int, YearBlock] = field(default_factory=dict)
    """Blocks that are done before those in front of them."""
    _next: int = 0
    _sums: dict[str, Numbers] = field(default_factory=dict)

    def add(self, index: int, block: YearBlock) -> None:
        """Add one block; whole numbers at once, the others in their order."""
        self.years += block.years
        self.year_bins += block.year_bins
        self.length_bins += block.length_bins
        nothing = np.zeros(0, dtype=np.int64)
        self._waiting[index] = replace(block, year_bins=nothing, length_bins=nothing)
        while self._next in self._waiting:
            self._take(self._waiting.pop(self._next))
            self._next += 1

    def end(self) -> None:
        """Add the blocks that wait for one that never came."""
        for index in sorted(self._waiting):
            self._take(self._waiting.pop(index))

    def _take(self, block: YearBlock) -> None:
        for part in _SUMMED:
            more: Numbers = getattr(block, part)
            self._sums[part] = self._sums[part] + more if part in self._sums else more

    def summed(self, part: str) -> Numbers:
        """Return a sum over the blocks."""
        return np.asarray(self._sums[part], dtype=np.float64)


def run(
    lowered: Lowered,
    years: int,
    seed: int,
    processes: int | None,
    progress: Progress | None,
    executor: Executor | None = None,
) -> Total:
    """Simulate so many years; Ctrl-C, or workers that end, end it early with the blocks that are done."""
    number = -(-years // BLOCK)
    at_once = getattr(executor, "_max_workers", None) or processes or os.cpu_count() or 1
    workers = min(at_once, number)
    check_time(lowered, years, workers)
    if executor is None:
        foretell(progress, lambda: years * seconds_a_year(lowered) / workers)
    sizes = (min(BLOCK, years - BLOCK * index) for index in range(number))
    shape = (lowered.draft.watched, BINS)
    total = Total(np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64))
    if executor is not None:
        done = _by(executor, lowered, sizes, seed)
    else:
        done = _alone(lowered, sizes, seed) if workers < 2 else _together(lowered, sizes, seed, workers)
    try:
        for index, block in done:
            total.add(index, block)
            if progress is not None:
                progress(total.years, years)
    except (KeyboardInterrupt, WorkLost):
        if not total.years:
            raise
    if not total.years:
        raise KeyboardInterrupt
    total.end()
    return total


def _alone(lowered: Lowered, sizes: Iterator[int], seed: int) -> Iterator[tuple[int, YearBlock]]:
    template = lowered.machine()
    for index, years in enumerate(sizes):
        yield index, one_block(template, seed, index, years, lowered.years_before)


def _together(
    lowered: Lowered, sizes: Iterator[int], seed: int, workers: int
) -> Iterator[tuple[int, YearBlock]]:
    """Yield the blocks as processes do them. The loop is compiled once, before the processes part."""
    run_years(lowered.machine(), np.random.default_rng(seed), 0, 0)
    with together(workers) as executor:
        yield from _by(executor, lowered, sizes, seed)


def _by(
    executor: Executor, lowered: Lowered, sizes: Iterator[int], seed: int
) -> Iterator[tuple[int, YearBlock]]:
    """Yield the blocks as any executor does them."""
    packed = Packed.of(lowered)
    pieces = ((packed, seed, index, years) for index, years in enumerate(sizes))
    with Stop() as stop:
        for found in in_batches(executor, _block_of_worker, pieces, stop):
            yield from found


def _block_of_worker(piece: tuple[Packed, int, int, int]) -> tuple[int, YearBlock]:
    packed, seed, index, years = piece
    template, before = _template(packed)
    return index, one_block(template, seed, index, years, before)


@lru_cache(maxsize=4)
def _template(packed: Packed) -> tuple[Machine, int]:
    lowered: Lowered = packed.value
    return lowered.machine(), lowered.years_before


def one_block(template: Machine, seed: int, index: int, years: int, before: int) -> YearBlock:
    """Simulate one block of years from its own stream of random numbers."""
    m = Machine._make(part.copy() for part in template)
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(index,)))
    if not run_years(m, rng, years, before):
        raise Restless("the site does not come to rest: its sources and switches call each other off and on")
    return YearBlock(
        years=years,
        sums=np.array([m.points[name] for name in _SUMS]),
        longer=m.points.longer,
        records=np.array([m.records[name] for name in _RECORDS]),
        year_bins=m.points.year_bins,
        length_bins=m.points.length_bins,
    )
