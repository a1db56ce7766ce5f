"""`powercalc report`: a site as one page to look at, to click and to print."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from powercalc.cli.language_option import Language
from powercalc.cli.outcome import Outcome

if TYPE_CHECKING:
    from powercalc.improvement import Improvement
    from powercalc.results.now_result import Now
    from powercalc.site import Site


class Format(StrEnum):
    """What it is written as."""

    HTML = "html"
    PDF = "pdf"


def report(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here.")] = None,
    form: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="html or pdf; what FILE ends in, or HTML, when absent."),
    ] = None,
    *,
    text: Annotated[
        bool, typer.Option("--text/--no-text", help="With the text of the site file, or without.")
    ] = True,
    plain: Annotated[
        bool, typer.Option("--plain", help="As a plain block diagram, without times: to compare.")
    ] = False,
    uncertainty: Annotated[
        bool, typer.Option("--uncertainty", "-u", help="Add intervals, and which figure matters most.")
    ] = False,
    improve: Annotated[
        str | None,
        typer.Option("--improve", metavar="OPTIONS", help="Add what to mend first, of an options file."),
    ] = None,
    down: Annotated[
        list[str] | None,
        typer.Option("--down", metavar="ID[:UNITS][@SINCE]", help="As it is now: what is down. See now."),
    ] = None,
    battery: Annotated[
        list[str] | None, typer.Option("--battery", metavar="ID=PERCENT", help="How full a battery is.")
    ] = None,
    fuel: Annotated[
        list[str] | None, typer.Option("--fuel", metavar="ID=TIME", help="How long a tank lasts.")
    ] = None,
    horizon: Annotated[
        str | None,
        typer.Option(metavar="TIME", help='Chances within so long: "10 year"; 5 years when absent.'),
    ] = None,
    lang: Language = "en",
) -> Outcome:
    """One page that works offline: figures, a diagram to click, reasons, checks, sources.

    \b
    powercalc report site.toml -o report.html
    powercalc report site.toml -o report.pdf --no-text
    powercalc init --template 2n | powercalc report - -o report.html

    In the diagram a click takes a component out: what goes dark, where the load
    moves, what overloads. A PDF is printed by a Chromium or Chrome of this machine,
    the one that POWERCALC_BROWSER names or the first on the PATH.
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.cli.durations import horizon_of
    from powercalc.cli.sampling import sampled
    from powercalc.cli.write import written
    from powercalc.errors import CallError
    from powercalc.evaluation import evaluate
    from powercalc.languages import language_asked, speaking
    from powercalc.report.horizon import horizon as telling
    from powercalc.report.page.build import render
    from powercalc.report.page.pdf import printed
    from powercalc.site.read import read

    if site == improve == "-":
        raise CallError("standard input cannot be the site and the options as well; one of them is a file")
    spoken = language_asked(lang)
    is_pdf = _is_pdf(form, output)
    years, stated = horizon_of(horizon), read(site)
    told = _now(stated, down, battery, fuel) if down or battery or fuel else None
    result = evaluate(stated, plain=plain)
    known = sampled(stated, result) if uncertainty else None
    better = None if improve is None else _improved(stated, improve)
    with telling(years), speaking(spoken):
        page = render(stated, result, known, better, told, has_text=text)
    content = printed(page) if is_pdf else page
    return Outcome(text=written(content, output).text, warnings=result.warnings)


def _is_pdf(form: Format | None, output: Path | None) -> bool:
    """Return whether a PDF is asked for; its browser and its file must be there first."""
    from powercalc.cli.write import STANDARD_OUTPUT
    from powercalc.errors import CallError

    if form is not Format.PDF and (form is not None or output is None or output.suffix.lower() != ".pdf"):
        return False
    if output is None or output == STANDARD_OUTPUT:
        raise CallError("--format pdf: a PDF needs a file; add -o report.pdf")
    from powercalc.report.page.pdf import browser

    browser()
    return True


def _improved(site: Site, options: str) -> Improvement:
    """Return what to mend first, with a bar while it is looked for."""
    from powercalc.cli.progress import Bar
    from powercalc.improvement import improve

    bar = Bar("evaluating")
    try:
        return improve(site, options, progress=bar)
    finally:
        bar.close()


def _now(site: Site, down: list[str] | None, battery: list[str] | None, fuel: list[str] | None) -> Now:
    """The state of this moment, as `powercalc now` tells it."""
    from powercalc.evaluation.as_of_now import now
    from powercalc.evaluation.asked_now import given

    levels, tanks = given(battery or (), "--battery"), given(fuel or (), "--fuel")
    return now(site, down or (), battery=levels, fuel=tanks)
