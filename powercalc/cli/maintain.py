"""`powercalc maintain`: what taking a component out of service means for the loads."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from powercalc.cli.durations import hours_of
from powercalc.cli.outcome import Outcome


class Format(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"


def maintain(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    component: Annotated[
        str, typer.Argument(metavar="ID", help="What is out: all its units; ID:1 for one of several.")
    ],
    duration: Annotated[str, typer.Option("--for", metavar="TIME", help='How long, such as "6 h".')],
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the result.")] = Format.TEXT,
) -> Outcome:
    """What a maintenance window means: who is dark, the chance of an interruption, what must not fail.

    \b
    powercalc maintain site.toml ups-a --for "6 h"
    powercalc maintain site.toml gen:1 --for "1 day" --format json
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.proofs.window import window
    from powercalc.report.layout import style_for
    from powercalc.report.maintenance_window import render
    from powercalc.site.read import read

    length = hours_of("--for", duration)
    result = window(read(site), component, length)
    return Outcome(text=render(result, form.value, style_for(sys.stdout)), warnings=result.warnings)
