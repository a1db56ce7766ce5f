"""`--lang`: the language in which a command tells what it found."""

from __future__ import annotations

from typing import Annotated

import typer

from powercalc.cli.choices import LANGUAGES

Language = Annotated[str, typer.Option("--lang", metavar=LANGUAGES, help="The language of the result.")]
