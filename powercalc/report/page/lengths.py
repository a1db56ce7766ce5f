"""How often an interruption lasts longer than a time: a curve over a scale of times that grows by factors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from powercalc.languages import say, told_figure
from powercalc.report import statements, words
from powercalc.report.page.html import safe
from powercalc.results.evaluation_result import LoadPoint
from powercalc.results.service_point import ServicePoint
from powercalc.units import hours

_WIDTH, _HEIGHT = 330.0, 104.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 8.0, 322.0, 20.0, 76.0
_GAP = 8.0
"""Between the labels of two points, so that none covers another."""
_SIGN = 5.6
"""How wide a sign of a label is at most, on average."""


def curve(point: LoadPoint | ServicePoint) -> str:
    """Return the curve as SVG, with the sentence that it draws as its title; nothing where none is known.

    Both axes are logarithmic: a step to the right is a factor of time, a step down a factor of rarity.
    """
    known = [
        _Length(hours(each.duration), told_figure(each.duration), each.per_year)
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


@dataclass(frozen=True, slots=True)
class _Length:
    """A time, as it is told, and how often an interruption lasts longer."""

    lasting: float
    duration: str
    per_year: float

    @property
    def often(self) -> str:
        """How often, in a few signs: "2 a year", "1 in 83 y"."""
        if self.per_year >= 1:
            return say("{number} a year", number=words.figure(self.per_year, 2))
        return say("1 in {years} y", years=words.figure(1 / self.per_year, 2))

    @property
    def before(self) -> float:
        """What its labels take to the left of its point: half of the time, which stands below it."""
        return _SIGN * len(self.duration) / 2

    @property
    def after(self) -> float:
        """What they take to the right: how often begins at the point, above what is left of the curve."""
        return max(self.before, _SIGN * len(self.often))


def _places(known: Sequence[_Length]) -> list[tuple[float, float]]:
    """Return where each point is drawn."""
    times = [math.log(each.lasting) for each in known]
    rates = [math.log(each.per_year) for each in known]
    most = max(max(rates) - min(rates), math.log(2))
    begin = _LEFT + known[0].before
    across = (_RIGHT - begin - known[-1].after) / (times[-1] - times[0])
    return [
        (
            begin + (time - times[0]) * across,
            _TOP + (max(rates) - rate) / most * (_BOTTOM - _TOP),
        )
        for time, rate in zip(times, rates, strict=True)
    ]


def _labels(known: Sequence[_Length], places: Sequence[tuple[float, float]]) -> str:
    """Return the times below the axis and how often above the points, those that there is room for.

    What is above and to the right of a point is free: the curve only falls.
    """
    shown, free = list[str](), 0.0
    end = places[-1][0] - known[-1].before - _GAP
    for each, (x, y) in zip(known, places, strict=True):
        if x - each.before < free or (each is not known[-1] and x + each.after > end):
            continue
        free = x + each.after + _GAP
        shown.append(f'<text x="{x:.1f}" y="{_BOTTOM + 22:g}">{safe(each.duration)}</text>')
        shown.append(f'<text class="often" x="{x - 2:.1f}" y="{y - 6:.1f}">{safe(each.often)}</text>')
    return "".join(shown)
