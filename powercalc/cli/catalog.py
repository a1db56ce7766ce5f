"""`powercalc catalog`: the default figures and what they rest on."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from powercalc.cli.outcome import Outcome


class Format(StrEnum):
    """How the catalog is written."""

    TEXT = "text"
    JSON = "json"


def catalog(
    kind: Annotated[str | None, typer.Argument(metavar="[KIND]", help="One kind of component.")] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write it.")] = Format.TEXT,
) -> Outcome:
    """The default figures of each kind, with their sources.

    \b
    powercalc catalog
    powercalc catalog generator
    powercalc catalog ups --format json
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.report.catalog import render

    return Outcome(text=render(kind, form.value))
