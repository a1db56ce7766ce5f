"""The picture of a survival: how likely there has been no break, over the hours since the loss."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from powercalc.report import words
from powercalc.report.figures.dress import GROUND, INK, SOFT, dressed, literal, titled, usual
from powercalc.report.picture import blank, save
from powercalc.report.survival import alike, gone
from powercalc.results.measures import spoken
from powercalc.results.survival_result import Survival, SurvivalPoint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]

_MOST = 8
"""So many lines can be told apart: those that fall soonest."""
_COLOURS = ("#1f5fae", "#b4560a", "#23784a", "#7644a8", "#0f7480", "#9c2f6b", "#8a6d00", "#5d6878")
_FIRST = 1 / 60
"""[h], where the axis begins at the latest, which is also shorter than what is asked by a hundred."""
_TICKS = (
    *((each, spoken(each)) for each in (
        1e-3 / 3600, 0.1 / 3600, 1 / 3600, 10 / 3600, 1 / 60, 10 / 60, 1.0, 8.0, 24.0, 72.0, 336.0
    )),
    *((1440.0, "60 days"), (8760.0, "1 year"), (87600.0, "10 years"), (876000.0, "100 years")),
)  # fmt: skip
_FINE = 16
"""So many points are drawn between two ages, between which a chance falls at one rate."""
_MOST_NINES = 1e-9
"""A smaller chance of a break is drawn as this one."""


class _SurvivalLine(NamedTuple):
    name: str
    point: SurvivalPoint
    form: str


def draw_survival(result: Survival, path: Path) -> None:
    """Write the curves of loads, services and of all loads together; the ending says the format."""
    with usual():
        figure = blank(8.6, 4.8)
        axes = figure.subplots()
        dressed(axes)
        _draw(axes, result)
        figure.suptitle(literal(result.site, 80), fontsize=12, fontweight="bold", color=INK)
        save(figure, path, dpi=150)


def _draw(axes: Axes, result: Survival) -> None:
    asked = [each.hours for each in result.any_load.survival]
    begin, end = min(_FIRST, min(asked) / 100), 1.6 * max(asked)
    lines = list(_lines(result))
    for number, line in enumerate(lines):
        hours, broken = _seen(line.point, begin, end)
        axes.plot(hours, broken, line.form, color=_COLOURS[number % len(_COLOURS)], label=line.name)
    for at in asked:
        axes.axvline(at, color=SOFT, linewidth=0.7, linestyle=":")
    axes.set(xscale="log", xlim=(begin, end))
    ticks = [(at, told) for at, told in _TICKS if begin <= at <= end]
    axes.set_xticks([at for at, _ in ticks], [told for _, told in ticks])
    _in_nines(axes, min(float(_seen(line.point, begin, end)[1].min()) for line in lines))
    axes.minorticks_off()
    axes.grid(visible=True, axis="y", color=GROUND)
    axes.set_ylabel("no break until then", color=SOFT)
    axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    titled(axes, f"Served without {literal(gone(result), 70)}", "since the loss")


def _in_nines(axes: Axes, least: float) -> None:
    """Draw chances of a break on an axis of nines, 0 % below and each nine as high as the one before it."""
    top = max(0.5 * least, _MOST_NINES)
    rungs = [10.0**-power for power in range(10) if 10.0**-power >= top]
    axes.set(yscale="log", ylim=(1.25, top))
    axes.set_yticks(rungs, [words.availability(each, 1) for each in rungs])


def _lines(result: Survival) -> Iterator[_SurvivalLine]:
    """Yield what is drawn, alike points as one line; all loads together where there are several lines."""
    loads = [_SurvivalLine(literal(name), point, "-") for name, point in alike(result.loads)]
    services = [_SurvivalLine(literal(name), point, "-.") for name, point in alike(result.services)]
    if len(result.loads) > 1:
        loads.append(_SurvivalLine("all loads", result.any_load, "--"))
    lines = [*loads, *services]
    if len(lines) > _MOST:
        lines = sorted(lines, key=lambda line: line.point.survival[-1].probability)[:_MOST]
    yield from lines


def _seen(point: SurvivalPoint, begin: float, end: float) -> tuple[Floats, Floats]:
    """The hours of a curve that lie on the axis, and the chance that a break has come."""
    known, chance = (np.array(each) for each in zip(*point.curve, strict=True))
    hours, left = [known[:1]], [chance[:1]]
    for place, share in ((place, np.linspace(0, 1, _FINE)) for place in range(len(known) - 1)):
        high, low = chance[place], chance[place + 1]
        hours.append(known[place] * (1 - share) + known[place + 1] * share)
        left.append(high * (low / high) ** share if low > 0 else high * (1 - share))
    at, broken = np.concatenate(hours), np.maximum(1 - np.concatenate(left), _MOST_NINES)
    first, last = max(int(np.searchsorted(at, begin)) - 1, 0), int(np.searchsorted(at, end)) + 1
    return np.maximum(at[first:last], begin), broken[first:last]
