"""The picture of an improvement: downtime over cost, the front as steps, the sets that gain most named."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from powercalc.improvement.improvement_result import Chosen, Improvement
from powercalc.languages import say, tell
from powercalc.report import words
from powercalc.report.figures.dress import BAD, BAR, GROUND, INK, SOFT, dressed, literal, titled, usual
from powercalc.report.improvement import named, number
from powercalc.report.picture import blank, drawn, save

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_NAMED = 9
"""So many sets have a number, and their options beside the picture."""


def draw_improvement(result: Improvement, path: Path) -> None:
    """Write the front; the ending says the format."""
    with usual():
        save(_figure(result), path, dpi=150)


def improvement_picture(result: Improvement) -> bytes:
    """Return the front as SVG."""
    with usual():
        return drawn(_figure(result), "svg", dpi=150)


def _figure(result: Improvement) -> Figure:
    figure = blank(8.6, 4.8)
    axes = figure.subplots()
    dressed(axes)
    _draw(axes, result)
    figure.suptitle(literal(result.site, 80), fontsize=12, fontweight="bold", color=INK)
    return figure


def _draw(axes: Axes, result: Improvement) -> None:
    costs = [each.cost for each in result.front]
    lost = [each.lost_h_per_year * 60 for each in result.front]
    end = max(costs[-1] + 0.08 * (costs[-1] - costs[0]), costs[0] + 1.0)
    axes.plot([*costs, end], [*lost, lost[-1]], color=BAR, linewidth=1.4, drawstyle="steps-post", zorder=2)
    axes.scatter(costs, lost, s=26, color=BAR, zorder=3)
    _scale(axes, lost)
    axes.set_xlim(costs[0] - 0.03 * (end - costs[0]), end)
    axes.xaxis.set_major_formatter(lambda value, _: number(value))
    axes.grid(visible=True, axis="y", color=GROUND)
    _name(axes, result)
    axes.set_ylabel(say("downtime, minutes a year"), color=SOFT)
    currency = f", {literal(result.currency, 12)}" if result.currency else ""
    title = say("Cost against the downtime of {name}", name=literal(tell(result.measured.words), 50))
    titled(axes, title, say("net present cost") + currency)


def _name(axes: Axes, result: Improvement) -> None:
    """Number the sets, and say beside the picture what they are; ring the one that meets the targets."""
    for number_, chosen in enumerate(_told(result), start=1):
        at = chosen.cost, chosen.lost_h_per_year * 60
        axes.annotate(str(number_), at, xytext=(3, 5), textcoords="offset points", fontsize=8.5, color=INK)
        axes.plot([], [], " ", label="\n".join(_lines(f"{number_}  {literal(named(chosen), 160)}")))
    if (best := result.cheapest) is not None:
        axes.scatter(
            [best.cost], [best.lost_h_per_year * 60], s=110, facecolors="none", edgecolors=BAD, zorder=4,
            label=say("cheapest that meets the targets"),
        )  # fmt: skip
    axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0), handlelength=1.0, fontsize=8.5)


def _lines(text: str) -> list[str]:
    """Return a name in lines that fit beside the picture."""
    return textwrap.wrap(text, 34, subsequent_indent="    ", break_on_hyphens=False)


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
