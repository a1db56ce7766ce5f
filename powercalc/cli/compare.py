"""`powercalc compare`: designs side by side."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from powercalc.cli.outcome import Outcome


class Format(StrEnum):
    """How the comparison is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def compare(
    sites: Annotated[list[str], typer.Argument(metavar="SITE...", help="Two site files or more.")],
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write it.")] = Format.TEXT,
    today: Annotated[
        str | None, typer.Option("--today", metavar="DATE", help="The day that checks take for today.")
    ] = None,
    horizon: Annotated[
        str | None, typer.Option(metavar="TIME", help='Add the chance of an interruption in "10 year".')
    ] = None,
    *,
    uncertainty: Annotated[
        bool, typer.Option("--uncertainty", "-u", help="Add how far the figures of each design are known.")
    ] = False,
) -> Outcome:
    """Designs side by side: figures, what differs, reasons and checks won and lost.

    \b
    powercalc compare today.toml with-second-feed.toml
    powercalc compare a.toml b.toml c.toml --format markdown > decision.md

    The first is what the others are compared with.
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.cli.durations import horizon_of
    from powercalc.cli.progress import Bar
    from powercalc.report.compare import compare as compared
    from powercalc.report.compare import render
    from powercalc.report.horizon import horizon as telling
    from powercalc.report.layout import style_for
    from powercalc.site.read import read

    years = horizon_of(horizon)
    designs = [read(site) for site in sites]
    bar = Bar("comparing", hint="")
    try:
        found = compared(designs, bar, today=today, uncertainty=uncertainty)
    finally:
        bar.close()
    warnings = tuple(f"{design.name}: {each}" for design in found.designs for each in design.result.warnings)
    with telling(years):
        text = render(found, form.value, style=style_for(sys.stdout))
    return Outcome(text=text, warnings=warnings)
