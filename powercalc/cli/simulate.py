"""`powercalc simulate`: the site event by event, for the spread of a year and as an independent check."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from powercalc.cli.executor import worked_by
from powercalc.cli.outcome import Outcome
from powercalc.cli.progress import Bar
from powercalc.cli.write import picture

_WITH_NUMBA = "; numba (powercalc[fast]) makes it seconds"


class Format(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"


def simulate(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    years: Annotated[int, typer.Option("--years", help="How many years of the site.")] = 100_000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed, the same result.")] = 0,
    workers: Annotated[
        int | None,
        typer.Option("--workers", "--processes", help="How many processes; one per core when absent."),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="The workers of this dask scheduler, not processes."),
    ] = None,
    plot: Annotated[Path | None, typer.Option("--plot", help="A picture: .png, .svg or .pdf.")] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the result.")] = Format.TEXT,
) -> Outcome:
    """Live through many years of a site: means with their errors, and the spread of a year.

    Shares no code with evaluate, so that each checks the other. Ctrl-C gives what is done so far.
    The first run of all compiles the simulation, about a minute; later ones start at once.

    \b
    powercalc simulate site.toml --years 1000000 --seed 7
    powercalc simulate site.toml --plot year.png
    powercalc simulate site.toml --scheduler tcp://10.0.0.5:8786
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.report import simulated as told
    from powercalc.report.json_text import json_text
    from powercalc.report.layout import style_for
    from powercalc.simulate import simulate as simulated
    from powercalc.simulate.compiled_course import IS_COMPILED
    from powercalc.site.read import read

    picture(plot)
    bar = Bar("simulating") if IS_COMPILED else Bar("simulating", advice=_WITH_NUMBA)
    try:
        with worked_by(scheduler, workers) as executor:
            result = simulated(read(site), years, seed, workers, bar, executor=executor)
    finally:
        bar.close()
    if plot is not None:
        from powercalc.report.simulation_figures import draw_simulation

        draw_simulation(result, plot)
    if form is Format.JSON:
        return Outcome(text=json_text(result.to_dict()))
    return Outcome(text=told.simulation(result, style_for(sys.stdout)))
