"""One call: a site with uncertain figures in, intervals, chances and influences out.

Every uncertain figure is sampled from its distribution at the points of a scrambled Sobol sequence, and each
sample is one column of the site's diagram. Which figure matters most is told by Sobol's indices, from further
columns in which one figure at a time comes from a second sample (`measures.uncertain_figures`).

The indices are those of the logarithm of the downtime. Figures known within a factor make downtimes known
within a factor; the variance in hours would be that of a few extreme samples, and its indices a matter of
chance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from powercalc._version import __version__
from powercalc.constants import HOURS_PER_YEAR
from powercalc.errors import CallError, EngineLimit
from powercalc.evaluation.targets import promises, stated
from powercalc.executors import Progress, foretell
from powercalc.measures.uncertain_figures import MOST_INPUTS, mixed, paired_points, sobol_indices
from powercalc.propagation.budget_of_uncertainty import check_work, seconds_of
from powercalc.propagation.sampled_response import FEW_SAMPLES, Responses
from powercalc.propagation.traced_site import TracedColumns, columns_of
from powercalc.propagation.uncertain_parameters import Parameter
from powercalc.propagation.uncertainty_result import (
    Influence,
    Spread,
    TargetChance,
    UncertainMeasures,
    Uncertainty,
)
from powercalc.results.evaluation_result import PLAIN
from powercalc.results.measures import spoken
from powercalc.site import Site

__all__ = ["Uncertainty", "evaluate_uncertainty"]

Floats = NDArray[np.float64]

ANY_LOAD = "any load"
MOST_SAMPLES = 10_000_000
SAMPLES = 4096
RESPONSE = "outage response"


def evaluate_uncertainty(
    site: Site,
    samples: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    *,
    plain: bool = False,
) -> Uncertainty:
    """Return how far the results of a site are known, given how far its figures are.

    As the site behaves in an outage, as in `evaluate`; with `plain`, as a plain block diagram, which takes
    microseconds per column instead of some tenths of a millisecond. Without `samples`, there are 4096; fewer
    of the response where that would take minutes, 128 at least.

    The same seed gives the same result. Interrupted by Ctrl-C, it returns what the samples until then say.
    With k uncertain figures in use it evaluates samples · (k + 2) columns, and holds 16 bytes per sample and
    distinct load. Raises `CallError` for a number of samples or a seed that makes no sense.
    """
    _check(SAMPLES if samples is None else samples, seed)
    columns = columns_of(site) if plain else Responses.of(site)
    used = sorted(columns.used)
    if len(used) > MOST_INPUTS:
        raise EngineLimit(f"{len(used)} uncertain figures are more than {MOST_INPUTS}; share some by a type")
    samples = _samples(columns, len(used), samples)
    if samples > FEW_SAMPLES:
        foretell(progress, partial(seconds_of, columns, len(used), samples))
    runs = _runs(columns, used, samples if used else 1, seed, progress)
    found = _Found.of(columns, runs)
    return Uncertainty(
        site=site.name,
        samples=found.unavailability.shape[1] if used else samples,
        samples_asked=samples,
        seed=seed,
        loads=tuple(found.measures(load.id, columns.rows[load.id]) for load in site.loads),
        any_load=found.measures(ANY_LOAD, -1),
        services=tuple(
            found.measures(each.id, columns.rows[each.id])
            for each in site.services
            if each.id in columns.rows
        ),
        targets=(*_chances(site, columns, found), *_chances_of_services(site, columns, found)),
        influences=_influences(columns, used, found),
        without_effect=tuple(each.name for i, each in enumerate(columns.parameters) if i not in columns.used),
        method=PLAIN if plain else RESPONSE,
        version=__version__,
    )


def _check(samples: int, seed: int) -> None:
    if not 1 <= samples <= MOST_SAMPLES:
        raise CallError(f"{samples} samples; there can be from 1 to {MOST_SAMPLES:,}")
    if seed < 0:
        raise CallError(f"the seed {seed} is negative; it is a whole number from 0 on")


def _samples(columns: TracedColumns | Responses, inputs: int, asked: int | None) -> int:
    """Return how many samples there are. Raises `EngineLimit` where those that are asked take too long."""
    if asked is None:
        return columns.usual_samples(inputs) if isinstance(columns, Responses) else SAMPLES
    if asked > FEW_SAMPLES:
        check_work(columns, inputs, asked)
    return asked


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Run:
    """Some samples, evaluated: columns of A for every row, of A, B and all AB_i for any load."""

    unavailability: Floats
    frequency: Floats
    of_b: Floats
    of_mixed: Floats


def _runs(
    columns: TracedColumns | Responses, used: list[int], samples: int, seed: int, progress: Progress | None
) -> Iterator[_Run]:
    """Yield the samples, as many at a time as there is room for."""
    points = paired_points(len(used), samples, seed)
    step, work = columns.at_once, samples * (len(used) + 2)
    columns.expect(work)
    if progress is not None:
        progress(0, work)
    for start in range(0, samples, step):
        a, b = (_figures(columns.parameters, used, each[:, start : start + step]) for each in points)
        u, w = columns(a)
        of_b = columns.any_load(b)
        of_mixed = np.empty((len(used), a.shape[1]))
        for row, number in enumerate(used):
            of_mixed[row] = columns.any_load(mixed(a, b, number))
            if progress is not None:
                progress(start * (len(used) + 2) + a.shape[1] * (row + 3), work)
        yield _Run(unavailability=u, frequency=w, of_b=of_b, of_mixed=of_mixed)


def _figures(parameters: tuple[Parameter, ...], used: list[int], points: Floats) -> Floats:
    """Return the figures at points of 0..1, (parameters, columns); unused ones stay at their point value."""
    columns = points.shape[1] if used else 1
    result = np.repeat(_points(parameters), columns, axis=1)
    for row, number in enumerate(used):
        result[number] = parameters[number].distribution.quantile(points[row])
    return result


def _points(parameters: tuple[Parameter, ...]) -> Floats:
    """Return the figures at their point values, (parameters, 1)."""
    return np.array([parameter.point for parameter in parameters], dtype=np.float64)[:, None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Found:
    """All samples that were evaluated, with the row of figures at their point values beside them."""

    point_unavailability: Floats
    point_frequency: Floats
    hidden: NDArray[np.bool_]
    unavailability: Floats
    """Rows × samples."""
    frequency: Floats
    of_b: Floats
    of_mixed: Floats

    @classmethod
    def of(cls, columns: TracedColumns | Responses, runs: Iterator[_Run]) -> _Found:
        """Collect the runs. Ctrl-C ends them early; without any it goes on its way."""
        done: list[_Run] = []
        try:
            for run in runs:
                done.append(run)  # noqa: PERF402 - what came before Ctrl-C is kept
        except KeyboardInterrupt:
            if not done:
                raise
        u, w = columns.at_points
        return cls(
            point_unavailability=u[:, 0],
            point_frequency=w[:, 0],
            hidden=columns.hidden,
            unavailability=np.concatenate([run.unavailability for run in done], axis=1),
            frequency=np.concatenate([run.frequency for run in done], axis=1),
            of_b=np.concatenate([run.of_b for run in done]),
            of_mixed=np.concatenate([run.of_mixed for run in done], axis=1),
        )

    def measures(self, name: str, row: int) -> UncertainMeasures:
        """Return what the samples say about one row."""
        return UncertainMeasures(
            id=name,
            unavailability=_spread(self.point_unavailability[row], self.unavailability[row]),
            failure_frequency=None
            if self.hidden[row]
            else _spread(self.point_frequency[row], self.frequency[row]),
        )


def _spread(point: float, samples: Floats) -> Spread:
    p5, p50, p95 = np.quantile(samples, [0.05, 0.5, 0.95]).tolist()
    return Spread(point=float(point), mean=float(samples.mean()), p5=p5, p50=p50, p95=p95)


def _chances(site: Site, columns: TracedColumns | Responses, found: _Found) -> Iterator[TargetChance]:
    """Yield the share of the samples in which each promise is kept."""
    for load in site.loads:
        row = columns.rows[load.id]
        u = found.unavailability[row]
        w = None if found.hidden[row] else found.frequency[row]
        # the samples know the power of a load, and not what else its service needs
        needs_more = bool(load.cooled_by or load.depends_on)
        recovery: float | None = None if needs_more else getattr(load, "recovery_time", None)
        for target, promised in promises(site, load.id).items():
            share = 1.0
            if target == "max_service_downtime" and isinstance(columns, Responses):
                share = columns.in_outages.get(load.id, 1.0)
            kept = _kept(target, promised / share, u, w, recovery)
            chance = None if kept is None else float(kept.mean())
            yield TargetChance(load=load.id, target=target, promised=promised, chance=chance)


def _chances_of_services(
    site: Site, columns: TracedColumns | Responses, found: _Found
) -> Iterator[TargetChance]:
    """Yield the same of services; for how long they are down is not sampled, so that longest is not known."""
    for service in site.services:
        targets, row = site.targets.get(service.id), columns.rows.get(service.id)
        if targets is None:
            continue
        for target, promised in stated(targets).items():
            kept = None
            if row is not None:
                w = None if found.hidden[row] else found.frequency[row]
                kept = _kept(target, promised, found.unavailability[row], w, None)
            chance = None if kept is None else float(kept.mean())
            yield TargetChance(load=service.id, target=target, promised=promised, chance=chance)
        if longest := targets.longest:
            yield TargetChance(
                load=service.id, target="longest", promised=longest.per_year, chance=None,
                duration=spoken(longest.duration),
            )  # fmt: skip


def _kept(
    target: str, promised: float, u: Floats, w: Floats | None, recovery: float | None
) -> NDArray[np.bool_] | None:
    """Return in which samples a promise is kept, or None where that cannot be told."""
    match target:
        case "availability":
            return u <= 1 - promised
        case "max_downtime":
            return u * HOURS_PER_YEAR <= promised
        case "max_interruptions":
            return None if w is None else w * HOURS_PER_YEAR <= promised
        case _:
            return None if w is None or recovery is None else _service(u, w, recovery) <= promised


def _service(u: Floats, w: Floats, recovery: float) -> Floats:
    """Return the service downtime, [h/year]: U + (1 − U)(1 − e^(−w R / (1 − U))), times 8760 h."""
    up = np.maximum(1 - u, np.finfo(float).tiny)
    found: Floats = (u - up * np.expm1(-w * recovery / up)) * HOURS_PER_YEAR
    return found


def _log(u: Floats) -> Floats:
    """Return ln U; what is never without power counts as the smallest number there is."""
    found: Floats = np.log(np.maximum(u, np.finfo(float).tiny))
    return found


def _influences(columns: TracedColumns | Responses, used: list[int], found: _Found) -> tuple[Influence, ...]:
    """Return Sobol's indices of the logarithm of any load's downtime, the largest total first."""
    indices = sobol_indices(*map(_log, (found.unavailability[-1], found.of_b, found.of_mixed)))
    influences = [
        Influence(
            origin=columns.parameters[number].origin,
            figure=columns.parameters[number].figure,
            components=columns.parameters[number].components,
            first_order=float(indices.first[row]),
            total=float(indices.total[row]),
            first_order_error=float(indices.first_error[row]),
            total_error=float(indices.total_error[row]),
        )
        for row, number in enumerate(used)
    ]
    return tuple(sorted(influences, key=lambda influence: -influence.total))
