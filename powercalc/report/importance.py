"""A ranking of events as text, JSON or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict, fields

from powercalc.evaluation.event_importance import PLAIN, EventImportance, Ranking
from powercalc.report import words
from powercalc.report.escape import csv_cell, plain
from powercalc.report.json_text import json_text
from powercalc.report.layout import Style, cut, paragraph, table

_MOST = 25
_NAME = 24
_OF_BLOCKS = (
    "Standby in parallel, no battery minutes, no fuel: it tells what hangs on what. What happens in outages "
    "is told without --plain."
)
_OF_RESPONSE = (
    "The site as it behaves in outages, without each event and with it for certain: the share of an event is "
    "that of the reasons in which it takes part, together."
)
_LEGEND = (
    "share: of the downtime in which the event is down and critical (criticality; Fussell-Vesely as risk "
    "reduction is the same). if down: how many times worse it is while the event lasts (risk achievement). "
    "without: how many times better it would be if it never happened (risk reduction). per failure: time "
    "lost in a year for one failure a year more. per hour: time lost in a year for one hour of restoration "
    "more."
)
_UNITS = "A bank is one event: too few of its units work. Its figures are those of each unit."


def render(ranking: Ranking, form: str, style: Style) -> str:
    """Return the ranking in the format asked for."""
    if form == "json":
        return json_text(ranking.to_dict())
    if form == "csv":
        return _csv(ranking)
    return "\n".join(_lines(ranking, style)) + "\n"


def _csv(ranking: Ranking) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(field.name for field in fields(EventImportance))
    for event in ranking.events:
        writer.writerow(
            csv_cell(value) if isinstance(value, str) else value for value in asdict(event).values()
        )
    return out.getvalue()


def _lines(ranking: Ranking, style: Style) -> Iterator[str]:
    blocks = ranking.method == PLAIN
    where = "in the plain block diagram" if blocks else "in outages"
    yield style.strong(f"What matters for {plain(ranking.load, 40)}, {where}")
    yield from paragraph(_OF_BLOCKS if blocks else _OF_RESPONSE, indent=0)
    yield ""
    rows = [_row(event) for event in ranking.events[:_MOST]]
    first, *rest = table([_HEADER, *rows], indent=0)
    yield style.strong(first)
    yield from rest
    if len(ranking.events) > _MOST:
        less = words.counted(len(ranking.events) - _MOST, "event")
        yield f"and {less} less important; --format json has all"
    yield ""
    yield from paragraph(_LEGEND if blocks else f"{_LEGEND} {_UNITS}", indent=0)


_HEADER = ("Event", "share", "if down", "without", "per failure", "per hour")


def _row(event: EventImportance) -> tuple[str, ...]:
    name = plain(event.event if event.units == 1 else f"{event.event} (each of {event.units})")
    return (
        cut(name, _NAME),
        "-" if event.criticality is None else words.percent(max(event.criticality, 0.0)),
        _times(event.risk_achievement),
        "infinitely" if event.criticality and event.risk_reduction is None else _times(event.risk_reduction),
        _time(event.downtime_by_failure_rate),
        _time(event.downtime_by_mttr),
    )


def _times(ratio: float | None) -> str:
    return "-" if ratio is None else f"{words.figure(ratio)}x"


def _time(hours: float | None) -> str:
    return "-" if hours is None else words.held(hours)
