"""What to mend first, on the page: the front of cost against downtime, and what a person decides by."""

from __future__ import annotations

import base64

from powercalc.improvement.improvement_result import Improvement
from powercalc.report.improvement import cells, counted, header, named, proved, shown, verdicts
from powercalc.report.improvement_figure import improvement_picture
from powercalc.report.page.html import items, safe, section, table


def mending(result: Improvement | None) -> str:
    """Return what is worth its cost; nothing where that was not asked."""
    if result is None or not result.front:
        return ""
    whose = f"Cost against the downtime of {safe(result.measured.words, 60)}. {safe(counted(result))}"
    rows = [_row(result, place) for place in shown(len(result.front))]
    return section(
        "mending",
        "What to mend first",
        f"<p>{whose}</p>",
        items(safe(each) for each in verdicts(result)),
        _picture(result),
        table(("options", *header(result)), rows),
        *(f'<p class="note">{safe(each)}</p>' for each in proved(result)),
    )


def _row(result: Improvement, place: int) -> tuple[str, ...]:
    return safe(named(result.front[place])), *(safe(each) for each in cells(result, place))


def _picture(result: Improvement) -> str:
    """Return the front as an image that is part of the page."""
    content = base64.b64encode(improvement_picture(result)).decode("ascii")
    return (
        f'<img class="picture" src="data:image/svg+xml;base64,{content}" '
        'alt="Downtime over cost: the sets of the table below">'
    )
