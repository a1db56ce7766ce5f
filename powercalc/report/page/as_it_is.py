"""The page as it is now: the state of this moment, with the figures of `powercalc now`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from powercalc.languages import say, told_figure
from powercalc.report.grouping import some
from powercalc.report.now import (
    alike,
    deadline_told,
    down_told,
    figures,
    named,
    needed_more,
    off_told,
    order,
    repaired,
    state_told,
)
from powercalc.report.one_line.drawing import key
from powercalc.report.page.html import items, safe, section, table
from powercalc.results.now_result import DARK, DOWN, Now, PointNow

_MOST_ROWS = 60
_NAME = 34


def as_it_is(result: Now | None) -> str:
    """Return what is down, who is dark, what runs out, what takes what, how likely, what to mend."""
    if result is None:
        return ""
    return section(
        "now",
        "As it is now",
        items(map(safe, down_told(result.down)), "down"),
        _show(result),
        _states((*result.loads, *result.services), result),
        items(_deadlines(result)),
        _chances(result),
        _repairs(result),
        f'<p class="note">{safe(off_told(result))}</p>',
    )


def _show(result: Now) -> str:
    """A button that takes out in the diagram what is down."""
    if not result.down:
        return ""
    out = json.dumps([[key(each.id), each.units] for each in result.down])
    does = say("show in the diagram")
    return f'<p><button type="button" class="show" data-out="{safe(out)}">{does}</button></p>'


def _states(points: Sequence[PointNow], result: Now) -> str:
    rows = [
        (
            safe(each.id, 60),
            _state(each),
            _taken(each.one_away, result),
            _taken(each.one_away_briefly, result),
        )
        for each in order(points)[:_MOST_ROWS]
    ]
    header = ("", say("now"), say("one more failure that takes it"), say("and for a moment"))
    rest = len(points) - len(rows)
    more = f'<p class="note">{say("and {number} more, none worse", number=rest)}</p>' if rest > 0 else ""
    return table(header, rows, "now") + more


def _state(point: PointNow) -> str:
    said = safe(state_told(point))
    return f'<strong class="bad">{said}</strong>' if point.state in {DARK, DOWN} else said


def _taken(ids: Sequence[str], result: Now) -> str:
    return safe(named(ids, result)) if ids else say("none")


def _deadlines(result: Now) -> Iterator[str]:
    for each in result.deadlines[:_MOST_ROWS]:
        yield f"<b>{safe(each.id, 60)}</b>: {deadline_told(each)}"


def _chances(result: Now) -> str:
    durations = [each.duration for each in result.any_load.interruption]
    rows = [*_rows(result.loads, "{names}")]
    if len(result.loads) > 1:
        rows.append((say("any load"), *figures(result.any_load.interruption)))
    rows += _rows(result.services, say("service {id}", id="{names}"))
    return table(
        (say("interrupted within"), *(safe(told_figure(each)) for each in durations)),
        rows[:_MOST_ROWS],
        "now",
    )


def _rows(points: Sequence[PointNow], called: str) -> Iterator[tuple[str, ...]]:
    for group in alike(points):
        names = some([each.id for each in group], lambda name: safe(name, _NAME))
        yield called.replace("{names}", names), *figures(group[0].interruption)
        if more := needed_more(group[0]):
            yield f'<span class="under">{say("with all needed")}</span>', *figures(more)


def _repairs(result: Now) -> str:
    longest = max(result.any_load.interruption, key=lambda each: each.hours)
    rows = [(safe(each.id, 60), *figures([longest]), repaired(each)) for each in result.repair_first]
    within = say("any load interrupted within {time}", time=safe(told_figure(longest.duration)))
    head = (say("repair first"), within, say("without it down"))
    return table(head, rows, "now") if rows else ""
