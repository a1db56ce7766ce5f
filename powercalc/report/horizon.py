"""Within which time texts tell the chance of an interruption: five years, unless a person asks for another.

It is a matter of how results are told, so it holds for the texts written inside `horizon`, and for no figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from powercalc.constants import HOURS_PER_YEAR
from powercalc.errors import CallError
from powercalc.languages import say, told_figure
from powercalc.report import words

USUAL = 5 * HOURS_PER_YEAR
"""[h]"""
_MOST_YEARS = 1000
_ASKED: ContextVar[float | None] = ContextVar("horizon", default=None)


def checked(hours: float) -> float:
    """Return a horizon, [h]. Raises `CallError` for what is none."""
    if not 0 < hours <= _MOST_YEARS * HOURS_PER_YEAR:
        raise CallError(f"a horizon is longer than nothing and {_MOST_YEARS:,} years at most")
    return hours


@contextmanager
def horizon(hours: float | None) -> Iterator[None]:
    """Tell chances within so many hours; None leaves the horizon as it is."""
    if hours is None:
        yield
        return
    before = _ASKED.set(checked(hours))
    try:
        yield
    finally:
        _ASKED.reset(before)


def _hours() -> float:
    asked = _ASKED.get()
    return USUAL if asked is None else asked


def within() -> str:
    """Return "in 5 years", "in 1 year", "in 90 days"."""
    years = _hours() / HOURS_PER_YEAR
    if years < 1:
        return say("in {period}", period=words.duration(_hours()))
    return say("in 1 year") if years == 1 else say("in {years} years", years=told_figure(f"{years:.4g}"))


def is_asked() -> bool:
    """Tell whether somebody asked for a horizon of their own."""
    return _ASKED.get() is not None


def chance(per_year: float) -> str:
    """Return the chance of at least one interruption within the horizon."""
    return words.chance(per_year, _hours() / HOURS_PER_YEAR)
