"""`powercalc now`: the state of a site at this moment, and what may come of it."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from powercalc.cli.outcome import Outcome


class Format(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"


def now(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    down: Annotated[
        list[str] | None,
        typer.Option("--down", metavar="ID[:UNITS][@SINCE]", help="What is down. Again for more."),
    ] = None,
    battery: Annotated[
        list[str] | None,
        typer.Option("--battery", metavar="ID=PERCENT", help="How full a battery is. Again for more."),
    ] = None,
    fuel: Annotated[
        list[str] | None,
        typer.Option("--fuel", metavar="ID=TIME", help="How long a generator's tank lasts."),
    ] = None,
    durations: Annotated[
        str, typer.Option("--for", metavar="TIMES", help="Within how long, separated by commas.")
    ] = "1 h,8 h,24 h",
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the result.")] = Format.TEXT,
) -> Outcome:
    """Who is dark now, what runs out when, what takes which load next, how likely, and what to mend first.

    What is named is down, with all units or so many, since so long ago, 02:55 or a date-time; not said: as
    long as the oldest of the others. It comes back in its own time. All else is as the long run has it.

    \b
    powercalc now site.toml --down gen:1
    powercalc now site.toml --down "grid@5 min" --battery ups-a=40%
    powercalc now site.toml --down grid@2h --fuel gen=20h --for 1h,12h -f json
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.evaluation.as_of_now import now as told
    from powercalc.evaluation.asked_now import given
    from powercalc.report.layout import style_for
    from powercalc.report.now import render
    from powercalc.site.read import read

    levels, tanks = given(battery or (), "--battery"), given(fuel or (), "--fuel")
    hours = [each.strip() for each in durations.split(",")]
    result = told(read(site), down or (), battery=levels, fuel=tanks, hours=hours)
    return Outcome(text=render(result, form.value, style_for(sys.stdout)), warnings=result.warnings)
