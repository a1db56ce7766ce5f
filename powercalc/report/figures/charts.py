"""The charts: one function per chart, each on axes that it is given."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from powercalc.errors import CallError
from powercalc.evaluation import Evaluation, Measures
from powercalc.flow.power_network import network
from powercalc.flow.single import normal
from powercalc.report import statements, words
from powercalc.report.figures.dress import (
    BAD,
    BAR,
    GROUND,
    INK,
    ROW,
    SOFT,
    dressed,
    literal,
    rows_of,
    titled,
    usual,
    wrapped,
)
from powercalc.report.grouping import load_groups
from powercalc.report.one_line.path_letters import paths
from powercalc.report.picture import blank
from powercalc.report.picture import drawn as content
from powercalc.simulate import Simulation
from powercalc.site import Site

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST = 12
_CLOSE = 6
"""Up to so many nines, the downtimes stand beside each other without touching."""
_PATHS = {"A": "#1f5fae", "B": "#b4560a", "C": "#23784a", "D": "#7644a8", "E": "#0f7480", "F": "#9c2f6b"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart that knows how tall it is: how many rows it has, and how it is drawn."""

    rows: int
    draw: Callable[[Axes], None]


def drawn(site: Site, evaluation: Evaluation, chart: str, form: str, simulation: Simulation | None) -> bytes:
    """Return the charts asked for, one below the other, as the content of a file."""
    found = list(_charts(site, evaluation, simulation, chart))
    with usual():
        heights = [ROW * each.rows + 0.9 for each in found]
        figure = blank(8.6, sum(heights) + 0.4)
        axes = figure.subplots(len(found), 1, squeeze=False, height_ratios=heights)[:, 0]
        for one, each in zip(axes, found, strict=True):
            dressed(one)
            each.draw(one)
        figure.suptitle(literal(evaluation.site, 80), fontsize=12, fontweight="bold", color=INK)
        return content(figure, form, dpi=150)


def _charts(site: Site, evaluation: Evaluation, simulation: Simulation | None, chart: str) -> Sequence[Chart]:
    made: dict[str, Callable[[], Chart | None]] = {
        "contributions": lambda: contributions(evaluation),
        "nines": lambda: nines(evaluation),
        "loads": lambda: loading(site),
        "year": lambda: None if simulation is None else year(simulation),
        "tornado": lambda: tornado(site, evaluation) if chart == "tornado" else None,
        "exceedance": lambda: exceedance(site) if chart == "exceedance" else None,
    }
    found = [each() for name, each in made.items() if chart in {name, "all"}]
    drawn = [each for each in found if each is not None]
    if not drawn:
        lacking = {
            "contributions": "there is nothing that takes the power away",
            "loads": "no component states a rating, or no load states its power",
            "year": "the chart of a year needs a simulation",
            "tornado": "no figure of the site is uncertain, or none of them matters",
            "exceedance": "nothing takes the power away, or nobody knows how often",
        }
        raise CallError(f"there is nothing to draw: {lacking.get(chart, 'no chart has data')}")
    return drawn


def _rows(axes: Axes, names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), list(names), color=INK)
    axes.invert_yaxis()


def contributions(evaluation: Evaluation) -> Chart | None:
    """The reasons of the worst load, largest first."""
    blamed = [load for load in evaluation.loads if load.reasons]
    if not blamed:
        return None
    worst = max(blamed, key=lambda load: load.unavailability)
    ranked = sorted(worst.reasons, key=lambda reason: -reason.share)[:_MOST]
    stories = [wrapped(reason.story) for reason in ranked]

    def drawn(axes: Axes) -> None:
        shares = [100 * min(reason.share, 1.0) for reason in ranked]
        bars = axes.barh(range(len(ranked)), shares, color=BAR, height=0.62)
        axes.bar_label(bars, [statements.share(share / 100) for share in shares], padding=4, color=INK)
        axes.set_xlim(0, 115)
        _rows(axes, stories)
        titled(axes, f"What takes the power from {literal(worst.id)}", "share of its downtime, %")

    return Chart(rows=rows_of(stories), draw=drawn)


def nines(evaluation: Evaluation) -> Chart:
    """The nines of every load and service on a ladder, with what each rung means in a year."""
    groups = sorted(load_groups(evaluation.loads), key=lambda group: -group.first.unavailability)[:_MOST]
    points: list[tuple[str, Measures]] = [
        (group.name(lambda text: literal(text, 20)), group.first) for group in groups
    ]
    if len(evaluation.loads) > 1:
        points.insert(0, ("at least one load", evaluation.any_load))
    of_loads = len(points)
    worst = statements.worst_first(evaluation.services)[:_MOST]
    points += [(f"service {literal(each.id, 20)}", each) for each in worst]

    def drawn(axes: Axes) -> None:
        reached = [_nines(measures.unavailability) for _, measures in points]
        most = max(2, math.ceil(max((each for each in reached if each is not None), default=2)))
        axes.hlines(range(len(points)), 0, most + 0.4, color=GROUND, linewidth=2)
        for row, ((_, measures), rungs) in enumerate(zip(points, reached, strict=True)):
            at = most + 0.4 if rungs is None else rungs
            axes.plot(at, row, "o" if row < of_loads else "D", color=BAR, markersize=8)
            down = f"{words.held(measures.downtime_h_per_year)} per year"
            axes.annotate(down, (at, row), (8, 5), textcoords="offset points", color=INK, fontsize=8.5)
        axes.set_xlim(0, most + 1.4)
        axes.set_xticks(range(most + 1), [_rung(number, most) for number in range(most + 1)])
        _rows(axes, [name for name, _ in points])
        axes.set_ylim(len(points) - 0.4, -0.7)
        titled(axes, "How many nines", "nines of availability, and the downtime in a year that they allow")

    return Chart(rows=len(points) + 1, draw=drawn)


def _nines(unavailability: float) -> float | None:
    """Return −log10 U; None for what is never without power."""
    return -math.log10(unavailability) if unavailability > 0 else None


def _rung(number: int, most: int) -> str:
    """Return a rung with its downtime; of a long ladder every second one has it, so that none overlap."""
    told = number and (most <= _CLOSE or number % 2 == 0)
    return f"{number}\n{words.duration(8760 * 10.0**-number)}" if told else str(number)


def loading(site: Site) -> Chart | None:
    """What every component carries in the normal state, against what it may carry."""
    net = network(site)
    carried, letters = normal(net).through, paths(site)
    found = [
        (each, float(carried[each.id][0]) / each.capacity)
        for each in net.elements.values()
        if each.capacity and float(carried[each.id][0]) > 0
    ]
    if not found:
        return None
    ranked = sorted(found, key=lambda pair: -pair[1])[: 2 * _MOST]

    def drawn(axes: Axes) -> None:
        shares = [100 * share for _, share in ranked]
        colours = [_PATHS.get(letters.get(each.id, ""), SOFT) for each, _ in ranked]
        bars = axes.barh(range(len(ranked)), shares, color=colours, height=0.62)
        axes.bar_label(bars, [f"{words.figure(share)} %" for share in shares], padding=4, color=INK)
        axes.axvline(100, color=BAD, linewidth=1.4)
        axes.set_xlim(0, max(118, 1.1 * max(shares)))
        _rows(axes, [literal(each.id) for each, _ in ranked])
        titled(
            axes,
            "What each component carries",
            "% of its limit, in the normal state; colours tell the paths",
        )

    return Chart(rows=len(ranked), draw=drawn)


def tornado(site: Site, evaluation: Evaluation) -> Chart | None:
    """Which figures matter: the downtime with each of them low and high."""
    from powercalc.propagation.one_at_a_time import one_at_a_time
    from powercalc.report.figures.asked_charts import names_of
    from powercalc.report.figures.asked_charts import tornado as drawn

    found = one_at_a_time(site, plain=evaluation.is_plain)
    names = names_of(found)
    return Chart(rows=rows_of(names) + 1, draw=lambda axes: drawn(axes, found)) if names else None


def exceedance(site: Site) -> Chart | None:
    """How often an interruption lasts longer than a time."""
    from powercalc.evaluation.exceedance import exceedance as computed
    from powercalc.report.figures.asked_charts import curves

    found = computed(site)
    return Chart(rows=11, draw=lambda axes: curves(axes, found)) if any(found.any_load) else None


def _too_seldom(simulation: Simulation) -> str:
    """Return what is seen where hardly any year has an interruption, so that there is no curve to draw."""
    calm = simulation.any_load.years_without_interruption
    if calm is None or calm == 1.0:
        return f"no year of {simulation.years:,} is without power at all"
    dark = words.percent(1 - calm)
    return f"{dark} of {simulation.years:,} years have an interruption: too few for a curve"


def year(simulation: Simulation) -> Chart:
    """The downtime of a single year: the share of years that are without power for longer than so much."""
    points = simulation.loads if len(simulation.loads) == 1 else (*simulation.loads[:6], simulation.any_load)

    def drawn(axes: Axes) -> None:
        for point in points:
            known = [each for each in point.annual_downtime if each.downtime_h > 0 and each.percent < 100]
            if known:
                minutes = [60 * each.downtime_h for each in known]
                axes.plot(
                    minutes, [100 - each.percent for each in known], "o-", ms=4, label=literal(point.id)
                )
        axes.set(xscale="log", yscale="log", ylim=(0.08, 100))
        axes.set_yticks([0.1, 1, 5, 10, 25, 50], ["0.1 %", "1 %", "5 %", "10 %", "25 %", "50 %"])
        axes.set_ylabel("of all years are worse", color=SOFT)
        axes.xaxis.set_major_formatter(lambda minutes, _: words.duration(minutes / 60, 1))
        if axes.lines:
            axes.legend(frameon=False)
        else:
            axes.text(0.5, 0.5, _too_seldom(simulation), ha="center", color=INK, transform=axes.transAxes)
        told = f"{simulation.years:,} simulated years, seed {simulation.seed}"
        titled(axes, "The downtime of a single year", f"without power in a year; {told}")

    return Chart(rows=9, draw=drawn)
