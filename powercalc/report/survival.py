"""How long a site serves through a loss, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from powercalc.languages import listed
from powercalc.report import statements, words
from powercalc.report.escape import plain
from powercalc.report.grouping import some
from powercalc.report.json_text import json_text
from powercalc.report.layout import WIDTH, Style, paragraph, table, wide
from powercalc.results.survival_result import Survival, SurvivalPoint

_MOST = 30
"""So many rows are shown, those that break soonest."""
_NAME = 34
_HOURS = (2.0, 1000.0)
_NAMED = 6
"""So many components that are lost are named."""
_DIGITS = 9


def render(result: Survival, form: str, style: Style) -> str:
    """Return the result as "text" or "json", ending with a new line."""
    if form == "json":
        return json_text(result.to_dict())
    return "\n".join(_lines(result, style)) + "\n"


def _lines(result: Survival, style: Style) -> Iterator[str]:
    yield style.strong(plain(result.site, 78))
    yield ""
    verb = "is lost and stays" if len(result.lost) == 1 else "are lost and stay"
    yield from paragraph(f"At a moment at random, {gone(result)} {verb} lost.", 0)
    together = result.any_load if len(result.loads) > 1 else None
    yield from _told("Loads", alike(result.loads), together, style)
    yield from _told("Services", alike(result.services), None, style)
    yield from _spent((*result.loads, *result.services))
    yield from _meant(result)
    if result.not_considered:
        yield ""
        yield style.strong("Not considered")
    for item in result.not_considered:
        yield from paragraph(f"{statements.aspect(item.what, plain)}: {plain(item.why)}", hanging=2)


def gone(result: Survival) -> str:
    """Return what is lost, as a sentence names it."""
    names = [plain(each, 40) for each in result.lost]
    return listed(
        names if len(names) <= _NAMED else [*names[: _NAMED - 1], f"{len(names) - _NAMED + 1} more"]
    )


def alike(points: Sequence[SurvivalPoint]) -> list[tuple[str, SurvivalPoint]]:
    """Return points of equal figures together, in their order, each with a name."""
    groups: dict[object, list[SurvivalPoint]] = {}
    for point in points:
        figures = tuple(round(each.probability, _DIGITS) for each in point.survival)
        needs = point.needs and tuple(round(each.probability, _DIGITS) for each in point.needs.survival)
        groups.setdefault((figures, needs, words.figure(point.mean_hours or 0.0)), []).append(point)
    return [(some([each.id for each in group], plain), group[0]) for group in groups.values()]


def _told(
    title: str, rows: Sequence[tuple[str, SurvivalPoint]], together: SurvivalPoint | None, style: Style
) -> Iterator[str]:
    if not rows:
        return
    shown = sorted(rows, key=lambda row: _soon(row[1]))[:_MOST] if len(rows) > _MOST else rows
    found = [(plain(name, _NAME), point) for name, point in shown]
    if together is not None:
        found.append(("all of them", together))
    yield ""
    cells = list(_cells(title, found))
    if sum(max(wide(row[place]) for row in cells) + 2 for place in range(len(cells[0]))) <= WIDTH:
        head, *lines = table(cells, indent=0)
        yield style.strong(head)
        yield from lines
    else:
        yield style.strong(title)
        yield from _in_sentences(cells)
    if len(shown) < len(rows):
        yield f"and {len(rows) - len(shown):,} more, none of them sooner; --format json has them all"


def _soon(point: SurvivalPoint) -> float:
    return float("inf") if point.mean_hours is None else point.mean_hours


def _cells(title: str, rows: Sequence[tuple[str, SurvivalPoint]]) -> Iterator[list[str]]:
    """Yield the cells of a table: who, how likely for each duration, and when the first break comes."""
    yield [f"{title} served for", *(each.duration for each in rows[0][1].survival), "mean time"]
    for name, point in rows:
        yield [f"  {name}", *_figures(point)]
        if point.needs and _figures(point.needs) != _figures(point):
            yield [
                "    with all they need" if "," in name else "    with all it needs",
                *_figures(point.needs),
            ]


def _figures(point: SurvivalPoint) -> list[str]:
    return [*(words.availability(1 - each.probability) for each in point.survival), _first_break(point)]


def _first_break(point: SurvivalPoint) -> str:
    if point.mean_hours is None:
        return "never" if point.never_breaks else "now or never"
    return "at once" if point.latest_hours == 0 else _time(point.mean_hours)


def _time(hours: float) -> str:
    """Return a time in hours as long as these are asked in."""
    inside = _HOURS[0] <= hours < _HOURS[1]
    return f"{words.figure(hours, 3 if hours >= 100 else 2)} h" if inside else words.duration(hours)


def _in_sentences(cells: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield what is too wide for a table: 99.9 % for 1 h, 99.8 % for 24 h ..."""
    (_, *durations, _), *rows = cells
    for name, *figures, first in rows:
        told = ", ".join(f"{each} for {time}" for each, time in zip(figures, durations, strict=True))
        yield from paragraph(f"{name.strip()}: {told}; mean time: {first}", hanging=2)


def _spent(points: Sequence[SurvivalPoint]) -> Iterator[str]:
    """Yield by when what is stored is spent, and who has a break then at the latest."""
    by_time: dict[str, list[str]] = {}
    for point in points:
        if point.latest_hours:
            by_time.setdefault(_time(point.latest_hours), []).append(point.id)
    if not by_time:
        return
    told = "; ".join(f"{some(names, plain)} for {time}" for time, names in by_time.items())
    yield ""
    yield from paragraph(
        f"Served no longer than this, as what is stored (fuel, batteries) is spent then: {told}.", 0
    )


def _meant(result: Survival) -> Iterator[str]:
    yield ""
    yield from paragraph(
        "How likely there has been no break of power until then; mean time: until the first break. All "
        "else is as the long run has it: it may be in repair at that moment, and goes on failing and being "
        "repaired.", 0,
    )  # fmt: skip
    if any(point.needs for point in result.loads):
        yield from paragraph("With all it needs: cooling and what it depends on count, too.", 0)
    if result.services:
        yield from paragraph(
            "A service: enough of its places have never been without what they need, nor has what it depends "
            "on; one that was and has recovered is not counted again. Where moves take time or may fail, a "
            "move is a break.", 0,
        )  # fmt: skip
