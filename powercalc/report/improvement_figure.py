"""The picture of an improvement: downtime over cost, the front as steps, the chosen sets named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from powercalc.improvement.improvement_result import Chosen, Improvement
from powercalc.report import words
from powercalc.report.figures.dress import BAD, BAR, GROUND, INK, SOFT, dressed, literal, titled, usual
from powercalc.report.improvement import counted, money, named, number
from powercalc.report.picture import save

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NAMED = 7
"""So many sets have their options beside them."""


def draw_improvement(result: Improvement, path: Path) -> None:
    """Write the front; the ending says the format."""
    from matplotlib.figure import Figure

    with usual():
        figure = Figure(figsize=(8.6, 4.8), layout="constrained")
        axes = figure.subplots()
        dressed(axes)
        _draw(axes, result)
        figure.suptitle(literal(result.site, 80), fontsize=12, fontweight="bold", color=INK)
        save(figure, path, dpi=150)


def _draw(axes: Axes, result: Improvement) -> None:
    costs = [each.cost for each in result.front]
    lost = [each.lost_h_per_year * 60 for each in result.front]
    end = max(costs[-1] * 1.35, 1.0)
    axes.plot([*costs, end], [*lost, lost[-1]], color=BAR, linewidth=1.4, drawstyle="steps-post", zorder=2)
    axes.scatter(costs, lost, s=26, color=BAR, zorder=3)
    _scale(axes, lost)
    axes.set_xlim(min(costs[0], 0.0) - 0.02 * end, end)
    axes.xaxis.set_major_formatter(lambda value, _: number(value))
    axes.grid(visible=True, axis="y", color=GROUND)
    for chosen in _told(result):
        axes.annotate(
            literal(named(chosen), 44),
            (chosen.cost, chosen.lost_h_per_year * 60),
            xytext=(6, 6),
            textcoords="offset points",
            fontsize=8,
            color=INK,
        )
    if (best := result.cheapest) is not None:
        axes.scatter(
            [best.cost], [best.lost_h_per_year * 60], s=110, facecolors="none", edgecolors=BAD, zorder=4
        )
        axes.plot([], [], "o", markerfacecolor="none", markeredgecolor=BAD, markersize=9,
                  label=f"cheapest that meets the targets: {money(best.cost, result)}")  # fmt: skip
        axes.legend(frameon=False, loc="upper right")
    axes.set_ylabel("downtime, minutes a year", color=SOFT)
    titled(
        axes,
        f"Cost against the downtime of {literal(result.measured.words, 50)}",
        literal(counted(result), 120),
    )


def _scale(axes: Axes, lost: list[float]) -> None:
    """Draw minutes on a scale of powers where they differ by more than a factor of ten."""
    if min(lost) > 0 and max(lost) > 10 * min(lost):
        axes.set_yscale("log")
        axes.set_ylim(min(lost) / 1.5, max(lost) * 1.8)
        axes.yaxis.set_major_formatter(lambda value, _: words.figure(value, 1))
        axes.minorticks_off()
    else:
        axes.set_ylim(0.0, max(max(lost) * 1.15, 1e-12))


def _told(result: Improvement) -> list[Chosen]:
    """Return the sets that are named: the ends, and those that gain most at a step."""
    front = result.front
    gains = sorted(
        range(1, len(front)),
        key=lambda place: front[place].lost_h_per_year / (front[place - 1].lost_h_per_year or 1.0),
    )
    places = {0, *gains[: _NAMED - 1]}
    return [front[place] for place in sorted(places)]
