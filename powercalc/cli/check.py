"""`powercalc check`: a site file in, every check of the checklist out."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from powercalc.cli.choices import FAIL_ON, PROFILES
from powercalc.cli.language_option import Language
from powercalc.cli.outcome import Outcome, missed

if TYPE_CHECKING:
    from powercalc.checks import Checked, Options
    from powercalc.site import Site


class Format(StrEnum):
    """How the checks are written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    JUNIT = "junit"
    SARIF = "sarif"
    GITHUB = "github"
    LATEX = "latex"
    XLSX = "xlsx"
    HTML = "html"


def check(
    sites: Annotated[
        list[str], typer.Argument(metavar="SITE...", help="Site files; - reads standard input.")
    ],
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the checks.")] = Format.TEXT,
    *,
    profile: Annotated[
        str, typer.Option(metavar=PROFILES, help="Which rules, and how grave.")
    ] = "hospital-host",
    select: Annotated[
        list[str] | None, typer.Option(metavar="CODES", help="Only these rules or families: GEN,FED101.")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="CODES", help="Without these rules or families.")
    ] = None,
    fail_on: Annotated[str, typer.Option(metavar=FAIL_ON, help="From when on a check fails.")] = "low",
    plain: Annotated[
        bool, typer.Option("--plain", help="Minutes as a plain block diagram, without times.")
    ] = False,
    baseline: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="An earlier result as JSON: what it found does not fail again."),
    ] = None,
    today: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day to check on, for the same result each day.")
    ] = None,
    lang: Language = "en",
) -> Outcome:
    """What the site lacks, what it is worth in minutes a year, and what is not known.

    \b
    powercalc check site.toml
    powercalc check site.toml --select GEN,FED --fail-on high
    powercalc check site.toml --profile tier-topology --today 2026-11-21
    powercalc check site.toml --format sarif -o checks.sarif
    powercalc check site.toml --format xlsx -o checks.xlsx
    powercalc check site.toml --format json -o baseline.json
    powercalc check site.toml --baseline baseline.json
    powercalc check site.toml --lang fr

    \b
    Exit status: 0 no check failed, 1 a check failed, 2 the input is wrong.
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.checks.baseline import NOTHING, read_baseline
    from powercalc.checks.run_checks import checked
    from powercalc.checks.wording import read_asked
    from powercalc.cli.document import DOCUMENTS, document
    from powercalc.cli.progress import PLAINLY, Bar
    from powercalc.cli.several import all_read, together
    from powercalc.engine.remembered import Remembered
    from powercalc.evaluation import evaluate_site
    from powercalc.languages import speaking
    from powercalc.report.checks import render
    from powercalc.report.layout import style_for

    asked = partial(
        read_asked, profile=profile, select=select or (), ignore=ignore or (), fail_on=fail_on, today=today
    )
    known = read_baseline(baseline) if baseline else NOTHING

    def found_in(site: Site, options: Options) -> Checked:
        remembered, bar = Remembered(), Bar("weighing", hint="" if plain else PLAINLY)
        evaluation = evaluate_site(site, plain=plain, remembered=remembered)
        options = replace(options, baseline=known)
        try:
            return checked(site, options, evaluation, progress=bar, remembered=remembered)
        finally:
            bar.close()

    def told(found: Checked) -> Outcome:
        is_text = form.value not in DOCUMENTS
        return Outcome(
            text=render(found, form.value, style=style_for(sys.stdout)) if is_text else "",
            warnings=tuple(str(problem) for problem in found.site.warnings),
            status=missed(any_missed=bool(found.failed)),
        )

    with speaking(lang):
        results = [found_in(*each) for each in all_read(sites, asked)]
        outcomes = [told(each) for each in results]
        if form.value in DOCUMENTS:
            from powercalc.report.tables.sheets import of_checks

            return document([of_checks(each) for each in results], form.value, outcomes)
        return together(outcomes, form.value)
