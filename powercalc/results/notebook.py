"""An evaluation where one works with it: as a sentence or two, as a table in a notebook, as a frame."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from powercalc.errors import CallError

if TYPE_CHECKING:
    from pandas import DataFrame

    from powercalc.results.evaluation_result import Evaluation
    from powercalc.results.measures import Measures

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
    if ranked and ranked[0].reasons:
        worst = ranked[0]
        reason = max(worst.reasons, key=lambda each: each.share)
        yield f"Most to blame, for {worst.id}: {reason.story} ({reason.share:.0%})"
    if evaluation.targets:
        number = len(evaluation.targets)
        yield f"{number} {'target' if number == 1 else 'targets'}, {len(evaluation.missed)} missed"


def _told(measures: Measures) -> str:
    often = measures.interruptions_per_year
    times = "unknown how often" if often is None else f"{often:.2g} interruptions a year"
    if often is not None and 0 < often < _RAREST:
        times = "interrupted less than once in 100,000 years"
    return f"{measures.downtime_h_per_year * 60:.2g} min a year without power, {times}"


def html(evaluation: Evaluation) -> str:
    """Return the table that a notebook shows; names are text there and nothing else."""
    points = [*((load.id, load) for load in evaluation.loads[:_MOST]), (ANY_LOAD, evaluation.any_load)]
    rows = "".join(f"<tr>{''.join(_cells(name, each))}</tr>" for name, each in points)
    rest = len(evaluation.loads) - _MOST
    more = f"<p>and {rest} more loads</p>" if rest > 0 else ""
    titles = ("load", "min/year", "interruptions/year", "availability", "most to blame")
    head = "".join(f"<th>{title}</th>" for title in titles)
    caption = f"<caption>{escape(evaluation.site)}</caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}"


def _cells(name: str, measures: Measures) -> Iterator[str]:
    often = measures.interruptions_per_year
    blamed = max(getattr(measures, "reasons", ()), key=lambda each: each.share, default=None)
    for text in (
        name,
        f"{measures.downtime_h_per_year * 60:.3g}",
        "unknown" if often is None else f"{often:.3g}",
        f"{measures.availability:.9%}",
        "" if blamed is None else f"{blamed.story} ({blamed.share:.0%})",
    ):
        yield f"<td>{escape(text)}</td>"


def frame(evaluation: Evaluation) -> DataFrame:
    """Return a frame with a row per load, by id, and its figures as columns. Needs the extra `pandas`."""
    try:
        from pandas import DataFrame
    except ImportError:
        raise CallError("frames need pandas: pip install 'powercalc[pandas]'") from None
    rows = [
        {key: value for key, value in load.to_dict().items() if not isinstance(value, list | dict)}
        for load in evaluation.loads
    ]
    return DataFrame(rows).set_index("id")
