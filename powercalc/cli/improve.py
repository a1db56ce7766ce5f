"""`powercalc improve`: what to mend first, for a cost or for a target."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from powercalc.cli.outcome import Outcome, missed
from powercalc.cli.write import picture


class Format(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"


def improve(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    options: Annotated[
        str | None, typer.Argument(metavar="OPTIONS", help="What could be done, and what it costs (TOML).")
    ] = None,
    *,
    targets: Annotated[
        list[str] | None,
        typer.Option("--target", metavar="TARGET", help='LOAD.max_downtime="5 min / year". Again for more.'),
    ] = None,
    budget: Annotated[
        float | None,
        typer.Option("--budget", metavar="N", help="The most that a set may cost, at present worth."),
    ] = None,
    load: Annotated[
        str | None, typer.Option("--load", metavar="ID", help="Whose downtime counts: a load or a service.")
    ] = None,
    most: Annotated[
        int | None, typer.Option("--most", metavar="N", help="Evaluate at most so many sets, else 20,000.")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option("--plot", help="The front, as a picture: .png, .svg or .pdf.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the result.")] = Format.TEXT,
    with_recovery: Annotated[
        bool | None,
        typer.Option(
            "--with-recovery/--power-alone", help="Whether the recovery after an interruption counts, too."
        ),
    ] = None,
    from_checks: Annotated[
        bool, typer.Option("--from-checks", help="Write an options file from the checks that fail.")
    ] = False,
) -> Outcome:
    """What to mend first: every set of options that is worth its cost, none left out.

    The front has all sets than which none is cheaper and leaves no more downtime. With targets, of the site
    or of the call, it also has the cheapest set that meets them. Ctrl-C ends with what is proved so far.

    \b
    powercalc improve site.toml --from-checks > options.toml
    powercalc improve site.toml options.toml
    powercalc improve site.toml options.toml --target rack.max_downtime=5min
    powercalc improve site.toml options.toml --budget 200000 --plot front.svg

    \b
    Exit status: 0 done, 1 nothing meets the targets or the budget, 2 the input is
    wrong.
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.cli.progress import Bar
    from powercalc.errors import CallError
    from powercalc.improvement import improve as improved
    from powercalc.improvement.improving import MOST
    from powercalc.report.improvement import render
    from powercalc.report.layout import style_for
    from powercalc.site.read import read

    picture(plot)
    if from_checks:
        return _written(site, options)
    if options is None:
        raise CallError("an options file is missing; powercalc improve SITE --from-checks writes one")
    if site == options == "-":
        raise CallError("standard input cannot be the site and the options as well; one of them is a file")
    bar = Bar("evaluating")
    try:
        result = improved(
            read(site), options, targets=targets or (), budget=budget, load=load, with_recovery=with_recovery,
            most=MOST if most is None else most, progress=bar,
        )  # fmt: skip
    finally:
        bar.close()
    if plot is not None and result.front:
        from powercalc.report.improvement_figure import draw_improvement

        draw_improvement(result, plot)
    return Outcome(
        text=render(result, form.value, style_for(sys.stdout)),
        warnings=result.warnings,
        status=missed(any_missed=result.is_missed),
    )


def _written(site: str, options: str | None) -> Outcome:
    """Return an options file from the checks of a site."""
    from powercalc.cli.progress import Bar
    from powercalc.errors import CallError
    from powercalc.improvement.from_checks import options_from_checks
    from powercalc.site.read import read

    if options is not None:
        raise CallError("--from-checks writes an options file and reads none")
    bar = Bar("weighing")
    try:
        return Outcome(text=options_from_checks(read(site), progress=bar))
    finally:
        bar.close()
