"""`powercalc importance`: which events matter for a load, and what each figure is worth."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from powercalc.cli.outcome import Outcome


class Format(StrEnum):
    """How the ranking is written."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def importance(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    load: Annotated[str | None, typer.Option("--load", help="One load; any load when absent.")] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write it.")] = Format.TEXT,
    *,
    plain: Annotated[
        bool, typer.Option("--plain", help="As a plain block diagram, without times: to compare.")
    ] = False,
) -> Outcome:
    """Which events matter most as the site behaves in outages, and what each figure is worth.

    \b
    powercalc importance site.toml
    powercalc importance site.toml --load rack --format csv
    powercalc importance site.toml --plain
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.evaluation.importance import rank
    from powercalc.report.importance import render
    from powercalc.report.layout import style_for
    from powercalc.site.read import read

    return Outcome(text=render(rank(read(site), load, plain=plain), form.value, style_for(sys.stdout)))
