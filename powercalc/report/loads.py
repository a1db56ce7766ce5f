"""What every element carries, as text: a table, a bar chart, what follows from an outage; and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from powercalc.flow.loading import Loading, Loads
from powercalc.flow.story import power
from powercalc.report.escape import plain
from powercalc.report.json_text import json_text
from powercalc.report.layout import Style, cut, paragraph, table
from powercalc.report.loads_after import after_lines
from powercalc.report.loads_csv import loads_csv
from powercalc.report.name_ranges import few

_BAR = 12
_NAMED = 8
"""So many names or ranges of names stand in a remark."""
_NAME = 18
_MOST = 30
"""So many elements stand in the table, whatever is out; of more, only those that carry more then."""
_FEW = 6
_SHOWN = 1e4
"""Shares of a limit beyond this are not told in percent."""


def render(loads: Loads, form: str, style: Style) -> str:
    """Return the loads as "text", "json" or "csv", ending with a new line."""
    if form == "json":
        return json_text(loads.to_dict())
    if form == "csv":
        return loads_csv(loads)
    return "\n".join(_lines(loads, style)) + "\n"


def _lines(loads: Loads, style: Style) -> Iterator[str]:
    yield style.strong(plain(loads.site, 78))
    if loads.out:
        yield from paragraph(f"with {plain(loads.out_told)} out", hanging=2)
    yield ""
    if loads.after is not None:
        yield from after_lines(loads.after, style)
        yield ""
    elements, left = _shown(loads)
    first, *rest = table([_header(loads), *(_row(each, loads) for each in elements)], indent=0)
    yield style.strong(first)
    yield from rest
    if left:
        yield f"and {left:,} more elements; --format csv has them all"
    else:
        yield ""
        yield from _chart(loads, style)
    yield from _remarks(loads, style)


def _shown(loads: Loads) -> tuple[Sequence[Loading], int]:
    """Return the elements that stand in the table, and how many do not: what moves most, in a large site."""
    if not loads.out or len(loads.elements) <= _MOST:
        return loads.elements, 0
    moved = [each for each in loads.elements if (each.asked_kw or 0.0) > each.normal_kw * (1 + 1e-9)]
    fullest = sorted(moved, key=lambda each: -(each.asked_kw or 0.0) / (each.limit_kw or math.inf))[:_FEW]
    return fullest, len(loads.elements) - len(fullest)


def _header(loads: Loads) -> tuple[str, ...]:
    """Return the columns; with something out, what it carries then stands in place of what is stranded."""
    if loads.out:
        return "Element", "limit", "now", "then", "worst", "when out", "head-room"
    return "Element", "limit", "now", "worst", "when out", "head-room", "stranded"


def _row(each: Loading, loads: Loads) -> tuple[str, ...]:
    with_out = (_kw(each.asked_kw),) if loads.out else ()
    stranded = () if loads.out else (_kw(each.stranded_kw),)
    return (
        cut(plain(each.id), _NAME),
        _kw(each.limit_kw),
        _kw(each.normal_kw),
        *with_out,
        _kw(each.worst_kw),
        cut(plain(each.worst_out or "-"), 14),
        _kw(each.head_room_kw),
        *stranded,
    )


def _kw(value: float | None) -> str:
    return "-" if value is None else power(value)


def _chart(loads: Loads, style: Style) -> Iterator[str]:
    """Yield a bar per rated element: what it carries of its rating, and after the worst single failure."""
    rated = [each for each in loads.elements if each.limit_kw]
    if not rated:
        yield "No element states a rating or a trip level: nothing to be compared with."
        return
    more = "with that out" if loads.out else "after the worst single failure"
    yield style.strong(f"Of its limit (# now, + {more})")
    width = min(max(len(plain(each.id)) for each in rated), _NAME)
    for each in rated:
        after = each.asked_kw if loads.out else each.worst_kw
        now, then = each.normal_kw / (each.limit_kw or 1), (after or 0.0) / (each.limit_kw or 1)
        name = cut(plain(each.id), _NAME).ljust(width)
        line = f"  {name}  {_bar(now, then)} {_percent(now)}, {_percent(then)}"
        yield style.bad(line) if max(now, then) > 1 + 1e-9 else line


def _bar(now: float, then: float) -> str:
    """Return a bar whose frame is the rating; what is beyond it stands outside."""
    full, end = round(min(now, 1.5) * _BAR), round(min(max(now, then), 1.5) * _BAR)
    signs = ["#" if place < full else "+" if place < end else "." for place in range(max(_BAR, end))]
    return f"{''.join(signs[:_BAR])}|{''.join(signs[_BAR:]).ljust(_BAR // 2)}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share < _SHOWN else "far beyond"


def _remarks(loads: Loads, style: Style) -> Iterator[str]:
    over = [each.id for each in loads.elements if each.overloaded]
    beyond = [each.id for each in loads.elements if each.beyond_plan]
    remarks = [
        ("Overloaded in the normal state", few(over, _NAMED)),
        ("Beyond what is to be planned with", few(beyond, _NAMED)),
        ("In the normal state", loads.cascade_normally),
        ("Dark in the normal state", few(loads.dark_normally, _NAMED)),
        ("Then", loads.cascade),
        ("On its bypass" if len(loads.on_bypass) == 1 else "On their bypass", few(loads.on_bypass, _NAMED)),
        ("Unprotected, as no battery stands behind them", few(loads.unprotected, _NAMED)),
        ("Taken to draw nothing, as they state no power", few(loads.without_power, _NAMED)),
    ]
    told = [(title, text) for title, text in remarks if text]
    yield ""
    for title, text in told:
        first, *rest = paragraph(f"{title}: {plain(text)}", indent=0, hanging=2)
        yield first.replace(title, style.strong(title), 1)
        yield from rest
    yield from paragraph(_head_room_told(loads), indent=0)


def _head_room_told(loads: Loads) -> str:
    limit = "Limit: the rating, or the trip level where that is lower."
    if not loads.knows_worst:
        return f"{limit} The site is too large to look at every single failure."
    room = "Head-room: how much more a point may carry before any single failure"
    over = "or the loss of all grid feeds overloads something."
    if loads.out:
        return f"{limit} {room}, beside what is out, {over}"
    return (
        f"{limit} {room} {over} Stranded: what its own limit would allow beyond that and the worst failure."
    )
