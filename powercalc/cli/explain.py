"""`powercalc explain`: the manual page of a rule, or all rules."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from powercalc.cli.outcome import Outcome


class Format(StrEnum):
    """How it is written."""

    TEXT = "text"
    MARKDOWN = "markdown"


def explain(
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help="The code or name of a rule.")] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write it.")] = Format.TEXT,
) -> Outcome:
    """What a check finds, why it matters, and what to do.

    \b
    powercalc explain                   all rules
    powercalc explain GEN101
    powercalc explain start-not-bridged
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.report.checks import manual
    from powercalc.report.layout import style_for

    if form is Format.MARKDOWN:
        return Outcome(text=manual.reference() if code is None else manual.markdown_page(code))
    style = style_for(sys.stdout)
    return Outcome(text=manual.overview(style) if code is None else manual.page(code, style))
