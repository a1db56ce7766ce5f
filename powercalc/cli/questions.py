"""`powercalc questions`: what is not known of a site, as questions to whoever runs it."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from powercalc.cli.choices import PROFILES
from powercalc.cli.language_option import Language
from powercalc.cli.outcome import Outcome


class Format(StrEnum):
    """How the questions are written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    LETTER = "letter"
    PAGE = "page"
    SHEET = "sheet"


def questions(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write them.")] = Format.TEXT,
    *,
    profile: Annotated[
        str, typer.Option(metavar=PROFILES, help="Which rules, and how grave.")
    ] = "hospital-host",
    plain: Annotated[
        bool, typer.Option("--plain", help="Minutes as a plain block diagram, without times.")
    ] = False,
    today: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day to ask on, for the same result each day.")
    ] = None,
    lang: Language = "en",
) -> Outcome:
    """What to ask the provider, the question with most minutes at stake first.

    \b
    powercalc questions site.toml
    powercalc questions site.toml --format markdown > questions.md
    powercalc questions site.toml --format letter --lang fr -o letter.md
    powercalc questions site.toml --format page --lang fr -o letter.html
    powercalc questions site.toml --format sheet --lang fr -o answers.csv

    \b
    Exit status: 0 done, 2 the input is wrong.
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.checks.run_checks import checked
    from powercalc.checks.wording import read_asked
    from powercalc.cli.progress import PLAINLY, Bar
    from powercalc.evaluation import evaluate
    from powercalc.languages import language_asked, speaking
    from powercalc.report.checks.questions_text import render
    from powercalc.report.layout import style_for

    spoken = language_asked(lang)
    there, options = read_asked(site, profile=profile, today=today)
    evaluation, bar = evaluate(there, plain=plain), Bar("weighing", hint="" if plain else PLAINLY)
    try:
        found = checked(there, options, evaluation, progress=bar)
    finally:
        bar.close()
    with speaking(spoken):
        return Outcome(text=render(found, form.value, style=style_for(sys.stdout)))
