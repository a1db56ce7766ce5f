"""`powercalc sweep`: a site for many values of its keys, a row a variant."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from powercalc.cli.executor import worked_by
from powercalc.cli.outcome import ExitStatus, Outcome
from powercalc.cli.progress import Bar

if TYPE_CHECKING:
    from powercalc.sweeping.fleet import Fleet
    from powercalc.sweeping.sweep_file import Sweep
    from powercalc.sweeping.swept import Swept


class Format(StrEnum):
    """How it is told what was written."""

    TEXT = "text"
    JSON = "json"


def sweep(
    sites: Annotated[
        list[str], typer.Argument(metavar="SITE...", help="A site file; several, or a folder: a fleet.")
    ],
    variants: Annotated[str, typer.Argument(metavar="SWEEP", help="What is varied (TOML).")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="RESULTS", help="The table: .csv or .parquet.")
    ],
    workers: Annotated[
        int | None, typer.Option("--workers", help="How many processes; one per core when absent.")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="The workers of this dask scheduler, not processes."),
    ] = None,
    *,
    power_alone: Annotated[
        bool,
        typer.Option("--power-alone", help="Without services and recovery times, which take longer."),
    ] = False,
    rows_at_most: Annotated[
        int, typer.Option("--rows-at-most", metavar="N", help="More rows than this are refused.")
    ] = 1_000_000,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to tell it.")] = Format.TEXT,
) -> Outcome:
    """A site for many values of its keys: a table with a row a variant.

    All combinations of what SWEEP lists, or a Latin hypercube. Written as it goes: the same call again goes
    on where it was ended. The rows are the same for any number of workers.

    \b
    powercalc sweep site.toml variants.toml -o results.csv
    powercalc sweep site.toml variants.toml -o results.parquet --workers 2
    powercalc sweep halls/ variants.toml -o halls.csv
    powercalc sweep site.toml variants.toml -o r.csv --scheduler tcp://ten:8786
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.report.json_text import json_text
    from powercalc.report.layout import style_for
    from powercalc.sweeping.outputs import check_output
    from powercalc.sweeping.run_sweep import sweep_fleet, workers_of
    from powercalc.sweeping.words_of_sweep import render

    check_output(output)
    fleet, varied = _both(sites, variants)
    bar = Bar("sweeping")
    try:
        with worked_by(scheduler, workers) as executor:
            who = workers_of(executor, workers)
            result = sweep_fleet(
                fleet,
                varied,
                output,
                who,
                power_alone=power_alone,
                rows_at_most=rows_at_most,
                progress=bar,
            )
    finally:
        bar.close()
    as_json = json_text(result.to_dict())
    return Outcome(
        text=as_json if form is Format.JSON else render(result, style_for(sys.stdout)),
        warnings=result.warnings,
        status=_status(result),
    )


def _status(result: Swept) -> ExitStatus:
    """Return how it went: where no variant is a site, the input is wrong."""
    if not result.complete:
        return ExitStatus.INTERRUPTED
    return ExitStatus.WRONG if result.rows_without_figures == result.rows else ExitStatus.DONE


def _both(sites: list[str], variants: str) -> tuple[Fleet, Sweep]:
    """Read the sites and the sweep; tell what is wrong with either, all together."""
    from powercalc.errors import CallError, SiteError
    from powercalc.site.file import STANDARD_INPUT
    from powercalc.sweeping.fleet import read_fleet
    from powercalc.sweeping.sweep_file import read_sweep

    if [*sites, variants].count(STANDARD_INPUT) > 1:
        raise CallError("standard input can be one file, not several")
    try:
        fleet = read_fleet(sites, variants)
    except SiteError as error:
        problems = error.problems
        try:
            read_sweep(variants)
        except SiteError as other:
            problems += other.problems
        raise SiteError(problems) from None
    return fleet, read_sweep(variants)
