"""How often an interruption lasts longer than a time: a curve over a scale of times that grows by factors."""

from __future__ import annotations

import math
from collections.abc import Sequence

from powercalc.languages import say, told_figure
from powercalc.report import statements, words
from powercalc.report.page.html import safe
from powercalc.results.evaluation_result import LoadPoint
from powercalc.results.service_point import ServicePoint
from powercalc.units import hours

_WIDTH, _HEIGHT = 330.0, 104.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 8.0, 322.0, 20.0, 76.0
_APART = 52.0
"""Between the labels of two points, so that none covers another."""


def curve(point: LoadPoint | ServicePoint) -> str:
    """Return the curve as SVG, with the sentence that it draws as its title; nothing where none is known.

    Both axes are logarithmic: a step to the right is a factor of time, a step down a factor of rarity.
    """
    known = [
        (hours(each.duration), each.duration, each.per_year)
        for each in point.interruptions_longer_than or ()
        if each.per_year and not words.is_beyond(each.per_year)
    ]
    if len(known) < 2:
        told = statements.lengths(point)
        return f"<p>{safe(told)}</p>" if told else ""
    places = _places(known)
    line = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6"/>' for x, y in places)
    sentence = safe(statements.lengths(point) or "")
    axis = f'<path class="axis" d="M{_LEFT:g} {_BOTTOM + 8:g}H{_RIGHT:g}"/>'
    return (
        f'<figure class="lengths"><svg viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" role="img" '
        f'aria-label="{sentence}"><title>{sentence}</title>'
        f'{axis}<path d="M{line}"/>{dots}{_labels(known, places)}'
        f"</svg><figcaption>{say('interrupted for longer than')}</figcaption></figure>"
    )


def _places(known: Sequence[tuple[float, str, float]]) -> list[tuple[float, float]]:
    """Return where each point is drawn."""
    times = [math.log(lasting) for lasting, _, _ in known]
    rates = [math.log(often) for _, _, often in known]
    most = max(max(rates) - min(rates), math.log(2))
    across = (_RIGHT - _LEFT - _APART) / (times[-1] - times[0])
    return [
        (
            _LEFT + _APART / 2 + (time - times[0]) * across,
            _TOP + (max(rates) - rate) / most * (_BOTTOM - _TOP),
        )
        for time, rate in zip(times, rates, strict=True)
    ]


def _labels(known: Sequence[tuple[float, str, float]], places: Sequence[tuple[float, float]]) -> str:
    """Return the times below the axis and how often above the points, those that there is room for."""
    shown, last = list[str](), -_APART
    for place, ((_, duration, often), (x, y)) in enumerate(zip(known, places, strict=True)):
        is_last = place == len(known) - 1
        if x - last < _APART or (not is_last and places[-1][0] - x < _APART):
            continue
        last = x
        shown.append(f'<text x="{x:.1f}" y="{_BOTTOM + 22:g}">{safe(told_figure(duration))}</text>')
        shown.append(f'<text class="often" x="{x:.1f}" y="{y - 7:.1f}">{safe(_rarely(often))}</text>')
    return "".join(shown)


def _rarely(per_year: float) -> str:
    """Return how often in a few signs: "2 a year", "1 in 83 y"."""
    if per_year >= 1:
        return say("{number} a year", number=words.figure(per_year, 2))
    return say("1 in {years} y", years=words.figure(1 / per_year, 2))
