"""`powercalc loads`: what every element carries, now and with something out."""

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
    CSV = "csv"
    LATEX = "latex"
    XLSX = "xlsx"
    HTML = "html"


def loads(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    out: Annotated[
        list[str] | None,
        typer.Option(
            "--out",
            metavar="ID",
            help="Out of service: all its units; ID:1 for one of several. Again for more.",
        ),
    ] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the result.")] = Format.TEXT,
) -> Outcome:
    """What every element carries: now, after the worst single failure, and how much more it may.

    With --out, what that hits: loads that go dark, by room and rack; loads that are left on one path; loads
    of which nobody documented a cord; what carries more than it may; and what to move before the work.

    \b
    powercalc loads site.toml
    powercalc loads site.toml --out PP-A1
    powercalc loads site.toml --out ups-a --out gen:1 --format json
    powercalc loads site.toml --out PP-A1 --format csv > friday.csv
    powercalc loads site.toml --out PP-A1 --format xlsx -o friday.xlsx
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.cli.document import DOCUMENTS, document
    from powercalc.flow.loading import loads as loaded
    from powercalc.flow.power_network import network
    from powercalc.flow.single import units_out
    from powercalc.report.layout import style_for
    from powercalc.report.loads import render
    from powercalc.site.read import read

    found = read(site)
    net = network(found)
    result = loaded(found.name, net, units_out(net, out or ()))
    warnings = tuple(str(problem) for problem in found.warnings)
    if form.value in DOCUMENTS:
        from powercalc.report.tables.carried import of_carried

        return document(tuple(of_carried(result)), form.value, [Outcome(warnings=warnings)])
    return Outcome(text=render(result, form.value, style_for(sys.stdout)), warnings=warnings)
