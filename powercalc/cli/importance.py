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
) -> Outcome:
    """Which events matter most, and what mending each is worth, in the plain block diagram.

    \b
    powercalc importance site.toml
    powercalc importance site.toml --load rack --format csv
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.evaluation.importance import rank
    from powercalc.report.importance import render
    from powercalc.report.layout import style_for
    from powercalc.site.read import read

    return Outcome(text=render(rank(read(site), load), form.value, style_for(sys.stdout)))
