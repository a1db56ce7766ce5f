"""`--output FILE` on every command that has none of its own."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import replace
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any

import typer

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
        if output is None or output == STANDARD_OUTPUT:
            return command(*args, **given)
        with redirect_stdout(io.StringIO()):  # no terminal: without colours
            outcome = command(*args, **given)
        written(outcome.text, output)
        return replace(outcome, text="", tells_warnings=False)

    writing.__signature__ = own.replace(parameters=[*own.parameters.values(), OUTPUT])  # type: ignore[attr-defined]
    writing.__annotations__ = {**command.__annotations__, NAME: OUTPUT.annotation}
    return writing
