"""Moments of a scenario: a time since its beginning, or a date-time as it was written."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import PlainValidator

from powercalc.units import ValueProblem, hours

Moment = float | datetime
"""[h] since the beginning, or a date-time with a time zone or without."""

EXPECTED = 'a time since the beginning, such as "3 h", or a date-time such as 2024-08-03T14:30:00+02:00'
_DATE = re.compile(r"\s*\d{4}-\d\d-\d\d")


def _moment(given: Any) -> Moment:
    match given:
        case datetime():
            return given
        case str() if _DATE.match(given):
            raise ValueProblem("is a date-time in quotes", expected="the same without quotes")
        case date() | time():
            raise ValueProblem("has no date or no time of day", expected=EXPECTED)
        case str():
            return hours(given)
        case _:
            raise ValueProblem("is no moment", expected=EXPECTED)


def _start(given: Any) -> datetime:
    if not isinstance(given, datetime):
        raise ValueProblem("is no date-time", expected="such as 2024-08-03T11:20:00+02:00, without quotes")
    return given


def _lost(given: Any) -> Moment | None:
    """Read when something was lost; false says that it never was."""
    if given is True:
        raise ValueProblem("is no moment", expected=f"{EXPECTED}; false for what was never lost")
    return None if given is False else _moment(given)


AnyMoment = Annotated[Any, PlainValidator(_moment)]
DateTime = Annotated[Any, PlainValidator(_start)]
MomentOrNever = Annotated[Any, PlainValidator(_lost)]


def hours_since(start: datetime | None, moment: Moment) -> float:
    """Return the hours from the beginning to a moment. Raises `ValueProblem` where they cannot be told."""
    if not isinstance(moment, datetime):
        return moment
    if start is None:
        raise ValueProblem(
            "is a date-time, and the scenario has no start",
            expected='start = a date-time in [scenario], or a time such as "3 h"',
        )
    if (start.tzinfo is None) != (moment.tzinfo is None):
        has, lacks = ("start", "this") if moment.tzinfo is None else ("this", "start")
        raise ValueProblem(
            f"cannot be compared with the start: {has} has a time zone and {lacks} has none",
            expected="date-times that all have a time zone, or none of them",
        )
    return (moment - start) / timedelta(hours=1)


def written(start: datetime | None, at_h: float, moment: Moment | None = None) -> str | None:
    """Return a moment as a date-time: as it was written, else in the time zone of the start."""
    if isinstance(moment, datetime):
        return moment.isoformat()
    if start is None:
        return None
    return (start + timedelta(seconds=round(at_h * 3600, 3))).isoformat(
        timespec="milliseconds" if abs(at_h * 3600 - round(at_h * 3600)) > 5e-4 else "seconds"
    )
