"""A comparison for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from powercalc.evaluation import Measures
from powercalc.report.compare import compare_words as told
from powercalc.report.compare.comparison import Comparison, Design
from powercalc.report.escape import plain
from powercalc.report.layout import WIDTH, Style, cut, paragraph, table

_NAME = 28
_MOST_LOADS = 15
_ABREAST = 3
"""Designs beside each other in 80 columns."""


def render(comparison: Comparison, style: Style) -> str:
    """Return the comparison, ending with a new line."""
    return "\n".join(_lines(comparison, style)) + "\n"


def _lines(comparison: Comparison, style: Style) -> Iterator[str]:
    first, *others = (plain(name, 30) for name in comparison.names)
    yield style.strong(cut(f"{first} against {', '.join(others)}", WIDTH))
    yield from paragraph(told.verdict(comparison, plain))
    for title, shown in told.figures(comparison):
        yield from _figures(title, comparison, _of_points(shown), style)
    if comparison.has_spans:
        yield from _figures(told.SPANS, comparison, told.span, style)
    if comparison.services:
        for title, shown in told.OF_SERVICES.items():
            yield from _of_services(title, comparison, _of_points(shown), style)
        if comparison.has_spans:
            yield from _of_services(told.SPANS_OF_SERVICES, comparison, told.span, style)
    for designs in _beside(comparison):
        titles = ("targets missed", "checks failed", "components")
        yield ""
        rows = zip(titles, *map(told.summary, designs), strict=True)
        yield from table([("", *_names(designs)), *told.with_figures(rows)])
    for step in comparison.steps:
        yield ""
        yield style.strong(f"From {plain(comparison.names[0], 30)} to {plain(step.name, 30)}")
        for title, lines in told.lists(step, plain):
            yield f"  {title}"
            for line in lines:
                yield from paragraph(line, indent=4, hanging=2)


def _of_points(shown: Callable[[Measures | None], str]) -> Callable[[Design, str], str]:
    """Return what tells a figure of a load or a service of a design, by its name."""
    return lambda design, name: shown((design.services | design.points).get(name))


def _figures(
    title: str, comparison: Comparison, shown: Callable[[Design, str], str], style: Style
) -> Iterator[str]:
    """Yield one figure of every load, a column per design, as many designs at a time as there is room for."""
    for designs in _beside(comparison):
        rows = [
            (cut(name, _NAME), *(shown(design, load) for design in designs))
            for name, load in _shown_rows(comparison)
        ]
        yield ""
        yield style.strong(title)
        yield from table([("", *_names(designs)), *told.with_figures(rows)])


def _of_services(
    title: str, comparison: Comparison, shown: Callable[[Design, str], str], style: Style
) -> Iterator[str]:
    """Yield one figure of every service, or of many that are worst in the first design."""
    points = comparison.designs[0].services
    worst = sorted(
        comparison.services, key=lambda name: -(points[name].unavailability if name in points else 0.0)
    )
    names = comparison.services if len(worst) <= _MOST_LOADS else worst[:_MOST_LOADS]
    for designs in _beside(comparison):
        rows = [(cut(plain(name), _NAME), *(shown(design, name) for design in designs)) for name in names]
        yield ""
        yield style.strong(title)
        yield from table([("", *_names(designs)), *rows])


def _beside(comparison: Comparison) -> Iterator[Sequence[Design]]:
    for start in range(0, len(comparison.designs), _ABREAST):
        yield comparison.designs[start : start + _ABREAST]


def _shown_rows(comparison: Comparison) -> list[tuple[str, str]]:
    """Return the loads to tell: all of them, or of many the worst of the first design, and any load."""
    *loads, any_load = told.rows(comparison, plain)
    points = comparison.designs[0].points
    worst = sorted(loads, key=lambda row: -(points[row[1]].unavailability if row[1] in points else 0.0))
    return [*(loads if len(loads) <= _MOST_LOADS else worst[:_MOST_LOADS]), any_load]


def _names(designs: Sequence[Design]) -> list[str]:
    return [cut(plain(design.name), (WIDTH - _NAME) // _ABREAST - 3) for design in designs]
