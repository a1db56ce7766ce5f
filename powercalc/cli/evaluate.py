"""`powercalc evaluate`: a site file in, availability and downtime out."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from powercalc.cli.outcome import Outcome, missed


class Format(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    CSV = "csv"


def evaluate(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the result.")] = Format.TEXT,
) -> Outcome:
    """How long and how often each load of a site is without power.

    \b
    powercalc evaluate site.toml
    powercalc evaluate site.toml --format markdown > report.md
    powercalc init --template 2n | powercalc evaluate - --format json

    \b
    Exit status: 0 done, 1 a target of the file was missed, 2 the input is wrong.
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.evaluation import evaluate as evaluated
    from powercalc.report import render
    from powercalc.report.layout import style_for
    from powercalc.site.read import read

    result = evaluated(read(site))
    return Outcome(
        text=render(result, form.value, style=style_for(sys.stdout)),
        warnings=result.warnings,
        tells_warnings=form in {Format.TEXT, Format.MARKDOWN},
        status=missed(any_missed=bool(result.missed)),
    )
