"""`powercalc evaluate`: a site file in, availability and downtime out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from powercalc.cli.outcome import Outcome, missed

if TYPE_CHECKING:
    from powercalc.evaluation import Evaluation
    from powercalc.report.layout import Style
    from powercalc.report.tables import Sheet
    from powercalc.site import Site


class Format(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    CSV = "csv"
    LATEX = "latex"
    XLSX = "xlsx"
    HTML = "html"


def evaluate(
    sites: Annotated[
        list[str], typer.Argument(metavar="SITE...", help="Site files; - reads standard input.")
    ],
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the result.")] = Format.TEXT,
    *,
    plain: Annotated[
        bool, typer.Option("--plain", help="As a plain block diagram, without times: to compare.")
    ] = False,
    uncertainty: Annotated[
        bool, typer.Option("--uncertainty", "-u", help="Add intervals, and which figure matters most.")
    ] = False,
    samples: Annotated[
        int | None,
        typer.Option(
            help="How many samples, with --uncertainty; 4096 when absent, or fewer that take seconds."
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed, the same samples; 0 when absent.")] = None,
    today: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day of the checks in the last line.")
    ] = None,
    horizon: Annotated[
        str | None,
        typer.Option(metavar="TIME", help='Chances within so long: "10 year"; 5 years when absent.'),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER", help="So many reasons and cut sets in latex, xlsx and html; all when absent."
        ),
    ] = None,
) -> Outcome:
    """How long and how often each load of a site is without power; of several sites, one after the other.

    \b
    powercalc evaluate site.toml
    powercalc evaluate site.toml --format markdown > report.md
    powercalc evaluate site.toml --format xlsx -o site.xlsx
    powercalc evaluate site.toml --format latex --top 5 -o site.tex
    powercalc init --template 2n | powercalc evaluate - --format json
    powercalc evaluate site.toml --plain
    powercalc evaluate site.toml --uncertainty
    powercalc evaluate site.toml --horizon "10 year"

    \b
    Exit status: 0 done, 1 a target of the file was missed, 2 the input is wrong.
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.cli.document import DOCUMENTS, check_top, document
    from powercalc.cli.durations import horizon_of
    from powercalc.cli.several import all_read, together
    from powercalc.evaluation import evaluate as evaluated
    from powercalc.report import render
    from powercalc.report.horizon import horizon as telling
    from powercalc.report.layout import style_for
    from powercalc.site.read import read

    _check(form, uncertainty=uncertainty, sampled=samples is not None or seed is not None)
    check_top(top, form)
    _check_day(today)
    years = horizon_of(horizon)
    style, for_people = style_for(sys.stdout), form in {Format.TEXT, Format.MARKDOWN}

    def told(site: Site) -> Outcome:
        result = evaluated(site, plain=plain)
        text = render(result, form.value, style=style)
        if uncertainty:
            text = _with_uncertainty(result, site, form, style, samples, seed)
        return Outcome(
            text=text + _checks(site, result, today) if for_people else text,
            warnings=result.warnings,
            tells_warnings=for_people,
            status=missed(any_missed=bool(result.missed)),
        )

    if form.value in DOCUMENTS:
        results = [(site, evaluated(site, plain=plain)) for site in all_read(sites, read)]
        outcomes = [
            Outcome(warnings=result.warnings, status=missed(any_missed=bool(result.missed)))
            for _, result in results
        ]
        return document([sheet for each in results for sheet in _sheets(*each, top)], form.value, outcomes)
    with telling(years):
        return together([told(site) for site in all_read(sites, read)], form.value)


def _sheets(site: Site, result: Evaluation, top: int | None) -> Iterator[Sheet]:
    """Yield the tables of a result; of the plain block diagram its minimal cut sets, too."""
    from powercalc.report.tables import sheets

    yield sheets.of_loads(result)
    yield sheets.of_reasons(result, top)
    if result.is_plain:
        from powercalc.evaluation.all_cut_sets import cut_sets

        yield sheets.of_cut_sets(site.name, cut_sets(site, top, None))
    yield sheets.of_assumptions(result)


def _check(form: Format, *, uncertainty: bool, sampled: bool) -> None:
    """Refuse options that do not go together."""
    from powercalc.errors import CallError

    if sampled and not uncertainty:
        raise CallError("--samples and --seed go with --uncertainty")
    if uncertainty and form not in {Format.TEXT, Format.JSON}:
        raise CallError(f"--uncertainty is written as text or json, not as {form.value}")


def _check_day(today: str | None) -> None:
    """Refuse a day that is none: it is part of the call, whatever the checks would say of the site."""
    if today is None:
        return
    from powercalc.checks import Options
    from powercalc.errors import SiteError

    if problems := Options.asked(today=today)[1]:
        raise SiteError(problems)


def _checks(site: Site, result: Evaluation, today: str | None) -> str:
    """Return what the checks say in a line of its own; what is wrong with their input is told by them."""
    from powercalc.checks import Options
    from powercalc.checks.run_checks import checked
    from powercalc.errors import SiteError
    from powercalc.report.checks.checks_statements import last_line
    from powercalc.report.layout import paragraph

    try:
        options = Options.read(site, today=today)
    except SiteError as error:
        line = last_line(None, error.problems)
    else:
        line = last_line(checked(site, options, result, worths=False))
    return "\n" + "\n".join(paragraph(line, indent=0)) + "\n"


def _with_uncertainty(
    result: Evaluation, site: Site, form: Format, style: Style, samples: int | None, seed: int | None
) -> str:
    """Return the report with how far it is known."""
    from powercalc.cli.sampling import sampled
    from powercalc.report import render
    from powercalc.report.uncertainty import as_json, as_text

    found = sampled(site, result, samples, seed)
    if form is Format.JSON:
        return as_json(result, found)
    return f"{render(result, form.value, style=style)}\n{as_text(found, style)}"
