"""The assumptions in the text report: by component, each source told once below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from powercalc.report import words
from powercalc.report.escape import plain
from powercalc.report.grouping import AssumedGroup, assumed_groups, some
from powercalc.report.layout import Style, paragraph, table
from powercalc.results.evaluation_result import Evaluation
from powercalc.site.catalog_figures import Assumption


def assumed(evaluation: Evaluation, style: Style) -> Iterator[str]:
    """Yield what the file does not state, what was taken instead, and from where."""
    if not evaluation.assumptions:
        return
    groups = assumed_groups(evaluation.assumptions)
    sources = list(dict.fromkeys(item.source for group in groups for item in group.figures))
    yield ""
    yield style.strong("Assumed, because the file does not state it")
    yield from _figures(groups, sources)
    yield ""
    yield style.strong("Sources of what was assumed (* no citable source)")
    unsourced = {item.source for group in groups for item in group.figures if not item.sourced}
    for number, source in enumerate(sources, start=1):
        mark = "*" if source in unsourced else ""
        yield from paragraph(f"[{number}]{mark} {plain(source)}", hanging=4)
    if evaluation.inherited:
        number_told = words.counted(len(evaluation.inherited), "figure")
        yield from paragraph(f"{number_told} more stated once, in a [type] or [default] of the file.")


def _figures(groups: Sequence[AssumedGroup], sources: Sequence[str]) -> Iterator[str]:
    """Yield the components that share assumptions, with their figures in aligned rows."""
    rows = [_row(item, sources.index(item.source) + 1) for group in groups for item in group.figures]
    aligned = iter([*table(rows, indent=6, left=3)] if rows else [])
    for group in groups:
        yield from paragraph(some(group.components, lambda id: plain(id, 40), most=6), hanging=2)  # noqa: A006
        for _ in group.figures:
            yield next(aligned)


def _row(item: Assumption, number: int) -> tuple[str, ...]:
    span = "" if item.low is None else f"{plain(item.low)} to {plain(item.high or '')}"
    mark = "" if item.sourced else "*"
    return plain(item.parameter), plain(item.value), span, f"[{number}]{mark}".ljust(5)
