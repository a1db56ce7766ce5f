"""`powercalc replay`: what happened, told again."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from powercalc.cli.outcome import Outcome
from powercalc.cli.write import picture

if TYPE_CHECKING:
    from powercalc.simulate.replay import Scenario
    from powercalc.site import Site


class Format(StrEnum):
    """How the replay is written."""

    TEXT = "text"
    JSON = "json"


def replay(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="What failed when, and what was observed (TOML).")
    ],
    plot: Annotated[
        Path | None, typer.Option("--plot", help="Bars over time, as a picture: .png, .svg or .pdf.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write it.")] = Format.TEXT,
) -> Outcome:
    """What happened, told again: a scenario acted out on a site, observed beside computed.

    The scenario names what failed when, what was restored, opened and closed. Everything that it does not
    name goes well. What was observed of a load or a service is set beside what follows.

    \b
    powercalc replay group.toml 2024-08-03.toml
    powercalc replay group.toml 2024-08-03.toml --plot replay.png
    powercalc replay group.toml 2024-08-03.toml --format json
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.report.json_text import json_text
    from powercalc.report.layout import style_for
    from powercalc.report.replay import replayed
    from powercalc.simulate.replay import replay as acted

    picture(plot)
    result = acted(*_both(site, scenario))
    if plot is not None:
        from powercalc.report.replay_figure import draw_replay

        draw_replay(result, plot)
    if form is Format.JSON:
        return Outcome(text=json_text(result.to_dict()))
    return Outcome(text=replayed(result, style_for(sys.stdout)))


def _both(site: str, scenario: str) -> tuple[Site, Scenario]:
    """Read the site and the scenario; tell what is wrong with either, all together."""
    from powercalc.errors import CallError, SiteError
    from powercalc.simulate.replay import read_scenario
    from powercalc.site.file import STANDARD_INPUT
    from powercalc.site.read import read

    if site == scenario == STANDARD_INPUT:
        raise CallError("standard input cannot be the site and the scenario as well; one of them is a file")
    try:
        stated = read(site)
    except SiteError as error:
        problems = error.problems
        try:
            read_scenario(scenario)
        except SiteError as other:
            problems += other.problems
        raise SiteError(problems) from None
    return stated, read_scenario(scenario, stated)
