"""`powercalc answers`: a return sheet of the letter, read back into the site file."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from powercalc.cli.outcome import Outcome


class Format(StrEnum):
    """How it is told what was understood."""

    TEXT = "text"
    JSON = "json"


def answers(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file.")],
    sheet: Annotated[
        Path, typer.Argument(metavar="SHEET", help="The return sheet, filled in: CSV or Excel.", exists=True)
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the site file here; may be SITE."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to tell it.")] = Format.TEXT,
) -> Outcome:
    """What a return sheet of `questions --format sheet` answers, stated in the site file.

    Comments and everything else in the file stay. Answers that cannot be read are told all at once, with
    their rows, and nothing is written then.

    \b
    powercalc questions site.toml --format sheet -o answers.csv
    powercalc answers site.toml answers.csv
    powercalc answers site.toml answers.csv -o site.toml

    \b
    Exit status: 0 done, 2 the input is wrong.
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.answers import read_answers
    from powercalc.errors import CallError
    from powercalc.report.answers import render
    from powercalc.report.layout import style_for
    from powercalc.report.output import write

    if site == "-":
        raise CallError("the site file is read to be written again; it cannot be standard input")
    found = read_answers(site, sheet)
    if output is not None:
        write(output, found.text.encode("utf-8"))
    return Outcome(text=render(found, form.value, written=output, style=style_for(sys.stdout)))
