"""The loads in the text report: how long and how often without power, and what is to blame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from powercalc.report import horizon, statements, words
from powercalc.report.escape import plain
from powercalc.report.grouping import LoadGroup, load_groups
from powercalc.report.layout import Style, cut, paragraph, table
from powercalc.results.evaluation_result import Evaluation, LoadPoint
from powercalc.results.measures import Measures, Reason

IN_FULL = 3
"""Up to so many groups of loads are told in sentences, more of them in a table."""
MOST_ROWS = 20
MOST_REASONS = 5
_NAME = 26
"""The widest name in a table of 80 columns."""


def loads(evaluation: Evaluation, style: Style) -> Iterator[str]:
    """Yield every group of loads, any load when they differ, and the reasons of the worst."""
    groups = load_groups(evaluation.loads)
    if len(groups) <= IN_FULL:
        for group in groups:
            yield from _in_full(group.name(_short), group.first, style)
    else:
        yield from _as_table(groups, style)
    if len(evaluation.loads) > 1:
        yield from _in_full("At least one load", evaluation.any_load, style)
    for group in _worst_first(groups)[:IN_FULL]:
        yield from _reasons(group, style)
    warm = [group for group in groups if group.first.cooling_reasons]
    for group in sorted(warm, key=lambda group: -_uncooled(group))[:IN_FULL]:
        yield from _cooling_reasons(group, style)
    alone = [group for group in groups if group.first.support_reasons]
    for group in sorted(alone, key=lambda group: -_unsupported(group))[:IN_FULL]:
        yield from _support_reasons(group, style)


def _unsupported(group: LoadGroup) -> float:
    support = group.first.support
    return 0.0 if support is None else support.unavailability


def _uncooled(group: LoadGroup) -> float:
    cooling = group.first.cooling
    return 0.0 if cooling is None else cooling.unavailability


def _short(id: str) -> str:  # noqa: A002 - it is the id
    return plain(id, 40)


def _worst_first(groups: Sequence[LoadGroup]) -> list[LoadGroup]:
    return sorted(groups, key=lambda group: -group.first.unavailability)


def _in_full(name: str, measures: Measures, style: Style) -> Iterator[str]:
    yield ""
    yield from (style.strong(line) for line in paragraph(name, indent=0))
    first, *second = (f"{figure} {what}" for figure, what in statements.headlines(measures))
    yield from (style.strong(line) for line in paragraph(first, hanging=2))
    for line in second:
        yield from paragraph(line, hanging=2)
    yield from paragraph(statements.interruptions(measures), hanging=2)
    yield from paragraph(statements.available(measures))
    if isinstance(measures, LoadPoint):
        for told in (each(measures) for each in statements.BESIDE_POWER):
            yield from paragraph(told, hanging=2) if told else ()


def _as_table(groups: Sequence[LoadGroup], style: Style) -> Iterator[str]:
    shown = groups if len(groups) <= MOST_ROWS else _worst_first(groups)[:MOST_ROWS]
    yield from as_table("Load", [(group.name(_short), group.first) for group in shown], style)
    if len(shown) < len(groups):
        yield f"and {words.counted(len(groups) - len(shown), 'more group')} of loads, none of them worse"


def as_table(what: str, points: Iterable[tuple[str, Measures]], style: Style) -> Iterator[str]:
    """Yield a row for each of many loads, or of other things that have figures."""
    header = (what, "in a year", "interrupted", horizon.within(), "available")
    first, *rest = table([header, *(_row(name, measures) for name, measures in points)], indent=0)
    yield ""
    yield style.strong(first)
    yield from rest


def _row(name: str, measures: Measures) -> tuple[str, ...]:
    often = measures.interruptions_per_year
    return (
        cut(name, _NAME),
        words.held(measures.downtime_h_per_year),
        "unknown" if often is None else words.how_often(often).removeprefix("about "),
        "unknown"
        if often is None
        else horizon.chance(often).replace("more than ", "> ").replace("less than ", "< "),
        words.availability(measures.unavailability),
    )


def _reasons(group: LoadGroup, style: Style) -> Iterator[str]:
    """Yield the few things that are most to blame, the worst first."""
    load = group.first
    left = statements.unnamed(load)
    if load.reasons or left:
        yield ""
        yield style.strong(f"What takes the power from {plain(load.id, 40)}")
        yield from ranked(load.reasons, statements.blamed(load, MOST_REASONS), style)
        yield from paragraph(left) if left else ()


def _cooling_reasons(group: LoadGroup, style: Style) -> Iterator[str]:
    """Yield what is most to blame for lost cooling, the worst first."""
    load = group.first
    yield ""
    yield style.strong(f"What takes the cooling from {plain(load.id, 40)}")
    yield from ranked(load.cooling_reasons, statements.blamed_for_heat(load, MOST_REASONS), style)
    left = statements.unnamed_heat(load)
    yield from paragraph(left) if left else ()


def _support_reasons(group: LoadGroup, style: Style) -> Iterator[str]:
    """Yield what is most to blame for the loss of what a load depends on, the worst first."""
    load = group.first
    yield ""
    yield style.strong(f"What takes what {plain(load.id, 40)} depends on")
    yield from ranked(load.support_reasons, statements.blamed_for_support(load, MOST_REASONS), style)
    left = statements.unnamed_support(load)
    yield from paragraph(left) if left else ()


def ranked(every: Sequence[Reason], told: Iterable[tuple[Reason, str]], style: Style) -> Iterator[str]:
    """Yield reasons of which some are told, with how many more there are."""
    for place, (reason, share) in enumerate(told, start=1):
        story = plain(reason.story or " and ".join(reason.events))
        yield from paragraph(f"{place}. {style.bar(reason.share)}{share}: {story}", hanging=3)
    if len(every) > MOST_REASONS:
        yield f"  and {words.counted(len(every) - MOST_REASONS, 'smaller reason')}"
