"""The commands and their options. To add one: a module with a function that returns an Outcome, and a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import import_module
from keyword import iskeyword
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from powercalc._version import __version__
from powercalc.cli.output_option import with_output
from powercalc.cli.stated_options import defaults

COMMANDS = {
    "evaluate": "how long and how often each load is without power",
    "check": "what a site lacks, and what that is worth in minutes a year",
    "questions": "what to ask the provider, the most telling question first",
    "answers": "a filled-in return sheet, read back into the site file",
    "explain": "what a check finds, why it matters, and what to do",
    "loads": "what every component carries, now and after a failure",
    "prove": "prove what a design claims, or refute it with an example",
    "improve": "what to mend first: cost against downtime, all sets of options",
    "maintain": "what a maintenance window means",
    "importance": "which events matter most, and what mending each is worth",
    "simulate": "live through many years of a site",
    "survive": "how long loads and services last without the grid",
    "now": "tonight something is out: who is dark, for how long, what next",
    "trace": "what happens, second by second, when something fails",
    "replay": "what happened, told again: observed beside computed",
    "sweep": "a site, or a fleet of them, for many values of its keys",
    "compare": "designs side by side",
    "report": "one page to look at, to click and to print",
    "serve": "the report page, alive: edit figures, see every headline move",
    "tables": "results as tables for a document: LaTeX, Excel, HTML",
    "diagram": "the one-line diagram, as SVG, DOT or Mermaid",
    "plot": "pictures for a document",
    "init": "a commented site file to start from",
    "import": "a site file from NetBox or a table",
    "schema": "the JSON Schema of a site file",
    "catalog": "the default figures, with their sources",
    "fault-tree": "the exact probability of a fault tree of another program",
    "export": "a site as a fault tree that other programs read",
}
"""Each has a module and a function of its name (fault-tree: fault_tree; import: import_, a group).
In the order of the help."""


class _Commands(Mapping[str, Any]):
    """The commands by name. The module of one is imported when it is asked for: a call needs one of them."""

    def __getitem__(self, name: str) -> Any:
        short, function = COMMANDS[name], name.replace("-", "_") + ("_" if iskeyword(name) else "")
        found = getattr(import_module(f"powercalc.cli.{function}"), function)
        if isinstance(found, typer.Typer):
            return typer.main.get_command(found)
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(name, short_help=short)(with_output(found))
        command = typer.main.get_command(alone)
        command.context_settings["default_map"] = _StatedOptions(name, command)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class _StatedOptions(dict[str, Any]):
    """What the project's file of options states for a command; the file is read when that runs."""

    def __init__(self, name: str, command: Any) -> None:
        super().__init__()
        self._name, self._command = name, command

    @cached_property
    def _values(self) -> Mapping[str, Any]:
        options = [each for each in self._command.params if each.param_type_name == "option"]
        return defaults(self._name, options, COMMANDS)

    def get(self, key: str, default: Any = None) -> Any:
        return self._values.get(key, default)


class _CommandGroup(TyperGroup):
    def __init__(self, **given: Any) -> None:
        super().__init__(**{**given, "commands": _Commands()})


app = typer.Typer(
    name="powercalc",
    cls=_CommandGroup,
    no_args_is_help=True,
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
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No warnings, no progress; anywhere in the call.")
    ] = False,
) -> None:
    """How available a data centre's power is, computed from the site as it is wired.

    \b
    powercalc init --template 2n -o site.toml  write a commented site file
    powercalc evaluate site.toml               how long and how often it is dark
    powercalc check site.toml                  what it lacks, what that is worth
    powercalc report site.toml -o site.html    a page to look at and to click
    powercalc evaluate site.toml --format json the same for a program

    \b
    Exit status: 0 done, 1 a target was missed or a check failed, 2 wrong input
    or call. - reads standard input.
    """  # noqa: D301 - the \b keeps the examples on their lines
