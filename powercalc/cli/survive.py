"""`powercalc survive`: how long loads and services are served through a loss of the grid."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from powercalc.cli.outcome import Outcome
from powercalc.cli.write import picture


class Format(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"


def survive(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    durations: Annotated[
        str, typer.Option("--for", metavar="TIMES", help="For how long, separated by commas.")
    ] = "1 h,24 h,72 h,336 h",
    lost: Annotated[
        list[str] | None,
        typer.Option("--lost", metavar="ID", help="What is lost, all grid feeds. Again for more."),
    ] = None,
    plot: Annotated[Path | None, typer.Option("--plot", help="A picture: .png, .svg or .pdf.")] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the result.")] = Format.TEXT,
) -> Outcome:
    """How likely every load and service is served without a break when the grid is lost and stays lost.

    All grid feeds, or what --lost names, are lost with all units at a moment taken at random from the long
    run. Everything else is as the long run has it at that moment, and goes on failing and being repaired.

    \b
    powercalc survive site.toml --for "1 h,24 h,72 h,336 h"
    powercalc survive site.toml --lost ups-a --lost gen --for 8h --format json
    powercalc survive site.toml --plot survival.svg
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.evaluation.surviving import survive as survived
    from powercalc.report.layout import style_for
    from powercalc.report.survival import render
    from powercalc.site.read import read

    picture(plot)
    result = survived(read(site), [each.strip() for each in durations.split(",")], lost)
    if plot is not None:
        from powercalc.report.survival_figures import draw_survival

        draw_survival(result, plot)
    return Outcome(text=render(result, form.value, style_for(sys.stdout)), warnings=result.warnings)
