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
    LATEX = "latex"
    XLSX = "xlsx"
    HTML = "html"


def importance(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    load: Annotated[str | None, typer.Option("--load", help="One load; any load when absent.")] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write it.")] = Format.TEXT,
    *,
    plain: Annotated[
        bool, typer.Option("--plain", help="As a plain block diagram, without times: to compare.")
    ] = False,
    top: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", help="So many events in latex, xlsx and html; all when absent."),
    ] = None,
) -> Outcome:
    """Which events matter most as the site behaves in outages, and what each figure is worth.

    \b
    powercalc importance site.toml
    powercalc importance site.toml --load rack --format csv
    powercalc importance site.toml --plain
    powercalc importance site.toml --format latex --top 10
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.cli.document import DOCUMENTS, check_top, document
    from powercalc.evaluation.event_importance import rank
    from powercalc.report.importance import render
    from powercalc.report.layout import style_for
    from powercalc.site.read import read

    check_top(top, form)
    found = rank(read(site), load, plain=plain)
    if form.value in DOCUMENTS:
        from powercalc.report.tables.sheets import of_importance

        return document([of_importance(found, top)], form.value, [Outcome()])
    return Outcome(text=render(found, form.value, style_for(sys.stdout)))
