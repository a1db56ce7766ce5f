"""Charts of what is computed for them alone: the tornado of the figures that matter, the exceedance curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from powercalc.evaluation.exceedance import Exceedance
from powercalc.propagation.one_at_a_time import Swings
from powercalc.report import words
from powercalc.report.figures.dress import BAR, INK, literal, titled, wrapped
from powercalc.report.grouping import some

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST = 12
_CURVES = 6
_LEAST = 1e-3
"""A swing of a smaller share of the downtime is none to be seen."""
_RAREST = 1e-6
"""[1/year]"""
_HIGH = "#c9752d"
_TICKS = {
    1 / 3600: "1 s",
    1 / 60: "1 min",
    10 / 60: "10 min",
    1.0: "1 h",
    8.0: "8 h",
    24.0: "1 day",
    168.0: "1 week",
}
"""Hours, and what stands there."""


def swings_shown(found: Swings) -> int:
    """Return how many figures swing the downtime at all."""
    return sum(each.width > _LEAST * found.downtime for each in found.swings[:_MOST])


def names_of(found: Swings) -> list[str]:
    """Return the figures that are shown, by name: long ones in two lines."""
    return [wrapped(each.name, 2) for each in found.swings[: swings_shown(found)]]


def _unit(hours: float) -> tuple[float, str]:
    """Return the unit in which figures up to so many hours are read, and how many are an hour."""
    if hours < 2 / 60:
        return 3600.0, "s"
    return (60.0, "min") if hours < 2 else (1.0, "h")


def tornado(axes: Axes, found: Swings) -> None:
    """Draw a bar for each figure, from the downtime with it low to that with it high."""
    shown = found.swings[: swings_shown(found)]
    scale, unit = _unit(max(max(each.downtime_low, each.downtime_high) for each in shown))
    for row, each in enumerate(shown):
        for end, colour in ((each.downtime_low, BAR), (each.downtime_high, _HIGH)):
            axes.barh(
                row, scale * (end - found.downtime), left=scale * found.downtime, color=colour, height=0.6
            )
    axes.axvline(scale * found.downtime, color=INK, linewidth=1.2)
    axes.set_yticks(range(len(shown)), names_of(found), color=INK)
    axes.invert_yaxis()
    axes.margins(x=0.08)
    handles = [axes.barh(0, 0, color=colour) for colour in (BAR, _HIGH)]
    axes.legend(handles, ["figure low (5 %)", "figure high (95 %)"], frameon=False, loc="lower right")
    usual = words.per_year(found.downtime)
    titled(
        axes,
        f"Which figures matter: {usual} of any load",
        f"{unit} without power per year, one figure at a time",
    )


def _told(often: float) -> str:
    """Return a frequency as the axis tells it: "10 a year", "once in 100 years"."""
    return f"{often:,.3g} a year" if often >= 1 else f"once in {1 / often:,.0f} years"


def curves(axes: Axes, found: Exceedance) -> None:
    """Draw how often an interruption lasts longer than t, both on logarithmic scales; equal loads once."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for name, often in found.loads.items():
        alike.setdefault(tuple(f"{each or 0.0:.6e}" for each in often), []).append(name)
    worst = sorted(alike.values(), key=lambda names: -(found.loads[names[0]][0] or 0.0))[:_CURVES]
    drawn = [(some(names, literal, most=2), found.loads[names[0]]) for names in worst]
    if len(found.loads) > 1:
        drawn.append(("at least one load", found.any_load))
    for label, often in drawn:
        seen = [(hours, each) for hours, each in zip(found.durations, often, strict=True) if each]
        dash = "--" if label == "at least one load" else "-"
        axes.plot([hours for hours, _ in seen], [each for _, each in seen], dash, label=label)
    axes.set(xscale="log", yscale="log")
    axes.set_xticks(list(_TICKS), list(_TICKS.values()))
    axes.set_xticks([], minor=True)
    most = max(each or 0.0 for each in found.any_load)
    axes.set_ylim(max(_RAREST, 1e-5 * most), 3 * most)
    axes.yaxis.set_major_formatter(lambda often, _: _told(often))
    axes.grid(visible=True, axis="y", color="#e7ebf0")
    axes.legend(frameon=False)
    titled(axes, "How often an interruption lasts longer than t", "t, how long it lasts")
