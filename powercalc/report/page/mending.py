"""What to mend first, on the page: the front of cost against downtime, and what a person decides by."""

from __future__ import annotations

import base64

from powercalc.improvement.improvement_result import Improvement
from powercalc.languages import say
from powercalc.report.improvement import cells, counted, header, named, proved, shown, verdicts
from powercalc.report.improvement_figure import improvement_picture
from powercalc.report.page.html import items, safe, section, table


def mending(result: Improvement | None) -> str:
    """Return what is worth its cost; nothing where that was not asked."""
    if result is None or not result.front:
        return ""
    cost = say("Cost against the downtime of {name}.", name=safe(result.measured.words, 60))
    rows = [_row(result, place) for place in shown(len(result.front))]
    return section(
        "mending",
        "What to mend first",
        f"<p>{cost} {safe(counted(result))}</p>",
        items(safe(each) for each in verdicts(result)),
        _picture(result),
        table((say("options"), *header(result)), rows),
        *(f'<p class="note">{safe(each)}</p>' for each in proved(result)),
    )


def _row(result: Improvement, place: int) -> tuple[str, ...]:
    return safe(named(result.front[place])), *(safe(each) for each in cells(result, place))


def _picture(result: Improvement) -> str:
    """Return the front as an image that is part of the page."""
    content = base64.b64encode(improvement_picture(result)).decode("ascii")
    shows = safe(say("Downtime over cost: the sets of the table below"))
    image = f'<img class="picture" src="data:image/svg+xml;base64,{content}" alt="{shows}">'
    return f'<div class="pictured" tabindex="0" role="group" aria-label="{shows}">{image}</div>'
