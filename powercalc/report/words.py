"""Figures as people say them: two significant digits, and never rounded into a promise."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from powercalc.constants import HOURS_PER_YEAR

_SECOND = 1 / 3600
_MINUTE = 1 / 60
_SHORTEST = 0.01 * _SECOND
"""Nobody cares for less in a year."""
_DAY = 24.0
_SCALES = (
    (2 * _MINUTE, "s", _SECOND),
    (2.0, "min", _MINUTE),
    (3 * _DAY, "h", 1.0),
    (2 * HOURS_PER_YEAR, "days", _DAY),
    (math.inf, "years", HOURS_PER_YEAR),
)
"""Below which time in h, said in which unit, which is how many h."""
_LARGE = ((1e9, "billion"), (1e6, "million"))
_RAREST = 1e-5
"""Once in 100,000 years, [1/year]: nobody can tell from a model what is rarer than that."""
_MOST_NINES = 1e-15
"""Below this unavailability nobody reads a longer row of nines,"""
_ALL_NINES = "over 99.9999999999999 %"
"""and this is what is said of it."""


def figure(value: float, digits: int = 2) -> str:
    """Return a number with two significant digits: 0.36, 6.2, 1,900, 2.4 million, 1.2e-7."""
    if value == 0:
        return "0"
    rounded = float(f"{value:.{digits - 1}e}")
    if rounded >= 1e12 or rounded < 1e-4:
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        return f"{mantissa}e{int(exponent)}"
    for scale, name in _LARGE:
        if rounded >= scale:
            return f"{figure(rounded / scale, digits)} {name}"
    decimals = max(digits - 1 - math.floor(math.log10(rounded)), 0)
    return f"{rounded:,.{decimals}f}"


def stated(text: str) -> str:
    """Return a figure as it was stated: many digits, without the zeros at its end. "24.0000 h" is "24 h"."""
    return re.sub(r"(\.\d*?)0+(?=\D|$)", lambda match: match[1].rstrip("."), text)


def duration(hours: float, digits: int = 2) -> str:
    """Return a time in the unit in which one would say it: "20 min", "3.1 days"."""
    unit, size = next((unit, size) for below, unit, size in _SCALES if hours < below)
    return f"{figure(hours / size, digits)} {unit}"


def held(hours: float, digits: int = 2) -> str:
    """Return a time that a person can hold: "9.3 h", "12 s", and "< 0.01 s" for all that is shorter."""
    if 0 < hours < _SHORTEST:
        return "< 0.01 s"
    return duration(hours, digits) if hours else "0 min"


def per_year(hours: float, digits: int = 2) -> str:
    """Return a downtime: "12 s per year", "9.3 h per year"."""
    return f"{held(hours, digits)} per year"


def percent(share: float, digits: int = 2) -> str:
    """Return a share in percent that says 0 or 100 only when it is."""
    if 0.995 <= share < 1:
        return "more than 99 %"
    return f"{figure(100 * share, digits)} %" if share < 0.995 else "100 %"


def availability(unavailability: float, digits: int = 2) -> str:
    """Return an availability with as many nines as it has: two digits of what is missing to 100 %."""
    if unavailability == 0:
        return "100 %"
    if unavailability > 0.9:
        return f"{figure(100 * max(1 - unavailability, 0.0), digits)} %"
    if unavailability < _MOST_NINES:
        return _ALL_NINES
    missing = Decimal(f"{100 * unavailability:.{digits - 1}e}")
    _, _, exponent = missing.as_tuple()
    places = max(-int(exponent), 0)
    return f"{100 - missing:.{places}f} %"


def how_often(per_year: float) -> str:
    """Return a frequency: "about once in 83 years", "about 2.3 times a year", "never"."""
    if per_year == 0:
        return "never"
    if is_beyond(per_year):
        return f"less than once in {1 / _RAREST:,.0f} years"
    if per_year > 1:
        return f"about {figure(per_year)} times a year"
    years = figure(1 / per_year)
    return "about once a year" if years == "1.0" else f"about once in {years} years"


def is_beyond(per_year: float) -> bool:
    """Tell whether something happens, but less than once in 100,000 years."""
    return 0 < per_year < _RAREST


def chance(per_year: float, years: float = 5) -> str:
    """Return the chance of at least one interruption within some years, P = 1 − e^(−w t)."""
    if is_beyond(per_year):
        return f"less than {percent(-math.expm1(-_RAREST * years))}"
    return percent(-math.expm1(-per_year * years))


def counted(number: int, noun: str) -> str:
    """Return "1 load", "200 loads"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
