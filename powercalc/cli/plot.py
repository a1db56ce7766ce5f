"""`powercalc plot`: pictures for a document."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from powercalc.cli.outcome import Outcome
from powercalc.cli.write import STANDARD_OUTPUT, written

if TYPE_CHECKING:
    from powercalc.simulate import Simulation
    from powercalc.site import Site


class PlottedChart(StrEnum):
    """What is drawn."""

    ALL = "all"
    CONTRIBUTIONS = "contributions"
    NINES = "nines"
    LOADS = "loads"
    YEAR = "year"
    TORNADO = "tornado"
    EXCEEDANCE = "exceedance"


def plot(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help=".png, .svg or .pdf; - is SVG, printed.")
    ],
    chart: Annotated[PlottedChart, typer.Option("--chart", "-c", help="Which chart.")] = PlottedChart.ALL,
    years: Annotated[int, typer.Option("--years", help="How many to simulate, for the year.")] = 20_000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed, the same picture.")] = 0,
) -> Outcome:
    """Pictures: what takes the power away, the nines, the loading, a single year.

    \b
    powercalc plot site.toml -o site.png
    powercalc plot site.toml -o reasons.pdf --chart contributions
    powercalc plot site.toml -o year.svg --chart year --years 100000
    powercalc plot site.toml -o figures.png --chart tornado
    powercalc plot site.toml -o longer.png --chart exceedance

    The chart of a single year is simulated, the tornado evaluates every uncertain
    figure low and high, the exceedance curve asks for many durations: these three
    are drawn when asked for by name.
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.evaluation import evaluate
    from powercalc.report.figures import drawn
    from powercalc.report.picture import form_of
    from powercalc.site.read import read

    form = "svg" if output == STANDARD_OUTPUT else form_of(output)
    stated = read(site)
    simulation = _simulated(stated, years, seed) if chart is PlottedChart.YEAR else None
    result = evaluate(stated)
    content = drawn(stated, result, chart.value, form, simulation)
    return Outcome(text=written(content, output).text, warnings=result.warnings)


def _simulated(site: Site, years: int, seed: int) -> Simulation:
    from powercalc.cli.progress import Bar
    from powercalc.simulate import simulate

    bar = Bar("simulating")
    try:
        return simulate(site, years, seed, progress=bar)
    finally:
        bar.close()
