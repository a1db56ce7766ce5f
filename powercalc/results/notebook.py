"""An evaluation where one works with it: as a sentence or two, as a table in a notebook, as a frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from powercalc import tabular

if TYPE_CHECKING:
    from powercalc.results.evaluation_result import Evaluation, LoadPoint
    from powercalc.results.measures import Measures
    from powercalc.results.service_point import ServicePoint

_MOST = 20
_RAREST = 1e-5
"""[1/year]."""
ANY_LOAD = "any load"


def summary(evaluation: Evaluation) -> str:
    """Return what one would say of an evaluation in a few lines."""
    return "\n".join(_sentences(evaluation))


def _sentences(evaluation: Evaluation) -> Iterator[str]:
    yield f"{evaluation.site}: {_told(evaluation.any_load)} for any load"
    ranked = sorted(evaluation.loads, key=lambda load: -load.unavailability)
    if len(ranked) > 1:
        yield from (f"{load.id}: {_told(load)}" for load in ranked[:3])
    if ranked:
        yield from _most_to_blame(ranked[0])
    worst = sorted(evaluation.services, key=lambda service: -service.unavailability)
    yield from (f"service {service.id}: {_told(service, 'down')}" for service in worst[:3])
    if worst:
        yield from _most_to_blame(worst[0])
    if evaluation.targets:
        number = len(evaluation.targets)
        yield f"{number} {'target' if number == 1 else 'targets'}, {len(evaluation.missed)} missed"


def _most_to_blame(point: LoadPoint | ServicePoint) -> Iterator[str]:
    if point.reasons:
        reason = max(point.reasons, key=lambda each: each.share)
        yield f"Most to blame, for {point.id}: {reason.story} ({reason.share:.0%})"


def _told(measures: Measures, lost: str = "without power") -> str:
    often = measures.interruptions_per_year
    times = "unknown how often" if often is None else f"{often:.2g} interruptions a year"
    if often is not None and 0 < often < _RAREST:
        times = "interrupted less than once in 100,000 years"
    return f"{measures.downtime_h_per_year * 60:.2g} min a year {lost}, {times}"


def html(evaluation: Evaluation) -> str:
    """Return the tables that a notebook shows; names are text there and nothing else."""
    loads = [*((load.id, load) for load in evaluation.loads[:_MOST]), (ANY_LOAD, evaluation.any_load)]
    told = _table("load", evaluation.site, loads) + _more(len(evaluation.loads) - _MOST, "loads")
    if not evaluation.services:
        return told
    worst = sorted(evaluation.services, key=lambda service: -service.unavailability)[:_MOST]
    services = _table("service", "Services", [(service.id, service) for service in worst])
    return told + services + _more(len(evaluation.services) - _MOST, "services")


def _more(rest: int, what: str) -> str:
    return f"<p>and {rest} more {what}</p>" if rest > 0 else ""


def _table(what: str, title: str, points: Sequence[tuple[str, Measures]]) -> str:
    titles = (what, "hours a year", "interruptions a year", "availability", "most to blame")
    return tabular.html(title, titles, (tuple(_cells(name, each)) for name, each in points))


def _cells(name: str, measures: Measures) -> Iterator[str]:
    often = measures.interruptions_per_year
    blamed = max(getattr(measures, "reasons", ()), key=lambda each: each.share, default=None)
    yield from (
        name,
        f"{measures.downtime_h_per_year:.3g}",
        "unknown" if often is None else f"{often:.3g}",
        f"{measures.availability:.9%}",
        "" if blamed is None else f"{blamed.story} ({blamed.share:.0%})",
    )
