"""Pictures of a simulation and of a timeline. matplotlib is imported here, when a picture is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from powercalc.report.escape import plain
from powercalc.report.picture import blank, save
from powercalc.simulate import Happening, Observed, Simulation, Trace

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOURS = {
    "lost": "#b3261e",
    "failed": "#b3261e",
    "empty": "#b3261e",
    "dark": "#b3261e",
    "dead": "#c77700",
    "battery": "#c77700",
    "hold-up": "#c77700",
}
_WELL = "#2e7d32"


def draw_simulation(result: Simulation, path: Path) -> None:
    """Write the spread of a year and the lengths of outages, one row per load point."""
    points = result.loads if len(result.loads) == 1 else (*result.loads[:5], result.any_load)
    figure = blank(9, 2.6 * len(points))
    axes = figure.subplots(len(points), 2, squeeze=False)
    for row, point in zip(axes, points, strict=True):
        _year(row[0], point)
        _lengths(row[1], point)
    figure.suptitle(f"{_literal(result.site)}: {result.years:,} simulated years, seed {result.seed}")
    save(figure, path, dpi=130)


def draw_trace(result: Trace, path: Path) -> None:
    """Write the timeline as a chart: a row per component, marks for happenings, bars for what ails."""
    names = list(dict.fromkeys(line.component for line in result.lines))
    figure = blank(9, 1.2 + 0.32 * len(names))
    axes = figure.subplots()
    times = sorted({line.time_h for line in result.lines})
    place = {time: i for i, time in enumerate(times)}
    for line in result.lines:
        colour = _COLOURS.get(line.event, _WELL)
        axes.plot(place[line.time_h], names.index(line.component), "o", color=colour)
    for name in names:
        _spans(axes, [line for line in result.lines if line.component == name], place, names.index(name))
    axes.set_yticks(range(len(names)), [_literal(name) for name in names])
    axes.set_xticks(range(len(times)), [_clock(time) for time in times], rotation=45, ha="right")
    axes.invert_yaxis()
    axes.set_xlabel("time since the failure (not to scale)")
    axes.set_title(f"{_literal(result.site)}: {', '.join(_literal(name) for name in result.fail)} fail")
    save(figure, path, dpi=130)


def _spans(axes: Axes, lines: list[Happening], place: dict[float, int], row: int) -> None:
    """Draw how long a component stays in a state that is not well."""
    ends = [*lines[1:], None]
    for line, end in zip(lines, ends, strict=True):
        if line.event in _COLOURS:
            until = place[end.time_h] if end else len(place) - 1
            axes.plot([place[line.time_h], until], [row, row], lw=5, alpha=0.35, color=_COLOURS[line.event])


def _year(axes: Axes, point: Observed) -> None:
    """Draw within which downtime how many years stay."""
    hours = [entry.downtime_h * 60 for entry in point.annual_downtime]
    percents = [entry.percent for entry in point.annual_downtime]
    axes.plot(hours, percents, "o-", color="#1f5aa6")
    axes.set_title(f"{_literal(point.id)}: downtime of a year")
    axes.set_xscale("symlog", linthresh=1)
    axes.set_xlim(left=-0.3)
    axes.set_xlabel("minutes in a year")
    axes.set_ylabel("% of years within")
    axes.set_ylim(0, 103)


def _lengths(axes: Axes, point: Observed) -> None:
    """Draw how often outages of which length happen."""
    classes = point.outage_lengths or ()
    if not classes:
        axes.text(0.5, 0.5, "no interruption seen", ha="center", transform=axes.transAxes)
        axes.set_axis_off()
        return
    edges = [entry.from_h * 60 for entry in classes]
    widths = [(entry.to_h - entry.from_h) * 60 for entry in classes]
    axes.bar(edges, [entry.per_year for entry in classes], widths, align="edge", color="#c77700", ec="white")
    axes.set_xscale("log")
    axes.set_title("lengths of interruptions")
    axes.set_xlabel("minutes")
    axes.set_ylabel("per year")


def _literal(text: str) -> str:
    """Return a text that is drawn as it is: a dollar sign would start a formula."""
    return plain(text, 40).replace("$", r"\$")


def _clock(hours: float) -> str:
    from powercalc.report.simulated import moment

    return moment(hours)
