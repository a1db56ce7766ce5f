"""`powercalc check`: a site file in, every check of the checklist out."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from powercalc.cli.outcome import Outcome, missed


class Format(StrEnum):
    """How the checks are written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    JUNIT = "junit"
    SARIF = "sarif"
    GITHUB = "github"


def check(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the checks.")] = Format.TEXT,
    *,
    profile: Annotated[
        str, typer.Option(metavar="NAME", help="hospital-host, tier-topology, en50600 or all.")
    ] = "hospital-host",
    select: Annotated[
        list[str] | None, typer.Option(metavar="CODES", help="Only these rules or families: GEN,FED101.")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="CODES", help="Without these rules or families.")
    ] = None,
    fail_on: Annotated[
        str, typer.Option(metavar="SEVERITY", help="From when on a check fails: low, medium, high; unknown.")
    ] = "low",
    plain: Annotated[
        bool, typer.Option("--plain", help="Minutes as a plain block diagram, without times.")
    ] = False,
    today: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day to check on, for the same result each day.")
    ] = None,
) -> Outcome:
    """What the site lacks, what it is worth in minutes a year, and what is not known.

    \b
    powercalc check site.toml
    powercalc check site.toml --select GEN,FED --fail-on high
    powercalc check site.toml --profile tier-topology --today 2026-11-21
    powercalc check site.toml --format sarif > checks.sarif

    \b
    Exit status: 0 no check failed, 1 a check failed, 2 the input is wrong.
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.checks.run import checked
    from powercalc.checks.wording import read_asked
    from powercalc.cli.progress import PLAINLY, Bar
    from powercalc.evaluation import evaluate
    from powercalc.report.checks import render
    from powercalc.report.layout import style_for

    there, options = read_asked(
        site, profile=profile, select=select or (), ignore=ignore or (), fail_on=fail_on, today=today
    )
    evaluation, bar = evaluate(there, plain=plain), Bar("weighing", hint="" if plain else PLAINLY)
    try:
        found = checked(there, options, evaluation, progress=bar)
    finally:
        bar.close()
    return Outcome(
        text=render(found, form.value, style=style_for(sys.stdout)),
        warnings=tuple(str(problem) for problem in found.site.warnings),
        status=missed(any_missed=bool(found.failed)),
    )
