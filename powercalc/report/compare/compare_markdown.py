"""A comparison as Markdown, for a merge request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from powercalc.report.compare import compare_words as told
from powercalc.report.compare.comparison import Comparison
from powercalc.report.escape import markdown as safe
from powercalc.report.layout import Style


def render(comparison: Comparison, _style: Style) -> str:
    """Return the document, ending with a new line."""
    return "\n".join(_lines(comparison)) + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    yield f"# {' against '.join(safe(name) for name in comparison.names)}"
    yield ""
    yield told.verdict(comparison, safe)
    for title, shown in told.figures(comparison):
        rows = [
            (name, *(shown(design.points.get(load)) for design in comparison.designs))
            for name, load in told.rows(comparison, safe)
        ]
        yield from _table(title, comparison, rows)
    if comparison.has_spans:
        rows = [
            (name, *(told.span(design, load) for design in comparison.designs))
            for name, load in told.rows(comparison, safe)
        ]
        yield from _table(told.SPANS, comparison, rows)
    yield from _services(comparison)
    summed = zip(
        ("targets missed", "checks failed", "components"), *map(told.summary, comparison.designs), strict=True
    )
    yield from _table("In all", comparison, list(summed))
    for step in comparison.steps:
        yield from ("", f"## From {safe(comparison.names[0])} to {safe(step.name)}")
        for title, lines in told.lists(step, safe):
            yield from ("", f"### {title}", "", *(f"- {line}" for line in lines))


def _services(comparison: Comparison) -> Iterator[str]:
    for title, shown in told.OF_SERVICES.items() if comparison.services else ():
        served = [
            (safe(name), *(shown(design.services.get(name)) for design in comparison.designs))
            for name in comparison.services
        ]
        yield from _table(title, comparison, served)
    if comparison.services and comparison.has_spans:
        spans = [
            (safe(name), *(told.span(design, name) for design in comparison.designs))
            for name in comparison.services
        ]
        yield from _table(told.SPANS_OF_SERVICES, comparison, spans)


def _table(title: str, comparison: Comparison, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    yield f"| | {' | '.join(safe(name) for name in comparison.names)} |"
    yield f"|---|{'---:|' * len(comparison.names)}"
    for row in told.with_figures(rows):
        yield f"| {' | '.join(row)} |"
