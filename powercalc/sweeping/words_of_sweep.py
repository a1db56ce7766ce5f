"""What a sweep came to, as text."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.report import words
from powercalc.report.escape import plain
from powercalc.report.layout import Style, paragraph, table
from powercalc.sweeping.swept import Swept, Unfit

_MOST = 20
"""So many loads and services are told; the table has all of them."""
_NAME = 30
_REASON = 200


def render(result: Swept, style: Style) -> str:
    """Return the text, ending with a new line."""
    return "\n".join(_lines(result, style)) + "\n"


def _lines(result: Swept, style: Style) -> Iterator[str]:
    yield style.strong(f"{_rows(result)} in {plain(str(result.output))}")
    if result.rows_before:
        yield f"  {result.rows_before:,} of them were there before"
    if result.seed is not None:
        yield f"  a Latin hypercube, seed {result.seed}"
    if not result.complete:
        yield f"  interrupted; the same call goes on with row {result.rows + 1:,}"
    if result.spans:
        yield ""
        yield from _spans(result, style)
    if result.rows_without_figures:
        yield ""
        yield style.strong(f"{result.rows_without_figures:,} without figures; the column problem says why")
    for each in result.unfit[:_MOST]:
        yield from paragraph(_why(each), hanging=2)
    if (more := len(result.unfit) - _MOST) > 0:
        yield f"  and {more:,} more reasons"


def _why(unfit: Unfit) -> str:
    """Return why some rows have no figures, in a sentence."""
    numbers = ", ".join(f"{row:,}" for row in unfit.first)
    more = f" and {unfit.rows - len(unfit.first):,} more" if unfit.rows > len(unfit.first) else ""
    where = plain(unfit.where, _REASON)
    if unfit.rows == 1:
        which = f"row {numbers}, where {where}" if where else f"row {numbers}"
    else:
        which = f"rows {numbers}{more}; in the first, {where}" if where else f"rows {numbers}{more}"
    return f"{plain(unfit.problem, _REASON)}: {which}"


def _rows(result: Swept) -> str:
    rows = f"{result.rows_asked:,} {'row' if result.rows_asked == 1 else 'rows'}"
    return rows if result.complete else f"{result.rows:,} of {rows}"


def _spans(result: Swept, style: Style) -> Iterator[str]:
    rows = [("Without power in a year", "least", "in row", "most", "in row")]
    for each in result.spans[:_MOST]:
        name = "any load" if each.scope == "any_load" else plain(each.id, _NAME)
        least, most = (words.held(hours) for hours in (each.least, each.most))
        rows.append((name, least, f"{each.least_row:,}", most, f"{each.most_row:,}"))
    head, *lines = table(rows, indent=0)
    yield style.strong(head)
    yield from lines
    if (more := len(result.spans) - _MOST) > 0:
        yield f"and {more:,} more"
