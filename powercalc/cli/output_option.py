"""`--output FILE` on every command that has none of its own."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any

import typer

from powercalc.cli.document import WORKBOOK
from powercalc.cli.outcome import Outcome
from powercalc.cli.write import STANDARD_OUTPUT, written

Command = Callable[..., Outcome]
NAME = "output"
OUTPUT = Parameter(
    NAME,
    Parameter.KEYWORD_ONLY,
    default=None,
    annotation=Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write here; a file that is there is replaced."),
    ],
)


def with_output(command: Command) -> Command:
    """Return a command that can write what it has to say to a file; one that can already as it is."""
    own = signature(command, eval_str=True)
    if NAME in own.parameters:
        return command

    @wraps(command)
    def writing(*args: Any, output: Path | None = None, **given: Any) -> Outcome:
        to_file = output is not None and output != STANDARD_OUTPUT
        if not to_file:
            _refuse_workbook(given)
            return command(*args, **given)
        with redirect_stdout(io.StringIO()):  # no terminal: without colours
            outcome = command(*args, **given)
        written(outcome.workbook or outcome.text, output)
        return replace(outcome, text="", workbook=b"", tells_warnings=False)

    writing.__signature__ = own.replace(parameters=[*own.parameters.values(), OUTPUT])  # type: ignore[attr-defined]
    writing.__annotations__ = {**command.__annotations__, NAME: OUTPUT.annotation}
    return writing


def _refuse_workbook(given: Mapping[str, Any]) -> None:
    """Refuse a workbook for standard output, before anything is computed for it."""
    if given.get("form") == WORKBOOK:
        from powercalc.errors import CallError

        raise CallError("a workbook is no text: --format xlsx needs a file, -o site.xlsx")
