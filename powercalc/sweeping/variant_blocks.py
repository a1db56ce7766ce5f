"""Variants of one site, a fixed number of them at a time: what a worker does.

A block depends on its variants alone: whoever evaluates it, and after whichever others, finds the same
figures to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from powercalc.constants import HOURS_PER_YEAR
from powercalc.errors import PowercalcError, SiteError
from powercalc.evaluation.many import ManyEvaluations, evaluate_many
from powercalc.executors import Packed
from powercalc.propagation.uncertain_parameters import Statement, stated_as
from powercalc.site import Site

TOGETHER, ONE_BY_ONE = 256, 16
"""So many variants are evaluated together, by their number: where one evaluation is recorded and run for all
that differ in figures, and where each is evaluated by itself."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class SweptVariant:
    """One variant of a site: keys by id, and values of its uncertain figures."""

    changes: Mapping[str, Mapping[str, Any]]
    figures: Mapping[Statement, float]

    def of(self, site: Site) -> Site:
        """Return the site so changed. Raises `SiteError` where it is none."""
        changed = site.changed(self.changes) if self.changes else site
        return stated_as(changed, self.figures) if self.figures else changed


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantBlock:
    """Some variants of one site; of a site that cannot be swept, why."""

    site: Packed | None
    variants: tuple[SweptVariant, ...] = ()
    recovers: bool = True
    """Whether the recovery of loads is asked for."""
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantFigures:
    """The figures of one variant, in the order of `figure_names`; or why it has none."""

    figures: tuple[float, ...] = ()
    problem: str | None = None


def evaluate_block(block: VariantBlock) -> tuple[VariantFigures, ...]:
    """Return what each variant of a block comes to."""
    if block.site is None:
        return (VariantFigures(problem=block.problem),)
    site: Site = block.site.value
    made = [_made(site, variant) for variant in block.variants]
    figures = iter(_figures(site, [each for each in made if isinstance(each, Site)], block.recovers))
    return tuple(next(figures) if isinstance(each, Site) else VariantFigures(problem=each) for each in made)


def _made(site: Site, variant: SweptVariant) -> Site | str:
    """Return a variant, or why it is none."""
    try:
        return variant.of(site)
    except SiteError as error:
        return "; ".join(str(problem) for problem in error.problems)


def _figures(site: Site, variants: Sequence[Site], recovers: bool) -> Iterator[VariantFigures]:  # noqa: FBT001
    """Yield the figures of variants; where one of them cannot be evaluated, each by itself."""
    if not variants:
        return
    try:
        many = evaluate_many(site, variants)
        rows = _rows(many, recovers)
    except PowercalcError as error:
        if len(variants) == 1:
            yield VariantFigures(problem=_reason(error))
            return
        for variant in variants:
            yield from _figures(site, [variant], recovers)
        return
    for row in rows:
        yield VariantFigures(figures=tuple(row))


def _reason(error: PowercalcError) -> str:
    return str(error).replace("variant 0.", "").replace("variant 0: ", "").replace("\n", "; ")


def _rows(many: ManyEvaluations, recovers: bool) -> list[list[float]]:  # noqa: FBT001
    """Return the figures of each variant, in the order of `figure_names`."""
    columns: list[Floats] = []
    unknown = np.full((len(many), len(many.loads)), np.nan)
    recovered = many.service_unavailability if recovers else unknown
    for number in range(len(many.loads)):
        columns += _three(many.unavailability[:, number], many.failure_frequency[:, number])
        columns.append(recovered[:, number] * HOURS_PER_YEAR)
    for number in range(len(many.services)):
        columns += _three(many.of_services[:, number], many.frequency_of_services[:, number])
    columns += _three(many.any_unavailability, many.any_failure_frequency)
    rows: list[list[float]] = np.array(columns).T.tolist()
    return rows


def _three(unavailability: Floats, frequency: Floats) -> list[Floats]:
    return [unavailability, unavailability * HOURS_PER_YEAR, frequency * HOURS_PER_YEAR]


THREE = ("unavailability", "downtime_h_per_year", "interruptions_per_year")
SERVICE = "service_downtime_h_per_year"
ANY_LOAD = "any_load"


def figure_names(site: Site) -> Iterator[tuple[str, str, str]]:
    """Yield scope, id and figure of each column, as the rows have them."""
    for load in site.loads:
        yield from (("load", load.id, figure) for figure in (*THREE, SERVICE))
    for service in site.services:
        yield from (("service", service.id, figure) for figure in THREE)
    yield from (("any_load", ANY_LOAD, figure) for figure in THREE)
