"""The commands and their options. To add one: a module with a function that returns an Outcome, and a row."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from powercalc._version import __version__

COMMANDS = (
    "evaluate",
    "check",
    "questions",
    "explain",
    "loads",
    "prove",
    "maintain",
    "importance",
    "simulate",
    "trace",
    "compare",
    "report",
    "diagram",
    "plot",
    "init",
    "schema",
    "catalog",
    "fault-tree",
    "export",
)
"""Each has a module and a function of its name (fault-tree: fault_tree). In the order of the help."""

app = typer.Typer(
    name="powercalc",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)


def _version(asked: bool) -> None:  # noqa: FBT001 - typer calls it so
    if asked:
        typer.echo(f"powercalc {__version__}")
        raise typer.Exit


@app.callback()
def powercalc(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """How available a data centre's power is, computed from the site as it is wired.

    \b
    powercalc init --template 2n -o site.toml   write a commented site file
    powercalc evaluate site.toml                how long and how often each load is dark
    powercalc evaluate site.toml --format json  the same for a program
    powercalc check site.toml                   what it lacks, and what that is worth
    powercalc catalog ups                       the default figures of a UPS, with sources

    \b
    Exit status: 0 done, 1 a target was missed or a check failed, 2 wrong input or call.
    """  # noqa: D301 - the \b keeps the examples on their lines


for _name in COMMANDS:
    _function = _name.replace("-", "_")
    app.command(_name)(getattr(import_module(f"powercalc.cli.{_function}"), _function))
