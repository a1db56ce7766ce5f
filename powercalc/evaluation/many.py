"""Many variants of one site: their figures as arrays, what they have in common worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from powercalc.constants import HOURS_PER_YEAR
from powercalc.engine.remembered import Remembered
from powercalc.errors import CallError, SiteError
from powercalc.evaluation.as_it_behaves import as_it_behaves
from powercalc.response import Asked
from powercalc.results.evaluation_result import Evaluation
from powercalc.site import Site

if TYPE_CHECKING:
    from pandas import DataFrame

Floats = NDArray[np.float64]
Changes = Mapping[str, Mapping[str, Any]]
"""As `Site.changed` takes them: figures by id."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ManyEvaluations:
    """The figures of many variants; nan where a figure is unknown, or where nothing states what it needs."""

    loads: tuple[str, ...]
    """The ids of the loads: the columns of the arrays."""
    services: tuple[str, ...]
    """Those of the services."""
    unavailability: Floats
    """U, (variants, loads)"""
    failure_frequency: Floats
    """Interruptions per calendar hour, [1/h], (variants, loads)"""
    service_unavailability: Floats
    """The same as U with the recovery time of each load, (variants, loads)"""
    any_unavailability: Floats
    """U of any load, (variants,)"""
    any_failure_frequency: Floats
    """[1/h], (variants,)"""
    of_services: Floats
    """U of each service, (variants, services)"""
    frequency_of_services: Floats
    """[1/h], (variants, services)"""

    def __len__(self) -> int:
        """How many variants there are."""
        return len(self.any_unavailability)

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

    def to_pandas(self) -> DataFrame:
        """Return a frame with a row a variant, and downtime and interruptions a year of each load as columns.

        Needs the extra `pandas`.
        """
        from pandas import DataFrame

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
        return DataFrame(columns)


def evaluate_many(site: Site, variants: Iterable[Changes | Site]) -> ManyEvaluations:
    """Return the figures of variants of a site, each as `evaluate` would give them, without reasons.

    A variant is a site with the same loads, or changes as `site.changed` takes them. The diagrams are built
    once for all variants of one wiring. Raises `SiteError` with the number of the first variant that is none,
    counted from 0, `CallError` for one with other loads, and `EngineLimit` for one that is too large.
    """
    asked = Asked(durations=(), uses=False, remembered=Remembered())
    found = [_evaluated(site, variant, number, asked) for number, variant in enumerate(variants)]
    loads = tuple(load.id for load in site.loads)
    services = tuple(service.id for service in site.services)

    def table(rows: Iterable[Iterable[float | None]], width: int) -> Floats:
        listed = [[np.nan if each is None else each for each in row] for row in rows]
        return np.array(listed, dtype=np.float64).reshape(len(listed), width)

    return ManyEvaluations(
        loads=loads,
        services=services,
        unavailability=table(([p.unavailability for p in each.loads] for each in found), len(loads)),
        failure_frequency=table(([p.failure_frequency for p in each.loads] for each in found), len(loads)),
        service_unavailability=table(
            ([p.service_unavailability for p in each.loads] for each in found), len(loads)
        ),
        any_unavailability=np.array([each.any_load.unavailability for each in found], dtype=np.float64),
        any_failure_frequency=table(([each.any_load.failure_frequency] for each in found), 1)[:, 0],
        of_services=table(([s.unavailability for s in each.services] for each in found), len(services)),
        frequency_of_services=table(
            ([s.failure_frequency for s in each.services] for each in found), len(services)
        ),
    )


def _evaluated(site: Site, variant: Changes | Site, number: int, asked: Asked) -> Evaluation:
    """Return one variant. Raises `SiteError` that names it."""
    try:
        changed = variant if isinstance(variant, Site) else site.changed(variant)
    except SiteError as error:
        problems = [replace(each, path=(f"variant {number}", *each.path)) for each in error.problems]
        raise SiteError(problems) from None
    if [load.id for load in changed.loads] != [load.id for load in site.loads]:
        raise CallError(f"variant {number} has other loads than the site")
    return as_it_behaves(changed, asked)
