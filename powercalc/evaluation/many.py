"""Many variants of one site: their figures as arrays, what they have in common worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from powercalc.cascade.overload_figures import overload_of
from powercalc.constants import HOURS_PER_YEAR
from powercalc.engine.recording.function import WORTH, at_all
from powercalc.engine.remembered import Remembered
from powercalc.evaluation.as_it_behaves import as_it_behaves
from powercalc.evaluation.behaviour import behaviour
from powercalc.evaluation.read_variants import Changes, Reader, Variant, with_figures
from powercalc.response import Asked, Interruptions
from powercalc.results.evaluation_result import Evaluation
from powercalc.site import Site
from powercalc.tabular import Row, Tabular

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ManyEvaluations(Tabular):
    """The figures of many variants; nan where a figure is unknown, or where nothing states what it needs."""

    loads: tuple[str, ...]
    """The ids of the loads: the columns of the arrays."""
    services: tuple[str, ...]
    """Those of the services."""
    unavailability: Floats
    """U, (variants, loads)"""
    failure_frequency: Floats
    """Interruptions per calendar hour, [1/h], (variants, loads)"""
    any_unavailability: Floats
    """U of any load, (variants,)"""
    any_failure_frequency: Floats
    """[1/h], (variants,)"""
    of_services: Floats
    """U of each service, (variants, services)"""
    frequency_of_services: Floats
    """[1/h], (variants, services)"""
    _with_recovery: Callable[[], Floats] = field(repr=False)

    def __len__(self) -> int:
        """How many variants there are."""
        return len(self.any_unavailability)

    @cached_property
    def service_unavailability(self) -> Floats:
        """The same as U with the recovery time of each load, (variants, loads).

        Worked out when it is first asked for, variant by variant.
        """
        return self._with_recovery()

    @property
    def downtime_h_per_year(self) -> Floats:
        """U · 8760 h, [h/year], (variants, loads)."""
        return self.unavailability * HOURS_PER_YEAR

    @property
    def interruptions_per_year(self) -> Floats:
        """W · 8760 h, [1/year], (variants, loads)."""
        return self.failure_frequency * HOURS_PER_YEAR

    @property
    def service_downtime_h_per_year(self) -> Floats:
        """What the services behind the loads lose, [h/year], (variants, loads)."""
        return self.service_unavailability * HOURS_PER_YEAR

    def in_short(self) -> str:
        """Return what it says."""
        return f"{len(self):,} variants, {len(self.loads)} loads, {len(self.services)} services"

    def records(self) -> Iterator[Row]:
        """Yield a row a variant, with downtime and interruptions a year of each load as columns."""
        columns = {
            **{
                f"{load} downtime [h/year]": self.downtime_h_per_year[:, n]
                for n, load in enumerate(self.loads)
            },
            **{
                f"{load} interruptions [1/year]": self.interruptions_per_year[:, n]
                for n, load in enumerate(self.loads)
            },
            **{
                f"{service} downtime [h/year]": self.of_services[:, n] * HOURS_PER_YEAR
                for n, service in enumerate(self.services)
            },
        }
        for row in zip(*columns.values(), strict=True):
            yield dict(zip(columns, map(float, row), strict=True))


def evaluate_many(site: Site, variants: Iterable[Changes | Site]) -> ManyEvaluations:
    """Return the figures of variants of a site, each as `evaluate` would give them, without reasons.

    A variant is a site with the same loads, or changes as `site.changed` takes them. Of variants that differ
    in failure rates, times to restoration and chances alone, the evaluation of one is recorded and run for
    all of them; others are evaluated one by one, their diagrams built once for all of one wiring. Raises
    `SiteError` with the number of the first variant that is none, counted from 0, `CallError` for one with
    other loads, and `EngineLimit` for one that is too large.
    """
    reader = Reader(site)
    read = [reader.read(variant) for variant in variants]
    known = _Known(reader)
    sorts: dict[object, list[Variant]] = {}
    for variant in read:
        sorts.setdefault(variant.like, []).append(variant)
    for sort in sorts.values():
        if len(sort) >= WORTH and not site.services:
            known.together(sort)
        else:
            known.one_by_one(sort)
    return known.told(len(read))


class _Known:
    """What is known of the variants so far."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self._site = reader, reader.site
        self._remembered = Remembered()
        self._alone: dict[int, Evaluation] = {}
        """Those that were evaluated one by one."""
        self._rows: dict[int, Floats] = {}
        """U of all loads, of any load, of services, then how often, [1/h]."""

    def one_by_one(self, variants: Iterable[Variant]) -> None:
        """Evaluate some variants."""
        for variant in variants:
            found = self._evaluated(variant.number)
            both = [*found.loads, found.any_load, *found.services]
            row = [*(each.unavailability for each in both), *(each.failure_frequency for each in both)]
            self._rows[variant.number] = np.array([np.nan if each is None else each for each in row])

    def together(self, variants: Sequence[Variant]) -> None:
        """Evaluate variants that differ in figures alone."""
        like = self._reader.like(variants[0])
        complete = {each.id: each for each in like.complete}
        keys = list(dict.fromkeys(key for each in variants for key in each.figures))
        usual = [float(getattr(complete[name], key)) for name, key in keys]
        figures = np.array(
            [
                [each.figures.get(key, value) for each in variants]
                for key, value in zip(keys, usual, strict=True)
            ]
        ).reshape(len(keys), len(variants))
        asked = Asked(durations=(), uses=False, courses=False, remembered=self._remembered)
        results = 2 * (len(self._site.loads) + 1)

        def evaluated(values: Sequence[float]) -> list[float | None]:
            changed = with_figures(like, dict(zip(keys, values, strict=True)))
            found = behaviour(changed, overload_of(changed), asked=asked)
            both: list[Interruptions] = [*(found.loads[load.id] for load in changed.loads), found.any_load]
            return [*(each.unavailability for each in both), *(each.failure_frequency for each in both)]

        found = at_all(evaluated, figures, results)
        self._rows.update(zip((each.number for each in variants), found.T, strict=True))

    def told(self, number: int) -> ManyEvaluations:
        """All of them."""
        loads = tuple(load.id for load in self._site.loads)
        services = tuple(service.id for service in self._site.services)
        width = len(loads) + 1 + len(services)
        rows = np.array([self._rows[n] for n in range(number)]).reshape(number, 2, width)
        u, w, any_load = rows[:, 0], rows[:, 1], len(loads)
        return ManyEvaluations(
            loads=loads,
            services=services,
            unavailability=u[:, :any_load],
            failure_frequency=w[:, :any_load],
            any_unavailability=u[:, any_load],
            any_failure_frequency=w[:, any_load],
            of_services=u[:, any_load + 1 :],
            frequency_of_services=w[:, any_load + 1 :],
            _with_recovery=lambda: self._with_recovery(number, len(loads)),
        )

    def _with_recovery(self, number: int, loads: int) -> Floats:
        found = [[each.service_unavailability for each in self._evaluated(n).loads] for n in range(number)]
        return np.array(
            [[np.nan if each is None else each for each in row] for row in found], dtype=np.float64
        ).reshape(number, loads)

    def _evaluated(self, number: int) -> Evaluation:
        if number not in self._alone:
            asked = Asked(durations=(), uses=False, remembered=self._remembered)
            self._alone[number] = as_it_behaves(self._reader.of(number), asked)
        return self._alone[number]
