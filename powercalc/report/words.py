"""Figures as people say them, in their language: two significant digits, never rounded into a promise."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from powercalc.constants import HOURS_PER_YEAR
from powercalc.languages import decimal_sign, noted, say, told_figure

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
_ALL_NINES = noted("over {share}")
"""and this is what is said of it."""


def figure(value: float, digits: int = 2) -> str:
    """Return a number with two significant digits: 0.36, 6.2, 1,900, 2.4 million, 1.2e-7."""
    return told_figure(_figure(value, digits))


def _figure(value: float, digits: int) -> str:
    """Return it in English, whatever is spoken."""
    if value == 0:
        return "0"
    rounded = float(f"{value:.{digits - 1}e}")
    if rounded >= 1e12 or rounded < 1e-4:
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        return f"{mantissa}e{int(exponent)}"
    for scale, name in _LARGE:
        if rounded >= scale:
            return f"{_figure(rounded / scale, digits)} {name}"
    decimals = max(digits - 1 - math.floor(math.log10(rounded)), 0)
    return f"{rounded:,.{decimals}f}"


def stated(text: str) -> str:
    """Return a figure as it was stated: many digits, without the zeros at its end. "24.0000 h" is "24 h"."""
    sign = decimal_sign()
    return re.sub(rf"({re.escape(sign)}\d*?)0+(?=\D|$)", lambda match: match[1].removesuffix(sign), text)


def duration(hours: float, digits: int = 2) -> str:
    """Return a time in the unit in which one would say it: "20 min", "3.1 days"."""
    unit, size = next((unit, size) for below, unit, size in _SCALES if hours < below)
    return told_figure(f"{_figure(hours / size, digits)} {unit}")


def held(hours: float, digits: int = 2) -> str:
    """Return a time that a person can hold: "9.3 h", "12 s", and "< 0.01 s" for all that is shorter."""
    if 0 < hours < _SHORTEST:
        return told_figure("< 0.01 s")
    return duration(hours, digits) if hours else "0 min"


def per_year(hours: float, digits: int = 2) -> str:
    """Return a downtime: "12 s per year", "9.3 h per year"."""
    return say("{time} per year", time=held(hours, digits))


def percent(share: float, digits: int = 2) -> str:
    """Return a share in percent that says 0 or 100 only when it is."""
    if 0.995 <= share < 1:
        return say("more than {share}", share="99 %")
    return f"{figure(100 * share, digits)} %" if share < 0.995 else "100 %"


def availability(unavailability: float, digits: int = 2) -> str:
    """Return an availability with as many nines as it has: two digits of what is missing to 100 %."""
    if unavailability == 0:
        return "100 %"
    if unavailability > 0.9:
        return f"{figure(100 * max(1 - unavailability, 0.0), digits)} %"
    if unavailability < _MOST_NINES:
        return say(_ALL_NINES, share=told_figure("99.9999999999999 %"))
    missing = Decimal(f"{100 * unavailability:.{digits - 1}e}")
    _, _, exponent = missing.as_tuple()
    places = max(-int(exponent), 0)
    return told_figure(f"{100 - missing:.{places}f} %")


def how_often(per_year: float) -> str:
    """Return a frequency: "about once in 83 years", "about 2.3 times a year", "never"."""
    if per_year == 0:
        return say("never")
    if is_beyond(per_year):
        return say("less than once in {years} years", years=told_figure(f"{1 / _RAREST:,.0f}"))
    if per_year > 1:
        return say("about {number} times a year", number=figure(per_year))
    if _figure(1 / per_year, 2) == "1.0":
        return say("about once a year")
    return say("about once in {years} years", years=figure(1 / per_year))


def is_beyond(per_year: float) -> bool:
    """Tell whether something happens, but less than once in 100,000 years."""
    return 0 < per_year < _RAREST


def chance(per_year: float, years: float = 5) -> str:
    """Return the chance of at least one interruption within some years, P = 1 − e^(−w t)."""
    if is_beyond(per_year):
        return say("less than {share}", share=percent(-math.expm1(-_RAREST * years)))
    return percent(-math.expm1(-per_year * years))


def counted(number: int, noun: str) -> str:
    """Return "1 load", "200 loads"; in other languages than English those of `NOUNS`."""
    amount = told_figure(f"{number:,}")
    if noun not in NOUNS:
        return f"{amount} {noun}" if number == 1 else f"{amount} {noun}s"
    return say(NOUNS[noun][number != 1], number=amount)


NOUNS = {
    "load": (noted("{number} load"), noted("{number} loads")),
    "figure": (noted("{number} figure"), noted("{number} figures")),
    "check": (noted("{number} check"), noted("{number} checks")),
    "option": (noted("{number} option"), noted("{number} options")),
    "more group": (noted("{number} more group"), noted("{number} more groups")),
    "more window": (noted("{number} more window"), noted("{number} more windows")),
    "sample": (noted("{number} sample"), noted("{number} samples")),
}
"""What is counted where results are told in other languages: one, and several."""
