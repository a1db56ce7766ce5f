"""`powercalc trace`: the timeline of one event."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from powercalc.cli.durations import hours_of
from powercalc.cli.outcome import Outcome
from powercalc.cli.write import picture


class Format(StrEnum):
    """How the timeline is written."""

    TEXT = "text"
    JSON = "json"


def trace(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    fail: Annotated[
        list[str],
        typer.Option(
            "--fail",
            metavar="ID",
            help="What fails, all units; ID:1 is one. A standby set does not start. Also ID.battery ...",
        ),
    ],
    duration: Annotated[
        str, typer.Option("--for", metavar="TIME", help='For how long, such as "3 h".')
    ] = "3 h",
    plot: Annotated[Path | None, typer.Option("--plot", help="A picture: .png, .svg or .pdf.")] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write it.")] = Format.TEXT,
) -> Outcome:
    """What happens, second by second, when something fails: what holds, starts, goes dark and comes back.

    Everything that is not named goes well. Parts that can fail on call are named ID.start, ID.battery,
    ID.transfer and ID.bypass.

    \b
    powercalc trace site.toml --fail grid --for "3 h"
    powercalc trace site.toml --fail grid --fail gen --for "3 h" --format json
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.report import simulated as told
    from powercalc.report.json_text import json_text
    from powercalc.report.layout import style_for
    from powercalc.simulate import trace as traced
    from powercalc.site.read import read

    picture(plot)
    result = traced(read(site), fail, hours_of("--for", duration))
    if plot is not None:
        from powercalc.report.simulation_figures import draw_trace

        draw_trace(result, plot)
    if form is Format.JSON:
        return Outcome(text=json_text(result.to_dict()))
    return Outcome(text=told.timeline(result, style_for(sys.stdout)))
