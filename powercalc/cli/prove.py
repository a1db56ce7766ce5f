"""`powercalc prove`: what a design claims, proved or refuted with the smallest counterexample."""

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


def prove(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the result.")] = Format.TEXT,
) -> Outcome:
    """Prove, or refute with the smallest counterexample, what a design may claim.

    \b
    powercalc prove site.toml
    powercalc prove site.toml --format json

    \b
    Exit status: 0 done, 1 what the targets claim is refuted, 2 wrong input.
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.proofs import prove as proved
    from powercalc.report.layout import style_for
    from powercalc.report.proofs import render
    from powercalc.site.read import read

    result = proved(read(site))
    return Outcome(
        text=render(result, form.value, style_for(sys.stdout)),
        warnings=result.warnings,
        status=missed(any_missed=bool(result.missed)),
    )
